import BlockKernels
import Samples

/// Blocks of samples, one sample a cycle, computed without moving them through the registers of the pipeline.
///
/// The pipeline only delays: each sample meets the same casts in the same order, and the accumulators take the samples up in
/// turn. So the values are carried through in one go, and the clock is put forward by a cycle a sample.
extension EpochEngine {
  /// Computes consecutive samples of an epoch.
  ///
  /// - Precondition: the samples of the epoch before them have been taken up.
  @inline(never)
  mutating func stream(_ samples: PackedSamples, _ range: Range<Int>) {
    guard !holdsSamples else { return }
    guard let kernel else {
      streamColumns(samples, range)
      return
    }
    if isTakenWhole {
      advance(range.count)
      return
    }
    var position = range.lowerBound
    while position < range.upperBound {
      let end = position + (Counts.isFull ? 1 << 12 : 1 << 16)
      let block = position..<min(range.upperBound, end)
      var done = streamBlock(samples, block, kernel)
      if done == 0 {
        done = min(block.count, Self.termsCount)
        streamColumns(samples, block.prefix(done))
      }
      position += done
    }
  }

  /// Computes samples in vectors.
  ///
  /// - Returns: how many; none where something has to be known about each of them.
  private mutating func streamBlock(
    _ samples: PackedSamples, _ block: Range<Int>, _ kernel: BlockKernel
  ) -> Int {
    let loss = Int64(truncatingIfNeeded: words[places.loss])
    guard
      kernel.addsUp(
        { Int64(truncatingIfNeeded: words[places.gradient[$0]]) }, loss: loss, count: block.count),
      !(Counts.isFull && kernel.hasNegativeSquares)
    else { return streamTerms(samples, block.prefix(Self.termsCount), kernel) }
    var leastLoss: Int64?
    if Counts.isFull {
      if block.lowerBound == 0 {
        // The least that the loss is in an epoch is its first sample's square.
        kernel.run(samples, 0..<1, isFull: false)
        leastLoss = kernel.lossGrowth
      }
      for k in 0..<places.parameters {
        kernel.begin(k, at: Int64(truncatingIfNeeded: words[places.gradient[k]]))
      }
    }
    kernel.run(samples, block, isFull: Counts.isFull)
    guard !Counts.isFull && kernel.hasNoOverflow || take(kernel.report) else { return 0 }
    for k in 0..<places.parameters {
      self[places.gradient[k]] &+= Value(truncatingIfNeeded: kernel.growth(k))
    }
    self[places.loss] &+= Value(truncatingIfNeeded: kernel.lossGrowth)
    if Counts.isFull {
      // No square is negative here: what the loss is after the last sample is its greatest.
      let (loss, report) = (Int64(truncatingIfNeeded: words[places.loss]), kernel.report)
      tally.record(.loss, least: leastLoss ?? loss, greatest: loss, inexact: 0)
      tally.record(
        .gradient, least: report.least_gradient, greatest: report.greatest_gradient, inexact: 0)
    }
    advance(block.count)
    return block.count
  }

  /// Computes samples in vectors and takes their terms up one by one, with every cast of the accumulators.
  private mutating func streamTerms(
    _ samples: PackedSamples, _ block: Range<Int>, _ kernel: BlockKernel
  ) -> Int {
    let length = BlockKernel.termsRow(block.count)
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: 5 * length) { terms in
      kernel.run(samples, block, isFull: true, terms: terms.baseAddress)
      guard take(kernel.report) else { return 0 }
      for (index, row) in (Array(0..<places.parameters) + [4]).enumerated() {
        let terms = terms.baseAddress! + row * length
        accumulate(accumulations.baseAddress! + index, block.count) {
          Value(truncatingIfNeeded: terms[$0])
        }
      }
      advance(block.count)
      return block.count
    }
  }

  /// Samples whose terms are kept at a time, and whose casts are looked at one by one after a block that was not.
  private static var termsCount: Int { 256 }

  /// Takes over what the casts of a block came to.
  ///
  /// - Returns: false, with nothing taken over, if the block has to be computed sample by sample: an overflow is of a
  ///   kind that the kernels do not have, or it is the first of its node and its place has to be found.
  private mutating func take(_ report: block_report) -> Bool {
    guard Counts.isFull || report.overflows > 0 else { return true }
    let nodes = report.tallies
    let next = nextSample
    for index in nodes.indices where nodes[index].seen.overflows > 0 {
      let node = nodes[index].node
      if design.formats[node].kernelOverflow == block_refuse
        || tally.wantsPlace(node, epoch: epoch + 1, sample: next)
      {
        return false
      }
    }
    for index in nodes.indices {
      let (node, seen) = nodes[index]
      if seen.overflows > 0 {
        raiseOverflow(node)
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

  // MARK: Column by column

  /// The samples of a column: a few dozen columns of them stay in the nearest cache.
  private static var columnLength: Int { 128 }

  /// Computes samples operation by operation, each over a column of them.
  private mutating func streamColumns(_ samples: PackedSamples, _ range: Range<Int>) {
    let length = min(Self.columnLength, range.count)
    withUnsafeTemporaryAllocation(of: Value.self, capacity: layout.columns * length) { buffer in
      let columns = buffer.baseAddress!
      for (column, register) in layout.constants {
        (columns + column * length).initialize(repeating: self[register], count: length)
      }
      let (xLane, yLane) = (samples.x, samples.y)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: length) {
        let count = min(length, range.upperBound - first)
        let (x, y) = (columns + layout.x * length, columns + layout.y * length)
        for index in 0..<count {
          x[index] = xLane.load(first + index, as: Value.self)
          y[index] = yLane.load(first + index, as: Value.self)
        }
        for index in steps.indices {
          compute(steps.baseAddress! + index, columns, length, count)
        }
        for index in accumulations.indices {
          let terms = columns + accumulations[index].operation.operands[1] * length
          accumulate(accumulations.baseAddress! + index, count) { terms[$0] }
        }
        advance(count)
      }
    }
  }

  /// Computes an operation of the pipeline.
  private mutating func compute(
    _ step: UnsafePointer<EpochProgram<Value>.Step>, _ columns: UnsafeMutablePointer<Value>,
    _ length: Int, _ count: Int
  ) {
    let operation = step.pointee.operation
    let left = columns + operation.operands[0] * length
    let right = columns + operation.operands[1] * length
    let results = columns + step.pointee.column * length
    switch operation.kind {
    case .product: for index in 0..<count { results[index] = left[index] &* right[index] }
    case .cast: cast(step, count, into: results) { left[$0] }
    default: cast(step, count, into: results) { operation.exact(left[$0], right[$0]) }
    }
  }

  @inline(__always)
  private mutating func cast(
    _ step: UnsafePointer<EpochProgram<Value>.Step>, _ count: Int,
    into results: UnsafeMutablePointer<Value>, _ exact: (Int) -> Value
  ) {
    let caster = step.pointee.operation.caster
    var seen = SeenWords<Value>()
    for index in 0..<count {
      let value = exact(index)
      var word = caster.quantize(value)
      if !caster.isInRange(word) {
        word = overflowed(step, word, isNegative: word < 0, sample: nextSample + index)
      }
      results[index] = word
      if Counts.isFull { seen.add(word, isInexact: caster.isInexact(value)) }
    }
    if Counts.isFull { tally.record(caster.node, seen) }
  }

  /// Takes up the terms of samples in turn.
  @inline(__always)
  private mutating func accumulate(
    _ step: UnsafePointer<EpochProgram<Value>.Step>, _ count: Int, _ term: (Int) -> Value
  ) {
    let operation = step.pointee.operation
    let caster = operation.caster
    var sum = self[operation.target]
    var seen = SeenWords<Value>()
    for index in 0..<count {
      let (exact, carries) = operation.sumReportingCarry(sum, term(index))
      var isInexact = false
      if carries {
        // Only an accumulator of the full width carries, and nothing is dropped there.
        sum = overflowed(step, exact, isNegative: exact >= 0, sample: nextSample + index)
      } else {
        sum = caster.quantize(exact)
        isInexact = caster.isInexact(exact)
        if !caster.isInRange(sum) {
          sum = overflowed(step, sum, isNegative: sum < 0, sample: nextSample + index)
        }
      }
      if Counts.isFull { seen.add(sum, isInexact: isInexact) }
    }
    self[operation.target] = sum
    if Counts.isFull { tally.record(caster.node, seen) }
  }
}

extension block_report {
  /// What each node has seen.
  fileprivate var tallies: InlineArray<5, (node: Node, seen: block_tally)> {
    [
      (.estimate, nodes.0), (.power, nodes.1), (.error, nodes.2), (.product, nodes.3),
      (.square, nodes.4),
    ]
  }
}
