import Datapath
import FixedPoint

/// Looks for changes of the model that make it equal to the RTL. Each is made and tried; those that do not fit are
/// forgotten.
struct HypothesisSearch {
  typealias Hypothesis = Divergence.Hypothesis

  let diagnosis: Diagnosis
  /// The register that differs first.
  let register: Int
  /// Every load of the register from known words, on the RTL's side.
  let loads: [Load]
  /// Whether the register is cleared by `rst` and otherwise keeps its word where nothing loads it.
  let restsOtherwise: Bool

  /// The register is loaded at the end of a cycle.
  struct Load {
    let cycle: Int
    let equation: RegisterEquation
    let state: RegisterEquation.State
    /// What the RTL has after it.
    let actual: Int128?
  }

  init(_ diagnosis: Diagnosis, about register: Int) {
    self.diagnosis = diagnosis
    self.register = register
    let equations = diagnosis.equations.filter { $0.target == register }
    var loads: [Load] = []
    var rests = true
    for cycle in 0..<max(0, diagnosis.rtlRegisters.count - 1) {
      guard let state = diagnosis.rtlState(cycle) else { continue }
      let next = diagnosis.rtlRegisters[cycle + 1][register]
      if state.inputs.reset {
        rests = rests && next == 0
      } else if !equations.contains(where: { $0.isActive(state) }) {
        rests = rests && next == state.values[register]
      }
      for equation in equations where equation.isActive(state) {
        loads.append(
          Load(
            cycle: cycle, equation: equation, state: state,
            actual: next))
      }
    }
    self.loads = loads
    restsOtherwise = rests
  }

  /// About a flag of overflow, which no equation loads.
  init(_ diagnosis: Diagnosis, flagOf register: Int) {
    (self.diagnosis, self.register, loads, restsOtherwise) = (diagnosis, register, [], true)
  }

  var design: Design { diagnosis.design }
  var name: String { diagnosis.name(register) }

  /// The equation of the first load that is not what it should be.
  var failing: RegisterEquation? {
    loads.first { $0.equation.result($0.state) != $0.actual }?.equation
  }

  /// Everything that fits.
  func found() -> [Hypothesis] {
    let name = diagnosis.registers[register].name
    if name.hasPrefix("overflow_"), let node = Node(name: name.dropFirst(9)) {
      var found = flagHypotheses(of: node)
      if found.isEmpty { found = modeHypotheses(of: node) + castHypotheses(of: node) }
      return found.isEmpty ? ruleHypotheses() : found
    }
    guard let failing else {
      let decisions = controlHypotheses() + counterHypotheses()
      return decisions.isEmpty ? ruleHypotheses() : decisions
    }
    // Where the machine would then be the same altogether, that says more than one register does.
    let modes = modeHypotheses(failing)
    if !modes.isEmpty { return modes }
    return variantHypotheses(failing) + ruleHypotheses()
  }

  /// Changes the equations that are of one kind with the failing one, and tries them at every load, on the
  /// RTL's own words.
  ///
  /// - Returns: a sentence on what was tried if all loads fit and one of them, or the flag of overflow, is other
  ///   than the model's; nil otherwise.
  func evidence(
    like failing: RegisterEquation, _ alter: (inout RegisterEquation) -> Void
  ) -> String? {
    guard restsOtherwise else { return nil }
    var changed = 0
    var flags: [Int: (model: Bool, variant: Bool)] = [:]
    for load in loads {
      var variant = load.equation
      if variant.isOfOneKind(with: failing) { alter(&variant) }
      guard let predicted = variant.cast(load.state), predicted.raw == load.actual else {
        return nil
      }
      let expected = load.equation.cast(load.state)
      if expected?.raw != predicted.raw { changed += 1 }
      if expected?.isOverflow != predicted.isOverflow {
        flags[load.cycle] = (expected?.isOverflow ?? false, predicted.isOverflow)
      }
    }
    let flagged = changed > 0 ? 0 : flagChanges(flags)
    guard changed > 0 || flagged > 0 else { return nil }
    let what = changed > 0 ? "\(changed)" : "\(flagged) overflows"
    return "all \(loads.count) loads of \(name), \(what) of which the model has otherwise"
  }

  /// How many flags of overflow are explained by other overflows in some cycles; 0 unless all are.
  private func flagChanges(_ changes: [Int: (model: Bool, variant: Bool)]) -> Int {
    guard !changes.isEmpty, let node = diagnosis.registers[register].node,
      let flag = diagnosis.registers.firstIndex(where: { $0.name == "overflow_\(node.name)" })
    else { return 0 }
    var explained = 0
    for cycle in 0..<max(0, diagnosis.rtlRegisters.count - 1) {
      guard let state = diagnosis.rtlState(cycle) else { continue }
      let isHeld = state.values[flag] == 1
      let others = overflows(node, state, except: register)
      let own = overflows(node, state, only: register)
      let variant = changes[cycle]?.variant ?? own
      let expected = !clears(state) && (isHeld || others || variant)
      guard diagnosis.rtlRegisters[cycle + 1][flag] == (expected ? 1 : 0) else { return 0 }
      if variant != own, !isHeld, !others { explained += 1 }
    }
    return explained
  }
}

extension RegisterEquation {
  /// Whether it does the same with as many operands, be it for another parameter.
  fileprivate func isOfOneKind(with other: RegisterEquation) -> Bool {
    guard operands.count == other.operands.count else { return false }
    return switch (form, other.form) {
    case (.copy, .copy), (.product, .product), (.cast, .cast), (.clear, .clear): true
    default: false
    }
  }
}

extension Diagnosis {
  func hypotheses(about register: Int) -> [Divergence.Hypothesis] {
    HypothesisSearch(self, about: register).found()
  }
}
