import Reports

/// What a command talks to: standard output, files, warnings, progress.
final class Console {
  /// Standard output. The top commits it when the command returns.
  let output = Output.standardOutput()
  let standardError = StandardError()
  private(set) var terminal = Terminal.current()
  private(set) var isQuiet = false
  private var progressWhen = Common.When.auto

  /// Takes the options that every command has.
  func adopt(_ arguments: Arguments) {
    isQuiet = arguments[Common.quiet]
    progressWhen = arguments[Common.progress]
    switch arguments[Common.color] {
    case .auto: break
    case .always: terminal.hasColor = true
    case .never: terminal.hasColor = false
    }
  }

  /// Opens an output by the name that a user gave: a file, which will be whole or absent, a device,
  /// a pipe, or `-` for standard output. It counts once it is committed.
  func open(_ path: String) throws(Failure) -> Output {
    path == "-" ? output : try Output.opened(path)
  }

  /// Prints a report for people on standard output, as its terminal can show it; ends with a line end.
  func print(_ text: String) throws(Failure) { try output.write(terminal.shown(text)) }

  func print(_ lines: [String]) throws(Failure) { try print(lines.joined(separator: "\n") + "\n") }

  /// Something the user should know although the run goes on; `--quiet` keeps it.
  func warn(_ message: String) { say("warning: " + message) }

  /// Something that explains what is done; `--quiet` silences it.
  func note(_ message: String) { if !isQuiet { say(message) } }

  /// Ends in one line on standard error.
  func report(_ failure: Failure) { say(failure.message) }

  /// A progress line for `total` units, if known; shown as `--progress` and `--quiet` have it.
  func progress(_ label: String, of total: Int?, unit: String) -> ProgressLine {
    let isShown =
      switch progressWhen {
      case .auto: !isQuiet && standardError.isTerminal
      case .always: true
      case .never: false
      }
    return ProgressLine(
      terminal.charset.shown(label), of: total, unit: unit, width: errorColumns,
      isShown: isShown, on: standardError)
  }

  /// The columns of the terminal that standard error goes to.
  private var errorColumns: Int { Terminal.reportedColumns(2) ?? terminal.width }

  /// Something that was asked for, on standard error.
  func say(_ message: String) {
    // On a terminal both streams meet, and what was printed before belongs before.
    if output.isTerminal { try? output.flush() }
    let line = terminal.charset.shown("hardfit: " + message.escapingControlCharacters)
    standardError.write(
      line: standardError.isTerminal ? Terminal.folded(line, width: errorColumns) : line)
  }
}
