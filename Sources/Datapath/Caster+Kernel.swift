import StretchKernels

/// What the kernels need to know of a cast, and what can be proven of it beforehand.
extension Caster where Value == Int64 {
  /// The words that a range of exact values is cast to, and the cast as a kernel performs it.
  ///
  /// Every quantisation is monotonic, so the ends of the range decide whether any value of it can be out of range
  /// of the format. If none can, the kernel does not look.
  func prepared(_ exact: ClosedRange<Int64>) -> (cast: stretch_cast, words: ClosedRange<Int64>) {
    let words = quantize(exact.lowerBound)...quantize(exact.upperBound)
    if isInRange(words.lowerBound), isInRange(words.upperBound) { return (kernelCast, words) }
    var cast = kernelCast
    cast.overflow = kernelOverflow
    return (cast, Int64(format.leastRaw)...Int64(format.greatestRaw))
  }

  /// How a kernel treats what is out of range.
  private var kernelOverflow: Int32 {
    let mode =
      switch format.overflow {
      case .sat, .satSym: stretch_clamp
      case .satZero: stretch_zero
      case .wrap(let bits) where bits == 0: format.isSigned ? stretch_wrap : stretch_mask
      case .wrap, .wrapSM: stretch_refuse
      }
    return Int32(mode)
  }
}
