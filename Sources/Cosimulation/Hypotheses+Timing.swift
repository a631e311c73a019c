import Datapath
import FixedPoint

// The right words at the wrong time, and flags.

extension HypothesisSearch {
  /// The register has the right words early, late, or without being told to load.
  func timingHypotheses() -> [Hypothesis] {
    shiftHypotheses() + unconditionalHypotheses()
  }

  /// It loads a cycle or more too late: each word is what its equation made of the RTL's words that much earlier.
  private func shiftHypotheses() -> [Hypothesis] {
    let rtl = diagnosis.rtlRegisters
    let model = diagnosis.modelRegisters
    guard let first = rtl.indices.first(where: { rtl[$0][register] != model[$0][register] }) else {
      return []
    }
    return [1, 2, 3, -1, -2, -3].compactMap { delay in
      // Up to where what it depends on may have been led astray by it: an epoch ends no sooner.
      let end = min(rtl.count, first + 3 * design.degree + 8)
      var changes = 0
      for cycle in max(1, max(1, first - 4) + max(0, delay))..<min(end, end - max(0, -delay)) {
        let source = cycle - delay
        guard model.indices.contains(source), source > 0,
          rtl[cycle][register] == model[source][register]
        else { return nil }
        if model[source][register] != model[source - 1][register] { changes += 1 }
      }
      guard changes > 0 else { return nil }
      return Hypothesis(
        change: "it were \(Diagnosis.shiftText(delay))",
        evidence: "cycles \(max(0, first - 4)) to \(end - 1), in which it changes \(changes) times")
    }
  }

  /// It loads in every cycle.
  private func unconditionalHypotheses() -> [Hypothesis] {
    let equations = diagnosis.equations.filter { $0.target == register }
    guard equations.count == 1, let equation = equations.first else { return [] }
    var (tried, idle) = (0, 0)
    for cycle in 0..<max(0, diagnosis.rtlRegisters.count - 1) {
      guard let state = diagnosis.rtlState(cycle) else { continue }
      let actual = diagnosis.rtlRegisters[cycle + 1][register]
      guard (state.inputs.reset ? 0 : equation.result(state)) == actual else { return [] }
      tried += 1
      if !equation.isActive(state), !state.inputs.reset { idle += 1 }
    }
    guard idle > 0 else { return [] }
    return [
      Hypothesis(
        change: "it were loaded in every cycle, not only \(equation.when.text(diagnosis))",
        evidence: "\(tried) cycles, \(idle) of which should leave it alone")
    ]
  }

  /// What is wrong with a sticky flag of overflow.
  func flagHypotheses(of own: Node) -> [Hypothesis] {
    var found: [Hypothesis] = []
    /// - Parameter cause: what must have happened for the change to mean anything.
    func attempt(
      _ change: String, after cause: (RegisterEquation.State) -> Bool,
      next: (_ flag: Bool, RegisterEquation.State) -> Bool
    ) {
      var (cycles, causes) = (0, 0)
      for cycle in 0..<max(0, diagnosis.rtlRegisters.count - 1) {
        guard let state = diagnosis.rtlState(cycle) else { return }
        let expected = next(state.values[register] == 1, state)
        guard diagnosis.rtlRegisters[cycle + 1][register] == (expected ? 1 : 0) else { return }
        cycles += 1
        if cause(state) { causes += 1 }
      }
      guard causes > 0 else { return }
      found.append(
        Hypothesis(change: change, evidence: "\(cycles) cycles, \(causes) of which tell"))
    }
    let overflowed = { (state: RegisterEquation.State) in overflows(own, state) }
    attempt("it were never set", after: overflowed, next: { _, _ in false })
    attempt(
      "it were not sticky", after: overflowed,
      next: { _, state in !clears(state) && overflows(own, state) })
    attempt(
      "it were not cleared at start", after: starts,
      next: { flag, state in !state.inputs.reset && (flag || overflows(own, state)) })
    for node in Node.allCases where node != own && node.isCastInHardware(degree: design.degree) {
      attempt(
        "it were set by overflows of \(node.name)", after: { overflows(node, $0) },
        next: { flag, state in !clears(state) && (flag || overflows(node, state)) })
    }
    return found
  }

  /// Other operands of the casts into a node, where its flag alone tells.
  func castHypotheses(of node: Node) -> [Hypothesis] {
    var found: [Hypothesis] = []
    for target in diagnosis.registers.indices where diagnosis.registers[target].node == node {
      let search = HypothesisSearch(diagnosis, about: target)
      let cast = search.loads.first { if case .cast = $0.equation.form { true } else { false } }
      if let cast { found += search.variantHypotheses(cast.equation) }
    }
    return found
  }

  func clears(_ state: RegisterEquation.State) -> Bool { state.inputs.reset || starts(state) }

  private func starts(_ state: RegisterEquation.State) -> Bool {
    state.inputs.start && state.values[state.layout.state] == RegisterEquation.Layout.idle
  }

  /// Whether a cast of a node overflows in a cycle, in the only register asked for, or in all but one.
  func overflows(
    _ node: Node, _ state: RegisterEquation.State, only: Int? = nil, except: Int? = nil
  ) -> Bool {
    diagnosis.equations.contains { equation in
      guard case .cast = equation.form, diagnosis.registers[equation.target].node == node,
        equation.target == only ?? equation.target, equation.target != except,
        equation.isActive(state)
      else { return false }
      return equation.cast(state)?.isOverflow ?? false
    }
  }
}
