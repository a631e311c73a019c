import Dispatch
import Samples
import Synchronization

/// Runs of many designs on the same samples, in one pass of the samples an epoch.
///
/// The samples are taken in blocks that stay in a near cache while one design after the other takes them up. So
/// however many samples there are, they are read from memory once for all designs and not once for each.
public struct SimulationBatch: Sendable {
  public let simulations: [Simulation]

  private let block: Int

  /// Gathers runs.
  ///
  /// - Parameter block: the samples of a block: 256 KiB of two 16-bit words each, which a second-level cache holds.
  /// - Precondition: all are on the same samples.
  public init(_ simulations: [Simulation], block: Int = 1 << 16) {
    precondition(
      simulations.allSatisfy { $0.samples === simulations[0].samples },
      "the runs of a batch are on the same samples")
    self.simulations = simulations
    self.block = block
  }

  /// Runs all until each is done, by epochs.
  ///
  /// - Parameter threads: how many share the designs.
  /// - Returns: the results in the order of the runs.
  public func run(threads: Int = 1) -> [RunResult] {
    let shares = max(1, min(threads, simulations.count))
    guard shares > 1 else { return run { _, _ in true } }
    let results = Mutex<[RunResult?]>(Array(repeating: nil, count: simulations.count))
    DispatchQueue.concurrentPerform(iterations: shares) { share in
      let first = share * simulations.count / shares
      let part = simulations[first..<(share + 1) * simulations.count / shares]
      let ran = SimulationBatch(Array(part), block: block).run()
      results.withLock { $0.replaceSubrange(part.indices, with: ran) }
    }
    return results.withLock { $0.map { $0! } }
  }

  /// Runs all until each is done, by epochs, on this thread.
  ///
  /// - Parameter epochEnd: called with the run's position and each of its result beats; that run is abandoned when it
  ///   returns false.
  public func run(epochEnd: (Int, EpochResult) -> Bool) -> [RunResult] {
    if (simulations.first?.samples.count ?? 0) <= block
      || simulations.contains(where: \.design.isRunning)
    {
      // All are in the nearest cache anyway, and so is then the engine.
      return simulations.enumerated().map { index, simulation in
        simulation.run { epochEnd(index, $0) }
      }
    }
    let engines = simulations.map(\.engine)
    for index in engines.indices { engines[index].start() }
    var running = Array(engines.indices)
    while let samples = running.first.map({ simulations[$0].samples }) {
      for index in running { engines[index].beginEpoch(simulations[index].stalls) }
      for first in stride(from: 0, to: samples.count, by: block) {
        let range = first..<min(first + block, samples.count)
        for index in running { engines[index].take(samples, range) }
      }
      running = running.filter { index in
        let beat = engines[index].finishEpoch(simulations[index].stalls)
        return epochEnd(index, beat) && engines[index].takeResult()
      }
    }
    return engines.map { $0.outcome() }
  }
}
