/// Eq. 2′: no derivative is computed; ∂E/∂θₖ is guessed from what E and θ did from loop to loop, as recorded.
///
///     ∂E/∂θₖ ≈ ΔE / Δθₖ
///
/// This is wrong as soon as two parameters move at once: ΔE is the sum of what both did, and the quotient credits all
/// of it to each. A loop gives one equation, ΔE = Σ gₖ Δθₖ, for D + 1 unknowns: information of rank one.
/// ``SecantDescent`` is what can be made of a history, ``HistoryConditioning`` has the figures.
public struct HistoryDescent: Algorithm {
  private var words: DescentWords<Double>
  /// The quotients.
  private var gradient: [Double]
  private var pass = LossPass()
  /// What was recorded: E of each loop, and θ, D + 1 numbers a loop.
  private var losses: [Double] = []
  private var thetas: [Double] = []

  public var theta: [Double] { words.theta }
  /// The first move raises E as often as not.
  public var stopsByTolerance: Bool { false }

  /// The first move, for which there is no history yet.
  static let probe = 0x1p-10

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - rate: what the derivative of Σ e² is multiplied by: η for the sum, η/N for the mean.
  public init(theta: [Double], rate: Double) {
    words = DescentWords(theta: theta, rate: rate)
    gradient = Array(repeating: 0, count: theta.count)
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    let loss = pass.loss(of: samples, at: words.theta, &arithmetic)
    let loop = losses.count
    losses.append(loss)
    thetas += words.theta
    words.take(loss: loss)
    let parameters = gradient.count
    if loop == 0 {
      for k in 0..<parameters { words.theta[k] = arithmetic.add(words.theta[k], Self.probe) }
    } else {
      let rise = arithmetic.subtract(losses[loop], losses[loop - 1])
      for k in 0..<parameters {
        let (now, before) = (thetas[loop * parameters + k], thetas[(loop - 1) * parameters + k])
        let moved = arithmetic.subtract(now, before)
        guard moved != 0 else { continue }  // it stood still: there is no quotient, so it stays
        gradient[k] = arithmetic.divide(rise, moved)
        words.descend(k, gradient[k], &arithmetic)
      }
    }
    storage.observe([self])
    return loss
  }
}

extension HistoryDescent {
  /// E and θ of each of T loops; θ and a quotient for each parameter; the rate, E, E_prev; x, y, e and their sum.
  public static func storage(degree: Int) -> BitFormula {
    BitFormula(wordsAnEpoch: degree + 2, words: 2 * (degree + 1) + 3 + 4)
  }

  /// Once the first move is made, and while every parameter moves.
  public static func operations(degree: Int) -> OperationFormula {
    OperationFormula(
      aSample: OperationCount(multiplications: degree + 1, additions: degree + 2),
      anEpoch: OperationCount(
        multiplications: degree + 1, additions: 1 + 2 * (degree + 1), divisions: degree + 1))
  }
}
