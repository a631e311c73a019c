import Datapath
import FixedPoint

// Other operands, and other uses of them.

extension HypothesisSearch {
  /// What a slip of the hand makes of an equation.
  func variantHypotheses(_ failing: RegisterEquation) -> [Hypothesis] {
    var found: [Hypothesis] = []
    func attempt(_ change: String, _ alter: (inout RegisterEquation) -> Void) {
      guard !found.contains(where: { $0.change == change }) else { return }
      if let evidence = evidence(like: failing, alter) {
        found.append(Hypothesis(change: change, evidence: evidence))
      }
    }
    for (index, operand) in failing.operands.enumerated() {
      let change =
        operand.isSigned
        ? "the sign extension of \(operand.name) were missing"
        : "\(operand.name) were taken for a signed word"
      let count = found.count
      attempt(change) { $0.operands[index].isSigned.toggle() }
      // In an adder no wider than it has to be, such a word overflows.
      if found.count == count {
        attempt(change) {
          $0.sumWidth = $0.exactSumWidth
          $0.operands[index].isSigned.toggle()
        }
      }
      for (source, name) in livePorts(of: operand) {
        // In all its loads, or in those of one event.
        for isEverywhere in [true, false] {
          attempt("it took \(name) as it stands instead of \(operand.name)") {
            if $0.operands[index].source == operand.source,
              isEverywhere || $0.when == failing.when
            {
              $0.operands[index].source = source
            }
          }
        }
      }
      for (source, name) in alternatives(to: operand) {
        attempt("it took \(name) instead of \(operand.name)") {
          if $0.operands[index].source == operand.source { $0.operands[index].source = source }
        }
      }
    }
    for step in [1, -1] {
      for index in failing.operands.indices where isIndexed(failing.operands[index]) {
        let kind = Design.split(failing.operands[index].name).kind
        attempt("it took \(kind)_(k\(step > 0 ? "+" : "−")1) instead of \(kind)_k") {
          $0.operands[index].source = neighbour(of: $0.operands[index], step)
        }
      }
    }
    if case .cast(let format, let subtracts) = failing.form {
      for slip in RegisterEquation.RangeSlip.all(of: format) {
        attempt(slip.text(diagnosis.registers[register].node)) { $0.rangeSlip = slip }
      }
      for places in [1, -1, 2, -2, 3, -3, 4, -4] {
        for (index, operand) in failing.operands.enumerated() {
          let direction = places > 0 ? "lower" : "higher"
          attempt(
            "the binary point of \(operand.name) were \(abs(places)) \(abs(places) == 1 ? "place" : "places") \(direction)"
          ) { $0.operands[index].fractionBits -= places }
        }
      }
      if failing.operands.count == 2 {
        attempt("the operands were \(subtracts ? "added" : "subtracted")") {
          $0.form = .cast(format, subtracts: !subtracts)
        }
        if subtracts {
          attempt("the difference were \(failing.operands[1].name) − \(failing.operands[0].name)") {
            $0.operands.reverse()
          }
        }
        for index in 0...1 where !(subtracts && index == 0) {
          attempt("\(failing.operands[index].name) were left out") { $0.operands.remove(at: index) }
        }
      }
    }
    return found
  }

  /// Whether a word is one of several that an index chooses from.
  private func isIndexed(_ operand: RegisterEquation.Operand) -> Bool {
    guard case .register(let register) = operand.source else { return false }
    return ["accumulators", "parameters"].contains(diagnosis.registers[register].scope)
      && Design.split(operand.name).kind != operand.name
  }

  /// The word that another index would choose; zero beyond the ends.
  private func neighbour(
    of operand: RegisterEquation.Operand, _ step: Int
  ) -> RegisterEquation.Operand.Source {
    let (kind, k) = Design.split(operand.name)
    let other = diagnosis.registers.indices.first { diagnosis.name($0) == "\(kind)_\(k + step)" }
    return other.map { .register($0) } ?? .zero
  }

  /// Words that a wrong index or a missing delay would take: those of the same node, and the other field of
  /// the sample.
  private func alternatives(
    to operand: RegisterEquation.Operand
  ) -> [(source: RegisterEquation.Operand.Source, name: String)] {
    switch operand.source {
    case .register(let register):
      let own = diagnosis.registers[register]
      return diagnosis.registers.indices.compactMap { other in
        let candidate = diagnosis.registers[other]
        guard other != register, other != self.register, candidate.node != nil,
          candidate.node == own.node
        else { return nil }
        return (.register(other), diagnosis.name(other))
      }
    case .x:
      let field = (design.formats[.y].width + 7) / 8 * 8
      return [
        (.data(from: field), "bits \(field) and up of s_axis_tdata, as if its fields were swapped,")
      ]
    case .y:
      return [(.data(from: 0), "the low bits of s_axis_tdata, as if its fields were swapped,")]
    case .theta(let k):
      return (0...design.degree).filter { $0 != k }.map {
        (.theta($0), "cfg_theta_init.theta_\($0)")
      }
    case .step, .data, .zero: return []
    }
  }

  /// The port of the configuration that a register was loaded from at start.
  private func livePorts(
    of operand: RegisterEquation.Operand
  ) -> [(source: RegisterEquation.Operand.Source, name: String)] {
    let (kind, k) = Design.split(operand.name)
    if operand.name == "parameters.step" { return [(.step, "cfg_step")] }
    return kind == "parameters.theta" ? [(.theta(k), "cfg_theta_init.theta_\(k)")] : []
  }
}

extension RegisterEquation.Condition {
  /// "when stage_4.valid is 1".
  func text(_ diagnosis: Diagnosis) -> String {
    switch self {
    case .valid(let register): "when \(diagnosis.name(register)) is 1"
    case .accept: "when a sample is accepted"
    case .start: "at start"
    case .taken: "when the result is taken"
    case .state(let code, let index):
      "in state \(code == RegisterEquation.Layout.load ? "load" : "update")"
        + (index.map { ", index \($0)" } ?? "")
    }
  }
}
