import Datapath
import FixedPoint
import Foundation
import Reference

/// How far the parameters of a run, and the values they fit, are from others'.
///
/// Differences are formed in scaled units, as the hardware sees the samples, and those that are said to be in
/// the data's units are mapped back. A figure whose operands are beyond `Double` is infinite.
public struct ErrorFigures: Hashable, Sendable {
  /// The greatest difference of a coefficient, in the data's units.
  public var parameter: Double
  /// max |Δθₖ| / max |θₖ|, in scaled units.
  public var parameterRelative: Double
  /// max |Δθₖ| in LSBs of `theta`.
  public var parameterInPlaces: Double
  /// 10 log₁₀(Σ θₖ² / Σ Δθₖ²), in dB; infinite without a difference.
  public var parameterRatio: Double
  /// The greatest difference of a fitted value at a sample, in the data's units of y.
  public var fitted: Double
  /// The same in per cent of y's span; infinite where the span is 0 and the difference is not.
  public var fittedPercent: Double
  /// max |Δŷᵢ| / max |ŷᵢ|, in scaled units.
  public var fittedRelative: Double
  /// max |Δŷᵢ| in LSBs of `estimate`.
  public var fittedInPlaces: Double
  /// The signal-to-quantisation-noise ratio 10 log₁₀(Σ ŷᵢ² / Σ Δŷᵢ²) in scaled units, in dB;
  /// infinite without a difference.
  public var fittedRatio: Double

  /// The figures in the order of ``FigureColumn``'s names.
  public var all: [Double] {
    [
      parameter, parameterRelative, parameterInPlaces, parameterRatio, fitted, fittedPercent,
      fittedRelative, fittedInPlaces, fittedRatio,
    ]
  }

  /// Takes the worse of each figure: the greatest error, the least ratio.
  mutating func worsen(to other: ErrorFigures) {
    parameter = max(parameter, other.parameter)
    parameterRelative = max(parameterRelative, other.parameterRelative)
    parameterInPlaces = max(parameterInPlaces, other.parameterInPlaces)
    parameterRatio = min(parameterRatio, other.parameterRatio)
    fitted = max(fitted, other.fitted)
    fittedPercent = max(fittedPercent, other.fittedPercent)
    fittedRelative = max(fittedRelative, other.fittedRelative)
    fittedInPlaces = max(fittedInPlaces, other.fittedInPlaces)
    fittedRatio = min(fittedRatio, other.fittedRatio)
  }
}

extension ComparedRun {
  /// The errors against the Double reference at the same epoch.
  public var errorsAgainstReference: ErrorFigures {
    plan.errors(of: theta, against: ErrorTarget(referenceTheta, plan))
  }

  /// The errors against least squares.
  public var errorsAgainstLeastSquares: ErrorFigures {
    plan.errors(of: theta, against: ErrorTarget(leastSquaresOf: plan))
  }
}

/// The parameters from which errors are measured, and how large they are.
struct ErrorTarget {
  /// Low to high, in scaled units.
  let theta: [Double]
  /// The same in the data's units.
  let coefficients: [Double]
  fileprivate let greatestFitted: Double
  fileprivate let squares: Double

  init(_ theta: [Double], coefficients: [Double]? = nil, _ plan: Plan) {
    self.theta = theta
    self.coefficients = coefficients ?? plan.coefficients(theta)
    greatestFitted = plan.problem.size.greatest(theta)
    squares = plan.problem.size.squares(theta)
  }

  /// Least squares, whose coefficients are known better in the data's units.
  init(leastSquaresOf plan: Plan) {
    self.init(plan.scaledLeastSquares, coefficients: plan.leastSquares.coefficients, plan)
  }
}

extension Plan {
  /// The errors of parameters, low to high, in scaled units.
  ///
  /// - Parameter coefficients: the same in the data's units, where they are known.
  func errors(
    of theta: [Double], coefficients: [Double]? = nil, against target: ErrorTarget
  ) -> ErrorFigures {
    let difference = zip(theta, target.theta).map { $0 - $1 }
    let formats = design.formats
    let greatest = greatestDifference(theta, target.theta)
    let fitted = problem.size.greatest(difference)
    return ErrorFigures(
      parameter: greatestDifference(
        coefficients ?? self.coefficients(theta), target.coefficients),
      parameterRelative: ratio(greatest, to: target.theta.reduce(0) { max($0, abs($1)) }),
      parameterInPlaces: greatest / formats[.theta].leastPlace,
      parameterRatio: decibels(
        target.theta.reduce(0) { $0 + $1 * $1 }, over: difference.reduce(0) { $0 + $1 * $1 }),
      fitted: fitted * scales.y.unit,
      fittedPercent: 100 * ratio(fitted * scales.y.unit, to: problem.samples.ySpan),
      fittedRelative: ratio(fitted, to: target.greatestFitted),
      fittedInPlaces: fitted / formats[.estimate].leastPlace,
      fittedRatio: decibels(target.squares, over: problem.size.squares(difference)))
  }
}

/// The greatest difference of two lists' elements; infinite if one is no number.
func greatestDifference(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).map { left, right in
    (left - right).isFinite ? abs(left - right) : .infinity
  }.max() ?? 0
}

private func ratio(_ error: Double, to value: Double) -> Double {
  error == 0 ? 0 : error.isFinite ? error / value : .infinity
}

private func decibels(_ signal: Double, over noise: Double) -> Double {
  guard noise.isFinite, signal.isFinite else { return -.infinity }
  return noise == 0 ? .infinity : 10 * log10(signal / noise)
}
