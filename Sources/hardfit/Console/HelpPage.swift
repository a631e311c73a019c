/// The help of the program and of its commands, laid out from their tables.
struct HelpPage {
  let program: Program
  let terminal: Terminal

  /// Lines are easiest to read up to this many columns.
  private var width: Int { min(terminal.width, 100) }

  /// `hardfit --help`: the commands.
  var overview: String {
    let commands = program.commands.map { (term: $0.name, text: $0.summary) }
    let help = (term: "help COMMAND", text: "Show the help of a command")
    return """
      \(Terminal.wrapped(program.summary, width: width))

      \(heading("Usage:")) \(program.name) COMMAND [options]

      \(heading("Commands:"))
      \(list(commands + [help]))

      \(heading("Options:"))
      \(list([("-h, --help", "Show this help."), ("    --version", "Show the version.")]))

      '\(program.name) COMMAND --help' shows a command's own options, --help-all all of them.

      """
  }

  /// `hardfit COMMAND --help` and, in full, `--help-all`.
  ///
  /// The short one fits a screen: first sentences of texts, the command's own options, the names of those that it shares, and one
  /// example.
  func text(for command: Command, isFull: Bool) -> String {
    var parts = [
      Terminal.wrapped("\(program.name) \(command.name): \(command.summary).", width: width),
      "\(heading("Usage:")) \(command.usage)",
    ]
    let paragraphs = command.discussion.split(separator: "\n\n")
    parts += paragraphs.prefix(isFull ? .max : 1).map {
      Terminal.wrapped(isFull ? String($0) : firstSentence(of: String($0)), width: width)
    }
    if !command.arguments.isEmpty {
      parts.append(
        heading("Arguments:") + "\n" + list(command.arguments.map { Self.entry($0.row) }))
    }
    for group in command.groups where isFull || !group.isShared {
      let entries = group.parameters.map { parameter in
        var row = parameter.row
        if !isFull { row.help = firstSentence(of: row.help) }
        return Self.entry(row)
      }
      parts.append(heading(group.title + ":") + "\n" + list(entries))
    }
    if !isFull {
      let shared = command.groups.filter(\.isShared).map { group in
        (
          term: String(group.title.prefix { $0 != " " }),
          text: group.parameters.map(\.row.key).joined(separator: " ")
        )
      }
      parts.append(heading("Shared options:") + "\n" + list(shared))
    }
    let examples = command.examples.prefix(isFull ? .max : 1).map { example in
      "  \(example.line)\n" + Terminal.wrapped(example.meaning, width: width, indent: 6)
    }
    parts.append(
      heading(examples.count == 1 ? "Example:" : "Examples:") + "\n"
        + examples.joined(separator: "\n"))
    if !isFull {
      parts.append("'\(program.name) \(command.name) --help-all' explains every option.")
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// A row as it stands in a list: how it is written, and what it does.
  static func entry(_ row: ParameterRow) -> (term: String, text: String) {
    var text = row.help
    if let defaultText = row.defaultText { text += " (default: \(defaultText))" }
    if row.isRepeated, row.form == .option { text += " May be given more than once." }
    guard row.form != .argument else { return (row.name, text) }
    let short = row.short.map { "-\($0), " } ?? "    "
    return (short + row.key + (row.form == .option ? " " + row.placeholder : ""), text)
  }

  private func firstSentence(of text: String) -> String {
    // "Eq. 3" does not end one.
    text.firstRange(of: /\. (?!\d)/).map { text[..<$0.lowerBound] + "." } ?? text
  }

  /// Terms on the left, their texts in a column; a term that is too long has a line of its own.
  private func list(_ entries: [(term: String, text: String)]) -> String {
    let longest = 32
    let column = 4 + (entries.map(\.term.count).filter { $0 <= longest }.max() ?? 0)
    return entries.map { term, text in
      let lines = Terminal.wrapped(text, width: width, indent: column)
      guard term.count + 4 <= column else { return "  \(term)\n\(lines)" }
      let padding = String(repeating: " ", count: column - 2 - term.count)
      return "  \(term)\(padding)\(lines.drop { $0 == " " })"
    }.joined(separator: "\n")
  }

  private func heading(_ text: String) -> String { terminal.bold(text) }
}
