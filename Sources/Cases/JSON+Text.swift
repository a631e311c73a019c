/// JSON as text: on one line, or indented with what is short kept on a line.

import FixedPoint

extension JSON {
  /// Everything on one line.
  public var compactText: String {
    var text = ""
    writeLine(to: &text)
    return text
  }

  /// Indented by two spaces, arrays and objects that fit into the width kept on one line; ends with
  /// a line break.
  public func text(width: Int = 100) -> String {
    var text = ""
    write(to: &text, indentation: 0, used: 0, width: width)
    text.append("\n")
    return text
  }

  private func write(to text: inout String, indentation: Int, used: Int, width: Int) {
    let opening: Character
    let items: [(key: String?, value: JSON)]
    switch self {
    case .array(let elements):
      opening = "["
      items = elements.map { (nil, $0) }
    case .object(let members):
      opening = "{"
      items = members.map { ($0.key, $0.value) }
    default:
      return writeLine(to: &text)
    }
    if let line = line(upTo: width - used) {
      text.append(line)
      return
    }
    text.append(opening)
    let margin = String(repeating: " ", count: indentation + 2)
    for (index, item) in items.enumerated() {
      text.append(index == 0 ? "\n" : ",\n")
      text.append(margin)
      var used = margin.count + 1  // a comma may follow
      if let key = item.key {
        let start = text.utf8.count
        writeEscaped(key, to: &text)
        text.append(": ")
        used += text.utf8.count - start
      }
      item.value.write(to: &text, indentation: indentation + 2, used: used, width: width)
    }
    text.append("\n" + margin.dropLast(2))
    text.append(opening == "[" ? "]" : "}")
  }

  /// The value on one line if that takes no more bytes than the limit.
  private func line(upTo limit: Int) -> String? {
    guard leastBytes <= limit else { return nil }
    let line = compactText
    return line.utf8.count <= limit ? line : nil
  }

  /// A lower bound of the bytes on one line that costs no more than a look at the elements.
  private var leastBytes: Int {
    switch self {
    case .array(let elements): 3 * elements.count
    case .object(let members): members.reduce(0) { $0 + $1.key.utf8.count + 6 }
    default: 1
    }
  }

  private func writeLine(to text: inout String) {
    switch self {
    case .null: text.append("null")
    case .bool(let value): text.append(value ? "true" : "false")
    case .integer(let value): text.append(value.description)
    case .number(let value): text.append(value.isFinite ? value.description : "null")
    case .digits(let digits): text.append(digits)
    case .string(let value): writeEscaped(value, to: &text)
    case .array(let elements):
      text.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(", ") }
        element.writeLine(to: &text)
      }
      text.append("]")
    case .object(let members):
      text.append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { text.append(", ") }
        writeEscaped(member.key, to: &text)
        text.append(": ")
        member.value.writeLine(to: &text)
      }
      text.append("}")
    }
  }
}

/// Writes a string in quotes; what RFC 8259 demands is escaped, and what would steer a terminal.
private func writeEscaped(_ string: String, to text: inout String) {
  text.append("\"")
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": text.append("\\\"")
    case "\\": text.append("\\\\")
    case "\n": text.append("\\n")
    case "\r": text.append("\\r")
    case "\t": text.append("\\t")
    case "\u{8}": text.append("\\b")
    case "\u{C}": text.append("\\f")
    case _ where scalar.isControl:
      let digits = String(scalar.value, radix: 16)
      text.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    default: text.unicodeScalars.append(scalar)
    }
  }
  text.append("\"")
}
