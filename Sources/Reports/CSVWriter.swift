/// Comma-separated values, a row at a time, into any stream of text (RFC 4180, with LF line ends).
public struct CSVWriter<Output: TextOutputStream> {
  public private(set) var output: Output
  private let separator: Character

  public init(to output: Output, separator: Character = ",") {
    self.output = output
    self.separator = separator
  }

  /// Writes a row and its line end. A field is put in quotes where it holds a separator, a quote or a
  /// line break, or begins or ends with a space.
  public mutating func writeRow(_ fields: some Collection<String>) {
    var line = ""
    for (index, field) in fields.enumerated() {
      if index > 0 { line.append(separator) }
      line.append(Self.quoted(field, isAlone: fields.count == 1, separator))
    }
    line.append("\n")
    output.write(line)
  }

  /// A field of a row of several with commas between them, in quotes where it needs them.
  public static func field(_ text: String) -> String { quoted(text, isAlone: false, ",") }

  private static func quoted(_ field: String, isAlone: Bool, _ separator: Character) -> String {
    // A lone empty field would be an empty line, which readers skip.
    let needsQuotes =
      field.isEmpty
      ? isAlone
      : field.first == " " || field.last == " "
        || field.contains { $0 == separator || $0 == "\"" || $0.isNewline }
    guard needsQuotes else { return field }
    var text = "\""
    for character in field {
      if character == "\"" { text.append("\"") }
      text.append(character)
    }
    return text + "\""
  }
}
