import FixedPoint

/// A cast prepared for the inner loop: every mode of quantisation as the same few additions.
///
/// With d bits dropped, each mode of IEEE 1666 is `(v + a) >> d` for an addend a that depends on
/// nothing but the sign of v and the lowest bit kept:
///
/// | mode | a |
/// |---|---|
/// | TRN | 0 |
/// | TRN_ZERO | 2^d − 1 if v < 0 |
/// | RND | h = 2^(d−1) |
/// | RND_MIN_INF | h − 1 |
/// | RND_ZERO | h − 1, and 1 more if v < 0 |
/// | RND_INF | h, and 1 less if v < 0 |
/// | RND_CONV | h − 1, and the lowest bit kept more |
///
/// so that one expression without branches serves all. Out of range is rare, and decided by one
/// comparison; what then happens is ``Format/overflowed(bits:isNegative:)``'s to say.
struct Caster<Value: Word>: BitwiseCopyable, Sendable {
  let node: Node
  let format: Format
  let leftShift: Value
  let rightShift: Value
  let addend: Value
  let negativeAddend: Value
  let oddMask: Value
  /// The bits that quantisation drops.
  let droppedMask: Value
  /// Whether the format's LSB is coarser than the source's.
  let dropsBits: Bool
  /// Whether the format holds every value of the source as it is.
  let isLossless: Bool
  private let least: Value
  private let span: Value.Magnitude

  init(_ node: Node, from source: Exact, to format: Format) {
    self.node = node
    self.format = format
    let dropped = source.fractionBits - format.fractionBits
    leftShift = Value(max(0, -dropped))
    // Dropping more than the source's bits and its sign changes nothing further.
    let d = min(max(0, dropped), source.signedWidth + 1)
    rightShift = Value(d)
    let half: Value = d > 0 ? 1 << Value(d - 1) : 0
    droppedMask = d > 0 ? (half - 1) | half : 0
    var (addend, negativeAddend, oddMask): (Value, Value, Value) = (0, 0, 0)
    if d > 0 {
      switch format.quantization {
      case .trn: break
      case .trnZero: negativeAddend = droppedMask
      case .rnd: addend = half
      case .rndMinInf: addend = half - 1
      case .rndZero: (addend, negativeAddend) = (half - 1, 1)
      case .rndInf: (addend, negativeAddend) = (half, -1)
      case .rndConv: (addend, oddMask) = (half - 1, 1)
      }
    }
    (self.addend, self.negativeAddend, self.oddMask) = (addend, negativeAddend, oddMask)
    dropsBits = dropped > 0
    isLossless =
      dropped == 0 && source.isSigned == format.isSigned && source.width <= format.width
      && format.overflow != .satSym
    least = Value(format.leastRaw)
    span = Value.Magnitude(UInt128(format.greatestRaw - format.leastRaw))
  }

  /// The exact value in units of the format's LSB, rounded; not yet in range.
  @inline(__always)
  func quantize(_ exact: Value) -> Value {
    guard dropsBits else { return exact &<< leftShift }
    let sign = exact &>> Value(Value.bitWidth - 1)
    return (exact &+ addend &+ (sign & negativeAddend) &+ ((exact &>> rightShift) & oddMask))
      &>> rightShift
  }

  @inline(__always)
  func isInRange(_ k: Value) -> Bool {
    Value.Magnitude(truncatingIfNeeded: k &- least) <= span
  }

  @inline(__always)
  func isInexact(_ exact: Value) -> Bool { exact & droppedMask != 0 }
}

/// An exact sum or difference of two words of unlike binary points, and the cast of the result.
struct SumCaster<Value: Word>: Sendable {
  let caster: Caster<Value>
  private let leftShift: Value
  private let rightShift: Value

  init(_ node: Node, _ left: Exact, _ right: Exact, to format: Format) {
    let sum = left + right
    caster = Caster(node, from: sum, to: format)
    leftShift = Value(sum.fractionBits - left.fractionBits)
    rightShift = Value(sum.fractionBits - right.fractionBits)
  }

  /// The shifts that align the two operands.
  var shifts: (left: Value, right: Value) { (leftShift, rightShift) }

  @inline(__always)
  func sum(_ left: Value, _ right: Value) -> Value {
    (left &<< leftShift) &+ (right &<< rightShift)
  }

  @inline(__always)
  func difference(_ left: Value, _ right: Value) -> Value {
    (left &<< leftShift) &- (right &<< rightShift)
  }

  /// The sum, and whether it left the word: then its sign is the opposite of what it looks.
  @inline(__always)
  func sumReportingCarry(_ left: Value, _ right: Value) -> (partialValue: Value, overflow: Bool) {
    (left &<< leftShift).addingReportingOverflow(right &<< rightShift)
  }
}
