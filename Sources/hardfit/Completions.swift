import Cases

/// `hardfit completions`: what a shell needs to complete commands, options and values.
enum CompletionsCommand {
  enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish
  }

  static let shell = Parameter.argument(
    ValueKind<Shell>.choice.named("SHELL"), "The shell: bash, zsh or fish.")

  static let command = Command(
    "completions", "Print a shell's completion script",
    discussion: """
      The script completes commands, options, the values of options that have a choice, and files. \
      In bash, put `source <(hardfit completions bash)` into ~/.bashrc. In zsh, write the script \
      to a file named _hardfit in a folder of $fpath. In fish, write it to \
      ~/.config/fish/completions/hardfit.fish.
      """,
    arguments: [shell],
    examples: [
      Example("hardfit completions bash", "The script for bash."),
      Example("hardfit completions fish > hardfit.fish", "The script for fish, in a file."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let script = CompletionScript(program: .hardfit)
    let text =
      switch arguments[shell] {
      case .bash: script.bash
      case .zsh: script.zsh
      case .fish: script.fish
      }
    try console.output.write(text)
  }
}
