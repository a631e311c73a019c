/// Eq. 3 in `Double` as the for-next loop that it is: a sample in, its products taken up, the sample forgotten.
///
/// The stored properties are all that it remembers. ``Descent`` computes the same, faster; this one is counted.
public struct StreamedDescent: Algorithm {
  private var words: DescentWords<Double>
  private var pass: GradientPass

  public var theta: [Double] { words.theta }

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - step: μ of Eq. 3.
  public init(theta: [Double], step: Double) {
    words = DescentWords(theta: theta, rate: -step)
    pass = GradientPass(parameters: theta.count)
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    let loss = pass.loss(of: samples, at: words.theta, &arithmetic)
    words.take(loss: loss)
    // θₖ ← θₖ + μ Σ e xᵏ: the rate is −μ.
    for (k, sum) in pass.gradient.enumerated() { words.descend(k, sum, &arithmetic) }
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
