import Reference
import Samples
import Testing

@testable import Exploration

/// What designs share: the descent in Double, and whatever is kept up to a size.
@Suite struct SharedWorkTests {
  private func observations() throws -> Observations {
    try Observations(x: [-1, -0.25, 0.5, 0.75], y: [0.5, -0.125, 1, 3])
  }

  /// Beyond 32,768 epochs not all of them are remembered; those between are computed again.
  @Test(arguments: [0.001, 0.6]) func `a shared descent is the descent, at any epoch asked for`(
    step: Double
  ) throws {
    let last = 70_000
    var descent = Descent(try observations(), step: step, theta: [0, 0])
    let history = descent.history(until: StopRules(maximumEpochs: last))
    let curve = ReferenceCurve(try observations(), step: step, theta: [0, 0])
    var generator = SplitMix64(seed: 5)
    var epochs = [1, 2, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, last, 3]
    epochs += (0..<40).map { _ in 1 + Int(generator.next() % UInt64(last)) }
    for epoch in epochs {
      let (theta, loss) = curve.end(after: epoch)
      let index = min(epoch, history.epochs) - 1
      #expect(theta == Array(history.theta(afterEpoch: index)), "epoch \(epoch), step \(step)")
      #expect(loss == history.losses[index], "epoch \(epoch), step \(step)")
    }
  }

  @Test func `a shared descent that diverges ends where the descent ends`() throws {
    var descent = Descent(try observations(), step: 5, theta: [0, 0])
    let history = descent.history(until: StopRules(maximumEpochs: 10_000))
    #expect(history.stop == .diverged)
    let curve = ReferenceCurve(try observations(), step: 5, theta: [0, 0])
    for epochs in [10_000, history.epochs, 9_000] {
      let (theta, loss) = curve.end(after: epochs)
      #expect(theta.map(\.bitPattern) == descent.theta.map(\.bitPattern))
      #expect(loss?.bitPattern == history.losses.last?.bitPattern)
    }
  }

  @Test func `a cache holds what fits, and makes the rest again`() {
    let cache = BoundedCache<Int, Int>(capacity: 30)
    var made: [Int] = []
    func get(_ key: Int) -> Int {
      cache.value(key, size: 10) { () throws(Never) in
        made.append(key)
        return key * key
      }
    }
    for key in [1, 2, 3, 1, 2, 3, 4, 2, 1, 50] { #expect(get(key) == key * key) }
    #expect(made == [1, 2, 3, 4, 1, 50])
    #expect(cache.value(7, size: 1000) { () throws(Never) in 49 } == 49)
  }

  @Test func `bits suffice from the first value that comes within a tenth of the best`() {
    func knee(_ errors: [Double]) -> Int? {
      Knee(
        errors.map { error in
          var spread = SweepStatistics.Spread()
          spread.add(error)
          return spread
        })?.position
    }
    #expect(knee([8, 4, 2, 1.05, 1, 1.02]) == 3)
    #expect(knee([8, 4, 2, 1]) == 3)
    #expect(knee([1, 1, 1]) == 0)
    #expect(knee([.infinity, 3, 0, 0]) == 2)
    #expect(knee([.infinity, .nan]) == nil)
    #expect(knee([]) == nil)
  }
}
