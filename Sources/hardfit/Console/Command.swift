/// A subcommand: what it is called, the table of its parameters, its examples, and what it does.
///
/// Each lives in a file of its own, as an `enum` of its parameters, the command and the action:
///
///     enum FormatCommand {
///       static let format = Parameter.argument(.format, "The format, in any notation.")
///       static let json = Parameter.flag("json", "Print JSON.")
///
///       static let command = Command(
///         "format", "Work out formats and values",
///         discussion: "…",
///         arguments: [format],
///         options: [ParameterGroup("Output", [json])],
///         examples: [Example("hardfit format sfix16_En12", "What a format can hold.")],
///         run: run)
///
///       static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
///         try console.output.write("\(arguments[format])\n")
///       }
///     }
///
/// and is entered in ``Program/hardfit``.
struct Command: Sendable {
  let name: String
  /// A few words for the list of commands.
  let summary: String
  /// Paragraphs for the command's own help, without line breaks inside them.
  let discussion: String
  let arguments: [any ParameterDeclaration]
  let groups: [ParameterGroup]
  let examples: [Example]
  let run: @Sendable (Arguments, Console) throws(Failure) -> Void

  init(
    _ name: String, _ summary: String, discussion: String = "",
    arguments: [any ParameterDeclaration] = [], options groups: [ParameterGroup] = [],
    examples: [Example],
    run: @escaping @Sendable (Arguments, Console) throws(Failure) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.arguments = arguments
    self.groups = groups + [Common.group]
    self.examples = examples
    self.run = run
  }

  /// Flags and options of all groups, in the order of help.
  var options: [any ParameterDeclaration] { groups.flatMap(\.parameters) }

  /// "hardfit format FORMAT [VALUE...] [options]".
  var usage: String {
    let shapes = arguments.map { argument in
      let name = argument.row.name + (argument.row.isRepeated ? "..." : "")
      return argument.row.isRequired ? name : "[\(name)]"
    }
    return (["hardfit", name] + shapes + ["[options]"]).joined(separator: " ")
  }
}

/// Options that belong together, under a heading in help; commands may share a group.
struct ParameterGroup: Sendable {
  let title: String
  let parameters: [any ParameterDeclaration]
  /// Whether other commands have it too, so that a command's short help has the names alone.
  let isShared: Bool

  init(_ title: String, isShared: Bool = false, _ parameters: [any ParameterDeclaration]) {
    self.title = title
    self.isShared = isShared
    self.parameters = parameters
  }
}

/// A command line that works as it is printed, and what it shows.
struct Example: Sendable {
  let line: String
  let meaning: String

  init(_ line: String, _ meaning: String) {
    self.line = line
    self.meaning = meaning
  }
}

/// The options that every command has.
enum Common {
  enum When: String, CaseIterable, Sendable {
    case auto, always, never
  }

  static let quiet = Parameter.flag(
    "quiet", short: "q", "No progress line and no notes; warnings and errors stay.")
  static let progress = Parameter.option(
    "progress", .choice.named("WHEN"), default: When.auto, shown: "auto",
    "The progress line on standard error: auto (on a terminal), always or never.")
  static let color = Parameter.option(
    "color", .choice.named("WHEN"), default: When.auto, shown: "auto",
    "Colours: auto (on a terminal, unless NO_COLOR is set), always or never.")
  static let help = Parameter.flag("help", short: "h", "Show the command's own options.")
  static let helpAll = Parameter.flag("help-all", "Show all options, examples and details.")
  static let version = Parameter.flag("version", "Show the version.")

  static let group = ParameterGroup(
    "General", isShared: true, [quiet, progress, color, help, helpAll, version])
}
