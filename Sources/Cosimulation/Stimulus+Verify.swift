import Datapath

extension Stimulus {
  /// Runs the RTL under this stimulus and diagnoses a divergence.
  func verify(
    _ tools: SimulatorTools, _ rtl: RTLSource, timeLimit: Duration = .seconds(600)
  ) throws(ToolError) -> CaseVerification.Outcome {
    switch try Batch(stimuli: [self]).run(tools, rtl, timeLimit: timeLimit)[0] {
    case .passed(let cycles): return .passed(cycles: cycles)
    case .failed(let cycle):
      let shortened = prefix(cycle + CaseVerification.afterDivergence)
      let folder = try WorkingFolder()
      let trace = try Batch.trace(shortened, tools, rtl, in: folder, timeLimit: timeLimit)
      guard let divergence = Diagnosis(shortened, trace).divergence() else {
        return .failed(line: "the RTL differs in cycle \(cycle), but not when it is traced")
      }
      return .diverged(divergence)
    }
  }

  /// The first cycles.
  func prefix(_ count: Int) -> Stimulus { Stimulus(design, Array(cycles.prefix(count))) }
}
