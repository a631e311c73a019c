/// The low bits of a natural number that arrives digit by digit.
struct WrappedInteger {
  /// Little-endian; as many as were asked for.
  private var limbs: [UInt64]
  /// Whether bits were lost above the limbs.
  private var isCut = false
  private var chunk: UInt64 = 0
  private var chunkPower: UInt64 = 1

  init(bits: Int) { limbs = Array(repeating: 0, count: (bits + 63) / 64) }

  /// Multiplies by ten and adds a digit.
  mutating func append(_ digit: UInt8) {
    chunk = chunk * 10 + UInt64(digit)
    chunkPower *= 10
    if chunkPower == 1_000_000_000_000_000_000 { flush() }
  }

  /// Multiplies by a power of ten.
  mutating func appendZeros(_ count: Int) {
    flush()
    guard isCut || limbs.contains(where: { $0 != 0 }) else { return }
    // Every factor of ten brings a zero below, so that as many as there are bits leave nothing.
    for _ in 0..<min(count, limbs.count * 64) { append(0) }
  }

  /// Takes the digits appended last into the limbs.
  mutating func flush() {
    guard chunkPower > 1 else { return }
    var carry = chunk
    for i in limbs.indices {
      let product = limbs[i].multipliedFullWidth(by: chunkPower)
      let (sum, overflows) = product.low.addingReportingOverflow(carry)
      limbs[i] = sum
      carry = product.high &+ (overflows ? 1 : 0)
    }
    if carry != 0 { isCut = true }
    chunk = 0
    chunkPower = 1
  }

  /// The low 128 bits.
  var low: UInt128 { bits(from: 0) }

  /// Whether the whole number is less than `2^bit`.
  func isBelow(bit: Int) -> Bool {
    !isCut && limbs.indices.allSatisfy { limbs[$0] >> UInt64(max(bit - 64 * $0, 0)) == 0 }
  }

  /// The number divided by `2^count`, split at the units.
  func scaled(dropping count: Int) -> ScaledValue {
    ScaledValue(
      floorBits: Int128(truncatingIfNeeded: bits(from: count)),
      isHuge: !isBelow(bit: 127 + count), isNegative: false,
      guardBit: bits(from: count - 1) & 1 == 1,
      sticky: limbs.indices.contains { limbs[$0].hasBit(below: count - 1 - 64 * $0) })
  }

  /// 128 bits from a position on.
  private func bits(from position: Int) -> UInt128 {
    var result: UInt128 = 0
    for i in limbs.indices {
      // Smart shifts: limbs wholly below or above the window fall out of it.
      let shift = 64 * i - position
      result |= shift >= 0 ? UInt128(limbs[i]) << shift : UInt128(limbs[i]) >> -shift
    }
    return result
  }
}

extension UInt64 {
  /// Whether any of the low `count` bits is set; none for a negative count.
  fileprivate func hasBit(below count: Int) -> Bool {
    count > 0 && self << UInt64(Swift.max(64 - count, 0)) != 0
  }
}
