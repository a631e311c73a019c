/// The closed form as a spreadsheet's trend line has it: sums of powers, a linear system, R².
///
/// One pass sums xᵏ and xᵏy; the normal equations are solved by Cholesky's decomposition (G. H. Golub, C. F. Van Loan,
/// Matrix Computations, section 5.3.2); a second pass sums the squares that R² compares. On scaled samples the system is
/// well conditioned; ``LeastSquares`` is the one that is right for all, and the measure here.
public struct MomentFit: Algorithm {
  public private(set) var theta: [Double]
  /// Σ xᵏ, k = 0 … 2D.
  private var powers: [Double]
  /// Σ xᵏ y, k = 0 … D.
  private var products: [Double]
  /// The lower triangle of Cholesky's factor, by rows.
  private var factor: [Double]
  private var x = 0.0
  private var y = 0.0
  private var power = 0.0
  private var residual = 0.0
  private var total = 0.0

  /// - Parameters:
  ///   - theta: what the parameters are before the fit.
  public init(theta: [Double]) {
    self.theta = theta
    powers = Array(repeating: 0, count: 2 * theta.count - 1)
    products = Array(repeating: 0, count: theta.count)
    factor = Array(repeating: 0, count: theta.count * (theta.count + 1) / 2)
  }

  /// R² of the fit; nil where y is constant.
  public var rSquared: Double? { total > 0 ? 1 - residual / total : nil }

  /// - Returns: the loss of the fit.
  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    let degree = theta.count - 1
    for row in 0..<samples.count {
      (x, y) = (samples.x[row], samples.y[row])
      power = 1
      powers[0] = arithmetic.add(powers[0], 1)
      products[0] = arithmetic.add(products[0], y)
      for k in 1...(2 * degree) {
        power = arithmetic.multiply(power, x)
        powers[k] = arithmetic.add(powers[k], power)
        if k <= degree {
          products[k] = arithmetic.add(products[k], arithmetic.multiply(power, y))
        }
      }
    }
    solve(&arithmetic)
    let mean = arithmetic.divide(products[0], powers[0])
    for row in 0..<samples.count {
      (x, y) = (samples.x[row], samples.y[row])
      power = arithmetic.subtract(y, horner(theta, x, &arithmetic))
      residual = arithmetic.add(residual, arithmetic.multiply(power, power))
      power = arithmetic.subtract(y, mean)
      total = arithmetic.add(total, arithmetic.multiply(power, power))
    }
    storage.observe([self])
    return residual
  }

  private mutating func solve(_ arithmetic: inout Arithmetic<Double>) {
    func place(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }
    let order = theta.count
    for row in 0..<order {
      for column in 0...row {
        var rest = powers[row + column]
        for k in 0..<column {
          rest = arithmetic.subtract(
            rest, arithmetic.multiply(factor[place(row, k)], factor[place(column, k)]))
        }
        factor[place(row, column)] =
          row == column
          ? arithmetic.squareRoot(rest) : arithmetic.divide(rest, factor[place(column, column)])
      }
    }
    for row in 0..<order {
      var rest = products[row]
      for k in 0..<row {
        rest = arithmetic.subtract(rest, arithmetic.multiply(factor[place(row, k)], theta[k]))
      }
      theta[row] = arithmetic.divide(rest, factor[place(row, row)])
    }
    for row in (0..<order).reversed() {
      var rest = theta[row]
      for k in (row + 1)..<max(order, row + 1) {
        rest = arithmetic.subtract(rest, arithmetic.multiply(factor[place(k, row)], theta[k]))
      }
      theta[row] = arithmetic.divide(rest, factor[place(row, row)])
    }
  }
}

extension MomentFit {
  /// θ, 2D + 1 and D + 1 sums, the triangle; x, y, the power; the two sums of R².
  public static func storage(degree: Int) -> BitFormula {
    let order = degree + 1
    return BitFormula(words: order + (2 * degree + 1) + order + order * (order + 1) / 2 + 5)
  }

  /// All of it, since it has no epochs: both passes and the solution of the system.
  public static func operations(degree: Int) -> OperationFormula {
    let order = degree + 1
    let inFactor = (order * order * order - order) / 6
    let inSolution = order * (order - 1)
    return OperationFormula(
      aSample: OperationCount(
        multiplications: 2 * degree + degree + degree + 2,
        additions: 2 * degree + 1 + order + degree + 1 + 1 + 2),
      anEpoch: OperationCount(
        multiplications: inFactor + inSolution, additions: inFactor + inSolution,
        divisions: order * (order + 1) / 2 + 2 * order + 1))
  }
}
