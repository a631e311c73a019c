import Samples

/// The epoch engine: whole epochs without a clock, with the results, statistics and cycle counts of the machine that
/// ticks.
///
/// Nobody looks at the pipeline, so the samples of an epoch are one stretch; the controller's cycles between two epochs
/// are the machine's own. When each cycle is follows from the microarchitecture: the last sample, accepted in cycle t,
/// is in the accumulators 2D + 5 cycles later, and D + 3 cycles after that the result waits to be taken.
extension Machine {
  /// Takes the configuration and derives the weights, from the cycle of `start` to the first of `run`.
  mutating func begin() {
    control(Inputs(start: true, x: 0, y: 0))
    cycle += 1
    while registers.state == .load {
      control(Inputs(x: 0, y: 0))
      cycle += 1
    }
  }

  /// Begins an epoch; the machine is in `run`.
  mutating func beginEpoch(_ stalls: StallPattern) {
    source =
      stalls.pausesInput ? SourceClock(pattern: stalls, ready: cycle, free: sourceFree) : nil
    kernel?.beginEpoch(weight: narrowWeight)
    isTakenWhole = takesGroups()
  }

  /// Takes up a whole epoch over groups of samples, where that is possible and pays.
  private mutating func takesGroups() -> Bool {
    guard !Counts.isFull, let kernel,
      let sums = kernel.sumsOfGroups(
        weight: narrowWeight, epoch: epoch + 1, of: configuration.maximumEpochs)
    else { return false }
    for k in 0...D { registers.gradient[k] = Value(truncatingIfNeeded: sums.gradient[k]) }
    registers.loss = Value(truncatingIfNeeded: sums.loss)
    return true
  }

  /// Drains the pipeline and updates the parameters, up to the cycle in which the result is taken.
  mutating func finishEpoch(_ stalls: StallPattern) -> EpochResult {
    if let source {
      let count = samplesAccepted - samplesAcceptedBefore
      let end = source.acceptance(of: count) + 1
      inputStalls += end - source.ready - count
      cycle = end
    }
    sourceFree = cycle
    cycle += 2 * D + 3
    registers.state = .drain
    endEpoch()
    cycle += 1
    while registers.state == .update {
      control(Inputs(x: 0, y: 0))
      cycle += 1
    }
    while stalls.stallsOutput(cycle) {
      outputStalls += 1
      cycle += 1
    }
    return epochResult
  }

  /// Takes the result.
  ///
  /// - Returns: whether another epoch follows.
  mutating func takeResult() -> Bool {
    control(Inputs(x: 0, y: 0, resultReady: true))
    cycle += 1
    return !registers.done
  }
}
