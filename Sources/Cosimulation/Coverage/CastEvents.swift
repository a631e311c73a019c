import FixedPoint

/// What a cast may meet: everything at which two modes of IEEE 1666, or a right and a wrong cast, part.
///
/// "Even" and "odd" are the floor of the value in LSBs: the lowest bit that is kept before rounding.
package struct CastEvents: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Nothing is dropped but zeros.
  package static let exact = CastEvents(rawValue: 1 << 0)
  /// The dropped bits are less than half of the LSB, or more.
  package static let positiveBelowHalf = CastEvents(rawValue: 1 << 1)
  package static let negativeBelowHalf = CastEvents(rawValue: 1 << 2)
  package static let positiveAboveHalf = CastEvents(rawValue: 1 << 3)
  package static let negativeAboveHalf = CastEvents(rawValue: 1 << 4)
  /// The dropped bits are exactly half of the LSB.
  package static let positiveEvenTie = CastEvents(rawValue: 1 << 5)
  package static let positiveOddTie = CastEvents(rawValue: 1 << 6)
  package static let negativeEvenTie = CastEvents(rawValue: 1 << 7)
  package static let negativeOddTie = CastEvents(rawValue: 1 << 8)
  /// The rounded value is an end of the range, or one LSB past it.
  package static let least = CastEvents(rawValue: 1 << 9)
  package static let greatest = CastEvents(rawValue: 1 << 10)
  package static let onePastLeast = CastEvents(rawValue: 1 << 11)
  package static let onePastGreatest = CastEvents(rawValue: 1 << 12)
  /// The rounded value is anywhere out of range.
  package static let overflowBelow = CastEvents(rawValue: 1 << 13)
  package static let overflowAbove = CastEvents(rawValue: 1 << 14)

  /// Every event with its name, in the order of reports.
  package static let named: [(name: String, event: CastEvents)] = [
    ("exact", .exact),
    ("+ below half", .positiveBelowHalf), ("- below half", .negativeBelowHalf),
    ("+ above half", .positiveAboveHalf), ("- above half", .negativeAboveHalf),
    ("+ even tie", .positiveEvenTie), ("+ odd tie", .positiveOddTie),
    ("- even tie", .negativeEvenTie), ("- odd tie", .negativeOddTie),
    ("least", .least), ("greatest", .greatest),
    ("one past least", .onePastLeast), ("one past greatest", .onePastGreatest),
    ("overflow below", .overflowBelow), ("overflow above", .overflowAbove),
  ]

  package static let all = CastEvents(named.map(\.event))

  /// The names of the events that are in it.
  package var names: [String] { Self.named.filter { contains($0.event) }.map(\.name) }

  package var count: Int { rawValue.nonzeroBitCount }

  /// What the cast of `exact · 2^(−fractionBits)` into a format meets; nothing of a value that is further
  /// away than 127 bits.
  init(casting exact: Int128, fractionBits: Int, to format: Format) {
    let dropped = fractionBits - format.fractionBits
    guard dropped < 126, dropped > -126 else {
      self = []
      return
    }
    guard dropped > 0 else {
      let shifted = exact << Int128(-dropped)
      self = .exact
      if shifted >> Int128(-dropped) == exact {
        insertRange(shifted, format)
      } else {
        insert(exact < 0 ? .overflowBelow : .overflowAbove)
      }
      return
    }
    let floor = exact >> Int128(dropped)
    let rest = exact - floor << Int128(dropped)
    let half: Int128 = 1 << Int128(dropped - 1)
    let (isNegative, isOdd) = (exact < 0, floor & 1 == 1)
    switch (rest, isNegative) {
    case (0, _): self = .exact
    case (half, false): self = isOdd ? .positiveOddTie : .positiveEvenTie
    case (half, true): self = isOdd ? .negativeOddTie : .negativeEvenTie
    case (_, false): self = rest < half ? .positiveBelowHalf : .positiveAboveHalf
    case (_, true): self = rest < half ? .negativeBelowHalf : .negativeAboveHalf
    }
    let increments = format.quantization.increments(
      guardBit: rest >= half, sticky: rest & (half - 1) != 0, isNegative: isNegative, isOdd: isOdd)
    insertRange(floor + (increments ? 1 : 0), format)
  }

  private mutating func insertRange(_ rounded: Int128, _ format: Format) {
    let (least, greatest) = (format.leastRaw, format.greatestRaw)
    if rounded == least { insert(.least) }
    if rounded == greatest { insert(.greatest) }
    if rounded < least { insert(.overflowBelow) }
    if rounded > greatest { insert(.overflowAbove) }
    if rounded &+ 1 == least { insert(.onePastLeast) }
    if rounded &- 1 == greatest { insert(.onePastGreatest) }
  }
}
