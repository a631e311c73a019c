/// a·x + b ≡ c modulo 2^bits: which words of x have the low bits of an exact sum in a certain state.
///
/// Whether a sum is a tie, or needs no rounding, depends on its low bits alone; so the words of x for which
/// it is are one residue class, or none.
struct Congruence {
  /// The words of x that solve it are those ≡ `residue` modulo 2^`bits`.
  let residue: Int64
  let bits: Int

  /// Solves it for x.
  ///
  /// - Parameter bits: 0 to 62.
  /// - Returns: nil where no whole x solves it.
  init?(_ a: Int64, plus b: Int64, equals c: Int64, bits: Int) {
    let right = c &- b
    let common = min(a.trailingZeroBitCount, bits)
    guard right & (1 << Int64(common) - 1) == 0 else { return nil }
    self.bits = bits - common
    let odd = a >> Int64(common)
    // Newton's iteration doubles the bits in which this is the inverse, from three.
    var inverse = odd
    for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
    residue = ((right >> Int64(common)) &* inverse) & (1 << Int64(self.bits) - 1)
  }

  /// Whether a word of the range solves it.
  func isSolved(in range: ClosedRange<Int64>) -> Bool {
    let first = range.lowerBound &+ ((residue &- range.lowerBound) & (1 << Int64(bits) - 1))
    return first <= range.upperBound
  }
}
