/// The manual pages of section 1, in the language of `man`, from the tables of the commands.
struct ManualPage {
  let program: Program

  /// The page of the program: its commands and how a run ends.
  var overview: String {
    let commands = program.commands.map { item("\(program.name)-\($0.name)(1)", $0.summary + ".") }
    let codes = ExitCode.allCases.map { item("\($0.rawValue)", $0.meaning + ".") }
    return
      ([title(program.name, program.summary)]
      + [section("SYNOPSIS"), "\(bold(program.name)) COMMAND [options]", section("COMMANDS")]
      + commands + [section("EXIT STATUS")] + codes).joined(separator: "\n") + "\n"
  }

  /// The page of a command: everything that its `--help-all` says.
  func text(for command: Command) -> String {
    var lines = [
      title("\(program.name)-\(command.name)", command.summary), section("SYNOPSIS"),
      plain(command.usage), section("DESCRIPTION"),
    ]
    let paragraphs = command.discussion.split(separator: "\n\n").map { plain(String($0)) }
    lines.append(
      (paragraphs.isEmpty ? [plain(command.summary + ".")] : paragraphs)
        .joined(separator: "\n.PP\n"))
    if !command.arguments.isEmpty {
      lines.append(section("ARGUMENTS"))
      lines += command.arguments.map { item(HelpPage.entry($0.row)) }
    }
    lines.append(section("OPTIONS"))
    for group in command.groups {
      lines.append(".SS \"\(plain(group.title))\"")
      lines += group.parameters.map { item(HelpPage.entry($0.row)) }
    }
    lines.append(section("EXAMPLES"))
    lines += command.examples.map { item($0.line, $0.meaning) }
    lines += [section("SEE ALSO"), "\(bold(program.name)) (1)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func title(_ name: String, _ summary: String) -> String {
    """
    .TH "\(plain(name.uppercased()))" 1 "" "\(program.name) \(program.version)" "User Commands"
    .nh
    .SH NAME
    \(plain(name)) \\- \(plain(summary))
    """
  }

  private func section(_ name: String) -> String { ".SH \"\(name)\"" }

  private func item(_ entry: (term: String, text: String)) -> String {
    item(String(entry.term.drop { $0 == " " }), entry.text)
  }

  private func item(_ term: String, _ text: String) -> String {
    ".TP\n\(bold(term))\n\(plain(text))"
  }

  private func bold(_ text: String) -> String { "\\fB\(plain(text))\\fR" }

  /// The text as it is, also where it has a backslash, a hyphen that is typed, or begins like a request.
  private func plain(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .replacing("'", with: "\\(aq").replacing("`", with: "\\(ga").replacing("^", with: "\\(ha")
      .replacing("~", with: "\\(ti").replacing("\"", with: "\\(dq")
    return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
  }
}
