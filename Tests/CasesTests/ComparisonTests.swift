import Cases
import Datapath
import Reference
import Samples
import Testing

/// A comparison's own part: what it makes of the algorithms and of the datapath.
@Suite struct ComparisonTests {
  private static func plan(_ settings: Settings, count: Int = 60) throws -> Plan {
    let samples = try SyntheticSamples(
      coefficients: [1, -2, 0.5, 0.3], from: -1, to: 2, count: count, sigma: 0.2,
      spacing: .uniform, decimals: 6, seed: 5)
    let pairs = samples.map { $0 }
    return try Plan(
      settings,
      columns: SampleColumns(
        x: pairs.map { Double($0.x) / 1e6 }, y: pairs.map { Double($0.y) / 1e6 }))
  }

  @Test(arguments: 1...3)
  func `the operations of moments, counted by its casts, are those of its description`(
    degree: Int
  ) throws {
    for count in [7, 60] {
      var settings = Settings()
      (settings.degree, settings.epochs, settings.architecture) = (degree, 9, .moments)
      let plan = try Self.plan(settings, count: count)
      let (fit, formula) = (Fit(plan), OperationFormula(plan.design))
      #expect(fit.operationsAnEpoch == formula.count(samples: count))
      #expect(fit.operationsOnce == formula.onceCount(samples: count))
      #expect(formula.multiplications == "\((degree + 1) * (degree + 3)), once \(3 * degree) N")
      #expect(formula.additions == "\((degree + 1) * (degree + 4)), once \(3 * degree + 3) N")
    }
  }

  @Test(arguments: 1...3)
  func `the datapath's operations, counted by its casts, are those of its description`(
    degree: Int
  ) throws {
    for count in [7, 60] {
      var settings = Settings()
      settings.degree = degree
      settings.epochs = 9
      let plan = try Self.plan(settings, count: count)
      let counted = Fit(plan).operationsAnEpoch
      #expect(counted == OperationFormula(plan.design).count(samples: count))
      #expect(counted.multiplications == 3 * degree * count + degree + 1)
      #expect(counted.additions == (2 * degree + 3) * count + degree + 1)
    }
  }

  @Test
  func `every algorithm has the same start, rate and epochs, and is measured by the same rule`()
    throws
  {
    var settings = Settings()
    settings.degree = 2
    settings.epochs = 40
    settings.loss = .mean
    settings.learningRate = 0.1
    settings.initialTheta = [0.5, -0.25, 1]
    let plan = try Self.plan(settings)
    var told: [Int] = []
    let comparison = Comparison(plan, reach: 1e-2) { told.append($0) }
    #expect(comparison.results.map(\.algorithm) == FittingAlgorithm.allCases)
    #expect(told == told.sorted() && told.last == Comparison.totalEpochs(plan))
    let first = plan.scaled.lossAndGradient(at: [0.5, -0.25, 1]).loss
    for result in comparison.results where result.algorithm != .closedForm {
      let run = try #require(result.run)
      #expect(run.curve.epochs == 40)
      #expect(abs(run.curve.points[0].loss - first) < 1e-3 * first, "\(result.algorithm)")
      #expect(run.error == run.curve.error(of: run.theta))
      #expect(run.coefficients == plan.coefficients(run.theta))
    }
    #expect(comparison[.loop]?.run?.curve.points.count == 40)
    #expect(comparison.rSquared != nil && comparison.tape.count == 10)
  }

  @Test func `a tolerance stops the algorithms that descend, not those that probe`() throws {
    var settings = Settings()
    settings.epochs = 300
    settings.learningRate = 0.002
    settings.tolerance = .value(1e-3)
    let comparison = Comparison(try Self.plan(settings))
    for result in comparison.results {
      let run = try #require(result.run)
      switch result.algorithm {
      case .datapath, .moments, .loop, .tape, .forward, .central, .symbolic:
        #expect(run.stop == "converged" && run.curve.epochs < 300, "\(result.algorithm)")
      case .history, .secants: #expect(run.stop != "converged", "\(result.algorithm)")
      case .closedForm: #expect(run.stop == "solved")
      }
    }
  }
}
