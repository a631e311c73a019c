/// Eq. 3 in `Double` as the for-next loop that it is: a sample in, its products taken up, the sample forgotten.
///
/// The stored properties are all that it remembers. ``Descent`` computes the same, faster; this one is counted.
public struct StreamedDescent: Way {
  private var words: DescentWords<Double>
  private var gradient: [Double]
  // The sample that is passing, and its products.
  private var x = 0.0
  private var y = 0.0
  private var error = 0.0
  private var product = 0.0

  public var theta: [Double] { words.theta }

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - step: μ of Eq. 3.
  public init(theta: [Double], step: Double) {
    words = DescentWords(theta: theta, rate: -step)
    gradient = Array(repeating: 0, count: theta.count)
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    for k in gradient.indices { gradient[k] = 0 }
    var loss = 0.0
    for row in 0..<samples.count {
      (x, y) = (samples.x[row], samples.y[row])
      error = arithmetic.subtract(y, horner(words.theta, x, &arithmetic))
      loss = arithmetic.add(loss, arithmetic.multiply(error, error))
      product = error
      gradient[0] = arithmetic.add(gradient[0], product)
      for k in 1..<gradient.count {
        product = arithmetic.multiply(product, x)
        gradient[k] = arithmetic.add(gradient[k], product)
      }
    }
    words.take(loss: loss)
    // θₖ ← θₖ + μ Σ e xᵏ: the rate is −μ.
    for k in gradient.indices { words.descend(k, gradient[k], &arithmetic) }
    storage.observe([self])
    return loss
  }
}

extension StreamedDescent {
  /// θ and a gradient for each parameter; μ, E, E_prev; x, y, e and the product.
  public static func storage(degree: Int) -> BitFormula {
    BitFormula(words: 2 * (degree + 1) + 3 + 4)
  }

  /// Horner, e², a product for each power; the sums; the update.
  public static func operations(degree: Int) -> OperationFormula {
    OperationFormula(
      aSample: OperationCount(
        multiplications: 2 * degree + 1, additions: 2 * degree + 3),
      anEpoch: OperationCount(multiplications: degree + 1, additions: degree + 1))
  }
}
