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
}
