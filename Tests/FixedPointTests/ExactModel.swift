import FixedPoint

/// What a cast gives, worked out from the definitions' meaning rather than from their bits: the
/// rounded value by comparing exact distances, the overflow by writing the word down bit by bit.

/// An exact rational number.
struct Rational {
  var isNegative: Bool
  var numerator: Natural
  var denominator = Natural(1)

  /// `integer · 2^(−fractionBits)`.
  init(_ integer: Int128, fractionBits: Int) {
    isNegative = integer < 0
    numerator = Natural(integer.magnitude) << max(-fractionBits, 0)
    denominator = Natural(1) << max(fractionBits, 0)
  }

  /// A finite `Double`.
  init(_ value: Double) {
    isNegative = value < 0
    guard value != 0 else {
      numerator = Natural(0)
      return
    }
    // Subnormals too: the significand is normalised, and all its bits are integer after the shift.
    let exponent = Int(value.exponent) - 52
    numerator = Natural(UInt128(value.significand.magnitude * 0x1p52)) << max(exponent, 0)
    denominator = Natural(1) << max(-exponent, 0)
  }

  /// Decimal text without blanks: sign, digits with a point, exponent of ten.
  init(decimal text: String) {
    isNegative = text.hasPrefix("-")
    numerator = Natural(0)
    let parts = text.drop { "+-".contains($0) }.lowercased().split(separator: "e")
    var exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    var isFraction = false
    for character in parts[0] {
      guard let digit = character.wholeNumberValue else {
        isFraction = true
        continue
      }
      numerator = numerator * 10 + Natural(UInt128(digit))
      if isFraction { exponent -= 1 }
    }
    if exponent > 0 {
      for _ in 0..<exponent { numerator = numerator * 10 }
    } else {
      denominator = .power(10, -exponent)
    }
  }
}

struct ExactModel {
  let format: Format

  func cast(_ value: Rational) -> Cast {
    let (k, isExact) = rounded(value)
    let least = Signed(format.leastRaw)
    let greatest = Signed(format.greatestRaw)
    let isOverflow = k < least || greatest < k
    return Cast(
      raw: isOverflow ? overflowed(k) : k.low, isInexact: !isExact, isOverflow: isOverflow)
  }

  /// The neighbouring multiple of the LSB that the mode asks for.
  private func rounded(_ value: Rational) -> (Signed, isExact: Bool) {
    let f = format.fractionBits
    let numerator = value.numerator << max(f, 0)
    let denominator = value.denominator << max(-f, 0)
    // The neighbour toward zero, and how far the value lies beyond it.
    let (near, beyond) = numerator.divided(by: denominator)
    func neighbour(away: Bool) -> Signed {
      Signed(isNegative: value.isNegative, magnitude: away ? near + Natural(1) : near)
    }
    if beyond.isZero { return (neighbour(away: false), true) }
    let down = value.isNegative
    let missing = denominator - beyond
    let isTie = beyond == missing
    let awayIsNearer = missing < beyond
    let away =
      switch format.quantization {
      case .trn: down
      case .trnZero: false
      case .rnd: isTie ? !down : awayIsNearer
      case .rndMinInf: isTie ? down : awayIsNearer
      case .rndZero: !isTie && awayIsNearer
      case .rndInf: isTie || awayIsNearer
      case .rndConv: isTie ? near.isOdd : awayIsNearer
      }
    return (neighbour(away: away), false)
  }

  /// The word that IEEE 1666 writes for a `k` out of range, from its top bit down to its lowest.
  private func overflowed(_ k: Signed) -> Int128 {
    let w = format.width
    let sg = k.isNegative
    let end = sg ? format.leastRaw : format.greatestRaw
    func low(_ count: Int, inverted: Bool = false) -> [Bool] {
      (0..<count).reversed().map { k.bit($0) != inverted }
    }
    func saturated(_ n: Int) -> [Bool] {
      format.isSigned
        ? [sg] + Array(repeating: !sg, count: n - 1) : Array(repeating: !sg, count: n)
    }
    let bits: [Bool]
    switch format.overflow {
    case .sat, .satSym: return end
    case .satZero: return 0
    case .wrap(let n) where n == 0: bits = low(w)
    case .wrap(let n) where n < w: bits = saturated(n) + low(w - n)
    case .wrapSM(let n) where n == 0: bits = low(w, inverted: k.bit(w) != k.bit(w - 1))
    case .wrapSM(let n) where n == 1: bits = low(w, inverted: sg != k.bit(w - 1))
    case .wrapSM(let n) where n < w:
      bits = saturated(n) + low(w - n, inverted: sg == k.bit(w - n))
    case .wrap, .wrapSM: return end
    }
    var raw: Int128 = format.isSigned && bits[0] ? -1 : 0
    for bit in bits { raw = raw * 2 + (bit ? 1 : 0) }
    return raw
  }
}

/// A whole number of any size by sign and magnitude.
struct Signed: Comparable {
  let isNegative: Bool
  let magnitude: Natural

  init(isNegative: Bool, magnitude: Natural) {
    self.isNegative = isNegative && !magnitude.isZero
    self.magnitude = magnitude
  }

  init(_ value: Int128) { self.init(isNegative: value < 0, magnitude: Natural(value.magnitude)) }

  static func < (a: Signed, b: Signed) -> Bool {
    switch (a.isNegative, b.isNegative) {
    case (false, false): a.magnitude < b.magnitude
    case (true, true): b.magnitude < a.magnitude
    case (let isLess, _): isLess
    }
  }

  /// A bit of the two's complement: below zero, that of the magnitude less one, inverted.
  func bit(_ index: Int) -> Bool {
    isNegative ? !(magnitude - Natural(1)).bit(index) : magnitude.bit(index)
  }

  /// The value, if it is an `Int128`.
  var low: Int128 {
    let value = magnitude.limbs.prefix(4).reversed().reduce(Int128(0)) { $0 << 32 | Int128($1) }
    return isNegative ? -value : value
  }
}
