import Datapath
import FixedPoint

extension Diagnosis {
  /// The first divergence with all that can be said of it; nil if there is none.
  func divergence() -> Divergence? {
    guard let port = firstPort else { return nil }
    var notes: [String] = []
    if !trace.missing.isEmpty {
      notes.append(
        "registers were not compared: the RTL has no signal \(trace.missing[0])\(trace.missing.count > 1 ? " and \(trace.missing.count - 1) others" : "")"
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
        formula: nil, operands: [], hypotheses: hypotheses(aboutPort: port.field), notes: notes)
    }
    let register = first.registers[0]
    let equation = equation(loading: register, in: first.cycle - 1)
    return Divergence(
      port: difference(field: port.field, in: port.cycle),
      register: difference(register, in: first.cycle),
      others: first.registers.dropFirst().map(name), formula: equation.map(formula),
      operands: equation.map { operands(of: $0, in: first.cycle - 1) } ?? [],
      hypotheses: hypotheses(aboutFirst: first.registers), notes: notes)
  }

  /// What fits at the first register, or else at one of the others that differ in the same cycle.
  private func hypotheses(aboutFirst registers: [Int]) -> [Divergence.Hypothesis] {
    for (place, register) in registers.prefix(8).enumerated() {
      let found = hypotheses(about: register)
      if found.isEmpty { continue }
      guard place > 0 else { return found }
      return found.map {
        Divergence.Hypothesis(change: "at \(name(register)), \($0.change)", evidence: $0.evidence)
      }
    }
    return []
  }

  /// What a register is loaded with, in words.
  private func formula(_ equation: RegisterEquation) -> String {
    let names = equation.operands.map(\.name)
    switch equation.form {
    case .clear: return "0"
    case .copy: return names[0]
    case .product: return "\(names[0]) · \(names.last!)"
    case .cast(_, let subtracts):
      let node = registers[equation.target].node?.name ?? ""
      return "Q_\(node)(\(names.joined(separator: subtracts ? " − " : " + ")))"
    }
  }

  private func operands(of equation: RegisterEquation, in cycle: Int) -> [Divergence.Operand] {
    let state = modelState(cycle)
    return equation.operands.map { operand in
      Divergence.Operand(
        name: operand.name, width: operand.width, fractionBits: operand.fractionBits,
        isSigned: operand.isSigned,
        word: LogicWord(equation.value(of: operand, state), width: operand.width))
    }
  }
}
