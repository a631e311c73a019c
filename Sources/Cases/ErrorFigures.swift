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
    plan.errors(
      of: Parameters(theta, plan), against: ErrorTarget(Parameters(referenceTheta, plan), plan))
  }

  /// The errors against least squares.
  public var errorsAgainstLeastSquares: ErrorFigures {
    plan.errors(of: Parameters(theta, plan), against: ErrorTarget(leastSquaresOf: plan))
  }
}

/// Parameters, low to high; 0 above the degree. Without arrays, since every epoch of a cycle has some.
struct Parameters {
  /// In scaled units.
  let theta: SIMD4<Double>
  /// In the data's units.
  let coefficients: SIMD4<Double>

  init(_ theta: [Double], _ plan: Plan) {
    self.init(SIMD4(padding: theta), plan)
  }

  /// The words of `theta`.
  init(_ words: InlineArray<4, Int128>, _ plan: Plan) {
    var theta = SIMD4<Double>.zero
    for k in 0...plan.degree { theta[k] = plan.design.formats[.theta].value(ofRaw: words[k]) }
    self.init(theta, plan)
  }

  private init(_ theta: SIMD4<Double>, _ plan: Plan) {
    self.theta = theta
    coefficients = plan.scales.coefficients(inDataUnits: theta, degree: plan.degree)
  }

  /// Least squares, whose coefficients are known better in the data's units.
  fileprivate init(leastSquaresOf plan: Plan) {
    theta = SIMD4(padding: plan.scaledLeastSquares)
    coefficients = SIMD4(padding: plan.leastSquares.coefficients)
  }
}

/// The parameters from which errors are measured, and how large they are.
struct ErrorTarget {
  fileprivate let parameters: Parameters
  fileprivate let greatestFitted: Double
  fileprivate let squares: Double

  init(_ parameters: Parameters, _ plan: Plan) {
    self.parameters = parameters
    greatestFitted = plan.problem.size.greatest(parameters.theta)
    squares = plan.problem.size.squares(parameters.theta)
  }

  init(leastSquaresOf plan: Plan) { self.init(Parameters(leastSquaresOf: plan), plan) }

  var isFinite: Bool { parameters.theta.isFinite }
}

/// The greatest differences of some parameters from a target, each by itself.
///
/// Every figure but for its constants grows with one of them. So for all thetas of a cycle they are gathered first, and divisions and
/// logarithms are done once.
struct GreatestDifferences {
  fileprivate var coefficient = 0.0
  fileprivate var theta = 0.0
  fileprivate var thetaSquares = 0.0
  fileprivate var fitted = 0.0
  fileprivate var fittedSquares = 0.0

  /// Takes the differences of parameters.
  mutating func take(_ parameters: Parameters, _ target: ErrorTarget, _ plan: Plan) {
    let difference = parameters.theta - target.parameters.theta
    func take(_ value: Double, _ greatest: inout Double) {
      greatest = max(greatest, value.isNaN ? .infinity : value)
    }
    take(
      (parameters.coefficients - target.parameters.coefficients).greatestMagnitude, &coefficient)
    take(difference.greatestMagnitude, &theta)
    take((difference * difference).sum(), &thetaSquares)
    take(plan.problem.size.greatest(difference), &fitted)
    take(plan.problem.size.squares(difference), &fittedSquares)
  }
}

extension Plan {
  /// The errors of parameters.
  func errors(of parameters: Parameters, against target: ErrorTarget) -> ErrorFigures {
    var differences = GreatestDifferences()
    differences.take(parameters, target, self)
    return errors(differences, from: target)
  }

  /// The errors that the greatest differences from a target make.
  func errors(_ differences: GreatestDifferences, from target: ErrorTarget) -> ErrorFigures {
    let formats = design.formats
    let fitted = differences.fitted
    return ErrorFigures(
      parameter: differences.coefficient,
      parameterRelative: ratio(
        differences.theta, to: target.parameters.theta.greatestMagnitude),
      parameterInPlaces: differences.theta / formats[.theta].lsb,
      parameterRatio: decibels(
        (target.parameters.theta * target.parameters.theta).sum(), over: differences.thetaSquares),
      fitted: fitted * scales.y.unit,
      fittedPercent: 100 * ratio(fitted * scales.y.unit, to: problem.samples.ySpan),
      fittedRelative: ratio(fitted, to: target.greatestFitted),
      fittedInPlaces: fitted / formats[.estimate].lsb,
      fittedRatio: decibels(target.squares, over: differences.fittedSquares))
  }
}

extension SIMD4<Double> {
  fileprivate init(padding values: [Double]) {
    self = .zero
    for (k, value) in values.enumerated() { self[k] = value }
  }

  var isFinite: Bool { sum().isFinite || indices.allSatisfy { self[$0].isFinite } }

  /// The greatest magnitude; infinite if one is no number.
  fileprivate var greatestMagnitude: Double {
    isFinite ? replacing(with: -self, where: self .< 0).max() : .infinity
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
