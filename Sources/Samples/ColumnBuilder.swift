import Columns

/// A column that grows as rows are read.
struct ColumnBuilder: ~Copyable {
  private var values = GrowingColumn<Double>()
  private var decimals = Decimals.Builder()
  private let keepsDecimals: Bool
  private let subtraction: Subtraction?
  /// Whether the Doubles are distances from a number.
  private let isRelative: Bool
  private var firstTime: ClockTime?

  init(keepsDecimals: Bool, subtraction: Subtraction? = nil) {
    self.keepsDecimals = keepsDecimals
    self.subtraction = subtraction
    isRelative = if case .number? = subtraction?.kind { true } else { false }
  }

  var count: Int { values.count }

  /// Makes room for the rows that are expected in all.
  mutating func expect(_ rows: Int) {
    values.expect(rows)
    if keepsDecimals { decimals.expect(rows) }
  }

  /// Makes room for the rows that so many bytes can hold: each has a digit and a line end.
  mutating func reserve(bytes: Int) throws(StorageError) {
    try values.reserve(bytes / 2 + 1)
    if keepsDecimals { try decimals.reserve(bytes / 2 + 1, bytes: bytes + 32) }
  }

  @inline(__always)
  mutating func append(_ numeral: Numeral, value: Double) {
    if isRelative { return appendDistance(numeral) }
    values.append(value)
    if keepsDecimals { decimals.append(numeral) }
  }

  /// Appends what a cell holds.
  ///
  /// - Returns: what is wrong with it beside the column's other cells; nothing is appended then.
  mutating func append(_ cell: CellNumber, text: [UInt8]) -> ReadingError.Problem? {
    switch (cell, subtraction?.kind == .time) {
    case (.decimal(let numeral), false):
      append(numeral, value: numeral.value)
    case (.exact(let value), false):
      guard !isRelative else { return .tooManyDigits(text: shortened(text)) }
      values.append(value)
      if keepsDecimals { decimals.appendSame() }
    case (.time(let time), true):
      let first = firstTime ?? time
      guard time.shape == first.shape else { return .mixedTimes(text: shortened(text)) }
      let (significand, exponent) = time.since(first)
      guard let numeral = Numeral(significand, exponent: exponent) else {
        return .tooManyDigits(text: shortened(text))
      }
      if !time.shape.hasDate, numeral.value <= -43200 {
        return .clockGoesBack(text: shortened(text))
      }
      firstTime = first
      append(numeral, value: numeral.value)
    default:
      return .mixedTimes(text: shortened(text))
    }
    return nil
  }

  /// Appends the distance of a number from the one that is subtracted.
  @inline(never)
  private mutating func appendDistance(_ numeral: Numeral) {
    guard case .number(let significand, let exponent)? = subtraction?.kind else { return }
    let least = min(exponent, numeral.exponent)
    if max(exponent, numeral.exponent) - least <= 18,
      let distance = Numeral(
        numeral.signed * Int128(tenToThe: numeral.exponent - least)
          - significand * Int128(tenToThe: exponent - least), exponent: least)
    {
      values.append(distance.value)
      if keepsDecimals { decimals.append(distance) }
    } else {
      // One of them is next to nothing beside the other.
      values.append(numeral.value - (Numeral(significand, exponent: exponent)?.value ?? 0))
      if keepsDecimals { decimals.appendSame() }
    }
  }

  consuming func finished() -> (values: LongColumn<Double>, decimals: Decimals?) {
    (values.finished(), keepsDecimals ? decimals.finished() : nil)
  }
}
