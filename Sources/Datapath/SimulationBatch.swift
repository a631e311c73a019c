import Dispatch
import Samples
import Synchronization

/// Runs of many designs on the same samples, in one pass of the samples an epoch.
///
/// The samples are taken in tiles that stay in the nearest cache while one design after the other takes them up. So
/// however many samples there are, they are read from memory once for all designs and not once for each.
public struct SimulationBatch: Sendable {
  public let simulations: [Simulation]

  /// The samples of a tile: 16 KiB of two 16-bit words each.
  static let tile = 4096

  /// Gathers runs.
  ///
  /// - Precondition: all are on the same samples.
  public init(_ simulations: [Simulation]) {
    precondition(
      simulations.allSatisfy { $0.samples === simulations[0].samples },
      "the runs of a batch are on the same samples")
    self.simulations = simulations
  }

  /// Runs all until each is done, by epochs.
  ///
  /// - Parameters:
  ///   - threads: how many share the designs.
  ///   - epochEnd: called with the design's position and each of its result beats, on any thread; the design's run is
  ///     abandoned when it returns false.
  /// - Returns: the results in the order of the runs.
  public func run(
    threads: Int = 1, epochEnd: @Sendable (Int, EpochResult) -> Bool = { _, _ in true }
  ) -> [RunResult] {
    let shares = max(1, min(threads, simulations.count))
    guard shares > 1 else {
      return Self.run(simulations) { epochEnd($0, $1) }
    }
    let results = Mutex<[RunResult?]>(Array(repeating: nil, count: simulations.count))
    DispatchQueue.concurrentPerform(iterations: shares) { share in
      let first = share * simulations.count / shares
      let part = simulations[first..<(share + 1) * simulations.count / shares]
      let ran = Self.run(Array(part)) { epochEnd(first + $0, $1) }
      results.withLock { $0.replaceSubrange(part.indices, with: ran) }
    }
    return results.withLock { $0.map { $0! } }
  }

  private static func run(
    _ simulations: [Simulation], _ epochEnd: (Int, EpochResult) -> Bool
  ) -> [RunResult] {
    let machines = simulations.map(\.machine)
    for index in machines.indices { machines[index].begin() }
    var running = Array(machines.indices)
    while let samples = running.first.map({ simulations[$0].samples }) {
      for index in running { machines[index].beginEpoch(simulations[index].stalls) }
      for first in stride(from: 0, to: samples.count, by: tile) {
        let range = first..<min(first + tile, samples.count)
        for index in running { machines[index].take(samples, range) }
      }
      running = running.filter { index in
        let beat = machines[index].finishEpoch(simulations[index].stalls)
        return epochEnd(index, beat) && machines[index].takeResult()
      }
    }
    return machines.map { $0.outcome() }
  }
}
