import Datapath
import FixedPoint

// Where the registers are right or not known: what the ports tell.

extension Diagnosis {
  /// What fits at an output port.
  func hypotheses(aboutPort first: Int) -> [Divergence.Hypothesis] {
    let trial = PortTrial(self, field: first)
    var found = fieldHypotheses(first)
    if found.isEmpty, !hasRegisters { found = modeHypotheses() + counterHypotheses() }
    if found.isEmpty { found = trial.shifts() }
    if found.isEmpty { found = trial.handshakes() }
    if found.isEmpty { found = trial.edges() }
    return found
  }

  /// A counter of epochs that is too narrow for `cfg_max_epochs`, judged by the ports.
  private func counterHypotheses() -> [Divergence.Hypothesis] {
    let widths = (1..<32).filter { width in
      let mask: UInt32 = (1 << UInt32(width)) - 1
      var narrow = stimulus
      for cycle in narrow.cycles.indices {
        narrow.cycles[cycle].configuration.maximumEpochs &= mask
      }
      var isEqual = true
      narrow.drive { number, machine in
        guard number < cycleCount else { return false }
        isEqual = design.outputValues(machine.outputs) == trace.outputs[number]
        return isEqual
      }
      return isEqual
    }
    guard let least = widths.first, let greatest = widths.last else { return [] }
    return [
      Divergence.Hypothesis(
        change:
          "the counter of epochs had only \(least == greatest ? "\(least)" : "\(least) to \(greatest)") bits",
        evidence: "every port in all \(cycleCount) cycles looked at")
    ]
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

  static func shiftText(_ delay: Int) -> String {
    "\(abs(delay)) \(abs(delay) == 1 ? "cycle" : "cycles") \(delay > 0 ? "late" : "early")"
  }
}
