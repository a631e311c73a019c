import Datapath
import Reference
import Samples
import Testing

@testable import Cases

/// Which learning rate is chosen, and what is said of it.
@Suite struct LearningRateTests {
  /// The extreme eigenvalues of the moment matrix of a line, from the quadratic formula.
  private func eigenvalues(_ x: [Double]) -> (least: Double, greatest: Double) {
    let (n, s, q) = (
      Double(x.count), x.reduce(0, +), x.reduce(0) { $0 + $1 * $1 }
    )
    let root = ((n - q) * (n - q) + 4 * s * s).squareRoot()
    let greatest = (n + q + root) / 2
    return ((n * q - s * s) / greatest, greatest)
  }

  private func line(_ count: Int, _ x: (Int) -> Double = { Double($0) }) -> SampleColumns {
    let x = (0..<count).map(x)
    return SampleColumns(x: x, y: x.enumerated().map { 2 * $1 + Double($0 % 3) })
  }

  private func plan(
    _ columns: SampleColumns, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> Plan {
    var settings = Settings()
    settings.capacity = 4096
    change(&settings)
    return try Plan(settings, columns: columns)
  }

  @Test(arguments: [nil, Scaling.none, .minmax, .pow2])
  func `the limits and the best rate are those of the moment matrix`(scaling: Scaling?) throws {
    for loss in [Objective.sum, .mean] {
      let columns = line(30) { Double($0) / 9 - 1 }
      let plan = try plan(columns) { ($0.scale, $0.loss) = (scaling, loss) }
      let (least, greatest) = eigenvalues(Array(plan.scaled.x))
      let ofStep = loss == .sum ? 0.5 : 15.0  // η = μ/2, or μN/2
      #expect(abs(plan.rate.greatestStable / (2 / greatest * ofStep) - 1) < 1e-12)
      #expect(
        plan.rate.step == plan.rate.eta / ofStep
          || abs(plan.rate.step / (plan.rate.eta / ofStep) - 1) < 1e-15)
      let contraction = max(
        abs(1 - plan.rate.step * least), abs(1 - plan.rate.step * greatest))
      #expect(abs(plan.rate.contraction - contraction) < 1e-12)
      guard case .derived = plan.rate.origin else { continue }
      let best = 2 / (least + greatest) * ofStep
      // Three digits, rounded down.
      #expect(plan.rate.eta <= best && plan.rate.eta > best * 0.99)
    }
  }

  @Test func `0.01 is taken where it converges, and the fastest elsewhere, with the reason`() throws
  {
    let usual = try plan(line(36))
    #expect(usual.rate.origin == .usual && usual.rate.eta == 0.01)
    #expect(!usual.notes.contains { $0.text.contains("learning rate") })

    let many = try plan(line(400))
    #expect(many.rate.origin == .derived(usualIsUnstable: true))
    #expect(
      many.notes.contains {
        $0.severity == .information
          && $0.text.contains("0.01 is unstable here (the largest stable value is 0.0025)")
          && $0.text.hasPrefix("learning rate \(many.rate.eta), from the extreme eigenvalues")
      })

    let mean = try plan(line(36)) { $0.loss = .mean }
    #expect(mean.rate.origin == .derived(usualIsUnstable: false))
    #expect(mean.notes.contains { $0.text.contains("0.01 would take too many epochs") })
    // The same rate, had the user said it, is taken without a word.
    let given = try plan(line(36)) { $0.learningRate = 0.02 }
    #expect(given.rate.origin == .given && given.rate.eta == 0.02)
    #expect(!given.notes.contains { $0.severity == .warning })
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `whatever is chosen by default is stable and lets the loss fall`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let degree = Int.random(in: 1...3, using: &random)
    let columns = randomColumns(
      degree: degree, count: Int.random(in: 8...80, using: &random), using: &random)
    let plan = try plan(columns) {
      $0.degree = degree
      $0.scale = Scaling.allCases.randomElement(using: &random)
      $0.loss = Bool.random(using: &random) ? .mean : .sum
    }
    #expect(plan.rate.isStable && plan.rate.eta > 0, "seed \(seed)")
    var descent = Descent(plan.scaled, step: plan.rate.step, theta: plan.initialTheta)
    let history = descent.history(until: StopRules(maximumEpochs: 60))
    for (before, after) in zip(history.losses, history.losses.dropFirst()) {
      #expect(after <= before * (1 + 1e-9) + 1e-12, "seed \(seed): \(before) \(after)")
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func
    `just above the stable limit the loss grows, just below it does not, and only the first is warned of`(
      seed: UInt64
    ) throws
  {
    var random = SplitMix64(seed: seed)
    let columns = randomColumns(degree: 1, count: 20, using: &random)
    let limit = try plan(columns).rate.greatestStable
    for (factor, isStable) in [(0.98, true), (1.02, false)] {
      let plan = try plan(columns) { $0.learningRate = limit * factor }
      #expect(plan.rate.isStable == isStable)
      let warnings = plan.notes.filter { $0.severity == .warning && $0.text.contains("unstable") }
      #expect(warnings.count == (isStable ? 0 : 1))
      if let warning = warnings.first {
        let told = try #require(warning.text.split(separator: " ").last.flatMap { Double($0) })
        #expect(told <= limit && told > limit * 0.99, "\(warning.text)")
      }
      var descent = Descent(plan.scaled, step: plan.rate.step, theta: [100, 100])
      let losses = descent.history(until: StopRules(maximumEpochs: 2000)).losses
      #expect((losses[1500] <= losses[500] * (1 + 1e-9)) == isStable, "seed \(seed), \(factor)")
    }
  }

  @Test func `the epochs are as many as the slowest mode needs, unless the user says otherwise`()
    throws
  {
    let easy = try plan(line(36))
    #expect(easy.epochs == 100)
    let slow = try plan(line(36)) {
      ($0.scale, $0.degree) = (.minmax, 3)
    }
    let needed = try #require(slow.rate.epochsNeeded)
    #expect(slow.epochs == needed && needed > 100)
    #expect(slow.notes.contains { $0.text.hasPrefix("\(needed) epochs, because the slowest part") })
    let few = try plan(line(36)) { ($0.scale, $0.degree, $0.epochs) = (.minmax, 3, 5) }
    #expect(few.epochs == 5)
    #expect(
      few.notes.contains {
        $0.severity == .information
          && $0.text.hasPrefix("5 epochs are too few for theta's LSB")
      })
    let hopeless = try plan(line(36) { 1000 + Double($0) }) { $0.scale = Scaling.none }
    #expect(hopeless.epochs == Plan.greatestDefaultEpochs)
    #expect(hopeless.notes.contains { $0.severity == .warning && $0.text.contains("too few") })
  }

  @Test(.timeLimit(.minutes(20)))
  func `a rate of any size is rounded down to three digits, and that ends`() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      let value = Double(
        sign: .plus, exponent: Int.random(in: -1074...1023, using: &random),
        significand: .random(in: 1..<2, using: &random))
      let rounded = LearningRate.roundedDown(value)
      #expect(rounded <= value * (1 + 1e-12) && rounded >= 0.989 * value, "\(value) seed \(seed)")
    }
    for value in [0, -1, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude] {
      #expect(LearningRate.roundedDown(value) <= value)
    }
    #expect(LearningRate.roundedDown(.nan).isNaN)
  }
}
