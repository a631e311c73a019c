/// What is asked of a description.
extension Description {
  /// The `valid` of each stage of the pipeline.
  package var pipelineValids: [Int] {
    var valids: [Int] = []
    for case .valid(let valid) in transfers.lazy.map(\.event)
    where registers[valid].name == "valid" && !valids.contains(valid) {
      valids.append(valid)
    }
    return valids
  }

  /// The transfers of a cycle, and where it repeats itself, the node of whose words it takes a bit at a time.
  package typealias Cycle = (transfers: [Int], repeats: Node?)

  /// The transfers in the cycles from an event on, as long as the states count them, by their positions; without those
  /// that move the states.
  package func cycles(from event: Transfer.Event) -> [Cycle] {
    let (state, index) = (position("state"), position("index"))
    var cycles: [Cycle] = []
    var (event, current, count) = (event, State.idle.rawValue, 0)
    if case .state(let state, let index) = event { (current, count) = (state.rawValue, index) }
    while true {
      let active = transfers.indices.filter { transfers[$0].event == event }
      guard !active.isEmpty else { return cycles }
      var repeats: Node?
      for position in active {
        switch transfers[position].operation {
        case .constant(let word) where transfers[position].target == state: current = word
        case .constant(let word) where transfers[position].target == index: count = word
        case .leave(let next, _, let node): (count, repeats) = (next, node)
        default: continue
        }
      }
      cycles.append(
        (active.filter { ![state, index].contains(transfers[$0].target) }, repeats))
      event = .state(State(rawValue: current)!, index: count)
    }
  }

  /// The event in which the last sample is in the last stage.
  package var drained: Transfer.Event {
    transfers.lazy.map(\.event).first { if case .drained = $0 { true } else { false } }!
  }

  /// The cycle after a result was taken, where samples pass but once; else an event in which nothing loads.
  var again: Transfer.Event {
    let index = position("index")
    for case (.taken, .constant(let word)) in transfers.lazy.filter({ $0.target == index }).map({
      ($0.event, $0.operation)
    }) {
      return .state(.update, index: word)
    }
    return .state(.idle, index: 0)
  }

  /// What an operand holds; a port nothing of its own.
  func content(of operand: Transfer.Operand) -> Content {
    guard case .register(let position) = operand else { preconditionFailure("a port is copied") }
    return registers[position].content
  }

  /// The name of an operand.
  func name(of operand: Transfer.Operand) -> String {
    switch operand {
    case .register(let position): registers[position].name
    case .port(let port): "\(port)"
    }
  }

  /// The node whose words a register holds; nil where they are none's.
  package func node(of register: Int) -> Node? {
    if case .word(let node) = registers[register].content { node } else { nil }
  }

  /// The position of the first register of a name.
  package func position(_ name: String) -> Int? { registers.firstIndex { $0.name == name } }
}

extension Transfer {
  /// Whether it adds a sample's term to the register that it loads.
  package var isAccumulation: Bool {
    if case .valid = event { operands.first == .register(target) } else { false }
  }
}

extension Transfer.Event {
  /// Whether it is an event of the pipeline rather than one of the controller.
  package var isOfPipeline: Bool {
    switch self {
    case .always, .accept, .valid: true
    default: false
    }
  }
}

extension Description {
  /// The nodes that are cast once an epoch rather than once a sample.
  package var nodesOutsideOfPipeline: Set<Node> {
    Set(transfers.lazy.filter { !$0.event.isOfPipeline }.compactMap(\.operation.node))
  }
}
