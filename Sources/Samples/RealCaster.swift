import FixedPoint

/// Casts Doubles into a format in double arithmetic where that is exact, which is nearly always.
///
/// With t the value in units of the LSB and |t| < 2^52, the integer part and the fraction of t are
/// both exact, and quantisation asks no more than how the fraction compares with 0 and ½. Whatever
/// is larger, or so small that t would underflow, takes the general way of ``Format``.
struct RealCaster {
  let format: Format
  /// The power of two that the values are divided by on the way.
  private let shift: Int
  /// From values to units of the LSB; 0 if that is no normal Double.
  private let places: Double
  private let least: Int64
  private let greatest: Int64

  init(_ format: Format, shift: Int = 0) {
    self.format = format
    self.shift = shift
    let exponent = format.fractionBits - shift
    places =
      (-1000...1000).contains(exponent)
      ? Double(sign: .plus, exponent: exponent, significand: 1) : 0
    least = Int64(clamping: format.leastRaw)
    greatest = Int64(clamping: format.greatestRaw)
  }

  /// Casts `value · 2^(−shift)`.
  ///
  /// - Parameter isOnBoundary: set if the value is a whole number of half LSBs (or was not looked at):
  ///   then, and only then, a number that merely rounds to this Double may give another word.
  @inline(__always)
  func cast(_ value: Double, isOnBoundary: inout Bool) -> Cast {
    let t = value * places
    let magnitude = abs(t)
    // Below 2^-900, t may have lost bits to underflow, unless it is the 0 of a 0.
    guard magnitude < 0x1p52, magnitude >= 0x1p-900 || (value == 0 && places != 0) else {
      isOnBoundary = true
      return castGenerally(value)
    }
    let whole = Int64(t)
    let fraction = t - Double(whole)
    isOnBoundary = fraction == 0 || abs(fraction) == 0.5
    var k = whole
    if fraction != 0 {
      let isNegative = fraction < 0
      if isNegative { k -= 1 }
      let increments = format.quantization.increments(
        guardBit: isNegative ? fraction >= -0.5 : fraction >= 0.5,
        sticky: abs(fraction) != 0.5, isNegative: isNegative, isOdd: k & 1 == 1)
      if increments { k += 1 }
    }
    if k >= least, k <= greatest {
      return Cast(raw: Int128(k), isInexact: fraction != 0, isOverflow: false)
    }
    return Cast(
      raw: format.overflowed(bits: Int128(k), isNegative: k < 0), isInexact: fraction != 0,
      isOverflow: true)
  }

  /// Casts `value · 2^(−shift)` by way of its significand and exponent.
  func castGenerally(_ value: Double) -> Cast {
    guard value != 0 else { return format.cast(0, fractionBits: 0) }
    // A scale made for other samples may send one to infinity; it is out of range all the same.
    let value = max(-.greatestFiniteMagnitude, min(.greatestFiniteMagnitude, value))
    let significand = Int128(value.significand * 0x1p52)
    return format.cast(
      value < 0 ? -significand : significand, fractionBits: 52 - value.exponent + shift)
  }
}
