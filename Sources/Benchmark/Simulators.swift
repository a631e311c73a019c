import Cosimulation
import Datapath

extension Contender {
  /// The RTL in a simulator, compiled for the workload.
  static func rtl(
    _ simulator: Simulator, _ workload: Workload, _ rtl: RTLSource, isQuick: Bool
  ) throws(BenchmarkError) -> Contender {
    let simulation = try measuring { () throws(ToolError) in
      try LeanSimulation(
        simulator, design: workload.design,
        configuration: workload.simulation(epochs: 1).configuration, samples: workload.samples,
        rtl: rtl, isProfiled: !isQuick)
    }
    return Contender(simulator == .icarus ? .icarus : .verilator, simulation.title) {
      epochs, runs throws(BenchmarkError) in
      let result = try measuring { () throws(ToolError) in
        try simulation.run(epochs: epochs, runs: runs)
      }
      return Measurement(
        time: result.time,
        outcomes: [
          Outcome(
            theta: result.theta, loss: result.loss, cycles: result.cycles,
            flags: Outcome.Flags(
              converged: result.converged, stalled: result.stalled, overflow: result.overflow))
        ])
    }
  }
}

/// Runs what uses foreign programs and turns its error into one of a measurement.
func measuring<Result>(
  _ body: () throws(ToolError) -> Result
) throws(BenchmarkError) -> Result {
  do throws(ToolError) { return try body() } catch {
    if case .missing(_, let install) = error { throw .missing(fix: install) }
    throw .failed("\(error)")
  }
}
