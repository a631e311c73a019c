import Datapath
import Reference
import Samples

/// The worst errors of many parameters, each figure by itself.
///
/// A cycle has many thetas, and few of them are the worst in anything. What is cheap in plain Double, with a bound of its
/// rounding, shows that of most; the others' figures are computed as those of a single theta are.
struct WorstErrors {
  /// Nil before the first.
  private(set) var figures: ErrorFigures?
  /// Of the worst ratios in decibels, what they are the logarithms of.
  private var (parameterPower, fittedPower) = (Double.infinity, Double.infinity)

  /// Takes parameters in scaled units, measured from a target.
  mutating func take(_ theta: SIMD4<Double>, from target: ErrorTarget, _ plan: Plan) {
    let size = plan.problem.size
    let difference = theta - target.theta
    let (signal, noise) = (
      (target.theta * target.theta).sum(), (difference * difference).sum()
    )
    if let figures {
      let (parameter, fitted) = (difference.greatestMagnitude, size.greatest(difference))
      let isNoWorse =
        parameter / target.theta.greatestMagnitude <= figures.parameterRelative
        && parameter / plan.design.formats[.theta].lsb <= figures.parameterInPlaces
        && signal >= parameterPower * noise * Bounded.above
        && fitted * plan.scales.y.unit <= figures.fitted
        && fitted / size.greatest(target.theta) <= figures.fittedRelative
        && size.nearSquares(target.theta).least
          >= fittedPower * size.nearSquares(difference).greatest * Bounded.above
        && plan.problem.nearly.areWithin(figures.parameter, theta, of: target)
      if isNoWorse { return }
    }
    let errors = plan.errors(of: theta, against: target)
    if figures == nil { figures = errors } else { figures!.worsen(to: errors) }
    parameterPower = min(parameterPower, signal / noise)
    fittedPower = min(fittedPower, size.squares(target.theta) / size.squares(difference))
  }
}

/// The coefficients in the data's units as plain Doubles give them: an affine map of the scaled parameters.
struct NearCoefficients: Sendable {
  private let origin: SIMD4<Double>
  private let slopes: InlineArray<4, SIMD4<Double>>

  init(_ scales: SampleScales, degree: Int) {
    let origin = scales.coefficients(inDataUnits: .zero, degree: degree)
    self.origin = origin
    slopes = .init { index in
      guard index <= degree else { return .zero }
      var unit = SIMD4<Double>.zero
      unit[index] = 1
      return scales.coefficients(inDataUnits: unit, degree: degree) - origin
    }
  }

  /// Whether no coefficient is farther than a bound from the target's; false where that is not sure.
  func areWithin(_ bound: Double, _ theta: SIMD4<Double>, of target: ErrorTarget) -> Bool {
    let known = target.coefficients
    let from = known == nil ? theta - target.theta : theta
    var value = known.map { origin - $0 } ?? .zero
    var summed = origin.magnitudes + (known ?? origin).magnitudes
    for index in slopes.indices {
      value += slopes[index] * from[index]
      // A slope is a difference from the origin, and no better known than that.
      summed +=
        (slopes[index].magnitudes + origin.magnitudes)
        * (abs(theta[index]) + abs(target.theta[index]))
    }
    return all(value.magnitudes + summed * Bounded.rounding .<= SIMD4(repeating: bound))
  }
}
