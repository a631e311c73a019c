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

  /// What loads where a stage's `valid` is 1.
  struct Stage: Sendable {
    let valid: Int
    let operations: [Operation<Value>]
    /// The `valid` of the stages before it.
    let earlier: [Int]
  }

  let registers: [Register]
  let places: [Place]

  /// The pipeline, the last stage first.
  let stages: [Stage]
  /// The `valid` and `last` bits that move on in every cycle, the last stage first.
  let flags: [(target: Int, source: Int)]
  let accept: Int
  let acceptLast: Int
  let x: Int
  let y: Int

  /// What else loads.
  let controller: Controller
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
    func position(_ name: String) -> Int { description.position(name)! }
    (state, index) = (position("state"), position("index"))
    theta = (0...design.degree).map { position("theta_\($0)") }
    lossPrevious = position("loss_previous")
    (done, converged, stalled) = (position("done"), position("converged"), position("stalled"))

    var stages: [Int: [Int]] = [:]
    var sources: [Int: Int] = [:]
    var entry: [Transfer.Port: Int] = [:]
    var inPipeline: Set<Int> = []
    for (index, transfer) in description.transfers.enumerated()
    where transfer.event.isOfPipeline {
      inPipeline.insert(transfer.target)
      for case .register(let operand) in transfer.operands { inPipeline.insert(operand) }
      switch (transfer.event, transfer.operands.first) {
      case (.always, .register(let source)): sources[transfer.target] = source
      case (_, .port(let port)): entry[port] = transfer.target
      case (.valid(let valid), _):
        stages[valid, default: []].append(index)
      default: preconditionFailure("a stage loads where a `valid` is 1")
      }
    }
    (accept, acceptLast) = (entry[.accept]!, entry[.acceptLast]!)
    (x, y) = (entry[.x]!, entry[.y]!)
    flags = sources.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
    let ordered = stages.keys.sorted(by: >)
    self.stages = ordered.map { valid in
      Stage(
        valid: valid,
        operations: description.readingBeforeWriting(stages[valid]!).map {
          Operation(description.located($0), design)
        },
        earlier: ordered.filter { $0 < valid })
    }
    controller = Controller(design)
    slowNodes = description.nodesOutsideOfPipeline
    let nodes = Dictionary(
      uniqueKeysWithValues: Node.allCases.map { ("overflow_\($0.name)", $0) })
    places = registers.enumerated().map { position, register in
      if let node = nodes[register.name] { return .overflow(node) }
      return inPipeline.contains(position) ? .pipeline : .slow
    }
  }
}

/// What loads outside of the pipeline, by its event.
struct Controller: Sendable {
  let start: [Operation<Int128>]
  let acceptedLast: [Operation<Int128>]
  let drained: (valid: Int, last: Int)
  let drainedLast: [Operation<Int128>]
  let taken: [Operation<Int128>]
  private let indexed: [[[Operation<Int128>]]]

  init(_ design: Design) {
    let description = design.description
    let all = Dictionary(grouping: description.transfers.indices) {
      description.transfers[$0].event
    }
    let slow = all.filter { !$0.key.isOfPipeline }.mapValues { transfers in
      description.readingBeforeWriting(transfers).map { Operation<Int128>(description.located($0), design) }
    }
    start = slow[.start] ?? []
    acceptedLast = slow[.acceptLast] ?? []
    taken = slow[.taken] ?? []
    var drained = (valid: 0, last: 0)
    var drainedLast: [Operation<Int128>] = []
    var indexed = State.allCases.map { _ in [[Operation<Int128>]](repeating: [], count: 8) }
    for (event, operations) in slow {
      switch event {
      case .drained(let valid, let last): (drained, drainedLast) = ((valid, last), operations)
      case .state(let state, let index): indexed[state.rawValue][index] = operations
      default: break
      }
    }
    (self.drained, self.drainedLast, self.indexed) = (drained, drainedLast, indexed)
  }

  /// What loads in a cycle of a state that counts its cycles.
  func at(_ state: State, index: Int) -> [Operation<Int128>] { indexed[state.rawValue][index] }
}
