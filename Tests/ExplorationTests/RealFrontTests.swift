import Samples
import Testing

@testable import Exploration

/// The front on costs that are asked for one by one, beside a loop over all of them.
@Suite struct RealFrontTests {
  /// Asks until the front stands.
  private func measured(_ designs: [RealFront.Design], _ real: [[Double]]) -> RealFront {
    var front = RealFront(designs)
    var rounds = 0
    while case let next = front.next, !next.isEmpty {
      rounds += 1
      #expect(next.allSatisfy { front.real[$0] == nil }, "nothing is measured twice")
      for design in next { front.add(real[design], of: design) }
    }
    #expect(rounds <= designs.count + 1)
    return front
  }

  /// The points of designs that no other is better than, compared one with each.
  private func points(
    _ places: some Collection<Int>, _ designs: [RealFront.Design], _ real: [[Double]]
  )
    -> Set<[Double]>
  {
    let all = places.map { [designs[$0].error] + real[$0] }.filter { $0.allSatisfy(\.isFinite) }
    return Set(
      all.filter { point in
        !all.contains { other in other != point && zip(other, point).allSatisfy { $0 <= $1 } }
      })
  }

  private func designs(_ generator: inout SplitMix64, count: Int, costs: Int) -> [RealFront.Design]
  {
    (0..<count).map { _ in
      let quality = Double.random(in: 1...10, using: &generator)
      return RealFront.Design(
        error: (100 / quality * Double.random(in: 1...1.5, using: &generator)).rounded(),
        model: (0..<costs).map { _ in
          (50 * quality * Double.random(in: 1...1.6, using: &generator)).rounded()
        })
    }
  }

  @Test(arguments: 1...20)
  func `where the model is right but for a factor, the front is that of all, and few are asked for`(
    seed: UInt64
  ) {
    var generator = SplitMix64(seed: seed)
    let costs = 1 + Int(seed % 2)
    let designs = designs(&generator, count: 200, costs: costs)
    let factors = (0..<costs).map { _ in Double.random(in: 0.3...5, using: &generator) }
    let real = designs.map { zip($0.model, factors).map { $0 * $1 } }
    let front = measured(designs, real)
    #expect(
      Set(front.front.map { [designs[$0].error] + real[$0] })
        == points(designs.indices, designs, real), "seed \(seed)")
    #expect(front.real.count < designs.count * 3 / 4, "seed \(seed): \(front.real.count)")
  }

  @Test(arguments: 1...20)
  func
    `where the model is wrong, whatever was left out could not be on the front by the worst ratio`(
      seed: UInt64
    )
  {
    var generator = SplitMix64(seed: seed)
    let designs = designs(&generator, count: 150, costs: 2)
    let real = designs.map { design in
      // Some do not fit.
      Int.random(in: 0..<10, using: &generator) == 0
        ? [.infinity, .infinity]
        : design.model.map { $0 * Double.random(in: 0.7...1.3, using: &generator) }
    }
    let front = measured(designs, real)
    let known = points(front.real.keys, designs, real)
    #expect(Set(front.front.map { [designs[$0].error] + real[$0] }) == known, "seed \(seed)")
    let able = front.real.filter { $0.value[0].isFinite }
    let ratios = [0, 1].map { cost in
      able.map { $0.value[cost] / designs[$0.key].model[cost] }.min()!
    }
    var left = 0
    for design in designs.indices where front.real[design] == nil {
      let hope =
        [designs[design].error] + zip(designs[design].model, ratios).map { $0 * $1 }
      #expect(
        known.contains { zip($0, hope).allSatisfy { $0 <= $1 } }, "seed \(seed), design \(design)")
      left += 1
    }
    #expect(left > 0)
  }

  @Test func `a rank correlation is Spearman's, with the mean rank of equal values`() {
    // The example of the English Wikipedia: IQ and hours of television a week, −29/165.
    let (iq, hours) = (
      [106.0, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7.0, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    )
    #expect(abs(rankCorrelation(iq, hours)! + 29.0 / 165) < 1e-12)
    #expect(rankCorrelation([1, 5, 9], [2, 3, 100]) == 1)
    #expect(rankCorrelation([1, 5, 9], [3, 2, 1]) == -1)
    // Ranks 0, 1.5, 1.5, 3: 4.5 / √(4.5 · 5).
    #expect(abs(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])! - 4.5 / 22.5.squareRoot()) < 1e-12)
    #expect(rankCorrelation([1, 1, 1], [1, 2, 3]) == nil)
    #expect(rankCorrelation([1, 2], [1, 2]) == nil)
  }
}
