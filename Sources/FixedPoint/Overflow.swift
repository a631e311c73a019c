/// What becomes of a value beyond the ends of a format's range.
///
/// The five modes, their names and the meaning of `n_bits` (here `saturatedBits`) are those of
/// IEEE 1666 (SystemC `sc_o_mode`). A mode acts only on a value that is out of range.
public enum Overflow: Hashable, BitwiseCopyable, Sendable {
  /// Clamps to the nearest end of the range.
  case sat
  /// Becomes zero.
  case satZero
  /// Clamps to a range that is symmetric about zero: the most negative word is out of range.
  case satSym
  /// Keeps the low bits; the top `saturatedBits` of the word are saturated instead.
  case wrap(saturatedBits: Int)
  /// Folds in sign and magnitude, so that the value reflects at the ends of the range.
  case wrapSM(saturatedBits: Int)

  /// Two's complement wrap-around, the default of IEEE 1666.
  public static let wrap = Overflow.wrap(saturatedBits: 0)

  /// The name of the mode in IEEE 1666, without prefix and without `n_bits`.
  public var name: String {
    switch self {
    case .sat: "SAT"
    case .satZero: "SAT_ZERO"
    case .satSym: "SAT_SYM"
    case .wrap: "WRAP"
    case .wrapSM: "WRAP_SM"
    }
  }

  /// The `n_bits` of a wrapping mode, 0 for the others.
  public var saturatedBits: Int {
    switch self {
    case .wrap(let bits), .wrapSM(let bits): bits
    case .sat, .satZero, .satSym: 0
    }
  }

  /// Whether an overflow under this mode counts as a wrap; otherwise it counts as a saturation.
  @inlinable
  public var wraps: Bool {
    switch self {
    case .wrap, .wrapSM: true
    case .sat, .satZero, .satSym: false
    }
  }
}
