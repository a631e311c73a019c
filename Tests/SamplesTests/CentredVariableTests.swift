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
}
