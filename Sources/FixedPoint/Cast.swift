/// The outcome of bringing an exact value into a format: the word and its two flags.
public struct Cast: Hashable, Sendable {
  /// The integer value of the word.
  public let raw: Int128
  /// Whether quantisation changed the value.
  public let isInexact: Bool
  /// Whether the quantised value was out of range.
  public let isOverflow: Bool

  @inlinable
  public init(raw: Int128, isInexact: Bool, isOverflow: Bool) {
    self.raw = raw
    self.isInexact = isInexact
    self.isOverflow = isOverflow
  }
}

/// An exact value in units of a format's LSB, split where quantisation cuts it.
///
/// The value is `floor + 0.guardBit sticky…`. Only the low 128 bits of the floor are kept: together with
/// the sign and ``isHuge`` they are all that the overflow step of a word of 127 bits can ask for.
public struct ScaledValue: Sendable {
  /// The low 128 bits of the floor, as a two's complement pattern.
  var floorBits: Int128
  /// Whether the floor is not an `Int128`; if so ``floorBits`` is only its low part.
  var isHuge: Bool
  /// The sign of the exact value.
  var isNegative: Bool
  /// The first bit below the LSB.
  var guardBit: Bool
  /// Whether any bit further below is set.
  var sticky: Bool
}

extension ScaledValue {
  /// The value `integer · 2^(−fractionBits)` in units of `2^(−target)`.
  init(integer: Int128, fractionBits: Int, target: Int) {
    isNegative = integer < 0
    guardBit = false
    sticky = false
    isHuge = false
    let dropped = fractionBits - target
    if dropped <= 0 {
      let shift = -dropped
      floorBits = integer << Int128(min(shift, 128))
      isHuge = integer != 0 && (shift > 127 || floorBits >> Int128(shift) != integer)
    } else {
      // Beyond the source's own bits there are only copies of its sign.
      floorBits = integer >> Int128(min(dropped, 127))
      guardBit = (integer >> Int128(min(dropped - 1, 127))) & 1 == 1
      sticky =
        dropped > 128
        ? integer != 0 : UInt128(truncatingIfNeeded: integer) << UInt128(129 - dropped) != 0
    }
  }
}

extension Format {
  /// Brings the exact value `integer · 2^(−fractionBits)` into this format.
  ///
  /// Quantisation first, overflow second, as IEEE 1666 has them.
  public func cast(_ integer: Int128, fractionBits: Int) -> Cast {
    // Further away nothing changes: all of the integer's bits are above the word, or all below.
    let point = min(max(fractionBits, -2000), 2000)
    return cast(ScaledValue(integer: integer, fractionBits: point, target: self.fractionBits))
  }

  /// The exact value `integer · 2^(−fractionBits)` in LSBs of this format, rounded; not yet in range.
  ///
  /// - Returns: its low 128 bits.
  public func rounded(_ integer: Int128, fractionBits: Int) -> Int128 {
    rounded(ScaledValue(integer: integer, fractionBits: fractionBits, target: self.fractionBits))
  }

  private func rounded(_ exact: ScaledValue) -> Int128 {
    let increments = quantization.increments(
      guardBit: exact.guardBit, sticky: exact.sticky, isNegative: exact.isNegative,
      isOdd: exact.floorBits & 1 == 1)
    // The greatest Int128 carries into the least one, which is out of every range all the same.
    return exact.floorBits &+ (increments ? 1 : 0)
  }

  func cast(_ exact: ScaledValue) -> Cast {
    let isInexact = exact.guardBit || exact.sticky
    let bits = rounded(exact)
    if !exact.isHuge, bits >= leastRaw, bits <= greatestRaw {
      return Cast(raw: bits, isInexact: isInexact, isOverflow: false)
    }
    // Rounding changes the sign only to zero, which is in range.
    return Cast(
      raw: overflowed(bits: bits, isNegative: exact.isNegative), isInexact: isInexact,
      isOverflow: true)
  }

  /// The word for a quantised value `k` that is out of range.
  ///
  /// - Parameters:
  ///   - bits: the low 128 bits of `k`.
  ///   - isNegative: the sign of `k`.
  /// - Returns: the raw value after the overflow mode of IEEE 1666-2011, 7.10.
  public func overflowed(bits: Int128, isNegative: Bool) -> Int128 {
    switch overflow {
    case .sat, .satSym:
      isNegative ? leastRaw : greatestRaw
    case .satZero:
      0
    case .wrap(let saturatedBits):
      if saturatedBits == 0 {
        word(fromBits: bits)
      } else if saturatedBits >= width {
        isNegative ? leastRaw : greatestRaw
      } else if isSigned {
        withSaturatedTop(saturatedBits, over: bits, isNegative: isNegative)
      } else {
        word(
          fromBits: isNegative
            ? bits & lowMask(width - saturatedBits) : bits | ~lowMask(width - saturatedBits))
      }
    case .wrapSM(let saturatedBits):
      if saturatedBits == 0 {
        bit(width, of: bits) != bit(width - 1, of: bits)
          ? word(fromBits: ~bits) : word(fromBits: bits)
      } else if saturatedBits == 1 {
        isNegative != bit(width - 1, of: bits) ? word(fromBits: ~bits) : word(fromBits: bits)
      } else if saturatedBits < width {
        withSaturatedTop(
          saturatedBits,
          over: isNegative == bit(width - saturatedBits, of: bits) ? ~bits : bits,
          isNegative: isNegative)
      } else {
        isNegative ? leastRaw : greatestRaw
      }
    }
  }

  /// The low `width` bits as a raw value: sign-extended if signed, zero-extended otherwise.
  public func word(fromBits bits: Int128) -> Int128 {
    let empty = Int128(128 - width)
    return isSigned
      ? (bits << empty) >> empty
      : Int128(
        truncatingIfNeeded: (UInt128(truncatingIfNeeded: bits) << UInt128(empty)) >> UInt128(empty))
  }

  /// `{sign, (n − 1) × not sign, low width − n bits}`: the top n bits of a signed word saturated.
  private func withSaturatedTop(_ count: Int, over bits: Int128, isNegative: Bool) -> Int128 {
    let low = bits & lowMask(width - count)
    let top = isNegative ? Int128(1) << Int128(count - 1) : lowMask(count - 1)
    return word(fromBits: top << Int128(width - count) | low)
  }

  private func bit(_ index: Int, of bits: Int128) -> Bool { (bits >> Int128(index)) & 1 == 1 }

  private func lowMask(_ count: Int) -> Int128 { (1 << Int128(count)) - 1 }
}
