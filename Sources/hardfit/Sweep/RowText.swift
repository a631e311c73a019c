import Exploration
import Reports

/// A row of results as a line of CSV, and back.
struct RowText {
  /// The line.
  let text: String
  private let bytes: [UInt8]
  /// Where the fields begin in the line's UTF-8, and behind the last one where the next would.
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
    let bytes = Array(text.utf8)
    var offsets = [0]
    offsets.reserveCapacity(64)
    bytes.withUnsafeBufferPointer { bytes in
      var isQuoted = false
      for position in bytes.indices {
        // A quote within quotes is two of them, which changes nothing here.
        if bytes[position] == UInt8(ascii: "\"") { isQuoted.toggle() }
        if bytes[position] == UInt8(ascii: ","), !isQuoted { offsets.append(position + 1) }
      }
    }
    offsets.append(bytes.count + 1)
    self.bytes = bytes
    self.offsets = offsets
  }

  /// A field, as it reads without quotes.
  subscript(_ index: Int) -> String {
    let field = bytes[offsets[index]..<offsets[index + 1] - 1]
    guard field.first == UInt8(ascii: "\"") else { return String(decoding: field, as: UTF8.self) }
    var plain: [UInt8] = []
    var isSecond = false
    for byte in field.dropFirst().dropLast() {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond { plain.append(byte) }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// All fields.
  var fields: [String] { (0..<offsets.count - 1).map { self[$0] } }

  /// The line with an empty field filled by a plain word.
  func filling(_ index: Int, with word: String) -> String {
    guard !word.isEmpty else { return text }
    var text = text
    text.insert(
      contentsOf: word, at: text.utf8.index(text.utf8.startIndex, offsetBy: offsets[index]))
    return text
  }
}
