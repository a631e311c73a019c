import Cases

/// The values that a command line gives to a command's parameters, all of them read and checked.
struct Arguments: Sendable {
  private var values: [String: any Sendable]
  private var given: Set<String>

  /// The value of a parameter of the command.
  subscript<Value>(_ parameter: Parameter<Value>) -> Value {
    guard let value = values[parameter.row.key] as? Value else {
      preconditionFailure("\(parameter.row.key) is not in the command's table")
    }
    return value
  }

  /// Whether the command line has the parameter, so that its value is no default.
  func isGiven<Value>(_ parameter: Parameter<Value>) -> Bool { given.contains(parameter.row.key) }

  /// The same for a parameter whose type of value is forgotten.
  func isGiven(_ parameter: any ParameterDeclaration) -> Bool { given.contains(parameter.row.key) }

  /// The same for an option by its name, with the dashes.
  func isGiven(_ option: String) -> Bool { given.contains(option) }

  /// The same without some options, which have their defaults.
  func without(_ parameters: [any ParameterDeclaration]) throws(Failure) -> Arguments {
    var arguments = self
    for parameter in parameters {
      arguments.values[parameter.row.key] = try parameter.read([])
      arguments.given.remove(parameter.row.key)
    }
    return arguments
  }
}

/// What a command line asks for.
enum Invocation: Sendable {
  case run(Command, Arguments)
  /// The help of a command, or without one of the program; all of it, or what fits a screen.
  case help(Command?, isFull: Bool)
  case version
}

extension Arguments {
  /// Reads the words after a command's name.
  ///
  /// `--name value` and `--name=value` are the same, a single letter may follow one dash, `--` ends
  /// the options. A word such as `-0.5` or `-inf` is a value, not an option, and `-` is a file.
  ///
  /// - Returns: nil if the words ask for something else: see ``Invocation``.
  static func invocation(
    of command: Command, _ words: some Collection<String>
  ) throws(Failure) -> Invocation {
    // Whoever asks for help gets it, whatever else is wrong.
    let options = words.prefix { $0 != "--" }
    let isFull = options.contains("--help-all")
    if isFull || options.contains(where: { $0 == "--help" || $0 == "-h" }) {
      return .help(command, isFull: isFull)
    }
    if options.contains("--version") { return .version }
    var scanner = Scanner(command: command)
    try scanner.scan(Array(words))
    return .run(command, try Arguments(scanner, command))
  }

  private init(_ scanner: Scanner, _ command: Command) throws(Failure) {
    var wordsByKey = scanner.optionWords
    var positions = scanner.positions[...]
    for argument in command.arguments {
      let row = argument.row
      let taken = row.isRepeated ? positions : positions.prefix(1)
      if taken.isEmpty, row.isRequired {
        throw .usage("\(row.name) is missing", fix: "usage: \(command.usage)")
      }
      wordsByKey[row.key] = Array(taken)
      positions = positions.dropFirst(taken.count)
    }
    if let surplus = positions.first {
      throw .usage("\(surplus.quoted) is an extra argument", fix: "usage: \(command.usage)")
    }
    var values: [String: any Sendable] = [:]
    for parameter in command.arguments + command.options {
      values[parameter.row.key] = try parameter.read(wordsByKey[parameter.row.key] ?? [])
    }
    self.values = values
    given = Set(wordsByKey.filter { !$0.value.isEmpty }.keys)
  }
}

/// Sorts the words of a command line into options with their values and arguments by position.
private struct Scanner {
  let command: Command
  var optionWords: [String: [String]] = [:]
  var positions: [String] = []

  mutating func scan(_ words: [String]) throws(Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positions += rest
        return
      } else if word.hasPrefix("--") {
        try scanLong(word, &rest)
      } else if word.hasPrefix("-"), word != "-", !Self.looksLikeNumber(word) {
        try scanShort(word, &rest)
      } else {
        positions.append(word)
      }
    }
  }

  private mutating func scanLong(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(Failure) {
    let (key, attached) = word.ends(around: "=").map { ($0.0, $0.1) } ?? (word, nil)
    guard let row = command.options.first(where: { $0.row.key == key })?.row else {
      throw .usage(
        "\(key.quoted) is not an option of \(command.name)",
        fix: NearMiss.suggestion(
          for: String(key.dropFirst(2)), in: command.options.map(\.row.name), prefix: "--",
          or: "'hardfit \(command.name) --help' lists them"))
    }
    try take(row, written: key, attached: attached, &rest)
  }

  /// `-q`, `-o FILE`, `-oFILE`, and several flags behind one dash.
  private mutating func scanShort(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(Failure) {
    var letters = word.dropFirst()
    let name = letters.prefix { $0 != "=" }
    let isLongName = command.options.contains { $0.row.name == name }
    while let letter = letters.popFirst() {
      guard !isLongName, let row = command.options.first(where: { $0.row.short == letter })?.row
      else {
        throw .usage(
          "\(word.quoted) is not an option of \(command.name)",
          fix: NearMiss.suggestion(
            for: String(name), in: command.options.map(\.row.name), prefix: "--",
            or: "for a value that begins with '-', write '--' before it"))
      }
      if row.form == .option, !letters.isEmpty {
        optionWords[row.key, default: []].append(String(letters))
        return
      }
      try take(row, written: "-\(letter)", attached: nil, &rest)
    }
  }

  private mutating func take(
    _ row: ParameterRow, written: String, attached: String?, _ rest: inout ArraySlice<String>
  ) throws(Failure) {
    if row.form == .flag {
      if let attached {
        throw .usage("takes no value, but has \(attached.quoted)", about: written)
      }
      optionWords[row.key, default: []].append("")
    } else if let attached {
      optionWords[row.key, default: []].append(attached)
    } else if let next = rest.first,
      !next.hasPrefix("-") || next == "-" || Self.looksLikeNumber(next)
    {
      optionWords[row.key, default: []].append(rest.removeFirst())
    } else {
      throw .usage(
        "needs a value", about: written,
        fix:
          "write \(row.key)\(unclaimed(rest.first).map { "=\($0), if that is it" } ?? " \(row.placeholder)")"
      )
    }
  }

  /// A word that begins with a dash and is no option.
  private func unclaimed(_ word: String?) -> String? {
    word.flatMap { word in command.options.contains { $0.row.key == word } ? nil : word }
  }

  /// Whether a word that begins with a dash is a negative number: `-1`, `-.5`, `-0x1p-3`, `-inf`.
  static func looksLikeNumber(_ word: String) -> Bool {
    let magnitude = word.dropFirst()
    let digits = magnitude.first == "." ? magnitude.dropFirst() : magnitude
    if let first = digits.first, "0"..."9" ~= first { return true }
    return ["inf", "infinity", "nan"].contains(magnitude.lowercased())
  }
}
