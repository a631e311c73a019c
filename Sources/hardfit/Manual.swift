/// `hardfit man`: the manual pages, for whoever installs the program.
enum ManualCommand {
  static let page = Parameter<String?>.argument(
    .text("COMMAND"), shown: "the page of the program", "The command whose page is printed.")

  static let command = Command(
    "man", "Print a manual page",
    discussion: """
      Prints the page that `man hardfit-COMMAND` shows after an installation, in the language of man. \
      `hardfit man simulate | man -l -` shows it without one.
      """,
    arguments: [page],
    examples: [
      Example("hardfit man", "The page of the program: its commands and exit codes."),
      Example("hardfit man sweep > hardfit-sweep.1", "The page of a command, in a file."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let pages = ManualPage(program: .hardfit)
    let command = try arguments[page].map { name throws(Failure) in
      try Program.hardfit.command(name)
    }
    try console.output.write(command.map(pages.text(for:)) ?? pages.overview)
  }
}
