import FixedPoint
import Samples
import Testing

@testable import Datapath

@Suite struct ProvenWeightsTests {
  @Test(arguments: UInt64(1)...8)
  func `intervals have the weights they were made for and no word that the format has not`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    let format = try! Format(
      width: Int.random(in: 2...62, using: &random), integerBits: 3,
      isSigned: seed.isMultiple(of: 2))
    let words = Int64(format.leastRaw)...Int64(format.greatestRaw)
    let degree = Int.random(in: 1...3, using: &random)
    var proven = ProvenWeights(format)
    for _ in 0..<300 {
      var weight: InlineArray<4, Int64> = .init(repeating: 0)
      for k in 0...degree {
        // The ends as often as any other word.
        weight[k] =
          [words.lowerBound, words.upperBound, Int64.random(in: words, using: &random)]
          .randomElement(using: &random)!
      }
      if !proven.hold(for: weight, degree: degree) {
        if proven.widen(around: weight, degree: degree), Bool.random(using: &random) {
          for k in 0...degree {
            #expect(proven.intervals[k].contains(weight[k]), "seed \(seed)")
          }
        } else {
          proven.giveUp()
          proven.narrow(to: weight)
          for k in 0...degree {
            #expect(proven.intervals[k] == weight[k]...weight[k], "seed \(seed)")
          }
        }
      }
      #expect(proven.hold(for: weight, degree: degree), "seed \(seed)")
      for k in 0...degree {
        let interval = proven.intervals[k]
        #expect(words.contains(interval.lowerBound), "seed \(seed)")
        #expect(words.contains(interval.upperBound), "seed \(seed)")
      }
    }
  }

  @Test func `a weight outside of its interval is not proven`() throws {
    var proven = ProvenWeights(try Format(width: 20, integerBits: 3))
    #expect(!proven.hold(for: [0, 0, 0, 0], degree: 1))
    proven.narrow(to: [5, -7, 0, 0])
    #expect(proven.hold(for: [5, -7, 9, 9], degree: 1))
    #expect(!proven.hold(for: [5, -6, 0, 0], degree: 1))
    #expect(!proven.hold(for: [4, -7, 0, 0], degree: 1))
    // From 5 to 10 it moves by 5, and may move on four times as far.
    let isWide = proven.widen(around: [10, -7, 0, 0], degree: 1)
    #expect(isWide)
    #expect(proven.intervals[0] == -10...30 && proven.intervals[1] == -7 ... -7)
  }
}
