import FixedPoint

/// Casts a decimal number into a format exactly, in integers of 128 bits.
extension Format {
  /// Casts `±significand · 10^exponent · 2^(−shift)`.
  ///
  /// The number in quarters of the last place, m · 2^b / 5^k, is cut to an integer, and one more bit below
  /// says whether anything was cut off: that is all that quantisation can ask for.
  ///
  /// - Parameter significand: below 10^19.
  /// - Returns: the cast, or nil if the integers would not fit in 128 bits.
  func cast(significand: UInt64, exponent: Int, isNegative: Bool, shift: Int) -> Cast? {
    if exponent >= 0 {
      guard exponent <= 19 else { return nil }
      // Below 10^38, which is less than 2^127.
      let integer = Int128(significand) * Int128(tenToThe: exponent)
      return cast(isNegative ? -integer : integer, fractionBits: shift)
    }
    let power = -exponent
    let bits = fractionBits - shift + 2 - power
    guard power <= 27, bits <= 64 else { return nil }
    var dividend = UInt128(significand)
    var isCut = false
    if bits >= 0 {
      dividend <<= UInt128(bits)
    } else {
      let dropped = UInt128(min(-bits, 127))
      isCut = dividend & (1 << dropped - 1) != 0
      dividend >>= dropped
    }
    let (quotient, remainder) = dividend.quotientAndRemainder(
      dividingBy: UInt128(powersOfFive[power]))
    isCut = isCut || remainder != 0
    // At most 2^128 / 5, doubled: still below 2^127.
    let integer = Int128(quotient << 1) | (isCut ? 1 : 0)
    return cast(isNegative ? -integer : integer, fractionBits: fractionBits + 3)
  }
}

extension Int128 {
  /// 10^power, for a power of 0 to 38.
  init(tenToThe power: Int) {
    self = (0..<power).reduce(1) { product, _ in product * 10 }
  }
}
