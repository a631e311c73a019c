/// A table of text with aligned columns that is never wider than asked.
public struct TextTable: Hashable, Sendable {
  /// How the cells of a column stand below each other.
  public enum Alignment: Hashable, Sendable {
    /// For names.
    case left
    /// For integers and hexadecimal words.
    case right
    /// For real numbers: the decimal points stand below each other.
    case point
  }

  /// A column's heading and alignment.
  public struct Column: Hashable, Sendable {
    public var title: String
    public var alignment: Alignment

    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  public var columns: [Column]
  public var charset: Charset
  /// Whether the headings and a rule below them are shown.
  public var showsHeader = true
  /// Spaces before every line.
  public var indentation = 0
  private var rows: [[String]] = []

  public init(_ columns: [Column], charset: Charset = .unicode) {
    self.columns = columns
    self.charset = charset
  }

  /// Appends a row; missing cells are empty, surplus ones are dropped.
  public mutating func addRow(_ cells: [String]) {
    let missing = Array(repeating: "", count: max(0, columns.count - cells.count))
    rows.append(cells.prefix(columns.count).map(\.printable) + missing)
  }

  /// The lines of the table, each at most so many columns wide.
  ///
  /// Where that does not do, decimal points give up standing below each other, then names are shortened and marked with
  /// an ellipsis, and then the columns that do not fit follow in a table below, each row with its first cell again.
  /// Only where two columns are too wide are numbers shortened.
  public func lines(width: Int = .max) -> [String] {
    guard !columns.isEmpty else { return [] }
    let titles = columns.map(\.title.printable)
    func naturalWidths(of cells: [[String]]) -> [Int] {
      columns.indices.map { index in
        let widest = cells.map { $0[index].terminalColumns }.max() ?? 0
        return max(widest, showsHeader ? titles[index].terminalColumns : 0)
      }
    }
    let room = width == .max ? .max : width - indentation - gap * (columns.count - 1)
    var cells = rows
    for (index, column) in columns.enumerated() where column.alignment == .point {
      alignPoints(ofColumn: index, in: &cells)
    }
    var widths = naturalWidths(of: cells)
    if widths.reduce(0, +) > room {
      cells = rows
      widths = naturalWidths(of: cells)
      shrink(&widths, to: room, names: 12)
    }
    if widths.reduce(0, +) > room, showsHeader, columns.count > 2 {
      let end = max(
        2,
        widths.indices.first { widths[...$0].reduce(0, +) + gap * $0 + indentation > width }
          ?? columns.count)
      return part(Array(0..<end)).lines(width: width)
        + part([0] + Array(end..<columns.count)).lines(width: width)
    }
    shrink(&widths, to: room)

    func line(_ texts: [String]) -> String {
      let mark = charset == .unicode ? "…" : "~"
      let parts = zip(columns.indices, texts).map { index, text in
        text.shortened(toColumns: widths[index], mark: mark)
          .padded(toColumns: widths[index], alignedRight: columns[index].alignment != .left)
      }
      let text = parts.joined(separator: String(repeating: " ", count: gap))
      return (String(repeating: " ", count: indentation) + text)
        .withoutTrailingSpaces.shortened(toColumns: width, mark: mark)
    }
    var lines: [String] = []
    if showsHeader {
      lines.append(line(titles))
      lines.append(
        line(widths.map { String(repeating: charset == .unicode ? "─" : "-", count: $0) }))
    }
    return lines + cells.map(line)
  }

  private var gap: Int { 2 }

  /// Some of the columns.
  private func part(_ indices: [Int]) -> TextTable {
    var part = self
    part.columns = indices.map { columns[$0] }
    part.rows = rows.map { row in indices.map { row[$0] } }
    return part
  }

  /// Takes columns from the widest until the sum fits; none goes below 4 (or what it needs).
  ///
  /// - Parameter least: where given, only names give way, none below so many columns, and the first not at all.
  private func shrink(_ widths: inout [Int], to limit: Int, names least: Int? = nil) {
    var excess = limit == .max ? 0 : widths.reduce(0, +) - limit
    for givesWay in least == nil ? [Alignment.left, nil] : [.left] {
      while excess > 0 {
        let candidates = widths.indices.filter {
          widths[$0] > least ?? 4 && (givesWay == nil || columns[$0].alignment == givesWay)
            && (least == nil || $0 > 0)
        }
        guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
  }

  /// Fills the cells up on the right so that points, or the ends of integers, stand in one place.
  private func alignPoints(ofColumn column: Int, in cells: inout [[String]]) {
    let fractions = cells.map { fractionColumns(of: $0[column]) }
    let longest = fractions.max() ?? 0
    for row in cells.indices where !cells[row][column].isEmpty {
      cells[row][column] += String(repeating: " ", count: longest - fractions[row])
    }
  }

  /// The columns from the point, or from an exponent without one, to the end.
  private func fractionColumns(of text: String) -> Int {
    guard text.first(where: \.isNumber) != nil, !text.hasPrefix("0x"),
      let point = text.firstIndex(where: { $0 == "." || $0 == "e" })
    else { return 0 }
    return String(text[point...]).terminalColumns
  }
}
