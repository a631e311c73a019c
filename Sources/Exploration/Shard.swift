/// A part of a sweep that one machine computes: every `count`-th design, so that slow and quick ones are dealt out
/// evenly.
public struct Shard: Hashable, Sendable {
  /// Counted from 1.
  public let index: Int
  public let count: Int

  public static let whole = Shard(1, of: 1)!
  public static let greatestCount = 100_000

  public init?(_ index: Int, of count: Int) {
    guard (1...Self.greatestCount).contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// Reads `3/16`.
  public init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
    self.init(index, of: count)
  }

  /// How many of so many designs are in this part.
  public func size(of designs: Int) -> Int {
    designs < index ? 0 : (designs - index) / count + 1
  }

  /// The number of a design of the sweep, for its place in this part; both from 0.
  public func design(_ place: Int) -> Int { index - 1 + place * count }
}

extension Shard: CustomStringConvertible {
  public var description: String { "\(index)/\(count)" }
}
