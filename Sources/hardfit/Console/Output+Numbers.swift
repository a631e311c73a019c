// Numbers as text, straight into an output's buffer: for lines by the million.

extension Output {
  /// The digits of an integer, in decimal.
  final func write(decimal number: some FixedWidthInteger) throws(Failure) {
    if let small = Int64(exactly: number) {
      try write(atMost: 20) { start in
        var magnitude = small.magnitude
        // Digits come out from the last one on, so their count is needed first.
        var count = small < 0 ? 1 : 0
        var rest = magnitude
        repeat {
          count += 1
          rest /= 10
        } while rest > 0
        var position = count
        repeat {
          position -= 1
          let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
          start[position] = 0x30 + UInt8(truncatingIfNeeded: digit)
          magnitude = quotient
        } while magnitude > 0
        if small < 0 { start[0] = 0x2D }
        return count
      }
    } else {
      try write(String(number))
    }
  }

  /// The low `digits` hexadecimal digits of a pattern, in lower case.
  final func write(hex pattern: some FixedWidthInteger, digits: Int) throws(Failure) {
    try write(atMost: digits) { start in
      for index in 0..<digits {
        let nibble = UInt8(truncatingIfNeeded: pattern >> (4 * (digits - 1 - index))) & 15
        start[index] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
      }
      return digits
    }
  }

  /// The low `digits` bits of a pattern.
  final func write(binary pattern: some FixedWidthInteger, digits: Int) throws(Failure) {
    try write(atMost: digits) { start in
      for index in 0..<digits {
        start[index] = 0x30 + UInt8(truncatingIfNeeded: pattern >> (digits - 1 - index)) & 1
      }
      return digits
    }
  }
}
