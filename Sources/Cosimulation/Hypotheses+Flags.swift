import Datapath
import FixedPoint

// Flags of overflow.

extension HypothesisSearch {
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
