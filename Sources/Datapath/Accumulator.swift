/// An accumulator of the epoch engine: what can be said of it before its terms are known one by one.
struct Accumulator {
  let words: ClosedRange<Int64>
  /// How far terms are shifted to its LSB.
  let shift: Int64

  init(_ adder: SumCaster<Int64>) {
    let format = adder.caster.format
    words = Int64(format.leastRaw)...Int64(format.greatestRaw)
    shift = adder.shifts.right
  }

  /// Whether it stays in its range when it takes up so many terms of an interval, in any order.
  func keeps(_ sum: Int64, _ terms: ClosedRange<Int64>, count: Int) -> Bool {
    let limit = Int64.max >> shift
    guard -limit <= terms.lowerBound, terms.upperBound <= limit else { return false }
    let down = (min(terms.lowerBound, 0) << shift).multipliedReportingOverflow(by: Int64(count))
    let up = (max(terms.upperBound, 0) << shift).multipliedReportingOverflow(by: Int64(count))
    let least = sum.addingReportingOverflow(down.partialValue)
    let greatest = sum.addingReportingOverflow(up.partialValue)
    return !down.overflow && !up.overflow && !least.overflow && !greatest.overflow
      && words.lowerBound <= least.partialValue && greatest.partialValue <= words.upperBound
  }
}

extension SumCaster where Value == Int64 {
  /// Whether a term is added as it is, aligned to the accumulator's LSB.
  var addsWhole: Bool { !caster.dropsBits && shifts.left == 0 }
}
