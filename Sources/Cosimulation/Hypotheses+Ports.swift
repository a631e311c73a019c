import Datapath
import FixedPoint

// Where the registers are right or not known: what the ports tell.

extension Diagnosis {
  /// What fits at an output port.
  func hypotheses(aboutPort first: Int) -> [Divergence.Hypothesis] {
    var found = fieldHypotheses(first)
    if found.isEmpty, !hasRegisters { found = modeHypotheses() }
    if found.isEmpty { found = shiftHypotheses(first) }
    if found.isEmpty { found = transitionHypotheses(first) }
    return found
  }

  /// Another mode at any one node, judged by the ports.
  private func modeHypotheses() -> [Divergence.Hypothesis] {
    Node.allCases.filter { $0.isCastInHardware(degree: design.degree) }.flatMap { node in
      HypothesisSearch.otherModes(of: design.formats[node]).compactMap { mode, format in
        evidence(ofDesign: { $0 == node ? format : nil }).map { evidence in
          Divergence.Hypothesis(
            change:
              "the \(mode.rawValue) of \(node.name) were \(format.modeName(mode)) instead of \(design.formats[node].modeName(mode))",
            evidence: evidence)
        }
      }
    }
  }

  /// Fields of a port in other places, or extended in another way.
  private func fieldHypotheses(_ first: Int) -> [Divergence.Hypothesis] {
    let fields = trace.fields
    var found: [Divergence.Hypothesis] = []
    func attempt(_ change: String, _ expected: ([LogicWord]) -> LogicWord) {
      let fits = (0..<cycleCount).allSatisfy {
        trace.outputs[$0][first] == expected(modelOutputs[$0])
      }
      if fits {
        found.append(
          Divergence.Hypothesis(
            change: change, evidence: "the port in all \(cycleCount) cycles looked at"))
      }
    }
    let field = fields[first].field
    for (other, place) in fields.enumerated() where other != first {
      if place.field.width == field.width, place.port == fields[first].port {
        attempt("it carried \(place.field.name) instead of \(field.name)") { $0[other] }
      }
    }
    if field.wordLength < field.width {
      let mask = UInt128.mask(field.wordLength)
      attempt("the sign extension of \(field.name) to whole bytes were missing") {
        LogicWord(bits: $0[first].bits & mask)
      }
      attempt("\(field.name) were extended by its highest bit") { words in
        LogicWord(
          LogicWord(bits: words[first].bits & mask).value(width: field.wordLength, isSigned: true),
          width: field.width)
      }
    }
    if field.width == 1 {
      attempt("it were inverted") { LogicWord(bits: 1 - $0[first].bits) }
    }
    return found
  }

  /// The port has the model's words early or late, from first to last.
  private func shiftHypotheses(_ first: Int) -> [Divergence.Hypothesis] {
    [1, 2, 3, -1, -2, -3].compactMap { delay in
      let cycles = max(0, delay)..<(cycleCount - max(0, -delay))
      guard cycles.count > 1,
        cycles.allSatisfy({
          trace.outputs[$0][first] == modelOutputs[$0 - delay][first]
        })
      else { return nil }
      return Divergence.Hypothesis(
        change: "\(trace.fields[first].port) were \(Self.shiftText(delay))",
        evidence: "the port in \(cycles.count) cycles")
    }
  }

  static func shiftText(_ delay: Int) -> String {
    "\(abs(delay)) \(abs(delay) == 1 ? "cycle" : "cycles") \(delay > 0 ? "late" : "early")"
  }

  /// The port takes the model's next word some cycles before or after the model does.
  private func transitionHypotheses(_ first: Int) -> [Divergence.Hypothesis] {
    guard
      let cycle = (0..<cycleCount).first(where: {
        trace.outputs[$0][first] != modelOutputs[$0][first]
      }), cycle > 0
    else { return [] }
    let before = modelOutputs[cycle - 1][first]
    let isLate = trace.outputs[cycle][first] == before
    let sides = isLate ? (modelOutputs, trace.outputs) : (trace.outputs, modelOutputs)
    let next = sides.0[cycle][first]
    guard sides.1[cycle][first] == before,
      let end = (cycle..<min(cycleCount, cycle + 16)).first(where: {
        sides.1[$0][first] != before
      }), sides.1[end][first] == next
    else { return [] }
    let count = end - cycle
    return [
      Divergence.Hypothesis(
        change:
          "\(trace.fields[first].port) were \(Self.shiftText(isLate ? count : -count))",
        evidence:
          "its change in cycle \(cycle) of the model, cycle \(isLate ? end : cycle) of the RTL"
      )
    ]
  }
}
