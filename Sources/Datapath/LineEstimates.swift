import StretchKernels

/// What is known of a line's estimates from the words of x alone: their range, and for which x they are exact.
///
/// The range is that of all samples: all of them pass in every epoch, whatever stretch they are in.
struct LineEstimates {
  private let cast: Caster<Int64>
  private let x: ClosedRange<Int64>
  /// The bits of the exact sum below the estimate.
  private let bits: Int

  /// - Parameters:
  ///   - cast: how the exact sum becomes the estimate, none of whose values overflows.
  ///   - x: the range of the words, of 16 bits at most.
  init(_ cast: Caster<Int64>, of x: ClosedRange<Int64>) {
    (self.cast, self.x) = (cast, x)
    bits = cast.dropsBits ? Int(cast.rightShift) : 0
  }

  /// The estimates of factor·x + addend.
  func found(factor: Int64, addend: Int64) -> stretch_estimates {
    var estimates = stretch_estimates()
    let ends = x * factor
    estimates.least = cast.quantize(ends.lowerBound + addend)
    estimates.greatest = cast.quantize(ends.upperBound + addend)
    // No word of x is a match unless one can be.
    (estimates.match_mask, estimates.match) = (0, 1)
    if let exact = Congruence(factor, plus: addend, equals: 0, bits: bits), exact.isSolved(in: x) {
      // A class modulo more than 2^16 has one word of 16 bits then.
      let mask: Int64 = 1 << Int64(min(exact.bits, 16)) - 1
      estimates.match_mask = Int16(truncatingIfNeeded: mask)
      estimates.match = Int16(truncatingIfNeeded: exact.residue & mask)
    }
    return estimates
  }
}
