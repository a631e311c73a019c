/// A pipeline as it is written down: each value once, with the stage that it is made for.
///
/// A value that is used later than in the stage after its own is carried along: the registers that delay it follow from
/// its uses. Nothing in a pipeline stalls; a stage's data load where the `valid` of the stage before it is 1.
struct Pipeline {
  /// Whether operations that take several stages have the registers inside them.
  let isAsBuilt: Bool

  init(isAsBuilt: Bool) { self.isAsBuilt = isAsBuilt }

  /// A value of the pipeline, or one that stands still beside it.
  struct Value: Equatable {
    fileprivate let name: String
    /// The stage whose register takes it; nil for a register outside of the pipeline.
    fileprivate let stage: Int?
    fileprivate let position: Int
  }

  private struct Step {
    let value: Value
    let operation: Transfer.Operation
    let operands: [Value]
    /// What a register of it holds, by the registers of its operands.
    let content: ([Int], Description) -> Description.Content
    /// The last stage that holds the value.
    var end: Int
  }

  private var steps: [Step] = []

  // MARK: Writing it down

  /// A field of a sample, taken into stage 0.
  mutating func sample(_ node: Node) -> Value {
    make(node.name, at: 0, .copy, []) { _, _ in .word(node) }
  }

  /// A register outside of the pipeline, to be used in any stage.
  func register(_ position: Int) -> Value {
    Value(name: "", stage: nil, position: position)
  }

  /// The exact product of two values; of one with itself, their square.
  mutating func product(_ name: String, _ left: Value, _ right: Value, at stage: Int) -> Value {
    make(name, at: stage, .product, [left, right]) { sources, _ in
      .product(sources[0], sources[1])
    }
  }

  /// The exact product of two values over two stages: of the left one's lower and upper bits, and their sum.
  mutating func product(
    _ name: String, lower: String, upper: String, _ left: Value, _ right: Value, at stage: Int
  ) -> Value {
    guard isAsBuilt else { return product(name, left, right, at: stage) }
    let parts = [(lower, false), (upper, true)].map { part, isUpper in
      make(part, at: stage - 1, .partialProduct(isUpper: isUpper), [left, right]) { sources, _ in
        .partialProduct(sources[0], sources[1], isUpper: isUpper)
      }
    }
    return make(name, at: stage, .exactSum, parts) { sources, description in
      guard case .partialProduct(let left, let right, _) = description.registers[sources[0]].content
      else { preconditionFailure("a product has two parts") }
      return .product(left, right)
    }
  }

  mutating func cast(_ name: String, _ source: Value, to node: Node, at stage: Int) -> Value {
    make(name, at: stage, .cast(node), [source]) { _, _ in .word(node) }
  }

  /// The sum of two values over two stages: exact, and cast.
  mutating func sum(
    _ name: String, exact: String, _ left: Value, _ right: Value, to node: Node, at stage: Int
  ) -> Value {
    guard isAsBuilt else {
      return make(name, at: stage, .sum(node), [left, right]) { _, _ in .word(node) }
    }
    let sum = make(exact, at: stage - 1, .exactSum, [left, right]) { sources, _ in
      .sum(sources[0], sources[1], isDifference: false)
    }
    return cast(name, sum, to: node, at: stage)
  }

  mutating func difference(
    _ name: String, exact: String, _ left: Value, _ right: Value, to node: Node, at stage: Int
  ) -> Value {
    guard isAsBuilt else {
      return make(name, at: stage, .difference(node), [left, right]) { _, _ in .word(node) }
    }
    let difference = make(exact, at: stage - 1, .exactDifference, [left, right]) { sources, _ in
      .sum(sources[0], sources[1], isDifference: true)
    }
    return cast(name, difference, to: node, at: stage)
  }

  private mutating func make(
    _ name: String, at stage: Int, _ operation: Transfer.Operation, _ operands: [Value],
    _ content: @escaping ([Int], Description) -> Description.Content
  ) -> Value {
    for operand in operands where operand.stage != nil {
      precondition(operand.stage! < stage, "\(name) uses \(operand.name) before it is there")
      steps[operand.position].end = max(steps[operand.position].end, stage - 1)
    }
    let value = Value(name: name, stage: stage, position: steps.count)
    steps.append(
      Step(value: value, operation: operation, operands: operands, content: content, end: stage))
    return value
  }

  // MARK: Its registers

  /// Where the registers of a pipeline are.
  struct Placed {
    /// The `valid` and `last` of each stage.
    fileprivate(set) var valid: [Int] = []
    fileprivate(set) var last: [Int] = []
    /// Where samples keep coming: whether the sums behind each stage are taken over.
    fileprivate(set) var swap: [Int] = []
    /// The register of each value in each stage that holds it.
    fileprivate var registers: [[Int: Int]] = []

    /// The register that holds a value in the last stage.
    func atEnd(_ value: Value) -> Int { registers.last![value.position]! }

    /// The register that a value is taken into first, and its stage.
    func first(_ value: Value) -> (register: Int, stage: Int) {
      (registers[value.stage!][value.position]!, value.stage!)
    }
  }

  /// Appends the registers of all stages, and what they load.
  ///
  /// - Parameter swaps: whether a complete stream's sums are taken over behind its last sample.
  func place(into description: inout Description, swaps: Bool = false) -> Placed {
    var placed = Placed()
    for stage in 0...steps.map(\.end).max()! {
      let scope = "stage_\(stage)"
      placed.registers.append([:])
      placed.valid.append(description.add(scope, "valid", .bits(1)))
      placed.last.append(description.add(scope, "last", .bits(1)))
      var flags = [(placed.valid, Transfer.Port.accept), (placed.last, .acceptLast)]
      if swaps {
        placed.swap.append(description.add(scope, "swap", .bits(1)))
        flags.append((placed.swap, .swap))
      }
      for (flags, port) in flags {
        description.transfer(
          flags[stage], at: .always, .copy,
          [stage == 0 ? .port(port) : .register(flags[stage - 1])])
      }
      let event = stage == 0 ? Transfer.Event.accept : .valid(placed.valid[stage - 1])
      for step in steps where step.value.stage! <= stage && stage <= step.end {
        let value = step.value
        func held(_ value: Value) -> Int {
          value.stage == nil ? value.position : placed.registers[stage - 1][value.position]!
        }
        let isMade = value.stage == stage
        let sources = stage == 0 ? [] : isMade ? step.operands.map(held) : [held(value)]
        let register = description.add(
          scope, value.name,
          isMade
            ? step.content(sources, description) : description.registers[sources[0]].content)
        placed.registers[stage][value.position] = register
        if stage == 0 {
          description.transfer(register, at: event, .copy, [.port(value.name == "x" ? .x : .y)])
        } else {
          description.transfer(register, at: event, isMade ? step.operation : .copy, sources)
        }
      }
    }
    return placed
  }
}
