/// How many columns of a terminal a text takes, and how to make it take fewer.

import FixedPoint

extension Character {
  /// Columns on a terminal: 2 for wide East Asian characters and emoji, otherwise 1.
  ///
  /// The wide ranges are those of Unicode's East Asian Width classes W and F, in the large.
  var terminalColumns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if first.properties.isEmojiPresentation { return 2 }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default:
      return unicodeScalars.contains { $0.value == 0xFE0F } ? 2 : 1
    }
  }

  /// Whether it would move the cursor instead of showing: controls, line and direction marks.
  fileprivate var isControl: Bool {
    unicodeScalars.contains(where: \.isControl)
      || unicodeScalars.count == 1 && unicodeScalars.first?.properties.generalCategory == .format
  }
}

extension String {
  /// Columns that the text takes on a terminal.
  public var terminalColumns: Int { reduce(0) { $0 + $1.terminalColumns } }

  /// The text with every control character, line breaks included, shown as `�`, so that a name
  /// from a file can neither break a table nor steer the terminal.
  public var printable: String {
    guard contains(where: \.isControl) else { return self }
    return String(map { $0.isControl ? "\u{FFFD}" : $0 })
  }

  /// The text if it fits into the columns, otherwise its beginning and `mark`.
  public func shortened(toColumns limit: Int, mark: String = "…") -> String {
    guard terminalColumns > limit else { return self }
    let room = limit - mark.terminalColumns
    var text = ""
    var columns = 0
    for character in self {
      columns += character.terminalColumns
      guard columns <= (room >= 0 ? room : limit) else { break }
      text.append(character)
    }
    return room >= 0 ? text + mark : text
  }

  /// The text filled up with spaces to the columns.
  func padded(toColumns columns: Int, alignedRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - terminalColumns))
    return alignedRight ? spaces + self : self + spaces
  }

  /// The text without the spaces at its end.
  var withoutTrailingSpaces: String {
    guard let last = lastIndex(where: { $0 != " " }) else { return "" }
    return String(self[...last])
  }
}
