import Exploration
import Reports

/// A row of results as a line of CSV, and back.
struct RowText {
  /// The fields, as they read without quotes.
  let fields: [String]
  /// The line.
  let text: String
  /// Where the fields begin in the line's UTF-8.
  private let offsets: [Int]

  /// The line of a row.
  static func line(_ row: Row) -> String {
    var line = ""
    for (index, figure) in row.figures.enumerated() {
      if index > 0 { line += "," }
      if case .text(let text) = figure {
        line += CSVWriter<String>.field(text)
      } else {
        line += figure.text
      }
    }
    return line
  }

  /// The head of a table.
  static func head(_ columns: RowColumns) -> String {
    columns.names.map { CSVWriter<String>.field($0) }.joined(separator: ",")
  }

  /// Reads a line that ``line(_:)`` has written.
  init(_ text: String) {
    self.text = text
    var fields: [String] = []
    var offsets = [0]
    var field: [UInt8] = []
    var isQuoted = false
    var position = 0
    for byte in text.utf8 {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        // The second of two quotes within quotes opens them again and stands for one.
        if !isQuoted, offsets.last! < position - 1 { field.append(byte) }
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        offsets.append(position)
      default: field.append(byte)
      }
    }
    fields.append(String(decoding: field, as: UTF8.self))
    self.fields = fields
    self.offsets = offsets
  }

  /// The line with an empty field filled by a plain word.
  func filling(_ index: Int, with word: String) -> String {
    guard !word.isEmpty else { return text }
    var text = text
    text.insert(
      contentsOf: word, at: text.utf8.index(text.utf8.startIndex, offsetBy: offsets[index]))
    return text
  }
}
