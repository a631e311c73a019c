import Samples

/// Nobody looks at the pipeline, so the samples of an epoch are one stretch; the controller's cycles between two epochs
/// are the machine's own. When each cycle is follows from the microarchitecture: the last sample, accepted in cycle t,
/// is in the accumulators 2D + 5 cycles later, and D + 3 cycles after that the result waits to be taken.
extension EpochEngine {
  /// Runs until the machine is done.
  mutating func runEpochs(
    _ samples: PackedSamples, _ stalls: StallPattern, _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult {
    start()
    repeat {
      beginEpoch(stalls)
      stream(samples, 0..<samples.count)
      guard epochEnd(finishEpoch(stalls)) else { break }
    } while takeResult()
    return outcome
  }

  /// Begins an epoch; the machine is in `run`.
  mutating func beginEpoch(_ stalls: StallPattern) {
    source =
      stalls.pausesInput ? SourceClock(pattern: stalls, ready: cycle, free: sourceFree) : nil
    guard let kernel else { return }
    kernel.beginEpoch(weight: narrowWeight)
    isTakenWhole = !Counts.isFull && kernel.mayTakeGroups && takesGroups(kernel)
  }

  /// Takes up a whole epoch over groups of samples, where that is possible and pays.
  private mutating func takesGroups(_ kernel: StretchKernel) -> Bool {
    guard
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
    epoch += 1
    samplesAcceptedBefore = samplesAccepted
    cycle += 1
    if !updateAtOnce() { update() }
    judge()
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
    takeWeight(D)
    registers.done = registers.converged || registers.stalled || registers.epochsLeft == 0
    cycle += 1
    return !registers.done
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

  /// The statistics of both tallies, with the number of casts: each sample is cast once for each of its values.
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
        case .estimate: D * samplesAccepted
        case .power: (D - 1) * samplesAccepted
        case .error, .square, .loss: samplesAccepted
        case .product, .gradient: (D + 1) * samplesAccepted
        case .theta, .update: updates
        case .weight: weightCasts
        }
      return statistics
    }
  }

  /// Does all cycles of the update, with what they leave behind, where 64 bits are enough and nothing is out of range.
  ///
  /// - Returns: false, with nothing done, where that is not so.
  private mutating func updateAtOnce() -> Bool {
    guard updateArithmetic.narrow.isPossible else { return false }
    var (theta, weight) = (registers.theta, registers.weight)
    var (updates, thetas, weights) = (SeenWords(), SeenWords(), SeenWords())
    var hasChanged = false
    for k in 0...D {
      guard let product = updateArithmetic.narrow.product(registers.step, registers.gradient[k])
      else { return false }
      let update = updateArithmetic.narrow.update.quantize(product)
      let old = Int64(truncatingIfNeeded: theta[k])
      let sum = updateArithmetic.narrow.theta.sum(old, update)
      let new = updateArithmetic.narrow.theta.caster.quantize(sum)
      guard updateArithmetic.narrow.update.isInRange(update),
        updateArithmetic.narrow.theta.caster.isInRange(new)
      else { return false }
      updates.add(update, isInexact: updateArithmetic.narrow.update.isInexact(product))
      thetas.add(new, isInexact: updateArithmetic.narrow.theta.caster.isInexact(sum))
      hasChanged = hasChanged || new != old
      theta[k] = Int128(new)
      // The last weight is derived as the result is taken.
      guard k < D else { continue }
      guard let next = updateArithmetic.narrow.weight(of: new) else { return false }
      weights.add(next.word, isInexact: next.isInexact)
      weight[k] = Value(truncatingIfNeeded: next.word)
    }
    registers.theta = theta
    registers.weight = weight
    for k in 0...D { registers.gradient[k] = 0 }
    registers.changed = hasChanged
    epochTally.record(.update, updates)
    epochTally.record(.theta, thetas)
    epochTally.record(.weight, weights)
    self.updates += D + 1
    weightCasts += D
    cycle += D + 3
    return true
  }
}

/// What a few casts into a node came to.
private struct SeenWords {
  var (least, greatest, inexact) = (Int64.max, Int64.min, 0)

  @inline(__always)
  mutating func add(_ word: Int64, isInexact: Bool) {
    least = min(least, word)
    greatest = max(greatest, word)
    inexact += isInexact ? 1 : 0
  }
}

extension FullTally {
  fileprivate mutating func record(_ node: Node, _ seen: SeenWords) {
    record(node, least: seen.least, greatest: seen.greatest, inexact: seen.inexact)
  }
}
