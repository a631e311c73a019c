import Samples
import StretchKernels

/// Stretches of samples, one a cycle, computed without moving them through the registers of the pipeline.
///
/// The pipeline only delays: each sample meets the same casts in the same order, and the accumulators take the samples up in
/// turn. So the values are carried through in one go, and the clock is put forward by a cycle a sample.
extension EpochEngine {
  /// Computes a stretch of an epoch's samples.
  ///
  /// - Precondition: the samples of the epoch before the stretch have been taken up.
  @inline(never)
  mutating func stream(_ samples: PackedSamples, _ range: Range<Int>) {
    guard let kernel else {
      streamOneByOne(samples, range)
      return
    }
    if isTakenWhole {
      advance(range.count)
      return
    }
    var position = range.lowerBound
    while position < range.upperBound {
      if Counts.isFull, let block = kernel.runs?.block(at: position, in: range) {
        let done = streamBlock(.runs, samples, block, kernel)
        position += done
        if done > 0 { continue }
      }
      let end = position + (Counts.isFull ? 1 << 10 : 1 << 16)
      let block = position..<min(range.upperBound, end)
      var done = streamBlock(Counts.isFull ? .ranges : .sums, samples, block, kernel)
      if done == 0 {
        done = min(block.count, Self.termsCount)
        streamOneByOne(samples, block.prefix(done))
      }
      position += done
    }
  }

  /// Computes samples in vectors.
  ///
  /// - Returns: how many; none where something has to be known about each of them.
  private mutating func streamBlock(
    _ kind: StretchKernel.Kind, _ samples: PackedSamples, _ block: Range<Int>,
    _ kernel: StretchKernel
  ) -> Int {
    let (gradient, loss) = (registers.gradient, Int64(truncatingIfNeeded: registers.loss))
    guard
      kernel.addsUp({ Int64(truncatingIfNeeded: gradient[$0]) }, loss: loss, count: block.count),
      !(Counts.isFull && kernel.hasNegativeSquares)
    else {
      // In runs there may be too many samples at once.
      return kind == .runs ? 0 : streamTerms(samples, block.prefix(Self.termsCount), kernel)
    }
    var leastLoss: Int64?
    if Counts.isFull {
      if block.lowerBound == 0 {
        // The least that the loss is in an epoch is its first sample's square.
        _ = kernel.run(.sums, samples, 0..<1)
        leastLoss = kernel.lossGrowth
      }
      for k in 0...D { kernel.begin(k, at: Int64(truncatingIfNeeded: gradient[k])) }
    }
    let done = kernel.run(kind, samples, block)
    guard !Counts.isFull && kernel.hasNoOverflow || take(kernel.report) else { return 0 }
    for k in 0...D { registers.gradient[k] &+= Value(truncatingIfNeeded: kernel.growth(k)) }
    registers.loss &+= Value(truncatingIfNeeded: kernel.lossGrowth)
    if Counts.isFull {
      // No square is negative here: what the loss is after the last sample is its greatest.
      let loss = Int64(truncatingIfNeeded: registers.loss)
      tally.record(.loss, least: leastLoss ?? loss, greatest: loss, inexact: 0)
      if kind == .runs {
        recordGradients(kernel)
      } else {
        followGradients(from: gradient, samples, block.prefix(done), kernel)
      }
    }
    advance(done)
    return done
  }

  private mutating func recordGradients(_ kernel: StretchKernel) {
    let range = kernel.report.gradient
    tally.record(.gradient, least: range.least, greatest: range.greatest, inexact: 0)
  }

  /// Records the range of the gradients after each sample of a block, which has been run for ranges.
  ///
  /// They have to be looked at only where they may leave the range that is known already, which they seldom do after the
  /// first epochs, when errors are smaller.
  private mutating func followGradients(
    from gradient: InlineArray<4, Value>, _ samples: PackedSamples, _ block: Range<Int>,
    _ kernel: StretchKernel
  ) {
    let seen = tally.range(.gradient)
    let isKnown = (0...D).allSatisfy {
      kernel.staysWithin(
        seen, from: Int64(truncatingIfNeeded: gradient[$0]), count: block.count)
    }
    guard !isKnown else { return }
    _ = kernel.run(.prefixes, samples, block)
    recordGradients(kernel)
  }

  /// Computes samples in vectors and takes their terms up one by one, with every cast of the accumulators.
  private mutating func streamTerms(
    _ samples: PackedSamples, _ block: Range<Int>, _ kernel: StretchKernel
  ) -> Int {
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: 5 * block.count) { terms in
      let done = kernel.run(.terms, samples, block, terms: terms.baseAddress)
      guard done > 0, take(kernel.report) else { return 0 }
      let first = samplesAccepted - samplesAcceptedBefore + 1
      for k in 0...D {
        for index in 0..<done {
          registers.gradient[k] = accumulate(
            .gradient, arithmetic.gradient, registers.gradient[k],
            Value(truncatingIfNeeded: terms[k * block.count + index]), sample: first + index)
        }
      }
      for index in 0..<done {
        registers.loss = accumulate(
          .loss, arithmetic.loss, registers.loss,
          Value(truncatingIfNeeded: terms[4 * block.count + index]), sample: first + index)
      }
      advance(done)
      return done
    }
  }

  /// Samples whose terms are kept at a time, and whose casts are looked at one by one after a block that was not.
  private static var termsCount: Int { 256 }

  private mutating func advance(_ count: Int) {
    cycle += count
    samplesAccepted += count
  }

  /// Takes over what the casts of a block came to.
  ///
  /// - Returns: false, with nothing taken over, if the block has to be computed sample by sample: an overflow is of a
  ///   kind that the kernels do not have, or it is the first of its node and its place has to be found.
  private mutating func take(_ report: stretch_report) -> Bool {
    if report.is_refused != 0 { return false }
    guard Counts.isFull || report.overflows > 0 else { return true }
    let nodes = report.tallies
    let next = samplesAccepted - samplesAcceptedBefore + 1
    for index in nodes.indices where nodes[index].seen.overflows > 0 {
      if tally.wantsPlace(nodes[index].node, epoch: epoch + 1, sample: next) { return false }
    }
    for index in nodes.indices {
      let (node, seen) = nodes[index]
      if seen.overflows > 0 {
        registers.overflow |= 1 << UInt16(node.rawValue)
        tally.recordOverflows(
          node, wraps: design.formats[node].overflow.wraps, count: Int(seen.overflows))
      }
      if Counts.isFull, seen.least <= seen.greatest {
        tally.record(
          node, least: seen.least, greatest: seen.greatest, inexact: Int(seen.inexact))
      }
    }
    return true
  }

  // MARK: Sample by sample

  private mutating func streamOneByOne(_ samples: PackedSamples, _ range: Range<Int>) {
    let (xLane, yLane) = (samples.x, samples.y)
    let weight = registers.weight
    var gradient = registers.gradient
    var loss = registers.loss
    let first = samplesAccepted - samplesAcceptedBefore + 1
    for position in range {
      let sample = first + position - range.lowerBound
      let x = xLane.load(position, as: Value.self)
      let y = yLane.load(position, as: Value.self)

      var estimate = cast(
        .estimate, arithmetic.firstEstimate.caster,
        arithmetic.firstEstimate.sum(weight[D] &* x, weight[D - 1]), 2, sample)
      if D >= 2 {
        for h in 2...max(2, D) {
          estimate = cast(
            .estimate, arithmetic.nextEstimate.caster,
            arithmetic.nextEstimate.sum(estimate &* x, weight[D - h]), 2 * h, sample)
        }
      }
      let error = cast(
        .error, arithmetic.error.caster, arithmetic.error.difference(y, estimate), 2 * D + 1,
        sample)

      let stage = 2 * D + 3
      gradient[0] = accumulate(
        .gradient, arithmetic.gradient, gradient[0],
        cast(.product, arithmetic.constantProduct, error, stage, sample), sample: sample)
      gradient[1] = accumulate(
        .gradient, arithmetic.gradient, gradient[1],
        cast(.product, arithmetic.linearProduct, error &* x, stage, sample), sample: sample)
      if D >= 2 {
        var power = cast(.power, arithmetic.firstPower, x &* x, 5, sample)
        gradient[2] = accumulate(
          .gradient, arithmetic.gradient, gradient[2],
          cast(.product, arithmetic.powerProduct, error &* power, stage, sample), sample: sample)
        if D >= 3 {
          power = cast(.power, arithmetic.nextPower, power &* x, 7, sample)
          gradient[3] = accumulate(
            .gradient, arithmetic.gradient, gradient[3],
            cast(.product, arithmetic.powerProduct, error &* power, stage, sample),
            sample: sample)
        }
      }
      loss = accumulate(
        .loss, arithmetic.loss, loss,
        cast(.square, arithmetic.square, error &* error, stage, sample), sample: sample)
    }
    registers.gradient = gradient
    registers.loss = loss
    advance(range.count)
  }
}

extension stretch_report {
  /// What each node has seen.
  fileprivate var tallies: InlineArray<5, (node: Node, seen: stretch_tally)> {
    [
      (.estimate, nodes.0), (.power, nodes.1), (.error, nodes.2), (.product, nodes.3),
      (.square, nodes.4),
    ]
  }
}
