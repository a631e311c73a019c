import FixedPoint

/// The weights for which something is proven: an interval each, wide enough to serve many epochs where that can be.
///
/// Proofs cost as much as some tens of samples, and what holds for an interval holds for all weights in it. First the
/// weights may be any words at all; where that proves too little, they lie around those of the epoch, some times as far
/// as they have moved since the proof before, for a descent moves less and less.
struct ProvenWeights {
  private(set) var intervals: InlineArray<4, ClosedRange<Int64>> = .init(repeating: 1...1)
  private let words: ClosedRange<Int64>
  /// The weights of the proof before; nil ahead of the first.
  private var last: InlineArray<4, Int64>?
  /// How many proofs are not to be tried with wide intervals first, and how many after the next that is in vain.
  private var skips = 0
  private var penalty = 1

  /// How many times as far as the weights have moved they may move on.
  private static let reach: Int64 = 4
  private static let greatestPenalty = 64

  /// Nothing is proven yet.
  ///
  /// - Parameter format: of the weights, narrower than 63 bits.
  init(_ format: Format) {
    words = Int64(format.leastRaw)...Int64(format.greatestRaw)
  }

  /// Whether the weights of an epoch lie in the intervals.
  @inline(__always)
  func hold(for weight: InlineArray<4, Int64>, degree: Int) -> Bool {
    guard last != nil else { return false }
    var k = 0
    while k <= degree {
      guard intervals[k].contains(weight[k]) else { return false }
      k += 1
    }
    return true
  }

  /// Puts wide intervals around the weights of an epoch.
  ///
  /// - Returns: false where that is not worth another proof.
  mutating func widen(around weight: InlineArray<4, Int64>, degree: Int) -> Bool {
    guard skips == 0 else {
      skips -= 1
      return false
    }
    for k in 0...degree {
      if let last {
        let reach = Int64(min((weight[k] - last[k]).magnitude, 1 << 59)) * Self.reach
        intervals[k] =
          max(weight[k] - reach, words.lowerBound)...min(weight[k] + reach, words.upperBound)
      } else {
        intervals[k] = words
      }
    }
    last = weight
    return true
  }

  /// Says that wide intervals proved too little.
  mutating func giveUp() {
    skips = penalty
    penalty = min(2 * penalty, Self.greatestPenalty)
  }

  /// Takes the weights of an epoch alone.
  mutating func narrow(to weight: InlineArray<4, Int64>) {
    for k in 0..<4 { intervals[k] = weight[k]...weight[k] }
    last = weight
  }
}
