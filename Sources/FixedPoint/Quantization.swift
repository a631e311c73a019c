/// What becomes of the bits below the LSB of a format.
///
/// The seven modes and their names are those of IEEE 1666 (SystemC `sc_q_mode`). With `t` the exact
/// value in units of the LSB and `floor(t)` its integer part, each mode adds 0 or 1 to the
/// floor, decided by four bits: the first bit dropped, whether any other dropped bit is set, the
/// sign, and the lowest bit kept.
public enum Quantization: String, CaseIterable, Hashable, BitwiseCopyable, Sendable {
  /// Toward −∞: the dropped bits are simply cut off. The default of IEEE 1666.
  case trn = "TRN"
  /// Toward zero.
  case trnZero = "TRN_ZERO"
  /// To the nearest, ties toward +∞.
  case rnd = "RND"
  /// To the nearest, ties toward −∞.
  case rndMinInf = "RND_MIN_INF"
  /// To the nearest, ties toward zero.
  case rndZero = "RND_ZERO"
  /// To the nearest, ties away from zero.
  case rndInf = "RND_INF"
  /// To the nearest, ties to the even neighbour (convergent).
  case rndConv = "RND_CONV"

  /// Whether one is added to `floor(t)`.
  ///
  /// - Parameters:
  ///   - guardBit: the first bit dropped.
  ///   - sticky: whether any of the other dropped bits is set.
  ///   - isNegative: the sign of the exact value.
  ///   - isOdd: the lowest bit of `floor(t)`.
  /// - Returns: the increment's presence, after the table of IEEE 1666-2011, 7.10.
  @inlinable
  public func increments(guardBit: Bool, sticky: Bool, isNegative: Bool, isOdd: Bool) -> Bool {
    switch self {
    case .trn: false
    case .trnZero: isNegative && (guardBit || sticky)
    case .rnd: guardBit
    case .rndMinInf: guardBit && sticky
    case .rndZero: guardBit && (isNegative || sticky)
    case .rndInf: guardBit && (!isNegative || sticky)
    case .rndConv: guardBit && (isOdd || sticky)
    }
  }
}
