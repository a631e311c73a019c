import BlockKernels
import FixedPoint

/// What the kernels need to know of a cast.
extension Caster where Value == Int64 {
  /// The cast as a kernel performs it, without a look at what is out of range.
  var kernelCast: block_cast {
    var cast = block_cast()
    let rounding =
      if dropsBits {
        switch format.quantization {
        case .trn: block_floor
        case .rndConv: block_even
        default: block_adjust
        }
      } else {
        leftShift > 0 ? block_raise : block_exact
      }
    cast.rounding = Int32(rounding)
    cast.overflow = Int32(block_fits)
    cast.shift = dropsBits ? rightShift : leftShift
    (cast.addend, cast.negative_addend, cast.odd_mask) = (addend, negativeAddend, oddMask)
    cast.dropped_mask = droppedMask
    (cast.least, cast.greatest) = (Int64(format.leastRaw), Int64(format.greatestRaw))
    cast.wrap_shift = Int64(64 - format.width)
    return cast
  }
}

extension Format {
  /// How a kernel treats what is out of range.
  var kernelOverflow: Int {
    switch overflow {
    case .sat, .satSym: block_clamp
    case .satZero: block_zero
    case .wrap(let bits) where bits == 0: isSigned ? block_wrap : block_mask
    case .wrap, .wrapSM: block_refuse
    }
  }
}

/// A cast and what can be proven of it beforehand.
struct ProvableCast: Sendable {
  let caster: Caster<Int64>
  private let overflow: Int32
  private let words: ClosedRange<Int64>

  init(_ caster: Caster<Int64>) {
    self.caster = caster
    overflow = Int32(caster.format.kernelOverflow)
    words = Int64(caster.format.leastRaw)...Int64(caster.format.greatestRaw)
  }

  /// The words that a range of exact values is cast to; the kernel's cast is told whether it has to look.
  ///
  /// Every quantisation is monotonic, so the ends of the range decide whether any value of it can be out of range
  /// of the format.
  func prove(_ cast: inout block_cast, _ exact: ClosedRange<Int64>) -> ClosedRange<Int64> {
    let cut = caster.quantize(exact.lowerBound)...caster.quantize(exact.upperBound)
    if words.lowerBound <= cut.lowerBound, cut.upperBound <= words.upperBound {
      cast.overflow = Int32(block_fits)
      return cut
    }
    cast.overflow = overflow
    return words
  }
}
