import BlockKernels
import FixedPoint
import Samples

/// How blocks of samples are computed in vectors: a design's sample path, handed to the kernels.
///
/// The kernels know nothing of formats. What they may leave out is proven here: with intervals of the weights and the
/// range of the samples, the interval of each exact value follows, and a cast that no value of it can overflow is not
/// checked. A proof serves every epoch whose weights lie in its intervals (``ProvenWeights``).
///
/// A class, because it is large and each epoch changes a few of its words; every machine has its own. The compiler's
/// checks at run time that no two accesses to a property overlap are left out: no function here calls back into its
/// caller while it has one under way, and on few samples the checks would take as long as the arithmetic.
final class BlockKernel {
  private let degree: Int
  private let x: ClosedRange<Int64>
  private let y: ClosedRange<Int64>
  private let count: Int
  private let casts: Casts
  private let sums: (first: SumCaster<Int64>, next: SumCaster<Int64>, error: SumCaster<Int64>)
  private let accumulators: (gradient: Accumulator, loss: Accumulator)
  private let instructions: Int32
  @exclusivity(unchecked) private var path = block_path()
  /// The same in 32-bit lanes, where the design's path is so short, and whether this epoch's is.
  @exclusivity(unchecked) private var short: ShortPath?
  @exclusivity(unchecked) private(set) var isShort = false
  /// The same over groups of samples, where that can be.
  private let grouped: GroupedPath?
  @exclusivity(unchecked) private(set) var report = block_report()
  /// The weights for which the following is proven.
  @exclusivity(unchecked) private var proven: ProvenWeights
  /// The intervals in which the terms of the accumulators, in their own LSBs, and the error lie.
  @exclusivity(unchecked) private var intervals = Intervals()
  /// Whether no cast of the sample path can overflow.
  @exclusivity(unchecked) private var hasNoChecks = false
  /// Whether no accumulator can leave its range in an epoch.
  @exclusivity(unchecked) private var isSafe = false
  /// Whether an accumulator drops no bits of what it takes up, so that the order of the sums does not matter as long
  /// as none leaves its range.
  private let addsUp: Bool

  private struct Casts {
    let firstEstimate, nextEstimate, firstPower, nextPower, error: ProvableCast
    let constantProduct, linearProduct, powerProduct, square: ProvableCast
  }

  private struct Intervals {
    var products: InlineArray<4, ClosedRange<Int64>> = .init(repeating: 0...0)
    var square: ClosedRange<Int64> = 0...0
    /// y − ŷ before it is rounded, in LSBs of the exact difference.
    var difference: ClosedRange<Int64> = 0...0
    var error: ClosedRange<Int64> = 0...0
  }

  /// Prepares the kernels for a design and its samples.
  ///
  /// - Returns: nil where the sample path needs more than 64 bits.
  init?(
    _ design: Design, _ samples: PackedSamples, _ instructions: InstructionSet,
    _ paths: Simulation.Paths = .all
  ) {
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
    proven = ProvenWeights(design.formats[.weight])
    self.instructions = instructions.code
    path.degree = Int32(design.degree)
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
    short =
      paths.contains(.shortLanes)
      ? ShortPath(design, x: samples.xRange, path, arithmetic.firstEstimate.caster) : nil
    grouped = paths.contains(.groups) ? GroupedPath(design, samples, path) : nil
  }

  // MARK: An epoch

  /// Takes the weights of an epoch, and proves what can be proven with them.
  func beginEpoch(weight: InlineArray<4, Int64>) {
    path.factor = weight[degree]
    path.addends.0 = weight[degree - 1] << sums.first.shifts.right
    if degree > 1 { path.addends.1 = weight[degree - 2] << sums.next.shifts.right }
    if degree > 2 { path.addends.2 = weight[0] << sums.next.shifts.right }
    if !proven.hold(for: weight, degree: degree) { prove(near: weight) }
    isShort = hasNoChecks && prepareShort()
  }

  /// Proves what can be proven with the weights of an epoch and those around them, or where that leaves something open,
  /// with these weights alone.
  private func prove(near weight: InlineArray<4, Int64>) {
    if proven.widen(around: weight, degree: degree) {
      prove()
      if hasNoChecks, isSafe, short == nil || prepareShort() { return }
      proven.giveUp()
    }
    proven.narrow(to: weight)
    prove()
  }

  private func prepareShort() -> Bool {
    short?.prepare(
      factor: path.factor, addend: path.addends.0, difference: intervals.difference,
      error: intervals.error) ?? false
  }

  /// Proves what can be proven with weights of the intervals, in the order of the pipeline.
  @inline(never)
  private func prove() {
    let weight = proven.intervals
    let (first, next) = (sums.first.shifts, sums.next.shifts)
    var exact = (x * weight[degree]).shifted(first.left, plus: weight[degree - 1], first.right)
    var estimate = casts.firstEstimate.prove(&path.first_estimate, exact)
    if degree > 1 {
      exact = (estimate * x).shifted(next.left, plus: weight[degree - 2], next.right)
      estimate = casts.nextEstimate.prove(&path.next_estimate, exact)
      if degree > 2 {
        // One cast serves both later steps, so it has to do for both.
        let last = (estimate * x).shifted(next.left, plus: weight[0], next.right)
        estimate = casts.nextEstimate.prove(&path.next_estimate, exact.joined(last))
      }
    }
    exact = y.shifted(path.y_shift, minus: estimate, path.estimate_shift)
    let error = casts.error.prove(&path.error, exact)
    (intervals.difference, intervals.error) = (exact, error)
    intervals.products[0] = casts.constantProduct.prove(&path.constant_product, error)
    intervals.products[1] = casts.linearProduct.prove(&path.linear_product, error * x)
    if degree > 1 {
      var power = casts.firstPower.prove(&path.first_power, x.squared)
      exact = error * power
      if degree > 2 {
        power = casts.nextPower.prove(&path.next_power, power * x)
        exact = exact.joined(error * power)
      }
      intervals.products[2] = casts.powerProduct.prove(&path.power_product, exact)
      intervals.products[3] = intervals.products[2]
    }
    intervals.square = casts.square.prove(&path.square, error.squared)
    // The casts that a lower degree has no use for stay as they were made, to fit.
    hasNoChecks = [
      path.first_estimate.overflow, path.next_estimate.overflow, path.first_power.overflow,
      path.next_power.overflow, path.error.overflow, path.constant_product.overflow,
      path.linear_product.overflow, path.power_product.overflow, path.square.overflow,
    ].allSatisfy { Int($0) == block_fits }
    isSafe =
      addsUp && accumulators.loss.keeps(0, intervals.square, count: count)
      && (0...degree).allSatisfy {
        accumulators.gradient.keeps(0, intervals.products[$0], count: count)
      }
  }

  /// Whether the sums of this epoch can be computed over groups of samples.
  var mayTakeGroups: Bool { grouped != nil && isSafe && hasNoChecks }

  /// The sums of a whole epoch over groups of samples, if that is possible and pays.
  ///
  /// - Parameters:
  ///   - epoch: its number, from 1.
  ///   - epochs: how many there may be, 0 for 2³².
  func sumsOfGroups(
    weight: InlineArray<4, Int64>, epoch: Int, of epochs: UInt32
  ) -> (gradient: InlineArray<4, Int64>, loss: Int64)? {
    guard mayTakeGroups, let grouped, grouped.pays(epoch: epoch, of: epochs) else {
      return nil
    }
    var (sums, square) = grouped.sums(weight: weight)
    for k in 0...degree { sums[k] = sums[k] &<< accumulators.gradient.shift }
    return (sums, square &<< accumulators.loss.shift)
  }

  /// Whether no accumulator leaves its range or drops a bit, whatever the terms of so many samples are.
  func addsUp(_ gradient: (Int) -> Int64, loss: Int64, count: Int) -> Bool {
    isSafe
      || addsUp && accumulators.loss.keeps(loss, intervals.square, count: count)
        && (0...degree).allSatisfy {
          accumulators.gradient.keeps(gradient($0), intervals.products[$0], count: count)
        }
  }

  /// Whether a square can come out negative, as in a signed word that wraps; the loss may then fall.
  var hasNegativeSquares: Bool { intervals.square.lowerBound < 0 }

  // MARK: A block

  /// Says what a gradient is before the block, for its range.
  func begin(_ k: Int, at gradient: Int64) {
    switch k {
    case 0: report.gradients.0 = gradient
    case 1: report.gradients.1 = gradient
    case 2: report.gradients.2 = gradient
    default: report.gradients.3 = gradient
    }
  }

  /// Computes samples; ``report`` says what they came to.
  ///
  /// - Parameters:
  ///   - isFull: whether ranges and inexact casts are asked for, and the range of the gradients, which begin at ``begin(_:at:)``.
  ///   - terms: room for five rows of ``termsRow(_:)`` words, for the terms themselves; of a full run alone.
  func run(
    _ samples: PackedSamples, _ range: Range<Int>, isFull: Bool,
    terms: UnsafeMutablePointer<Int64>? = nil
  ) {
    let x = samples.x.address(of: range.lowerBound)
    let y = samples.y.address(of: range.lowerBound)
    if isShort, terms == nil {
      short!.run(instructions, x, y, range.count, isFull: isFull, &report)
    } else {
      block_run64(
        instructions, &path, x, y, Int64(range.count), isFull ? 1 : 0, terms, &report)
    }
  }

  /// The words that a row of so many terms takes.
  static func termsRow(_ count: Int) -> Int { (count + 7) & ~7 }

  /// Whether every value of the block was in range.
  var hasNoOverflow: Bool { report.overflows == 0 }

  /// What a gradient grows by in the block, in its LSBs modulo 2^64.
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

  /// What the loss grows by in the block.
  var lossGrowth: Int64 { report.sums.4 &<< accumulators.loss.shift }
}

extension Lane {
  /// The kernels' own name of the lane: the bytes of a word, negative where it has no sign.
  fileprivate var code: Int32 { Int32(isSigned ? width.rawValue : -width.rawValue) }
}
