import Cases

/// One row of a command's table: a flag, an option or an argument, with the type of its value.
///
/// Parsing, help and completions all come from these rows. A row is declared once, as a constant,
/// and its value is asked for with that constant, so that no name is written twice:
///
///     static let epochs = Parameter.option("epochs", .wholeNumber(in: 1...), default: 100, "…")
///     arguments[epochs]  // an Int
struct Parameter<Value: Sendable>: ParameterDeclaration {
  let row: ParameterRow
  /// Makes the value of all the words that were given for the parameter.
  let value: @Sendable ([String]) throws(Failure) -> Value

  func read(_ words: [String]) throws(Failure) -> any Sendable { try value(words) }
}

/// A parameter whose type of value is forgotten.
protocol ParameterDeclaration: Sendable {
  var row: ParameterRow { get }
  func read(_ words: [String]) throws(Failure) -> any Sendable
}

/// What parsing, help and completions need to know of a parameter.
struct ParameterRow: Sendable {
  enum Form: Sendable {
    /// `--json`
    case flag
    /// `--epochs N`
    case option
    /// A value by its position.
    case argument
  }

  let form: Form
  /// The name without dashes; an argument's placeholder.
  let name: String
  let short: Character?
  let placeholder: String
  var help: String
  /// The default as help shows it.
  let defaultText: String?
  let isRequired: Bool
  let isRepeated: Bool
  let completion: Completion

  /// How a user writes it and messages name it: `--epochs`, `FORMAT`.
  var key: String { form == .argument ? name : "--" + name }
}

extension Parameter where Value == Bool {
  /// A switch that is off unless given.
  static func flag(_ name: String, short: Character? = nil, _ help: String) -> Self {
    Parameter(
      row: ParameterRow(
        form: .flag, name: name, short: short, placeholder: "", help: help, defaultText: nil,
        isRequired: false, isRepeated: false, completion: .nothing)
    ) { !$0.isEmpty }
  }
}

extension Parameter {
  /// An option with a default. Given more than once, the last one counts.
  ///
  /// - Parameter shown: the default as help shows it, if not simply its description.
  static func option(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Value>, default: Value,
    shown: String? = nil, _ help: String
  ) -> Self {
    let row = ParameterRow(
      option: name, short: short, kind, help: help, defaultText: shown ?? "\(`default`)")
    return Parameter(row: row) { words throws(Failure) in
      guard let word = words.last else { return `default` }
      return try kind.value(of: word, for: row)
    }
  }

  /// An option that may be absent; `shown` says in help what holds then.
  static func option<Given>(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Given>, shown: String? = nil,
    _ help: String
  ) -> Self where Value == Given? {
    let row = ParameterRow(option: name, short: short, kind, help: help, defaultText: shown)
    return Parameter(row: row) { words throws(Failure) in
      guard let word = words.last else { return nil }
      return try kind.value(of: word, for: row)
    }
  }

  /// An option that may be given any number of times; all of them count, in their order.
  static func options<Given>(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Given>, shown: String? = nil,
    _ help: String
  ) -> Self where Value == [Given] {
    let row = ParameterRow(
      option: name, short: short, kind, help: help, defaultText: shown, isRepeated: true)
    return Parameter(row: row) { words throws(Failure) in try kind.values(of: words, for: row) }
  }

  /// A value by its position that has to be there.
  static func argument(_ kind: ValueKind<Value>, _ help: String) -> Self {
    let row = ParameterRow(argument: kind, help: help, isRequired: true)
    return Parameter(row: row) { words throws(Failure) in
      // The parser has refused a command line that lacks it.
      try kind.value(of: words.last ?? "", for: row)
    }
  }

  /// A value by its position that may be left out.
  static func argument<Given>(
    _ kind: ValueKind<Given>, shown: String? = nil, _ help: String
  ) -> Self where Value == Given? {
    let row = ParameterRow(argument: kind, help: help, defaultText: shown)
    return Parameter(row: row) { words throws(Failure) in
      guard let word = words.last else { return nil }
      return try kind.value(of: word, for: row)
    }
  }

  /// All further values; has to be a command's last argument.
  static func arguments<Given>(
    _ kind: ValueKind<Given>, isRequired: Bool = false, _ help: String
  ) -> Self where Value == [Given] {
    let row = ParameterRow(argument: kind, help: help, isRequired: isRequired, isRepeated: true)
    return Parameter(row: row) { words throws(Failure) in try kind.values(of: words, for: row) }
  }
}

extension ParameterRow {
  init<Value>(
    option name: String, short: Character?, _ kind: ValueKind<Value>, help: String,
    defaultText: String?, isRepeated: Bool = false
  ) {
    self.init(
      form: .option, name: name, short: short, placeholder: kind.placeholder, help: help,
      defaultText: defaultText, isRequired: false, isRepeated: isRepeated,
      completion: kind.completion)
  }

  init<Value>(
    argument kind: ValueKind<Value>, help: String, defaultText: String? = nil,
    isRequired: Bool = false, isRepeated: Bool = false
  ) {
    self.init(
      form: .argument, name: kind.placeholder, short: nil, placeholder: kind.placeholder,
      help: help, defaultText: defaultText, isRequired: isRequired, isRepeated: isRepeated,
      completion: kind.completion)
  }
}

extension ValueKind {
  fileprivate func value(of word: String, for row: ParameterRow) throws(Failure) -> Value {
    do throws(Misreading) {
      return try read(word)
    } catch {
      throw .usage(error.problem, about: row.key, fix: error.fix)
    }
  }

  fileprivate func values(of words: [String], for row: ParameterRow) throws(Failure) -> [Value] {
    var values: [Value] = []
    for word in words { values.append(try value(of: word, for: row)) }
    return values
  }
}
