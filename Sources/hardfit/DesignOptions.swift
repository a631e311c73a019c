import Cases
import Datapath
import FixedPoint
import Reference
import Samples

/// The options that say what `design.json` says; every command that runs a design has them.
///
/// The command line wins over the file, option by option.
enum DesignOptions {
  static let seed = Parameter(.seed)
  static let architecture = Parameter(.architecture)
  /// Of the commands that tell what a run settles in.
  static let settle = Parameter<Int?>.option(
    "settle", .wholeNumber(in: 0...Int(UInt32.max)),
    shown: "1000, fewer above 100,000 samples",
    "How many epochs beyond the last may be computed to know what the run settles in; they change nothing else."
  )
  static let format = Parameter<[FormatWord]>.options(
    "format", .nodeFormat,
    "A node's format in any notation, or one field of it: theta.fraction=18.")
  static let onOverflow = Parameter<[String]>.options(
    "on-overflow", .overflowResponse, shown: "warning",
    "What an overflow at a node means: silent, warning or error; for all nodes without NODE=.")

  static let xColumn = Parameter<String?>.option(
    "x", .text("COLUMN|row[:START:STEP]"), shown: "x, a time, or the first of two",
    "The column of x, by name or number, or the rows counted: START + row · STEP.")
  static let yColumn = Parameter<String?>.option(
    "y", .text("COLUMN"), shown: "y, or the other of two", "The column of y, by name or number.")
  /// The options of reading, in the order of their list.
  static let reading = CSVOptions.Key.allCases.map { key in
    (
      key: key,
      parameter: Parameter<String?>.option(
        key.rawValue, .reading(key), shown: key.fallback, key.help)
    )
  }

  static let groups = [
    ParameterGroup(
      "Design (each wins over the case's design.json)", isShared: true,
      Settings.design.map { parameter($0) } + [format, onOverflow]),
    ParameterGroup("Stalls", isShared: true, Settings.stalls.map { parameter($0) }),
    ParameterGroup("Samples", isShared: true, [xColumn, yColumn] + reading.map(\.parameter)),
  ]

  /// What the command line says of the design.
  static func settings(_ arguments: Arguments) throws(Failure) -> Settings {
    var settings = Settings()
    for setting in Settings.table { take(setting, arguments, &settings) }
    settings.formats = try formats(arguments[format])
    for assignment in arguments[onOverflow] {
      try failing(.usage, about: "--on-overflow") { () throws(SettingError) in
        try settings.setOverflowResponse(assignment)
      }
    }
    settings.xColumn = arguments[xColumn]
    settings.yColumn = arguments[yColumn]
    for (key, parameter) in reading { settings.reading[key] = arguments[parameter] }
    return settings
  }

  private static func parameter(_ setting: some AnySetting) -> any ParameterDeclaration {
    Parameter(setting.typed)
  }

  private static func take(
    _ setting: some AnySetting, _ arguments: Arguments, _ settings: inout Settings
  ) {
    settings[keyPath: setting.typed.path] = arguments[Parameter(setting.typed)]
  }

  /// The formats that some words make together; of two that say the same, the later one counts.
  private static func formats(_ words: [FormatWord]) throws(Failure) -> [Node: FormatChoice] {
    var formats: [Node: FormatChoice] = [:]
    // Width, integer and fraction bits that were given one by one, since the last whole format.
    var places: [Node: FormatChoice] = [:]
    for word in words {
      let (node, choice) = (word.node, word.choice)
      formats[node] = choice.after(formats[node, default: FormatChoice()])
      if choice.isOnePlace {
        places[node, default: FormatChoice()].addPlace(of: choice)
      } else if choice.width != nil {
        places[node] = nil
      }
    }
    try failing(.usage, about: "--format") { () throws(SettingError) in
      for node in Node.every {
        try places[node]?.check(of: node)
        try formats[node]?.check(of: node)
      }
    }
    return formats
  }
}

/// What one `--format` says.
struct FormatWord: Sendable {
  let node: Node
  let choice: FormatChoice
}

extension Parameter {
  /// The option of a setting that is one value.
  init<Given>(_ setting: Setting<Given>) where Value == Given? {
    self = .option(setting.option, setting.kind, shown: setting.shown, setting.help)
  }
}

extension ValueKind where Value == String {
  /// The text of an option of reading, which is refused here if it says nothing.
  static func reading(_ key: CSVOptions.Key) -> Self {
    reading(key.placeholder, completion: key.words.isEmpty ? .nothing : .words(key.words)) {
      word throws(SettingError) in
      var settings = Settings()
      try settings.setReading(key, to: word)
      return word
    }
  }

  static let overflowResponse = reading(
    "[NODE=]RESPONSE", completion: .keys(Node.every.map(\.name))
  ) { word throws(SettingError) in
    var settings = Settings()
    try settings.setOverflowResponse(word)
    return word
  }
}

extension ValueKind where Value == FormatWord {
  static let nodeFormat = reading(
    "NODE=FORMAT", completion: .keys(Node.every.map(\.name))
  ) { word throws(SettingError) in
    var settings = Settings()
    try settings.setFormat(word)
    return FormatWord(node: settings.formats.keys.first!, choice: settings.formats.values.first!)
  }
}
