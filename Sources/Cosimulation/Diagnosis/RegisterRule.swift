import Datapath
import FixedPoint

/// When a register takes another word, and which: a rule of the description, right or with a slip in it.
struct RegisterRule: Sendable {
  /// What makes the register take the word.
  enum Occasion: Hashable, Sendable {
    case reset
    case event(Transfer.Event)
    /// `start`, whatever the state is.
    case anyStart
    /// A cast into the node overflows.
    case overflow(Node)
  }

  enum Source: Hashable, Sendable {
    case operand(Transfer.Operand)
    /// The bits of `s_axis_tdata` from a position on.
    case data(from: Int)
    case constant(Int128)
  }

  var occasion: Occasion
  var rule: Rule
  var sources: [Source]
  /// By how many cycles the occasion, and the words that are loaded, come late.
  var eventDelay = 0
  var wordDelay = 0
  /// The register keeps its word instead.
  var holds = false
  var load: @Sendable (Rule, [Int128]) -> Cast? = { $0.load($1) }

  init(_ rule: Rule) {
    (occasion, self.rule) = (.event(rule.event), rule)
    sources = rule.sources.map { .operand($0) }
  }

  /// What the rule does to the register.
  var effect: String {
    switch rule.operation {
    case .constant(0): "cleared"
    case .constant where rule.shape.width == 1: "set"
    default: "loaded"
    }
  }

  /// The place in a list of which the first one decides: `rst`, `start`, what clears, what loads.
  fileprivate var rank: Int {
    switch occasion {
    case .reset: 0
    case .event(.start): 1
    default: rule.operation == .constant(0) ? 2 : 3
    }
  }
}

/// The rules of every register, by its position in ``Design/registers``.
///
/// The first rule whose occasion comes decides; where none does, the register keeps its word. So the next word of any
/// register follows from the words that all of them hold.
struct RuleBook: Sendable {
  var rules: [[RegisterRule]]
  /// The registers that casts into a node load.
  let casting: NodeMap<[Int]>
  /// The sticky flag of a node's overflows.
  let flags: NodeMap<Int?>

  init(_ design: Design) {
    let (registers, rules) = (design.registers, design.rules)
    func constant(_ word: Int, _ register: Int, on occasion: RegisterRule.Occasion) -> RegisterRule
    {
      var rule = RegisterRule(
        Rule(
          Transfer(target: register, event: .always, operation: .constant(word), operands: []),
          of: design))
      rule.occasion = occasion
      return rule
    }
    self.rules = registers.indices.map { register in
      rules.filter { $0.target == register }.map { RegisterRule($0) }
        + [constant(0, register, on: .reset)]
    }
    flags = NodeMap { node in registers.firstIndex { $0.name == "overflow_\(node.name)" } }
    casting = NodeMap { node in
      registers.indices.filter { register in
        rules.contains { $0.target == register && $0.operation.node == node }
      }
    }
    for node in design.nodes {
      if let flag = flags[node] { self.rules[flag].append(constant(1, flag, on: .overflow(node))) }
    }
    for register in registers.indices {
      let list = self.rules[register].enumerated()
      self.rules[register] = list.sorted {
        ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
      }
      .map(\.element)
    }
  }

  /// The node whose overflows set a register.
  func node(flaggedBy register: Int) -> Node? { Node.every.first { flags[$0] == register } }
}

// MARK: - In words

extension Diagnosis {
  func text(_ source: RegisterRule.Source) -> String {
    switch source {
    case .operand(.register(let register)): name(register)
    case .operand(.port(let port)): text(port)
    case .data(from: 0): "the low bits of s_axis_tdata, as if its fields were swapped,"
    case .data(let position):
      "bits \(position) and up of s_axis_tdata, as if its fields were swapped,"
    case .constant(let word): "\(word)"
    }
  }

  private func text(_ port: Transfer.Port) -> String {
    switch port {
    case .x, .y: "s_axis_tdata.\(port)"
    case .step: "cfg_step"
    case .tolerance: "cfg_tolerance"
    case .maximumEpochs: "cfg_max_epochs"
    case .initialTheta(let k): "cfg_theta_init.theta_\(k)"
    case .accept: "s_axis_tvalid & s_axis_tready"
    case .acceptLast: "s_axis_tvalid & s_axis_tready & s_axis_tlast"
    case .swap: "that a complete stream's sums are taken over"
    }
  }

  /// "when stage_4.valid is 1".
  func text(_ occasion: RegisterRule.Occasion) -> String {
    switch occasion {
    case .reset: "by rst"
    case .anyStart: "at start, whatever the state"
    case .overflow(let node): "when a cast of \(node.name) overflows"
    case .event(.always): "in every cycle"
    case .event(.accept): "when a sample is accepted"
    case .event(.acceptLast): "with the last sample"
    case .event(.valid(let register)): "when \(name(register)) is 1"
    case .event(.drained): "at the end of an epoch"
    case .event(.start): "at start"
    case .event(.swap): "when a complete stream's sums are taken over"
    case .event(.state(let state, let index)): "in state \(state), index \(index)"
    case .event(.taken): "when the result is taken"
    }
  }
}
