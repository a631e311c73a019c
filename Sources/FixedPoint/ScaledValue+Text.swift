/// From text to units of the LSB with no rounding on the way: the floor and what lies below it
/// come from integer arithmetic on the digits themselves.
///
/// Any number of digits and any exponent is exact, in time linear in the text. Two facts bound the
/// work: only the low 128 bits of the floor are asked for, so what lies above may be forgotten but
/// for a flag; and a tie or an integer in units of 2^(−F) has no more than F + 1 decimal places, so
/// what lies further below can only set the sticky bit.

extension ScaledValue {
  /// A number in units of `2^(−target)`.
  init(_ text: NumberText, target: Int) {
    if text.isHexadecimal {
      self.init(hexadecimal: text, target: target)
    } else if text.isShort, let short = Self(short: text, target: target) {
      self = short
    } else {
      self.init(long: text, target: target)
    }
    if text.isNegative { negate() }
  }

  /// At most 19 digits and a moderate exponent, in one division; nil where it does not fit.
  @inline(__always)
  private init?(short text: NumberText, target: Int) {
    let exponent = text.exponent - text.fractionDigits
    if exponent >= 0 {
      guard exponent <= 19 || text.significand == 0 else { return nil }
      let integer = UInt128(text.significand) * UInt128(powerOfTen(min(exponent, 19)))
      // Less than 10^38, so an Int128.
      self.init(integer: Int128(integer), fractionBits: 0, target: target)
      return
    }
    // One bit more than the LSB: the guard bit. The remainder is the sticky bit.
    let shift = max(target + 1, 0)
    let isExact: Bool
    if -exponent <= 19, text.significand.leadingZeroBitCount >= shift {
      let divided = (text.significand << UInt64(shift))
        .quotientAndRemainder(dividingBy: powerOfTen(-exponent))
      self.init(integer: Int128(divided.quotient), fractionBits: shift, target: target)
      isExact = divided.remainder == 0
    } else {
      guard exponent >= -38, text.significand.leadingZeroBitCount + 63 >= shift else { return nil }
      let power =
        UInt128(powerOfTen(min(-exponent, 19))) * UInt128(powerOfTen(max(-exponent - 19, 0)))
      let divided = (UInt128(text.significand) << UInt128(shift)).quotientAndRemainder(
        dividingBy: power)
      self.init(integer: Int128(divided.quotient), fractionBits: shift, target: target)
      isExact = divided.remainder == 0
    }
    if !isExact { sticky = true }
  }

  /// Any number of digits.
  private init(long text: NumberText, target: Int) {
    // The digits before the decimal point once the exponent has moved it.
    let cut = text.integerDigits + text.exponent
    var integer = WrappedInteger(bits: 128 + max(-target, 0))
    var fraction = DecimalFraction(places: max(target + 1, 0))
    var index = 0
    if cut < 0 { fraction.skipZeros(-cut) }
    for byte in text.digits {
      guard let digit = byte.decimalDigit else { continue }
      if index < cut { integer.append(digit) } else { fraction.append(digit) }
      index += 1
    }
    if cut > index { integer.appendZeros(cut - index) }
    integer.flush()
    fraction.flush()

    if target < 0 {
      self = integer.scaled(dropping: -target)
    } else {
      var bits = integer.low
      var isHuge = !integer.isBelow(bit: 127)
      for count in stride(from: target, to: 0, by: -64).map({ min($0, 64) }) {
        if bits >> UInt128(127 - count) != 0 { isHuge = true }
        bits = bits << UInt128(count) | UInt128(fraction.takeBits(count))
      }
      floorBits = Int128(truncatingIfNeeded: bits)
      self.isHuge = isHuge
      isNegative = false
      guardBit = fraction.takeBits(1) == 1
      sticky = false
    }
    if !fraction.isZero { sticky = true }
  }

  /// Hexadecimal digits lie on bits: each is put in its place.
  private init(hexadecimal text: NumberText, target: Int) {
    var bits: UInt128 = 0
    var overflowed = false
    var isGuarded = false
    var isSticky = false
    // The weight of a digit's lowest bit, as an exponent of two in units of the LSB.
    var weight = text.exponent + target + 4 * text.integerDigits
    for byte in text.digits {
      guard let digit = byte.hexadecimalDigit else { continue }
      weight -= 4
      guard digit != 0 else { continue }
      if weight >= 0 {
        let placed = weight < 128 ? UInt128(digit) << UInt128(weight) : 0
        bits |= placed
        // Bit 127 is the sign's.
        if weight >= 127 || placed >> UInt128(weight) != UInt128(digit) || placed >> 127 != 0 {
          overflowed = true
        }
      } else {
        let below = min(-weight, 8)
        bits |= UInt128(digit) >> UInt128(below)
        if UInt32(digit) >> UInt32(below - 1) & 1 == 1 { isGuarded = true }
        if UInt32(digit) & (1 << UInt32(below - 1) - 1) != 0 { isSticky = true }
      }
    }
    self.init(
      floorBits: Int128(truncatingIfNeeded: bits), isHuge: overflowed, isNegative: false,
      guardBit: isGuarded, sticky: isSticky)
  }

  /// Changes the sign of a value that is not negative.
  @inline(__always)
  private mutating func negate() {
    if !guardBit && !sticky {
      isNegative = floorBits != 0 || isHuge
      floorBits = 0 &- floorBits
    } else {
      // −(n + f) = −(n + 1) + (1 − f), and the complement of n is −(n + 1).
      isNegative = true
      floorBits = ~floorBits
      if sticky { guardBit.toggle() }
    }
  }
}

/// `10^exponent` for 0…19.
@inline(__always)
private func powerOfTen(_ exponent: Int) -> UInt64 { powersOfTen[exponent] }

// Written out so that it is a constant of the program, not computed at its first use.
private let powersOfTen: InlineArray<20, UInt64> = [
  1,
  10,
  100,
  1_000,
  10_000,
  100_000,
  1_000_000,
  10_000_000,
  100_000_000,
  1_000_000_000,
  10_000_000_000,
  100_000_000_000,
  1_000_000_000_000,
  10_000_000_000_000,
  100_000_000_000_000,
  1_000_000_000_000_000,
  10_000_000_000_000_000,
  100_000_000_000_000_000,
  1_000_000_000_000_000_000,
  10_000_000_000_000_000_000,
]
