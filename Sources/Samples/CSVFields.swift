/// One line of a CSV file, cut into fields: the careful way, for headers, odd rows and errors.
struct CSVFields {
  /// A field without its quotes and the blanks around it.
  struct Field {
    var bytes: [UInt8]
    var isUnterminated = false

    /// Text that is no UTF-8 is taken for Latin-1, in which instruments write `°C` and `µs`.
    var text: String {
      String(validating: bytes, as: UTF8.self)
        ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
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

  static func isBlank(_ line: UnsafeBufferPointer<UInt8>) -> Bool { line.allSatisfy(isBlank) }

  /// Whether a line begins as comments do, with `#` or `%`; what it has may still be a row.
  static func beginsAsComment(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = line.first { !isBlank($0) }
    return first == UInt8(ascii: "#") || first == UInt8(ascii: "%")
  }
}
