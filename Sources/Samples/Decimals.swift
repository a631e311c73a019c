import Columns

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
    case text(Slice<LongColumn<UInt8>>)
  }

  private let significands: LongColumn<UInt64>
  private let exponents: LongColumn<Int8>
  /// The rows kept as text, in order, and where in `texts` each ends.
  private let textRows: LongColumn<Int>
  private let textEnds: LongColumn<Int>
  private let texts: LongColumn<UInt8>

  private static let same = Int8.max
  private static let asText = Int8.min

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

extension Decimals {
  /// Whether all rows have the same digits.
  var isConstant: Bool {
    textRows.isEmpty && exponents.allSatisfy { $0 == exponents[0] }
      && significands.allSatisfy { $0 == significands[0] }
  }

  /// The texts of a column as it is read.
  struct Builder: ~Copyable {
    private var significands = GrowingColumn<UInt64>()
    private var exponents = GrowingColumn<Int8>()
    private var textRows = GrowingColumn<Int>()
    private var textEnds = GrowingColumn<Int>()
    private var texts = GrowingColumn<UInt8>()

    mutating func expect(_ rows: Int) {
      significands.expect(rows)
      exponents.expect(rows)
    }

    /// Makes room for so many further rows, of so many bytes together.
    mutating func reserve(_ rows: Int, bytes: Int) throws(StorageError) {
      try significands.reserve(rows)
      try exponents.reserve(rows)
      try textRows.reserve(rows)
      try textEnds.reserve(rows)
      try texts.reserve(bytes)
    }

    @inline(__always)
    mutating func append(_ numeral: Numeral) {
      significands.append(numeral.significand)
      if numeral.exponent == 0 && numeral.significand <= 1 << 53 || numeral.significand == 0 {
        exponents.append(Decimals.same)
      } else if !numeral.isTruncated, abs(numeral.exponent) <= 126 {
        exponents.append(Int8(truncatingIfNeeded: numeral.exponent))
      } else {
        exponents.append(Decimals.asText)
        appendText(of: numeral)
      }
    }

    /// Adds a number that is exactly its `Double`.
    mutating func appendSame() {
      significands.append(0)
      exponents.append(Decimals.same)
    }

    private mutating func appendText(of numeral: Numeral) {
      for byte in numeral.text { texts.append(byte) }
      textRows.append(exponents.count - 1)
      textEnds.append(texts.count)
    }

    consuming func finished() -> Decimals {
      Decimals(
        significands: significands.finished(), exponents: exponents.finished(),
        textRows: textRows.finished(), textEnds: textEnds.finished(), texts: texts.finished())
    }
  }
}
