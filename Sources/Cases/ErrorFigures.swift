import Datapath
import FixedPoint
import Foundation
import Reference
import Samples

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
    plan.errors(of: SIMD4(padding: theta), against: ErrorTarget(referenceTheta))
  }

  /// The errors against least squares.
  public var errorsAgainstLeastSquares: ErrorFigures {
    plan.errors(of: SIMD4(padding: theta), against: ErrorTarget(leastSquaresOf: plan))
  }
}

/// The parameters from which errors are measured.
struct ErrorTarget {
  /// In scaled units, low to high; 0 above the degree.
  let theta: SIMD4<Double>
  /// In the data's units, where they are known better than by way of theta.
  let coefficients: SIMD4<Double>?

  init(_ theta: [Double]) {
    self.theta = SIMD4(padding: theta)
    coefficients = nil
  }

  init(leastSquaresOf plan: Plan) {
    theta = SIMD4(padding: plan.scaledLeastSquares)
    coefficients = SIMD4(padding: plan.leastSquares.coefficients)
  }
}

extension Plan {
  /// The errors of parameters in scaled units.
  func errors(of values: SIMD4<Double>, against target: ErrorTarget) -> ErrorFigures {
    let (formats, size) = (design.formats, problem.size)
    let difference = values - target.theta
    func coefficients(_ theta: SIMD4<Double>) -> SIMD4<Double> {
      scales.coefficients(inDataUnits: theta, degree: degree)
    }
    func finite(_ value: Double) -> Double { value.isNaN ? .infinity : value }
    let parameter = difference.greatestMagnitude
    let fitted = finite(size.greatest(difference))
    return ErrorFigures(
      parameter: (coefficients(values) - (target.coefficients ?? coefficients(target.theta)))
        .greatestMagnitude,
      parameterRelative: ratio(parameter, to: target.theta.greatestMagnitude),
      parameterInPlaces: parameter / formats[.theta].lsb,
      parameterRatio: decibels(
        (target.theta * target.theta).sum(), over: finite((difference * difference).sum())),
      fitted: fitted * scales.y.unit,
      fittedPercent: 100 * ratio(fitted * scales.y.unit, to: problem.samples.ySpan),
      fittedRelative: ratio(fitted, to: size.greatest(target.theta)),
      fittedInPlaces: fitted / formats[design.architecture == .stream ? .estimate : .y].lsb,
      fittedRatio: decibels(size.squares(target.theta), over: finite(size.squares(difference))))
  }
}

extension SIMD4<Double> {
  init(padding values: [Double]) {
    self = .zero
    for (k, value) in values.enumerated() { self[k] = value }
  }

  var isFinite: Bool { sum().isFinite || indices.allSatisfy { self[$0].isFinite } }

  @inline(__always) var magnitudes: Self { replacing(with: -self, where: self .< 0) }

  /// The greatest magnitude; infinite if one is no number.
  var greatestMagnitude: Double { isFinite ? magnitudes.max() : .infinity }
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
