import FixedPoint

// A word of the configuration ports as text: two's complement in hexadecimal, as wide as its port.

/// The digits of a word, one for every four bits begun.
package func hexWord(_ word: Int128, bits: Int) -> String {
  let pattern = UInt128(truncatingIfNeeded: word) & (UInt128.max >> UInt128(128 - bits))
  let digits = String(pattern, radix: 16)
  return String(repeating: "0", count: (bits + 3) / 4 - digits.count) + digits
}

extension JSONText {
  /// A word in hexadecimal after `0x`.
  ///
  /// - Throws: ``PlacedError`` for what is none, and for one of more bits than its port has.
  func word(_ key: String, bits: Int, isSigned: Bool) throws(PlacedError) -> Int128 {
    guard case .string(let text) = value, text.hasPrefix("0x"),
      let pattern = UInt128(text.dropFirst(2), radix: 16), !text.contains("+")
    else {
      let found = if case .string(let text) = value { "'\(text)'" } else { kind }
      throw PlacedError(
        line: line,
        message: "\(key) is \(found); give its \(bits) bits in hexadecimal, such as \"0x1f\"")
    }
    let width = UInt128.bitWidth - pattern.leadingZeroBitCount
    guard width <= bits else {
      throw PlacedError(
        line: line, message: "\(key) is \(text), a word of \(width) bits; its format has \(bits)")
    }
    let isNegative = isSigned && width == bits
    return Int128(truncatingIfNeeded: isNegative && bits < 128 ? pattern | ~0 << bits : pattern)
  }
}
