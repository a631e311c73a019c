import Testing

@testable import Reference

/// The algorithms to a fit against each other and against their formulas.
@Suite struct AlgorithmTests {
  static func samples(_ count: Int, seed: UInt64) throws -> Observations {
    var generator = Seeded(seed)
    return try Observations(
      x: (0..<count).map { _ in .random(in: -1.5...1.5, using: &generator) },
      y: (0..<count).map { _ in .random(in: -1...1, using: &generator) })
  }

  /// Every algorithm with the same settings, by name, with its formulas.
  private static func algorithms(
    _ samples: Observations, degree: Int, objective: Objective, learningRate: Double
  ) -> [(
    name: String, algorithm: any DoubleAlgorithm, storage: BitFormula, operations: OperationFormula
  )] {
    let theta = Array(repeating: 0.0, count: degree + 1)
    let step = objective.step(learningRate: learningRate, samples: samples.count)
    let share = objective == .mean ? 1 / Double(samples.count) : nil
    return [
      (
        "Eq. 3", StreamedDescent(theta: theta, step: step),
        StreamedDescent.storage(degree: degree), StreamedDescent.operations(degree: degree)
      ),
      (
        "tape", TapeDescent(theta: theta, learningRate: learningRate, share: share),
        TapeDescent.storage(degree: degree, objective: objective),
        TapeDescent.operations(degree: degree, objective: objective)
      ),
      (
        "forward", DifferenceDescent(.forward, theta: theta, rate: step / 2),
        DifferenceDescent.storage(degree: degree),
        DifferenceDescent.operations(.forward, degree: degree)
      ),
      (
        "central", DifferenceDescent(.central, theta: theta, rate: step / 2),
        DifferenceDescent.storage(degree: degree),
        DifferenceDescent.operations(.central, degree: degree)
      ),
      (
        "history", HistoryDescent(theta: theta, rate: step / 2),
        HistoryDescent.storage(degree: degree), HistoryDescent.operations(degree: degree)
      ),
      (
        "secants", SecantDescent(theta: theta, rate: step / 2),
        SecantDescent.storage(degree: degree), SecantDescent.operations(degree: degree)
      ),
      (
        "symbolic",
        SymbolicDescent(SymbolicDerivative(degree: degree), theta: theta, rate: step / 2),
        SymbolicDescent.storage(degree: degree), SymbolicDescent.operations(degree: degree)
      ),
      (
        "closed form", MomentFit(theta: theta), MomentFit.storage(degree: degree),
        MomentFit.operations(degree: degree)
      ),
    ]
  }

  @Test(
    "What an algorithm holds, and what it computes in an epoch, is what its formulas say",
    arguments: [Objective.sum, .mean], 1...3)
  func formulas(objective: Objective, degree: Int) throws {
    for count in [degree + 3, 17, 300] {
      let samples = try Self.samples(count, seed: 41)
      let learningRate = Stability(x: samples.x, degree: degree).learningRateLimit(objective) / 4
      for epochs in [18, 37] {
        for (name, algorithm, storage, operations) in Self.algorithms(
          samples, degree: degree, objective: objective, learningRate: learningRate)
        {
          let run = algorithm.finished(samples, epochs: name == "closed form" ? 1 : epochs)
          let place: Comment =
            "\(name), N \(count), T \(run.curve.epochs), D \(degree), \(objective)"
          #expect(
            run.peakBits == storage.bits(samples: count, epochs: run.curve.epochs), place)
          // Where Eq. 2′ has run away, a parameter may have stood still.
          if name != "history" { #expect(run.stop == .maximumEpochs, place) }
          #expect(run.operations == operations.count(samples: count), place)
        }
      }
    }
  }

  @Test("Only the tape grows with N, only a history grows with T")
  func growth() throws {
    let samples = try Self.samples(30, seed: 3)
    let algorithms = Self.algorithms(samples, degree: 2, objective: .sum, learningRate: 1e-3)
    #expect(algorithms.filter { $0.storage.growsWithSamples }.map(\.name) == ["tape"])
    #expect(algorithms.filter { $0.storage.growsWithEpochs }.map(\.name) == ["history"])
    // And they really do: measured, not read off the formula.
    for (name, algorithm, _, _) in algorithms where name != "closed form" {
      let here = algorithm.finished(samples, epochs: 10).peakBits
      let longer = algorithm.finished(samples, epochs: 20).peakBits
      let more = algorithm.finished(try Self.samples(60, seed: 3), epochs: 10).peakBits
      #expect((longer > here) == (name == "history"), "\(name)")
      #expect((more > here) == (name == "tape"), "\(name)")
    }
  }

  @Test("A shared column counts once, every stored property counts, choices do not")
  func heldStorage() {
    struct Part {
      let numbers: [Double]
      let others: [Float]
      let one = 1.0
      let place = 3
      let choice = Objective.mean
      let nothing: Double? = nil
      let something: Double? = 2
      let nested: [[Double]]
    }
    let column = [1.0, 2, 3]
    let part = Part(numbers: column, others: [1, 2], nested: [[1], column, []])
    #expect(HeldStorage(of: part).bits == 3 * 64 + 2 * 32 + 64 + 64 + 64 + 64)
    #expect(HeldStorage(of: part, column, [4.0]).bits == HeldStorage(of: part).bits + 64)
  }

  @Test("The gradient of the tape is that of Eq. 3 in Double to 1e-12", arguments: 1...3)
  func tapeGradient(degree: Int) throws {
    var generator = Seeded(53)
    for count in [1, 2, 3, 10, 129, 1000] {
      let samples = try Self.samples(count, seed: 53 + UInt64(count))
      let theta = (0...degree).map { _ in Double.random(in: -2...2, using: &generator) }
      let expected = samples.lossAndGradient(at: theta).gradient
      let found = TapeDescent(theta: theta, learningRate: 1).gradient(SampleStream(samples))
      // Relative to the sum of magnitudes, for sums of both signs may cancel.
      let size = zip(samples.x, samples.y).reduce(0.0) { $0 + abs($1.1) + 2 * abs($1.0) + 2 }
      for k in 0...degree {
        let place: Comment = "seed 53, N \(count), k \(k)"
        #expect(
          abs(found[k] + 2 * expected[k]) <= 1e-12 * abs(2 * expected[k]) + 1e-15 * size, place)
      }
    }
  }

  @Test("The tape, run on symbols instead of numbers, gives the derivative by rule, in form")
  func tapeOnSymbols() {
    for degree in 1...3 {
      for count in 1...3 {
        let stream = SampleStream(
          x: (1...count).map { Polynomial(.x($0)) }, y: (1...count).map { Polynomial(.y($0)) })
        let theta = (0...degree).map { Polynomial(.theta($0)) }
        let found = TapeDescent(theta: theta, learningRate: Polynomial(1)).gradient(stream)
        for k in 0...degree {
          var loss = Polynomial(0)
          for row in 1...count {
            var error = Polynomial(.y(row))
            for j in 0...degree {
              error = error - Polynomial(.theta(j)) * Polynomial(.x(row), power: j)
            }
            loss = loss + error * error
          }
          #expect(found[k] == loss.derivative(for: .theta(k)), "degree \(degree), θ\(k)")
          #expect(found[k] != loss.derivative(for: .theta(degree - k)) || 2 * k == degree)
        }
      }
    }
  }

  @Test("The derivative by rule is −2 xᵏ times the error, and that is Eq. 3")
  func symbolic() throws {
    for degree in 1...3 {
      let formulas = SymbolicDerivative(degree: degree)
      for k in 0...degree {
        #expect(formulas.factors[k] == Polynomial(-2) * Polynomial(.x(0), power: k))
        #expect(formulas.derivatives[k] == formulas.factors[k] * formulas.error)
      }
    }
    let line = SymbolicDerivative(degree: 1)
    #expect(line.error.description == "−θ₁ x − θ₀ + y")
    #expect(line.factors.map(\.description) == ["−2", "−2 x"])
    #expect(
      line.updates == [
        "θ₀ ← θ₀ − η Σ ∂e²/∂θ₀ = θ₀ + 2η Σ e", "θ₁ ← θ₁ − η Σ ∂e²/∂θ₁ = θ₁ + 2η Σ e x",
      ])
    // Not everything has the factor: a polynomial that is no multiple is refused.
    #expect((line.loss + Polynomial(1)).dividedExactly(by: line.error) == nil)
    #expect(line.loss.dividedExactly(by: line.error) == line.error)
  }

  @Test("Eq. 3 as a counted loop, by rule and with a tape follow the fast loop", arguments: 1...3)
  func sameCurve(degree: Int) throws {
    let samples = try Self.samples(120, seed: 7)
    for objective in Objective.allCases {
      let learningRate = Stability(x: samples.x, degree: degree).learningRateLimit(objective) / 3
      let step = objective.step(learningRate: learningRate, samples: samples.count)
      var descent = Descent(samples, step: step, theta: Array(repeating: 0, count: degree + 1))
      let history = descent.history(until: StopRules(maximumEpochs: 50))
      for (name, algorithm, _, _) in Self.algorithms(
        samples, degree: degree, objective: objective, learningRate: learningRate)
      where ["Eq. 3", "tape", "symbolic", "central"].contains(name) {
        let run = algorithm.finished(samples, epochs: 50)
        let allowed = name == "central" ? 1e-8 : 1e-12
        for (point, loss) in zip(run.curve.points, history.losses) {
          #expect(abs(point.loss - loss) <= allowed * loss, "\(name), epoch \(point.epoch)")
        }
        for (mine, other) in zip(run.theta, descent.theta) {
          #expect(abs(mine - other) <= allowed, "\(name), degree \(degree)")
        }
      }
    }
  }

  @Test("The closed form from moments is least squares, with its R²", arguments: Certified.all)
  func momentFit(data: Certified) throws {
    func scaled(_ column: [Double]) -> [Double] {
      let mean = column.reduce(0, +) / Double(column.count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
      return column.map { ($0 - mean) / variance.squareRoot() }
    }
    let samples = try Observations(x: scaled(data.x), y: scaled(data.y))
    let best = try LeastSquares(samples, degree: data.degree)
    var (algorithm, arithmetic, storage) = (
      MomentFit(theta: Array(repeating: 0, count: data.degree + 1)), Arithmetic<Double>(),
      StorageMeter()
    )
    let loss = algorithm.epoch(SampleStream(samples), &arithmetic, &storage)
    for (mine, exact) in zip(algorithm.theta, best.coefficients) {
      #expect(abs(mine - exact) < 1e-13)
    }
    #expect(abs(loss - best.residualSumOfSquares) < 1e-12)
    #expect(abs(algorithm.rSquared! - data.rSquared) < 1e-12)
  }

  @Test("A curve tells the first epoch from which on the error stayed below the bound")
  func reached() {
    var curve = DescentCurve(target: [2, -4], height: 9, bound: 0.25)
    for theta in [[0, 0], [2, -3.5], [0, -4], [2, -4], [2.9, -4.9]] {
      curve.append(loss: 1, theta: theta)
    }
    #expect(curve.reached == 4 && curve.epochs == 5)
    #expect(curve.points.map(\.error) == [1, 0.125, 0.5, 0, curve.last!.error])
    curve.append(loss: 1, theta: [.nan, 0])
    #expect(curve.reached == nil && curve.last?.error == .infinity)
    for _ in 0..<100_000 { curve.append(loss: 1, theta: [2, -4]) }
    curve.finish()
    #expect(curve.points.count < 60_000 && curve.points.last?.epoch == 100_006)
    #expect(curve.reached == 7)
    // Parameters that are rounding are 0: errors are then as they are, or in units of y.
    #expect(DescentCurve(target: [1e-33, 0], height: 0, bound: 1).error(of: [1e-9, 0]) == 1e-9)
    #expect(DescentCurve(target: [1e-33, 0], height: 4, bound: 1).error(of: [1, 0]) == 0.25)
  }
}

/// An algorithm in `Double`, whatever its type.
protocol DoubleAlgorithm: Algorithm where Number == Double {}

extension StreamedDescent: DoubleAlgorithm {}
extension TapeDescent<Double>: DoubleAlgorithm {}
extension DifferenceDescent: DoubleAlgorithm {}
extension HistoryDescent: DoubleAlgorithm {}
extension SecantDescent: DoubleAlgorithm {}
extension SymbolicDescent: DoubleAlgorithm {}
extension MomentFit: DoubleAlgorithm {}

extension DoubleAlgorithm {
  /// A copy of it after a run.
  func finished(_ samples: Observations, epochs: Int) -> AlgorithmRun {
    var copy = self
    let target = (try? LeastSquares(samples, degree: theta.count - 1).coefficients) ?? theta
    return copy.run(
      SampleStream(samples), until: StopRules(maximumEpochs: epochs),
      curve: DescentCurve(target: target, height: 1, bound: 1e-6))
  }
}
