/// The decimal texts behind a column of Doubles, as far as they say more than the Doubles do.
///
/// A cast into a fixed-point word must see the text's own value, not that of the nearest `Double`: two
/// roundings may differ from one. A text of up to 19 digits is kept as an integer and a power of ten,
/// nine bytes a row; the few that are longer, or have a power beyond ±126, are kept as text.
struct Decimals: Sendable {
  /// What is known of a row beyond its `Double`.
  enum Exact {
    /// The `Double` is the text's exact value.
    case same
    /// The text's absolute value is `significand · 10^exponent`.
    case decimal(significand: UInt64, exponent: Int)
    /// The text, which has too many digits for the above.
    case text(ArraySlice<UInt8>)
  }

  private var significands: [UInt64] = []
  private var exponents: [Int8] = []
  /// The rows kept as text, in order, and where in `texts` each ends.
  private var textRows: [Int] = []
  private var textEnds: [Int] = []
  private var texts: [UInt8] = []

  private static let same = Int8.max
  private static let asText = Int8.min

  mutating func reserveCapacity(_ count: Int) {
    significands.reserveCapacity(count)
    exponents.reserveCapacity(count)
  }

  @inline(__always)
  mutating func append(_ numeral: Numeral) {
    significands.append(numeral.significand)
    if numeral.exponent == 0 && numeral.significand <= 1 << 53 || numeral.significand == 0 {
      exponents.append(Self.same)
    } else if !numeral.isTruncated, abs(numeral.exponent) <= 126 {
      exponents.append(Int8(truncatingIfNeeded: numeral.exponent))
    } else {
      exponents.append(Self.asText)
      appendText(of: numeral)
    }
  }

  private mutating func appendText(of numeral: Numeral) {
    texts.append(
      contentsOf: UnsafeBufferPointer(start: numeral.start, count: numeral.end - numeral.start))
    textRows.append(exponents.count - 1)
    textEnds.append(texts.count)
  }

  subscript(row: Int) -> Exact {
    switch exponents[row] {
    case Self.same: return .same
    case Self.asText:
      let index = textRows.partitioningIndex { $0 >= row }
      return .text(texts[(index == 0 ? 0 : textEnds[index - 1])..<textEnds[index]])
    case let exponent:
      return .decimal(significand: significands[row], exponent: Int(exponent))
    }
  }
}

extension Array {
  /// The first index of a sorted array whose element is in the second part, by halving.
  func partitioningIndex(where isSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
