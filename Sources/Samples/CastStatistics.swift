import FixedPoint

/// What the casts of a column came to.
public struct CastStatistics: Hashable, Sendable {
  /// The casts made, one a sample.
  public internal(set) var count = 0
  /// Overflows that wrapped around.
  public internal(set) var wraps = 0
  /// Overflows that were clamped, or set to zero.
  public internal(set) var saturations = 0
  /// Casts whose quantisation changed the value.
  public internal(set) var inexact = 0
  /// The least word made; meaningless while `count` is 0.
  public internal(set) var leastRaw = Int128.max
  /// The greatest word made; meaningless while `count` is 0.
  public internal(set) var greatestRaw = Int128.min
  /// The first sample that overflowed, counted from 0.
  public internal(set) var firstOverflow: Int?

  public var overflows: Int { wraps + saturations }

  @inline(__always)
  mutating func add(_ cast: Cast, row: Int, wraps isWrap: Bool) {
    count += 1
    inexact += cast.isInexact ? 1 : 0
    leastRaw = min(leastRaw, cast.raw)
    greatestRaw = max(greatestRaw, cast.raw)
    guard cast.isOverflow else { return }
    if isWrap { wraps += 1 } else { saturations += 1 }
    if firstOverflow == nil { firstOverflow = row }
  }
}
