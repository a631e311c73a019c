/// A fixed-point format: how many bits, where the binary point stands, and what happens to a value
/// that does not fit.
///
/// A word of `width` bits with integer value `raw` stands for `raw · 2^(−fractionBits)`. The sign bit
/// counts among the `integerBits`; these may be negative or exceed the width, in which case the
/// binary point lies outside of the word. A `Format` that exists is valid.
public struct Format: Hashable, BitwiseCopyable, Sendable {
  /// The word length in bits, sign included, 1…``maximumWidth``.
  public let width: Int
  /// Bits left of the binary point, sign included.
  public let integerBits: Int
  /// Two's complement if true, otherwise natural binary.
  public let isSigned: Bool
  /// What happens to bits below the LSB.
  public let quantization: Quantization
  /// What happens to values out of range.
  public let overflow: Overflow

  /// The widest word there is: every raw value, signed or unsigned, is an `Int128`.
  public static let maximumWidth = 127
  /// The binary point stays within this many bits of the word's ends, so that the weight of
  /// every bit is a normal `Double`.
  public static let maximumFractionBits = 1000

  /// Makes a format.
  ///
  /// - Throws: ``FormatError`` where no such format exists: a width out of 1…127, a binary point
  ///   too far away, a negative `n_bits`, or `WRAP_SM` without a sign.
  public init(
    width: Int, integerBits: Int, isSigned: Bool = true,
    quantization: Quantization = .trn, overflow: Overflow = .wrap
  ) throws(FormatError) {
    guard (1...Self.maximumWidth).contains(width) else { throw .width(width) }
    let limit = Self.maximumFractionBits
    guard (-limit...limit).contains(integerBits) else { throw .integerBits(integerBits) }
    guard (-limit...limit).contains(width - integerBits) else {
      throw .fractionBits(width - integerBits)
    }
    guard overflow.saturatedBits >= 0 else { throw .saturatedBits(overflow.saturatedBits) }
    if case .wrapSM = overflow, !isSigned { throw .signMagnitudeOfUnsigned }
    self.width = width
    self.integerBits = integerBits
    self.isSigned = isSigned
    self.quantization = quantization
    self.overflow = overflow
  }

  /// Bits right of the binary point: the LSB weighs `2^(−fractionBits)`.
  @inlinable
  public var fractionBits: Int { width - integerBits }

  /// The greatest raw value: `2^(width − 1) − 1` signed, `2^width − 1` unsigned.
  @inlinable
  public var greatestRaw: Int128 { Int128.max >> Int128(127 - width + (isSigned ? 1 : 0)) }

  /// The least raw value in range: `−2^(width − 1)` signed, one more under `SAT_SYM`, 0 unsigned.
  @inlinable
  public var leastRaw: Int128 {
    guard isSigned else { return 0 }
    return overflow == .satSym ? -greatestRaw : -greatestRaw - 1
  }

  /// The weight of the LSB, `2^(−fractionBits)`.
  public var lsb: Double {
    Double(sign: .plus, exponent: -fractionBits, significand: 1)
  }

  /// The value that a raw word stands for, rounded once to the nearest `Double`.
  public func value(ofRaw raw: Int128) -> Double {
    // A word of 64 bits is converted by an instruction, one of 128 by a function; both round alike.
    let number = Int64(exactly: raw).map { Double($0) } ?? Double(raw)
    return Double(sign: .plus, exponent: -fractionBits, significand: 1) * number
  }

  /// The word of `width` bits for a raw value, in two's complement, as an unsigned integer.
  public func bits(ofRaw raw: Int128) -> UInt128 {
    UInt128(truncatingIfNeeded: raw) & (UInt128.max >> UInt128(128 - width))
  }
}
