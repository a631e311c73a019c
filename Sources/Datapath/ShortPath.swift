import FixedPoint
import Samples
import StretchKernels

/// A line's sample path in 32-bit lanes, where a design's is that short: samples of 16 bits, the usual roundings, and
/// products that are kept exact.
///
/// What is needed of the design is found out once; whether the values of an epoch are small enough, with its weights.
struct ShortPath {
  private var path = stretch_path32()
  private let function: stretch_kernel_32
  /// The same for ranges too, where there is one.
  private let telling: stretch_kernel_32?
  private let estimates: LineEstimates
  /// The epoch's weights.
  private var factor: Int64 = 0
  private var addend: Int64 = 0
  private let half: Int64
  /// The bits of the weight below the split, and how far they are raised.
  private let split: Int64
  private let scale: Int64

  /// Prepares the path.
  ///
  /// - Parameters:
  ///   - x: the range of the samples' words.
  ///   - long: the same path in 64-bit lanes.
  ///   - firstEstimate: how its estimate is cast.
  /// - Returns: nil where the design's is no such path.
  init?(
    _ design: Design, x: ClosedRange<Int64>, _ long: stretch_path, _ firstEstimate: Caster<Int64>,
    _ instructions: InstructionSet
  ) {
    let formats = design.formats
    let weight = design[.weight]
    let split = max(0, weight.signedWidth - 16)
    let dropped = Int(long.first_estimate.shift)
    // The bits that lie between the estimate's last place and the split.
    let bits = dropped - split
    let raised = Int(long.y_shift) + bits
    guard design.degree == 1, design[.x].signedWidth <= 16, design[.y].signedWidth <= 16,
      split < 15, long.first_horner_shift == 0, long.estimate_shift == 0,
      design[.x].fractionBits >= split, (0...15).contains(raised), bits < 30,
      weight.fractionBits + design[.x].fractionBits
        == formats[.estimate].fractionBits + dropped,
      let first = Self.rounding(long.first_estimate, formats[.estimate]),
      let second = Self.rounding(long.error, formats[.error])
    else { return nil }
    let secondBits = second == stretch_exact ? 0 : Int(long.error.shift)
    if first == stretch_even {
      // Ties go to the even estimate whatever y is, if y in its last places is even; and so with half an error's place.
      guard long.y_shift >= 1, second != stretch_even || secondBits >= 2 else { return nil }
    }
    let rounds = first == stretch_even || formats[.estimate].quantization == .rnd
    guard first != stretch_exact || bits == 0, bits >= (rounds && first != stretch_exact ? 1 : 0),
      secondBits < 16,
      Self.isExact([long.constant_product, long.linear_product, long.square]),
      let function = stretch_kernel32(
        instructions.code, Int32(first == stretch_even ? stretch_even : stretch_floor),
        Int32(second), 0)
    else { return nil }
    self.function = function
    telling = stretch_kernel32(
      instructions.code, Int32(first == stretch_even ? stretch_even : stretch_floor),
      Int32(second), 1)
    estimates = LineEstimates(firstEstimate, of: x)
    (path.x_lane, path.y_lane) = (long.x_lane, long.y_lane)
    // The bits below the split lie among those that are rounded away.
    let scale = first == stretch_even && split > 0 ? bits - split : 0
    guard scale >= 0, split + scale <= 15 else { return nil }
    (self.split, self.scale) = (Int64(split), Int64(scale))
    path.low_shift = Int32(split + scale)
    path.y_factor = Int16(truncatingIfNeeded: -1 << raised)
    path.first_shift = Int32(bits)
    path.first_mask = 1 << Int32(bits) - 1
    path.second_shift = Int32(secondBits)
    path.second_mask = 1 << Int32(secondBits) - 1
    let secondRounds = second == stretch_even || formats[.error].quantization == .rnd
    let secondHalf: Int64 = secondBits > 0 && secondRounds ? 1 << Int64(secondBits - 1) : 0
    path.second_addend = second == stretch_floor ? Int32(secondHalf) : 0
    half =
      (rounds && bits > 0 ? 1 << Int64(bits - 1) : 0)
      + (second == stretch_even ? secondHalf << Int64(bits) : 0)
    path.constant_shift = Int32(long.constant_product.shift)
    path.linear_shift = Int32(long.linear_product.shift)
    path.square_shift = Int32(long.square.shift)
    path.gradient_shift = Int32(long.gradient_shift)
    path.exact_bits = second == stretch_even ? Int32(secondHalf) : 0
  }

  /// Whether casts keep every bit.
  static func isExact(_ casts: [stretch_cast]) -> Bool {
    casts.allSatisfy { $0.rounding == stretch_exact || $0.rounding == stretch_raise }
  }

  /// How a cast rounds, if it is in a way that the kernels have.
  static func rounding(_ cast: stretch_cast, _ format: Format) -> Int? {
    switch Int(cast.rounding) {
    case stretch_exact: stretch_exact
    case stretch_floor: stretch_floor
    case stretch_even: stretch_even
    case stretch_adjust where format.quantization == .rnd: stretch_floor
    default: nil
    }
  }

  /// Takes the weights of an epoch in which no cast overflows.
  ///
  /// - Parameters:
  ///   - factor: the weight that x is multiplied by.
  ///   - addend: the other, aligned to the product.
  ///   - difference: the interval of y − ŷ before it is rounded, in last places of the estimate.
  ///   - error: the interval of the error, in its own.
  /// - Returns: whether this epoch can be computed so.
  @inline(__always)
  mutating func prepare(
    factor: Int64, addend: Int64, difference: ClosedRange<Int64>, error: ClosedRange<Int64>
  ) -> Bool {
    let greatest = max(difference.upperBound.magnitude, difference.lowerBound.magnitude)
    let sum = (greatest + 2 + UInt64(path.second_addend)) << UInt64(path.first_shift)
    guard sum + half.magnitude < 1 << 31 else { return false }
    let width = 65 - max(error.upperBound.magnitude, error.lowerBound.magnitude).leadingZeroBitCount
    let split = max(4, (width + 1) / 2)
    guard split <= 12 else { return false }
    (self.factor, self.addend) = (factor, addend)
    path.error_split = Int32(split)
    path.high = Int16(truncatingIfNeeded: factor >> self.split)
    path.low = Int16(truncatingIfNeeded: (factor & (1 << self.split - 1)) << scale)
    path.addend = Int32(truncatingIfNeeded: addend >> self.split &+ half)
    return true
  }

  /// Computes a stretch's first samples.
  ///
  /// - Parameters:
  ///   - x: their words, as `y`'s.
  /// - Returns: how many; none where this kind is not computed so.
  mutating func run(
    _ kind: StretchKernel.Kind, _ x: UnsafeRawPointer, _ y: UnsafeRawPointer, _ count: Int,
    _ report: inout stretch_report
  ) -> Int {
    switch kind {
    case .sums:
      return Int(function(&path, x, y, Int64(count), &report))
    case .ranges, .runs:
      guard let telling else { return 0 }
      path.estimates = estimates.found(factor: factor, addend: addend)
      return Int(telling(&path, x, y, Int64(count), &report))
    case .terms, .prefixes:
      return 0
    }
  }
}

/// The kernels' constants as Swift compares them.
private func == (left: Int32, right: Int) -> Bool { Int(left) == right }
