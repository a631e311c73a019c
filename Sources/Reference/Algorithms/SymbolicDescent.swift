/// Eq. 2 with derivatives by rule: the loss is written out as a polynomial of θ, x and y, differentiated term by term,
/// and what comes out is divided by the error. The quotient is −2 xᵏ, and that is Eq. 3.

/// The loss of one sample as a polynomial, and its derivatives, simplified.
public struct SymbolicDerivative: Sendable {
  /// e = y − Σ θₖ xᵏ.
  public let error: Polynomial
  /// e², written out.
  public let loss: Polynomial
  /// ∂e²/∂θₖ, written out.
  public let derivatives: [Polynomial]
  /// What is left of each once e is divided out: a number times a power of x.
  public let factors: [Polynomial]
  /// The same as numbers.
  let leading: [(coefficient: Int, power: Int)]

  /// - Precondition: degree ≥ 0.
  public init(degree: Int) {
    var estimate = Polynomial(0)
    for k in 0...degree {
      estimate = estimate + Polynomial(.theta(k)) * Polynomial(.x(0), power: k)
    }
    let error = Polynomial(.y(0)) - estimate
    let loss = error * error
    derivatives = (0...degree).map { loss.derivative(for: .theta($0)) }
    let factors = derivatives.map { derivative in
      guard let factor = derivative.dividedExactly(by: error) else {
        preconditionFailure("the derivative of e² has the factor e")
      }
      return factor
    }
    leading = factors.map { factor in
      guard let term = factor.sortedTerms.first, factor.terms.count == 1 else {
        preconditionFailure("the derivative of e² is e times one term")
      }
      return (term.coefficient, term.monomial.powers[.x(0), default: 0])
    }
    (self.error, self.loss, self.factors) = (error, loss, factors)
  }

  /// The derivation as lines of formulas.
  public var lines: [String] {
    var lines = ["e = \(error)", "e² = \(loss)"]
    for (k, derivative) in derivatives.enumerated() {
      lines.append("∂e²/∂\(Symbol.theta(k)) = \(derivative) = (\(factors[k])) · e")
    }
    lines += updates
    return lines
  }

  /// Eq. 3, a line a parameter.
  public var updates: [String] {
    leading.indices.map { k in
      let (coefficient, power) = leading[k]
      let times = power == 0 ? "" : " x" + superscriptText(power)
      return
        "\(Symbol.theta(k)) ← \(Symbol.theta(k)) − η Σ ∂e²/∂\(Symbol.theta(k)) = \(Symbol.theta(k)) + \(-coefficient)η Σ e\(times)"
    }
  }
}

public struct SymbolicDescent: Algorithm {
  private var words: DescentWords<Double>
  private var pass: GradientPass
  /// −2 for each parameter: the numbers that the formulas have before the power of x.
  private let coefficients: [Double]

  public var theta: [Double] { words.theta }

  /// - Parameters:
  ///   - rate: what the derivative of Σ e² is multiplied by: η for the sum, η/N for the mean.
  public init(_ formulas: SymbolicDerivative, theta: [Double], rate: Double) {
    precondition(
      formulas.leading.map(\.power) == Array(theta.indices), "a power of x for each parameter")
    words = DescentWords(theta: theta, rate: rate)
    pass = GradientPass(parameters: theta.count)
    coefficients = formulas.leading.map { Double($0.coefficient) }
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    let loss = pass.loss(of: samples, at: words.theta, &arithmetic)
    words.take(loss: loss)
    for (k, sum) in pass.gradient.enumerated() {
      words.descend(k, arithmetic.multiply(coefficients[k], sum), &arithmetic)
    }
    storage.observe([self])
    return loss
  }
}

extension SymbolicDescent {
  /// As Eq. 3, and a coefficient for each parameter.
  public static func storage(degree: Int) -> BitFormula {
    BitFormula(words: 3 * (degree + 1) + 3 + 4)
  }

  public static func operations(degree: Int) -> OperationFormula {
    OperationFormula(
      aSample: OperationCount(multiplications: 2 * degree + 1, additions: 2 * degree + 3),
      anEpoch: OperationCount(multiplications: 2 * (degree + 1), additions: degree + 1))
  }
}
