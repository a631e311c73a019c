import FixedPoint

/// A description compiled for a design: what a tick does, as flat operations in an order that reads every word before it
/// is written.
struct Program<Value: Word>: Sendable {
  /// Where a register's word is kept.
  enum Place: Sendable {
    /// Among the words of the pipeline's arithmetic.
    case pipeline
    case slow
    /// In the sticky bits.
    case overflow(Node)
  }

  let registers: [Register]
  let places: [Place]

  /// The operations of the pipeline by the `valid` that enables them, the last stage first.
  let stages: [(valid: Int, operations: [PipelineOperation<Value>])]
  /// The `valid` and `last` bits that move on in every cycle, the last stage first.
  let flags: [(target: Int, source: Int)]
  let accept: Int
  let acceptLast: Int
  let x: Int
  let y: Int

  /// What else loads, by its event.
  let start: [SlowTransfer]
  let acceptedLast: [SlowTransfer]
  let drained: (valid: Int, last: Int)
  let drainedLast: [SlowTransfer]
  let taken: [SlowTransfer]
  private let indexed: [[[SlowTransfer]]]
  /// The nodes that are cast outside of the pipeline.
  let slowNodes: Set<Node>

  // The registers that the ports show, and the controller's own.
  let state: Int
  let index: Int
  let theta: [Int]
  let lossPrevious: Int
  let done: Int
  let converged: Int
  let stalled: Int

  init(_ design: Design) {
    let description = design.description
    let registers = design.registers
    self.registers = registers
    func position(_ name: String) -> Int { registers.firstIndex { $0.name == name }! }
    (state, index) = (position("state"), position("index"))
    theta = (0...design.degree).map { position("theta_\($0)") }
    lossPrevious = position("loss_previous")
    (done, converged, stalled) = (position("done"), position("converged"), position("stalled"))

    var stages: [Int: [PipelineOperation<Value>]] = [:]
    var sources: [Int: Int] = [:]
    var entry: [Transfer.Port: Int] = [:]
    var slow: [Transfer.Event: [SlowTransfer]] = [:]
    var inPipeline: Set<Int> = []
    for transfer in description.transfers {
      switch transfer.event {
      case .always, .accept, .valid:
        inPipeline.insert(transfer.target)
        for case .register(let operand) in transfer.operands { inPipeline.insert(operand) }
      default: break
      }
    }
    for transfer in description.transfers {
      switch (transfer.event, transfer.operands.first) {
      case (.always, .register(let source)): sources[transfer.target] = source
      case (.always, .port(let port)), (.accept, .port(let port)): entry[port] = transfer.target
      case (.valid(let valid), _):
        stages[valid, default: []].append(PipelineOperation(transfer, registers, design.formats))
      default:
        slow[transfer.event, default: []].append(
          SlowTransfer(transfer, registers, design.formats))
      }
    }
    (accept, acceptLast) = (entry[.accept]!, entry[.acceptLast]!)
    (x, y) = (entry[.x]!, entry[.y]!)
    flags = sources.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
    let ordered = stages.keys.sorted(by: >)
    self.stages = ordered.map { valid in
      let earlier = ordered.filter { $0 < valid }
      return (
        valid,
        stages[valid]!.map { operation in
          var operation = operation
          operation.earlierValid = earlier
          return operation
        }
      )
    }
    for stage in self.stages {
      let loaded = Set(stage.operations.map(\.target))
      for operation in stage.operations {
        precondition(
          loaded.subtracting([operation.target]).isDisjoint(with: [operation.left, operation.right]
          ),
          "a stage reads what it loads")
      }
    }

    start = slow[.start] ?? []
    acceptedLast = slow[.acceptLast] ?? []
    taken = slow[.taken] ?? []
    var drained = (valid: 0, last: 0)
    var drainedLast: [SlowTransfer] = []
    var indexed = State.allCases.map { _ in [[SlowTransfer]](repeating: [], count: 8) }
    for (event, transfers) in slow {
      switch event {
      case .drained(let valid, let last): (drained, drainedLast) = ((valid, last), transfers)
      case .state(let state, let index): indexed[state.rawValue][index] = transfers
      default: break
      }
    }
    (self.drained, self.drainedLast, self.indexed) = (drained, drainedLast, indexed)
    slowNodes = Set(
      slow.values.joined().compactMap { transfer in
        switch transfer.operation {
        case .cast(let node), .sum(let node), .difference(let node): node
        default: nil
        }
      })
    let nodes = Dictionary(
      uniqueKeysWithValues: Node.allCases.map { ("overflow_\($0.name)", $0) })
    places = registers.enumerated().map { position, register in
      if let node = nodes[register.name] { return .overflow(node) }
      return inPipeline.contains(position) ? .pipeline : .slow
    }
  }

  /// What loads in a cycle of a state that counts its cycles.
  func at(_ state: State, index: Int) -> [SlowTransfer] { indexed[state.rawValue][index] }
}

/// A transfer of the pipeline, compiled.
struct PipelineOperation<Value: Word>: Sendable {
  enum Kind: Sendable {
    case copy, product, cast, sum, difference
    /// A sum that may have one bit more than the word.
    case carryingSum
  }

  let kind: Kind
  let target: Int
  let left: Int
  let right: Int
  let leftShift: Value
  let rightShift: Value
  let node: Node
  let caster: Caster<Value>
  /// The `valid` of the stages before the one that is read.
  fileprivate(set) var earlierValid: [Int] = []

  fileprivate init(_ transfer: Transfer, _ registers: [Register], _ formats: NodeMap<Format>) {
    let operands = transfer.operands.map { operand in
      guard case .register(let position) = operand else {
        preconditionFailure("a stage reads registers")
      }
      return position
    }
    target = transfer.target
    (left, right) = (operands[0], operands.last!)
    let shapes = operands.map { registers[$0].shape }
    switch transfer.operation {
    case .sum(let node), .difference(let node):
      let sum = SumCaster<Value>(node, shapes[0]!, shapes[1]!, to: formats[node])
      (leftShift, rightShift) = sum.shifts
      caster = sum.caster
      self.node = node
      if case .difference = transfer.operation {
        kind = .difference
      } else {
        kind = left == target ? .carryingSum : .sum
      }
    case .cast(let node):
      caster = Caster(node, from: shapes[0]!, to: formats[node])
      self.node = node
      (leftShift, rightShift) = (0, 0)
      kind = .cast
    default:
      // A cast that is not done has the place of one that fits.
      let bit = try! Format(width: 1, integerBits: 1)
      caster = Caster(.x, from: Exact(bit), to: bit)
      node = .x
      (leftShift, rightShift) = (0, 0)
      kind = transfer.operation == .product ? .product : .copy
    }
  }
}

/// A transfer outside of the pipeline, with its cast.
struct SlowTransfer: Sendable {
  let target: Int
  let operation: Transfer.Operation
  let operands: [Transfer.Operand]
  let width: Int
  private(set) var caster: Caster<Int128>?
  private(set) var sum: SumCaster<Int128>?

  fileprivate init(_ transfer: Transfer, _ registers: [Register], _ formats: NodeMap<Format>) {
    (target, operation, operands) = (transfer.target, transfer.operation, transfer.operands)
    width = registers[target].width
    func shape(_ index: Int) -> Exact {
      guard case .register(let position) = operands[index] else {
        preconditionFailure("casts are of registers")
      }
      return registers[position].shape!
    }
    switch operation {
    case .cast(let node): caster = Caster(node, from: shape(0), to: formats[node])
    case .sum(let node), .difference(let node):
      sum = SumCaster(node, shape(0), shape(1), to: formats[node])
    case .hasMoved(let node), .hasStalled(let node):
      sum = SumCaster(node, shape(1), shape(2), to: formats[node])
    default: break
    }
  }
}
