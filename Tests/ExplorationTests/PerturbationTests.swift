import Cases
import Exploration
import Samples
import Testing

/// The variations of a case: what they keep, what they change, and that designs are judged by the worst of them.
@Suite struct PerturbationTests {
  private func noisy(_ count: Int = 40, _ seed: UInt64 = 3) throws -> SampleColumns {
    let samples = try SyntheticSamples(
      coefficients: [20, 1.5, -0.1], from: -3, to: 6, count: count, sigma: 0.2, spacing: .uniform,
      decimals: 3, seed: seed)
    let pairs = Array(samples)
    return SampleColumns(
      x: pairs.map { Double($0.x) / 1e3 }, y: pairs.map { Double($0.y) / 1e3 })
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a line without noise stays a line, of another gain and offset`(seed: UInt64) {
    let x = (0..<30).map { Double($0) }
    let y = x.map { 100 + 2 * $0 }
    let columns = SampleColumns(x: x, y: y)
    var shifts: Set<Double> = []
    for number in 1...5 {
      let other = columns.perturbed(number, seed: seed, fitted: y)
      #expect(other.count == 30 && Set(other.x).isSubset(of: x))
      #expect(Set(other.x).count < 30, "rows are drawn with replacement")
      // Two points give the gain; all others lie on their line.
      let (a, b) = (
        other.x.indices.min { other.x[$0] < other.x[$1] }!,
        other.x.indices.max { other.x[$0] < other.x[$1] }!
      )
      let slope = (other.y[b] - other.y[a]) / (other.x[b] - other.x[a])
      let gain = slope / 2
      // ȳ = 129 lies at x = 14.5; the span is 58.
      let offset = other.y[a] + slope * (14.5 - other.x[a]) - 129
      #expect((0.95...1.05).contains(gain) && abs(offset) <= 2.9, "seed \(seed): \(gain) \(offset)")
      for i in other.x.indices {
        #expect(abs(other.y[i] - other.y[a] - slope * (other.x[i] - other.x[a])) < 1e-9)
      }
      shifts.formUnion([gain, offset])
    }
    #expect(shifts.count == 10, "each variation has its own")
  }

  @Test func `noise is made of the residuals, times the gain`() {
    let columns = SampleColumns(
      x: (0..<40).map { Double($0) }, y: (0..<40).map { $0 % 2 == 0 ? 1 : -1 })
    let other = columns.perturbed(1, seed: 7, fitted: Array(repeating: 0, count: 40))
    let values = Set(other.y).sorted()
    #expect(values.count == 2 && (1.9...2.1).contains(values[1] - values[0]), "\(values)")
    let ups = other.y.count { $0 == values[1] }
    #expect((8...32).contains(ups), "a residual belongs to no row: \(ups) of 40 are up")
    #expect(zip(other.x, other.y).contains { (Int($0) % 2 == 0) != ($1 == values[1]) })
  }

  @Test func `a seed decides the bits of every variation, here and elsewhere`() throws {
    let columns = try noisy()
    let fitted = columns.y.map { $0 * 0.99 }
    func checksum(_ number: Int, _ seed: UInt64) -> String {
      let other = columns.perturbed(number, seed: seed, fitted: fitted)
      var checksum = Checksum()
      checksum.add(other.x)
      checksum.add(other.y)
      return checksum.text
    }
    #expect(checksum(1, 1) == checksum(1, 1))
    #expect(Set([checksum(1, 1), checksum(2, 1), checksum(1, 2)]).count == 3)
    #expect(checksum(3, 11) == Self.known)
  }

  private static let known = "8be6fa19e2491499cfa5b9cfabd8f3b7"

  @Test func `few different x are kept different, so that the fit still is one`() {
    let columns = SampleColumns(
      x: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], y: [1, 1, 1, 1, 1, 1, 1, 1, 1, 3])
    for number in 1...50 {
      let other = columns.perturbed(number, seed: 1, fitted: Array(columns.y))
      #expect(other.distinctX(upTo: 3) == 2)
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `the worst row is the worst of the pinned design on every variation`(seed: UInt64) throws {
    let columns = try noisy(30, seed)
    var settings = Settings()
    settings.epochs = 25
    settings.scale = [.standardize, .pow2, .minmax][Int(seed % 3)]
    let space = try DesignSpace(grid: [
      try Variation(parsing: "theta.fraction=4,9"), try Variation(parsing: "degree=1,2"),
      try Variation(parsing: "y.width=7,70"),
    ])
    let perturbation = Perturbation(
      count: 4, seed: seed, degree: space.greatestDegree([settings]))
    let sweepCase = try SweepCase(
      name: "data", settings: settings, columns: columns, perturbation: perturbation)
    let evaluation = Evaluation(space, cases: [sweepCase])
    let names = evaluation.columns.names
    let original = try ScaledSamples(columns, settings)
    let fit = try Problem(original, degree: 2)
    let fitted = original.scaled.x.map { z in
      original.scales.y.offset + original.scales.y.unit
        * (fit.scaledLeastSquares[0] + z
          * (fit.scaledLeastSquares[1] + z * fit.scaledLeastSquares[2]))
    }
    var judged = 0
    for design in 0..<space.count {
      let rows = evaluation.rows(design..<design + 1)
      #expect(rows.map { $0.figures[1].text } == ["data", "worst", "mean"])
      guard let plan = try? evaluation.plan(design, on: sweepCase) else {
        #expect(rows.allSatisfy { $0.figures[names.firstIndex(of: "stop")!] == .text("refused") })
        continue
      }
      var errors: [Double] = []
      var overflows: [Double] = []
      for number in 0...4 {
        let data = number == 0 ? columns : columns.perturbed(number, seed: seed, fitted: fitted)
        let scaled = try ScaledSamples(data, settings, calibratedAs: original)
        let run = Fit(try Plan(plan.pinned, problem: Problem(scaled, degree: plan.degree)))
        #expect(run.plan.design == plan.design && run.plan.configuration == plan.configuration)
        errors.append(run.errorsAgainstLeastSquares.fittedPercent)
        overflows.append(Double(run.overflows(at: .y)))
      }
      func worst(_ name: String) -> Double? { rows[1].figures[names.firstIndex(of: name)!].number }
      #expect(worst("ls_fit_percent") == errors.max(), "seed \(seed), design \(design)")
      #expect(worst("overflow_y") == overflows.max(), "seed \(seed), design \(design)")
      judged += 1
    }
    #expect(judged == 4)
  }
}

/// Which parameters count as a coincidence.
@Suite struct CoincidenceTests {
  private func plan(_ slope: Double, _ offset: Double, fraction: Int) throws -> Plan {
    let x = (0...20).map { Double($0) / 20 - 0.5 }
    var settings = Settings()
    settings.scale = Scaling.none
    settings.epochs = 10
    settings.formats[.theta] = FormatChoice()
    settings.formats[.theta]?.fractionBits = fraction
    return try Plan(
      settings, columns: SampleColumns(x: x, y: x.map { offset + slope * $0 }))
  }

  @Test
  func `parameters near words of theta are one where half an LSB would cost more than the error`()
    throws
  {
    // Both within 0.01 LSB of 2^-4: P = 0.02² = 4e-4.
    let near = try plan(0.75 + 0.01 / 16, -0.25, fraction: 4)
    let found = try #require(Coincidence(near, error: 0.01, among: 1))
    #expect(abs(found.distance - 0.01) < 1e-9 && abs(found.probability - 4e-4) < 1e-9)
    #expect(found.lsb == 0x1p-4 && abs(found.bound - 0x1p-5 * 1.5) < 1e-12)
    // Among a hundred LSBs such a thing is nothing unusual; an error beyond the bound owes it nothing.
    #expect(Coincidence(near, error: 0.01, among: 100) == nil)
    #expect(Coincidence(near, error: 0.05, among: 1) == nil)
    // One parameter alone proves nothing.
    #expect(Coincidence(try plan(0.77, -0.25, fraction: 4), error: 0.01, among: 1) == nil)
  }

  @Test
  func `as many designs are called lucky as the threshold says, where parameters fall by chance`()
    throws
  {
    var generator = SplitMix64(seed: 5)
    var lucky = 0
    let count = 2000
    for _ in 0..<count {
      let (a, b) = (
        Double(generator.next() >> 11) * 0x1p-53, Double(generator.next() >> 11) * 0x1p-53
      )
      if Coincidence(try plan(a, b, fraction: 4), error: 0, among: 1) != nil { lucky += 1 }
    }
    // 20 are expected; the chance of fewer than 5 or more than 40 is below 1e-4.
    #expect((5...40).contains(lucky), "\(lucky) of \(count)")
  }
}
