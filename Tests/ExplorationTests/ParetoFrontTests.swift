import Exploration
import Samples
import Testing

@Suite struct ParetoFrontTests {
  /// What the definition says, pair by pair.
  private func bruteForce(_ points: [ParetoFront.Point]) -> Set<ParetoFront.Point> {
    let finite = points.filter { $0.cost.isFinite && $0.error.isFinite }
    return Set(
      finite.filter { point in
        !finite.contains { other in
          other.cost <= point.cost && other.error <= point.error
            && (other.cost < point.cost || other.error < point.error)
        }
      })
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `the front is the one that comparing every pair gives`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let count = Int(generator.next() % 300)
    // A coarse grid, so that points share a cost, an error, or both.
    let steps = 1 + generator.next() % 40
    let points = (0..<count).map { _ in
      var point = ParetoFront.Point(
        cost: Double(generator.next() % steps), error: Double(generator.next() % steps) / 8)
      switch generator.next() % 30 {
      case 0: point = .init(cost: point.cost, error: .infinity)
      case 1: point = .init(cost: .nan, error: point.error)
      default: break
      }
      return point
    }
    var front = ParetoFront()
    for point in points { front.add(point) }
    let expected = bruteForce(points)
    #expect(Set(front.points) == expected, "seed \(seed)")
    #expect(front.points.map(\.cost) == front.points.map(\.cost).sorted(), "seed \(seed)")
    for point in points where !point.cost.isNaN {
      #expect(front.contains(point) == expected.contains(point), "seed \(seed), \(point)")
    }
  }
}
