#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What standard output can show: how wide it is, and whether in colour.
struct Terminal: Sendable, Equatable {
  /// Columns: `COLUMNS` if set, else the terminal's own, else 80.
  var width: Int
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

  enum Style: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
  }

  /// The text in a style, where there is colour.
  func styled(_ text: String, _ style: Style) -> String {
    hasColor ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// Breaks a paragraph into lines of at most `width` columns, each after `indent` spaces.
  ///
  /// A word that is longer than a line stays whole.
  static func wrapped(_ paragraph: String, width: Int, indent: Int = 0) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines.joined(separator: "\n")
  }
}
