import Foundation
import Reports

/// What standard output can show: how wide it is, in which characters, and whether in colour.
struct Terminal: Sendable, Equatable {
  /// Columns: `COLUMNS` if set, else the terminal's own, else 80.
  var width: Int
  /// Whether it is known how wide it is, so that lines are to be broken there.
  var isWidthKnown: Bool
  /// ASCII where the locale says another character set than UTF-8, as `LC_ALL=C` does; what says nothing is UTF-8.
  var charset: Charset
  var hasColor: Bool

  static let usualWidth = 80

  /// What a stream can show.
  ///
  /// - Parameters:
  ///   - isTerminal: whether it is a terminal.
  ///   - columns: the width that the terminal reports.
  ///   - environment: the environment's variables.
  init(isTerminal: Bool, columns: Int?, environment: (String) -> String?) {
    let wanted = environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    width = min(max(wanted ?? columns ?? Self.usualWidth, 40), 400)
    isWidthKnown = wanted ?? columns != nil
    // The order of setlocale(3): the first that is set and not empty.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
    let isUnicode = locale.map { $0.lowercased().filter { $0 != "-" }.contains("utf8") } ?? true
    charset = isUnicode ? .unicode : .ascii
    // no-color.org: set and not empty means no colour.
    let isForbidden = environment("NO_COLOR").map { !$0.isEmpty } ?? false
    hasColor = isTerminal && !isForbidden && environment("TERM") != "dumb"
  }

  /// What the process's standard output can show.
  static func current() -> Terminal {
    let isTerminal = isatty(1) == 1
    return Terminal(
      isTerminal: isTerminal, columns: isTerminal ? reportedColumns(1) : nil,
      environment: SystemCall.environment)
  }

  static func reportedColumns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// The columns that a table may take: what there is, or what is usual.
  func tableWidth(_ usual: Int) -> Int { isWidthKnown ? width : max(width, usual) }

  /// A text as it can be shown: no control character, in the characters of the locale, and no line longer than the
  /// terminal is wide, where that is known.
  func shown(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = charset.shown(String(line).printable)
      return isWidthKnown ? Self.folded(line, width: width) : line
    }.joined(separator: "\n")
  }

  /// A line, broken between words where it is longer than the width; what follows is indented by two more.
  static func folded(_ line: String, width: Int) -> String {
    guard line.terminalColumns > width else { return line }
    let indent = min(line.prefix { $0 == " " }.count, width / 2)
    let words = wrapped(line, width: width - indent - 2).split(separator: "\n")
    return words.enumerated().map { index, words in
      String(repeating: " ", count: indent + (index == 0 ? 0 : 2)) + words
    }.joined(separator: "\n")
  }

  /// The text in bold, where there is colour.
  func bold(_ text: String) -> String { hasColor ? "\u{1b}[1m\(text)\u{1b}[0m" : text }

  /// Breaks a paragraph into lines of at most `width` columns, each after `indent` spaces.
  ///
  /// A word that is longer than a line stays whole.
  static func wrapped(_ paragraph: String, width: Int, indent: Int = 0) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if !line.isEmpty,
        indent + line.terminalColumns + 1 + String(word).terminalColumns > width
      {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines.joined(separator: "\n")
  }
}
