/// A number as it is written, decimal or C hexadecimal, taken apart but not yet rounded anywhere.

/// The parts of a number in a run of bytes: `-12.5e-3`, `.5`, `0x1.8p-3`.
struct NumberText {
  var isNegative = false
  var isHexadecimal = false
  /// The digits with the point among them, in the bytes that were scanned.
  var digits: UnsafeRawBufferPointer
  /// The digits before the point.
  var integerDigits = 0
  /// The digits after the point.
  var fractionDigits = 0
  /// The exponent as written, of ten or (hexadecimal) of two; at most ±``exponentLimit``.
  var exponent = 0
  /// The value of all digits taken as one integer, if ``isShort``; decimal only.
  var significand: UInt64 = 0
  /// Whether the digits make a ``significand`` of at most 19 places, leading zeros apart.
  var isShort = true

  /// Far beyond any text that fits in memory and far from the ends of `Int`.
  static let exponentLimit = 1 << 56

  /// Scans a number from the first byte on.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - position: where the number begins; afterwards the first byte that does not belong to it.
  /// - Returns: nil where no number begins there.
  @inline(__always)
  init?(scanning bytes: UnsafeRawBufferPointer, at position: inout Int) {
    let end = bytes.count
    var i = position
    if i < end, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      isNegative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    if i + 1 < end, bytes[i] == UInt8(ascii: "0"), bytes[i + 1] | 0x20 == UInt8(ascii: "x") {
      digits = UnsafeRawBufferPointer(rebasing: bytes[i..<i])
      guard let next = scanHexadecimal(bytes, from: i + 2) else { return nil }
      position = next
      return
    }
    let start = i
    // A digit may be counted against the 19 as soon as one other than zero has been seen.
    while i < end, let digit = bytes[i].decimalDigit {
      significand = significand &* 10 &+ UInt64(digit)
      i += 1
    }
    integerDigits = i - start
    if i < end, bytes[i] == UInt8(ascii: ".") {
      i += 1
      let first = i
      while i < end, let digit = bytes[i].decimalDigit {
        significand = significand &* 10 &+ UInt64(digit)
        i += 1
      }
      fractionDigits = i - first
    }
    guard integerDigits + fractionDigits > 0 else { return nil }
    digits = UnsafeRawBufferPointer(rebasing: bytes[start..<i])
    if integerDigits + fractionDigits > 19 { isShort = significantDigits <= 19 }
    if i < end, bytes[i] | 0x20 == UInt8(ascii: "e") {
      guard let next = scanExponent(bytes, from: i + 1) else { return nil }
      i = next
    }
    position = i
  }

  private var significantDigits: Int {
    var zeros = 0
    for byte in digits {
      if byte == UInt8(ascii: "0") {
        zeros += 1
      } else if byte != UInt8(ascii: ".") {
        break
      }
    }
    return integerDigits + fractionDigits - zeros
  }

  private mutating func scanHexadecimal(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    isHexadecimal = true
    var i = start
    while i < bytes.count, bytes[i].hexadecimalDigit != nil { i += 1 }
    integerDigits = i - start
    if i < bytes.count, bytes[i] == UInt8(ascii: ".") {
      i += 1
      let first = i
      while i < bytes.count, bytes[i].hexadecimalDigit != nil { i += 1 }
      fractionDigits = i - first
    }
    guard integerDigits + fractionDigits > 0 else { return nil }
    digits = UnsafeRawBufferPointer(rebasing: bytes[start..<i])
    if i < bytes.count, bytes[i] | 0x20 == UInt8(ascii: "p") {
      return scanExponent(bytes, from: i + 1)
    }
    return i
  }

  private mutating func scanExponent(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var i = start
    var sign = 1
    if i < bytes.count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      sign = bytes[i] == UInt8(ascii: "-") ? -1 : 1
      i += 1
    }
    let first = i
    var magnitude = 0
    while i < bytes.count, let digit = bytes[i].decimalDigit {
      magnitude = min(magnitude * 10 + Int(digit), Self.exponentLimit)
      i += 1
    }
    exponent = sign * magnitude
    return i > first ? i : nil
  }
}

extension UInt8 {
  @inline(__always)
  var decimalDigit: UInt8? {
    let digit = self &- UInt8(ascii: "0")
    return digit < 10 ? digit : nil
  }

  var hexadecimalDigit: UInt8? {
    if let decimalDigit { return decimalDigit }
    let letter = (self | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }

  /// Space or tab, or the carriage return before a line feed.
  @inline(__always)
  var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
  }
}
