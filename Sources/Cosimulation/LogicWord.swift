import FixedPoint

/// A word as a simulator knows it: each bit 0, 1 or unknown (X or Z).
package struct LogicWord: Hashable, Sendable {
  /// The bits; 0 where a bit is unknown.
  package var bits: UInt128
  /// The bits that are unknown.
  package var unknown: UInt128

  package init(bits: UInt128, unknown: UInt128 = 0) {
    self.bits = bits
    self.unknown = unknown
  }

  /// A number's low bits.
  init(_ value: Int128, width: Int) {
    self.init(bits: UInt128(truncatingIfNeeded: value) & UInt128.mask(width))
  }

  package var isKnown: Bool { unknown == 0 }

  /// The number that the low bits stand for.
  func value(width: Int, isSigned: Bool) -> Int128 {
    let empty = UInt128(128 - width)
    return isSigned
      ? Int128(truncatingIfNeeded: bits << empty) >> Int128(empty)
      : Int128(truncatingIfNeeded: bits & UInt128.mask(width))
  }

  /// Hexadecimal, `x` for a digit of which a bit is unknown.
  package func hex(width: Int) -> String {
    digits(width: (width + 3) / 4, bitsEach: 4)
  }

  /// Binary, a digit a bit.
  package func binary(width: Int) -> String { digits(width: width, bitsEach: 1) }

  private func digits(width: Int, bitsEach size: Int) -> String {
    var text = ""
    for digit in (0..<width).reversed() {
      let shift = UInt128(digit * size)
      let mask = UInt128.mask(size)
      text +=
        (unknown >> shift) & mask != 0
        ? "x" : String(UInt8((bits >> shift) & mask), radix: 16)
    }
    return text
  }
}

extension UInt128 {
  /// As many ones as bits are asked for, up to 128.
  static func mask(_ width: Int) -> UInt128 {
    width >= 128 ? .max : (1 << UInt128(width)) - 1
  }
}
