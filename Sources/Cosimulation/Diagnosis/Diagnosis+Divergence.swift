import Datapath
import FixedPoint

extension Diagnosis {
  /// The first divergence with all that can be said of it; nil if there is none.
  func divergence() -> Divergence? {
    guard let port = firstPort else { return nil }
    var notes: [String] = []
    if !trace.missing.isEmpty {
      notes.append(
        "registers were not compared: the RTL has no signal \(trace.missing[0])\(trace.missing.count > 1 ? " and \(trace.missing.count - 1) others" : ""); only a copy of rtl/ has these names"
      )
    }
    let handshakes = ["s_axis_tready", "m_axis_tvalid", "done"]
    if !trace.missing.isEmpty || handshakes.contains(trace.fields[port.field].port) {
      notes.append(
        "if the module has another latency on purpose, give --latency any: the results are compared then, not the cycles"
      )
    }
    if let violation = streamViolation { notes.append(violation) }
    let first = firstRegisters
    guard let first, first.cycle <= port.cycle else {
      if hasRegisters {
        notes.append(
          "every register equals the model's; the difference is between them and the port")
      }
      return Divergence(
        port: difference(field: port.field, in: port.cycle), register: nil, others: [],
        formula: nil, operands: [], hypotheses: PortTrial.hypotheses(self, field: port.field),
        notes: notes)
    }
    let register = first.registers[0]
    let rule = rule(loading: register, in: first.cycle - 1)
    return Divergence(
      port: difference(field: port.field, in: port.cycle),
      register: difference(register, in: first.cycle),
      others: first.registers.dropFirst().map(name),
      formula: rule.map { $0.rule.operation.text($0.sources.map(text)) },
      operands: rule.map { operands(of: $0, in: first.cycle - 1) } ?? [],
      hypotheses: hypotheses(aboutFirst: first.registers), notes: notes)
  }

  /// What fits at the first register, or else at one of the others that differ in the same cycle.
  private func hypotheses(aboutFirst registers: [Int]) -> [Divergence.Hypothesis] {
    let trial = RuleTrial(self, rtlRegisters)
    for (place, register) in registers.prefix(8).enumerated() {
      let found = HypothesisSearch.hypotheses(about: register, trial)
      if found.isEmpty { continue }
      guard place > 0 else { return found }
      return found.map {
        Divergence.Hypothesis(change: "at \(name(register)), \($0.change)", evidence: $0.evidence)
      }
    }
    return []
  }

  private func operands(of rule: RegisterRule, in cycle: Int) -> [Divergence.Operand] {
    let state = state(modelRegisters[cycle], cycle)
    return zip(rule.sources, zip(rule.rule.sources, rule.rule.operands)).map { source, operand in
      let (place, shape) = operand
      let isNumber = registers[rule.rule.target].fractionBits != nil
      let fractionBits: Int? =
        if case .register(let position) = place { registers[position].fractionBits } else {
          isNumber ? shape.fractionBits : nil
        }
      return Divergence.Operand(
        name: text(source), width: shape.width, fractionBits: fractionBits,
        isSigned: shape.isSigned, word: LogicWord(state[place], width: shape.width))
    }
  }
}
