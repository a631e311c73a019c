import FixedPoint

/// The first row of a CSV file: whether it is a header, and which columns are x and y.
struct FirstRow {
  private let bytes: UnsafeBufferPointer<UInt8>
  let fields: [CSVFields.Field]
  let names: [String]
  let delimiter: CSVDelimiter
  let options: CSVOptions
  let file: String
  let line: Int

  init(_ line: CSVLayout.Line, delimiter: CSVDelimiter, options: CSVOptions, file: String) {
    bytes = line.bytes
    fields = CSVFields(line.bytes, delimiter: delimiter).fields
    names = fields.map(\.text)
    self.delimiter = delimiter
    self.options = options
    self.file = file
    self.line = line.number
  }

  func layout() throws(ReadingError) -> CSVLayout {
    if let index = fields.firstIndex(where: \.isUnterminated) {
      throw error(.unterminatedQuote(text: shortened(fields[index].bytes)), at: index)
    }
    let (x, y) = try columns()
    guard x != y else {
      throw error(
        .oneColumnTwice(
          x + 1, name: fields[x].kind(mark: options.decimalMark) == .text ? names[x] : nil))
    }
    let hasHeader = try hasHeader(x: x, y: y)
    let name = { hasHeader && $0 < names.count ? names[$0] : "column \($0 + 1)" }
    return CSVLayout(
      delimiter: delimiter, decimalMark: options.decimalMark, hasHeader: hasHeader,
      xColumn: x + 1, yColumn: y + 1, fieldCount: fields.count,
      leastFieldCount: (fields.lastIndex { !$0.bytes.isEmpty } ?? 0) + 1,
      xName: name(x), yName: name(y))
  }

  /// A column that is chosen by name makes the row a header. Otherwise it is one if text stands
  /// where the numbers would be; beside a number, text is more likely a slip, and is refused.
  private func hasHeader(x: Int, y: Int) throws(ReadingError) -> Bool {
    if let stated = options.hasHeader { return stated }
    if options.x.isName || options.y.isName { return true }
    let chosen = [x, y].filter { $0 < fields.count }
    let kinds = chosen.map { fields[$0].kind(mark: options.decimalMark) }
    guard let text = kinds.firstIndex(of: .text) else { return false }
    if kinds.contains(where: { $0 == .number || $0 == .decimalComma }) {
      let index = chosen[text]
      throw error(.halfAHeader(text: shortened(fields[index].bytes)), at: index)
    }
    return true
  }

  /// Refuses a header that names fewer columns than every row has, as some programs write it beside row
  /// numbers: its names would stand over the wrong columns. Where only some rows have more fields, it is these
  /// that are odd, and the first of them is refused when it is read. An empty field at a row's end is none.
  func checkWidth(of rows: ArraySlice<CSVLayout.Line>) throws(ReadingError) {
    let counts = rows.map { row in
      let cells = CSVFields(row.bytes, delimiter: delimiter).fields
      return (cells.lastIndex { !$0.bytes.isEmpty } ?? 0) + 1
    }
    guard let least = counts.min(), least > fields.count else { return }
    if let other = otherDelimiter {
      throw error(.delimitersDiffer(header: other, rows: delimiter))
    }
    throw error(.headerTooShort(names: fields.count, fields: least))
  }

  /// What separates the names in a header that the rows' delimiter leaves whole.
  private var otherDelimiter: CSVDelimiter? {
    guard fields.count == 1 else { return nil }
    return CSVDelimiter.allCases.first {
      $0 != delimiter && CSVFields(bytes, delimiter: $0).fields.count > 1
    }
  }

  /// The columns of x and y, counted from 0.
  private func columns() throws(ReadingError) -> (x: Int, y: Int) {
    let x = try column(options.x)
    let y = try column(options.y)
    let namedX = x == nil ? try usualColumn("x") : nil
    let namedY = y == nil ? try usualColumn("y") : nil
    return switch (x, y) {
    case (let x?, let y?): (x, y)
    case (let x?, nil): (x, namedY ?? (x == 0 ? 1 : 0))
    case (nil, let y?): (namedX ?? (y == 0 ? 1 : 0), y)
    case (nil, nil):
      if let namedX, let namedY { (namedX, namedY) } else { (0, 1) }
    }
  }

  /// The column that is called x, or y, in either case of letters; the exact name before the other.
  private func usualColumn(_ name: String) throws(ReadingError) -> Int? {
    guard options.hasHeader != false else { return nil }
    if let exact = try only(name) { return exact }
    return try only(name.uppercased())
  }

  /// The one column of a name.
  private func only(_ name: String) throws(ReadingError) -> Int? {
    let all = names.indices.filter { names[$0] == name }
    guard all.count <= 1 else { throw error(.ambiguousColumn(name, columns: all.map { $0 + 1 })) }
    return all.first
  }

  private func column(_ choice: ColumnChoice) throws(ReadingError) -> Int? {
    switch choice {
    case .automatic:
      return nil
    case .number(let number):
      guard number >= 1, number <= fields.count else {
        throw error(.columnOutOfRange("\(number)", count: fields.count))
      }
      return number - 1
    case .beyondCounting(let digits):
      throw error(.columnOutOfRange(digits, count: fields.count))
    case .name(let name):
      let isSample = fields.allSatisfy { $0.kind(mark: options.decimalMark) == .number }
      if options.hasHeader == false || (isSample && !names.contains(name)) {
        throw error(.noHeader(wanted: name))
      }
      guard let index = try only(name) else {
        throw error(
          .unknownColumn(name, nearest: nearestName(to: name, among: names), all: names))
      }
      return index
    }
  }

  private func error(_ problem: ReadingError.Problem, at index: Int? = nil) -> ReadingError {
    ReadingError(file: file, line: line, column: index.map { $0 + 1 }, problem)
  }
}

extension ColumnChoice {
  var isName: Bool { if case .name = self { true } else { false } }
}
