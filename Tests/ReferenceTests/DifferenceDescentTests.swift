import Testing

@testable import Reference

/// The algorithms that difference a loss, perturbed or recorded, against what theory says of them.
@Suite struct DifferenceDescentTests {
  @Test("Finite differences have the order of theory where the loss is no parabola")
  func order() {
    // E = θ₀⁴ + e^… would do as well; θ₀⁵ has every derivative that shows.
    func errors(_ difference: Difference) -> [Double] {
      [0x1p-4, 0x1p-5, 0x1p-6, 0x1p-7].map { step in
        var quotient = DifferenceQuotient(parameters: 2)
        var arithmetic = Arithmetic<Double>()
        let theta = [1.0, 2.0]
        func loss(_ theta: [Double]) -> Double {
          theta[0] * theta[0] * theta[0] * theta[0] * theta[0] + 3 * theta[1]
        }
        let found = quotient.derivative(
          difference, 0, at: theta, loss(theta), step: step, &arithmetic
        ) { trial, _ in loss(trial) }
        return abs(found - 5)
      }
    }
    for (difference, order) in [(Difference.forward, 2.0), (.central, 4)] {
      let errors = errors(difference)
      for (wide, narrow) in zip(errors, errors.dropFirst()) {
        #expect(abs(wide / narrow - order) < 0.12 * order, "\(difference): \(errors)")
      }
    }
  }

  @Test("On the sum of squares central differences are exact, forward ones off by h Σ x²ᵏ")
  func quadraticLoss() throws {
    let samples = try AlgorithmTests.samples(64, seed: 19)
    let moments = Stability(x: samples.x, degree: 2).moments
    let theta = [0.5, -1, 0.25]
    let exact = samples.lossAndGradient(at: theta).gradient.map { -2 * $0 }
    let stream = SampleStream(samples)
    for step in [1.0, 0x1p-3, 0x1p-8] {
      for difference in Difference.allCases {
        for k in 0...2 {
          var (pass, arithmetic) = (LossPass(), Arithmetic<Double>())
          var quotient = DifferenceQuotient(parameters: 3)
          let here = pass.loss(of: stream, at: theta, &arithmetic)
          let found = quotient.derivative(
            difference, k, at: theta, here, step: step, &arithmetic
          ) { trial, arithmetic in pass.loss(of: stream, at: trial, &arithmetic) }
          // E(θ + h) = E + h E′ + h² Σ x²ᵏ, and no more terms.
          let bias = difference == .forward ? step * moments[2 * k] : 0
          #expect(
            abs(found - exact[k] - bias) < 1e-13 * here / step, "\(difference), h \(step), k \(k)")
        }
      }
    }
  }

  @Test("Forward differences stop half of h beside least squares, as their bias has it")
  func forwardBias() throws {
    let samples = try AlgorithmTests.samples(100, seed: 5)
    let stability = Stability(x: samples.x, degree: 1)
    let best = try LeastSquares(samples, degree: 1).coefficients
    var algorithm = DifferenceDescent(.forward, theta: [0, 0], rate: stability.bestStep / 2)
    let run = algorithm.run(
      SampleStream(samples), until: StopRules(maximumEpochs: 200),
      curve: DescentCurve(target: best, height: 1, bound: 1e-6))
    // 2 H d + h diag(H) = 0 with H of two rows.
    let (m0, m1, m2) = (stability.moments[0], stability.moments[1], stability.moments[2])
    let determinant = m0 * m2 - m1 * m1
    let h = 0x1p-26
    let expected = [
      -h / 2 * (m2 * m0 - m1 * m2) / determinant, -h / 2 * (m0 * m2 - m1 * m0) / determinant,
    ]
    for k in 0...1 {
      #expect(abs(run.theta[k] - best[k] - expected[k]) < 0.5 * h, "\(run.theta) \(best)")
    }
    #expect(run.curve.error(of: run.theta) > 1e-10)
  }

  @Test("Where both parameters move, ΔE/Δθ is not the derivative; one at a time it is")
  func history() throws {
    let samples = try AlgorithmTests.samples(80, seed: 29)
    let (from, both) = ([0.1, 0.2], [0.3, 0.5])
    func loss(_ theta: [Double]) -> Double { samples.lossAndGradient(at: theta).loss }
    func derivative(_ k: Int, _ from: [Double], _ to: [Double]) -> Double {
      let halfway = zip(from, to).map { ($0 + $1) / 2 }
      return -2 * samples.lossAndGradient(at: halfway).gradient[k]
    }
    // ΔE = Σ gₖ Δθₖ with the derivatives halfway, exactly, for E is quadratic.
    let rise = loss(both) - loss(from)
    let sum = (0...1).reduce(0.0) { $0 + derivative($1, from, both) * (both[$1] - from[$1]) }
    #expect(abs(rise - sum) < 1e-12 * loss(from))
    for k in 0...1 {
      let quotient = rise / (both[k] - from[k])
      #expect(abs(quotient - derivative(k, from, both)) > 0.1 * abs(quotient))
      var one = from
      one[k] = both[k]
      let honest = (loss(one) - loss(from)) / (one[k] - from[k])
      #expect(abs(honest - derivative(k, from, one)) < 1e-11 * loss(from))
    }
  }

  @Test(
    "Secants of probes that differ come to least squares; Eq. 2′ as it stands does not",
    arguments: 1...3)
  func historyEnds(degree: Int) throws {
    let samples = try AlgorithmTests.samples(150, seed: 61)
    let stability = Stability(x: samples.x, degree: degree)
    let best = try LeastSquares(samples, degree: degree).coefficients
    let (theta, rate) = (Array(repeating: 0.0, count: degree + 1), stability.bestStep / 2)
    let (stream, rules) = (SampleStream(samples), StopRules(maximumEpochs: 3000))
    let curve = DescentCurve(target: best, height: 1, bound: 1e-9)
    var secants = SecantDescent(theta: theta, rate: rate)
    let run = secants.run(stream, until: rules, curve: curve)
    #expect(run.curve.reached != nil && run.curve.last!.error < 1e-11)
    var history = HistoryDescent(theta: theta, rate: rate)
    #expect(!(history.run(stream, until: rules, curve: curve).curve.last!.error < 1e-3))
    // Once the probes are made, the curve is Eq. 3's.
    let probes = SecantDescent.probes(degree: degree)
    #expect(probes == [6, 10, 15][degree - 1])
    var loop = StreamedDescent(theta: theta, step: 2 * rate)
    let exact = loop.run(stream, until: StopRules(maximumEpochs: 20), curve: curve)
    for (mine, other) in zip(run.curve.points.dropFirst(probes), exact.curve.points.dropFirst()) {
      #expect(abs(mine.loss - other.loss) < 1e-10 * other.loss, "\(mine.epoch)")
    }
  }

  @Test("A step along g teaches nothing about any other direction: the last moves become one")
  func conditioning() throws {
    let samples = try AlgorithmTests.samples(100, seed: 13)
    let stability = Stability(x: samples.x, degree: 2)
    let rows = HistoryConditioning.table(
      samples, step: stability.bestStep / 3, theta: [0, 0, 0], epochs: 300)
    #expect(rows.map(\.loop) == [2, 3, 5, 10, 20, 50, 100, 200])
    #expect(rows[0].condition == nil)
    let conditions = rows.compactMap(\.condition)
    #expect(conditions.last! > 100 * conditions.first! || conditions.last!.isInfinite)
    #expect(HistoryConditioning.condition([[1, 0], [0, 3]]) == 1)
    #expect(HistoryConditioning.condition([[1, 1], [2, 2]]).isInfinite)
    #expect(HistoryConditioning.condition([[1, 1], [0, 0]]).isInfinite)
    // Two unit vectors at 60°: eigenvalues 1 ± 1/2.
    let atSixty = HistoryConditioning.condition([[1, 0], [0.5, 0.75.squareRoot()]])
    #expect(abs(atSixty - 3.0.squareRoot()) < 1e-12)
  }
}
