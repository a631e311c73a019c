import Testing

@testable import Reference

/// Correct digits of a value.
private func digits(_ value: Double, of certified: Double) -> Double {
  value == certified ? 17 : -log10(abs(value - certified) / abs(certified))
}

@Suite struct LeastSquaresTests {
  @Test(
    "Certified coefficients, residual and R² are reached to 13 digits", arguments: Certified.all)
  func certified(_ data: Certified) throws {
    let fit = try LeastSquares(data.observations, degree: data.degree)
    #expect(fit.coefficients.count == data.coefficients.count)
    for (found, known) in zip(fit.coefficients, data.coefficients) {
      #expect(digits(found, of: known) >= 13, "\(found) for \(known)")
    }
    #expect(digits(fit.residualSumOfSquares, of: data.residualSumOfSquares) >= 13)
    #expect(digits(try #require(fit.rSquared), of: data.rSquared) >= 13)
  }

  @Test("A polynomial with small integers for coefficients comes back with no residual")
  func exactPolynomial() throws {
    var random = Seeded(17)
    for degree in 0...5 {
      let coefficients = (0...degree).map { _ in Double(Int.random(in: -9...9, using: &random)) }
      let x = (-10...10).map { Double($0) }
      let y = x.map { value in coefficients.reversed().reduce(0) { $0 * value + $1 } }
      let fit = try LeastSquares(Observations(x: x, y: y), degree: degree)
      for (found, known) in zip(fit.coefficients, coefficients) {
        #expect(abs(found - known) < 1e-28, "seed 17, degree \(degree)")
      }
      #expect(fit.residualSumOfSquares == 0)
      if degree > 0 && fit.totalSumOfSquares > 0 { #expect(fit.rSquared == 1) }
    }
  }

  @Test("Residuals are orthogonal to every power of x")
  func orthogonality() throws {
    var random = Seeded(5)
    for count in [4, 5, 127, 128, 129, 1000] {
      let x = (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
      let y = (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
      let samples = try Observations(x: x, y: y)
      let fit = try LeastSquares(samples, degree: 3)
      let (loss, gradient) = samples.lossAndGradient(at: fit.coefficients)
      #expect(abs(loss - fit.residualSumOfSquares) <= 1e-11 * Double(count))
      for sum in gradient { #expect(abs(sum) < 1e-11 * Double(count), "seed 5, N \(count)") }
    }
  }

  @Test("Far from zero and far from one, a line keeps its digits")
  func extremeUnits() throws {
    // y = 3 + 2 (x − offset) / unit at x = offset + unit · (0, 1, 2, 3): exact in binary.
    for (offset, unit) in [
      (0, 0x1p1000), (0, 0x1p-1020), (0x1p50, 1), (-0x1p1000, 0x1p980), (0x1p-1000, 0x1p-1020),
    ] {
      let x = (0..<4).map { offset + unit * Double($0) }
      let y = (0..<4).map { 3 + 2 * Double($0) }
      let fit = try LeastSquares(Observations(x: x, y: y), degree: 1)
      #expect(fit.coefficients == [3 - 2 * (offset / unit), 2 / unit], "\(offset), \(unit)")
      #expect(fit.residualSumOfSquares == 0)
    }
  }

  @Test("Columns at the ends of Double's range are fitted or refused, never trapped on")
  func rangeEnds() throws {
    let huge = try Observations(
      x: [-.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude],
      y: [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .greatestFiniteMagnitude])
    let line = try LeastSquares(huge, degree: 1)
    #expect(line.coefficients[1] == 0)
    #expect(line.residualSumOfSquares == .infinity)
    #expect(throws: LeastSquaresError.outOfRange(coefficient: 1)) {
      try LeastSquares(Observations(x: [0, 1e-200], y: [0, 1e200]), degree: 1)
    }
    let tiny = Double.leastNonzeroMagnitude
    let slope = try LeastSquares(Observations(x: [0, tiny], y: [0, tiny]), degree: 1)
    #expect(slope.coefficients == [0, 1])
  }

  @Test("A fit far from 0 keeps its digits in units that begin in its middle")
  func otherUnits() throws {
    // Time stamps: the constant in the data's own units is 1e36 times what there is to see at degree 3.
    for (offset, degree) in [(2000.0, 3), (1.7e9, 2), (1.7e12, 2), (1.7e12, 3)] {
      let shape = [0.25, -1.5, 3, -0.125].prefix(degree + 1)
      let z = (0...40).map { (Double($0) - 20) / 8 }
      let y = z.map { z in 7 + 4 * shape.reversed().reduce(0) { $0 * z + $1 } }
      let samples = try Observations(x: z.map { offset + 8 * $0 }, y: y)
      let found = try LeastSquares(samples, degree: degree)
        .coefficients(x: (offset, 8), y: (7, 4))
      for (found, known) in zip(found, shape) {
        #expect(abs(found - known) <= 1e-15, "\(offset), degree \(degree): \(found) for \(known)")
      }
    }
  }

  @Test(
    "Units of 1 from 0 change no bit, and extreme ones trap on nothing", arguments: Certified.all)
  func sameUnits(_ data: Certified) throws {
    let fit = try LeastSquares(data.observations, degree: data.degree)
    #expect(fit.coefficients(x: (0, 1), y: (0, 1)) == fit.coefficients)
    let shrunk = fit.coefficients(x: (0, 0x1p-30), y: (0, 0x1p-4))
    #expect(
      shrunk
        == fit.coefficients.enumerated().map {
          Double(sign: .plus, exponent: 4 - 30 * $0, significand: $1)
        })
    for unit in [.leastNormalMagnitude, 0x1p-300, 0x1p300, .greatestFiniteMagnitude] {
      _ = fit.coefficients(x: (unit, unit), y: (unit, unit))
    }
  }

  @Test("A constant y is fitted and has no R²")
  func constant() throws {
    let fit = try LeastSquares(Observations(x: [1, 2, 4], y: [0.1, 0.1, 0.1]), degree: 1)
    #expect(fit.coefficients == [0.1, 0])
    #expect(fit.totalSumOfSquares == 0)
    #expect(fit.rSquared == nil)
    let zero = try LeastSquares(Observations(x: [1, 2, 4], y: [0, 0, 0]), degree: 2)
    #expect(zero.coefficients == [0, 0, 0])
  }

  @Test("Too few different x are an error that counts them")
  func rankDeficient() throws {
    func error(_ x: [Double], _ degree: Int) throws -> LeastSquaresError? {
      let samples = try Observations(x: x, y: x)
      return #expect(throws: LeastSquaresError.self) {
        try LeastSquares(samples, degree: degree)
      }
    }
    #expect(try error([], 0) == .tooFewDistinct(found: 0, needed: 1))
    #expect(try error([5], 1) == .tooFewDistinct(found: 1, needed: 2))
    #expect(try error([5, 5, 5, 5], 1) == .tooFewDistinct(found: 1, needed: 2))
    #expect(try error([1, 2, 1, 2, 2], 2) == .tooFewDistinct(found: 2, needed: 3))
    #expect(try error([0, -0.0], 1) == .tooFewDistinct(found: 1, needed: 2))
    #expect(try error([1, 2], -1) == .degree(-1))
    #expect(try error([1, 2], 13) == .degree(13))
    let one = 1.0
    let crowd = [0, one, one.nextUp, one.nextUp.nextUp, one.nextUp.nextUp.nextUp]
    #expect(try error(crowd, 4) == .tooClose(degree: 4))
  }

  @Test("Columns that differ in length or hold no numbers are refused by row")
  func observations() {
    #expect(throws: ObservationsError.lengths(x: 2, y: 1)) { try Observations(x: [1, 2], y: [1]) }
    #expect(throws: ObservationsError.notFinite(column: "x", row: 1)) {
      try Observations(x: [1, .nan], y: [1, 2])
    }
    #expect(throws: ObservationsError.notFinite(column: "y", row: 0)) {
      try Observations(x: [1, 2], y: [.infinity, 2])
    }
  }
}
