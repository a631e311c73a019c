import FixedPoint

/// A description compiled for a design: what a tick does, as flat operations in an order that reads every word before it
/// is written.
final class Program<Value: Word> {
  /// Where a register's word is kept.
  enum Place: BitwiseCopyable {
    /// Among the words of the pipeline's arithmetic.
    case pipeline
    case slow
    /// In the sticky bits.
    case overflow(Node)
  }

  /// What loads where a stage's `valid` is 1.
  struct Stage: BitwiseCopyable {
    let valid: Int
    let operations: UnsafeBufferPointer<Operation<Value>>
    /// The `valid` of the stages before it.
    let earlier: UnsafeBufferPointer<Int>
  }

  /// A bit that moves on in every cycle.
  struct Flag: BitwiseCopyable {
    let target: Int
    let source: Int
  }

  let registers: [Register]
  /// The nodes that are cast outside of the pipeline.
  let slowNodes: Set<Node>
  let wiring: Wiring
  private let memory = TrivialMemory()

  /// What a tick reads.
  struct Wiring: BitwiseCopyable {
    let places: UnsafeBufferPointer<Place>
    /// The pipeline, the last stage first.
    let stages: UnsafeBufferPointer<Stage>
    /// The `valid` and `last` bits, the last stage first.
    let flags: UnsafeBufferPointer<Flag>
    let accept: Int
    let acceptLast: Int
    let x: Int
    let y: Int
    /// Where samples keep coming: that a complete stream waits, and that its sums are taken over.
    let waiting: Int?
    let swap: Int?
    /// What else loads.
    let controller: Controller

    // The registers that the ports show, and the controller's own.
    let state: Int
    let index: Int
    let theta: UnsafeBufferPointer<Int>
    let lossPrevious: Int
    let done: Int
    let converged: Int
    let stalled: Int
    let epochsLeft: Int
  }

  init(_ design: Design) {
    let (description, memory) = (design.description, memory)
    registers = design.registers
    slowNodes = description.nodesOutsideOfPipeline
    func position(_ name: String) -> Int { description.position(name)! }

    var stages: [Int: [Int]] = [:]
    var sources: [Int: Int] = [:]
    var entry: [Transfer.Port: Int] = [:]
    var waiting: Int?
    var inPipeline: Set<Int> = []
    for (index, transfer) in description.transfers.enumerated()
    where transfer.event.isOfPipeline {
      inPipeline.insert(transfer.target)
      for case .register(let operand) in transfer.operands { inPipeline.insert(operand) }
      switch (transfer.event, transfer.operands.first) {
      case (.always, .register) where transfer.operation == .waits: waiting = transfer.target
      case (.always, .register(let source)): sources[transfer.target] = source
      case (_, .port(let port)): entry[port] = transfer.target
      case (.valid(let valid), _):
        stages[valid, default: []].append(index)
      default: preconditionFailure("a stage loads where a `valid` is 1")
      }
    }
    let (ordered, valids) = (stages.keys.sorted(by: >), description.pipelineValids)
    let nodes = Dictionary(
      uniqueKeysWithValues: design.nodes.map { ("overflow_\($0.name)", $0) })
    wiring = Wiring(
      places: memory.keep(
        registers.enumerated().map { position, register in
          if let node = nodes[register.name] { return Place.overflow(node) }
          return inPipeline.contains(position) ? .pipeline : .slow
        }),
      stages: memory.keep(
        ordered.map { valid in
          Stage(
            valid: valid,
            operations: memory.keep(
              description.readingBeforeWriting(stages[valid]!).map {
                Operation<Value>(description.located($0), in: description, design)
              }), earlier: memory.keep(valids.filter { $0 < valid }))
        }),
      flags: memory.keep(
        sources.sorted { $0.key > $1.key }.map { Flag(target: $0.key, source: $0.value) }),
      accept: entry[.accept]!, acceptLast: entry[.acceptLast]!, x: entry[.x]!, y: entry[.y]!,
      waiting: waiting, swap: entry[.swap],
      controller: Controller(design, memory),
      state: position("state"), index: position("index"),
      theta: memory.keep((0...design.degree).map { position("theta_\($0)") }),
      lossPrevious: position("loss_previous"), done: position("done"),
      converged: position("converged"), stalled: position("stalled"),
      epochsLeft: position("epochs_left"))
  }
}

/// What loads outside of the pipeline, by its event.
struct Controller: BitwiseCopyable {
  typealias Operations = UnsafeBufferPointer<Operation<Int128>>

  let none: Operations
  let start: Operations
  let acceptedLast: Operations
  let swap: Operations
  let drained: (valid: Int, last: Int)
  let drainedLast: Operations
  let taken: Operations
  /// By the state and the index.
  private let indexed: UnsafeBufferPointer<Operations>
  private static let indices = 1 << 9

  init(_ design: Design, _ memory: TrivialMemory) {
    let description = design.description
    let all = Dictionary(grouping: description.transfers.indices) {
      description.transfers[$0].event
    }
    let none = memory.keep([Operation<Int128>]())
    let slow = all.filter { !$0.key.isOfPipeline }.mapValues { transfers in
      memory.keep(
        description.readingBeforeWriting(transfers).map {
          Operation<Int128>(description.located($0), in: description, design)
        })
    }
    self.none = none
    start = slow[.start] ?? none
    acceptedLast = slow[.acceptLast] ?? none
    taken = slow[.taken] ?? none
    var drained = (valid: 0, last: 0)
    var drainedLast = none
    var swap = none
    var indexed = Array(repeating: none, count: State.allCases.count * Self.indices)
    for (event, operations) in slow {
      switch event {
      case .drained(let valid, let last): (drained, drainedLast) = ((valid, last), operations)
      case .swap: swap = operations
      case .state(let state, let index):
        indexed[state.rawValue * Self.indices + index] = operations
      default: break
      }
    }
    (self.drained, self.drainedLast) = (drained, drainedLast)
    self.swap = swap
    self.indexed = memory.keep(indexed)
  }

  /// What loads in a cycle of a state that counts its cycles.
  func at(_ state: State, index: Int) -> Operations {
    indexed[state.rawValue * Self.indices + index]
  }
}
