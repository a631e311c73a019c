import FixedPoint
import Testing

@testable import Samples

/// Scales and the way back from them.
struct ScalingTests {
  static func randomColumn(_ random: inout SplitMix64) -> [Double] {
    let count = Int.random(in: 1...40, using: &random)
    let size: Double = [1e-300, 1e-9, 1, 1e9, 1e300].randomElement(using: &random) ?? 1
    let offset: Double = [0, 1, 1e6].randomElement(using: &random) ?? 0
    return (0..<count).map { _ in
      (offset + Double.random(in: -1...1, using: &random)) * size
    }
  }

  @Test("mean and deviation are right where naive sums have lost every digit")
  func summary() {
    let wilkinson = ColumnSummary([90_000_001, 90_000_002, 90_000_003].map { $0 * 1e6 })
    #expect(wilkinson.mean == 90_000_002e6)
    #expect(wilkinson.standardDeviation == (2.0 / 3).squareRoot() * 1e6)
    #expect(ColumnSummary([1e300, -1e300, 1, 2]).mean == 0.75)
    #expect(
      ColumnSummary([3e-300, 5e-300]).standardDeviation.distance(to: 1e-300).magnitude < 0x1p-1040)
    #expect(ColumnSummary([3e300, 5e300]).standardDeviation.distance(to: 1e300).magnitude < 1e285)
    #expect(ColumnSummary([0.1, 0.1, 0.1]).mean == 0.1)
    #expect(ColumnSummary([0.1, 0.1, 0.1]).standardDeviation == 0)
    // Rounded once from the exact one, by rational arithmetic in Python.
    #expect(ColumnSummary([-0.255, 1.42, 0.03]).standardDeviation == 0.7317368986793606)
    #expect(ColumnSummary([-1.5, -1.31, 1.7]).standardDeviation == 1.4657648742778178)
    #expect(ColumnSummary([0.996, -1.76, 1.5]).standardDeviation == 1.4328352622995042)
    // Anscombe's x: mean 9, variance 10 with N.
    let anscombe = ColumnSummary([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5])
    #expect((anscombe.mean, anscombe.least, anscombe.greatest) == (9, 4, 14))
    #expect(anscombe.standardDeviation == 10.0.squareRoot())
  }

  @Test("every scaling keeps its promise on any column")
  func promises() throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<3000 {
      let column = Self.randomColumn(&random)
      let summary = ColumnSummary(column)
      for scaling in Scaling.allCases {
        let scale = try AxisScale(scaling, of: summary, axis: "x")
        let scaled = column.map(scale.scaled)
        #expect(scale.unit > 0)
        switch scaling {
        case .none:
          #expect(scaled == column)
        case .standardize where summary.standardDeviation > 0:
          let again = ColumnSummary(scaled)
          // The mean itself is rounded, by half an LSB of the data.
          let slack = summary.mean.ulp / summary.standardDeviation
          #expect(abs(again.mean) <= 1e-15 + slack, "seed \(seed)")
          #expect(abs(again.standardDeviation - 1) <= 1e-14 + slack, "seed \(seed)")
        case .standardize:
          #expect(scaled.allSatisfy { $0 == 0 })
        case .minmax:
          #expect(scaled.allSatisfy { $0 >= -1 && $0 < 1 }, "seed \(seed)")
          let isSpread = summary.least < summary.greatest
          // Where the data leave the ends as they are, and no value rounds to 1 in 8 bits.
          let slack = (abs(summary.least) + abs(summary.greatest)).ulp / scale.unit
          #expect(
            !isSpread || abs((scaled.max() ?? 0) - 127.0 / 128) < 1e-9 + slack, "seed \(seed)")
          #expect(!isSpread || abs((scaled.min() ?? 0) + 1) < 1e-9 + slack, "seed \(seed)")
        case .pow2:
          #expect(scaled.allSatisfy { abs($0) < 1 })
          #expect(column.allSatisfy { $0 == 0 } || scaled.contains { abs($0) >= 0.5 })
          #expect(scale.offset == 0 && scale.unit.significand == 1)
        }
      }
    }
  }

  /// Columns of extreme magnitudes, spans and offsets: what a `nextUp` at a time never comes to an end with.
  static func extremeColumn(_ random: inout SplitMix64) -> [Double] {
    let offset = Double(
      sign: Bool.random(using: &random) ? .plus : .minus,
      exponent: Int.random(in: -1074...1020, using: &random),
      significand: .random(in: 1..<2, using: &random))
    let count = Int.random(in: 1...6, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0:  // a few LSBs of the offset apart
      return (0..<count).map { _ in
        offset + Double(Int.random(in: 0...300, using: &random)) * offset.ulp
      }
    case 1: return Array(repeating: offset, count: count)
    case 2: return [offset, offset.nextUp]
    case 3: return [0, offset, -offset, .leastNonzeroMagnitude].prefix(count) + [0]
    default:
      return (0..<count).map { _ in
        offset
          + Double(
            sign: Bool.random(using: &random) ? .plus : .minus,
            exponent: Int.random(in: -1074...1020, using: &random),
            significand: .random(in: 1..<2, using: &random))
      }
    }
  }

  @Test(
    "every scaling of any column ends, and keeps the column in its range", .timeLimit(.minutes(20)))
  func extremes() throws {
    var random = SplitMix64(seed: seed)
    let known: [[Double]] = [
      [1_000_000_000_000_000.0, 1_000_000_000_000_000.1],
      [1_000_000_000_000_000.0, 1_000_000_000_000_000.9, 1_000_000_000_000_000.3],
      (0..<21).map { 1_700_000_000_000_000_000 + Double($0) * 1_000_000 },
      (0..<21).map { 1_420_405_750 + Double($0) * 0.001 },
      [0, .leastNonzeroMagnitude], [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude],
      [-1e300, 1e300], [-1e-300, 1e300], [1, 1e300], [5],
    ]
    let columns = known + (0..<20_000).map { _ in Self.extremeColumn(&random) }
    var met = 0
    for column in columns where column.allSatisfy(\.isFinite) {
      let summary = ColumnSummary(column)
      let isSpread = summary.least < summary.greatest
      for scaling in Scaling.allCases {
        // What is too far apart for a Double is refused, and nothing else.
        guard let scale = try? AxisScale(scaling, of: summary, axis: "x") else {
          #expect(max(abs(summary.least), abs(summary.greatest)) > 0x1p1020, "\(column)")
          continue
        }
        met += 1
        let scaled = column.map(scale.scaled)
        #expect(
          scale.unit > 0 && scaled.allSatisfy(\.isFinite), "\(scaling) \(column) seed \(seed)")
        if isSpread, scaling != .none {
          #expect(Set(scaled).count > 1, "\(scaling) \(column) seed \(seed)")
        }
        if scaling == .minmax {
          #expect(scaled.allSatisfy { $0 >= -1 && $0 < 1 }, "\(column) seed \(seed)")
          // A word of 8 bits holds it, however it rounds.
          let isCoarse = summary.greatest - summary.least < 0x1p-1060
          #expect(isCoarse || scaled.allSatisfy { $0 < 255.0 / 256 }, "\(column) seed \(seed)")
        }
      }
    }
    #expect(met > 40_000)
  }

  /// The scale of `minmax` found one `nextUp` after the other.
  static func search(_ column: ColumnSummary) -> AxisScale {
    let unit = column.greatest * (128 / 255) - column.least * (128 / 255)
    var scale = AxisScale(offset: column.least + unit, unit: unit)
    while scale.scaled(column.greatest) >= 1 || scale.scaled(column.least) < -1 {
      scale = AxisScale(offset: scale.offset, unit: scale.unit.nextUp)
    }
    return scale
  }

  @Test("the unit of minmax is the first that a search of one LSB after the other comes to")
  func leastUnit() throws {
    var random = SplitMix64(seed: seed)
    var enlarged = 0
    for _ in 0..<20_000 {
      let offset = Double.random(in: -100...100, using: &random)
      let column = (0..<3).map { _ in offset + Double.random(in: -1...1, using: &random) }
      let summary = ColumnSummary(column)
      let scale = try AxisScale(.minmax, of: summary, axis: "x")
      #expect(scale == Self.search(summary), "\(column) seed \(seed)")
      enlarged +=
        scale.unit > summary.greatest * (128 / 255) - summary.least * (128 / 255) ? 1 : 0
    }
    #expect(enlarged > 1000)
  }

  @Test("a span beyond the range of a Double is refused")
  func tooFar() {
    let wide = ColumnSummary([-1.7e308, 1.7e308, 1.7e308, 1.7e308])
    for scaling in [Scaling.standardize, .pow2] {
      #expect(throws: ScalingError(axis: "y", least: -1.7e308, greatest: 1.7e308)) {
        _ = try AxisScale(scaling, of: wide, axis: "y")
      }
    }
    #expect(throws: Never.self) {
      _ = try AxisScale(.standardize, of: ColumnSummary([1e308, 1.1e308]), axis: "y")
    }
  }

  @Test("distinct x are counted as far as they matter")
  func distinct() {
    let read = SampleColumns(x: [8, 8, 8, 19, 8, 4], y: [0, 0, 0, 0, 0, 0])
    #expect(read.distinctX(upTo: 2) == 2)
    #expect(read.distinctX(upTo: 9) == 3)
    #expect(SampleColumns(x: [7, 7], y: [1, 2]).distinctX(upTo: 4) == 1)
  }

  @Test("coefficients come back to the data's units exactly where exactness is possible")
  func exactMapping() {
    // y = 5 + 2·(3 − 4z + 7z²), z = (x − 3)/4, multiplied out by hand.
    let scales = SampleScales(
      scaling: .standardize, x: AxisScale(offset: 3, unit: 4), y: AxisScale(offset: 5, unit: 2))
    let expected: [Double] = [24.875, -7.25, 0.875]
    #expect(scales.coefficients(inDataUnits: [3, -4, 7]) == expected)
    #expect(scales.coefficients(inDataUnits: []) == [])
  }

  @Test("the polynomial takes the same values before and after the map")
  func sameValues() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let theta = (0...Int.random(in: 0...6, using: &random)).map { _ in
        Double.random(in: -2...2, using: &random)
      }
      let scales = SampleScales(
        scaling: .standardize,
        x: AxisScale(
          offset: .random(in: -5...5, using: &random), unit: .random(in: 0.5...3, using: &random)),
        y: AxisScale(
          offset: .random(in: -5...5, using: &random), unit: .random(in: 0.5...3, using: &random)))
      let mapped = scales.coefficients(inDataUnits: theta)
      if theta.count <= 4 {
        let padded = theta + Array(repeating: 0, count: 4 - theta.count)
        let direct = scales.coefficients(inDataUnits: SIMD4(padded), degree: theta.count - 1)
        #expect(mapped == theta.indices.map { direct[$0] })
      }
      let v = Double.random(in: -3...3, using: &random)
      let x = scales.x.offset + scales.x.unit * v
      let direct = scales.y.offset + scales.y.unit * theta.reversed().reduce(0) { $0 * v + $1 }
      let terms = mapped.reversed().reduce(0) { $0 * abs(x) + abs($1) }
      #expect(
        abs(mapped.reversed().reduce(0) { $0 * x + $1 } - direct) <= 1e-12 * max(1, terms),
        "seed \(seed)")
    }
  }
}
