/// What stands above the samples: the row of names, and rows of units between it and them.
struct TableHeader {
  /// The row of names, as an index of the block's rows; nil if there is none.
  private(set) var row: Int?
  /// The columns' names, from the first column on.
  private(set) var names: [String] = []
  /// Rows of units or bases, as indices of the block's rows.
  private(set) var units: [Int] = []
  /// Whether the names stand over the columns from the second one on, as R writes them beside the rows' names.
  private(set) var lacksFirst = false

  private let block: DataBlock
  private let options: CSVOptions
  private let file: String

  /// Finds the header of a block, and corrects where its samples begin.
  init(
    of block: inout DataBlock, options: CSVOptions, file: String
  ) throws(ReadingError) {
    if options.hasHeader == true, !Self.hasLineAbove(block) {
      // The first row of numbers is said to be the names.
      (row, block.first) = (block.first, Self.nextRow(block, after: block.first))
    }
    self.block = block
    self.options = options
    self.file = file
    if row == nil, options.hasHeader != false { try find() }
    if row == nil, options.x.isName || options.y.isName, firstRowHasNames {
      (row, block.first) = (block.first, Self.nextRow(block, after: block.first))
    }
    if let row { names = try names(of: row) }
    // A row that was made a comment is no comment: the reader refuses it.
    guard block.first < block.rows.count else { return }
    for index in ((row ?? -1) + 1)..<max(block.first, (row ?? -1) + 1)
    where !units.contains(index) && block.rows[index].beginsAsComment {
      let bare = Self.bare(block.rows[index], block)
      let places = block.columns.filter {
        $0 < bare.count
          && DataBlock.Kind(
            CellRules(options, mark: block.mark, radix: nil, signedWidth: nil), bare[$0].bytes)
            != .text
          && !bare[$0].bytes.isEmpty
      }
      if places.count == block.columns.count, !places.isEmpty,
        bare.count == block.rows[block.first].extent
      {
        block.first = index
        break
      }
    }
  }

  private static func hasLineAbove(_ block: DataBlock) -> Bool {
    block.rows[..<block.first].contains { !$0.beginsAsComment }
  }

  private static func nextRow(_ block: DataBlock, after index: Int) -> Int {
    block.rows.indices.dropFirst(index + 1).first { !block.rows[$0].beginsAsComment }
      ?? block.rows.count
  }

  /// The fields of a line without the mark of a comment.
  private static func bare(_ row: DataBlock.Row, _ block: DataBlock) -> [CSVFields.Field] {
    let rest = row.bytes.drop { CSVFields.isBlank($0) }.drop { "#%".utf8.contains($0) }
    return CSVFields(UnsafeBufferPointer(rebasing: rest), delimiter: block.delimiter).fields
  }

  private var firstRowHasNames: Bool {
    guard block.first < block.rows.count else { return false }
    let texts = block.rows[block.first].fields.map(\.text)
    return [options.x, options.y].allSatisfy { choice in
      if case .name(let name) = choice { texts.contains(name) } else { true }
    }
  }

  // MARK: The search

  private mutating func find() throws(ReadingError) {
    var above = block.rows.indices.prefix(block.first).filter { !block.rows[$0].beginsAsComment }
    guard let nearest = above.popLast() else { return findComment() }
    // A comment with a name for each column is nearer to the samples than a title.
    if !hasNameForEach(nearest) {
      findComment()
      if row != nil { return }
    }
    var header = nearest
    var passed: [Int] = []
    // Rows of units lie between the header and the samples; there are up to two of them.
    while passed.count < 2, let next = above.last, isUnits(header, below: next),
      fits(next) || startAndIncrement(next) != nil
    {
      // `Second,Volt` below two pairs of a preamble is the header itself.
      if UnitsRow.isSpelledOut(block.rows[header].fields), above.count > 1,
        block.rows[above[above.count - 2]].extent == block.rows[next].extent,
        !hasUsualName(next)
      {
        break
      }
      passed.append(header)
      header = next
      above.removeLast()
    }
    let row = block.rows[header]
    let texts = block.columns.filter { $0 < row.kinds.count && row.kinds[$0] == .text }
    let numbers = block.columns.filter { row.hasPlace($0) }
    guard fits(header) else { return try refuseMisfit(header, isFirst: above.isEmpty) }
    if passed.isEmpty, !texts.isEmpty, !numbers.isEmpty, !hasUsualName(header),
      !hasChosenName(header), options.hasHeader == nil
    {
      // A row of both: a slip in the first sample, or the end of a preamble of names and numbers.
      let label = row.fields[texts[0]].text
      let isLabel = label.first.map { !$0.isNumber && !"+-.".contains($0) } ?? false
      if isLabel, let other = above.last, block.rows[other].extent == row.extent { return }
      throw ReadingError(
        file: file, line: row.number, column: texts[0] + 1,
        .halfAHeader(
          text: shortened(row.fields[texts[0]].bytes), firstRow: block.rows[block.first].number))
    }
    self.row = header
    units = passed.reversed()
  }

  /// A header in a comment, as NumPy writes it.
  private mutating func findComment() {
    guard let index = block.rows.indices.prefix(block.first).last,
      block.rows[index].beginsAsComment, block.rows[block.first].extent > 1
    else { return }
    let cells = Self.bare(block.rows[index], block)
    let own = block.rows[index].fields
    let expected = block.rows[block.first].extent
    func isText(_ fields: [CSVFields.Field]) -> Bool {
      fields.count == expected
        && fields.allSatisfy { Double($0.text) == nil && !$0.bytes.isEmpty }
    }
    guard isText(own) || isText(cells) else { return }
    row = index
    // Names in the comment above, where this one has units.
    if UnitsRow.isOne(cells), index > 0, block.rows[index - 1].beginsAsComment,
      isText(Self.bare(block.rows[index - 1], block))
    {
      (row, units) = (index - 1, [index])
    }
  }

  private func hasNameForEach(_ index: Int) -> Bool {
    block.rows[index].extent == block.rows[block.first].extent
  }

  private func isUnits(_ index: Int, below header: Int) -> Bool {
    UnitsRow.isOne(block.rows[index].fields)
      || (startAndIncrement(header) != nil && block.rows[index].kinds.contains(.number))
  }

  /// Whether a row has as many names as the samples have columns, or one of the known differences.
  private func fits(_ index: Int) -> Bool {
    guard block.first < block.rows.count else { return true }
    let (names, row) = (block.rows[index], block.rows[block.first])
    let (count, expected) = (names.extent, row.extent)
    if count == expected || names.fields.count == row.fields.count { return true }
    if count == expected - 1 { return isNamedByRows || options.hasHeader == true }
    guard count > expected else { return false }
    // NIST writes "Data:" before the names, LabVIEW a column for comments, Rigol the constants of x.
    let texts = names.fields.map(\.text)
    return (count == expected + 1 && texts[0].hasSuffix(":"))
      || texts[expected..<count].allSatisfy { $0.isEmpty || $0.lowercased() == "comment" }
      || startAndIncrement(index) != nil
  }

  /// Whether the first column holds names or numbers of rows, for which R writes no name.
  private var isNamedByRows: Bool {
    let rows = block.rows[block.first...].filter { block.isRow($0) }
    let count = block.rows[block.first].extent
    guard count > 2, rows.allSatisfy({ $0.extent == count }) else { return false }
    return rows.allSatisfy { $0.kinds.first == .text } || ColumnRoles.isCounted(rows, 0)
  }

  /// The constants of x, where a header has columns for them: Rigol's `Start` and `Increment`.
  func startAndIncrement(_ index: Int) -> (start: Int, increment: Int)? {
    let names = block.rows[index].fields.map { $0.text.lowercased() }
    guard let start = names.firstIndex(of: "start"), let step = names.firstIndex(of: "increment")
    else { return nil }
    return (start, step)
  }

  private func hasUsualName(_ index: Int) -> Bool {
    block.rows[index].fields.contains { field in
      ["x", "y"].contains(field.text.lowercased()) || ColumnRoles.isTimeName(field.text)
    }
  }

  private func hasChosenName(_ index: Int) -> Bool {
    let names = block.rows[index].fields.map(\.text)
    return [options.x, options.y].contains { choice in
      if case .name(let name) = choice { names.contains(name) } else { false }
    }
  }

  /// A row above the samples that cannot name their columns: a title, or a header with another number of names.
  private func refuseMisfit(_ index: Int, isFirst: Bool) throws(ReadingError) {
    let row = block.rows[index]
    let fields = block.rows[block.first].extent
    func refusal(_ problem: ReadingError.Problem, _ column: Int? = nil) -> ReadingError {
      ReadingError(file: file, line: row.number, column: column, problem)
    }
    if options.x.isName || options.y.isName || isFirst {
      if let bad = row.fields.firstIndex(where: \.isUnterminated) {
        throw refusal(.unterminatedQuote(text: shortened(row.fields[bad].bytes)), bad + 1)
      }
      let other = CSVDelimiter.detected.first {
        $0 != block.delimiter && CSVFields(row.bytes, delimiter: $0).fields.count == fields
      }
      if let other, row.extent == 1, fields > 1, other != .space || options.x.isName {
        throw refusal(.delimitersDiffer(header: other, rows: block.delimiter))
      }
      if row.extent > 1, fields > 1 {
        throw refusal(
          .headerMisfit(names: row.extent, fields: fields, firstRow: block.rows[block.first].number)
        )
      }
    }
  }

  private mutating func names(of index: Int) throws(ReadingError) -> [String] {
    let row = block.rows[index]
    var fields = row.fields
    // "#x,y" is a header in a comment; "#,x,y" has a column of that name.
    let bare = Self.bare(row, block)
    if row.beginsAsComment, fields[0].bytes.count > 1 || block.delimiter == .space,
      block.first >= block.rows.count || bare.count == block.rows[block.first].extent
    {
      fields = bare
    }
    if let bad = fields.firstIndex(where: \.isUnterminated) {
      throw ReadingError(
        file: file, line: row.number, column: bad + 1,
        .unterminatedQuote(text: shortened(fields[bad].bytes)))
    }
    var names = fields.map { $0.text.trimmingBlanks }
    guard block.first < block.rows.count else { return names }
    let expected = block.rows[block.first].extent
    while names.last == "", names.count > expected { names.removeLast() }
    if names.count == expected + 1, names[0].hasSuffix(":") { names.removeFirst() }
    if names.count == expected - 1, isNamedByRows {
      names.insert("", at: 0)
      lacksFirst = true
    }
    return names
  }
}
