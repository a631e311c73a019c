import FixedPoint
import Samples
import StretchKernels

/// How stretches of samples are computed in vectors: a design's sample path, handed to the kernels.
///
/// The kernels know nothing of formats. What they may leave out is proven here, once an epoch: with the weights of the
/// epoch and the range of the samples, the interval of each exact value follows, and a cast that no value of it can
/// overflow is not checked.
///
/// A class, because it is large and each epoch changes a few of its words; every machine has its own.
final class StretchKernel {
  private let degree: Int
  private let x: ClosedRange<Int64>
  private let y: ClosedRange<Int64>
  private let count: Int
  private let casts: Casts
  private let sums: (first: SumCaster<Int64>, next: SumCaster<Int64>, error: SumCaster<Int64>)
  private let accumulators: (gradient: Accumulator, loss: Accumulator)
  private let functions: InlineArray<4, stretch_kernel>
  private let remainders: InlineArray<4, stretch_kernel>
  private var path = stretch_path()
  /// The same in 32-bit lanes, where the design's path is so short, and whether this epoch's is.
  private var short: ShortPath?
  private(set) var isShort = false
  /// The same for errors of 16 bits.
  private var small: SmallErrorPath?
  private(set) var isSmall = false
  /// The same over groups of samples, where that can be.
  private let grouped: GroupedPath?
  private(set) var report = stretch_report()
  /// The intervals in which the accumulators' terms are proven to lie in this epoch, in their own last places.
  private var terms: (products: InlineArray<4, ClosedRange<Int64>>, square: ClosedRange<Int64>)
  /// Whether no accumulator can leave its range in this epoch.
  private var isSafe = false
  /// Whether an accumulator drops no bits of what it takes up, so that the order of the sums does not matter as long
  /// as none leaves its range.
  private let addsUp: Bool

  private struct Casts {
    let firstEstimate, nextEstimate, firstPower, nextPower, error: ProvableCast
    let constantProduct, linearProduct, powerProduct, square: ProvableCast
  }

  /// Prepares the kernels for a design and its samples.
  ///
  /// - Parameter isFull: whether ranges and inexact casts will be asked for.
  /// - Returns: nil where the sample path needs more than 64 bits.
  init?(_ design: Design, _ samples: PackedSamples, _ instructions: InstructionSet, isFull: Bool) {
    guard design.sampleBits <= 64 else { return nil }
    let arithmetic = SampleArithmetic<Int64>(design)
    degree = design.degree
    x = samples.xRange
    y = samples.yRange
    count = samples.count
    sums = (arithmetic.firstEstimate, arithmetic.nextEstimate, arithmetic.error)
    casts = Casts(
      firstEstimate: ProvableCast(arithmetic.firstEstimate.caster),
      nextEstimate: ProvableCast(arithmetic.nextEstimate.caster),
      firstPower: ProvableCast(arithmetic.firstPower),
      nextPower: ProvableCast(arithmetic.nextPower),
      error: ProvableCast(arithmetic.error.caster),
      constantProduct: ProvableCast(arithmetic.constantProduct),
      linearProduct: ProvableCast(arithmetic.linearProduct),
      powerProduct: ProvableCast(arithmetic.powerProduct), square: ProvableCast(arithmetic.square))
    accumulators = (Accumulator(arithmetic.gradient), Accumulator(arithmetic.loss))
    addsUp = arithmetic.gradient.addsWhole && arithmetic.loss.addsWhole
    terms = (.init(repeating: 0...0), 0...0)
    let (set, degree) = (instructions.code, Int32(design.degree))
    functions = .init { stretch_kernel64(set, degree, Int32($0)) }
    remainders = .init { stretch_kernel64(Int32(stretch_portable), degree, Int32($0)) }

    (path.x_lane, path.y_lane) = (samples.x.code, samples.y.code)
    let factors: [Node] = [.x, .weight, .error] + (design.degree > 1 ? [.estimate, .power] : [])
    path.is_narrow = factors.allSatisfy { design[$0].signedWidth <= 32 } ? 1 : 0
    path.first_horner_shift = sums.first.shifts.left
    path.next_horner_shift = sums.next.shifts.left
    (path.y_shift, path.estimate_shift) = sums.error.shifts
    path.gradient_shift = addsUp ? accumulators.gradient.shift : 0
    path.first_estimate = casts.firstEstimate.caster.kernelCast
    path.next_estimate = casts.nextEstimate.caster.kernelCast
    path.first_power = casts.firstPower.caster.kernelCast
    path.next_power = casts.nextPower.caster.kernelCast
    path.error = casts.error.caster.kernelCast
    path.constant_product = casts.constantProduct.caster.kernelCast
    path.linear_product = casts.linearProduct.caster.kernelCast
    path.power_product = casts.powerProduct.caster.kernelCast
    path.square = casts.square.caster.kernelCast
    short = ShortPath(design, path, instructions)
    small = SmallErrorPath(
      design, samples, path, instructions,
      (arithmetic.firstEstimate.caster, arithmetic.error.caster), isFull: isFull)
    grouped = GroupedPath(design, samples, path)
  }

  // MARK: An epoch

  /// Takes the weights of an epoch, and proves what can be proven with them, in the order of the pipeline.
  func beginEpoch(weight: InlineArray<4, Int64>) {
    path.factor = weight[degree]
    path.addends.0 = weight[degree - 1] << sums.first.shifts.right
    var exact = (x * path.factor).shifted(path.first_horner_shift, plus: path.addends.0)
    var estimate = casts.firstEstimate.prove(&path.first_estimate, exact)
    if degree > 1 {
      path.addends.1 = weight[degree - 2] << sums.next.shifts.right
      exact = (estimate * x).shifted(path.next_horner_shift, plus: path.addends.1)
      estimate = casts.nextEstimate.prove(&path.next_estimate, exact)
      if degree > 2 {
        path.addends.2 = weight[0] << sums.next.shifts.right
        // One cast serves both later steps, so it has to do for both.
        let last = (estimate * x).shifted(path.next_horner_shift, plus: path.addends.2)
        estimate = casts.nextEstimate.prove(&path.next_estimate, exact.joined(last))
      }
    }
    exact = y.shifted(path.y_shift, minus: estimate, path.estimate_shift)
    let difference = exact
    let error = casts.error.prove(&path.error, difference)
    terms.products[0] = casts.constantProduct.prove(&path.constant_product, error)
    terms.products[1] = casts.linearProduct.prove(&path.linear_product, error * x)
    if degree > 1 {
      var power = casts.firstPower.prove(&path.first_power, x.squared)
      exact = error * power
      if degree > 2 {
        power = casts.nextPower.prove(&path.next_power, power * x)
        exact = exact.joined(error * power)
      }
      terms.products[2] = casts.powerProduct.prove(&path.power_product, exact)
      terms.products[3] = terms.products[2]
    }
    terms.square = casts.square.prove(&path.square, error.squared)
    isSmall =
      hasNoChecks && small?.prepare(factor: path.factor, addend: path.addends.0) ?? false
    isShort = short?.prepare(path, difference: difference, error: error) ?? false
    isSafe =
      addsUp && accumulators.loss.keeps(0, terms.square, count: count)
      && (0...degree).allSatisfy {
        accumulators.gradient.keeps(0, terms.products[$0], count: count)
      }
  }

  /// The sums of a whole epoch over groups of samples, if that is possible and pays.
  ///
  /// - Parameters:
  ///   - epoch: its number, from 1.
  ///   - epochs: how many there may be, 0 for 2³².
  func sumsOfGroups(
    weight: InlineArray<4, Int64>, epoch: Int, of epochs: UInt32
  ) -> (gradient: InlineArray<4, Int64>, loss: Int64)? {
    guard isSafe, let grouped, hasNoChecks, grouped.pays(epoch: epoch, of: epochs) else {
      return nil
    }
    var (sums, square) = grouped.sums(weight: weight)
    for k in 0...degree { sums[k] = sums[k] &<< accumulators.gradient.shift }
    return (sums, square &<< accumulators.loss.shift)
  }

  /// Whether every cast of the sample path is proven to fit in this epoch.
  private var hasNoChecks: Bool {
    fits(path.first_estimate) && fits(path.error) && fits(path.constant_product)
      && fits(path.linear_product) && fits(path.square)
      && (degree < 2
        || fits(path.next_estimate) && fits(path.first_power) && fits(path.power_product))
      && (degree < 3 || fits(path.next_power))
  }

  private func fits(_ cast: stretch_cast) -> Bool { Int(cast.overflow) == stretch_fits }

  /// Whether no accumulator leaves its range or drops a bit, whatever the terms of so many samples are.
  func addsUp(_ gradient: (Int) -> Int64, loss: Int64, count: Int) -> Bool {
    isSafe
      || addsUp && accumulators.loss.keeps(loss, terms.square, count: count)
        && (0...degree).allSatisfy {
          accumulators.gradient.keeps(gradient($0), terms.products[$0], count: count)
        }
  }

  /// Whether a square can come out negative, as in a signed word that wraps; the loss may then fall.
  var hasNegativeSquares: Bool { terms.square.lowerBound < 0 }

  // MARK: A stretch

  /// What is computed of a stretch beside the sums of its terms.
  enum Kind: Int32 {
    case sums = 0
    /// Ranges and inexact casts.
    case ranges = 1
    /// Ranges, inexact casts, and the terms themselves.
    case terms = 2
    /// The range of the gradients after each sample; they begin at ``begin(_:at:)``.
    case prefixes = 3
  }

  /// Says what a gradient is before the stretch, for its range.
  func begin(_ k: Int, at gradient: Int64) {
    switch k {
    case 0: report.gradients.0 = gradient
    case 1: report.gradients.1 = gradient
    case 2: report.gradients.2 = gradient
    default: report.gradients.3 = gradient
    }
  }

  /// Computes as many of the samples as fill vectors, or the last few of them; ``report`` says what they came to.
  ///
  /// - Parameter terms: room for five rows of as many words as the range has samples, where terms are asked for.
  /// - Returns: how many.
  func run(
    _ kind: Kind, _ samples: PackedSamples, _ range: Range<Int>,
    terms: UnsafeMutablePointer<Int64>? = nil
  ) -> Int {
    let (x, y) = (
      samples.x.address(of: range.lowerBound), samples.y.address(of: range.lowerBound)
    )
    if isSmall {
      let done = small!.run(kind, range, &report)
      if done > 0 { return done }
    }
    if kind == .sums, isShort {
      let done = short!.function(&short!.path, x, y, Int64(range.count), &report)
      if done > 0 { return Int(done) }
    }
    let index = Int(kind.rawValue)
    let done = functions[index](&path, x, y, Int64(range.count), &report, terms)
    guard done == 0 else { return Int(done) }
    return Int(remainders[index](&path, x, y, Int64(range.count), &report, terms))
  }

  /// What a gradient grows by in the stretch, in its last places modulo 2^64.
  func growth(_ k: Int) -> Int64 {
    let sum =
      switch k {
      case 0: report.sums.0
      case 1: report.sums.1
      case 2: report.sums.2
      default: report.sums.3
      }
    return sum &<< accumulators.gradient.shift
  }

  /// What the loss grows by in the stretch.
  var lossGrowth: Int64 { report.sums.4 &<< accumulators.loss.shift }

  /// Whether the gradient stays within words that it has been seen to have, in any order of the stretch's products.
  ///
  /// After a run that tells ranges.
  func staysWithin(
    _ seen: (least: Int64, greatest: Int64), from gradient: Int64, count: Int
  ) -> Bool {
    let products = report.nodes.3
    return seen.least <= seen.greatest
      && accumulators.gradient.keeps(
        gradient, products.least...products.greatest, count: count,
        within: seen.least...seen.greatest)
  }

  /// An accumulator that takes up terms.
  private struct Accumulator {
    let words: ClosedRange<Int64>
    /// How far terms are shifted to its last place.
    let shift: Int64

    init(_ adder: SumCaster<Int64>) {
      let format = adder.caster.format
      words = Int64(format.leastRaw)...Int64(format.greatestRaw)
      shift = adder.shifts.right
    }

    /// Whether it stays in its range when it takes up so many terms of an interval, in any order.
    func keeps(
      _ sum: Int64, _ terms: ClosedRange<Int64>, count: Int, within words: ClosedRange<Int64>? = nil
    ) -> Bool {
      let words = words ?? self.words
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
}

extension SumCaster where Value == Int64 {
  /// Whether a term is added as it is, aligned to the accumulator's last place.
  fileprivate var addsWhole: Bool { !caster.dropsBits && shifts.left == 0 }
}

extension Lane {
  /// The kernels' own name of the lane: the bytes of a word, negative where it has no sign.
  fileprivate var code: Int32 { Int32(isSigned ? width.rawValue : -width.rawValue) }
}
