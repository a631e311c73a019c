import FixedPoint

/// Random numbers that a failure message can name: SplitMix64 from a seed.
struct SeededGenerator: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// An index less than `count`; the bias of a remainder does not matter here.
  mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + index(below: range.count)
  }

  mutating func chance(_ oneIn: Int) -> Bool { next() % UInt64(oneIn) == 0 }
}

extension SeededGenerator {
  /// A format of any width, sign and mode, the binary point mostly near the word.
  mutating func format(width: ClosedRange<Int> = 1...Format.maximumWidth) throws -> Format {
    let width = integer(in: width)
    let integerBits = chance(8) ? integer(in: -40...170) : integer(in: -2...width + 2)
    let isSigned = !chance(3)
    let n = chance(2) ? index(below: 4) : index(below: width + 3)
    let overflow =
      switch index(below: isSigned ? 7 : 5) {
      case 0: Overflow.sat
      case 1: Overflow.satZero
      case 2: Overflow.satSym
      case 3: Overflow.wrap(saturatedBits: 0)
      case 4: Overflow.wrap(saturatedBits: n)
      case 5: Overflow.wrapSM(saturatedBits: 0)
      default: Overflow.wrapSM(saturatedBits: n)
      }
    return try Format(
      width: width, integerBits: integerBits, isSigned: isSigned,
      quantization: Quantization.allCases[index(below: 7)], overflow: overflow)
  }

  /// A source for a format, `integer · 2^(−fractionBits)`: of all magnitudes, and often within a few
  /// quarters of the ends of the range or of a tie.
  mutating func source(for format: Format) -> (integer: Int128, fractionBits: Int) {
    let random = Int128(truncatingIfNeeded: UInt128(next()) << 64 | UInt128(next()))
    switch index(below: 4) {
    case 0:
      return (random >> Int128(index(below: 128)), format.fractionBits + integer(in: -70...130))
    case 1:
      // Around an end of the range, or a multiple of the range beyond it.
      let dropped = integer(in: 0...max(0, 123 - format.width))
      let end = chance(2) ? format.leastRaw : format.greatestRaw
      let near = (end << Int128(dropped)) &+ Int128(integer(in: -9...9))
      return (near, format.fractionBits + dropped)
    case 2:
      // Around a tie.
      let dropped = integer(in: 1...120)
      let kept = ((random >> Int128(index(below: 128))) >> Int128(dropped)) << Int128(dropped)
      let tie = kept | 1 << Int128(dropped - 1)
      return (tie &+ Int128(integer(in: -1...1)), format.fractionBits + dropped)
    default:
      // A few bits more than the word on both sides.
      let dropped = integer(in: 0...6)
      let width = min(127, format.width + dropped + integer(in: 0...3))
      return (random >> Int128(128 - width), format.fractionBits + dropped)
    }
  }
}
