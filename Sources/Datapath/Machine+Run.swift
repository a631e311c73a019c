import Samples

extension Machine {
  /// Gives `start` in cycle 0 and runs the machine with a source of samples and a sink of results.
  mutating func run<Observer: CycleObserver>(
    _ samples: PackedSamples, _ stalls: StallPattern, _ observer: inout Observer,
    _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult {
    let hasStalls = !stalls.isEmpty
    let count = samples.count
    let (xLane, yLane) = (samples.x, samples.y)
    var inputs = Inputs<Value>(x: 0, y: 0)
    var position = 0
    var isOffering = false
    inputs.start = true

    // The samples of an epoch that nobody sees in the pipeline; the rest refills its registers.
    let stretch = hasStalls || Observer.isWatching ? 0 : count - (2 * D + 6)
    while true {
      if position == 0, stretch > 0, registers.state == .run {
        kernel?.beginEpoch(weight: narrowWeight)
        stream(samples, 0..<stretch)
        position = stretch
        isOffering = false
      }
      // The source: what is on offer stays until it is taken.
      if !isOffering, !hasStalls || !stalls.stallsInput(cycle) {
        isOffering = true
        inputs.x = xLane.load(position, as: Value.self)
        inputs.y = yLane.load(position, as: Value.self)
        inputs.sampleLast = position == count - 1
      }
      inputs.sampleValid = isOffering
      let isRunning = registers.state == .run
      if isRunning {
        if isOffering {
          isOffering = false
          position = inputs.sampleLast ? 0 : position + 1
        } else {
          inputStalls += 1
        }
      }
      inputs.resultReady = !hasStalls || !stalls.stallsOutput(cycle)

      if Observer.isWatching {
        let registers = self.registers
        let design = self.design
        observer.observe(
          cycle: cycle, inputs: Inputs<Int128>(inputs), outputs: outputs,
          registers: { registers.values(of: design) })
        if observer.hasSeenEnough { break }
      }
      if !isRunning {
        if registers.done { break }
        if registers.state == .result {
          if inputs.resultReady {
            guard epochEnd(epochResult) else { break }
          } else {
            outputStalls += 1
          }
        }
      }
      tick(inputs)
      inputs.start = false
    }
    return outcome
  }

  /// How the run stands.
  var outcome: RunResult {
    RunResult(
      cycles: cycle, inputStallCycles: inputStalls, outputStallCycles: outputStalls,
      epochs: epoch, theta: (0...D).map { registers.theta[$0] },
      loss: Int128(registers.lossPrevious), converged: registers.converged,
      stalled: registers.stalled, isDone: registers.done, overflow: registers.overflow,
      statistics: statistics)
  }

  var epochResult: EpochResult {
    EpochResult(
      epoch: epoch, cycle: cycle, loss: Int128(registers.lossPrevious), theta: registers.theta,
      converged: registers.converged, stalled: registers.stalled)
  }

  /// The statistics of both tallies, with the number of casts: each sample that has passed a stage
  /// was cast there once for each of its values.
  private var statistics: NodeMap<NodeStatistics> {
    let (path, end) = (tally.statistics, epochTally.statistics)
    return NodeMap { node in
      var statistics: NodeStatistics
      switch node {
      case .theta, .update, .weight: statistics = end[node]
      default: statistics = path[node]
      }
      statistics.casts =
        switch node {
        case .x, .y, .step: 0
        case .estimate: (1...D).reduce(0) { $0 + samplesPast(2 * $1) }
        case .power: D < 2 ? 0 : (2...max(2, D)).reduce(0) { $0 + samplesPast(2 * $1 + 1) }
        case .error: samplesPast(2 * D + 1)
        case .product: (D + 1) * samplesPast(2 * D + 3)
        case .square: samplesPast(2 * D + 3)
        case .gradient: (D + 1) * samplesPast(2 * D + 4)
        case .loss: samplesPast(2 * D + 4)
        case .theta, .update: updates
        case .weight: weightCasts
        }
      return statistics
    }
  }

  /// The samples whose values have been cast into a stage's registers.
  private func samplesPast(_ stage: Int) -> Int {
    samplesAccepted - (registers.valid & (1 << UInt16(stage) - 1)).nonzeroBitCount
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
