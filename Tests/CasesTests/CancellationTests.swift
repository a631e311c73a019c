import Datapath
import FixedPoint
import Samples
import Testing

@testable import Cases

/// What the sums of `moments` lose, against sums and solutions of the test's own.
@Suite struct CancellationTests {
  /// A line through a few samples, with sums of so many fraction bits.
  private static func fit(
    _ columns: SampleColumns, _ formats: [String], degree: Int = 1, scale: Scaling? = nil
  ) throws -> Fit {
    var settings = Settings()
    settings.architecture = .moments
    settings.degree = degree
    settings.scale = scale
    settings.epochs = 3
    for format in formats { try settings.setFormat(format) }
    return Fit(try Plan(settings, columns: columns), settle: 0)
  }

  private static func formats(_ bits: Int, _ mode: Quantization) -> [String] {
    ["power", "moment", "cross"].flatMap {
      ["\($0).fraction=\(bits)", "\($0).quantization=\(mode.rawValue)"]
    }
  }

  @Test func `the shift is that of a line through sums rounded one by one`() throws {
    var random = SplitMix64(seed: seed)
    var moved = 0
    for _ in 0..<40 {
      let bits = Int.random(in: 5...24, using: &random)
      let columns = randomColumns(
        degree: 1, count: .random(in: 3...60, using: &random), using: &random)
      let mode = [Quantization.trn, .rnd].randomElement(using: &random)!
      let fit = try Self.fit(columns, Self.formats(bits, mode))
      let cancellation = try #require(fit.cancellation, "seed \(seed)")
      // In units of 2^-28 (x has 14 fraction bits, y as many): the exact sums, and those that drop bits.
      let samples = fit.plan.quantized.samples
      let (unit, place) = (28, samples.xFormat.fractionBits)
      #expect(place <= 14 && samples.yFormat.fractionBits <= 14)
      func dropped(_ value: Int128, _ bits: Int) -> Int128 {
        guard bits < unit else { return value }
        let lsb = Int128(1) << Int128(unit - bits)
        let biased = mode == .rnd ? value + lsb / 2 : value
        return (biased >> Int128(unit - bits)) << Int128(unit - bits)
      }
      var (exact, held) = ([Int128](repeating: 0, count: 5), [Int128](repeating: 0, count: 5))
      for index in 0..<samples.count {
        let x = samples.x.load(index, as: Int128.self) << Int128(14 - place)
        let y =
          samples.y.load(index, as: Int128.self)
          << Int128(14 - samples.yFormat.fractionBits)
        let terms = [1 << 28, x << 14, x * x, y << 14, x * y]
        for (sum, term) in terms.enumerated() {
          exact[sum] += term
          let power = sum == 2 ? dropped(term, bits) : term
          held[sum] = dropped(held[sum] + power, bits)
        }
      }
      func line(_ sums: [Int128]) -> (Double, Double) {
        // Cramer's rule, exact up to the last division.
        let (n, x, xx, y, xy) = (sums[0], sums[1], sums[2], sums[3], sums[4])
        let determinant = Double(n * xx - x * x)
        return (Double(y * xx - x * xy) / determinant, Double(n * xy - x * y) / determinant)
      }
      let (before, after) = (line(exact), line(held))
      let expected = [after.0 - before.0, after.1 - before.1]
      for k in 0...1 {
        let tolerance = 1e-6 * abs(expected[k]) + 1e-11
        #expect(
          abs(cancellation.shift[k] - expected[k]) <= tolerance,
          "seed \(seed), \(bits) bits, \(mode): \(cancellation.shift[k]) for \(expected[k])")
        if abs(expected[k]) > 1e-6 { moved += 1 }
      }
    }
    #expect(moved > 20)
  }

  @Test(arguments: 1...3)
  func `no shift is beyond its bound, and the bits advised hold the error`(degree: Int) throws {
    var random = SplitMix64(seed: seed)
    var (bounded, near, advised) = (0, 0, 0)
    for _ in 0..<30 {
      let columns = randomColumns(
        degree: degree, count: .random(in: (degree + 1)...40, using: &random), using: &random)
      let bits = Int.random(in: 8...20, using: &random)
      let mode = [Quantization.trn, .rnd, .rndConv].randomElement(using: &random)!
      let fit = try Self.fit(columns, Self.formats(bits, mode), degree: degree)
      guard let cancellation = fit.cancellation else { continue }
      let shift = cancellation.shift.map(abs).max()!
      guard cancellation.bound.isFinite else { continue }
      bounded += 1
      #expect(shift <= cancellation.bound, "seed \(seed), \(bits) bits, \(mode)")
      if shift > cancellation.bound / 20 { near += 1 }
      let error = cancellation.bound / 3
      guard !cancellation.areSumsExact,
        let fewest = fit.fractionBits(of: cancellation, holding: error)
      else { continue }
      advised += 1
      let better = try Self.fit(columns, Self.formats(fewest, mode), degree: degree)
      let after = try #require(better.cancellation)
      #expect(after.bound <= error && after.shift.allSatisfy { abs($0) <= error }, "seed \(seed)")
      #expect(fewest > bits, "seed \(seed)")
    }
    // The higher the degree, the further from its bound a shift usually is.
    #expect(
      bounded > 5 && (near > 0 || degree > 1) && advised > 5,
      "seed \(seed): \(bounded), \(near), \(advised)")
  }

  @Test(arguments: 1...3)
  func `no sum is off by more than its bound, and each may be off by a third of it`(degree: Int)
    throws
  {
    var random = SplitMix64(seed: seed)
    // Positive samples and a mode that truncates: no error makes up for another.
    var near: Set<String> = []
    for round in 0..<12 {
      let x = (0..<40).map { _ in Double.random(in: 0.6...0.99, using: &random) }
      let columns = SampleColumns(
        x: x, y: x.map { _ in Double.random(in: 2.5...2.9, using: &random) })
      let drops = Self.formats(Int.random(in: 9...11, using: &random), .trn)
      // All three drop bits, then each alone.
      let chosen = round % 4 == 0 ? drops : Array(drops[2 * (round % 4 - 1)..<2 * (round % 4)])
      let fit = try Self.fit(
        columns, chosen + ["x=sfix16_En14", "y=sfix16_En12"], degree: degree, scale: Scaling.none)
      let formats = fit.plan.design.formats
      let size = try #require(fit.cancellation).size
      let greatest = size.greatest(
        (
          power: formats[.power].fractionBits, moment: formats[.moment].fractionBits,
          cross: formats[.cross].fractionBits
        ))
      let sums = fit.plan.simulation.sums
      let samples = fit.plan.quantized.samples
      func check(_ name: String, _ node: Node, _ bound: Double, exact: Int128, unit: Int) {
        let format = formats[node]
        let shift = Int128(unit - format.fractionBits)
        let off = Double((sums[name]! << max(0, shift)) - (exact << max(0, -shift)))
        let error = abs(off * format.lsb * (shift > 0 ? 1 / Double(Int128(1) << shift) : 1))
        #expect(error <= bound, "seed \(seed), \(name)")
        if bound > 0, error > bound / 3 { near.insert("\(name) \(round % 4)") }
      }
      for m in 0...2 * degree {
        var (moment, cross) = (Int128(0), Int128(0))
        for index in 0..<samples.count {
          var power: Int128 = 1
          for _ in 0..<m { power *= samples.x.load(index, as: Int128.self) }
          moment += power
          cross += power * samples.y.load(index, as: Int128.self)
        }
        check("moment_\(m)", .moment, greatest.moments[m], exact: moment, unit: 14 * m)
        if m <= degree {
          check("cross_\(m)", .cross, greatest.crossed[m], exact: cross, unit: 14 * m + 12)
        }
      }
    }
    // Round 1 rounds the powers alone, 2 the moments, 3 the cross sums.
    var expected =
      (2...2 * degree).map { "moment_\($0) 1" } + (1...2 * degree).map { "moment_\($0) 2" }
    expected += (0...degree).map { "cross_\($0) 3" }
    if degree > 1 { expected += (2...degree).map { "cross_\($0) 1" } }
    #expect(near.isSuperset(of: expected), "seed \(seed): \(Set(expected).subtracting(near))")
  }

  @Test func `bits cancel as far as the fit is good`() throws {
    // Σ y² is that of the words, and the loss what is left when the parameters are there.
    let x = (0..<64).map { Double($0) }
    let noise = [1.0, -1.0]
    let columns = SampleColumns(x: x, y: x.indices.map { 2 * x[$0] + noise[$0 % 2] })
    var settings = Settings()
    settings.architecture = .moments
    settings.epochs = 200
    let fit = Fit(try Plan(settings, columns: columns))
    let cancellation = try #require(fit.cancellation)
    // 1 in 37² of the energy is the noise's: ten bits.
    #expect(cancellation.loss.bits == 10 && cancellation.areSumsExact)
    #expect(cancellation.shift.allSatisfy { $0 == 0 } && cancellation.bound == 0)
    #expect(abs(cancellation.loss.term - 64) < 0.1)
    try settings.setFormat("energy.fraction=12")
    let coarse = try #require(Fit(try Plan(settings, columns: columns)).cancellation)
    #expect(!coarse.areSumsExact && coarse.bound == 0)
    var stream = settings
    stream.formats = [:]
    stream.architecture = .stream
    #expect(Fit(try Plan(stream, columns: columns)).cancellation == nil)
  }

  @Test func `the fraction bits that are needed do not depend on whether the sums drop bits`()
    throws
  {
    var random = SplitMix64(seed: seed)
    for degree in 1...2 {
      let columns = randomColumns(degree: degree, count: 40, using: &random)
      let needed = try [[], ["energy.fraction=2"]].map { formats in
        let fit = try Self.fit(columns, formats, degree: degree)
        let cancellation = try #require(fit.cancellation, "seed \(seed)")
        #expect(cancellation.areSumsExact == formats.isEmpty, "seed \(seed)")
        return [1e-3, 1e-5, 1e-7, 1e-9].map { cancellation.fractionBits(holding: $0) }
      }
      #expect(needed[0] == needed[1] && needed[0].contains { $0 != nil }, "seed \(seed)")
    }
  }

  @Test func `samples far from zero are told to be scaled`() throws {
    let x = (0..<50).map { 999 + Double($0) / 25 }
    let columns = SampleColumns(x: x, y: (0..<50).map { Double($0) / 10 })
    for architecture in Architecture.allCases {
      var settings = Settings()
      settings.architecture = architecture
      settings.scale = Scaling.none
      settings.epochs = 300
      let text = Fit(try Plan(settings, columns: columns)).diagnosis.joined(separator: "\n")
      #expect(
        text.contains("condition number 3") && text.contains("--scale standardize"), "\(text)")
      settings.scale = .standardize
      let scaled = Fit(try Plan(settings, columns: columns))
      #expect(!scaled.diagnosis.joined().contains("condition number"))
      #expect(scaled.settled.againstLeastSquares.fittedPercent < 0.1)
    }
  }
}
