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
    for cycle in 0..<max(0, diagnosis.rtlRegisters.count - 1) {
      guard let state = diagnosis.rtlState(cycle) else { continue }
      for equation in equations where equation.isActive(state) {
        loads.append(
          Load(
            cycle: cycle, equation: equation, state: state,
            actual: diagnosis.rtlRegisters[cycle + 1][register]))
      }
    }
    self.loads = loads
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
      let flags = flagHypotheses(of: node)
      return flags.isEmpty ? modeHypotheses(of: node) : flags
    }
    guard let failing else { return timingHypotheses() }
    // Where the machine would then be the same altogether, that says more than one register does.
    let modes = modeHypotheses(failing)
    if !modes.isEmpty { return modes }
    return variantHypotheses(failing) + holdHypotheses(failing) + timingHypotheses()
  }

  /// Changes the equations that are of one kind with the failing one, and tries them at every load, on the
  /// RTL's own words.
  ///
  /// - Returns: a sentence on what was tried if all loads fit, nil otherwise.
  func evidence(
    like failing: RegisterEquation, _ alter: (inout RegisterEquation) -> Void
  ) -> String? {
    var changed = 0
    for load in loads {
      var variant = load.equation
      if variant.isOfOneKind(with: failing) { alter(&variant) }
      guard let predicted = variant.result(load.state), predicted == load.actual else { return nil }
      if load.equation.result(load.state) != predicted { changed += 1 }
    }
    guard changed > 0 else { return nil }
    return "all \(loads.count) loads of \(name), \(changed) of which the model has otherwise"
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
