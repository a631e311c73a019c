/// What a history of losses says about a gradient, in figures: how wrong ΔE/Δθₖ is, and how nearly the last
/// moves are one and the same.
///
/// Taken on the curve of Eq. 3 itself, whose gradient is right, so that the history is as good as one can be.
public struct HistoryConditioning: Hashable, Sendable {
  /// The later of the two loops that a quotient is formed of, counted from 1.
  public let loop: Int
  /// ΔE/Δθₖ; nil where θₖ stood still.
  public let quotients: [Double?]
  /// ∂E/∂θₖ halfway, where for a quadratic E every central difference is exact.
  public let derivatives: [Double]
  /// The condition number of the D + 1 equations ΔE = g·Δθ of the last loops, each divided by its length: infinite for
  /// equations that say the same within rounding; nil where there are fewer yet.
  public let condition: Double?

  /// The loops at which the figures are taken.
  private static let loops: Set = [2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]

  /// The figures at loops 2, 3, 5, 10, 20, 50, … up to the number of epochs, or 10,000.
  ///
  /// - Parameters:
  ///   - step: μ of Eq. 3.
  public static func table(
    _ samples: Observations, step: Double, theta: [Double], epochs: Int
  ) -> [HistoryConditioning] {
    var rows: [HistoryConditioning] = []
    var moves: [[Double]] = []
    var descent = Descent(samples, step: step, theta: theta)
    var before = (theta: theta, loss: descent.epoch())
    while descent.epochs < min(epochs, 10_000) {
      let now = descent.theta
      let loss = descent.epoch()
      // Below this the moves are rounding.
      let least = 0x1p-40 * now.reduce(0) { max($0, abs($1)) }
      guard loss.isFinite, zip(now, before.theta).contains(where: { abs($0 - $1) > least }) else {
        break
      }
      moves = Array((moves + [zip(now, before.theta).map { $0 - $1 }]).suffix(theta.count))
      if loops.contains(descent.epochs) {
        let halfway = zip(now, before.theta).map { ($0 + $1) / 2 }
        rows.append(
          HistoryConditioning(
            loop: descent.epochs,
            quotients: moves[moves.count - 1].map { $0 == 0 ? nil : (loss - before.loss) / $0 },
            derivatives: samples.lossAndGradient(at: halfway).gradient.map { -2 * $0 },
            condition: moves.count == theta.count ? condition(moves) : nil))
      }
      before = (now, loss)
    }
    return rows
  }

  /// √(λ_max / λ_min) of the equations' products with each other.
  static func condition(_ rows: [[Double]]) -> Double {
    let lengths = rows.map { row in row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    guard lengths.allSatisfy({ $0 > 0 }) else { return .infinity }
    let unit = zip(rows, lengths).map { row, length in row.map { $0 / length } }
    let products = unit.map { left in
      unit.map { right in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let eigenvalues = eigenvaluesOfSymmetric(products)
    guard let least = eigenvalues.first, let greatest = eigenvalues.last, greatest > 0 else {
      return .infinity
    }
    // Below this the products' own rounding decides.
    return least > greatest * 0x1p-48 ? (greatest / least).squareRoot() : .infinity
  }
}
