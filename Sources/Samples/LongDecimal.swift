import FixedPoint

/// A decimal number of any length, cast exactly: the way for texts that outgrow 128 bits.
///
/// N · 10^q is brought to quarters of the last place by multiplying the integer N with what is above
/// the line and then dividing by what is below, a 32-bit word at a time. The floors of successive divisions are the
/// floor of the whole, and whether any remainder was not 0 is the sticky bit.
struct LongDecimal {
  /// N, the low word first, without leading zeros.
  private var words: [UInt32] = []
  /// q.
  private var exponent: Int
  /// The decimal digits of N, at least as many as there are.
  private var digits = 0

  /// More digits than any boundary between two words has: a boundary is a multiple of 2^(−2102), and so ends
  /// 2102 digits after the point, while a finite Double begins 309 before it.
  private static let digitsKept = 2500

  /// The number `significand · 10^exponent`.
  init(significand: UInt64, exponent: Int) {
    self.exponent = exponent
    digits = 20
    words = [UInt32(significand & 0xFFFF_FFFF), UInt32(significand >> 32)]
    while words.last == 0 { words.removeLast() }
  }

  /// The number in a text that ``Numeral`` has scanned; the sign is left out.
  init(_ text: some Sequence<UInt8>) {
    exponent = 0
    var power = 0
    var isPowerNegative = false
    var isAfterMark = false
    var isAfterE = false
    var hasMore = false
    for byte in text {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if isAfterE {
          power = min(1_000_000, power * 10 + Int(digit))
        } else if digits < Self.digitsKept {
          append(UInt32(digit), times: 10)
          digits += words.isEmpty ? 0 : 1
          exponent -= isAfterMark ? 1 : 0
        } else {
          hasMore = hasMore || digit != 0
          exponent += isAfterMark ? 0 : 1
        }
      case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "d"), UInt8(ascii: "D"):
        isAfterE = true
      case UInt8(ascii: "-"): isPowerNegative = isAfterE
      case UInt8(ascii: "+"): break
      default: isAfterMark = true
      }
    }
    if hasMore {
      // One more digit stands for all that were cut off.
      append(1, times: 10)
      digits += 1
      exponent -= 1
    }
    exponent += isPowerNegative ? -power : power
  }

  /// q and N, once N has no zeros at its end.
  func canonicalWords() -> [UInt64] {
    var (number, shorter) = (self, self)
    while !number.words.isEmpty, !shorter.divide(by: 10, times: 1) {
      shorter.exponent += 1
      number = shorter
    }
    return [UInt64(bitPattern: Int64(number.exponent))] + number.words.map { UInt64($0) }
  }

  /// Casts `±number · 2^(−shift)` into a format of at most 64 bits.
  consuming func cast(into format: Format, isNegative: Bool, shift: Int) -> Cast {
    let places = format.fractionBits - shift + 2
    var isCut = false
    if words.isEmpty || digits + exponent < -700 {
      // Far below a quarter of the last place, whatever the format: 10^700 > 2^2102.
      isCut = !words.isEmpty
      words = []
    } else {
      multiply(by: 10, times: exponent)
      multiply(by: 2, times: places)
      isCut = divide(by: 10, times: -exponent)
      isCut = divide(by: 2, times: -places) || isCut
    }
    let integer = lowBits << 1 | (isCut ? 1 : 0)
    return format.cast(isNegative ? -integer : integer, fractionBits: format.fractionBits + 3)
  }

  /// The integer, or, beyond 96 bits, one with the same low 96 bits that is as surely out of range.
  private var lowBits: Int128 {
    let low = words.prefix(3).reversed().reduce(Int128(0)) { $0 << 32 | Int128($1) }
    return words.count > 3 ? low | 1 << 120 : low
  }

  private mutating func append(_ digit: UInt32, times factor: UInt64) {
    var carry = UInt64(digit)
    for index in words.indices {
      let product = UInt64(words[index]) * factor + carry
      words[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry != 0 { words.append(UInt32(carry)) }
  }

  private mutating func multiply(by base: UInt64, times: Int) {
    Self.inChunks(of: base, times: times) { append(0, times: $0) }
  }

  /// Divides, and says whether anything remained.
  private mutating func divide(by base: UInt64, times: Int) -> Bool {
    var isCut = false
    Self.inChunks(of: base, times: times) { divisor in
      var remainder: UInt64 = 0
      for index in words.indices.reversed() {
        let dividend = remainder << 32 | UInt64(words[index])
        words[index] = UInt32(truncatingIfNeeded: dividend / divisor)
        remainder = dividend % divisor
      }
      while words.last == 0 { words.removeLast() }
      isCut = isCut || remainder != 0
    }
    return isCut
  }

  /// Calls `body` with factors below 2^32 whose product is `base^times`; not at all if `times` ≤ 0.
  private static func inChunks(of base: UInt64, times: Int, _ body: (UInt64) -> Void) {
    var left = times
    while left > 0 {
      var factor: UInt64 = 1
      while left > 0, factor * base < 1 << 32 {
        factor *= base
        left -= 1
      }
      body(factor)
    }
  }
}
