import Samples

extension Machine {
  /// Gives `start` in cycle 0 and runs tick by tick until the machine is done, with a source of samples and a sink of
  /// results; every cycle is looked at.
  ///
  /// - Parameter runs: how many, where the next one begins by itself; the samples come again and again.
  func run(
    _ samples: PackedSamples, _ stalls: StallPattern, runs: Int = 1, _ look: Simulation.Look,
    _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult {
    let count = samples.count
    let (xLane, yLane) = (samples.x, samples.y)
    var inputs = Inputs<Value>(x: 0, y: 0)
    var position = 0
    var isOffering = false
    var (inputStalls, outputStalls) = (0, 0)
    var (runsLeft, wasDone) = (runs, false)
    inputs.start = true
    while true {
      // The source: what is on offer stays until it is taken.
      if !isOffering, !stalls.stallsInput(cycle) {
        isOffering = true
        inputs.x = xLane.load(position, as: Value.self)
        inputs.y = yLane.load(position, as: Value.self)
        inputs.sampleLast = position == count - 1
      }
      inputs.sampleValid = isOffering
      let (state, outputs) = (state, outputs)
      if outputs.sampleReady {
        if isOffering {
          isOffering = false
          position = inputs.sampleLast ? 0 : position + 1
        } else {
          inputStalls += 1
        }
      }
      inputs.resultReady = !stalls.stallsOutput(cycle)

      let hasSeenEnough = look(cycle, Inputs<Int128>(inputs), outputs, { registers })
      if outputs.done, !wasDone { runsLeft -= 1 }
      wasDone = outputs.done
      if hasSeenEnough || runsLeft == 0 { break }
      if state == .result {
        if inputs.resultReady || !outputs.resultValid {
          guard epochEnd(EpochResult(epoch: epoch, cycle: cycle, outputs)) else { break }
        } else {
          outputStalls += 1
        }
      }
      tick(inputs)
      inputs.start = false
    }
    let outputs = outputs
    return RunResult(
      cycles: cycle, inputStallCycles: inputStalls, outputStallCycles: outputStalls,
      epochs: epoch, theta: (0...design.degree).map { outputs.theta[$0] }, loss: outputs.loss,
      converged: outputs.converged, stalled: outputs.stalled, isDone: outputs.done,
      overflow: outputs.overflow, statistics: statistics)
  }
}

extension EpochResult {
  fileprivate init(epoch: Int, cycle: Int, _ outputs: Outputs) {
    self.init(
      epoch: epoch, cycle: cycle, loss: outputs.loss, theta: outputs.theta,
      converged: outputs.converged, stalled: outputs.stalled)
  }
}

extension Inputs where Value == Int128 {
  init<Narrow: Word>(_ inputs: Inputs<Narrow>) {
    self.init(
      reset: inputs.reset, start: inputs.start, sampleValid: inputs.sampleValid,
      sampleLast: inputs.sampleLast, x: Int128(inputs.x), y: Int128(inputs.y),
      resultReady: inputs.resultReady)
  }
}
