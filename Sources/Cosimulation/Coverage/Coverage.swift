import Datapath
import FixedPoint
import Vectors

/// What a stimulus makes a design meet: at each cast, at each bit of each register, at each decision of the controller.
///
/// Measured on the model, which the RTL equals: what the stimulus does not meet there, no comparison of ports can
/// judge.
package struct Coverage: Sendable {
  package let design: Design
  /// What the casts into each node have met; empty for nodes that are not cast in hardware.
  package private(set) var met: NodeMap<CastEvents>
  /// What they can meet at all, if the words are few enough to try them all.
  package let possible: NodeMap<CastEvents?>
  /// What they can meet by the widths of what is cast, however many words there are.
  package let conceivable: NodeMap<CastEvents>
  /// How often each node was cast.
  package private(set) var casts: NodeMap<Int>
  /// The decisions of the controller that were taken.
  package private(set) var decisions: Set<String> = []
  package private(set) var cycleCount = 0

  private let rules: [(node: Node, rule: Rule)]
  private let registers: [Register]
  private let names: ControlRegisters
  private let controller: Description.Controller
  private var history = ControlHistory()
  private var before: [Int128]?
  /// The bits of each register that went from 0 to 1, and from 1 to 0.
  private var rises: [UInt128]
  private var falls: [UInt128]

  /// Nothing met yet.
  ///
  /// - Parameter tryingAllWords: whether ``possible`` is worked out, which takes a while.
  package init(_ design: Design, tryingAllWords: Bool = true) {
    self.design = design
    registers = design.registers
    names = ControlRegisters(design)
    controller = design.controller
    met = NodeMap { _ in [] }
    casts = NodeMap { _ in 0 }
    possible = tryingAllWords ? PossibleEvents(design).events : NodeMap { _ in nil }
    rules = design.rules.compactMap { rule in rule.quantizedNode.map { ($0, rule) } }
    let values = design.valueRules
    conceivable = NodeMap { node in
      values.filter { $0.operation.node == node }
        .reduce(into: []) { $0.formUnion($1.conceivableEvents) }
    }
    rises = registers.map { _ in 0 }
    falls = registers.map { _ in 0 }
  }

  /// All that the vectors of a case meet, as they are written to `stimulus.hex`.
  package init(_ plan: VectorPlan, tryingAllWords: Bool = true) {
    self.init(plan.design, tryingAllWords: tryingAllWords)
    if let scenario = plan.scenario {
      var play = ScenarioPlay(
        scenario, design: plan.design, configuration: plan.configuration, samples: plan.samples)
      while cycleCount <= plan.cycles.upperBound {
        let values = play.driver.registers
        guard let cycle = play.next() else { break }
        observe(cycle.inputs, cycle.configuration, values)
      }
    } else {
      var simulation = Simulation(
        design: plan.design, configuration: plan.configuration, samples: plan.samples)
      simulation.stalls = plan.stalls
      simulation.statistics = .none
      var observer = CoverageObserver(
        coverage: self, configuration: plan.configuration, limit: plan.cycles.upperBound)
      _ = simulation.run(observer: &observer)
      self = observer.coverage
    }
  }

  /// All that a stimulus meets, from the first cycle after a reset.
  package init(_ stimulus: Stimulus, tryingAllWords: Bool = true) {
    self.init(stimulus.design, tryingAllWords: tryingAllWords)
    stimulus.drive { number, machine in
      let cycle = stimulus.cycles[number]
      observe(cycle.inputs, cycle.configuration, machine.registers)
      return true
    }
  }

  /// Takes in a cycle.
  ///
  /// - Parameter values: those of ``Design/registers``, before the clock edge that ends the cycle.
  mutating func observe(
    _ inputs: Inputs<Int128>, _ configuration: Configuration, _ values: [Int128]
  ) {
    let words = CycleWords(values, inputs, configuration, controller)
    for (node, rule) in rules where words.happens(rule.event) {
      casts[node] += 1
      guard let exact = rule.exact(rule.sources.map { words[$0] }) else { continue }
      met[node].formUnion(CastEvents(casting: exact, fractionBits: rule.finest, to: rule.format!))
    }
    decisions.formUnion(ControlDecisions.taken(names, words, history))
    history.advance(names, words)
    if let before {
      for index in values.indices where values[index] != before[index] {
        let (now, then) = (
          UInt128(truncatingIfNeeded: values[index]), UInt128(truncatingIfNeeded: before[index])
        )
        rises[index] |= now & ~then
        falls[index] |= then & ~now
      }
    }
    before = values
    cycleCount += 1
  }

  // MARK: Holes

  /// The nodes that the design casts in hardware.
  package var nodes: [Node] { design.castNodes }

  /// The possible events of a node that were not met; those of a node whose possible ones are not known are not told.
  package func missing(at node: Node) -> CastEvents {
    (possible[node] ?? []).subtracting(met[node])
  }

  /// The nodes of which the possible events are not known, since there are too many words to try.
  package var unjudged: [Node] { nodes.filter { possible[$0] == nil } }

  /// Everything that is possible at a node and was not met there: "theta: + even tie".
  package var holes: [String] {
    nodes.flatMap { node in missing(at: node).names.map { "\(node.name): \($0)" } }
  }

  /// The decisions that were not taken.
  package var missingDecisions: [String] {
    ControlDecisions.all(of: design).filter { !decisions.contains($0) }
  }

  /// The decisions taken, and all that there are.
  package var decisionCounts: (taken: Int, all: Int) {
    (decisions.count, ControlDecisions.all(of: design).count)
  }

  /// The bits of all registers, and those among them that were seen to rise and to fall.
  package var toggles: (bits: Int, toggled: Int) {
    var toggled = 0
    for (index, register) in registers.enumerated() {
      toggled += (rises[index] & falls[index] & .mask(register.width)).nonzeroBitCount
    }
    return (design.registerBits, toggled)
  }

  /// The registers with bits that did not rise and fall, with these bits.
  package var untoggled: [(register: Register, bits: [Int])] {
    registers.enumerated().compactMap { index, register in
      let missing = ~(rises[index] & falls[index]) & .mask(register.width)
      guard missing != 0 else { return nil }
      return (register, (0..<register.width).filter { missing >> UInt128($0) & 1 == 1 })
    }
  }
}

/// Shows a run to a coverage.
private struct CoverageObserver: CycleObserver {
  var coverage: Coverage
  let configuration: Configuration
  let limit: Int
  var hasSeenEnough: Bool { coverage.cycleCount > limit }

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    guard !hasSeenEnough else { return }
    coverage.observe(inputs, configuration, registers())
  }
}
