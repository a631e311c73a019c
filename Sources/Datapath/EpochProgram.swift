/// What an epoch does by a description, whatever the formats: what becomes of a sample, without the registers that only
/// delay it, and what the controller does between two epochs.
///
/// A class, because it is large and each epoch reads it.
final class EpochLayout: Sendable {
  /// A transfer of the pipeline; its operands are columns, of which each holds a value of many samples.
  struct Step: Sendable {
    /// The position of the transfer in the description.
    let transfer: Int
    let operands: InlineArray<4, Int>
    /// The column of the result; −1 for an accumulator, whose register it is.
    let column: Int
    /// The cycles from the acceptance of a sample to the one in which it is cast.
    let stage: Int
  }

  /// The transfers of consecutive cycles, which are the same in every epoch, in an order in which each reads what it needs
  /// before another writes it.
  final class Sequence: Sendable {
    let cycles: Int
    let transfers: [(position: Int, cycle: Int)]
    let casts: NodeMap<Int>
    /// The factors of products, all known ahead of the sequence; nil where one is not.
    let products: [(left: Int, right: Int)]?

    fileprivate init(_ description: Description, from event: Transfer.Event) {
      let all = description.cycles(from: event)
      cycles = all.count
      transfers = all.enumerated().flatMap { cycle, transfers in
        description.readingBeforeWriting(transfers).map { ($0, cycle) }
      }
      var casts = NodeMap { _ in 0 }
      var products: [(left: Int, right: Int)]? = []
      var written: Set<Int> = []
      for (position, _) in transfers {
        let transfer = description.transfers[position]
        if let node = transfer.operation.node { casts[node] += 1 }
        if transfer.operation == .product {
          let factors = transfer.positions(description)
          if written.isDisjoint(with: factors) {
            products?.append((factors[0], factors[1]))
          } else {
            products = nil
          }
        }
        written.insert(transfer.target)
      }
      (self.casts, self.products) = (casts, products)
    }
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

  /// What the controller does outside of `run`, by its phases.
  let sequences: [Sequence]

  enum Phase: Int {
    /// From `start` to the first cycle of `run`.
    case start
    /// From the last sample's arrival in the last stage to the first cycle of `result`.
    case end
    /// When the result is taken.
    case taken
  }

  // Registers that a kernel or a port knows by its name.
  let theta: [Int]
  let weight: [Int]
  let gradient: [Int]
  let loss: Int
  let lossPrevious: Int
  let done: Int
  let converged: Int
  let stalled: Int

  init(_ description: Description) {
    func position(_ name: String) -> Int { description.position(name)! }
    func positions(_ name: String) -> [Int] {
      description.registers.indices.filter {
        let register = description.registers[$0].name
        return register.hasPrefix(name + "_") && Int(register.dropFirst(name.count + 1)) != nil
      }
    }
    (theta, weight, gradient) = (positions("theta"), positions("weight"), positions("gradient"))
    (loss, lossPrevious) = (position("loss"), position("loss_previous"))
    (done, converged, stalled) = (position("done"), position("converged"), position("stalled"))
    sequences = [.start, description.drained, .taken].map { Sequence(description, from: $0) }
    slowNodes = description.nodesOutsideOfPipeline
    let valids = description.pipelineValids
    depth = valids.count

    var (steps, accumulations): ([Step], [Step]) = ([], [])
    var casts = NodeMap { _ in 0 }
    var column: [Int: Int] = [:]
    var constants: [(column: Int, register: Int)] = []
    var entry: [Transfer.Port: Int] = [:]
    var next = 0
    func add() -> Int {
      next += 1
      return next - 1
    }
    for (index, transfer) in description.transfers.enumerated()
    where transfer.event.isOfPipeline {
      switch (transfer.event, transfer.operation, transfer.operands[0]) {
      case (.accept, .copy, .port(let port)):
        column[transfer.target] = add()
        entry[port] = column[transfer.target]
      case (.valid, .copy, .register(let source)):
        column[transfer.target] = column[source]
      case (.valid(let valid), _, _):
        var operands = transfer.positions(description)
        for slot in operands.indices {
          let register = operands[slot]
          if register != transfer.target, column[register] == nil {
            column[register] = add()
            constants.append((column[register]!, register))
          }
          operands[slot] = register == transfer.target ? -1 : column[register]!
        }
        if let node = transfer.operation.node { casts[node] += 1 }
        if !transfer.isAccumulation { column[transfer.target] = add() }
        let step = Step(
          transfer: index, operands: .init { operands[min($0, operands.count - 1)] },
          column: transfer.isAccumulation ? -1 : column[transfer.target]!,
          stage: valids.firstIndex(of: valid)! + 1)
        if transfer.isAccumulation { accumulations.append(step) } else { steps.append(step) }
      default: break
      }
    }
    (columns, self.constants) = (next, constants)
    (self.steps, self.accumulations, self.casts) = (steps, accumulations, casts)
    (x, y) = (entry[.x]!, entry[.y]!)
  }
}

extension EpochLayout.Sequence {
  /// Whether all products of the words are small enough for their casts in 64 bits, as they are but in the wildest runs.
  @inline(__always)
  func isNarrow(_ words: UnsafeMutablePointer<Int128>) -> Bool {
    guard let products else { return false }
    for (left, right) in products {
      guard let left = Int64(exactly: words[left]), let right = Int64(exactly: words[right])
      else { return false }
      let (product, isWide) = left.multipliedReportingOverflow(by: right)
      if isWide || product.magnitude >= Operation<Int64>.greatestProduct { return false }
    }
    return true
  }
}

extension Design {
  private static let layouts = degrees.map { EpochLayout(Description.stream(degree: $0)) }

  var epochLayout: EpochLayout { Self.layouts[degree - 1] }
}

/// A layout compiled for a design.
struct EpochProgram<Value: Word>: Sendable {
  let layout: EpochLayout
  let steps: [Operation<Value>]
  let accumulations: [Operation<Value>]
  private(set) var sequences: [Sequence]

  struct Sequence: Sendable {
    /// The operations in 64 bits; empty where other values than the products need more.
    let narrow: [Operation<Int64>]
    /// The same in 128 bits, made when they are needed.
    private(set) var wide: [Operation<Int128>] = []

    fileprivate init(_ layout: EpochLayout.Sequence, _ design: Design) {
      var narrow: [Operation<Int64>] = []
      narrow.reserveCapacity(layout.transfers.count)
      for (position, _) in layout.transfers {
        guard let operation = Operation<Int64>(narrowing: position, design) else {
          self.narrow = []
          return
        }
        narrow.append(operation)
      }
      self.narrow = narrow
    }

    fileprivate mutating func widen(_ layout: EpochLayout.Sequence, _ design: Design) {
      if wide.isEmpty { wide = layout.transfers.map { Operation(at: $0.position, design) } }
    }
  }

  init(_ design: Design) {
    let layout = design.epochLayout
    self.layout = layout
    func operation(_ step: EpochLayout.Step) -> Operation<Value> {
      var operation = Operation<Value>(at: step.transfer, design)
      operation.operands = step.operands
      return operation
    }
    steps = layout.steps.map(operation)
    accumulations = layout.accumulations.map(operation)
    sequences = layout.sequences.map { Sequence($0, design) }
  }

  /// Makes a phase's operations in 128 bits.
  mutating func widen(_ phase: EpochLayout.Phase, _ design: Design) {
    sequences[phase.rawValue].widen(layout.sequences[phase.rawValue], design)
  }
}

extension Operation<Int64> {
  /// The bits that the cast of a product may drop, so that rounding adds less than half of ``greatestProduct``.
  private static var greatestShift: Int { 61 }
  fileprivate static var greatestProduct: UInt64 { 1 << 62 }

  /// An operation of the controller in 64 bits, where all but its products are sure to fit.
  fileprivate init?(narrowing position: Int, _ design: Design) {
    let transfer = design.description.transfers[position]
    func shape(_ index: Int) -> Exact {
      design.shape(of: design.description.content(of: transfer.operands[index]))
    }
    var cast: (source: Exact, node: Node)?
    switch transfer.operation {
    case .cast(let node):
      guard case .product = design.description.content(of: transfer.operands[0]) else {
        cast = (shape(0), node)
        break
      }
      let dropped = shape(0).fractionBits - design.formats[node].fractionBits
      guard (0...Self.greatestShift).contains(dropped), design[node].signedWidth <= 64 else {
        return nil
      }
    case .sum(let node), .difference(let node): cast = (shape(0) + shape(1), node)
    case .hasMoved(let node), .hasStalled(let node): cast = (shape(1) + shape(2), node)
    default: break
    }
    if let (source, node) = cast {
      guard source.requiredBits(castInto: design.formats[node]) <= 64 else { return nil }
    }
    self.init(at: position, design)
  }
}
