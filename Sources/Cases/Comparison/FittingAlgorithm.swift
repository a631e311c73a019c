import Datapath
import Reference

/// A way to a fit that is compared: Eq. 3 in hardware, or one of those that need memory, passes or a solver.
public enum FittingAlgorithm: String, CaseIterable, Sendable {
  /// Eq. 3, streaming, in fixed point: the simulation.
  case datapath
  /// Eq. 3 on the moments of samples that pass once, in fixed point: the simulation.
  case moments
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
    case .moments: "Eq. 3, moments"
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
    case .moments:
      "fixed point, to the bit: samples pass once, and each epoch iterates on their moments"
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
  ///
  /// - Parameter plan: of the architecture, where it is a datapath.
  func storage(_ plan: Plan) -> BitFormula {
    let degree = plan.degree
    return switch self {
    case .datapath, .moments: BitFormula(fixed: plan.design.registerBits)
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
    case .datapath, .moments: OperationFormula(plan.design)
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

  /// The architecture of the datapath that it is; nil for those in `Double`.
  public var architecture: Architecture? {
    switch self {
    case .datapath: .stream
    case .moments: .moments
    default: nil
    }
  }

  /// Whether passes are those of the run, and not of each epoch.
  public var passesOnce: Bool { self == .moments || self == .closedForm }

  /// How often the samples pass, an epoch or in the run.
  func passes(degree: Int) -> Int {
    switch self {
    case .datapath, .moments, .loop, .tape, .history, .secants, .symbolic: 1
    case .forward: DifferenceDescent.passes(.forward, degree: degree)
    case .central: DifferenceDescent.passes(.central, degree: degree)
    case .closedForm: 2
    }
  }
}

extension OperationFormula {
  /// What a design computes, by its description: products and sums. Adders that join the parts of a product, round, compare
  /// losses or count epochs are left out, as they are for the other algorithms.
  public init(_ design: Design) {
    func count(_ operations: (products: Int, sums: Int)) -> OperationCount {
      OperationCount(multiplications: operations.products, additions: operations.sums)
    }
    let sample = count(design.operations(inPipeline: true))
    let epoch = count(design.operations(inPipeline: false))
    self =
      switch design.architecture {
      case .stream: OperationFormula(aSample: sample, anEpoch: epoch)
      case .moments: OperationFormula(anEpoch: epoch, aSampleOnce: sample)
      }
  }
}
