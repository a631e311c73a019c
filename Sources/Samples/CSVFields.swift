/// One line of a CSV file, cut into fields: the careful way, for headers, odd rows and errors.
struct CSVFields {
  /// A field without its quotes and the blanks around it.
  struct Field {
    var bytes: [UInt8]
    var isUnterminated = false

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private(set) var fields: [Field] = []

  /// Cuts a line. Quotes are RFC 4180's: `""` within quotes is a quote; a quoted field ends on its line.
  init(_ line: UnsafeBufferPointer<UInt8>, delimiter: CSVDelimiter) {
    var rest = line[...]
    if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
    func isDelimiter(_ byte: UInt8) -> Bool {
      delimiter == .space ? Self.isBlank(byte) : byte == delimiter.byte
    }
    if delimiter == .space { while let last = rest.last, Self.isBlank(last) { rest.removeLast() } }
    while true {
      while let first = rest.first, Self.isBlank(first), delimiter == .space || !isDelimiter(first)
      {
        rest.removeFirst()
      }
      var field = Field(bytes: [])
      let isQuoted = rest.first == UInt8(ascii: "\"")
      if isQuoted {
        rest.removeFirst()
        field = Self.quoted(&rest)
      }
      let plain = rest.prefix { !isDelimiter($0) }
      rest = rest[plain.endIndex...]
      if isQuoted, plain.contains(where: { !Self.isBlank($0) }) {
        // Text after the closing quote: shown as it stands, and then it is no number.
        field.bytes = [UInt8(ascii: "\"")] + field.bytes + [UInt8(ascii: "\"")]
      }
      field.bytes += plain
      while let last = field.bytes.last, Self.isBlank(last) { field.bytes.removeLast() }
      fields.append(field)
      if rest.isEmpty { return }
      rest.removeFirst()
    }
  }

  /// Takes the inside of a quoted field and its closing quote.
  private static func quoted(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Field {
    var field = Field(bytes: [])
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "\"") {
        field.bytes.append(byte)
      } else if rest.first == byte {
        field.bytes.append(byte)
        rest.removeFirst()
      } else {
        return field
      }
    }
    field.isUnterminated = true
    return field
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// Whether a line has no row: it is blank, or a comment after `#` or `%`.
  static func isIgnored(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = line.first(where: { !isBlank($0) }) else { return true }
    return first == UInt8(ascii: "#") || first == UInt8(ascii: "%")
  }
}

extension CSVFields.Field {
  /// What a field looks like, on the way to a number.
  enum Kind {
    case empty
    case number
    /// Spelled as NaN or infinity: no sample, but no column's name either.
    case notFinite
    /// A number if its comma were a decimal point.
    case decimalComma
    case text
  }

  func kind(mark: DecimalMark) -> Kind {
    if bytes.isEmpty { return .empty }
    if withNumeral(mark: mark, { _ in true }) == true { return .number }
    if mark == .point, withNumeral(mark: .comma, { _ in true }) == true { return .decimalComma }
    let word = text.lowercased().drop { $0 == "+" || $0 == "-" }
    return ["nan", "inf", "infinity"].contains(word) ? .notFinite : .text
  }

  /// Calls `body` with the number that the whole field is; returns nil if it is none.
  func withNumeral<Result>(mark: DecimalMark, _ body: (Numeral) -> Result) -> Result? {
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, let numeral = Numeral(at: base, mark: mark.byte),
        numeral.end == base + bytes.count
      else { return nil }
      return body(numeral)
    }
  }
}
