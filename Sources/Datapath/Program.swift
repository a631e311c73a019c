import FixedPoint

/// A description compiled for a design: what a tick does, as flat operations in an order that reads every word before it
/// is written.
final class Program<Value: Word> {
  /// Where a register's word is kept.
  enum Place: BitwiseCopyable {
    /// Among the words of the pipeline's arithmetic, at an address.
    case pipeline(Int)
    case slow
    /// In the sticky bits.
    case overflow(Node)
  }

  /// What a stage computes where the `valid` of the one before it is 1, or another bit that goes along with it.
  struct Stage: BitwiseCopyable {
    let valid: Int
    let operations: UnsafeBufferPointer<Operation<Value>>

    func holds(_ operation: UnsafePointer<Operation<Value>>) -> Bool {
      guard let first = operations.baseAddress else { return false }
      return (first..<first + operations.count).contains(operation)
    }
  }

  let registers: [Register]
  /// The nodes that are cast outside of the pipeline.
  let slowNodes: Set<Node>
  let wiring: Wiring
  /// Where its rows are, and the words of whoever runs it.
  let memory = TrivialMemory()

  /// What a tick reads: addresses of the pipeline's words (``DelayLines``), and positions of the other registers.
  struct Wiring: BitwiseCopyable {
    let places: UnsafeBufferPointer<Place>
    /// How many words the pipeline has, in rows, and in rows of bits.
    let words: Int
    let rows: Int
    let bits: Int
    let copies: UnsafeBufferPointer<DelayLines.Copy>
    /// How many stages are valid where no sample paused.
    let depth: Int
    /// What captures the sums of a complete stream, ahead of what adds them up.
    let captures: UnsafeBufferPointer<Stage>
    /// The pipeline, the last stage first.
    let stages: UnsafeBufferPointer<Stage>
    /// The same operations in one row.
    let operations: UnsafeBufferPointer<Operation<Value>>
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

    var events: [Int: [Int]] = [:]
    var entry: [Transfer.Port: Int] = [:]
    var waiting: Int?
    let pipeline = description.transfers.indices.filter {
      description.transfers[$0].event.isOfPipeline
    }
    for index in pipeline {
      let transfer = description.transfers[index]
      switch (transfer.event, transfer.operands.first) {
      case (.always, .register) where transfer.operation == .waits: waiting = transfer.target
      case (.always, .register): continue
      case (_, .port(let port)): entry[port] = transfer.target
      case (.valid(let valid), _): events[valid, default: []].append(index)
      default: preconditionFailure("a stage loads where a `valid` is 1")
      }
    }
    var lines = DelayLines(description, entry: entry)
    for index in pipeline {
      lines.add(description.transfers[index].target)
      for case .register(let operand) in description.transfers[index].operands {
        lines.add(operand)
      }
    }
    let address = lines.address
    let stages = events.mapValues { transfers in
      description.readingBeforeWriting(transfers).map { description.located($0) }
        .filter { !lines.delayed.contains($0.target) }
        .map { transfer in
          var operation = Operation<Value>(transfer, in: description, design)
          operation.place(at: address[transfer.target]!) { lines.moved($0) ?? $0 }
          return operation
        }
    }
    func compiled(_ isValid: Bool) -> (
      UnsafeBufferPointer<Operation<Value>>, UnsafeBufferPointer<Stage>
    ) {
      let valids = stages.keys.filter { (description.registers[$0].name == "valid") == isValid }
        .sorted(by: >)
      let operations = memory.keep(valids.flatMap { stages[$0]! })
      var end = 0
      let compiled = valids.map { valid in
        let range = end..<end + stages[valid]!.count
        end = range.upperBound
        return Stage(
          valid: address[valid]!, operations: UnsafeBufferPointer(rebasing: operations[range]))
      }
      return (operations, memory.keep(compiled))
    }
    let path = compiled(true)
    let nodes = Dictionary(
      uniqueKeysWithValues: design.nodes.map { ("overflow_\($0.name)", $0) })
    wiring = Wiring(
      places: memory.keep(
        registers.enumerated().map { position, register in
          if let node = nodes[register.name] { return Place.overflow(node) }
          return address[position].map { .pipeline($0) } ?? .slow
        }), words: lines.count, rows: lines.rows, bits: lines.bits,
      copies: memory.keep(lines.copies), depth: lines.depth, captures: compiled(false).1,
      stages: path.1,
      operations: path.0, accept: address[entry[.accept]!]!,
      acceptLast: address[entry[.acceptLast]!]!, x: address[entry[.x]!]!,
      y: address[entry[.y]!]!, waiting: waiting.map { address[$0]! },
      swap: entry[.swap].map { address[$0]! }, controller: Controller(design, memory, address),
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
  /// Addresses of the pipeline's words.
  let drained: (valid: Int, last: Int)
  let drainedLast: Operations
  let taken: Operations
  /// By the state and the index.
  private let indexed: UnsafeBufferPointer<Operations>
  private static let indices = 1 << 9

  init(_ design: Design, _ memory: TrivialMemory, _ address: [Int: Int]) {
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
      case .drained(let valid, let last):
        (drained, drainedLast) = ((address[valid]!, address[last]!), operations)
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
