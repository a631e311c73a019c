/// How a file of samples is laid out: where they begin, what separates their fields, which columns are x and y.
public struct CSVLayout: Hashable, Sendable {
  public let delimiter: CSVDelimiter
  public let decimalMark: DecimalMark
  /// The line of the names, counted from 1.
  public let headerLine: Int?
  /// Lines of units or bases between the header and the samples.
  public let unitsLines: [Int]
  /// The line of the first sample.
  public let firstLine: Int
  /// The column of x, counted from 1; nil where x counts the rows.
  public let xColumn: Int?
  /// The column of the dates that belong to x, counted from 1.
  public let dateColumn: Int?
  /// The column of y, counted from 1.
  public let yColumn: Int
  /// The fields of the header, or of the first row: a later row has no more, but for empty ones at its end.
  public let fieldCount: Int
  /// A later row has no fewer fields.
  public let leastFieldCount: Int
  /// The columns' names, from the header; `column 1` and so on where there is none.
  public let xName: String
  public let yName: String
  /// What was decided that a user may not expect, in words.
  public let remarks: [String]

  /// Words that could be of another base.
  let doubts: [String]
  let counter: RowCounter?
  let xRules: CellRules
  let yRules: CellRules
  let xSubtraction: Subtraction?
  let ySubtraction: Subtraction?

  /// A field, behind the date that belongs to it; both counted from 0.
  static func cell(_ fields: [CSVFields.Field], _ column: Int, dates: Int?) -> [UInt8] {
    guard let dates else { return fields[column].bytes }
    return fields[dates].bytes + [UInt8(ascii: " ")] + fields[column].bytes
  }

  /// The cell of x in a row that has one.
  func xCell(_ fields: [CSVFields.Field], _ column: Int) -> [UInt8] {
    Self.cell(fields, column - 1, dates: dateColumn.map { $0 - 1 })
  }

  public var hasHeader: Bool { headerLine != nil }
  /// What was subtracted from x, and from y, as the file has it.
  public var xOrigin: String? { xSubtraction?.text }
  public var yOrigin: String? { ySubtraction?.text }
}

extension CSVLayout {
  /// A line of the file with its number, counted from 1.
  typealias Line = (number: Int, bytes: UnsafeBufferPointer<UInt8>)

  /// Finds the layout from the first lines that are not blank.
  static func found(
    in lines: [Line], options: CSVOptions, file: String
  ) throws(ReadingError) -> CSVLayout {
    var block = try DataBlock.found(in: lines, options: options, file: file)
    if let range = options.rows {
      block.first = block.rows.firstIndex { $0.number >= range.lowerBound } ?? block.rows.count
    } else if options.hasHeader == false {
      block.first = block.rows.firstIndex { !$0.beginsAsComment } ?? block.first
    }
    guard block.length > 0, block.first < block.rows.count else {
      throw noBlock(block, options, file)
    }
    let header = try TableHeader(of: &block, options: options, file: file)
    guard block.first < block.rows.count else { throw ReadingError(file: file, .headerOnly) }
    try checkQuotes(block, file)
    let roles = try ColumnRoles(block, header, options: options, file: file)
    let layout = CSVLayout(block, header, roles, options)
    try layout.checkMark(block, options, file)
    return layout
  }

  private init(
    _ block: DataBlock, _ header: TableHeader, _ roles: ColumnRoles, _ options: CSVOptions
  ) {
    delimiter = block.delimiter
    decimalMark = block.mark
    let first = block.rows[block.first]
    headerLine = header.row.map { block.rows[$0].number }
    unitsLines = header.units.map { block.rows[$0].number }
    firstLine = first.number
    (xColumn, counter) =
      switch roles.x {
      case .column(let column): (column + 1, nil)
      case .rows(let counter): (nil, counter)
      }
    yColumn = roles.y + 1
    dateColumn = roles.dates.map { $0 + 1 }
    let names = header.names
    let hasNames = header.row != nil
    fieldCount = hasNames ? names.count : first.fields.count
    let nameCount = (names.lastIndex { !$0.isEmpty } ?? -1) + 1
    leastFieldCount = hasNames ? min(nameCount, first.fields.count) : first.extent
    remarks = roles.remarks

    let stated = DataBlock.radixRow(block.rows.map { ($0.number, $0.bytes) }, block.delimiter)
    func radix(_ said: Radix?, _ column: Int) -> Radix? {
      said ?? (column < stated?.count ?? 0 ? stated?[column] : nil)
    }
    let x: Int? = if case .column(let column) = roles.x { column } else { nil }
    xRules = CellRules(
      options, mark: block.mark, radix: x.flatMap { radix(options.radix.x, $0) },
      signedWidth: options.signedWidth.x)
    yRules = CellRules(
      options, mark: block.mark, radix: radix(options.radix.y, roles.y),
      signedWidth: options.signedWidth.y)

    let samples = block.rows[block.first...].filter { block.isRow($0) }
    func subtraction(_ column: Int?, _ rules: CellRules, dates: Int? = nil) -> Subtraction? {
      guard let column else { return nil }
      let cells = samples.compactMap { row in
        column < row.fields.count ? Self.cell(row.fields, column, dates: dates) : nil
      }
      return Subtraction(for: cells, rules, subtracts: options.subtractsOffsets)
    }
    xSubtraction = subtraction(x, xRules, dates: roles.dates)
    ySubtraction = subtraction(roles.y, yRules)
    doubts = [("x", x, xRules), ("y", roles.y, yRules)].compactMap { axis, column, rules in
      guard let column, rules.radix == nil else { return nil }
      return Self.doubt(
        axis,
        samples.compactMap {
          column < $0.fields.count ? $0.fields[column].bytes : nil
        })
    }
    func name(_ column: Int, _ subtraction: Subtraction?) -> String {
      let name =
        hasNames && column < names.count && !names[column].isEmpty
        ? names[column] : "column \(column + 1)"
      return subtraction.map { $0.name(of: name) } ?? name
    }
    if let x { xName = name(x, xSubtraction) } else { xName = counter?.name ?? "row" }
    yName = name(roles.y, ySubtraction)
  }

  /// What to say of words of one width that are padded with zeros, as hexadecimal and binary ones are.
  private static func doubt(_ axis: String, _ cells: [[UInt8]]) -> String? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard cells.count > 1, let width = cells.first?.count, width > 1,
      cells.allSatisfy({ $0.count == width && $0.allSatisfy(digits.contains) }),
      let padded = cells.first(where: { $0[0] == UInt8(ascii: "0") })
    else { return nil }
    let radix: Radix = cells.allSatisfy { $0.allSatisfy { $0 <= UInt8(ascii: "1") } } ? .bin : .hex
    return
      "\(axis) has words padded with zeros, such as '\(shortened(padded))', which were read as decimal; if they are \(radix.adjective), say so (--radix \(axis)=\(radix.rawValue)), otherwise --radix \(axis)=dec"
  }

  /// Refuses a comma that is the decimal mark only by guess: `1,234` alone could be either.
  private func checkMark(
    _ block: DataBlock, _ options: CSVOptions, _ file: String
  ) throws(ReadingError) {
    guard options.decimalMark == nil, options.thousands == nil, decimalMark == .comma else {
      return
    }
    var first: ReadingError?
    for row in block.rows[block.first...] where block.isRow(row) {
      for column in [xColumn, yColumn].compactMap({ $0 }) where column <= row.fields.count {
        let bytes = row.fields[column - 1].bytes
        guard bytes.contains(UInt8(ascii: ",")) else { continue }
        guard ThousandsMark.comma.removed(from: bytes, mark: .point) != nil else { return }
        first =
          first
          ?? ReadingError(
            file: file, line: row.number, column: column,
            .digitGroups(text: shortened(bytes), decimal: .comma, thousands: .comma))
      }
    }
    if let first { throw first }
  }

  private static func checkQuotes(_ block: DataBlock, _ file: String) throws(ReadingError) {
    let row = block.rows[block.first]
    guard let index = row.fields.firstIndex(where: \.isUnterminated) else { return }
    throw ReadingError(
      file: file, line: row.number, column: index + 1,
      .unterminatedQuote(text: shortened(row.fields[index].bytes)))
  }

  /// Why there is no row of numbers: the first cell that should have one.
  private static func noBlock(
    _ block: DataBlock, _ options: CSVOptions, _ file: String
  ) -> ReadingError {
    if block.first >= block.rows.count, let rows = options.rows {
      return ReadingError(file: file, .noRowsHere(line: rows.lowerBound))
    }
    let rows = block.rows.filter { !$0.beginsAsComment }
    guard rows.count > 1 || options.hasHeader == false,
      let row = rows.dropFirst(rows.count > 1 ? 1 : 0).first
    else {
      return ReadingError(file: file, rows.isEmpty ? .empty : .headerOnly)
    }
    func error(_ column: Int, _ problem: ReadingError.Problem) -> ReadingError {
      ReadingError(file: file, line: row.number, column: column + 1, problem)
    }
    if let index = row.fields.firstIndex(where: \.isUnterminated) {
      return error(index, .unterminatedQuote(text: shortened(row.fields[index].bytes)))
    }
    let rules = CellRules(options, mark: block.mark, radix: options.radix.y, signedWidth: nil)
    for (column, field) in row.fields.enumerated() {
      guard case .problem(let problem) = rules.withNumber(field.bytes, { _ in }) else { continue }
      if case .notANumber(let text) = problem { return error(column, .noRows(text: text)) }
      return error(column, problem)
    }
    return ReadingError(file: file, line: row.number, .noRows(text: shortened(row.bytes)))
  }
}
