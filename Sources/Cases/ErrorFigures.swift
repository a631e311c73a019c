import Datapath
import FixedPoint
import Foundation
import Samples

/// How far the parameters of a run, and the values they fit, are from others'.
///
/// Differences are formed in scaled units, as the hardware sees the samples, and those that are said to be in
/// the data's units are mapped back. A figure whose operands are beyond `Double` is infinite.
public struct ErrorFigures: Hashable, Sendable {
  /// The greatest difference of a coefficient, in the data's units.
  public let parameter: Double
  /// max |Δθₖ| / max |θₖ|, in scaled units.
  public let parameterRelative: Double
  /// max |Δθₖ| in last places of `theta`.
  public let parameterInPlaces: Double
  /// 10 log₁₀(Σ θₖ² / Σ Δθₖ²), in dB; infinite without a difference.
  public let parameterRatio: Double
  /// The greatest difference of a fitted value at a sample, in the data's units of y.
  public let fitted: Double
  /// max |Δŷᵢ| / max |ŷᵢ|, in scaled units.
  public let fittedRelative: Double
  /// max |Δŷᵢ| in last places of `estimate`.
  public let fittedInPlaces: Double
  /// The signal-to-quantisation-noise ratio 10 log₁₀(Σ ŷᵢ² / Σ Δŷᵢ²) in scaled units, in dB;
  /// infinite without a difference.
  public let fittedRatio: Double
}

extension ComparedRun {
  /// The errors against the Double reference at the same epoch.
  public var errorsAgainstReference: ErrorFigures { errors(against: referenceTheta) }

  /// The errors against least squares.
  public var errorsAgainstLeastSquares: ErrorFigures {
    errors(against: plan.scaledLeastSquares, plan.leastSquares.coefficients)
  }

  /// The errors against parameters, low to high, in scaled units.
  ///
  /// - Parameter coefficients: the same in the data's units, where they are known better.
  func errors(against other: [Double], _ coefficients: [Double]? = nil) -> ErrorFigures {
    let theta = theta
    let difference = zip(theta, other).map { $0 - $1 }
    let formats = plan.design.formats
    let parameter = Spread(difference, beside: other)
    var fitted = Spread()
    plan.scaled.x.withUnsafeBufferPointer { x in
      for z in x {
        var (delta, value) = (0.0, 0.0)
        for k in difference.indices.reversed() {
          delta = delta * z + difference[k]
          value = value * z + other[k]
        }
        fitted.add(delta, beside: value)
      }
    }
    return ErrorFigures(
      parameter: Self.greatestDifference(
        self.coefficients, coefficients ?? plan.coefficients(other)),
      parameterRelative: parameter.relative,
      parameterInPlaces: parameter.greatest / formats[.theta].leastPlace,
      parameterRatio: parameter.ratio,
      fitted: fitted.greatest * plan.scales.y.unit,
      fittedRelative: fitted.relative,
      fittedInPlaces: fitted.greatest / formats[.estimate].leastPlace,
      fittedRatio: fitted.ratio)
  }

  /// The greatest difference of two lists' elements; infinite if one is no number.
  static func greatestDifference(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).map { left, right in
      (left - right).isFinite ? abs(left - right) : .infinity
    }.max() ?? 0
  }
}

/// Differences beside what they are differences of: the greatest of each, and the sums of squares.
private struct Spread {
  private(set) var greatest = 0.0
  private var greatestValue = 0.0
  private var noise = 0.0
  private var signal = 0.0

  init() {}

  init(_ differences: [Double], beside values: [Double]) {
    for (difference, value) in zip(differences, values) { add(difference, beside: value) }
  }

  mutating func add(_ difference: Double, beside value: Double) {
    let magnitude = difference.isFinite ? abs(difference) : .infinity
    if magnitude > greatest { greatest = magnitude }
    if abs(value) > greatestValue { greatestValue = abs(value) }
    noise += difference * difference
    signal += value * value
  }

  var relative: Double {
    greatest == 0 ? 0 : greatest.isFinite ? greatest / greatestValue : .infinity
  }

  var ratio: Double {
    guard noise.isFinite, signal.isFinite else { return -.infinity }
    return noise == 0 ? .infinity : 10 * log10(signal / noise)
  }
}
