/// What an epoch does by a description, whatever the formats: what becomes of a sample, without the registers that only
/// delay it, and what the controller does between two epochs.
///
/// A class, because it is large and all designs of a degree share it.
final class EpochLayout: Sendable {
  /// A transfer of the pipeline; its operands are columns, of which each holds a value of many samples.
  struct Step: Sendable {
    let transfer: Description.Located
    let operands: InlineArray<4, Int>
    /// The column of the result; −1 for an accumulator, whose register it is.
    let column: Int
    /// The cycles from the acceptance of a sample to the one in which it is cast.
    let stage: Int
  }

  /// The positions of a product's factors.
  struct Product: BitwiseCopyable, Sendable {
    let left: Int
    let right: Int
  }

  /// The transfers of consecutive cycles, which are the same in every epoch, in an order in which each reads what it needs
  /// before another writes it.
  final class Sequence: Sendable {
    let cycles: Clock
    let transfers: [(transfer: Description.Located, cycle: Clock)]
    let casts: NodeMap<Int>
    /// The factors of products, all known ahead of the sequence; nil where one is not.
    let products: [Product]?

    fileprivate init(_ description: Description, from event: Transfer.Event) {
      let all = description.cycles(from: event)
      var (clock, ordered) = (Clock(), [(transfer: Description.Located, cycle: Clock)]())
      for (transfers, repeats) in all {
        ordered += description.readingBeforeWriting(transfers).map {
          (description.located($0), clock)
        }
        clock.tick(repeats)
      }
      (cycles, transfers) = (clock, ordered)
      var casts = NodeMap { _ in 0 }
      var products: [Product]? = []
      var written: Set<Int> = []
      for (transfer, _) in transfers {
        if let node = transfer.operation.node { casts[node] += 1 }
        if transfer.operation == .product {
          let factors = Product(left: transfer.operands[0], right: transfer.operands[1])
          if written.isDisjoint(with: [factors.left, factors.right]) {
            products?.append(factors)
          } else {
            products = nil
          }
        }
        written.insert(transfer.target)
      }
      (self.casts, self.products) = (casts, products)
    }
  }

  /// A number of cycles: those that are there once, and those that repeat themselves as often as the step or a weight has
  /// bits.
  struct Clock: Sendable {
    private var once = 0
    private var bitsOfStep = 0
    private var bitsOfWeight = 0

    fileprivate mutating func tick(_ repeats: Node?) {
      switch repeats {
      case .step: bitsOfStep += 1
      case .weight: bitsOfWeight += 1
      default: once += 1
      }
    }

    func cycles(of design: Design) -> Int {
      once + bitsOfStep * design.formats[.step].width
        + bitsOfWeight * design.formats[.weight].width
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
  /// The `valid` bits that are counted: 1 for each sample.
  let counted: [Int]
  let columns: Int
  /// The stages of the pipeline.
  let depth: Int
  /// How many registers there are.
  let registers: Int
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
    /// From there to the first cycle of the next `result`, where samples pass but once.
    case again
  }

  let places: Places

  /// Where the registers stand that a kernel or a port knows by its name.
  struct Places: Sendable {
    /// How many parameters there are, D + 1; of the positions of each only so many count.
    let parameters: Int
    let theta: InlineArray<4, Int>
    let weight: InlineArray<4, Int>
    let gradient: InlineArray<4, Int>
    let loss: Int
    let lossPrevious: Int
    let done: Int
    let converged: Int
    let stalled: Int
    let epochsLeft: Int

    fileprivate init(_ description: Description) {
      func position(_ name: String) -> Int { description.position(name)! }
      func positions(_ name: String) -> InlineArray<4, Int> {
        .init { description.position("\(name)_\($0)") ?? 0 }
      }
      parameters = (0..<4).count { description.position("theta_\($0)") != nil }
      (theta, weight, gradient) = (positions("theta"), positions("weight"), positions("gradient"))
      (loss, lossPrevious) = (position("loss"), position("loss_previous"))
      (done, converged, stalled) = (position("done"), position("converged"), position("stalled"))
      epochsLeft = position("epochs_left")
    }
  }

  init(_ description: Description) {
    places = Places(description)
    sequences = [.start, description.drained, .taken, description.again].map {
      Sequence(description, from: $0)
    }
    slowNodes = description.nodesOutsideOfPipeline
    let valids = description.pipelineValids
    depth = valids.count
    registers = description.registers.count

    var (steps, accumulations): ([Step], [Step]) = ([], [])
    var casts = NodeMap { _ in 0 }
    var column: [Int: Int] = [:]
    var constants: [(column: Int, register: Int)] = []
    var counted: [Int] = []
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
        let located = description.located(index)
        var operands = located.operands
        for slot in operands.indices {
          let register = operands[slot]
          if register != transfer.target, column[register] == nil {
            column[register] = add()
            constants.append((column[register]!, register))
            if case .bits = description.registers[register].content { counted.append(register) }
          }
          operands[slot] = register == transfer.target ? -1 : column[register]!
        }
        if let node = transfer.operation.node { casts[node] += 1 }
        if !transfer.isAccumulation { column[transfer.target] = add() }
        let step = Step(
          transfer: located, operands: operands,
          column: transfer.isAccumulation ? -1 : column[transfer.target]!,
          stage: valids.firstIndex(of: valid)! + 1)
        if transfer.isAccumulation { accumulations.append(step) } else { steps.append(step) }
      default: break
      }
    }
    (columns, self.constants, self.counted) = (next, constants, counted)
    (self.steps, self.accumulations, self.casts) = (steps, accumulations, casts)
    (x, y) = (entry[.x]!, entry[.y]!)
  }
}

extension Design {
  // Of a design that keeps running the first run's, for no engine runs it.
  private static let layouts = Variant.table {
    EpochLayout(
      Variant(architecture: $0.architecture, degree: $0.degree).description(isAsBuilt: false))
  }

  var epochLayout: EpochLayout { entry(Self.layouts) }
}

/// A layout compiled for a design.
///
/// Its operations stand in rows, for an epoch of few samples takes a fraction of a microsecond.
final class EpochProgram<Value: Word> {
  /// An operation of the controller, and the cycle of its sequence in which it loads.
  struct Timed<Narrow: Word>: BitwiseCopyable {
    let operation: Operation<Narrow>
    let cycle: Int

    init(
      _ transfer: Description.Located, _ clock: EpochLayout.Clock, in description: Description,
      _ design: Design
    ) {
      operation = Operation(transfer, in: description, design)
      cycle = clock.cycles(of: design)
    }
  }

  /// A phase of the controller in 64 bits.
  struct Phase: BitwiseCopyable {
    let cycles: Int
    /// Empty where other values than the products need more bits.
    let operations: UnsafeBufferPointer<Timed<Int64>>
    /// The factors of products; nil where one is not known ahead of the phase.
    let products: UnsafeBufferPointer<EpochLayout.Product>?
  }

  /// An operation on each sample, whose operands are columns.
  struct Step: BitwiseCopyable {
    let operation: Operation<Value>
    let column: Int
    let stage: Int
  }

  let layout: EpochLayout
  let steps: UnsafeBufferPointer<Step>
  let accumulations: UnsafeBufferPointer<Step>
  let phases: InlineArray<4, Phase>
  /// The phases in 128 bits, made when one is needed.
  private var wide: InlineArray<4, UnsafeBufferPointer<Timed<Int128>>?> = .init(repeating: nil)
  private let memory = TrivialMemory()

  init(_ design: Design) {
    let (layout, memory) = (design.epochLayout, memory)
    let description = design.valueDescription
    self.layout = layout
    func compiled(_ steps: [EpochLayout.Step]) -> UnsafeBufferPointer<Step> {
      memory.keep(
        steps.map { step in
          var operation = Operation<Value>(step.transfer, in: description, design)
          operation.operands = step.operands
          return Step(operation: operation, column: step.column, stage: step.stage)
        })
    }
    steps = compiled(layout.steps)
    accumulations = compiled(layout.accumulations)
    phases = .init { Phase(layout.sequences[$0], in: description, design, memory) }
  }

  /// A phase's operations in 128 bits.
  func wide(_ phase: EpochLayout.Phase, _ design: Design) -> UnsafeBufferPointer<Timed<Int128>> {
    let index = phase.rawValue
    if wide[index] == nil {
      wide[index] = memory.keep(
        layout.sequences[index].transfers.map {
          Timed($0.transfer, $0.cycle, in: design.valueDescription, design)
        })
    }
    return wide[index]!
  }
}

extension EpochProgram.Phase {
  fileprivate init(
    _ sequence: EpochLayout.Sequence, in description: Description, _ design: Design,
    _ memory: TrivialMemory
  ) {
    cycles = sequence.cycles.cycles(of: design)
    products = sequence.products.map { memory.keep($0) }
    let isNarrow = sequence.transfers.allSatisfy {
      Operation<Int64>.fits($0.transfer, in: description, design)
    }
    operations = memory.keep(
      isNarrow
        ? sequence.transfers.map { .init($0.transfer, $0.cycle, in: description, design) } : [])
  }

  /// Whether all products of the words are small enough for their casts in 64 bits, as they are but in the wildest runs.
  @inline(__always)
  func isNarrow(_ words: UnsafeMutablePointer<Int128>) -> Bool {
    guard let products, !operations.isEmpty else { return false }
    for index in products.indices {
      guard let left = Int64(exactly: words[products[index].left]),
        let right = Int64(exactly: words[products[index].right])
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

  /// Whether an operation of the controller fits in 64 bits, where all but its products are sure to.
  fileprivate static func fits(
    _ transfer: Description.Located, in description: Description, _ design: Design
  ) -> Bool {
    var cast: (source: Exact, node: Node)?
    func shape(_ index: Int) -> Exact {
      design.shape(of: transfer.contents[index], in: description)
    }
    switch transfer.operation {
    case .cast(let node):
      guard case .product = transfer.contents[0] else {
        cast = (shape(0), node)
        break
      }
      let dropped = shape(0).fractionBits - design.formats[node].fractionBits
      guard (0...Self.greatestShift).contains(dropped), design[node].signedWidth <= 64 else {
        return false
      }
    case .sum(let node), .difference(let node): cast = (shape(0) + shape(1), node)
    default: break
    }
    return cast.map { $0.source.requiredBits(castInto: design.formats[$0.node]) <= 64 } ?? true
  }
}
