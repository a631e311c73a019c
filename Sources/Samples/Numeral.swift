/// A decimal number in text and the `Double` nearest to it, correctly rounded.
///
/// The digits are gathered into one integer m of at most 19 digits with a power of ten e. Where m
/// and 10^|e| are both exact Doubles one operation rounds once (Clinger, PLDI 1990). Otherwise, up to
/// |e| = 27, where 5^|e| still is a 64-bit word, one division of 128 bits by 64, or one product of 64 by 64,
/// is exact with its remainder, and is rounded to 53 bits by hand. What is left, 1e-40 and the like, goes
/// to the standard library.
struct Numeral {
  /// The first 19 significant digits, without leading zeros, as an integer.
  var significand: UInt64
  /// The power of ten that goes with ``significand``, within ±1 000 000.
  var exponent: Int
  var isNegative: Bool
  /// Whether there were more than 19 digits; the value then lies in
  /// `significand ..< significand + 1`, times the power of ten.
  var isTruncated: Bool
  /// The text, of no use once its memory has gone.
  var start: UnsafePointer<UInt8>
  var end: UnsafePointer<UInt8>

  /// Scans `[+-] digits [mark digits] [e [+-] digits]`, with a digit before or after the mark; after a mark the
  /// exponent may follow a `D`, as Fortran writes it in double precision.
  ///
  /// - Parameters:
  ///   - start: where the number begins. The text must end with a byte that no number has in it, such as a
  ///     line feed or 0; so no end has to be watched.
  ///   - mark: the decimal mark, a point or a comma.
  /// - Returns: the number with its end, or nil if there is none.
  @inline(__always)
  init?(at start: UnsafePointer<UInt8>, mark: UInt8) {
    self.start = start
    var next = start
    isNegative = next[0] == UInt8(ascii: "-")
    if isNegative || next[0] == UInt8(ascii: "+") { next += 1 }
    let digits = next
    significand = 0
    exponent = 0
    isTruncated = false
    var digit = next[0] &- UInt8(ascii: "0")
    while digit < 10 {
      significand = significand &* 10 &+ UInt64(digit)
      next += 1
      digit = next[0] &- UInt8(ascii: "0")
    }
    var count = next - digits
    if next[0] == mark {
      next += 1
      let fraction = next
      digit = next[0] &- UInt8(ascii: "0")
      while digit < 10 {
        significand = significand &* 10 &+ UInt64(digit)
        next += 1
        digit = next[0] &- UInt8(ascii: "0")
      }
      exponent = fraction - next
      count &-= exponent
    }
    if count == 0 { return nil }
    end = next
    // Nineteen digits always fit in 64 bits; with more the sum above may have wrapped.
    if count > 19 { regather(digits, mark: mark) }
    // D and E differ in one bit. Without a mark, 1D5 is more likely a hexadecimal word.
    if next[0] | 0x21 == UInt8(ascii: "e"),
      next[0] & 1 == 1 || next - digits > count
    {
      scanExponent(next + 1)
    }
  }

  /// Gathers the digits again, without leading zeros and no more than nineteen.
  private mutating func regather(_ digits: UnsafePointer<UInt8>, mark: UInt8) {
    significand = 0
    exponent = 0
    var kept = 0
    var isFraction = false
    var next = digits
    while next < end {
      let digit = next[0] &- UInt8(ascii: "0")
      if next[0] == mark {
        isFraction = true
      } else if kept < 19 {
        significand = significand * 10 + UInt64(digit)
        kept += significand == 0 ? 0 : 1
        exponent -= isFraction ? 1 : 0
      } else {
        isTruncated = isTruncated || digit != 0
        exponent += isFraction ? 0 : 1
      }
      next += 1
    }
    exponent = max(-1_000_000, min(1_000_000, exponent))
  }

  /// Scans the exponent after its `e`; an `e` without digits belongs to no number and is left.
  private mutating func scanExponent(_ first: UnsafePointer<UInt8>) {
    var next = first
    let isNegative = next[0] == UInt8(ascii: "-")
    if isNegative || next[0] == UInt8(ascii: "+") { next += 1 }
    let digits = next
    var power = 0
    while next[0] &- UInt8(ascii: "0") < 10 {
      power = min(1_000_000, power * 10 + Int(next[0] - UInt8(ascii: "0")))
      next += 1
    }
    guard next > digits else { return }
    exponent = max(-1_000_000, min(1_000_000, exponent + (isNegative ? -power : power)))
    end = next
  }

  /// The nearest `Double`, ties to even; infinite beyond the greatest.
  @inline(__always)
  var value: Double {
    let magnitude: Double
    if significand <= 1 << 53, !isTruncated, exponent <= 0, exponent >= -22 {
      magnitude = Double(Int64(significand)) / exactPowersOfTen[-exponent]
    } else {
      magnitude = harderMagnitude
    }
    return isNegative ? -magnitude : magnitude
  }

  private var harderMagnitude: Double {
    if significand == 0 { return 0 }
    if abs(exponent) <= 27 {
      let lower = Self.nearest(significand, exponent)
      // Both ends of the interval in which a longer number lies round to the same Double, or it is for
      // the library to decide.
      if !isTruncated || lower == Self.nearest(significand + 1, exponent) { return lower }
    }
    // Already scanned, so the library's parser cannot refuse it for its form.
    return abs(Double(String(decoding: text, as: UTF8.self)) ?? .infinity)
  }

  /// The text that was scanned, with a point and an `e`, or one for a number that was computed.
  var text: [UInt8] {
    guard end > start else { return Array("\(signed)e\(exponent)".utf8) }
    return UnsafeBufferPointer(start: start, count: end - start).map { byte in
      switch byte {
      case UInt8(ascii: ","): UInt8(ascii: ".")
      case UInt8(ascii: "D"), UInt8(ascii: "d"), UInt8(ascii: "E"): UInt8(ascii: "e")
      default: byte
      }
    }
  }

  /// The `Double` nearest to `significand · 10^exponent`, for a significand above 0 and |exponent| ≤ 27.
  static func nearest(_ significand: UInt64, _ exponent: Int) -> Double {
    let five = powersOfFive[abs(exponent)]
    if exponent >= 0 {
      let (high, low) = significand.multipliedFullWidth(by: five)
      if high == 0 { return rounded(low, hasMore: false, exponent: exponent) }
      let lead = high.leadingZeroBitCount
      let top = lead == 0 ? high : high << UInt64(lead) | low >> UInt64(64 - lead)
      return rounded(top, hasMore: low << UInt64(lead) != 0, exponent: exponent + 64 - lead)
    }
    let lead = significand.leadingZeroBitCount
    let shifted = significand << UInt64(lead)
    let fiveLead = five.leadingZeroBitCount
    // The divisor's top bit is set and the dividend's is not, so the quotient fits, in 63 or 64 bits.
    let (quotient, remainder) = (five << UInt64(fiveLead)).dividingFullWidth(
      (shifted >> 1, shifted << 63))
    return rounded(
      quotient, hasMore: remainder != 0, exponent: exponent - 63 - lead + fiveLead)
  }

  /// Rounds `integer.hasMore · 2^exponent` to 53 bits, ties to even. No result leaves the normal range.
  private static func rounded(_ integer: UInt64, hasMore: Bool, exponent: Int) -> Double {
    let power = Double(sign: .plus, exponent: exponent, significand: 1)
    let dropped = UInt64(max(0, 11 - integer.leadingZeroBitCount))
    if dropped == 0 { return Double(integer) * power }
    let rest = integer & (1 << dropped - 1)
    let half: UInt64 = 1 << (dropped - 1)
    var kept = integer >> dropped
    if rest > half || (rest == half && (hasMore || kept & 1 == 1)) { kept += 1 }
    return Double(kept << dropped) * power
  }
}

extension Numeral {
  /// A number that was computed, `±magnitude · 10^exponent`.
  init(magnitude: UInt64, exponent: Int = 0, isNegative: Bool = false) {
    significand = magnitude
    self.exponent = exponent
    self.isNegative = isNegative
    isTruncated = false
    start = noText
    end = noText
  }

  /// - Returns: nil if the number, without zeros at its end, has more than 19 digits.
  init?(_ signed: Int128, exponent: Int) {
    var (magnitude, exponent) = (signed.magnitude, exponent)
    while magnitude >= 10_000_000_000_000_000_000, magnitude % 10 == 0 {
      magnitude /= 10
      exponent += 1
    }
    guard magnitude < 10_000_000_000_000_000_000 else { return nil }
    self.init(magnitude: UInt64(magnitude), exponent: exponent, isNegative: signed < 0)
  }

  /// ``significand`` with its sign.
  var signed: Int128 { isNegative ? -Int128(significand) : Int128(significand) }
}

extension Int128 {
  /// 10^power, for a power of 0 to 38.
  init(tenToThe power: Int) {
    self = (0..<power).reduce(1) { product, _ in product * 10 }
  }
}

/// Where a computed number has its text: nowhere.
nonisolated(unsafe) private let noText = UnsafePointer(
  UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

/// 5^0 … 5^27, each a 64-bit word.
let powersOfFive: [UInt64] = (0...27).reduce(into: []) { powers, _ in
  powers.append((powers.last ?? 0) == 0 ? 1 : powers[powers.count - 1] * 5)
}

/// 10^0 … 10^22, each exactly a `Double`.
let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
