/// When the source has no sample to offer and when the sink does not take a result: a seeded
/// pattern, a function of the cycle alone.
///
/// Being a function of the cycle, the pattern is the same whoever asks and in whatever order. The
/// source keeps AXI4-Stream's rule: a sample that is on offer stays on offer until it is taken.
public struct StallPattern: Hashable, Sendable {
  /// The share of cycles in which the source does not begin to offer a sample, 0 ≤ p < 1.
  public let input: Double
  /// The share of cycles in which the sink is not ready, 0 ≤ p < 1.
  public let output: Double
  public let seed: UInt64
  private let inputThreshold: UInt64
  private let outputThreshold: UInt64

  /// A source that always has a sample and a sink that always takes one.
  public static let none = StallPattern(input: 0, output: 0, seed: 0)!

  /// Makes a pattern; nil unless both shares are at least 0 and below 1.
  public init?(input: Double, output: Double, seed: UInt64) {
    guard (0..<1).contains(input), (0..<1).contains(output) else { return nil }
    self.input = input
    self.output = output
    self.seed = seed
    inputThreshold = UInt64(input * 0x1p64)
    outputThreshold = UInt64(output * 0x1p64)
  }

  /// Whether any cycle may stall.
  public var isEmpty: Bool { inputThreshold == 0 && outputThreshold == 0 }

  /// Whether the source may ever pause.
  var pausesInput: Bool { inputThreshold > 0 }

  /// Whether the source has nothing new to offer in a cycle.
  public func stallsInput(_ cycle: Int) -> Bool {
    inputThreshold > 0 && Self.mix(seed, UInt64(cycle) &* 2) < inputThreshold
  }

  /// Whether the sink is not ready in a cycle.
  public func stallsOutput(_ cycle: Int) -> Bool {
    outputThreshold > 0 && Self.mix(seed, UInt64(cycle) &* 2 &+ 1) < outputThreshold
  }

  /// The output function of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014) on a counter.
  private static func mix(_ seed: UInt64, _ counter: UInt64) -> UInt64 {
    var z = seed &+ (counter &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
