/// Intervals of exact values, for proofs; the widths of a design keep them within 64 bits.
extension ClosedRange<Int64> {
  static func * (range: ClosedRange, factor: Int64) -> ClosedRange {
    let (a, b) = (range.lowerBound * factor, range.upperBound * factor)
    return Swift.min(a, b)...Swift.max(a, b)
  }

  static func * (left: ClosedRange, right: ClosedRange) -> ClosedRange {
    (left * right.lowerBound).joined(left * right.upperBound)
  }

  /// The squares of its values.
  var squared: ClosedRange {
    let (a, b) = (lowerBound * lowerBound, upperBound * upperBound)
    return (lowerBound <= 0 && upperBound >= 0 ? 0 : Swift.min(a, b))...Swift.max(a, b)
  }

  func shifted(_ shift: Int64, plus addend: Int64) -> ClosedRange {
    (lowerBound << shift) + addend...(upperBound << shift) + addend
  }

  func shifted(_ shift: Int64, plus other: ClosedRange, _ otherShift: Int64) -> ClosedRange {
    let least = (lowerBound << shift) + (other.lowerBound << otherShift)
    return least...(upperBound << shift) + (other.upperBound << otherShift)
  }

  func shifted(_ shift: Int64, minus other: ClosedRange, _ otherShift: Int64) -> ClosedRange {
    let least = (lowerBound << shift) - (other.upperBound << otherShift)
    return least...(upperBound << shift) - (other.lowerBound << otherShift)
  }

  /// The least interval that has both.
  func joined(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
