/// How a CSV file is laid out: delimiter, header, and which columns are x and y.
public struct CSVLayout: Hashable, Sendable {
  public let delimiter: CSVDelimiter
  public let decimalMark: DecimalMark
  public let hasHeader: Bool
  /// The column of x, counted from 1.
  public let xColumn: Int
  /// The column of y, counted from 1.
  public let yColumn: Int
  /// The fields of the first row: a later row has no more, but for empty ones at its end.
  public let fieldCount: Int
  /// The fields of the first row but for empty ones at its end: a later row has no fewer.
  public let leastFieldCount: Int
  /// The columns' names, from the header; `column 1` and so on where there is none.
  public let xName: String
  public let yName: String
}

extension CSVLayout {
  /// A line of the file with its number, counted from 1.
  typealias Line = (number: Int, bytes: UnsafeBufferPointer<UInt8>)

  /// Finds the layout from the first lines that are neither blank nor comments.
  ///
  /// Each delimiter is tried; the one under which the columns of x and y hold numbers in most of the
  /// lines is taken, the first in the order of ``CSVDelimiter`` where several are equal.
  static func found(
    in lines: [Line], options: CSVOptions, file: String
  ) throws(ReadingError) -> CSVLayout {
    if options.decimalMark == .comma, options.delimiter == .comma {
      throw ReadingError(file: file, .commaTwice)
    }
    var best: (score: Int, delimiter: CSVDelimiter)?
    for delimiter in CSVDelimiter.allCases {
      if let forced = options.delimiter, forced != delimiter { continue }
      if delimiter == .comma, options.decimalMark == .comma { continue }
      let score = score(of: delimiter, lines: lines, options: options, file: file)
      if score > best?.score ?? -1 { best = (score, delimiter) }
    }
    let delimiter = best?.delimiter ?? .comma
    let first = FirstRow(lines[0], delimiter: delimiter, options: options, file: file)
    let layout = try first.layout()
    if layout.hasHeader { try first.checkWidth(of: lines.dropFirst()) }
    return layout
  }

  /// How well a delimiter explains the lines: rows with numbers weigh most, then rows that are cut at all.
  private static func score(
    of delimiter: CSVDelimiter, lines: [Line], options: CSVOptions, file: String
  ) -> Int {
    let first = FirstRow(lines[0], delimiter: delimiter, options: options, file: file)
    // A delimiter that does not cut the first row, header or not, is none.
    let layout = first.fields.count > 1 ? try? first.layout() : nil
    return lines.reduce(0) { score, line in
      let fields = CSVFields(line.bytes, delimiter: delimiter).fields
      guard fields.count > 1 else { return score }
      guard let layout, fields.count >= max(layout.xColumn, layout.yColumn) else {
        return score + 1
      }
      let areNumbers = [layout.xColumn, layout.yColumn].allSatisfy { column in
        switch fields[column - 1].kind(mark: options.decimalMark) {
        case .number, .notFinite: true
        case .decimalComma: delimiter != .comma
        case .empty, .text: false
        }
      }
      return score + (areNumbers ? 1000 : 1)
    }
  }
}
