/// Samples as another sensor of the same kind might have given them: another gain, another offset, noise of the same size, other rows.
extension SampleColumns {
  /// How far the gain is from 1, and the offset from 0 in spans of y, at most: a twentieth.
  package static let greatestShift = 0.05

  /// A variation of the samples, the same for a seed and a number on every machine.
  ///
  /// With ŷ the fit of the samples, rᵢ = yᵢ − ŷᵢ its residuals, ȳ the mean of y, and for each variation a gain g and an
  /// offset o, drawn evenly from 1 ± 0.05 and ± 0.05 spans of y, row j is
  ///
  ///     x′ⱼ = xᵢ    y′ⱼ = ȳ + g·(ŷᵢ + rₘ − ȳ) + o
  ///
  /// with i and m drawn evenly from all rows, anew for each j: the bootstrap of Efron (Annals of Statistics 7, 1979),
  /// of the rows and of the residuals. Only +, − and × of IEEE 754 are used, in this order. Rows that would leave
  /// fewer different x than a polynomial needs are drawn anew.
  ///
  /// - Parameters:
  ///   - number: of the variation, from 1.
  ///   - fitted: ŷ at each sample.
  package func perturbed(_ number: Int, seed: UInt64, fitted: [Double]) -> SampleColumns {
    var generator = SplitMix64(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
    func shift() -> Double { Self.greatestShift * (2 * generator.uniform() - 1) }
    func row() -> Int { Int(generator.next().multipliedFullWidth(by: UInt64(count)).high) }
    let summary = ColumnSummary(y)
    let gain = 1 + shift()
    let offset = shift() * (summary.greatest - summary.least)
    let needed = distinctX(upTo: 4)
    var rows = Array(0..<count)
    for _ in 0..<100 {
      let drawn = rows.map { _ in row() }
      guard
        SampleColumns(x: drawn.map { x[$0] }, y: drawn.map { y[$0] }).distinctX(upTo: 4) == needed
      else { continue }
      rows = drawn
      break
    }
    let heights = rows.map { i in
      let m = row()
      let height =
        summary.mean + gain * (fitted[i] + (y[m] - fitted[m]) - summary.mean) + offset
      return height.isFinite ? height : y[i]
    }
    return SampleColumns(x: rows.map { x[$0] }, y: heights, xName: xName, yName: yName)
  }
}
