import Datapath
import FixedPoint

extension Rule {
  /// What a cast can meet by the widths of its operands alone, for designs of too many words to try them all: no tie
  /// where no bit is dropped, no overflow where the range holds every sum. What is left out is impossible; what is in
  /// it need not be possible.
  var conceivableEvents: CastEvents {
    guard let format else { return [] }
    let (shift, widest) = (format.fractionBits - finest, exactShape.signedWidth + 1)
    // Beyond 126 bits nothing is ruled out.
    guard widest + abs(shift) < 126, format.width < 126 else { return .all }
    var (least, greatest): (Int128, Int128) = (0, 0)
    for (number, operand) in operands.enumerated() {
      let zeros = Int128(finest - operand.fractionBits)
      let ones = Int128(1) << Int128(operand.isSigned ? operand.width - 1 : operand.width)
      let (low, high) = ((operand.isSigned ? -ones : 0) << zeros, (ones - 1) << zeros)
      let isTaken = number == 1 && subtracts
      (least, greatest) = (least + (isTaken ? -high : low), greatest + (isTaken ? -low : high))
    }
    return shift >= 0
      ? Self.raised(least...greatest, by: Int128(shift), format)
      : Self.rounded(least...greatest, by: Int128(-shift), format)
  }

  /// Zeros come in below: a word is met only if it ends in as many.
  private static func raised(
    _ range: ClosedRange<Int128>, by shift: Int128, _ format: Format
  ) -> CastEvents {
    let (least, greatest) = (range.lowerBound << shift, range.upperBound << shift)
    func isMet(_ word: Int128) -> Bool {
      (least...greatest).contains(word) && (word >> shift) << shift == word
    }
    var events: CastEvents = .exact
    if isMet(format.leastRaw) { events.insert(.least) }
    if isMet(format.greatestRaw) { events.insert(.greatest) }
    if isMet(format.leastRaw - 1) { events.insert(.onePastLeast) }
    if isMet(format.greatestRaw + 1) { events.insert(.onePastGreatest) }
    if least < format.leastRaw { events.insert(.overflowBelow) }
    if greatest > format.greatestRaw { events.insert(.overflowAbove) }
    return events
  }

  private static func rounded(
    _ range: ClosedRange<Int128>, by dropped: Int128, _ format: Format
  ) -> CastEvents {
    let half = Int128(1) << (dropped - 1)
    // The floor and the next integer: which one is taken is the mode's.
    let (least, greatest) = (range.lowerBound >> dropped, (range.upperBound >> dropped) + 1)
    var events: CastEvents = .exact
    let (isNegative, isPositive) = (range.lowerBound < 0, range.upperBound > 0)
    if isPositive, half > 1 { events.formUnion([.positiveBelowHalf]) }
    if isNegative, half > 1, -range.lowerBound > half { events.formUnion([.negativeBelowHalf]) }
    if range.upperBound > half, half > 1 { events.insert(.positiveAboveHalf) }
    if isNegative, half > 1 { events.insert(.negativeAboveHalf) }
    if range.upperBound >= half { events.insert(.positiveEvenTie) }
    if range.upperBound >= 3 * half { events.insert(.positiveOddTie) }
    if range.lowerBound <= -half { events.insert(.negativeOddTie) }
    if range.lowerBound <= -3 * half { events.insert(.negativeEvenTie) }
    if least <= format.leastRaw { events.insert(.least) }
    if greatest >= format.greatestRaw { events.insert(.greatest) }
    if least < format.leastRaw { events.formUnion([.onePastLeast, .overflowBelow]) }
    if greatest > format.greatestRaw { events.formUnion([.onePastGreatest, .overflowAbove]) }
    return events
  }
}
