import Datapath
import Foundation
import Synchronization

/// The RTL against the model on random designs.
package struct RandomVerification: Sendable {
  package internal(set) var tools: SimulatorTools
  package let rtl: RTLSource
  package var architecture = Architecture.stream
  package var timeLimit = Duration.seconds(600)
  package var cores = ProcessInfo.processInfo.activeProcessorCount
  /// Where runs are tried that are to become smaller, if it is installed.
  var icarus = try? Simulator.icarus.find()
  /// How many of them are tried in the simulator itself, if not all: Verilator compiles 60 in a minute or two.
  var runLimit: Int?

  package init(_ tools: SimulatorTools, _ rtl: RTLSource) {
    self.tools = tools
    self.rtl = rtl
  }

  /// What the designs came to.
  package struct Result: Sendable {
    /// Those of which every output port was equal in every cycle.
    package var designs = 0
    /// The cycles compared in them.
    package var cycles = 0
    /// The seeds of the others, each with its first cycle that differs, in the order of the seeds.
    package var failures: [(seed: UInt64, cycle: Int)] = []
    /// What none of the designs met.
    package var unseen = Unseen()
  }

  /// Verifies the designs of some seeds.
  ///
  /// - Parameter progress: called with the designs done so far, from any thread but never by two at once.
  package func run(
    seeds: some Sequence<UInt64>, progress: @Sendable (Int) -> Void = { _ in }
  ) throws(ToolError) -> Result {
    let seeds = Array(seeds)
    let size = Batch.size(tools.simulator, count: seeds.count, cores: cores)
    let result = Mutex(Result())
    try inParallel((seeds.count + size - 1) / size, cores: cores) { number throws(ToolError) in
      let batchSeeds = seeds.dropFirst(number * size).prefix(size)
      let batch = Batch(
        stimuli: batchSeeds.map { Stimulus(seed: $0, architecture, anyMode: true) }, isDrawn: true)
      let outcomes = try batch.run(tools, rtl, timeLimit: timeLimit)
      var unseen = Unseen()
      for stimulus in batch.stimuli {
        unseen.add(Coverage(stimulus, tryingAllWords: false))
      }
      result.withLock { [unseen] result in
        result.unseen.add(unseen)
        for (seed, outcome) in zip(batchSeeds, outcomes) {
          switch outcome {
          case .passed(let cycles):
            result.designs += 1
            result.cycles += cycles
          case .failed(let cycle): result.failures.append((seed, cycle))
          }
        }
        progress(result.designs + result.failures.count)
      }
    }
    return result.withLock { result in
      result.failures.sort { $0.seed < $1.seed }
      return result
    }
  }
}
