import Cases
import FixedPoint
import Foundation
import Samples
import Testing

@testable import Datapath

/// How many designs are drawn: more for a long run, with `HARDFIT_SETTLING=10000 Tests/run --filter Settling`.
private let designCount =
  ProcessInfo.processInfo.environment["HARDFIT_SETTLING"].flatMap { UInt64($0) } ?? 200

/// What a run ends in, against a loop that runs until its state repeats.
@Suite struct SettlingTests {
  /// The thetas of a for-next loop without a tolerance, the initial one first, up to the first that was there before.
  private struct Brute {
    var thetas: [[Int128]]
    /// Where the last of them was before; nil where none returned.
    var start: Int?

    init(_ simulation: Simulation, epochs: Int) {
      var configuration = simulation.configuration
      configuration.tolerance = simulation.design.neverConverges
      configuration.maximumEpochs = UInt32(epochs)
      thetas =
        [configuration.initialTheta]
        + ForNextLoop(simulation.design, configuration, simulation.samples).epochs.map(\.theta)
      var seen: [[Int128]: Int] = [:]
      for (epoch, theta) in thetas.enumerated() {
        start = seen[theta]
        if start != nil {
          thetas.removeSubrange((epoch + 1)...)
          return
        }
        seen[theta] = epoch
      }
    }

    var period: Int? { start.map { thetas.count - 1 - $0 } }

    /// The thetas from an epoch on, for ever.
    func later(than epoch: Int) -> [[Int128]] {
      guard let start, let period else { return Array(thetas[epoch...]) }
      return (epoch..<max(epoch, start) + period).map {
        thetas[$0 < start ? $0 : start + ($0 - start) % period]
      }
    }
  }

  private func settling(_ simulation: Simulation, beyond budget: Int, capacity: Int)
    -> (RunResult, Settling)
  {
    var all = [Settling(simulation, capacity: capacity)]
    let run = simulation.run { beat in
      all[0].add(beat.theta)
      return true
    }
    Settling.goOn(&all, atMost: budget)
    return (run, all[0])
  }

  @Test
  func `period, first epoch and all later thetas are those of running until the state repeats`()
    throws
  {
    let budget = 150
    var met = (stalls: 0, cycles: 0, late: 0, open: 0)
    for seed in UInt64(0)..<designCount {
      let run = RandomRun(
        seed: seed, style: DesignStyle(isTight: !seed.isMultiple(of: 4)), samples: 1...6)
      let simulation = run.simulation
      for capacity in [1 << 18, 2 + Int(seed % 40)] {
        let (result, settling) = settling(simulation, beyond: budget, capacity: capacity)
        let brute = Brute(simulation, epochs: result.epochs + budget)
        let label: Comment = "seed \(seed), at most \(capacity) kept"
        #expect(settling.cycle?.period == brute.period, label)
        #expect(settling.cycle?.firstEpoch == brute.start.map { max(1, $0) }, label)
        var visited: [[Int128]] = []
        settling.forEach(from: result.epochs) { epoch, theta in
          #expect(epoch == result.epochs + visited.count, label)
          visited.append((0...run.design.degree).map { theta[$0] })
        }
        let expected = brute.later(than: result.epochs)
        #expect(
          brute.start == nil ? visited.starts(with: expected) : visited == expected, label)
        switch brute.period {
        case nil: met.open += 1
        case 1: met.stalls += 1
        default: met.cycles += 1
        }
        if let start = brute.start, start > result.epochs { met.late += 1 }
      }
    }
    #expect(met.stalls > 0 && met.cycles > 0 && met.late > 0 && met.open > 0, "\(met)")
  }

  @Test func `the overflows in the cycle are those of its epochs alone`() {
    var met = (some: 0, fewer: 0)
    for seed in UInt64(0)..<designCount {
      let run = RandomRun(seed: seed, style: DesignStyle(isTight: true), samples: 1...6)
      let (_, settling) = settling(run.simulation, beyond: 150, capacity: 1 << 18)
      guard let cycle = settling.cycle else {
        #expect(settling.overflowInCycle == nil)
        continue
      }
      let brute = Brute(run.simulation, epochs: 200)
      var configuration = run.configuration
      configuration.tolerance = run.design.neverConverges
      configuration.initialTheta = brute.thetas[brute.start!]
      configuration.maximumEpochs = UInt32(cycle.period)
      let expected = ForNextLoop(run.design, configuration, run.samples).overflow
      #expect(settling.overflowInCycle == expected, "seed \(seed)")
      met.some += expected == 0 ? 0 : 1
      met.fewer += expected == run.simulation.run().overflow ? 0 : 1
    }
    #expect(met.some > 0 && met.fewer > 0, "\(met)")
  }

  // MARK: Errors

  private static let data: [SampleColumns] = (0..<6).map { kind in
    var random = SplitMix64(seed: UInt64(kind))
    let x = (0..<12 + kind).map { _ in Double.random(in: -1...1, using: &random) }
    let y = x.map { 0.7 * $0 - 0.2 + Double.random(in: -0.1...0.1, using: &random) }
    return SampleColumns(x: x, y: y)
  }

  /// A design of few bits, which comes round soon.
  private func plan(_ seed: UInt64) -> Plan? {
    var random = SplitMix64(seed: seed)
    func width(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var settings = Settings()
    settings.capacity = 32
    settings.degree = width(1...3)
    settings.scale = [.standardize, .pow2, Scaling.none].randomElement(using: &random)
    settings.epochs = width(1...60)
    settings.loss = .mean
    settings.learningRate = Double.random(in: 0.02...1.2, using: &random)
    if Bool.random(using: &random) {
      settings.initialTheta = (0...settings.degree!).map { _ in WrittenNumber(0.5) }
    }
    if width(0...3) == 0 { settings.tolerance = .value(0.001) }
    do {
      for word in [
        "theta.width=\(width(4...9))", "y.width=\(width(4...9))", "estimate.width=\(width(4...9))",
        "error.width=\(width(3...8))", "step.width=\(width(3...8))",
        "theta.overflow=\(["SAT", "WRAP"].randomElement(using: &random)!)",
        "error.quantization=\(["TRN", "RND", "RND_CONV"].randomElement(using: &random)!)",
      ] {
        try settings.setFormat(word)
      }
      if width(0...2) == 0 { try settings.setFormat("theta.integer=\(width(-1...1))") }
      return try Plan(settings, columns: Self.data[width(0...5)])
    } catch { return nil }
  }

  @Test func `settled errors are the worst that are found by running until the state repeats`()
    throws
  {
    var met = (
      stalls: 0, cycles: 0, late: 0, worse: 0, unstable: 0, overflown: 0, held: 0, far: 0
    )
    for seed in UInt64(0)..<designCount {
      guard let plan = plan(seed) else { continue }
      let budget = 300
      let fit = Fit(plan, settle: budget)
      let settled = fit.settled
      let brute = Brute(plan.simulation, epochs: fit.run.epochs + budget)
      #expect(settled.cycle?.period == brute.period, "seed \(seed)")
      #expect(settled.cycle?.firstEpoch == brute.start.map { max(1, $0) }, "seed \(seed)")
      guard let start = brute.start else {
        #expect(!settled.end.isSettled, "seed \(seed)")
        continue
      }

      let leastSquares = plan.scaledLeastSquares
      let place = plan.design.formats[.theta].lsb
      var (parameter, fitted, noise, double) = (0.0, 0.0, 0.0, 0.0)
      var reference = fit.referenceTheta
      for (offset, words) in brute.later(than: fit.run.epochs).enumerated() {
        let theta = words.map { Double($0) * place }
        if offset > 0 { reference = Self.epoch(plan, reference) }
        var squares = 0.0
        for x in plan.scaled.x {
          func value(_ theta: [Double]) -> Double { theta.reversed().reduce(0) { $0 * x + $1 } }
          let error = value(theta) - value(leastSquares)
          fitted = max(fitted, abs(error))
          squares += error * error
          double = max(double, abs(value(theta) - value(reference)))
        }
        noise = max(noise, squares)
        for (mine, other) in zip(theta, leastSquares) {
          parameter = max(parameter, abs(mine - other) / place)
        }
      }
      let signal = plan.scaled.x.reduce(0.0) { sum, x in
        let value = leastSquares.reversed().reduce(0) { $0 * x + $1 }
        return sum + value * value
      }
      func isNear(_ found: Double, _ expected: Double) -> Bool {
        abs(found - expected) <= 1e-9 * max(1, abs(expected))
      }
      let worst = settled.againstLeastSquares
      #expect(isNear(worst.fitted, fitted * plan.scales.y.unit), "seed \(seed)")
      #expect(isNear(worst.parameterInPlaces, parameter), "seed \(seed)")
      #expect(isNear(worst.fittedRatio, 10 * log10(signal / noise)), "seed \(seed)")
      #expect(
        !plan.rate.isStable
          || isNear(settled.againstReference.fitted, double * plan.scales.y.unit), "seed \(seed)")
      let end = fit.errorsAgainstLeastSquares
      #expect(
        zip(worst.all, end.all).enumerated().allSatisfy { index, pair in
          [3, 8].contains(index) ? pair.0 <= pair.1 : pair.0 >= pair.1
        }, "seed \(seed)")

      // Diverged: the rate is unstable, or theta or the update overflows for ever, and the fit is worse than it began.
      var configuration = plan.configuration
      configuration.tolerance = plan.design.neverConverges
      configuration.initialTheta = brute.thetas[start]
      configuration.maximumEpochs = UInt32(brute.period!)
      let loop = ForNextLoop(plan.design, configuration, plan.quantized.samples)
      let overflows =
        loop.overflow & (1 << UInt16(Node.theta.rawValue) | 1 << UInt16(Node.update.rawValue)) != 0
      let begin = brute.thetas[0].map { Double($0) * place }
      let isFarther =
        fitted
        > plan.scaled.x.reduce(0.0) { greatest, x in
          func value(_ theta: [Double]) -> Double { theta.reversed().reduce(0) { $0 * x + $1 } }
          return max(greatest, abs(value(begin) - value(leastSquares)))
        }
      let hasGrown = fit.run.epochs > 1 && fit.run.loss > fit.history[0].loss
      let hasDiverged = !plan.rate.isStable && (isFarther || hasGrown) || isFarther && overflows
      #expect(
        settled.end == (hasDiverged ? .diverged : brute.period == 1 ? .stalled : .cycle),
        "seed \(seed)")
      met.unstable += !plan.rate.isStable && hasDiverged ? 1 : 0
      met.overflown += plan.rate.isStable && hasDiverged ? 1 : 0
      met.held += overflows && !hasDiverged ? 1 : 0
      met.far += isFarther && !hasDiverged ? 1 : 0

      met.stalls += brute.period == 1 ? 1 : 0
      met.cycles += brute.period == 1 ? 0 : 1
      met.late += start > fit.run.epochs ? 1 : 0
      met.worse += worst.fitted > end.fitted ? 1 : 0
    }
    #expect(met.stalls > 0 && met.cycles > 0 && met.late > 0 && met.worse > 0, "\(met)")
    #expect(met.unstable > 0 && met.overflown > 0 && met.held > 0 && met.far > 0, "\(met)")
  }

  /// Eq. 3 in Double, once.
  private static func epoch(_ plan: Plan, _ theta: [Double]) -> [Double] {
    var next = theta
    for (x, y) in zip(plan.scaled.x, plan.scaled.y) {
      let error = y - theta.reversed().reduce(0) { $0 * x + $1 }
      var power = plan.rate.step
      for k in theta.indices {
        next[k] += power * error
        power *= x
      }
    }
    return next
  }
}
