import Testing

@testable import Reference

/// Coefficients that the samples do not determine in 106 bits are named, and no others.
@Suite struct UncertainPowersTests {
  private func fit(_ x: [Double], degree: Int, _ y: (Double) -> Double) throws -> LeastSquares {
    try LeastSquares(Observations(x: x, y: x.map(y)), degree: degree)
  }

  @Test(arguments: [0, 1, 2, 3])
  func `one x far from all others leaves low coefficients without a right digit, which is said`(
    power: Int
  ) throws {
    var wrong = 0
    for exponent in [36, 40, 44] {
      // Every power of 2^e is a Double, so the fit is exact: x^power.
      let x = (0...8).map(Double.init) + [Double(sign: .plus, exponent: exponent, significand: 1)]
      guard let fit = try? fit(x, degree: 3, { x in (0..<power).reduce(1) { y, _ in y * x } })
      else { continue }
      for (k, coefficient) in fit.coefficients.enumerated() {
        let right = k == power ? 1.0 : 0
        guard abs(coefficient - right) > 1e-3 * abs(right) else { continue }
        wrong += 1
        #expect(fit.uncertainPowers.contains(k), "2^\(exponent), x^\(k): \(coefficient)")
      }
    }
    #expect(wrong > 0 || power == 0)
  }

  @Test func `ordinary samples have no doubtful coefficient, be it 0 and far from 0`() throws {
    for offset in [0, 3, 1985, 1.7e9] {
      for count in [4, 20] {
        for degree in 1...3 {
          let x = (0..<count).map { offset + Double($0) * 0.75 }
          for scale in [1e-9, 1, 1e9] {
            #expect(try fit(x, degree: degree) { scale * $0 }.uncertainPowers == [])
            #expect(try fit(x, degree: degree) { _ in scale }.uncertainPowers == [])
            #expect(
              try fit(x, degree: degree) { scale * ($0 - offset) * $0 }.uncertainPowers == [])
          }
        }
      }
    }
  }

  @Test func `a coefficient that has its digits is not named because x is uneven`() throws {
    // Known to ten digits and more; compared with exact rational arithmetic.
    let y = [4.0, -3, 7, 1, -9, 2, 8, 0, -5, 6]
    let x = (0...8).map(Double.init) + [1e6]
    let fit = try LeastSquares(Observations(x: x, y: y), degree: 2)
    #expect(fit.uncertainPowers == [])
  }
}
