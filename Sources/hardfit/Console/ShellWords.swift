/// A command line as one would type it.
enum ShellWords {
  /// The words with blanks between them, quoted where a shell would take them apart.
  static func line(_ words: some Sequence<String>) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// The words of a line as ``line(_:)`` writes it; nil for a quote that does not end.
  static func words(_ line: String) -> [String]? {
    var (words, word) = ([] as [String], nil as String?)
    var (isQuoted, isEscaped) = (false, false)
    for character in line {
      switch character {
      case _ where isEscaped:
        word = (word ?? "") + String(character)
        isEscaped = false
      case "'":
        word = word ?? ""
        isQuoted.toggle()
      case _ where isQuoted: word = (word ?? "") + String(character)
      case "\\": isEscaped = true
      case " ":
        if let word { words.append(word) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return isQuoted || isEscaped ? nil : words
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./,=:@%+".utf8.contains(byte)
        }
      }
    return isPlain
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}
