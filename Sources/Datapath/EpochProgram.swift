/// A description compiled for whole epochs: what becomes of a sample, without the registers that only delay it, and what
/// the controller does between two epochs.
struct EpochProgram<Value: Word>: Sendable {
  /// A transfer of the pipeline; its operands are columns, of which each holds a value of many samples.
  struct Step: Sendable {
    let operation: Operation<Value>
    /// The column of the result; of an accumulator, whose register it is, none.
    let column: Int
    /// The cycles from the acceptance of a sample to the one in which it is cast.
    let stage: Int
  }

  /// The operations of consecutive cycles, which are the same in every epoch.
  struct Sequence: Sendable {
    let cycles: Int
    let operations: [(operation: Operation<Int128>, cycle: Int)]
    /// The same in 64 bits, for products that turn out to be small enough, as they do but in the wildest runs; empty
    /// where other values need more.
    let narrow: [Operation<Int64>]
    private let products: [(left: Int, right: Int)]
    let casts: NodeMap<Int>
  }

  /// In the order of the stages.
  let steps: [Step]
  /// The sums over all samples: operand 1 is the column of the terms.
  let accumulations: [Step]
  /// The columns of the samples' fields.
  let x: Int
  let y: Int
  /// The columns that hold one word for all samples, a register's.
  let constants: [(column: Int, register: Int)]
  let columns: Int
  /// The stages of the pipeline.
  let depth: Int
  /// The casts of each node, for a sample.
  let casts: NodeMap<Int>
  let slowNodes: Set<Node>

  /// From `start` to the first cycle of `run`.
  let start: Sequence
  /// From the last sample's arrival in the last stage to the first cycle of `result`.
  let end: Sequence
  /// When the result is taken.
  let taken: Sequence

  // Registers that a kernel or a port knows by its name.
  let theta: [Int]
  let weight: [Int]
  let gradient: [Int]
  let loss: Int
  let lossPrevious: Int
  let done: Int
  let converged: Int
  let stalled: Int

  init(_ design: Design) {
    let description = design.description
    var (steps, accumulations): ([Step], [Step]) = ([], [])
    var columns = 0
    var column: [Int: Int] = [:]
    var constants: [(column: Int, register: Int)] = []
    var entry: [Transfer.Port: Int] = [:]
    var casts = NodeMap { _ in 0 }
    func add() -> Int {
      columns += 1
      return columns - 1
    }
    for (index, transfer) in description.transfers.enumerated()
    where transfer.event.isOfPipeline {
      switch (transfer.event, transfer.operation, transfer.operands[0]) {
      case (.accept, .copy, .port(let port)):
        column[transfer.target] = add()
        entry[port] = columns - 1
      case (.valid, .copy, .register(let source)):
        column[transfer.target] = column[source]
      case (.valid(let valid), _, _):
        var operation = Operation<Value>(transfer, at: index, design)
        for slot in 0..<4 {
          let register = operation.operands[slot]
          if column[register] == nil, register != transfer.target {
            column[register] = add()
            constants.append((columns - 1, register))
          }
          operation.operands[slot] = column[register] ?? -1
        }
        if let node = transfer.operation.node { casts[node] += 1 }
        let stage = description.pipelineValids.firstIndex(of: valid)! + 1
        if operation.operands[0] < 0 {
          accumulations.append(Step(operation: operation, column: -1, stage: stage))
        } else {
          column[transfer.target] = add()
          steps.append(Step(operation: operation, column: columns - 1, stage: stage))
        }
      default: break
      }
    }
    (self.steps, self.accumulations, self.columns) = (steps, accumulations, columns)
    (self.constants, self.casts) = (constants, casts)
    (x, y) = (entry[.x]!, entry[.y]!)
    depth = description.pipelineValids.count
    slowNodes = design.nodesOutsideOfPipeline

    func position(_ name: String) -> Int { description.position(name)! }
    func positions(_ name: String) -> [Int] {
      (0...design.degree).map { position("\(name)_\($0)") }
    }
    (theta, weight, gradient) = (positions("theta"), positions("weight"), positions("gradient"))
    (loss, lossPrevious) = (position("loss"), position("loss_previous"))
    (done, converged, stalled) = (position("done"), position("converged"), position("stalled"))

    start = Sequence(from: .start, design)
    end = Sequence(from: description.drained, design)
    taken = Sequence(from: .taken, design)
  }
}

extension EpochProgram.Sequence {
  fileprivate init(from event: Transfer.Event, _ design: Design) {
    let description = design.description
    let cycles = description.cycles(from: event)
    self.cycles = cycles.count
    operations = cycles.enumerated().flatMap { cycle, transfers in
      transfers.map { Operation<Int128>(description.transfers[$0], at: $0, design) }
        .readingBeforeWriting().map { ($0, cycle) }
    }
    var casts = NodeMap { _ in 0 }
    for (operation, _) in operations where operation.isCast { casts[operation.caster.node] += 1 }
    self.casts = casts
    var narrow: [Operation<Int64>] = []
    var written: Set<Int> = []
    for (operation, _) in operations {
      guard let operation = Operation<Int64>(narrowing: operation, design),
        // Products are looked at ahead of all.
        operation.kind != .product
          || (0..<2).allSatisfy({ !written.contains(operation.operands[$0]) })
      else {
        narrow = []
        break
      }
      narrow.append(operation)
      written.insert(operation.target)
    }
    self.narrow = narrow
    products = narrow.filter { $0.kind == .product }.map { ($0.operands[0], $0.operands[1]) }
  }

  /// Whether all products of the words are small enough for their casts in 64 bits.
  @inline(__always)
  func isNarrow(_ words: UnsafeMutablePointer<Int128>) -> Bool {
    guard !narrow.isEmpty else { return false }
    for (left, right) in products {
      guard let left = Int64(exactly: words[left]), let right = Int64(exactly: words[right])
      else { return false }
      let (product, isWide) = left.multipliedReportingOverflow(by: right)
      if isWide || product.magnitude >= Operation<Int64>.greatestProduct { return false }
    }
    return true
  }
}

extension Operation<Int64> {
  /// The bits that the cast of a product may drop, so that rounding adds less than half of ``greatestProduct``.
  private static var greatestShift: Int { 61 }
  fileprivate static var greatestProduct: UInt64 { 1 << 62 }

  /// An operation of the controller in 64 bits, where all but its products are sure to fit.
  fileprivate init?(narrowing operation: Operation<Int128>, _ design: Design) {
    let transfer = design.description.transfers[operation.transfer]
    switch operation.kind {
    case .cast, .sum, .difference, .hasMoved, .hasStalled:
      let caster = operation.caster
      if case .register(let source) = transfer.operands[0],
        case .product = design.description.registers[source].content
      {
        let dropped = caster.source.fractionBits - caster.format.fractionBits
        guard operation.kind == .cast, (0...Self.greatestShift).contains(dropped),
          Exact(caster.format).signedWidth <= 64
        else { return nil }
      } else {
        guard caster.source.requiredBits(castInto: caster.format) <= 64 else { return nil }
      }
    default: break
    }
    self.init(transfer, at: operation.transfer, design)
  }
}
