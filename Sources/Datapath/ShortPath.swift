import BlockKernels
import FixedPoint
import Samples

/// A line's sample path in 32-bit lanes, where a design's is that short: samples in words of 16 bits, the usual roundings, and
/// products that are kept exact.
///
/// What is needed of the design is determined once; whether the values of an epoch are small enough, with its weights.
struct ShortPath {
  private var path = block_path32()
  private let estimate: Caster<Int64>
  private let x: ClosedRange<Int64>
  /// What rounds, in LSBs of t.
  private let half: Int64
  /// The bits of the weight below the split, and how far they are raised.
  private let split: Int64
  private let scale: Int64
  /// What x is multiplied by, and what is added, in this epoch.
  private var weights: (factor: Int64, addend: Int64) = (0, 0)

  /// Errors are below this, so that as many as the kernels sum in 32 bits stay there.
  private static let errorLimit: UInt64 = 1 << 25

  /// Prepares the path.
  ///
  /// - Parameters:
  ///   - x: the range of the samples' words.
  ///   - long: the same path in 64-bit lanes.
  ///   - estimate: how its estimate is cast.
  /// - Returns: nil where the design's is no such path.
  init?(
    _ design: Design, x: ClosedRange<Int64>, _ long: block_path, _ estimate: Caster<Int64>
  ) {
    let formats = design.formats
    let weight = design[.weight]
    let split = max(0, weight.signedWidth - 16)
    let dropped = Int(long.first_estimate.shift)
    // The bits that lie between the estimate's LSB and the split.
    let bits = dropped - split
    let raised = Int(long.y_shift) + bits
    guard design.degree == 1, abs(long.x_lane) == 2, abs(long.y_lane) == 2,
      design[.x].signedWidth <= 16, design[.y].signedWidth <= 16,
      split < 15, long.first_horner_shift == 0, long.estimate_shift == 0,
      design[.x].fractionBits >= split, (0...14).contains(raised), bits < 30,
      weight.fractionBits + design[.x].fractionBits
        == formats[.estimate].fractionBits + dropped,
      let first = Self.rounding(long.first_estimate, formats[.estimate]),
      let second = Self.rounding(long.error, formats[.error]),
      Self.isExact([long.constant_product, long.linear_product, long.square])
    else { return nil }
    let isEven = first == block_even
    let secondBits = second == block_exact ? 0 : Int(long.error.shift)
    let rounds = isEven || formats[.estimate].quantization == .rnd && first != block_exact
    let secondRounds = second == block_even || formats[.error].quantization == .rnd
    let secondHalf: Int64 = secondBits > 0 && secondRounds ? 1 << Int64(secondBits - 1) : 0
    guard bits >= (rounds ? 1 : 0), first != block_exact || bits == 0, secondBits < 16
    else { return nil }
    // Ties go to the even estimate whatever y is, if y in its LSBs is even; and so with half an error's place.
    guard !isEven || long.y_shift >= 1 && secondHalf & 1 == 0 else { return nil }
    // The bits below the split lie among those that are rounded away.
    let scale = isEven && split > 0 ? bits - split : 0
    guard scale >= 0, split + scale <= 15 else { return nil }
    (self.estimate, self.x) = (estimate, x)
    (self.split, self.scale) = (Int64(split), Int64(scale))
    half =
      (rounds ? 1 << Int64(bits - 1) : 0) + (isEven ? secondHalf << Int64(bits) : 0)
    path.estimate_rounding = Int32(isEven ? block_even : block_floor)
    path.error_rounding = Int32(second == block_even ? block_even : block_floor)
    path.low_shift = Int32(split + scale)
    path.low_mask = 1 << path.low_shift - 1
    path.y_factor = (isEven ? 1 : -1) << Int32(raised)
    path.estimate_shift = Int32(bits)
    path.estimate_mask = 1 << Int32(bits) - 1
    path.exact_estimate = Int32(half) & path.estimate_mask
    path.error_shift = Int32(secondBits)
    path.error_mask = 1 << Int32(secondBits) - 1
    path.error_addend = Int32(secondHalf)
    path.exact_error = Int32(secondHalf)
    path.constant_shift = Int32(long.constant_product.shift)
    path.linear_shift = Int32(long.linear_product.shift)
    path.square_shift = Int32(long.square.shift)
    path.gradient_shift = Int32(long.gradient_shift)
  }

  /// Whether casts keep every bit.
  static func isExact(_ casts: [block_cast]) -> Bool {
    casts.allSatisfy { $0.rounding == block_exact || $0.rounding == block_raise }
  }

  /// How a cast rounds, if it is in a way that the kernels have.
  private static func rounding(_ cast: block_cast, _ format: Format) -> Int? {
    switch Int(cast.rounding) {
    case block_exact: block_exact
    case block_floor: block_floor
    case block_even: block_even
    case block_adjust where format.quantization == .rnd: block_floor
    default: nil
    }
  }

  /// Takes the weights of an epoch in which no cast overflows.
  ///
  /// - Parameters:
  ///   - factor: the weight that x is multiplied by.
  ///   - addend: the other, aligned to the product.
  ///   - difference: the interval of y − ŷ before it is rounded, in LSBs of the estimate.
  ///   - error: the interval of the error, in its own.
  /// - Returns: whether this epoch can be computed so.
  @inline(__always)
  mutating func prepare(
    factor: Int64, addend: Int64, difference: ClosedRange<Int64>, error: ClosedRange<Int64>
  ) -> Bool {
    let greatest = max(difference.upperBound.magnitude, difference.lowerBound.magnitude)
    let sum = (greatest + 2 + UInt64(path.error_addend)) << UInt64(path.estimate_shift)
    let isTurned = path.estimate_rounding == block_even
    let (turnedFactor, turnedAddend) = isTurned ? (-factor, -addend) : (factor, addend)
    guard sum + half.magnitude < 1 << 31,
      max(error.upperBound.magnitude, error.lowerBound.magnitude) < Self.errorLimit,
      let high = Int16(exactly: turnedFactor >> split)
    else { return false }
    weights = (factor, addend)
    path.high = Int32(high)
    path.low = Int32(truncatingIfNeeded: (turnedFactor & (1 << split - 1)) << scale)
    path.addend = Int32(truncatingIfNeeded: turnedAddend >> split &+ half)
    return true
  }

  /// Computes samples, whose words of x and y are given.
  mutating func run(
    _ instructions: Int32, _ x: UnsafeRawPointer, _ y: UnsafeRawPointer, _ count: Int,
    isFull: Bool, _ report: inout block_report
  ) {
    if isFull {
      // All samples pass in every epoch, whatever block they are in.
      let ends = self.x * weights.factor
      path.least_estimate = estimate.quantize(ends.lowerBound + weights.addend)
      path.greatest_estimate = estimate.quantize(ends.upperBound + weights.addend)
    }
    block_run32(instructions, &path, x, y, Int64(count), isFull ? 1 : 0, &report)
  }
}

/// The kernels' constants as Swift compares them.
private func == (left: Int32, right: Int) -> Bool { Int(left) == right }
