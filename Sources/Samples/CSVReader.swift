import Columns

/// Reads x and y from a text in one pass: a megabyte at a time, each number parsed where it lies.
///
/// A line takes one of two algorithms. The fast one, ``RowShape``, parses the two numbers in place and knows nothing
/// of errors; whatever it does not understand (a comment, a blank line, an odd row, an error) it leaves to the careful
/// one, ``CSVReader/readCarefully(_:)``.
struct CSVReader: ~Copyable {
  /// The longest line that is read, in bytes.
  static let bufferSize = 1 << 20
  /// How many lines the layout is detected from.
  static let headLines = 512

  private let file: String
  private let options: CSVOptions
  private var layout: CSVLayout?
  private var reading: CSVReading?
  /// What ends a line: LF, or CR in files of the classic Mac.
  private var lineEnd = UInt8(ascii: "\n")
  private var linesRead = 0
  /// Nothing but comments so far.
  private var comments: (count: Int, line: Int, text: [UInt8])?
  private var x: ColumnBuilder
  private var y: ColumnBuilder
  private var lines = LineNumbers()
  /// Lines that are no rows: a footer, unless rows follow.
  private var footer: Footer?

  private struct Footer {
    let line: Int
    let text: [UInt8]
    let error: ReadingError
    var count = 1
  }

  init(file: String, options: CSVOptions) {
    self.file = file
    self.options = options
    x = ColumnBuilder(keepsDecimals: options.keepsDecimals)
    y = ColumnBuilder(keepsDecimals: options.keepsDecimals)
  }

  /// Reads all of a source.
  mutating func read(
    _ source: inout TextSource, progress: ((ReadingProgress) -> Void)?
  ) throws(ReadingError) {
    // One byte more, for the line end that the last line may lack.
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.bufferSize + 1)
    defer { buffer.deallocate() }
    var reporter = ProgressReporter(totalBytes: source.byteCount, report: progress)
    var held = 0
    var isAtEnd = false
    var isFirst = true
    while !isAtEnd {
      let room = UnsafeMutableRawBufferPointer(
        start: buffer + held, count: Self.bufferSize - held)
      let got = try source.fill(room)
      isAtEnd = got < room.count
      let fresh = UnsafeBufferPointer(start: buffer + held, count: got)
      if isFirst, !fresh.contains(lineEnd), fresh.contains(UInt8(ascii: "\r")) {
        lineEnd = UInt8(ascii: "\r")
      }
      isFirst = false
      try check(fresh)
      var end = held + got
      if isAtEnd, end > 0, buffer[end - 1] != lineEnd {
        buffer[end] = lineEnd
        end += 1
      }
      var whole = end
      while whole > 0, buffer[whole - 1] != lineEnd { whole -= 1 }
      if whole == 0, !isAtEnd {
        throw ReadingError(
          file: file, line: linesRead + 1, .lineTooLong(limit: Self.bufferSize))
      }
      try readLines(
        buffer, to: buffer + whole, isLast: isAtEnd,
        totalBytes: source.encoding.isEmpty ? source.byteCount : nil,
        encoding: source.encoding.name)
      held = end - whole
      buffer.update(from: buffer + whole, count: held)
      if isPastRows { isAtEnd = true }
      reporter.update(bytes: source.position, isLast: isAtEnd)
    }
  }

  private var lastLine: Int { options.rows?.upperBound ?? Int.max }
  private var isPastRows: Bool { linesRead >= lastLine }

  /// The columns read.
  consuming func columns() throws(ReadingError) -> SampleColumns {
    guard let layout, var reading, x.count > 0 else {
      if let footer, x.count == 0 { throw footer.error }
      if let reading, reading.count(.missing) > 0 {
        throw ReadingError(file: file, .nothingLeft(rows: reading.count(.missing)))
      }
      let first = max(options.rows?.lowerBound ?? 1, options.skippedLines + 1)
      if linesRead > 0, first > linesRead {
        throw ReadingError(file: file, .noRowsHere(line: first))
      }
      throw ReadingError(file: file, layout?.hasHeader == true ? .headerOnly : .empty)
    }
    if let footer { reading.skip(.footer, footer.line, footer.text, count: footer.count) }
    let lines = self.lines
    let (x, y) = (self.x.finished(), self.y.finished())
    reading.warnings +=
      Suspects.warnings("x", x.values, x.decimals, lines)
      + Suspects.warnings("y", y.values, y.decimals, lines)
    return SampleColumns(
      x: x.values, y: y.values, xName: layout.xName, yName: layout.yName, reading: reading,
      xDecimals: x.decimals, yDecimals: y.decimals)
  }

  /// Refuses what is no text, by a NUL byte.
  private func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(ReadingError) {
    guard let base = bytes.baseAddress, let nul = find(0, from: base, to: base + bytes.count)
    else { return }
    let linesBefore = bytes.prefix(nul - base).count { $0 == lineEnd }
    throw ReadingError(file: file, line: linesRead + linesBefore + 1, .nulByte)
  }

  /// Reads whole lines: from `start` to `end`, each with its line end.
  private mutating func readLines(
    _ start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, isLast: Bool, totalBytes: Int?,
    encoding: String?
  ) throws(ReadingError) {
    var next = start
    if layout == nil {
      next = try findLayout(
        start, to: end, isLast: isLast, totalBytes: totalBytes, encoding: encoding)
    }
    guard let layout else { return }
    do throws(StorageError) {
      try x.reserve(bytes: end - next)
      try y.reserve(bytes: end - next)
    } catch { throw ReadingError(file: file, .noRoom(error)) }
    let lastLine = lastLine
    let counter = layout.counter
    let shape = RowShape(layout, lineEnd: lineEnd)
    while next < end, linesRead < lastLine {
      // After what may be a footer every line is looked at.
      if let shape, footer == nil {
        next = try readRows(next, to: end, shape, counter)
        if next == end || linesRead == lastLine { return }
      }
      let lineEnd = find(lineEnd, from: next, to: end) ?? end
      try readCarefully(UnsafeBufferPointer(start: next, count: lineEnd - next))
      next = lineEnd + 1
    }
  }

  /// Reads rows as long as the fast algorithm understands them.
  ///
  /// - Returns: the line that it does not.
  private mutating func readRows(
    _ start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ shape: RowShape,
    _ counter: RowCounter?
  ) throws(ReadingError) -> UnsafePointer<UInt8> {
    var next = start
    var left = lastLine - linesRead
    let most = left
    defer { linesRead += most - left }
    if let counter {
      while next < end, left > 0, let after = shape.readY(next, y: &y) {
        next = after
        left -= 1
        try count(counter)
      }
      return next
    }
    while next < end, left > 0, let after = shape.read(next, x: &x, y: &y) {
      next = after
      left -= 1
    }
    return next
  }

  /// Appends the x of the row whose y was appended last; rows that were left out count as well.
  private mutating func count(_ counter: RowCounter) throws(ReadingError) {
    let leftOut = (reading?.count(.missing) ?? 0) + (reading?.count(.empty) ?? 0)
    guard let numeral = counter.numeral(x.count + leftOut), numeral.value.isFinite else {
      throw error(.notACount(counter.name))
    }
    x.append(numeral, value: numeral.value)
  }

  /// Finds the layout and passes over what stands above the samples.
  ///
  /// - Returns: the first line that is left to read.
  private mutating func findLayout(
    _ start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, isLast: Bool, totalBytes: Int?,
    encoding: String?
  ) throws(ReadingError) -> UnsafePointer<UInt8> {
    // Far enough above stated rows for a header and rows of units.
    let firstLine = max(options.skippedLines, (options.rows?.lowerBound ?? 0) - 16)
    var next = start
    var head: [CSVLayout.Line] = []
    var number = linesRead
    while next < end, head.count < Self.headLines {
      let lineEnd = find(lineEnd, from: next, to: end) ?? end
      number += 1
      let line = UnsafeBufferPointer(start: next, count: lineEnd - next)
      if !CSVFields.isBlank(line) {
        if number <= firstLine {
          note(number, line)
        } else {
          head.append((number, line))
        }
      }
      next = lineEnd + 1
    }
    let isAllComments = head.allSatisfy { CSVFields.beginsAsComment($0.bytes) }
    if head.isEmpty || (isAllComments && next < end) || (isAllComments && !isLast) {
      // Nothing but comments, or lines that are not to be looked at: the samples come later.
      for line in head { note(line.number, line.bytes) }
      linesRead = number
      guard next < end else { return next }
      return try findLayout(
        next, to: end, isLast: isLast, totalBytes: totalBytes, encoding: encoding)
    }
    let found = try CSVLayout.found(in: head, options: options, file: file)
    let above = head.filter { $0.number < found.firstLine && $0.number != found.headerLine }
    for line in above where !found.unitsLines.contains(line.number) {
      note(line.number, line.bytes)
    }
    let header = head.first { $0.number == found.headerLine }
    let isLatin = header.map { String(validating: $0.bytes, as: UTF8.self) == nil } ?? false
    let encodings = [encoding, isLatin ? "names in Latin-1, being no UTF-8" : nil]
      .compactMap { $0 }
    var reading = CSVReading(
      layout: found, encoding: encodings.isEmpty ? nil : encodings.joined(separator: ", "))
    reading.warnings = found.doubts
    if let comments {
      reading.skip(.preamble, comments.line, comments.text, count: comments.count)
    }
    for line in above where found.unitsLines.contains(line.number) {
      reading.skip(.units, line.number, line.bytes)
    }
    self.reading = reading
    layout = found
    x = ColumnBuilder(keepsDecimals: options.keepsDecimals, subtraction: found.xSubtraction)
    y = ColumnBuilder(keepsDecimals: options.keepsDecimals, subtraction: found.ySubtraction)
    guard let first = head.first(where: { $0.number == found.firstLine }),
      let firstStart = first.bytes.baseAddress
    else { return next }
    if let totalBytes {
      // A guess of the rows, from the mean length of those seen, saves growing the columns later.
      let seen = max(1, next - firstStart)
      let rows = Double(totalBytes) / Double(seen) * Double(number - first.number + 1) * 1.02
      x.expect(Int(min(rows, 1e9)))
      y.expect(Int(min(rows, 1e9)))
    }
    linesRead = first.number - 1
    lines.skip(row: 0, nextLine: first.number)
    return firstStart
  }

  /// Counts a line above the samples.
  private mutating func note(_ number: Int, _ line: UnsafeBufferPointer<UInt8>) {
    if comments == nil {
      comments = (1, number, Array(line.prefix(128)))
    } else {
      comments!.count += 1
    }
  }

  // MARK: The careful algorithm

  /// Reads a line with all care, and says what is wrong with it if something is.
  private mutating func readCarefully(
    _ line: UnsafeBufferPointer<UInt8>
  ) throws(ReadingError) {
    linesRead += 1
    defer { lines.skip(row: x.count, nextLine: linesRead + 1) }
    guard let layout, !CSVFields.isBlank(line) else { return }
    let fields = CSVFields(line, delimiter: layout.delimiter).fields
    let isComment = CSVFields.beginsAsComment(line)
    if isComment, !hasShapeOfRow(line, layout) {
      reading?.skip(.comment, linesRead, line)
      return
    }
    if fields.allSatisfy({ $0.bytes.isEmpty }) {
      reading?.skip(.empty, linesRead, line)
      return
    }
    if try isBelow(fields, line, layout) { return }
    if let index = fields.firstIndex(where: \.isUnterminated) {
      throw error(.unterminatedQuote(text: shortened(fields[index].bytes)), column: index + 1)
    }
    let needed = max(layout.xColumn ?? 1, layout.yColumn)
    guard fields.count >= needed else {
      throw error(.tooFewFields(found: fields.count, needed: needed))
    }
    guard fields.count >= layout.leastFieldCount else {
      throw error(.shortRow(found: fields.count, expected: layout.leastFieldCount))
    }
    if fields.dropFirst(layout.fieldCount).contains(where: { !$0.bytes.isEmpty }) {
      throw error(.tooManyFields(found: fields.count, expected: layout.fieldCount))
    }
    if try isLeftOut(fields, isComment: isComment, line, layout) { return }
    try append(fields, layout)
  }

  /// Whether a line that begins as a comment does has as many fields as a row, and a number where a row has one.
  private func hasShapeOfRow(_ line: UnsafeBufferPointer<UInt8>, _ layout: CSVLayout) -> Bool {
    let bare = line.drop { CSVFields.isBlank($0) }.drop { "#%".utf8.contains($0) }
    return [line, UnsafeBufferPointer(rebasing: bare)].contains { line in
      let fields = CSVFields(line, delimiter: layout.delimiter).fields
      return (layout.leastFieldCount...max(layout.leastFieldCount, layout.fieldCount))
        .contains(fields.count) && places(fields, layout) > 0
    }
  }

  /// How many of x and y have a number or are spelled as missing.
  private func places(_ fields: [CSVFields.Field], _ layout: CSVLayout) -> Int {
    [(layout.xColumn, layout.xRules), (layout.yColumn, layout.yRules)].count { column, rules in
      guard let column, column <= fields.count else { return false }
      let kind = DataBlock.Kind(rules, fields[column - 1].bytes)
      return kind != .text && kind != .empty
    }
  }

  /// Takes up a line that has no number where rows have them: the beginning of a footer, unless rows follow.
  private mutating func isBelow(
    _ fields: [CSVFields.Field], _ line: UnsafeBufferPointer<UInt8>, _ layout: CSVLayout
  ) throws(ReadingError) -> Bool {
    if places(fields, layout) > 0 {
      guard let footer else { return false }
      guard x.count > 0 else { throw footer.error }
      throw ReadingError(
        file: file, line: footer.line,
        .betweenRows(
          text: shortened(footer.text), first: layout.firstLine, last: footer.line - 1,
          next: linesRead))
    }
    guard footer == nil else {
      footer!.count += 1
      return true
    }
    let column = min(layout.xColumn ?? layout.yColumn, fields.count)
    let text = fields[column - 1].bytes
    footer = Footer(
      line: linesRead, text: Array(line.prefix(128)),
      error: error(
        text.isEmpty ? .emptyField : .notANumber(text: shortened(text)), column: column))
    return true
  }

  /// Whether a row is left out for a missing value.
  private mutating func isLeftOut(
    _ fields: [CSVFields.Field], isComment: Bool, _ line: UnsafeBufferPointer<UInt8>,
    _ layout: CSVLayout
  ) throws(ReadingError) -> Bool {
    for (column, rules) in [(layout.xColumn, layout.xRules), (layout.yColumn, layout.yRules)] {
      guard let column else { continue }
      let bytes =
        column == layout.xColumn ? layout.xCell(fields, column) : fields[column - 1].bytes
      let problem: ReadingError.Problem
      switch rules.withNumber(bytes, { _ in }) {
      case .value: continue
      case .missing(isListed: true):
        if options.missing != .error {
          reading?.skip(.missing, linesRead, line)
          return true
        }
        problem = .missing(text: shortened(bytes))
      case .missing: problem = .missing(text: shortened(bytes))
      case .empty: problem = .emptyField
      case .problem(.notANumber) where isComment && column == 1:
        problem = .commentedRow(text: shortened(bytes))
      case .problem(let other): throw error(other, column: column)
      }
      guard options.missing == .skip else { throw error(problem, column: column) }
      reading?.skip(.missing, linesRead, line)
      return true
    }
    return false
  }

  private mutating func append(
    _ fields: [CSVFields.Field], _ layout: CSVLayout
  ) throws(ReadingError) {
    if let column = layout.xColumn {
      let bytes = layout.xCell(fields, column)
      if let problem = layout.xRules.withNumber(bytes, { x.append($0, text: bytes) }).value ?? nil {
        throw error(problem, column: column)
      }
    }
    let bytes = fields[layout.yColumn - 1].bytes
    if let problem = layout.yRules.withNumber(bytes, { y.append($0, text: bytes) }).value ?? nil {
      throw error(problem, column: layout.yColumn)
    }
    if let counter = layout.counter { try count(counter) }
  }

  private func error(_ problem: ReadingError.Problem, column: Int? = nil) -> ReadingError {
    ReadingError(file: file, line: linesRead, column: column, problem)
  }
}
