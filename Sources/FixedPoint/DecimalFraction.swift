/// A fraction of one in decimal places, from which bits are taken off the front.
struct DecimalFraction {
  /// 18 decimal places each, the highest first.
  private var limbs: [UInt64] = []
  /// Places that are still kept; digits beyond them are only noticed.
  private var room: Int
  private var chunk: UInt64 = 0
  /// The weight of the next digit in the chunk.
  private var weight = Self.base / 10
  private var hasMore = false

  private static let base: UInt64 = 1_000_000_000_000_000_000

  /// An empty fraction that keeps a number of decimal places.
  init(places: Int) { room = places }

  /// Adds a place at the end.
  mutating func append(_ digit: UInt8) {
    guard room > 0 else {
      if digit != 0 { hasMore = true }
      return
    }
    room -= 1
    chunk += UInt64(digit) * weight
    weight /= 10
    if weight == 0 { flush() }
  }

  /// Adds places of zeros.
  mutating func skipZeros(_ count: Int) {
    for _ in 0..<min(count, room) { append(0) }
  }

  /// Takes the places added last into the limbs.
  mutating func flush() {
    guard weight != Self.base / 10 else { return }
    limbs.append(chunk)
    chunk = 0
    weight = Self.base / 10
  }

  /// The first `count` bits after the binary point, at most 64; the rest becomes the fraction.
  mutating func takeBits(_ count: Int) -> UInt64 {
    var carry: UInt64 = 0
    for i in limbs.indices.reversed() {
      // Less than base · 2^count, so the quotient has count bits.
      let product = UInt128(limbs[i]) << UInt128(count) + UInt128(carry)
      let divided = Self.base.dividingFullWidth(
        (UInt64(truncatingIfNeeded: product >> 64), UInt64(truncatingIfNeeded: product)))
      limbs[i] = divided.remainder
      carry = divided.quotient
    }
    return carry
  }

  var isZero: Bool { !hasMore && limbs.allSatisfy { $0 == 0 } }
}
