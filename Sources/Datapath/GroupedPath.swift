import BlockKernels
import FixedPoint
import Samples

/// An epoch's sums from samples that are taken together by their x, where the order of the sums does not matter.
///
/// ŷ depends on x alone. If y, aligned for the subtraction, is a whole number of LSBs of the error (an even number
/// where ties go to even), rounding passes it by: e = Q(y − ŷ) = c·y + r(x) with r(x) = Q(−ŷ). Then, over the groups of samples
/// with the same x, with their number n and Y = Σ y,
///
///     Σ e = c Σ y + Σ n·r        Σ e·xᵏ = Σ xᵏ·(c·Y + n·r)        Σ e² = c² Σ y² + 2 c Σ Y·r + Σ n·r²
///
/// to the bit. An epoch so costs as much as x has different words, however many samples there are.
///
/// A class, because it is large and is asked for in every epoch.
final class GroupedPath {
  private let samples: PackedSamples
  private let arithmetic: SampleArithmetic<Int64>
  private let degree: Int
  /// c = 2^this.
  private let yShift: Int64
  private let shifts: (constant: Int64, linear: Int64, power: Int64, square: Int64)

  /// Prepares the path.
  ///
  /// - Parameter path: the same path for the kernels.
  /// - Returns: nil where rounding does not pass y by, a product or a square is rounded, or grouping gains nothing.
  init?(_ design: Design, _ samples: PackedSamples, _ path: block_path) {
    let widths = SampleGroups.greatestWidths
    guard samples.xFormat.width <= widths.x, samples.yFormat.width <= widths.y,
      samples.count / 8 >= samples.xRange.count
    else { return nil }
    let error = path.error
    switch Int(error.rounding) {
    case block_exact: yShift = path.y_shift
    case block_raise: yShift = path.y_shift + error.shift
    default:
      yShift = path.y_shift - error.shift
      switch design.formats[.error].quantization {
      case .trn, .rnd, .rndMinInf: guard yShift >= 0 else { return nil }
      case .rndConv: guard yShift >= 1 else { return nil }
      // These depend on the sign of y − ŷ.
      case .trnZero, .rndZero, .rndInf: return nil
      }
    }
    let exact =
      [path.constant_product, path.linear_product, path.square]
      + (design.degree > 1 ? [path.power_product] : [])
    guard
      exact.allSatisfy({
        Int($0.rounding) == block_exact || Int($0.rounding) == block_raise
      })
    else { return nil }
    self.samples = samples
    arithmetic = SampleArithmetic(design)
    degree = design.degree
    shifts = (
      path.constant_product.shift, path.linear_product.shift, path.power_product.shift,
      path.square.shift
    )
  }

  /// Whether an epoch is to be computed so: the first few are cheaper without taking the samples together.
  func pays(epoch: Int, of epochs: UInt32) -> Bool {
    samples.isGrouped || epoch > 8 && (epochs == 0 || epochs > 24)
  }

  /// The sums of an epoch's terms, none of whose casts overflows, in their own LSBs modulo 2^64.
  func sums(weight: InlineArray<4, Int64>) -> (products: InlineArray<4, Int64>, square: Int64) {
    let groups = samples.groups
    let (first, next, error) = (
      arithmetic.firstEstimate, arithmetic.nextEstimate, arithmetic.error
    )
    var products: InlineArray<4, Int64> = .init(repeating: 0)
    products[0] = groups.total &<< yShift
    // Shifted by more than a word, nothing of it is left modulo 2^64.
    var square = groups.totalOfSquares << (2 * yShift)
    for index in groups.x.indices {
      let x = Int64(groups.x[index])
      var estimate = first.caster.quantize(first.sum(weight[degree] &* x, weight[degree - 1]))
      var h = 2
      while h <= degree {
        estimate = next.caster.quantize(next.sum(estimate &* x, weight[degree - h]))
        h += 1
      }
      let r = error.caster.quantize(error.difference(0, estimate))
      let (count, y) = (groups.counts[index], groups.sums[index] &<< yShift)
      let (errors, e) = (count &* r, y &+ count &* r)
      products[0] &+= errors
      products[1] &+= x &* e
      if degree > 1 {
        var power = arithmetic.firstPower.quantize(x &* x)
        products[2] &+= power &* e
        if degree > 2 {
          power = arithmetic.nextPower.quantize(power &* x)
          products[3] &+= power &* e
        }
      }
      square &+= r &* (2 &* y &+ errors)
    }
    products[0] = products[0] &<< shifts.constant
    products[1] = products[1] &<< shifts.linear
    products[2] = products[2] &<< shifts.power
    products[3] = products[3] &<< shifts.power
    return (products, square &<< shifts.square)
  }
}
