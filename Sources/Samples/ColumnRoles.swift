import FixedPoint

/// Which columns are x and y: by what the user says, by their names, or because only two hold numbers.
struct ColumnRoles {
  let x: XSource
  /// Counted from 0.
  let y: Int
  /// The column with the dates of x, whose own column has the times of day.
  let dates: Int?
  /// What was decided that a user may not expect, in words.
  private(set) var remarks: [String]

  enum XSource: Hashable, Sendable {
    /// Counted from 0.
    case column(Int)
    case rows(RowCounter)
  }

  init(
    _ block: DataBlock, _ header: TableHeader, options: CSVOptions, file: String
  ) throws(ReadingError) {
    let search = RoleSearch(block, header, options: options, file: file)
    (x, y, remarks) = try search.roles()
    dates = if case .column(let clock) = x { search.dates(of: clock) } else { nil }
  }

  /// Whether a column counts the rows: whole numbers, each one more than the one before.
  static func isCounted(_ rows: some Sequence<DataBlock.Row>, _ column: Int) -> Bool {
    var last: Int?
    for row in rows {
      guard column < row.fields.count, let number = Int(row.fields[column].text), number >= 0,
        last == nil ? number <= 1 : number == last! + 1
      else { return false }
      last = number
    }
    return last != nil
  }

  /// Whether a column is called as times are, whatever the unit behind the name.
  static func isTimeName(_ name: String) -> Bool {
    let word = name.lowercased().split(whereSeparator: { "([,".contains($0) }).first.map {
      String($0).trimmingBlanks
    }
    // T is a temperature.
    if name.hasPrefix("T"), word == "t" { return false }
    return word.map {
      ["t", "x-axis", "x axis", "x_value", "x value", "second", "seconds", "date", "elapsed", "ts"]
        .contains($0) || $0.hasPrefix("time") || $0.hasPrefix("date")
    } ?? false
  }
}

/// The search, with what it looks at.
private struct RoleSearch {
  let block: DataBlock
  let header: TableHeader
  let options: CSVOptions
  let file: String
  /// The rows of numbers.
  let rows: [DataBlock.Row]
  let names: [String]
  /// The fields that a row, or the header, has.
  let count: Int

  init(_ block: DataBlock, _ header: TableHeader, options: CSVOptions, file: String) {
    self.block = block
    self.header = header
    self.options = options
    self.file = file
    rows = block.rows[min(block.first, block.rows.count)...].filter { block.isRow($0) }
    names = header.names
    count = max(names.count, rows.first?.fields.count ?? 0)
  }

  func roles() throws(ReadingError) -> (ColumnRoles.XSource, Int, [String]) {
    var remarks: [String] = []
    var choices = numbers
    let beside = choices.filter(isBesideThePreamble)
    if !beside.isEmpty, choices.count - beside.count > 0 {
      choices.removeAll { beside.contains($0) }
      remarks.append("\(list(beside)) belongs to the preamble beside the samples and is left out")
    }
    let indices = choices.filter { isIndex($0, among: choices.count) }
    if !indices.isEmpty {
      choices.removeAll { indices.contains($0) }
      remarks.append("\(list(indices)) counts the rows and is left out")
    }

    let statedX = try column(options.x)
    let y = try column(options.y)
    var x: ColumnRoles.XSource? = statedX.map { .column($0) }
    if case .rows(let counter) = options.x {
      x = .rows(counter)
    } else if x == nil, let counter = try constantsOfX() {
      x = .rows(counter)
      remarks.append("x is counted from Start in steps of Increment")
      if names.first?.lowercased() == "x" { choices.removeAll { $0 == 0 } }
    } else if x == nil {
      x = try usual("x").map { .column($0) }
    }
    if let x, let y { return (x, try distinct(x, y), remarks) }
    return try completed(x, y, choices, indices, remarks)
  }

  /// Chooses what is not known yet among the columns that hold numbers.
  private func completed(
    _ x: ColumnRoles.XSource?, _ stated: Int?, _ choices: [Int], _ indices: [Int],
    _ remarks: [String]
  ) throws(ReadingError) -> (ColumnRoles.XSource, Int, [String]) {
    var (x, y) = (x, stated)
    if y == nil { y = try usual("y") }
    if x == nil {
      let times = choices.filter { isTime($0) && $0 != y && dates(of: $0 + 1) == nil }
      if times.count == 1 { x = .column(times[0]) }
    }
    func others(_ known: Int?) -> [Int] {
      let dates = known.flatMap { self.dates(of: $0) }
      return choices.filter { $0 != known && $0 != dates }
    }
    if x == nil, let y {
      let left = others(y)
      if left.count == 1 { x = .column(left[0]) }
      if left.isEmpty { throw oneColumn(y, indices) }
    }
    if y == nil, let x {
      var left = if case .column(let column) = x { others(column) } else { choices }
      // Beside rows that are counted, a time is no y.
      if case .rows = x, left.count > 1 { left.removeAll(where: isTime) }
      if left.count == 1 { y = left[0] }
      if left.isEmpty, case .column(let column) = x { throw oneColumn(column, indices) }
      if left.isEmpty, indices.count == 1 { y = indices[0] }
    }
    if x == nil, y == nil {
      if choices.count == 1 { throw oneColumn(choices[0], indices) }
      if choices.count == 2 { (x, y) = (.column(choices[0]), choices[1]) }
      // A column of row numbers alone is all that there is.
      if choices.isEmpty, indices.count == 1 { throw oneColumn(indices[0], []) }
    }
    guard let x, let y else {
      throw error(
        .whichColumns(
          choices.map { Column(number: $0 + 1, name: header.row == nil ? nil : name($0)) },
          lacksX: x == nil))
    }
    return (x, try distinct(x, y), remarks)
  }

  typealias Column = ReadingError.NamedColumn

  // MARK: What columns hold

  /// The columns that hold numbers in most of the rows; where they are too few, those of missing values as well.
  private var numbers: [Int] {
    func columns(_ places: Set<DataBlock.Kind>) -> [Int] {
      (0..<count).filter { column in
        let cells = cells(column).filter { $0 != .empty }
        let found = cells.count { places.contains($0) }
        return found > 0 && 2 * found >= cells.count { $0 != .missing || places.contains(.missing) }
      }
    }
    let numbers = columns([.number, .time])
    return numbers.count > 1 ? numbers : columns([.number, .time, .missing])
  }

  /// Whether a column holds the values of a preamble that stands to the left of the samples: beside names that end
  /// before the samples do.
  private func isBesideThePreamble(_ column: Int) -> Bool {
    guard column > 0, header.row == nil else { return false }
    let (left, mine) = (cells(column - 1), cells(column))
    return left.contains(.text) && left.allSatisfy { $0 == .text || $0 == .empty }
      && zip(left, mine).allSatisfy { $1 == .empty || $0 == .text }
      && (left.contains(.empty) || cells(column + 1).allSatisfy { $0 == .empty })
  }

  private func cells(_ column: Int) -> [DataBlock.Kind] {
    rows.map { column < $0.kinds.count ? $0.kinds[column] : .empty }
  }

  /// Whether a column counts rows: it has no name, or one that says so, and holds whole numbers that rise.
  private func isIndex(_ column: Int, among choices: Int) -> Bool {
    guard header.row != nil, column < names.count else { return false }
    let name = names[column].lowercased()
    let isUnnamed = column == 0 && (name.isEmpty || name == "#" || name == "unnamed: 0")
    if isUnnamed {
      let numbers = rows.compactMap { Int($0.fields[column].text) }
      return numbers.count == rows.count && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
    }
    let counts: Set = [
      "no", "no.", "nr", "nr.", "index", "idx", "row", "record", "rn", "sequence",
      "sample in window", "obs", "obs.", "line",
    ]
    if names.contains("Sample in Buffer"), name == "sample in window" || name == "trigger" {
      return true
    }
    return choices > 2 && counts.contains(name) && ColumnRoles.isCounted(rows, column)
  }

  /// The column before one of times of day, if it has nothing but their dates.
  func dates(of column: Int) -> Int? {
    guard column > 0, column < count, !rows.isEmpty else { return nil }
    func shapes(_ column: Int) -> [ClockTime.Shape?] {
      rows.map { row in
        guard column < row.fields.count else { return nil }
        return try? ClockTime(row.fields[column].bytes, order: options.dates ?? .dmy).shape
      }
    }
    let areClocks = shapes(column).allSatisfy { $0?.hasDate == false }
    let areDates = rows.allSatisfy {
      !$0.fields[min(column, $0.fields.count) - 1].bytes.contains(UInt8(ascii: ":"))
    }
    return areClocks && areDates && shapes(column - 1).allSatisfy { $0?.hasDate == true }
      ? column - 1 : nil
  }

  private func isTime(_ column: Int) -> Bool {
    if cells(column).contains(.time) { return true }
    guard column < names.count else { return false }
    return ColumnRoles.isTimeName(names[column]) || names[column] == "Sample in Buffer"
  }

  /// The start and step of x from the columns that Rigol writes for them.
  private func constantsOfX() throws(ReadingError) -> RowCounter? {
    guard let row = header.row, let places = header.startAndIncrement(row),
      let constants = header.units.map({ block.rows[$0].fields }).first(where: {
        $0.count > max(places.start, places.increment)
      })
    else { return nil }
    return RowCounter(
      start: constants[places.start].text, step: constants[places.increment].text)
  }

  // MARK: Names

  /// The column that is called x, or y, in either case of letters; the exact name before the other.
  private func usual(_ name: String) throws(ReadingError) -> Int? {
    guard header.row != nil else { return nil }
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
    case .automatic, .rows: return nil
    case .number(let number):
      guard number >= 1, number <= count else {
        throw error(.columnOutOfRange("\(number)", count: count))
      }
      return number - 1
    case .beyondCounting(let digits): throw error(.columnOutOfRange(digits, count: count))
    case .name(let name):
      guard header.row != nil else { throw error(.noHeader(wanted: name)) }
      guard let index = try only(name.trimmingBlanks) else {
        throw error(
          .unknownColumn(name, nearest: nearestName(to: name, among: names), all: names))
      }
      return index
    }
  }

  private func name(_ column: Int) -> String? { column < names.count ? names[column] : nil }

  private func distinct(_ x: ColumnRoles.XSource, _ y: Int) throws(ReadingError) -> Int {
    guard x == .column(y) else { return y }
    throw error(.oneColumnTwice(y + 1, name: header.row == nil ? nil : name(y)))
  }

  private func list(_ columns: [Int]) -> String {
    let numbers = columns.map { column in
      "\(column + 1)" + (name(column).map { $0.isEmpty ? "" : " '\(shortened($0.utf8))'" } ?? "")
    }
    return "column \(numbers.joined(separator: " and "))"
  }

  private func oneColumn(_ column: Int, _ indices: [Int]) -> ReadingError {
    error(.oneColumn(index: indices.first.map { $0 + 1 }))
  }

  private func error(_ problem: ReadingError.Problem) -> ReadingError {
    let line = header.row ?? (block.first < block.rows.count ? block.first : nil)
    return ReadingError(file: file, line: line.map { block.rows[$0].number }, problem)
  }
}
