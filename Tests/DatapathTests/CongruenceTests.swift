import Samples
import Testing

@testable import Datapath

@Suite struct CongruenceTests {
  @Test(arguments: UInt64(1)...4)
  func `a congruence is solved by the words that solve it and no others`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let bits = Int.random(in: 0...14, using: &random)
      let zeros = Int64.random(in: 0...9, using: &random)
      let a = Int64.random(in: -5000...5000, using: &random) << zeros
      let b = Int64.random(in: -90000...90000, using: &random) << zeros
      let c = Int64.random(in: 0...20000, using: &random) << zeros
      let least = Int64.random(in: -700...500, using: &random)
      let range = least...least + Int64.random(in: 0...200, using: &random)
      let mask: Int64 = 1 << Int64(bits) - 1
      let congruence = Congruence(a, plus: b, equals: c, bits: bits)
      for x in range {
        let solves = congruence.map { ($0.residue ^ x) & (1 << Int64($0.bits) - 1) == 0 } ?? false
        #expect(
          solves == ((a * x + b - c) & mask == 0), "seed \(seed): \(a)·\(x) + \(b), \(c), \(bits)")
      }
      let any = range.contains { (a * $0 + b - c) & mask == 0 }
      #expect((congruence?.isSolved(in: range) ?? false) == any, "seed \(seed)")
    }
  }
}
