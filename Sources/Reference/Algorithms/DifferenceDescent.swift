/// Eq. 2 by finite differences: each parameter is perturbed, and the samples pass once more for each perturbation.
///
/// E is quadratic in θ, so that central differences are exact but for rounding, and forward ones are off by half the
/// second derivative times h, which moves the point where they vanish. For other losses the errors are of order h² and
/// h (W. H. Press et al., Numerical Recipes, section 5.7). h is near the ε^(1/2) and ε^(1/3) that balance
/// truncation and rounding, as powers of two, so that θ + h is exact while θ is of ordinary size.

/// Which difference stands for the derivative.
public enum Difference: Sendable, Hashable, CaseIterable {
  /// (E(θ + h) − E(θ)) / h
  case forward
  /// (E(θ + h) − E(θ − h)) / 2h
  case central

  /// h for a parameter of magnitude 1 or less.
  var step: Double {
    switch self {
    case .forward: 0x1p-26
    case .central: 0x1p-17
    }
  }

}

/// A derivative as the quotient of two differences, with all that it remembers on the way.
struct DifferenceQuotient {
  /// The perturbed parameters.
  private var trial: [Double]
  private var upper = 0.0
  private var lower = 0.0
  private var above = 0.0
  private var below = 0.0

  init(parameters: Int) { trial = Array(repeating: 0, count: parameters) }

  /// The derivative of any loss for one parameter.
  ///
  /// - Parameters:
  ///   - here: the loss at θ, which forward differences need.
  ///   - step: h.
  mutating func derivative(
    _ difference: Difference, _ k: Int, at theta: [Double], _ here: Double, step: Double,
    _ arithmetic: inout Arithmetic<Double>,
    loss: ([Double], inout Arithmetic<Double>) -> Double
  ) -> Double {
    for index in theta.indices { trial[index] = theta[index] }
    upper = arithmetic.add(theta[k], step)
    trial[k] = upper
    above = loss(trial, &arithmetic)
    (lower, below) = (theta[k], here)
    if difference == .central {
      lower = arithmetic.subtract(theta[k], step)
      trial[k] = lower
      below = loss(trial, &arithmetic)
    }
    // The distance that there is, not the one that was meant: rounding of θ ± h does no harm.
    return arithmetic.divide(
      arithmetic.subtract(above, below), arithmetic.subtract(upper, lower))
  }
}

public struct DifferenceDescent: Algorithm {
  private var words: DescentWords<Double>
  private var gradient: [Double]
  private var quotient: DifferenceQuotient
  private var pass = LossPass()
  private let difference: Difference

  public var theta: [Double] { words.theta }

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - rate: what the derivative of Σ e² is multiplied by: η for the sum, η/N for the mean.
  public init(_ difference: Difference, theta: [Double], rate: Double) {
    self.difference = difference
    words = DescentWords(theta: theta, rate: rate)
    gradient = Array(repeating: 0, count: theta.count)
    quotient = DifferenceQuotient(parameters: theta.count)
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    var pass = pass
    let here = pass.loss(of: samples, at: words.theta, &arithmetic)
    for k in gradient.indices {
      gradient[k] = quotient.derivative(
        difference, k, at: words.theta, here,
        step: difference.step * max(1, abs(words.theta[k]).binade), &arithmetic
      ) { trial, arithmetic in
        pass.loss(of: samples, at: trial, &arithmetic)
      }
    }
    self.pass = pass
    words.take(loss: here)
    for k in gradient.indices { words.descend(k, gradient[k], &arithmetic) }
    storage.observe([self])
    return here
  }
}

extension DifferenceDescent {
  /// θ, its perturbed copy and a derivative for each parameter; the rate, E, E_prev; x, y, e and their sum; the two ends of
  /// a difference and the losses there.
  public static func storage(degree: Int) -> BitFormula {
    BitFormula(words: 3 * (degree + 1) + 3 + 4 + 4)
  }

  /// The loss at θ, which the rule that ends the descent needs, and one or two for each parameter.
  public static func passes(_ difference: Difference, degree: Int) -> Int {
    1 + (difference == .central ? 2 : 1) * (degree + 1)
  }

  public static func operations(_ difference: Difference, degree: Int) -> OperationFormula {
    let passes = passes(difference, degree: degree)
    let perParameter = difference == .central ? 4 : 3
    return OperationFormula(
      aSample: OperationCount(
        multiplications: passes * (degree + 1), additions: passes * (degree + 2)),
      anEpoch: OperationCount(
        multiplications: degree + 1, additions: (perParameter + 1) * (degree + 1),
        divisions: degree + 1))
  }
}
