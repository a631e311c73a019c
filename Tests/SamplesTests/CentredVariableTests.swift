import Foundation
import Testing

@testable import Samples

/// Variables that lie about 0, and what digits a polynomial needs.
@Suite struct CentredVariableTests {
  @Test(arguments: [
    (1_700_000_000.0, 1_700_000_004.0, "(x − 1700000002)/10"), (1950, 2020, "(x − 1990)/100"),
    (-1, 1, "x"), (-0.7, 0.4, "(x + 0.1)"), (-8e-9, 1e-8, "(x − 0.000000001)/0.00000001"),
    (0, 0, "x"),
    (1.5e300, 1.5e300, "(x − 1.5e300)/1e288"),
  ])
  func `x₀ and s are short`(least: Double, greatest: Double, text: String) {
    let variable = CentredVariable(least...greatest)
    if least != 1.5e300 { #expect(variable.description == text) }
    #expect(variable.centreText.count <= 24 && variable.unitText.count <= 12)
    #expect(abs(variable.nearest.centre - least) <= 1.06 * variable.nearest.unit)
  }

  @Test func `every range has a variable of at most about 1`() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      let (a, b) = (0..<2).map { _ in
        Double(
          sign: Bool.random(using: &random) ? .plus : .minus,
          exponent: Int.random(in: -1000...1000, using: &random), significand: 1.5)
      }.reduce(into: (0.0, 0.0)) { $0 = ($0.1, $1) }
      let range = Bool.random(using: &random) ? min(a, b)...max(a, b) : a...a.nextUp
      let variable = CentredVariable(range)
      let (centre, unit) = variable.nearest
      #expect(unit > 0 && unit.isFinite, "\(range) seed \(seed)")
      for end in [range.lowerBound, range.upperBound] {
        #expect(abs(end / 2 - centre / 2) <= 0.53 * unit, "\(range) seed \(seed)")
      }
      // The texts are the numbers.
      #expect(abs(Double(variable.centreText)! - centre) <= centre.ulp, "\(range)")
      #expect(abs(Double(variable.unitText)! - unit) <= unit.ulp, "\(range)")
    }
  }

  @Test func `the polynomial takes the same values in t as in z`() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let theta = (0...Int.random(in: 0...3, using: &random)).map { _ in
        Double.random(in: -2...2, using: &random)
      }
      let (offset, unit) = (
        Double.random(in: -1e9...1e9, using: &random),
        Double.random(in: 0.01...1000, using: &random)
      )
      let scales = SampleScales(
        scaling: .standardize, x: AxisScale(offset: offset, unit: unit),
        y: AxisScale(offset: .random(in: -5...5, using: &random), unit: 3))
      let variable = CentredVariable(offset - 2 * unit...offset + unit)
      let mapped = scales.coefficients(inPowersOf: variable, theta)
      for z in [-2.0, 0.25, 1] {
        let x = offset + z * unit
        let t = (x - variable.nearest.centre) / variable.nearest.unit
        let direct = theta.reversed().reduce(0) { $0 * scales.x.scaled(x) + $1 }
        let right = scales.y.offset + scales.y.unit * direct
        let found = mapped.reversed().reduce(0) { $0 * t + $1 }
        // x itself is rounded, by an LSB of the offset.
        #expect(abs(found - right) <= 1e-11 + 1e-13 * abs(offset) / unit, "seed \(seed)")
      }
    }
  }
}
