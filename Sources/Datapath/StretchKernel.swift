import FixedPoint
import Samples
import StretchKernels

/// How stretches of samples are computed in vectors: a design's sample path, handed to the kernels.
///
/// The kernels know nothing of formats. What they may leave out is proven here, once an epoch: with the weights of the
/// epoch and the range of the samples, the interval of each exact value follows, and a cast that no value of it can
/// overflow is not checked.
struct StretchKernel: Sendable {
  private let arithmetic: SampleArithmetic<Int64>
  private let degree: Int
  private let x: ClosedRange<Int64>
  private let y: ClosedRange<Int64>
  private let isNarrow: Bool
  private let lanes: (x: Int32, y: Int32)
  private let functions: (sums: stretch_kernel, ranges: stretch_kernel, terms: stretch_kernel)
  /// Whether an accumulator drops no bits of what it takes up, so that the order of the sums does not matter as long
  /// as none leaves its range.
  let addsUp: Bool
  /// How far the terms are shifted to the accumulators' last places, where these add up.
  let termShifts: (product: Int64, square: Int64)

  /// Prepares the kernels for a design and its samples.
  ///
  /// - Returns: nil where the sample path needs more than 64 bits.
  init?(_ design: Design, _ samples: PackedSamples, _ instructions: InstructionSet) {
    guard design.sampleBits <= 64 else { return nil }
    arithmetic = SampleArithmetic(design)
    degree = design.degree
    x = samples.xRange
    y = samples.yRange
    let factors: [Node] = [.x, .weight, .error] + (degree > 1 ? [.estimate, .power] : [])
    isNarrow = factors.allSatisfy { design[$0].signedWidth <= 32 }
    lanes = (Self.lane(samples.x), Self.lane(samples.y))
    let (set, degree) = (instructions.code, Int32(design.degree))
    functions = (
      stretch_kernel64(set, degree, Int32(stretch_sums)),
      stretch_kernel64(set, degree, Int32(stretch_ranges)),
      stretch_kernel64(set, degree, Int32(stretch_terms))
    )
    addsUp = arithmetic.gradient.addsWhole && arithmetic.loss.addsWhole
    termShifts = (arithmetic.gradient.shifts.right, arithmetic.loss.shifts.right)
  }

  private static func lane(_ lane: Lane) -> Int32 {
    Int32(lane.isSigned ? lane.width.rawValue : -lane.width.rawValue)
  }

  /// The sample path with the weights of an epoch, and what is proven of it.
  func path(weight: InlineArray<4, Int64>) -> StretchPath {
    var path = stretch_path()
    (path.x_lane, path.y_lane) = lanes
    path.is_narrow = isNarrow ? 1 : 0
    let (first, next) = (arithmetic.firstEstimate, arithmetic.nextEstimate)
    path.factor = weight[degree]
    path.first_horner_shift = first.shifts.left
    path.next_horner_shift = next.shifts.left

    // The intervals of the exact values, in the order of the pipeline.
    path.addends.0 = weight[degree - 1] << first.shifts.right
    var exact = (x * path.factor).shifted(first.shifts.left, plus: path.addends.0)
    var estimate: ClosedRange<Int64>
    (path.first_estimate, estimate) = first.caster.prepared(exact)
    if degree > 1 {
      let addends = (1..<degree).map { weight[degree - 1 - $0] << next.shifts.right }
      path.addends.1 = addends[0]
      path.addends.2 = addends.last!
      // One cast serves both later steps, so it has to do for both.
      exact = (estimate * x).shifted(next.shifts.left, plus: path.addends.1)
      (path.next_estimate, estimate) = next.caster.prepared(exact)
      if degree > 2 {
        let step = (estimate * x).shifted(next.shifts.left, plus: path.addends.2)
        exact = exact.joined(step)
        (path.next_estimate, estimate) = next.caster.prepared(exact)
      }
    }
    let sum = arithmetic.error
    (path.y_shift, path.estimate_shift) = sum.shifts
    exact = y.shifted(sum.shifts.left, minus: estimate, sum.shifts.right)
    let error: ClosedRange<Int64>
    (path.error, error) = sum.caster.prepared(exact)

    var products: InlineArray<4, ClosedRange<Int64>> = .init(repeating: 0...0)
    (path.constant_product, products[0]) = arithmetic.constantProduct.prepared(error)
    (path.linear_product, products[1]) = arithmetic.linearProduct.prepared(error * x)
    if degree > 1 {
      var power: ClosedRange<Int64>
      (path.first_power, power) = arithmetic.firstPower.prepared(x.squared)
      exact = error * power
      if degree > 2 {
        (path.next_power, power) = arithmetic.nextPower.prepared(power * x)
        exact = exact.joined(error * power)
      }
      (path.power_product, products[2]) = arithmetic.powerProduct.prepared(exact)
      products[3] = products[2]
    }
    let square: ClosedRange<Int64>
    (path.square, square) = arithmetic.square.prepared(error.squared)
    return StretchPath(path: path, products: products, square: square)
  }

  /// What is computed of a stretch beside the sums of its terms.
  enum Kind {
    case sums
    case ranges
    case terms
  }

  /// Computes as many of the samples as fill vectors.
  ///
  /// - Returns: how many.
  @inline(__always)
  func run(
    _ kind: Kind, _ path: inout StretchPath, _ samples: PackedSamples, _ range: Range<Int>,
    _ report: inout stretch_report, terms: UnsafeMutablePointer<Int64>? = nil
  ) -> Int {
    let function =
      switch kind {
      case .sums: functions.sums
      case .ranges: functions.ranges
      case .terms: functions.terms
      }
    return Int(
      function(
        &path.path, samples.x.address(of: range.lowerBound),
        samples.y.address(of: range.lowerBound), Int64(range.count), &report, terms))
  }
}

/// The sample path of an epoch, and the intervals in which the accumulators' terms are proven to lie.
struct StretchPath {
  var path: stretch_path
  /// In last places of `product`, 0 … D.
  let products: InlineArray<4, ClosedRange<Int64>>
  /// In last places of `square`.
  let square: ClosedRange<Int64>
}

extension SumCaster where Value == Int64 {
  /// Whether a term is added as it is, aligned to the accumulator's last place.
  var addsWhole: Bool { caster.isWhole && shifts.left == 0 }
}

// MARK: - Intervals

extension ClosedRange<Int64> {
  fileprivate static func * (range: ClosedRange, factor: Int64) -> ClosedRange {
    let (a, b) = (range.lowerBound * factor, range.upperBound * factor)
    return Swift.min(a, b)...Swift.max(a, b)
  }

  fileprivate static func * (left: ClosedRange, right: ClosedRange) -> ClosedRange {
    (left * right.lowerBound).joined(left * right.upperBound)
  }

  fileprivate var squared: ClosedRange {
    let (a, b) = (lowerBound * lowerBound, upperBound * upperBound)
    return (contains(0) ? 0 : Swift.min(a, b))...Swift.max(a, b)
  }

  fileprivate func shifted(_ shift: Int64, plus addend: Int64) -> ClosedRange {
    (lowerBound << shift) + addend...(upperBound << shift) + addend
  }

  fileprivate func shifted(
    _ shift: Int64, minus other: ClosedRange, _ otherShift: Int64
  ) -> ClosedRange {
    let least = (lowerBound << shift) - (other.upperBound << otherShift)
    return least...(upperBound << shift) - (other.lowerBound << otherShift)
  }

  fileprivate func joined(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
