import Cases

/// The completion scripts of three shells, made from the tables of the commands.
struct CompletionScript {
  let program: Program

  // MARK: bash

  /// bash splits words at `=`, so `--loss=s` arrives as three words, and `x=` ends one.
  var bash: String {
    """
    # Completion of \(program.name) for bash.
    _\(program.name)() {
      local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
      local command=${COMP_WORDS[1]} words= kind=
      if [[ $current == = ]]; then
        current=
      elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
      fi
      COMPREPLY=()
      if [[ $COMP_CWORD -eq 1 ]]; then
        COMPREPLY=($(compgen -W "\(commandNames.joined(separator: " ")) --help --version" -- "$current"))
        return
      fi
      case $command in
      help)
        words="\(program.commands.map(\.name).joined(separator: " "))" ;;
    \(program.commands.map(bashCase).joined(separator: "\n"))
      *)
        return ;;
      esac
      case $kind in
      files)
        compopt -o filenames
        COMPREPLY=($(compgen -f -- "$current")) ;;
      folders)
        compopt -o filenames
        COMPREPLY=($(compgen -d -- "$current")) ;;
      keys)
        compopt -o nospace
        COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
      *)
        COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
      esac
    }
    complete -F _\(program.name) \(program.name)

    """
  }

  private func bashCase(_ command: Command) -> String {
    let rows = command.options.map(\.row)
    let values = rows.filter { $0.form == .option }.map { row in
      let names = ([row.key] + (row.short.map { ["-\($0)"] } ?? [])).joined(separator: "|")
      return "    \(names)) \(bashAssignment(row.completion)) ;;"
    }
    let names = rows.map(\.key).joined(separator: " ")
    return """
        \(command.name))
          case $previous in
      \(values.joined(separator: "\n"))
          *)
            if [[ $current == -* ]]; then
              words="\(names)"
            else
              \(bashAssignment(command.valueCompletion))
            fi ;;
          esac ;;
      """
  }

  private func bashAssignment(_ completion: Completion) -> String {
    switch completion {
    case .nothing: "words="
    case .files: "kind=files"
    case .folders: "kind=folders"
    case .words(let words): "words=\"\(words.joined(separator: " "))\""
    case .keys(let keys): "kind=keys words=\"\(keys.map { $0 + "=" }.joined(separator: " "))\""
    }
  }

  // MARK: zsh

  var zsh: String {
    let commands =
      (program.commands.map { ($0.name, $0.summary) }
      + [("help", "Show the help of a command")])
      .map { "    \(Self.quoted("\($0.0):\($0.1)"))" }
    return """
      #compdef \(program.name)
      # Completion of \(program.name) for zsh.
      _\(program.name)() {
        local -a commands
        commands=(
      \(commands.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          compadd -- --help --version
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
        help)
          _describe command commands ;;
      \(program.commands.map(zshCase).joined(separator: "\n"))
        esac
      }
      if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
        _\(program.name) "$@"
      else
        compdef _\(program.name) \(program.name)
      fi

      """
  }

  private func zshCase(_ command: Command) -> String {
    var specifications = command.options.map { zshSpecification($0.row) }
    for argument in command.arguments {
      let position = argument.row.isRepeated ? "*" : ""
      specifications.append(
        Self.quoted("\(position):\(argument.row.name):\(zshAction(argument.row.completion))"))
    }
    return "  \(command.name))\n    _arguments -S \\\n      "
      + specifications.joined(separator: " \\\n      ") + " ;;"
  }

  private func zshSpecification(_ row: ParameterRow) -> String {
    var help = ""
    for character in row.help {
      help += "[]\\:".contains(character) ? "\\\(character)" : String(character)
    }
    var tail = "[\(help)]"
    if row.form == .option {
      let placeholder = row.placeholder.replacing(":", with: "\\:")
      tail += ":\(placeholder):\(zshAction(row.completion))"
    }
    let equals = row.form == .option ? "=" : ""
    guard let short = row.short else {
      return Self.quoted((row.isRepeated ? "*" : "") + row.key + equals + tail)
    }
    let others = row.isRepeated ? "*" : "(-\(short) \(row.key))"
    return "\(Self.quoted(others)){-\(short),\(row.key)\(equals)}\(Self.quoted(tail))"
  }

  private func zshAction(_ completion: Completion) -> String {
    switch completion {
    case .nothing: " "
    case .files: "_files"
    case .folders: "_files -/"
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .keys(let keys): "{compadd -S= -- \(keys.joined(separator: " "))}"
    }
  }

  // MARK: fish

  var fish: String {
    var lines = ["# Completion of \(program.name) for fish.", "complete -c \(program.name) -f"]
    let first = "-n __fish_use_subcommand"
    for command in program.commands {
      lines.append(fishLine("\(first) -a \(command.name)", command.summary))
    }
    lines.append(fishLine("\(first) -a help", "Show the help of a command"))
    lines.append(fishLine("\(first) -l help -s h", "Show the commands"))
    lines.append(fishLine("\(first) -l version", "Show the version"))
    for command in program.commands {
      lines.append(
        fishLine("-n '__fish_seen_subcommand_from help' -a \(command.name)", command.summary))
      let seen = "-n '__fish_seen_subcommand_from \(command.name)'"
      for row in command.options.map(\.row) {
        let short = row.short.map { " -s \($0)" } ?? ""
        let value = row.form == .option ? " " + fishValue(row.completion, isOption: true) : ""
        lines.append(fishLine("\(seen) -l \(row.name)\(short)\(value)", row.help))
      }
      if command.valueCompletion != .nothing {
        let value = fishValue(command.valueCompletion, isOption: false)
        lines.append("complete -c \(program.name) \(seen) \(value)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func fishLine(_ condition: String, _ help: String) -> String {
    "complete -c \(program.name) \(condition) -d \(Self.fishQuoted(help))"
  }

  private func fishValue(_ completion: Completion, isOption: Bool) -> String {
    switch completion {
    case .nothing: "-x"
    case .files: isOption ? "-r -F" : "-F"
    case .folders: "-x -a '(__fish_complete_directories)'"
    case .words(let words): "-x -a '\(words.joined(separator: " "))'"
    case .keys(let keys): "-x -a '\(keys.map { $0 + "=" }.joined(separator: " "))'"
    }
  }

  // MARK: quoting

  private var commandNames: [String] { program.commands.map(\.name) + ["help"] }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}

extension Command {
  /// What can be offered where a value stands by position: of the first argument that offers any.
  fileprivate var valueCompletion: Completion {
    arguments.map(\.row.completion).first { $0 != .nothing } ?? .nothing
  }
}
