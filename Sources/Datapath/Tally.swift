import FixedPoint

/// Where in a run something happened.
public struct Moment: Hashable, Sendable {
  /// The cycle, counted from 0 in the cycle of `start`.
  public var cycle: Int
  /// The epoch, counted from 1; 0 before the first.
  public var epoch: Int
  /// The sample within the epoch, counted from 1; nil for what happens once an epoch.
  public var sample: Int?

  public init(cycle: Int, epoch: Int, sample: Int?) {
    self.cycle = cycle
    self.epoch = epoch
    self.sample = sample
  }

  /// Whether this comes first in the order of the samples.
  ///
  /// A node with several casts a sample has them at several stages of the pipeline, where a later
  /// sample may be ahead of an earlier one by the clock; the order of the samples does not depend on it.
  func precedes(_ other: Moment) -> Bool {
    (epoch, sample ?? .max, cycle) < (other.epoch, other.sample ?? .max, other.cycle)
  }
}

/// What a node has seen in a run.
public struct NodeStatistics: Hashable, Sendable {
  /// How often a value was cast into the node.
  public var casts = 0
  /// Overflows under a wrapping mode.
  public var wraps = 0
  /// Overflows under a saturating mode.
  public var saturations = 0
  /// Casts in which quantisation changed the value.
  public var inexact = 0
  /// The least and the greatest word after the cast; nil before the first cast.
  public var range: ClosedRange<Int128>?
  /// The first overflow, in the order of the samples.
  public var firstOverflow: Moment?

  public init() {}

  public var overflows: Int { wraps + saturations }
}

/// What the machine tells of its casts while it runs; the inner loop is specialised for each kind.
protocol Tally: Sendable {
  init()
  /// Whether ranges and inexact casts are counted, beside overflows.
  static var isFull: Bool { get }
  mutating func record<Recorded: FixedWidthInteger & SignedInteger>(
    _ node: Node, _ word: Recorded, isInexact: Bool)
  /// Counts overflows of a node, of which nobody needs to know the place.
  mutating func recordOverflows(_ node: Node, wraps: Bool, count: Int)
  /// Whether the place of an overflow of this sample is wanted: no earlier one is known.
  func wantsPlace(_ node: Node, epoch: Int, sample: Int?) -> Bool
  mutating func recordPlace(_ node: Node, _ moment: Moment)
  /// Takes over what was counted of many casts at once.
  mutating func record<Recorded: Word>(
    _ node: Node, least: Recorded, greatest: Recorded, inexact: Int)
  var statistics: NodeMap<NodeStatistics> { get }
}

/// Counts overflows and nothing else, which costs no more than counting nothing: they are off the straight path.
struct OverflowTally: Tally {
  static var isFull: Bool { false }
  // A place a node, as many as there are sticky bits.
  private var wraps: InlineArray<16, Int> = .init(repeating: 0)
  private var saturations: InlineArray<16, Int> = .init(repeating: 0)

  @inline(__always)
  mutating func record<Recorded: FixedWidthInteger & SignedInteger>(
    _ node: Node, _ word: Recorded, isInexact: Bool
  ) {}

  mutating func recordOverflows(_ node: Node, wraps: Bool, count: Int) {
    if wraps { self.wraps[node.rawValue] += count } else { saturations[node.rawValue] += count }
  }

  func wantsPlace(_ node: Node, epoch: Int, sample: Int?) -> Bool { false }
  mutating func recordPlace(_ node: Node, _ moment: Moment) {}
  mutating func record<Recorded: Word>(
    _ node: Node, least: Recorded, greatest: Recorded, inexact: Int
  ) {}

  var statistics: NodeMap<NodeStatistics> {
    NodeMap { node in
      var statistics = NodeStatistics()
      statistics.wraps = wraps[node.rawValue]
      statistics.saturations = saturations[node.rawValue]
      return statistics
    }
  }
}

/// Counts everything; the words of the sample path are those of the machine's arithmetic.
///
/// The number of casts is not counted here: it follows from the samples that went through.
struct FullTally<Stored: Word>: Tally {
  static var isFull: Bool { true }
  private var least: InlineArray<16, Stored> = .init(repeating: .max)
  private var greatest: InlineArray<16, Stored> = .init(repeating: .min)
  private var inexact: InlineArray<16, Int> = .init(repeating: 0)
  private var wraps: InlineArray<16, Int> = .init(repeating: 0)
  private var saturations: InlineArray<16, Int> = .init(repeating: 0)
  private var first: InlineArray<16, Moment?> = .init(repeating: nil)

  @inline(__always)
  mutating func record<Recorded: FixedWidthInteger & SignedInteger>(
    _ node: Node, _ word: Recorded, isInexact: Bool
  ) {
    let index = node.rawValue
    let word = Stored(truncatingIfNeeded: word)
    if word < least[index] { least[index] = word }
    if word > greatest[index] { greatest[index] = word }
    inexact[index] &+= isInexact ? 1 : 0
  }

  mutating func recordOverflows(_ node: Node, wraps: Bool, count: Int) {
    if wraps { self.wraps[node.rawValue] += count } else { saturations[node.rawValue] += count }
  }

  /// Counts a value that was rounded ahead of its cast.
  mutating func recordInexact(_ node: Node) { inexact[node.rawValue] += 1 }

  func wantsPlace(_ node: Node, epoch: Int, sample: Int?) -> Bool {
    guard let known = first[node.rawValue] else { return true }
    return (epoch, sample ?? .max) <= (known.epoch, known.sample ?? .max)
  }

  mutating func recordPlace(_ node: Node, _ moment: Moment) {
    let index = node.rawValue
    if first[index].map({ moment.precedes($0) }) ?? true { first[index] = moment }
  }

  mutating func record<Recorded: Word>(
    _ node: Node, least: Recorded, greatest: Recorded, inexact: Int
  ) {
    let index = node.rawValue
    self.least[index] = min(self.least[index], Stored(least))
    self.greatest[index] = max(self.greatest[index], Stored(greatest))
    self.inexact[index] += inexact
  }

  var statistics: NodeMap<NodeStatistics> {
    NodeMap { node in
      let index = node.rawValue
      var statistics = NodeStatistics()
      statistics.wraps = wraps[index]
      statistics.saturations = saturations[index]
      statistics.inexact = inexact[index]
      if least[index] <= greatest[index] {
        statistics.range = Int128(least[index])...Int128(greatest[index])
      }
      statistics.firstOverflow = first[index]
      return statistics
    }
  }
}

/// What many casts into a node came to.
struct SeenWords<Value: Word> {
  private(set) var (least, greatest, inexact) = (Value.max, Value.min, 0)

  @inline(__always)
  mutating func add(_ word: Value, isInexact: Bool) {
    least = min(least, word)
    greatest = max(greatest, word)
    inexact &+= isInexact ? 1 : 0
  }
}

extension Tally {
  mutating func record<Value: Word>(_ node: Node, _ seen: SeenWords<Value>) {
    record(node, least: seen.least, greatest: seen.greatest, inexact: seen.inexact)
  }
}
