/// Why a format cannot exist.
public enum FormatError: Error, Hashable, Sendable {
  /// The word length is not 1…127.
  case width(Int)
  /// More than a thousand integer bits, or as many missing: the binary point is too far from the word.
  case integerBits(Int)
  /// More than a thousand fraction bits, or as many missing: the binary point is too far from the word.
  case fractionBits(Int)
  /// `n_bits` is negative.
  case saturatedBits(Int)
  /// `n_bits` is given for a mode that has none.
  case saturatedBitsWithoutWrap(Overflow)
  /// `WRAP_SM` needs a sign bit to fold about.
  case signMagnitudeOfUnsigned
}

extension FormatError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .width(let width):
      "a word of \(width) bits does not exist here; a width is 1 to \(Format.maximumWidth)"
    case .integerBits(let bits):
      "\(bits) integer bits put the binary point too far from the word; stay within ±\(Format.maximumFractionBits)"
    case .fractionBits(let bits):
      "\(bits) fraction bits put the binary point too far from the word; stay within ±\(Format.maximumFractionBits)"
    case .saturatedBits(let bits):
      "n_bits is \(bits); it counts bits, so give 0 or more"
    case .saturatedBitsWithoutWrap(let overflow):
      "n_bits belongs to WRAP and WRAP_SM and overflow is \(overflow); set overflow too, or leave n_bits out"
    case .signMagnitudeOfUnsigned:
      "WRAP_SM folds about the sign and an unsigned word has none; use WRAP or SAT"
    }
  }
}
