import Columns

/// Reads x and y from CSV in one pass: a megabyte at a time, each number parsed where it lies.
///
/// A line takes one of two ways. The fast one parses the two numbers in place and knows nothing of errors;
/// whatever it does not understand (a comment, a blank line, an odd row, an error) it leaves to the careful
/// one, ``CSVReader/readCarefully(_:)``.
struct CSVReader: ~Copyable {
  /// The longest line that is read, in bytes.
  static let bufferSize = 1 << 20

  private let file: String
  private let options: CSVOptions
  private var layout: CSVLayout?
  /// What ends a line: LF, or CR in files of the classic Mac.
  private var lineEnd = UInt8(ascii: "\n")
  private var linesRead = 0
  private var x: ColumnBuilder
  private var y: ColumnBuilder

  init(file: String, options: CSVOptions) {
    self.file = file
    self.options = options
    x = ColumnBuilder(keepsDecimals: options.keepsDecimals)
    y = ColumnBuilder(keepsDecimals: options.keepsDecimals)
  }

  /// Reads all of a source.
  mutating func read(
    _ source: inout ByteSource, progress: ((ReadingProgress) -> Void)?
  ) throws(ReadingError) {
    // One byte more, for the line end that the last line may lack.
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.bufferSize + 1)
    defer { buffer.deallocate() }
    var reporter = ProgressReporter(totalBytes: source.byteCount, report: progress)
    var held = 0
    var isAtEnd = false
    while !isAtEnd {
      let room = UnsafeMutableRawBufferPointer(
        start: buffer + held, count: Self.bufferSize - held)
      let got = try source.fill(room)
      isAtEnd = got < room.count
      let isFirst = source.position == got
      let fresh = UnsafeBufferPointer(start: buffer + held, count: got)
      try check(fresh, isFirst: isFirst)
      var start = 0
      var end = held + got
      if isFirst {
        start = fresh.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if !fresh.contains(lineEnd), fresh.contains(UInt8(ascii: "\r")) {
          lineEnd = UInt8(ascii: "\r")
        }
      }
      if isAtEnd, end > start, buffer[end - 1] != lineEnd {
        buffer[end] = lineEnd
        end += 1
      }
      var whole = end
      while whole > start, buffer[whole - 1] != lineEnd { whole -= 1 }
      if whole == start, !isAtEnd {
        throw ReadingError(
          file: file, line: linesRead + 1, .lineTooLong(limit: Self.bufferSize))
      }
      try readLines(buffer + start, to: buffer + whole, totalBytes: source.byteCount)
      held = end - whole
      buffer.update(from: buffer + whole, count: held)
      reporter.update(bytes: source.position, isLast: isAtEnd)
    }
  }

  /// The columns read.
  consuming func columns() throws(ReadingError) -> SampleColumns {
    guard let layout, x.count > 0 else {
      throw ReadingError(file: file, layout?.hasHeader == true ? .headerOnly : .empty)
    }
    let (x, y) = (self.x.finished(), self.y.finished())
    return SampleColumns(
      x: x.values, y: y.values, xName: layout.xName, yName: layout.yName, layout: layout,
      xDecimals: x.decimals, yDecimals: y.decimals)
  }

  /// Refuses what is no text: UTF-16 by its mark, everything else by a NUL byte.
  private func check(
    _ bytes: UnsafeBufferPointer<UInt8>, isFirst: Bool
  ) throws(ReadingError) {
    if isFirst, bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw ReadingError(file: file, .utf16)
    }
    guard let base = bytes.baseAddress, let nul = find(0, from: base, to: base + bytes.count)
    else { return }
    let linesBefore = bytes.prefix(nul - base).count { $0 == lineEnd }
    throw ReadingError(file: file, line: linesRead + linesBefore + 1, .nulByte)
  }

  /// Reads whole lines: from `start` to `end`, each with its line end.
  private mutating func readLines(
    _ start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, totalBytes: Int?
  ) throws(ReadingError) {
    var next = start
    if layout == nil {
      next = try findLayout(start, to: end, totalBytes: totalBytes)
    }
    guard let layout else { return }
    do throws(StorageError) {
      try x.reserve(bytes: end - next)
      try y.reserve(bytes: end - next)
    } catch { throw ReadingError(file: file, .noRoom(error)) }
    let row = RowShape(layout, lineEnd: lineEnd)
    while next < end {
      if let after = row.read(next, x: &x, y: &y) {
        next = after
        linesRead += 1
      } else {
        let lineEnd = find(lineEnd, from: next, to: end) ?? end
        try readCarefully(UnsafeBufferPointer(start: next, count: lineEnd - next))
        next = lineEnd + 1
      }
    }
  }

  /// Finds the layout and passes over the header.
  ///
  /// - Returns: the first line that is left to read.
  private mutating func findLayout(
    _ start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, totalBytes: Int?
  ) throws(ReadingError) -> UnsafePointer<UInt8> {
    var next = start
    var lines: [CSVLayout.Line] = []
    var number = linesRead
    while next < end, lines.count < 32 {
      let lineEnd = find(lineEnd, from: next, to: end) ?? end
      number += 1
      let line = UnsafeBufferPointer(start: next, count: lineEnd - next)
      if !CSVFields.isIgnored(line) { lines.append((number, line)) }
      next = lineEnd + 1
    }
    guard let first = lines.first, let firstStart = first.bytes.baseAddress else {
      linesRead = number
      return next
    }
    let found = try CSVLayout.found(in: lines, options: options, file: file)
    layout = found
    if let totalBytes {
      // A guess of the rows, from the mean length of those seen, saves growing the columns later.
      let seen = max(1, next - firstStart)
      let rows = Double(totalBytes) / Double(seen) * Double(lines.count) * 1.02
      x.expect(Int(min(rows, 1e9)))
      y.expect(Int(min(rows, 1e9)))
    }
    linesRead = first.number - 1
    guard found.hasHeader else { return firstStart }
    linesRead += 1
    return firstStart + first.bytes.count + 1
  }

  /// Reads a line with all care, and says what is wrong with it if something is.
  private mutating func readCarefully(
    _ line: UnsafeBufferPointer<UInt8>
  ) throws(ReadingError) {
    linesRead += 1
    guard let layout, !CSVFields.isIgnored(line) else { return }
    let fields = CSVFields(line, delimiter: layout.delimiter).fields
    if let index = fields.firstIndex(where: \.isUnterminated) {
      throw error(.unterminatedQuote(text: shortened(fields[index].bytes)), column: index + 1)
    }
    let needed = max(layout.xColumn, layout.yColumn)
    guard fields.count >= needed else {
      throw error(.tooFewFields(found: fields.count, needed: needed))
    }
    guard fields.count >= layout.leastFieldCount else {
      throw error(.shortRow(found: fields.count, expected: layout.leastFieldCount))
    }
    if fields.dropFirst(layout.fieldCount).contains(where: { !$0.bytes.isEmpty }) {
      throw error(.tooManyFields(found: fields.count, expected: layout.fieldCount))
    }
    for column in [layout.xColumn, layout.yColumn] {
      if let problem = problem(of: fields[column - 1], layout) {
        throw error(problem, column: column)
      }
    }
    _ = fields[layout.xColumn - 1].withNumeral(mark: layout.decimalMark) {
      x.append($0, value: $0.value)
    }
    _ = fields[layout.yColumn - 1].withNumeral(mark: layout.decimalMark) {
      y.append($0, value: $0.value)
    }
  }

  private func problem(
    of field: CSVFields.Field, _ layout: CSVLayout
  ) -> ReadingError.Problem? {
    let text = shortened(field.bytes)
    switch field.kind(mark: layout.decimalMark) {
    case .empty: return .emptyField
    case .text: return .notANumber(text: text)
    case .notFinite: return .notFinite(text: text)
    case .decimalComma:
      // In a field that commas could have cut, a comma stands within quotes.
      return .decimalComma(text: text)
    case .number:
      let isFinite = field.withNumeral(mark: layout.decimalMark) { $0.value.isFinite }
      return isFinite == true ? nil : .tooLarge(text: text)
    }
  }

  private func error(_ problem: ReadingError.Problem, column: Int? = nil) -> ReadingError {
    ReadingError(file: file, line: linesRead, column: column, problem)
  }
}
