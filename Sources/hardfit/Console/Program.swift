import Foundation

/// The program: its commands, and the one place where a failure becomes a line and an exit code.
struct Program: Sendable {
  let name: String
  let version: String
  let summary: String
  let commands: [Command]

  /// Runs a command line, the program's own name first.
  ///
  /// - Returns: how to end. ``leave(_:)`` does.
  func run(_ words: [String]) -> ExitCode {
    Signals.install()
    let console = Console()
    do throws(Failure) {
      try perform(words.dropFirst(), console)
      try console.output.commit()
      return .success
    } catch {
      Signals.waitForTheEnd()
      // A report comes before the line about the check it failed; if standard output is what
      // failed, this does nothing.
      try? console.output.commit()
      TemporaryFiles.removeAll()
      if error.code != .closedPipe { console.report(error) }
      return error.code
    }
  }

  static func leave(_ code: ExitCode) -> Never {
    if code == .closedPipe { Signals.endByClosedPipe() }
    exit(code.rawValue)
  }

  private func perform(_ words: ArraySlice<String>, _ console: Console) throws(Failure) {
    switch try invocation(words) {
    case .version:
      try console.output.write("\(name) \(version)\n")
    case .help(let command, let isFull):
      let page = HelpPage(program: self, terminal: console.terminal)
      let text = command.map { page.text(for: $0, isFull: isFull) } ?? page.overview
      try console.output.write(console.terminal.charset.shown(text))
    case .run(let command, let arguments):
      console.adopt(arguments)
      try command.run(arguments, console)
    }
  }

  /// What the words after the program's name ask for; no words ask for help.
  func invocation(_ words: ArraySlice<String>) throws(Failure) -> Invocation {
    guard let word = words.first else { return .help(nil, isFull: false) }
    switch word {
    case "--help", "-h", "--help-all": return .help(nil, isFull: false)
    case "--version": return .version
    case "help":
      let topic = words.dropFirst().first { !$0.hasPrefix("-") }
      return .help(
        try topic.map { name throws(Failure) in try command(name) },
        isFull: words.contains("--help-all"))
    default:
      guard !word.hasPrefix("-") else {
        throw .usage(
          "\(word.quoted) comes before any command",
          fix: NearMiss.suggestion(
            for: String(word.drop { $0 == "-" }), in: ["help", "version"], prefix: "--",
            or: "write '\(name) COMMAND \(word)'"))
      }
      return try Arguments.invocation(of: command(word), words.dropFirst())
    }
  }

  func command(_ word: String) throws(Failure) -> Command {
    if let command = commands.first(where: { $0.name == word }) { return command }
    throw .usage(
      "\(word.quoted) is not a command",
      fix: NearMiss.suggestion(
        for: word, in: commands.map(\.name) + ["help"], or: "'\(name) --help' lists them"))
  }
}
