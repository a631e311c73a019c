import Datapath
import FixedPoint

// Other modes of quantisation and overflow.

extension HypothesisSearch {
  /// Another mode at the register's cast: in the whole machine if that makes it the same, otherwise in this place.
  func modeHypotheses(_ failing: RegisterEquation) -> [Hypothesis] {
    guard case .cast(let format, let subtracts) = failing.form,
      let node = diagnosis.registers[register].node
    else { return [] }
    var found: [Hypothesis] = []
    for (mode, other) in Self.otherModes(of: format) {
      let evidence = evidence(like: failing) { equation in
        equation.form = .cast(other, subtracts: subtracts)
      }
      guard let evidence else { continue }
      let change = modeChange(node, mode, to: other)
      if let whole = wholeMachine(node, mode, to: other) {
        found.append(whole)
      } else {
        found.append(Hypothesis(change: change + ", in this place alone", evidence: evidence))
      }
    }
    return found
  }

  /// Another mode at a node, judged by the whole machine alone.
  func modeHypotheses(of node: Node) -> [Hypothesis] {
    Self.otherModes(of: design.formats[node]).compactMap { wholeMachine(node, $0, to: $1) }
  }

  private func modeChange(_ node: Node, _ mode: Mode, to other: Format) -> String {
    let old = design.formats[node].modeName(mode)
    return "the \(mode.rawValue) of \(node.name) were \(other.modeName(mode)) instead of \(old)"
  }

  /// The machine with another mode at the node, at every node of its mode, or with the two modes exchanged.
  private func wholeMachine(_ node: Node, _ mode: Mode, to other: Format) -> Hypothesis? {
    let (format, formats) = (design.formats[node], design.formats)
    let (new, old) = (other.modeName(mode), format.modeName(mode))
    let attempts: [(change: String, replacement: (Node) -> Format?)] = [
      (modeChange(node, mode, to: other), { $0 == node ? other : nil }),
      ("every \(old) were \(new)", { formats[$0].replacing(mode, of: format, by: other) }),
      (
        "\(old) and \(new) were exchanged",
        {
          formats[$0].replacing(mode, of: format, by: other)
            ?? formats[$0].replacing(mode, of: other, by: format)
        }
      ),
    ]
    for (change, replacement) in attempts {
      if let evidence = diagnosis.evidence(ofDesign: replacement) {
        return Hypothesis(change: change, evidence: evidence)
      }
    }
    return nil
  }

  enum Mode: String {
    case quantization = "quantisation"
    case overflow = "overflow mode"
  }

  /// The format under every other mode, one mode at a time.
  static func otherModes(of format: Format) -> [(mode: Mode, format: Format)] {
    let counts = Set(
      Array(0...4) + [
        format.overflow.saturatedBits - 1, format.overflow.saturatedBits + 1, format.width - 1,
      ]
    ).filter { $0 >= 0 && $0 < format.width }.sorted()
    var overflows: [Overflow] = [.sat, .satZero, .satSym]
    overflows += counts.map { .wrap(saturatedBits: $0) } + counts.map { .wrapSM(saturatedBits: $0) }
    return Quantization.allCases.filter { $0 != format.quantization }.compactMap { mode in
      format.with(quantization: mode).map { (Mode.quantization, $0) }
    }
      + overflows.filter { $0 != format.overflow }.compactMap { mode in
        format.with(overflow: mode).map { (Mode.overflow, $0) }
      }
  }
}

extension Diagnosis {
  /// Runs the model under the stimulus with other formats of some nodes, and compares it with the RTL.
  ///
  /// - Parameter replacement: another format of a node, nil where it stays.
  /// - Returns: a sentence on what was compared if all is equal, nil otherwise.
  func evidence(ofDesign replacement: (Node) -> Format?) -> String? {
    let formats = NodeMap { replacement($0) ?? design.formats[$0] }
    guard formats != design.formats,
      let changed = try? Design(degree: design.degree, formats: formats), let firstPort
    else { return nil }
    var stimulus = stimulus
    for cycle in stimulus.cycles.indices where !stimulus.cycles[cycle].inputs.start {
      // Nobody looks at it, and the other formats may not have its words.
      stimulus.cycles[cycle].configuration = Configuration(
        step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1), tolerance: 0,
        maximumEpochs: 1)
    }
    // Up to a start with words that the other formats do not have, which tells nothing of the casts.
    let count = min(
      cycleCount,
      stimulus.cycles.firstIndex { !changed.accepts($0.configuration) } ?? cycleCount)
    guard count > firstPort.cycle else { return nil }
    var isEqual = true
    stimulus.drive(changed) { number, machine in
      guard number < count else { return false }
      isEqual =
        changed.outputValues(machine.outputs) == trace.outputs[number]
        && (!hasRegisters
          || zip(machine.registers, rtlRegisters[number]).allSatisfy { $0 == $1 })
      return isEqual
    }
    guard isEqual else { return nil }
    return "every port\(hasRegisters ? " and register" : "") in all \(count) cycles looked at"
  }
}

extension Format {
  func with(quantization: Quantization? = nil, overflow: Overflow? = nil) -> Format? {
    try? Format(
      width: width, integerBits: integerBits, isSigned: isSigned,
      quantization: quantization ?? self.quantization, overflow: overflow ?? self.overflow)
  }

  func modeName(_ mode: HypothesisSearch.Mode) -> String {
    switch mode {
    case .quantization: "\(quantization)"
    case .overflow: "\(overflow)"
    }
  }

  /// This format with the mode of `other` where its own is that of `old`.
  func replacing(_ mode: HypothesisSearch.Mode, of old: Format, by other: Format) -> Format? {
    switch mode {
    case .quantization where quantization == old.quantization:
      with(quantization: other.quantization)
    case .overflow where overflow == old.overflow: with(overflow: other.overflow)
    default: nil
    }
  }
}
