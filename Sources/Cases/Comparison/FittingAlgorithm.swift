import Datapath
import Reference

/// A way to a fit that is compared: Eq. 3 in hardware, or one of those that need memory, passes or a solver.
public enum FittingAlgorithm: String, CaseIterable, Sendable {
  /// Eq. 3, streaming, in fixed point: the simulation.
  case datapath
  /// Eq. 3 as a for-next loop in `Double`.
  case loop
  /// Eq. 2 with a gradient tape.
  case tape
  /// Eq. 2 by forward differences.
  case forward
  /// Eq. 2 by central differences.
  case central
  /// Eq. 2′: quotients of what was recorded, all parameters at once.
  case history
  /// Eq. 2 from recorded losses of probes that differ.
  case secants
  /// Eq. 2 with derivatives by rule.
  case symbolic
  /// Sums of powers and a linear system.
  case closedForm = "closed_form"

  /// What reports call it.
  public var name: String {
    switch self {
    case .datapath: "Eq. 3, datapath"
    case .loop: "Eq. 3, Double"
    case .tape: "Eq. 2, tape"
    case .forward: "Eq. 2, forward diff."
    case .central: "Eq. 2, central diff."
    case .history: "Eq. 2′, history"
    case .secants: "Eq. 2′, secants"
    case .symbolic: "Eq. 2, symbolic"
    case .closedForm: "closed form"
    }
  }

  /// What it does, in a line.
  public var explanation: String {
    switch self {
    case .datapath: "streaming fixed point, to the bit"
    case .loop: "a for-next loop: a sample in, its products added, the sample forgotten"
    case .tape:
      "reverse-mode automatic differentiation of the mean or sum of squares, as machine-learning libraries have it"
    case .forward: "each parameter perturbed by h, one more pass for each"
    case .central: "each parameter perturbed by ±h, two more passes for each"
    case .history: "∂E/∂θ ≈ ΔE/Δθ of successive loops, all parameters moving at once"
    case .secants:
      "the first loops probe one or two parameters each; their recorded losses hold the gradient and its change"
    case .symbolic: "the loss as a polynomial, differentiated by rule, which gives Eq. 3 back"
    case .closedForm: "sums of powers and a linear system, as a trend line of a spreadsheet"
    }
  }

  /// Storage as a function of N and T.
  func storage(_ plan: Plan) -> BitFormula {
    let degree = plan.degree
    return switch self {
    case .datapath: BitFormula(fixed: plan.design.registerBits)
    case .loop: StreamedDescent.storage(degree: degree)
    case .tape: TapeDescent.storage(degree: degree, objective: plan.rate.objective)
    case .forward, .central: DifferenceDescent.storage(degree: degree)
    case .history: HistoryDescent.storage(degree: degree)
    case .secants: SecantDescent.storage(degree: degree)
    case .symbolic: SymbolicDescent.storage(degree: degree)
    case .closedForm: MomentFit.storage(degree: degree)
    }
  }

  /// Operations an epoch as a function of N.
  func operations(_ plan: Plan) -> OperationFormula {
    let degree = plan.degree
    return switch self {
    case .datapath: OperationFormula(plan.design)
    case .loop: StreamedDescent.operations(degree: degree)
    case .tape: TapeDescent.operations(degree: degree, objective: plan.rate.objective)
    case .forward: DifferenceDescent.operations(.forward, degree: degree)
    case .central: DifferenceDescent.operations(.central, degree: degree)
    case .history: HistoryDescent.operations(degree: degree)
    case .secants: SecantDescent.operations(degree: degree)
    case .symbolic: SymbolicDescent.operations(degree: degree)
    case .closedForm: MomentFit.operations(degree: degree)
    }
  }

  /// How often the samples pass, an epoch; for the closed form, at all.
  func passes(degree: Int) -> Int {
    switch self {
    case .datapath, .loop, .tape, .history, .secants, .symbolic: 1
    case .forward: DifferenceDescent.passes(.forward, degree: degree)
    case .central: DifferenceDescent.passes(.central, degree: degree)
    case .closedForm: 2
    }
  }
}

extension OperationFormula {
  /// What a design computes: a product in each Horner step, each power beyond x, each e·xᵏ with k ≥ 1 and e² once a sample,
  /// one for each parameter once an epoch; each sum likewise. Adders that join the parts of a product, round, compare losses or
  /// count epochs are left out, as they are for the other algorithms.
  public init(_ design: Design) {
    let adders = design.adders.map(\.name)
    let sums = adders.count { name in
      ["sum_", "gradient_"].contains { name.hasPrefix($0) }
        || ["difference", "loss"].contains(name)
    }
    self.init(
      aSample: OperationCount(
        multiplications: design.multipliers.count { !$0.name.hasPrefix("lower_") },
        additions: sums),
      anEpoch: OperationCount(
        multiplications: design.degree + 1, additions: design.degree + 1))
  }
}
