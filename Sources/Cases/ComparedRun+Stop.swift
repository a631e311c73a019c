import Datapath

/// What stopped the machine.
public enum Stop: String, CaseIterable, Sendable {
  /// E_prev − E ≤ tolerance.
  case converged
  /// An epoch changed no parameter bit: every further one would be the same.
  case stalled
  /// The number of epochs asked for was run.
  case epochs
  /// The run was given up from outside.
  case abandoned

  public var explanation: String {
    switch self {
    case .converged: "converged: the loss decreased by no more than the tolerance"
    case .stalled: "stalled: an epoch changed no bit of theta, so none after it would"
    case .epochs: "all epochs were run"
    case .abandoned: "stopped before its end"
    }
  }
}

/// Why a run ended where it did, and how far from least squares.
extension ComparedRun {
  public var stop: Stop {
    if !run.isDone { return .abandoned }
    if run.converged { return .converged }
    return run.stalled ? .stalled : .epochs
  }

  /// Whether the parameters move away from the fit rather than towards it.
  public var hasDiverged: Bool { settled.end == .diverged }

  /// The greatest distance of a parameter from least squares, in LSBs of theta.
  public var distanceInPlaces: Double { distance(theta, plan.scaledLeastSquares) }

  /// The greatest distance in LSBs of theta, infinite if there is none.
  func distance(_ left: [Double], _ right: [Double]) -> Double {
    let place = plan.design.formats[.theta].lsb
    return zip(left, right).map { abs($0 - $1) / place }.map { $0.isFinite ? $0 : .infinity }
      .max() ?? 0
  }
}
