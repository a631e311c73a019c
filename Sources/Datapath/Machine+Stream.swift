import Samples
import StretchKernels

/// Stretches of samples, one a cycle, computed without moving them through the registers of the pipeline.
///
/// In a steady stretch the pipeline only delays: each sample meets the same casts in the same
/// order, and the accumulators take the samples up in turn. So the values are carried through
/// in one go, and the clock is put forward by a cycle a sample. The registers in between are in place again
/// once as many samples as the pipeline has stages have gone through it after the stretch;
/// until then nobody may look at them.
extension Machine {
  /// Computes a stretch of an epoch's samples.
  ///
  /// - Precondition: the machine is in `run`, its pipeline is empty, and the samples of the epoch before the stretch
  ///   have been accepted.
  @inline(never)
  mutating func stream(_ samples: PackedSamples, _ range: Range<Int>) {
    guard var path else {
      streamOneByOne(samples, range)
      return
    }
    var position = range.lowerBound
    if Counts.isFull, position == 0 {
      // The least that the loss is in an epoch is its first sample's square.
      streamOneByOne(samples, 0..<1)
      position = 1
    }
    while position < range.upperBound {
      let block = position..<min(range.upperBound, position + Self.blockSize)
      var done = 0
      if block.count >= Self.leastBlock { done = streamBlock(samples, block, &path) }
      if done == 0 {
        done = min(block.count, Self.termsSize)
        streamOneByOne(samples, block.prefix(done))
      }
      position += done
    }
  }

  /// Samples that are computed before the statistics are looked at, and the fewest that are worth it.
  private static var blockSize: Int { Counts.isFull ? 1024 : 1 << 16 }
  private static var leastBlock: Int { 4 }

  /// Computes samples in vectors.
  ///
  /// - Returns: how many; none where something has to be known about each of them.
  private mutating func streamBlock(
    _ samples: PackedSamples, _ block: Range<Int>, _ path: inout StretchPath
  ) -> Int {
    let kernel = self.kernel!
    var report = stretch_report()
    guard kernel.addsUp, fits(path, count: block.count) else {
      return streamTerms(samples, block, &path, kernel, isSafe: false)
    }
    if Counts.isFull, !staysWithinRange(path, count: block.count) {
      return streamTerms(samples, block, &path, kernel, isSafe: true)
    }
    let done = kernel.run(Counts.isFull ? .ranges : .sums, &path, samples, block, &report)
    guard done > 0, take(report) else { return 0 }
    let shift = kernel.termShifts
    for k in 0...D {
      registers.gradient[k] &+= Value(truncatingIfNeeded: report.sum(k) &<< shift.product)
    }
    registers.loss &+= Value(truncatingIfNeeded: report.sums.4 &<< shift.square)
    if Counts.isFull { recordAccumulators() }
    advance(done)
    return done
  }

  /// Computes samples in vectors and takes their terms up one by one.
  ///
  /// - Parameter isSafe: whether no accumulator can leave its range.
  private mutating func streamTerms(
    _ samples: PackedSamples, _ block: Range<Int>, _ path: inout StretchPath,
    _ kernel: StretchKernel, isSafe: Bool
  ) -> Int {
    var report = stretch_report()
    let block = block.prefix(Self.termsSize)
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: 5 * block.count) { terms in
      let done = kernel.run(
        .terms, &path, samples, block, &report, terms: terms.baseAddress)
      guard done > 0, take(report) else { return 0 }
      let first = samplesAccepted - samplesAcceptedBefore + 1
      for k in 0...D {
        var sum = registers.gradient[k]
        let row = UnsafeBufferPointer(rebasing: terms[k * block.count..<k * block.count + done])
        if isSafe {
          sum = scan(row, from: sum, shift: kernel.termShifts.product)
        } else {
          for index in 0..<done {
            sum = accumulate(
              .gradient, arithmetic.gradient, sum, Value(truncatingIfNeeded: row[index]),
              sample: first + index)
          }
        }
        registers.gradient[k] = sum
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

  private static var termsSize: Int { 256 }

  /// Adds terms up and records the least and the greatest sum on the way.
  private mutating func scan(
    _ terms: UnsafeBufferPointer<Int64>, from start: Value, shift: Int64
  ) -> Value {
    var sum = Int64(truncatingIfNeeded: start)
    var (least, greatest) = (Int64.max, Int64.min)
    for term in terms {
      sum &+= term &<< shift
      least = min(least, sum)
      greatest = max(greatest, sum)
    }
    tally.record(.gradient, least: least, greatest: greatest, inexact: 0)
    return Value(truncatingIfNeeded: sum)
  }

  private mutating func recordAccumulators() {
    for k in 0...D {
      tally.record(.gradient, Int64(truncatingIfNeeded: registers.gradient[k]), isInexact: false)
    }
    tally.record(.loss, Int64(truncatingIfNeeded: registers.loss), isInexact: false)
  }

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
    let nodes = report.tallies
    for index in nodes.indices where nodes[index].seen.overflows > 0 {
      let node = nodes[index].node
      let next = samplesAccepted - samplesAcceptedBefore + 1
      if tally.wantsPlace(node, epoch: epoch + 1, sample: next) { return false }
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

  // MARK: What is proven of the accumulators

  /// Whether no accumulator leaves its range, whatever the terms of so many samples are.
  private func fits(_ path: StretchPath, count: Int) -> Bool {
    let (gradient, loss) = (arithmetic.gradient.caster, arithmetic.loss.caster)
    for k in 0...D {
      let reach = reach(registers.gradient[k], path.products[k], kernel!.termShifts.product, count)
      guard gradient.contains(reach) else { return false }
    }
    return loss.contains(reach(registers.loss, path.square, kernel!.termShifts.square, count))
  }

  /// Whether no gradient leaves the range that it has been seen in, so that its statistics stay what they are.
  private func staysWithinRange(_ path: StretchPath, count: Int) -> Bool {
    let seen = tally.wordsSeen(.gradient)
    return (0...D).allSatisfy { k in
      let reach = reach(registers.gradient[k], path.products[k], kernel!.termShifts.product, count)
      return seen.lowerBound <= reach.lowerBound && reach.upperBound < seen.upperBound
    }
  }

  private func reach(
    _ sum: Value, _ terms: ClosedRange<Int64>, _ shift: Int64, _ count: Int
  ) -> ClosedRange<Int128> {
    let (sum, count) = (Int128(sum), Int128(count))
    return sum + (Int128(min(terms.lowerBound, 0)) << Int128(shift)) * count...sum
      + (Int128(max(terms.upperBound, 0)) << Int128(shift)) * count
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
  /// The sum of a product's terms.
  fileprivate func sum(_ k: Int) -> Int64 {
    switch k {
    case 0: sums.0
    case 1: sums.1
    case 2: sums.2
    default: sums.3
    }
  }

  /// What each node has seen.
  fileprivate var tallies: InlineArray<5, (node: Node, seen: stretch_tally)> {
    [
      (.estimate, nodes.0), (.power, nodes.1), (.error, nodes.2), (.product, nodes.3),
      (.square, nodes.4),
    ]
  }
}
