/// Where the samples are among the first lines of a file: every delimiter and decimal mark is tried, and the one that
/// explains the longest run of rows of numbers is taken.
struct DataBlock {
  /// A line that is not blank, cut into fields.
  struct Row {
    let number: Int
    let bytes: UnsafeBufferPointer<UInt8>
    let fields: [CSVFields.Field]
    let kinds: [Kind]
    let beginsAsComment: Bool

    /// The fields but for empty ones at the end.
    var extent: Int { (kinds.lastIndex { $0 != .empty } ?? -1) + 1 }

    func hasPlace(_ column: Int) -> Bool {
      column < kinds.count && kinds[column] != .text && kinds[column] != .empty
    }
  }

  /// What a field looks like.
  enum Kind {
    case empty, number, time
    /// Spelled as a missing value.
    case missing
    case text
  }

  let delimiter: CSVDelimiter
  let mark: DecimalMark
  /// The lines that are not blank.
  private(set) var rows: [Row] = []
  /// The first row of numbers, as an index of ``rows``.
  var first = 0
  /// The columns, counted from 0, that hold numbers in the longest run of rows.
  private(set) var columns: [Int] = []
  /// How many rows that run has.
  private(set) var length = 0
  private var score = 0.0

  private init(
    _ lines: [CSVLayout.Line], delimiter: CSVDelimiter, mark: DecimalMark, options: CSVOptions
  ) {
    self.delimiter = delimiter
    self.mark = mark
    let radices = Self.radixRow(lines, delimiter) ?? []
    rows = lines.map { line in
      let fields = CSVFields(line.bytes, delimiter: delimiter).fields
      let kinds = fields.enumerated().map { column, field in
        let stated = column < radices.count ? radices[column] : nil
        // Which column is x is not known yet: what either axis takes is a number.
        let all = stated.map { [$0] } ?? [options.radix.x, options.radix.y]
        return all.map {
          Kind(CellRules(options, mark: mark, radix: $0, signedWidth: nil), field.bytes)
        }.first { $0 != .text } ?? .text
      }
      return Row(
        number: line.number, bytes: line.bytes, fields: fields, kinds: kinds,
        beginsAsComment: CSVFields.beginsAsComment(line.bytes))
    }
  }

  /// The bases that a row of `Radix - …` states, a column each, as logic analysers write it.
  static func radixRow(_ lines: [CSVLayout.Line], _ delimiter: CSVDelimiter) -> [Radix?]? {
    for line in lines.prefix(64) {
      let words = CSVFields(line.bytes, delimiter: delimiter).fields.map { $0.text.lowercased() }
      guard words.count > 1, words[0].hasPrefix("radix") else { continue }
      return words.map { word in
        switch word.split(whereSeparator: { " -:".contains($0) }).last {
        case "hex", "hexadecimal": .hex
        case "binary", "bin": .bin
        case "octal", "oct": .oct
        default: .dec
        }
      }
    }
    return nil
  }

  /// Finds the block.
  ///
  /// - Returns: the block; its ``length`` is 0 if no row has a number.
  static func found(
    in lines: [CSVLayout.Line], options: CSVOptions, file: String
  ) throws(ReadingError) -> DataBlock {
    if options.decimalMark == .comma, options.delimiter == .comma,
      !lines.contains(where: { $0.bytes.contains(UInt8(ascii: "\"")) })
    {
      throw ReadingError(file: file, .commaTwice)
    }
    let stated = options.delimiter ?? lines.first.flatMap { separatorLine($0.bytes) }
    let marks: [DecimalMark] =
      switch (options.decimalMark, options.thousands) {
      case (let mark?, _): [mark]
      case (nil, .comma): [.point]
      case (nil, .point): [.comma]
      default: [.point, .comma]
      }
    // What no line has separates nothing.
    func occurs(_ byte: UInt8) -> Bool { lines.contains { $0.bytes.contains(byte) } }
    var delimiters = stated.map { [$0] } ?? CSVDelimiter.detected.filter { occurs($0.byte) }
    if delimiters.isEmpty { delimiters = [.comma] }
    let hasComma = occurs(UInt8(ascii: ","))
    let hasQuote = occurs(UInt8(ascii: "\""))
    var best: DataBlock?
    for isNarrowAllowed in [false, true] where best == nil || best!.length == 0 {
      for delimiter in delimiters {
        for mark in marks
        where mark == marks[0] || (hasComma && (delimiter != .comma || hasQuote)) {
          var block = DataBlock(lines, delimiter: delimiter, mark: mark, options: options)
          block.findRows(isNarrowAllowed: isNarrowAllowed)
          if best == nil || block.isBetter(than: best!) { best = block }
        }
      }
    }
    return best!
  }

  /// `sep=;`, as spreadsheets write it in the first line.
  static func separatorLine(_ line: UnsafeBufferPointer<UInt8>) -> CSVDelimiter? {
    var text = String(decoding: line, as: UTF8.self).filter { $0 != "\"" && $0 != "\r" }[...]
    guard text.lowercased().hasPrefix("sep=") else { return nil }
    text = text.dropFirst(4)
    return CSVDelimiter(text.count > 1 ? String(text.first!) : String(text))
  }

  private func isBetter(than other: DataBlock) -> Bool {
    if score != other.score { return score > other.score }
    // A single column says nothing of the delimiter, but what stands above it may.
    return columns.count < 2 && (length == 0 || delimiter != .space) && widest > other.widest
  }

  /// Every row that has the columns counts, twice if they are two or more, times the square of the share of its cells that are
  /// no text. A comma that is really the decimal mark cuts `1,5 2,5` into two numbers and a text, 8/9 in place of 2: it must not
  /// win by a spoilt row that it alone takes for one. Comments count for neither.
  private mutating func rate() {
    let kinds = rows.filter(isRow).map(\.kinds)
    score = kinds.reduce(0) { sum, row in
      let share = Double(row.count { $0 != .text }) / Double(row.count)
      return sum + share * share * (columns.count > 1 ? 2 : 1)
    }
  }

  private var widest: Int { rows.map(\.fields.count).max() ?? 0 }

  // MARK: The rows

  private mutating func findRows(isNarrowAllowed: Bool) {
    var start = 0
    var longest = 0
    while start < rows.count {
      let run = run(from: start)
      let isNarrow = run.columns.count < 2
      let isAlone = rows[start].kinds.count { $0 != .empty } == 1
      let counts = run.length > 0 && (!isNarrow || isNarrowAllowed || isAlone)
      if counts {
        let score = isNarrow ? run.length : 2 * run.length
        if score > longest {
          (longest, columns, length, first) = (score, run.columns, run.length, start)
        }
      }
      // A run that began with columns that it lost may hide a longer one.
      start = counts && run.columns.count == run.begunWith ? run.end : start + 1
    }
    guard length > 0 else { return }
    // The block begins with the first row that has them all; what lies between is for the reader to refuse.
    first = rows[...first].firstIndex { isRow($0) } ?? first
    rate()
  }

  /// Whether a line has a number, or the place of one, in every column of the block.
  func isRow(_ row: Row) -> Bool {
    columns.allSatisfy { row.hasPlace($0) || ($0 < row.kinds.count && row.kinds[$0] == .empty) }
      && columns.contains { row.hasPlace($0) }
  }

  private func run(from start: Int) -> (length: Int, end: Int, columns: [Int], begunWith: Int) {
    let row = rows[start]
    var columns = row.kinds.indices.filter { row.hasPlace($0) }
    let numbers = columns.count { row.kinds[$0] != .missing }
    guard numbers > 0, numbers > 1 || columns.count > 1 || !row.beginsAsComment else {
      return (0, start, [], 0)
    }
    let begunWith = columns.count
    let least = min(2, begunWith)
    var length = 1
    var end = start + 1
    while end < rows.count {
      let row = rows[end]
      let isNothing = row.kinds.allSatisfy { $0 == .empty }
      let kept = columns.filter {
        row.hasPlace($0) || ($0 < row.kinds.count && row.kinds[$0] == .empty)
      }
      if !isNothing {
        if kept.count < least || !kept.contains(where: { row.hasPlace($0) }) {
          guard row.beginsAsComment else { break }
        } else {
          columns = kept
          length += 1
        }
      }
      end += 1
    }
    return (length, end, columns, begunWith)
  }
}

extension DataBlock.Kind {
  init(_ rules: CellRules, _ bytes: [UInt8]) {
    switch rules.understood(bytes, { if case .time = $0 { true } else { false } }) {
    case nil: self = .text
    case .value(let isTime): self = isTime ? .time : .number
    case .empty: self = .empty
    case .missing: self = .missing
    case .problem(let problem):
      switch problem {
      // Numbers all the same, which the reader will refuse.
      case .tooLarge, .notFinite, .notAWord, .tooManyDigits: self = .number
      case .ambiguousDate: self = .time
      default: self = .text
      }
    }
  }
}
