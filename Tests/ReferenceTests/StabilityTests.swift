import Testing

@testable import Reference

@Suite struct StabilityTests {
  @Test("Moments are the plain power sums")
  func moments() {
    for count in 0...19 {
      let x = (0..<count).map { Double($0 % 5 - 2) }
      let found = Stability(x: x, degree: 3).moments
      for k in 0...6 {
        let plain = x.reduce(0) { sum, value in
          sum + (0..<k).reduce(1) { power, _ in power * value }
        }
        #expect(found[k] == plain, "N \(count), k \(k)")
      }
    }
  }

  @Test("Two by two: the eigenvalues are the quadratic's roots")
  func quadratic() {
    let x = [0.5, -1, 2, 3.25]
    let found = Stability(x: x, degree: 1)
    let (n, s, q) = (4.0, 4.75, 15.8125)
    let root = ((n - q) * (n - q) / 4 + s * s).squareRoot()
    #expect(abs(found.leastEigenvalue - ((n + q) / 2 - root)) < 1e-14)
    #expect(abs(found.greatestEigenvalue - ((n + q) / 2 + root)) < 1e-14)
  }

  @Test("Eigenvalues keep trace, determinant and sum of squares of random symmetric matrices")
  func invariants() {
    var random = Seeded(41)
    for order in 1...5 {
      for _ in 0..<50 {
        var matrix = Array(repeating: Array(repeating: 0.0, count: order), count: order)
        for row in 0..<order {
          for column in 0...row {
            matrix[row][column] = .random(in: -1...1, using: &random)
            matrix[column][row] = matrix[row][column]
          }
        }
        let found = eigenvaluesOfSymmetric(matrix)
        let trace = (0..<order).reduce(0) { $0 + matrix[$1][$1] }
        let squares = matrix.joined().reduce(0) { $0 + $1 * $1 }
        #expect(abs(found.reduce(0, +) - trace) < 1e-13, "seed 41, order \(order)")
        #expect(abs(found.reduce(0) { $0 + $1 * $1 } - squares) < 1e-13, "seed 41, order \(order)")
        #expect(abs(found.reduce(1, *) - determinant(matrix)) < 1e-12, "seed 41, order \(order)")
        #expect(found == found.sorted())
      }
    }
    #expect(eigenvaluesOfSymmetric([[.nan]])[0].isNaN)
  }

  /// By expansion along the first row.
  private func determinant(_ matrix: [[Double]]) -> Double {
    guard matrix.count > 1 else { return matrix[0][0] }
    return matrix.indices.reduce(0) { sum, column in
      let minor = matrix.dropFirst().map { row in
        row.indices.filter { $0 != column }.map { row[$0] }
      }
      return sum + (column % 2 == 0 ? 1 : -1) * matrix[0][column] * determinant(minor)
    }
  }

  @Test("Just below the limit descent converges, just above it diverges", arguments: 1...3)
  func limit(degree: Int) throws {
    var random = Seeded(43)
    let x = (0..<100).map { _ in Double.random(in: -1...1, using: &random) }
    let y = (0..<100).map { _ in Double.random(in: -1...1, using: &random) }
    let samples = try Observations(x: x, y: y)
    let stability = Stability(x: x, degree: degree)
    let residual = try LeastSquares(samples, degree: degree).residualSumOfSquares
    let start = Array(repeating: 1.0, count: degree + 1)
    func excess(_ step: Double) -> Double {
      var descent = Descent(samples, step: step, theta: start)
      _ = descent.run(until: StopRules(maximumEpochs: 4000))
      return descent.epoch() - residual
    }
    let before = samples.lossAndGradient(at: start).loss - residual
    #expect(excess(0.99 * stability.stepLimit) < 0.1 * before, "seed 43")
    #expect(excess(1.01 * stability.stepLimit) > 10 * before, "seed 43")
    #expect(stability.isStable(step: 0.99 * stability.stepLimit))
    #expect(!stability.isStable(step: 1.01 * stability.stepLimit))
    #expect(!stability.isStable(step: 0) && !stability.isStable(step: .nan))
    #expect(stability.learningRateLimit(.sum) == 1 / stability.greatestEigenvalue)
    #expect(abs(stability.learningRateLimit(.mean) * stability.greatestEigenvalue - 100) < 1e-12)
  }

  @Test("No step contracts more than the best one, and the promised epochs are enough")
  func best() throws {
    var random = Seeded(47)
    let x = (0..<64).map { _ in Double.random(in: -1...1, using: &random) }
    let stability = Stability(x: x, degree: 2)
    let best = stability.contraction(step: stability.bestStep)
    let kappa = stability.conditionNumber
    #expect(abs(best - (kappa - 1) / (kappa + 1)) < 1e-14, "seed 47")
    for factor in [0.1, 0.9, 0.99, 1.01, 1.1, 1.9] {
      #expect(stability.contraction(step: factor * stability.bestStep) > best, "seed 47")
    }
    let samples = try Observations(x: x, y: x.map { 1 - $0 + 3 * $0 * $0 })
    let epochs = try #require(stability.epochs(toShrinkByBits: 20, step: stability.bestStep))
    var descent = Descent(samples, step: stability.bestStep, theta: [0, 0, 0])
    _ = descent.run(until: StopRules(maximumEpochs: epochs))
    let distance = zip(descent.theta, [1, -1, 3]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(distance.squareRoot() <= 11.0.squareRoot() * 0x1p-20, "seed 47")
  }

  @Test("Standardised samples shrink alike in all directions of a line: one epoch can do")
  func standardized() {
    let stability = Stability(x: [-1, 1, -1, 1], degree: 1)
    #expect(stability.eigenvalues == [4, 4])
    #expect(stability.bestStep == 0.25 && stability.contraction(step: 0.25) == 0)
    #expect(stability.epochs(toShrinkByBits: 50, step: 0.25) == 1)
    #expect(stability.epochs(toShrinkByBits: 10, step: 0.125) == 10)
    #expect(stability.epochs(toShrinkByBits: 0, step: 1) == 0)
    #expect(stability.epochs(toShrinkByBits: 1, step: 0.5) == nil)
  }

  @Test("Degenerate x has answers, not traps")
  func degenerate() {
    let same = Stability(x: [0.5, 0.5, 0.5], degree: 1)
    #expect(same.leastEigenvalue == 0 && same.conditionNumber == .infinity)
    #expect(same.contraction(step: same.bestStep) >= 1)
    #expect(same.epochs(toShrinkByBits: 1, step: same.bestStep) == nil)
    let none = Stability(x: [], degree: 2)
    #expect(none.eigenvalues == [0, 0, 0] && none.stepLimit == .infinity && none.samples == 0)
    let huge = Stability(x: [1e200, -1e200], degree: 1)
    #expect(huge.greatestEigenvalue.isNaN && !huge.isStable(step: 1e-300))
    #expect(huge.epochs(toShrinkByBits: 1, step: 1e-300) == nil)
  }
}
