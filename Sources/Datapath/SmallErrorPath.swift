import FixedPoint
import Samples
import StretchKernels

/// A line's sample path for errors of 16 bits, which is twice as fast as that of ``ShortPath``.
///
/// A line fits after a few epochs, and its errors are then much smaller than their format allows. That they are is proven for
/// an epoch's weights by how far the samples lie from a line of nearly the same slope; the samples
/// are looked at again only when the slope has moved on so far that this proves nothing any more.
struct SmallErrorPath {
  private var path = stretch_path16()
  /// Without ties of the estimate and with them; each for sums alone, and for ranges too.
  private let functions: InlineArray<4, stretch_kernel_16>
  private let extent: stretch_extent_16
  private let samples: PackedSamples
  private let estimates: LineEstimates

  /// Of more samples than these a nearer cache does not hold the bytes, so that to look at them takes as long as an epoch.
  private static var cached: Int { 1 << 21 }

  /// The bits of the weight below the split, of the exact sum below the estimate, and of that below the error.
  private let split, firstBits, secondBits: Int
  /// What rounds, in the last place of the exact sum.
  private let rounding: Int64
  /// Whether the error goes to even on a tie.
  private let isEven: Bool
  /// Whether an estimate less y′ is even where the estimate is.
  private let keepsParity: Bool
  /// Where the estimate goes to even and the errors show it: the exact sum's low bits, and how they are there.
  private let tie: (bits: Int, value: Int64)?

  /// Whether a sample may be a tie of the estimate in this epoch.
  private var isTied = false
  /// The epoch's weights.
  private var factor: Int64 = 0
  private var addend: Int64 = 0
  /// What is left of the addend and of what rounds without whole pairs of errors' last places.
  private var lowAddend: Int64 = 0
  /// The samples' distances from a line: high·x − y·2^…, in the unit of the kernel's sums.
  private var distances: (high: Int64, range: ClosedRange<Int64>)?
  /// How many epochs are left to the way of larger errors before the samples are looked at again.
  private var pause: Int
  private var patience = 1

  /// Prepares the path.
  ///
  /// - Parameters:
  ///   - long: the same path in 64-bit lanes.
  ///   - isFull: whether ranges and inexact casts are asked for. If they are not, it is left out in the first epochs of
  ///     many samples, which may be the only ones.
  /// - Returns: nil where the design's is no such path.
  init?(
    _ design: Design, _ samples: PackedSamples, _ long: stretch_path,
    _ instructions: InstructionSet, _ casts: (first: Caster<Int64>, error: Caster<Int64>),
    isFull: Bool
  ) {
    let formats = design.formats
    let first = ShortPath.rounding(long.first_estimate, formats[.estimate])
    let second = ShortPath.rounding(long.error, formats[.error])
    guard design.degree == 1, samples.x.width == .two, samples.y.width == .two,
      design[.x].signedWidth <= 16, design[.y].signedWidth <= 16, let first, let second,
      long.first_horner_shift == 0, long.estimate_shift == 0,
      ShortPath.isExact([long.constant_product, long.linear_product, long.square])
    else { return nil }
    split = max(0, design[.weight].signedWidth - 16)
    firstBits = first == stretch_exact ? 0 : Int(long.first_estimate.shift)
    secondBits = second == stretch_exact ? 0 : Int(long.error.shift)
    let shift = firstBits + secondBits
    let raised = Int(long.y_shift) + firstBits - split
    guard split < 15, firstBits >= split, shift - split <= 14,
      (0...15).contains(raised),
      design[.weight].fractionBits + design[.x].fractionBits
        == formats[.estimate].fractionBits + firstBits
    else { return nil }
    isEven = second == stretch_even
    let code = Int32(isEven ? stretch_even : stretch_floor)
    let kernels = (0..<4).compactMap {
      stretch_kernel16(instructions.code, Int32($0 / 2), code, Int32($0 % 2))
    }
    guard kernels.count == 4, let extent = stretch_extent16(instructions.code) else { return nil }
    functions = .init { kernels[$0] }
    self.extent = extent
    self.samples = samples
    estimates = LineEstimates(casts.first, of: samples.xRange)
    keepsParity = long.y_shift > 0
    pause = !isFull && samples.count > Self.cached ? 8 : 0

    // −e = (ŷ − y′) rounded the other way round.
    let firstHalf: Int64 =
      firstBits > 0 && (first == stretch_even || formats[.estimate].quantization == .rnd)
      ? 1 << Int64(firstBits - 1) : 0
    let secondHalf: Int64 = secondBits > 0 ? 1 << Int64(secondBits - 1) : 0
    let secondUnit: Int64 = 1 << Int64(secondBits)
    let added: Int64 =
      if isEven {
        // With one more, taken back by the offset, a tie that goes down has nothing but zeros.
        secondHalf + secondUnit
      } else if formats[.error].quantization == .rnd {
        secondUnit - 1 - secondHalf
      } else {
        secondUnit - 1
      }
    rounding = firstHalf + (secondBits > 0 ? added << Int64(firstBits) : 0)
    tie =
      first == stretch_even
      ? Self.visibleTie(
        firstBits, secondBits, yShift: Int(long.y_shift), casts.error, showsInexact: isFull)
      : nil

    let unit = firstBits - split
    path.y_factor = Int16(truncatingIfNeeded: -1 << raised)
    path.shift = Int32(shift - split)
    path.tie_unit = 1 << Int32(unit)
    path.tie_mask = 2 << Int32(unit) - 1
    // The lower one of two estimates is even where this one, the upper, is odd.
    let isOdd = secondBits > 0 && added & 1 != 0
    path.tie_bits = isOdd ? 0 : path.tie_unit
    path.even_mask = Int32((2 << secondBits - 1) << unit)
    path.exact_mask = Int32((1 << secondBits - 1) << unit)
    path.exact_bits = secondBits > 0 ? Int32((added & (secondUnit - 1)) << Int64(unit)) : 0
    path.constant_shift = Int32(long.constant_product.shift)
    path.linear_shift = Int32(long.linear_product.shift)
    path.square_shift = Int32(long.square.shift)
    path.gradient_shift = Int32(long.gradient_shift)
  }

  /// The low bits of an exact sum that is halfway between two estimates and shows it: the even one makes another error
  /// than the upper one, or an inexact one.
  private static func visibleTie(
    _ firstBits: Int, _ secondBits: Int, yShift: Int, _ error: Caster<Int64>, showsInexact: Bool
  ) -> (bits: Int, value: Int64)? {
    let half: Int64 = 1 << Int64(firstBits - 1)
    // The upper one of two is the even one where the lower is odd.
    let any = (firstBits + 1, half)
    guard yShift > secondBits, !(showsInexact && secondBits > 0) else { return any }
    let lower = stride(from: Int64(0), to: 2 << Int64(secondBits), by: 2)
      .filter { error.quantize(-$0) != error.quantize(-$0 - 1) }
    guard lower.count <= 1 else { return any }
    return lower.first.map { (firstBits + secondBits + 1, $0 << Int64(firstBits) + half) }
  }

  // MARK: An epoch

  /// Takes the weights of an epoch.
  ///
  /// - Parameters:
  ///   - factor: the weight that x is multiplied by.
  ///   - addend: the other one, in the last place of the exact sum.
  /// - Returns: whether this epoch can be computed so, if no cast of it can overflow.
  mutating func prepare(factor: Int64, addend: Int64) -> Bool {
    guard pause == 0 else {
      pause -= 1
      return false
    }
    (self.factor, self.addend) = (factor, addend)
    path.high = Int16(truncatingIfNeeded: factor >> Int64(split))
    // The lower half is raised to the 15 bits that the kernels cut off.
    let raised = Int64(15 - split)
    path.low = Int16(truncatingIfNeeded: (factor & (1 << Int64(split) - 1)) << raised)
    let added = addend &+ rounding
    let bits = Int64(firstBits + secondBits)
    // A whole number of pairs of errors' last places, so that even ones stay even.
    let pairs = added >> (bits + 1)
    lowAddend = added - pairs << (bits + 1)
    path.addend = Int32(lowAddend << raised)
    path.offset = Int16(truncatingIfNeeded: 2 * pairs - (isEven && secondBits > 0 ? 1 : 0))

    isTied = mayTie()
    guard !isTied || keepsParity else { return false }
    if let known = distances, provesSmall(known.high, known.range, pairs) { return true }
    if distances?.high != Int64(path.high), let range = lookAtSamples() {
      distances = (Int64(path.high), range)
      if provesSmall(Int64(path.high), range, pairs) {
        patience = 1
        return true
      }
    }
    pause = patience
    patience = min(2 * patience, 4)
    return false
  }

  /// Whether the errors are small, if these are the distances from a line of this slope; sets how many rounds their sums have
  /// room for.
  private mutating func provesSmall(_ high: Int64, _ range: ClosedRange<Int64>, _ pairs: Int64)
    -> Bool
  {
    let x = samples.xRange
    let turned = x * (Int64(path.high) - high)
    let low = x * (factor & (1 << Int64(split) - 1))
    let exact = lowAddend...lowAddend
    func sum(_ a: ClosedRange<Int64>, _ b: ClosedRange<Int64>) -> ClosedRange<Int64> {
      a.lowerBound + b.lowerBound...a.upperBound + b.upperBound
    }
    let aligned = sum(sum(range, turned).shifted(Int64(split), plus: 0), sum(low, exact))
    let shift = Int64(firstBits + secondBits)
    // Each tie takes one off.
    let packed = aligned.lowerBound >> shift - 2...aligned.upperBound >> shift
    let error = sum(packed, Int64(path.offset)...Int64(path.offset))
    let words: ClosedRange<Int64> = -32767...32767
    guard abs(2 * pairs) < 1 << 15, words.contains(packed.lowerBound),
      words.contains(packed.upperBound), words.contains(error.lowerBound),
      words.contains(error.upperBound)
    else { return false }
    let e = max(1, -error.lowerBound, error.upperBound)
    let greatestX = max(1, -x.lowerBound, x.upperBound)
    let room = Int64(Int32.max)
    let square = room / (2 * e * e)
    path.rounds = min(room / (2 * e * greatestX), square, 1 << 15)
    guard path.rounds > 0 else { return false }
    path.turns = min(square / path.rounds, 1 << 15)
    return true
  }

  /// The distances of the samples from the line of this epoch's slope; nil where they have more than 32 bits.
  private func lookAtSamples() -> ClosedRange<Int64>? {
    let (high, factor) = (Int64(path.high), Int64(path.y_factor))
    let greatest = max(-samples.xRange.lowerBound, samples.xRange.upperBound) * abs(high)
    let greatestY = max(-samples.yRange.lowerBound, samples.yRange.upperBound) * abs(factor)
    guard greatest + greatestY < 1 << 31 else { return nil }
    var found: InlineArray<2, Int64> = [.max, .min]
    var span = found.mutableSpan
    let done = span.withUnsafeMutableBufferPointer {
      extent(
        path.high, path.y_factor, samples.x.address(of: 0), samples.y.address(of: 0),
        Int64(samples.count), $0.baseAddress!)
    }
    var (least, most) = done > 0 ? (found[0], found[1]) : (.max, .min)
    for index in Int(done)..<samples.count {
      let distance =
        high * samples.x.load(index, as: Int64.self) + factor
        * samples.y.load(index, as: Int64.self)
      (least, most) = (min(least, distance), max(most, distance))
    }
    return least <= most ? least...most : nil
  }

  /// Whether a sample may be a tie of the estimate that its error shows.
  private func mayTie() -> Bool {
    guard let tie else { return false }
    let congruence = Congruence(
      factor, plus: addend, equals: tie.value, bits: tie.bits)
    return congruence?.isSolved(in: samples.xRange) ?? false
  }

  // MARK: A stretch

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
    case .sums: break
    case .ranges, .runs: path.estimates = estimates.found(factor: factor, addend: addend)
    case .terms, .prefixes: return 0
    }
    let index = (isTied ? 2 : 0) + (kind == .sums ? 0 : 1)
    return Int(functions[index](&path, x, y, Int64(count), &report))
  }
}
