import Datapath
import FixedPoint

/// When a register takes another word, and which: a line of the microarchitecture page.
///
/// The first rule whose event happens decides; where none does, the register keeps its word. So the next word of
/// any register follows from the words that all of them hold, those of the controller included.
struct RegisterRule: Sendable {
  typealias State = RegisterEquation.State

  enum Kind: Hashable, Sendable {
    case reset, start, other
  }

  /// What the event does to the register.
  enum Effect: String, Sendable {
    case clears = "cleared"
    case sets = "set"
    case loads = "loaded"
  }

  let kind: Kind
  /// "at start"
  let text: String
  let effect: Effect
  var happens: @Sendable (State) -> Bool
  var word: @Sendable (State) -> Int128?
  /// By how many cycles the event, and the words that are loaded, come late.
  var eventDelay = 0
  var wordDelay = 0
}

extension Diagnosis {
  /// The rules of a register, `rst` first.
  func rules(of register: Int) -> [RegisterRule] {
    RuleList(self, register).rules
  }
}

/// Collects the rules of a register.
private struct RuleList {
  private typealias State = RegisterEquation.State
  private typealias Layout = RegisterEquation.Layout

  private let diagnosis: Diagnosis
  private let register: Int
  private let positions: [String: Int]
  private(set) var rules: [RegisterRule] = []

  init(_ diagnosis: Diagnosis, _ register: Int) {
    self.diagnosis = diagnosis
    self.register = register
    positions = Dictionary(
      uniqueKeysWithValues: diagnosis.registers.indices.map { (diagnosis.name($0), $0) })
    add("by rst", .clears, .reset, when: { $0.inputs.reset }, { _ in 0 })
    addDataRules()
    addControlRules(diagnosis.registers[register].name)
  }

  private mutating func addDataRules() {
    let equations = diagnosis.equations.filter { $0.target == register }
    // A word is cleared rather than loaded where both are asked for.
    for isClearing in [true, false] {
      for equation in equations {
        guard case .clear = equation.form else {
          if isClearing { continue }
          add(
            equation.when.text(diagnosis), .loads, equation.when == .start ? .start : .other,
            when: { equation.isActive($0) }, { equation.result($0) })
          continue
        }
        if isClearing {
          add(
            equation.when.text(diagnosis), .clears, .other, when: { equation.isActive($0) },
            { _ in 0 })
        }
      }
    }
  }

  private mutating func addControlRules(_ name: String) {
    switch name {
    case "state": addStates()
    case "index":
      atStart(.loads) { _ in 3 }
      let own = register
      let isLast = weighed
      add(
        "in state load", .loads, .other,
        when: { $0.is(in: Layout.load) && !isLast($0) }, { $0.values[own] + 1 })
      add("at the end of an epoch", .clears, .other, when: drained, { _ in 0 })
      add(
        "in state update", .loads, .other, when: { $0.is(in: Layout.update) },
        { ($0.values[own] + 1) & 7 })
    case "epochs_left":
      let own = register
      atStart(.loads) { Int128($0.configuration.maximumEpochs) }
      add(
        "at the end of the update", .loads, .other, when: judged,
        { ($0.values[own] - 1) & 0xFFFF_FFFF })
    case "tolerance": atStart(.loads) { $0.configuration.tolerance }
    case "step": atStart(.loads) { $0.configuration.step }
    case "has_previous":
      atStart(.clears) { _ in 0 }
      add("at the end of the update", .sets, .other, when: judged, { _ in 1 })
    case "changed":
      let (own, moves) = (register, moves)
      atStart(.clears) { _ in 0 }
      add("at the end of an epoch", .clears, .other, when: drained, { _ in 0 })
      add(
        "in state update", .loads, .other, when: { $0.is(in: Layout.update) },
        { $0.values[own] == 1 || moves($0) ? 1 : 0 })
    case "done":
      // A result that ends no run leaves it as it is: 0, once it was cleared.
      let (own, ends) = (register, ends)
      atStart(.clears) { _ in 0 }
      add(
        "when the result is taken", .loads, .other, when: taken,
        { ends($0) ? 1 : $0.values[own] })
    case "converged":
      let (previous, loss) = (
        positions["accumulators.loss_previous"]!, positions["accumulators.loss"]!
      )
      let (has, tolerance) = (
        positions["controller.has_previous"]!, positions["parameters.tolerance"]!
      )
      atStart(.clears) { _ in 0 }
      add(
        "at the end of the update", .loads, .other, when: judged,
        {
          $0.values[has] == 1 && $0.values[previous] &- $0.values[loss] <= $0.values[tolerance]
            ? 1 : 0
        })
    case "stalled":
      let (changed, moves) = (positions["controller.changed"]!, moves)
      atStart(.clears) { _ in 0 }
      add(
        "at the end of the update", .loads, .other, when: judged,
        { $0.values[changed] == 0 && !moves($0) ? 1 : 0 })
    case "valid", "last": addStageBits(name)
    default:
      guard name.hasPrefix("overflow_"), let node = Node(name: name.dropFirst(9)) else { return }
      let search = HypothesisSearch(diagnosis, flagOf: register)
      atStart(.clears) { _ in 0 }
      add(
        "when a cast of \(node.name) overflows", .sets, .other,
        when: { search.overflows(node, $0) }, { _ in 1 })
    }
  }

  private mutating func addStates() {
    let ends = ends
    atStart(.loads) { _ in Int128(Layout.load) }
    add("after the first weights", .loads, .other, when: weighed, { _ in Int128(Layout.run) })
    add(
      "with the last sample", .loads, .other,
      when: { $0.accepts && $0.inputs.sampleLast }, { _ in Int128(Layout.drain) })
    add("at the end of an epoch", .loads, .other, when: drained, { _ in Int128(Layout.update) })
    add("at the end of the update", .loads, .other, when: judged, { _ in Int128(Layout.result) })
    add(
      "when the result is taken", .loads, .other, when: taken,
      { Int128(ends($0) ? Layout.idle : Layout.run) })
  }

  private mutating func addStageBits(_ name: String) {
    let stage = Int(diagnosis.registers[register].scope.dropFirst(6))!
    guard stage > 0 else {
      let isLast = name == "last"
      add(
        "in every cycle", .loads, .other, when: { !$0.inputs.reset },
        { $0.accepts && (!isLast || $0.inputs.sampleLast) ? 1 : 0 })
      return
    }
    let before = positions["stage_\(stage - 1).\(name)"]!
    add(
      "in every cycle", .loads, .other, when: { !$0.inputs.reset }, { $0.values[before] })
  }

  // MARK: Events

  private typealias Event = @Sendable (State) -> Bool

  private var weighed: Event {
    let last = diagnosis.design.degree + 3
    return { $0.is(in: Layout.load) && $0.values[$0.layout.index] == last }
  }

  private var drained: Event {
    let stage = "stage_\(2 * diagnosis.design.degree + 3)"
    let (valid, last) = (positions["\(stage).valid"]!, positions["\(stage).last"]!)
    return { $0.is(in: Layout.drain) && $0.values[valid] == 1 && $0.values[last] == 1 }
  }

  private var judged: Event {
    let last = diagnosis.design.degree + 2
    return { $0.is(in: Layout.update) && $0.values[$0.layout.index] == last }
  }

  private var taken: Event { { RegisterEquation.Condition.taken.holds(in: $0) } }

  /// Whether a run ends with the result.
  private var ends: Event {
    let names = ["converged", "stalled", "epochs_left"].map { positions["controller.\($0)"]! }
    return { $0.values[names[0]] == 1 || $0.values[names[1]] == 1 || $0.values[names[2]] == 0 }
  }

  /// Whether a parameter takes another word at the end of the cycle.
  private var moves: Event {
    let updates = diagnosis.equations.filter {
      diagnosis.name($0.target).hasPrefix("parameters.theta_") && $0.when != .start
    }
    return { state in
      updates.contains { $0.isActive(state) && $0.result(state) != state.values[$0.target] }
    }
  }

  // MARK: Building

  private mutating func atStart(
    _ effect: RegisterRule.Effect, _ word: @escaping @Sendable (State) -> Int128?
  ) {
    add("at start", effect, .start, when: { RegisterEquation.Condition.start.holds(in: $0) }, word)
  }

  private mutating func add(
    _ text: String, _ effect: RegisterRule.Effect, _ kind: RegisterRule.Kind,
    when happens: @escaping @Sendable (State) -> Bool,
    _ word: @escaping @Sendable (State) -> Int128?
  ) {
    rules.append(
      RegisterRule(kind: kind, text: text, effect: effect, happens: happens, word: word))
  }
}

extension RegisterEquation.State {
  fileprivate func `is`(in code: Int) -> Bool {
    !inputs.reset && values[layout.state] == code
  }

  /// Whether a sample is accepted.
  fileprivate var accepts: Bool { RegisterEquation.Condition.accept.holds(in: self) }

  /// The same without `rst`.
  var withoutReset: Self {
    var inputs = inputs
    inputs.reset = false
    return Self(
      values: values, inputs: inputs, configuration: configuration, data: data, layout: layout)
  }
}
