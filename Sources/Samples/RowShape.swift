import Foundation

/// The fast algorithm for a row of decimal numbers: skip fields, take a number, skip fields, take a number, skip the
/// rest.
///
/// Every loop is bounded by the line end that is known to follow, so that no position is checked.
struct RowShape {
  private let delimiter: UInt8
  private let mark: UInt8
  private let lineEnd: UInt8
  /// Whether any run of blanks is one delimiter.
  private let isBlankDelimited: Bool
  /// Fields before the first number, and between it and the second.
  private let before: Int
  private let between: Int
  /// Fields that may follow the second number.
  private let after: Int
  /// How many of them, at the row's end, may be missing.
  private let spare: Int
  private let isYFirst: Bool
  private let missing: [Double]
  private let hasMissing: Bool

  /// - Returns: nil where cells are more than decimal numbers.
  init?(_ layout: CSVLayout, lineEnd: UInt8) {
    guard layout.yRules.isPlain, layout.xColumn == nil || layout.xRules.isPlain,
      layout.xSubtraction?.kind != .time, layout.ySubtraction?.kind != .time
    else { return nil }
    let xColumn = layout.xColumn ?? layout.yColumn
    missing = layout.yRules.missingNumbers
    hasMissing = !missing.isEmpty
    delimiter = layout.delimiter.byte
    mark = layout.decimalMark.byte
    self.lineEnd = lineEnd
    isBlankDelimited = layout.delimiter == .space
    before = min(xColumn, layout.yColumn) - 1
    between = abs(xColumn - layout.yColumn) - 1
    after = layout.fieldCount - max(xColumn, layout.yColumn)
    spare = min(layout.fieldCount - layout.leastFieldCount, after)
    isYFirst = layout.yColumn < xColumn
  }

  /// Reads a row.
  ///
  /// - Returns: where the next line begins, or nil, with nothing appended, if the careful way is needed.
  @inline(__always)
  func read(
    _ line: UnsafePointer<UInt8>, x: inout ColumnBuilder, y: inout ColumnBuilder
  ) -> UnsafePointer<UInt8>? {
    var next = line
    skipBlanks(&next)
    guard skipFields(before, &next), let first = numeral(&next) else { return nil }
    guard skipDelimiter(&next), skipFields(between, &next), let second = numeral(&next)
    else { return nil }
    if next[0] != lineEnd || after != spare {
      guard let after = lineEndAfterField(next) else { return nil }
      next = after
    }
    let firstValue = first.value
    let secondValue = second.value
    guard firstValue.isFinite, secondValue.isFinite else { return nil }
    if hasMissing, missing.contains(firstValue) || missing.contains(secondValue) { return nil }
    x.append(isYFirst ? second : first, value: isYFirst ? secondValue : firstValue)
    y.append(isYFirst ? first : second, value: isYFirst ? firstValue : secondValue)
    return next + 1
  }

  /// Reads a row whose x is none of its fields.
  func readY(_ line: UnsafePointer<UInt8>, y: inout ColumnBuilder) -> UnsafePointer<UInt8>? {
    var next = line
    skipBlanks(&next)
    guard skipFields(before, &next), let numeral = numeral(&next) else { return nil }
    if next[0] != lineEnd || after != spare {
      guard let after = lineEndAfterField(next) else { return nil }
      next = after
    }
    let value = numeral.value
    guard value.isFinite, !hasMissing || !missing.contains(value) else { return nil }
    y.append(numeral, value: value)
    return next + 1
  }

  @inline(__always)
  private func skipBlanks(_ next: inout UnsafePointer<UInt8>) {
    while next[0] == UInt8(ascii: " ") || (isBlankDelimited && next[0] == UInt8(ascii: "\t")) {
      next += 1
    }
  }

  @inline(__always)
  private func endsField(_ next: UnsafePointer<UInt8>) -> Bool {
    next[0] == delimiter || (isBlankDelimited && next[0] == UInt8(ascii: "\t"))
  }

  /// Passes over a delimiter and the blanks after it.
  @inline(__always)
  private func skipDelimiter(_ next: inout UnsafePointer<UInt8>) -> Bool {
    guard endsField(next) else { return false }
    next += 1
    skipBlanks(&next)
    return true
  }

  /// Passes over whole fields with their delimiters; false if one has a quote or the line ends.
  @inline(__always)
  private func skipFields(_ count: Int, _ next: inout UnsafePointer<UInt8>) -> Bool {
    for _ in 0..<count {
      if next[0] == UInt8(ascii: "\"") { return false }
      while !endsField(next) {
        if next[0] == lineEnd { return false }
        next += 1
      }
      if !skipDelimiter(&next) { return false }
    }
    return true
  }

  /// Takes a number, in quotes or not, and the blanks after it.
  @inline(__always)
  private func numeral(_ next: inout UnsafePointer<UInt8>) -> Numeral? {
    let isQuoted = next[0] == UInt8(ascii: "\"")
    if isQuoted { next += 1 }
    guard let numeral = Numeral(at: next, mark: mark) else { return nil }
    next = numeral.end
    if isQuoted {
      guard next[0] == UInt8(ascii: "\"") else { return nil }
      next += 1
    }
    if !isBlankDelimited { while next[0] == UInt8(ascii: " ") { next += 1 } }
    return numeral
  }

  /// The line end, if the field ends here and as many fields follow as must and may.
  private func lineEndAfterField(_ next: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    if next[0] == UInt8(ascii: "\r"), next[1] == lineEnd {
      return after == spare ? next + 1 : nil
    }
    guard endsField(next) else { return nil }
    var end = next
    var left = after
    while end[0] != lineEnd {
      if end[0] == UInt8(ascii: "\"") { return nil }
      if endsField(end) {
        // Where a run of blanks is one delimiter, one at the end of the line is none.
        if isBlankDelimited { while isBlank(end[1]), end[1] != lineEnd { end += 1 } }
        if !isBlankDelimited || end[1] != lineEnd { left -= 1 }
        if left < 0 { return nil }
      }
      end += 1
    }
    return left <= spare ? end : nil
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}

/// The first `byte` in a range of memory.
func find(
  _ byte: UInt8, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
) -> UnsafePointer<UInt8>? {
  guard let found = memchr(start, Int32(byte), end - start) else { return nil }
  return start + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
}
