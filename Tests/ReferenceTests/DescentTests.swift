import Testing

@testable import Reference

@Suite struct DescentTests {
  /// Norris, standardised.
  private func standardized(_ data: Certified) throws -> Observations {
    func scaled(_ column: [Double]) -> [Double] {
      let mean = column.reduce(0, +) / Double(column.count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
      return column.map { ($0 - mean) / variance.squareRoot() }
    }
    return try Observations(x: scaled(data.x), y: scaled(data.y))
  }

  private func random(_ count: Int, _ generator: inout Seeded) throws -> Observations {
    try Observations(
      x: (0..<count).map { _ in .random(in: -1...1, using: &generator) },
      y: (0..<count).map { _ in .random(in: -1...1, using: &generator) })
  }

  @Test("Loss and gradient are those of the plain formulas, whatever N modulo 8")
  func plainFormulas() throws {
    var generator = Seeded(11)
    for count in Array(0...17) + [64, 1001] {
      for degree in 0...4 {
        let samples = try random(count, &generator)
        let theta = (0...degree).map { _ in Double.random(in: -1...1, using: &generator) }
        var loss = 0.0
        var gradient = Array(repeating: 0.0, count: degree + 1)
        for (x, y) in zip(samples.x, samples.y) {
          let error = y - theta.reversed().reduce(0) { $0 * x + $1 }
          loss += error * error
          var power = 1.0
          for k in 0...degree {
            gradient[k] += error * power
            power *= x
          }
        }
        let found = samples.lossAndGradient(at: theta)
        let allowed = 1e-14 * Double(count + 1)
        #expect(abs(found.loss - loss) <= allowed, "seed 11, N \(count), degree \(degree)")
        for k in 0...degree {
          #expect(abs(found.gradient[k] - gradient[k]) <= allowed, "seed 11, N \(count)")
        }
      }
    }
  }

  @Test("Integers are summed exactly, so a sample in the wrong place would show")
  func integers() throws {
    for count in 1...33 {
      let x = (0..<count).map { Double($0 % 7 - 3) }
      let y = (0..<count).map { Double($0 * $0 % 11) }
      let found = try Observations(x: x, y: y).lossAndGradient(at: [2, -1])
      let errors = zip(x, y).map { $1 - 2 + $0 }
      #expect(found.loss == errors.reduce(0) { $0 + $1 * $1 })
      #expect(found.gradient[0] == errors.reduce(0, +))
      #expect(found.gradient[1] == zip(errors, x).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }

  @Test("−2 times the sums of Eq. 3 is the derivative of Eq. 1 by central differences")
  func centralDifferences() throws {
    var generator = Seeded(23)
    let samples = try random(50, &generator)
    for degree in 1...3 {
      let theta = (0...degree).map { _ in Double.random(in: -1...1, using: &generator) }
      let gradient = samples.lossAndGradient(at: theta).gradient
      for k in 0...degree {
        // E is quadratic: central differences have no error but rounding.
        var left = theta
        var right = theta
        left[k] -= 0x1p-10
        right[k] += 0x1p-10
        let rise = samples.lossAndGradient(at: right).loss - samples.lossAndGradient(at: left).loss
        #expect(abs(rise / 0x1p-9 + 2 * gradient[k]) < 1e-9, "seed 23, degree \(degree), k \(k)")
      }
    }
  }

  @Test("The loop follows the closed form θ_n = θ* + (I − μH)ⁿ (θ_0 − θ*)", arguments: 1...3)
  func closedForm(degree: Int) throws {
    var generator = Seeded(31)
    let samples = try random(200, &generator)
    let minimum = try LeastSquares(samples, degree: degree).coefficients
    let stability = Stability(x: samples.x, degree: degree)
    let step = stability.bestStep
    let start = (0...degree).map { _ in Double.random(in: -1...1, using: &generator) }
    var distance = (0...degree).map { start[$0] - minimum[$0] }
    var descent = Descent(samples, step: step, theta: start)
    for epoch in 1...60 {
      let loss = descent.epoch()
      let excess = (0...degree).reduce(0.0) { sum, j in
        (0...degree).reduce(sum) { $0 + distance[j] * stability.moments[j + $1] * distance[$1] }
      }
      let residual = samples.lossAndGradient(at: minimum).loss
      #expect(abs(loss - residual - excess) < 1e-10, "seed 31, epoch \(epoch)")
      distance = (0...degree).map { j in
        distance[j]
          - step * (0...degree).reduce(0) { $0 + stability.moments[j + $1] * distance[$1] }
      }
      for k in 0...degree {
        let error = descent.theta[k] - minimum[k] - distance[k]
        #expect(abs(error) < 1e-12, "seed 31, epoch \(epoch), k \(k)")
      }
    }
    #expect(descent.epochs == 60)
  }

  @Test("The original setting, η = 0.01 and 100 epochs on the sum, finds Norris' line")
  func norris() throws {
    let samples = try standardized(.norris)
    let step = Objective.sum.step(learningRate: 0.01, samples: samples.count)
    var descent = Descent(samples, step: step, theta: [0, 0])
    let history = descent.history(until: StopRules(maximumEpochs: 100))
    #expect(history.epochs == 100 && history.stop == .maximumEpochs)
    #expect(abs(history.losses[0] - 36) < 1e-12)
    let best = try LeastSquares(samples, degree: 1)
    #expect(abs(history.losses[99] - best.residualSumOfSquares) < 1e-15)
    #expect(Array(history.theta(afterEpoch: 99)) == descent.theta)
    for k in 0...1 { #expect(abs(descent.theta[k] - best.coefficients[k]) < 1e-15) }
    for (one, next) in zip(history.losses, history.losses.dropFirst()) {
      #expect(next <= one + 1e-17)
    }
  }

  @Test("Rules stop where the machine's do")
  func stopRules() throws {
    let samples = try standardized(.norris)
    func run(_ rules: StopRules, step: Double = 0.02, theta: [Double] = [0, 0]) -> DescentHistory {
      var descent = Descent(samples, step: step, theta: theta)
      return descent.history(until: rules)
    }
    #expect(run(StopRules(maximumEpochs: 0)).epochs == 0)
    #expect(run(StopRules(maximumEpochs: -1)).epochs == 0)

    let converged = run(StopRules(maximumEpochs: 100, tolerance: 1e-3))
    #expect(converged.stop == .converged)
    let losses = converged.losses
    let last = losses.count - 1
    #expect(losses[last - 1] - losses[last] <= 1e-3)
    for epoch in 1..<last { #expect(losses[epoch - 1] - losses[epoch] > 1e-3) }

    // A loss that stays is one that falls by no more than 0.
    #expect(run(StopRules(maximumEpochs: 9, tolerance: 0), step: 0).epochs == 2)
    // No loss precedes the first epoch, so the greatest tolerance stops after the second.
    #expect(run(StopRules(maximumEpochs: 100, tolerance: .infinity)).epochs == 2)

    let stalled = run(StopRules(maximumEpochs: 10_000, stopsWhenStalled: true))
    #expect(stalled.stop == .stalled && stalled.epochs < 100)
    #expect(run(StopRules(maximumEpochs: 100, stopsWhenStalled: true), step: 0).epochs == 1)

    let diverged = run(StopRules(maximumEpochs: 10_000), step: 1)
    #expect(diverged.stop == .diverged && diverged.epochs < 1000)
    #expect(run(StopRules(maximumEpochs: 9), theta: [.nan, 0]).epochs == 1)
    #expect(run(StopRules(maximumEpochs: 9), theta: []).epochs == 9)
  }

  @Test("μ is 2η for the sum and 2η/N for the mean, and back")
  func objective() {
    #expect(Objective.sum.step(learningRate: 0.25, samples: 4) == 0.5)
    #expect(Objective.mean.step(learningRate: 0.25, samples: 4) == 0.125)
    for objective in Objective.allCases {
      let step = objective.step(learningRate: 0.25, samples: 8)
      #expect(objective.learningRate(step: step, samples: 8) == 0.25)
    }
    #expect(Objective.mean.step(learningRate: 1, samples: 0).isFinite)
  }
}
