/// A number with more digits than a `Double` and an exponent without an end that a text could reach: for what is
/// shown of numbers beyond a `Double`.

/// A value `±significand · 2^exponent`, good to about 70 bits after any operation here.
public struct WideNumber: Hashable, Sendable {
  private var isNegative = false
  /// The top bit is set, but for zero.
  private var significand: UInt128
  private var exponent: Int

  public static let zero = WideNumber(significand: 0, exponent: 0)

  /// `integer · 2^exponent`.
  init(_ integer: Int128, exponent: Int) {
    self.init(significand: integer.magnitude, exponent: exponent)
    isNegative = integer < 0
  }

  private init(significand: UInt128, exponent: Int) {
    let empty = significand.leadingZeroBitCount
    self.significand = significand << UInt128(empty)
    self.exponent = significand == 0 ? 0 : exponent - empty
  }

  public var isZero: Bool { significand == 0 }

  /// The exponent of two of the leading bit; that of zero is of no use.
  var leadingPlace: Int { exponent + 127 }

  /// The nearest `Double`: infinite, or zero, where the number is beyond that.
  public var double: Double {
    // Beyond any Double, and within the exponents that its initialiser takes.
    let scale = max(-4000, min(4000, exponent))
    let magnitude = Double(sign: .plus, exponent: scale, significand: Double(significand))
    return isNegative ? -magnitude : magnitude
  }

  /// A decimal significand, 1 or more and below 10 but for its sign, and the power of ten.
  public var decimal: (significand: Double, exponent: Int) {
    if isZero { return (0, 0) }
    // log₁₀ 2 in units of 2^−64.
    var power = Int((Int128(leadingPlace) * 5_553_023_288_523_357_132) >> 64)
    var significand = (self * Self.power(ofTen: -power)).double
    if abs(significand) >= 10 { (significand, power) = (significand / 10, power + 1) }
    return (significand, power)
  }

  public func scaled(byPowerOfTwo places: Int) -> WideNumber {
    var scaled = self
    if !isZero { scaled.exponent += places }
    return scaled
  }

  public static prefix func - (number: WideNumber) -> WideNumber {
    var negated = number
    negated.isNegative.toggle()
    return negated
  }

  static func * (left: WideNumber, right: WideNumber) -> WideNumber {
    let (high, low) = left.significand.multipliedFullWidth(by: right.significand)
    let isShort = high >> 127 == 0
    var product = WideNumber(
      significand: isShort ? high << 1 | low >> 127 : high,
      exponent: left.exponent + right.exponent + (isShort ? 127 : 128))
    product.isNegative = left.isNegative != right.isNegative
    return product
  }

  /// By squaring: each of at most 58 takes a bit of the 128 away.
  fileprivate static func power(ofTen exponent: Int) -> WideNumber {
    var power = WideNumber(1, exponent: 0)
    // A tenth is 0.8 · 2^−3.
    var factor =
      exponent < 0
      ? WideNumber(significand: UInt128.max / 5 * 4 + 1, exponent: -131)
      : WideNumber(10, exponent: 0)
    var rest = exponent.magnitude
    while rest > 0 {
      if rest & 1 == 1 { power = power * factor }
      factor = factor * factor
      rest >>= 1
    }
    return power
  }
}

extension WideNumber {
  /// A number as it is written, by its first 38 decimal or 31 hexadecimal digits.
  init(_ text: NumberText) {
    let digitBits = text.isHexadecimal ? 4 : 1
    var place = text.exponent + digitBits * text.integerDigits
    var digits: UInt128 = 0
    let limit = text.isHexadecimal ? UInt128.max >> 8 : UInt128.max / 100
    for byte in text.digits where digits < limit {
      guard let digit = text.isHexadecimal ? byte.hexadecimalDigit : byte.decimalDigit
      else { continue }
      digits = digits * (text.isHexadecimal ? 16 : 10) + UInt128(digit)
      place -= digitBits
    }
    self.init(significand: digits, exponent: text.isHexadecimal ? place : 0)
    if !text.isHexadecimal, digits != 0 { self = self * Self.power(ofTen: place) }
    isNegative = text.isNegative
  }

  /// How far a decimal number is from the nearest one with so many decimal places, where its further digits
  /// begin with zeros or with nines.
  init(_ text: NumberText, behind places: Int) {
    // The power of ten of a digit's weight, and then of the last one's.
    var place = text.exponent + text.integerDigits
    var digits: UInt128 = 0
    var isBelow: Bool?
    for byte in text.digits where digits < UInt128.max / 100 {
      guard let digit = byte.decimalDigit else { continue }
      place -= 1
      guard place < -places else { continue }
      if isBelow == nil { isBelow = digit == 9 }
      digits = digits * 10 + UInt128(isBelow == true ? 9 - digit : digit)
    }
    // What nines lack ends in a ten, not in a nine.
    if isBelow == true { digits += 1 }
    self = WideNumber(significand: digits, exponent: 0) * Self.power(ofTen: place)
    isNegative = text.isNegative != (isBelow == true)
  }
}
