import FixedPoint

/// The shape of an exact intermediate value: as many bits as it needs, never rounded.
public struct Exact: Hashable, BitwiseCopyable, Sendable {
  /// The word length in bits, sign included.
  public let width: Int
  /// Bits right of the binary point.
  public let fractionBits: Int
  public let isSigned: Bool

  public init(width: Int, fractionBits: Int, isSigned: Bool) {
    self.width = width
    self.fractionBits = fractionBits
    self.isSigned = isSigned
  }

  public init(_ format: Format) {
    self.init(
      width: format.width, fractionBits: format.fractionBits, isSigned: format.isSigned)
  }

  /// The bits as a two's complement number, for which an unsigned word needs a sign in addition.
  public var signedWidth: Int { width + (isSigned ? 0 : 1) }

  /// The exact product of two words: widths and fraction bits add up.
  public static func * (left: Exact, right: Exact) -> Exact {
    Exact(
      width: left.width + right.width, fractionBits: left.fractionBits + right.fractionBits,
      isSigned: left.isSigned || right.isSigned)
  }

  /// The exact square. It is never negative, and (−2^(W−1))² = 2^(2W−2) needs 2W − 1 bits.
  public var squared: Exact {
    Exact(
      width: isSigned ? 2 * width - 1 : 2 * width, fractionBits: 2 * fractionBits,
      isSigned: false)
  }

  /// The exact sum or difference, aligned to the finer of the two LSBs.
  public static func + (left: Exact, right: Exact) -> Exact {
    let fractionBits = max(left.fractionBits, right.fractionBits)
    return Exact(
      width: 1
        + max(
          left.signedWidth + fractionBits - left.fractionBits,
          right.signedWidth + fractionBits - right.fractionBits),
      fractionBits: fractionBits, isSigned: true)
  }

  /// The sum or difference of two words, no wider than it has to be: signed only where it must.
  init(summing left: Exact, _ right: Exact, isDifference: Bool) {
    let isSigned = isDifference || left.isSigned || right.isSigned
    let sum = left + right
    self.init(
      width: isSigned ? sum.width : sum.width - 1, fractionBits: sum.fractionBits,
      isSigned: isSigned)
  }

  /// What is left of a word when others have been taken off, all of one shape.
  public init(remainderOf first: Exact, minus term: Exact, count: Int) {
    self = first + term.total(of: count)
  }

  /// The sum of so many words.
  func total(of count: Int) -> Exact {
    Exact(
      width: width + (count - 1).bitWidth - (count - 1).leadingZeroBitCount,
      fractionBits: fractionBits, isSigned: isSigned)
  }

  /// The lower bits that a factor is split at, so that no more than 18 are left above them, what a multiplier block takes.
  var split: Int { max(1, width - 18) }

  /// What is below ``split``, or above it: a bit at least.
  func part(isUpper: Bool) -> Exact {
    isUpper
      ? Exact(
        width: max(1, width - split), fractionBits: fractionBits - split, isSigned: isSigned)
      : Exact(width: split, fractionBits: fractionBits, isSigned: false)
  }

  /// The value in LSBs of a format, or in its own where these are coarser: one bit more, since rounding may carry.
  func rounded(as format: Format) -> Exact {
    let dropped = fractionBits - format.fractionBits
    guard dropped > 0 else { return self }
    return Exact(
      width: max(1, width - dropped) + 1,
      fractionBits: format.fractionBits, isSigned: isSigned)
  }
}
