import FixedPoint

/// The options of reading by their names: one list for the command line, for `design.json` and for whoever
/// writes them down again.
extension CSVOptions {
  /// An option of reading but for the columns themselves.
  public enum Key: String, CaseIterable, Hashable, Sendable {
    case delimiter, header, decimal, skip, rows, missing, na, thousands, radix, signed, dates

    /// What stands for the value in help.
    public var placeholder: String { entry.placeholder }
    /// The values that a shell can offer.
    public var words: [String] { entry.words }
    /// What holds where nothing is said.
    public var fallback: String { entry.fallback }
    public var help: String { entry.help }

    private var entry: Entry { CSVOptions.entries[self]! }
  }

  /// What is known of an option.
  private struct Entry: Sendable {
    let placeholder: String
    let words: [String]
    let fallback: String
    let help: String
    /// Sets the option from its text.
    let set: @Sendable (inout CSVOptions, String) throws(OptionError) -> Void

    init(
      _ placeholder: String, words: [String] = [], fallback: String = "detected", _ help: String,
      set: @escaping @Sendable (inout CSVOptions, String) throws(OptionError) -> Void
    ) {
      (self.placeholder, self.words, self.fallback) = (placeholder, words, fallback)
      (self.help, self.set) = (help, set)
    }

    /// One of the names of an enumeration.
    init<Value: RawRepresentable & CaseIterable & SendableMetatype>(
      choice path: WritableKeyPath<CSVOptions, Value?> & Sendable, fallback: String = "detected",
      _ help: String
    ) where Value.RawValue == String {
      let words = Value.allCases.map(\.rawValue)
      self.init(words.joined(separator: "|"), words: words, fallback: fallback, help) {
        options, text throws(OptionError) in
        options[keyPath: path] = try CSVOptions.choice(text)
      }
    }
  }

  private static let entries: [Key: Entry] = [
    .delimiter: Entry(
      "NAME|CHARACTER", words: CSVDelimiter.names,
      "What separates the fields of a row: a name, or any single character."
    ) { options, text throws(OptionError) in
      guard let value = CSVDelimiter(text) else {
        throw OptionError(
          "'\(shortened(text.utf8))' is not a delimiter; give one of \(CSVDelimiter.names.joined(separator: ", ")), or a single character that no number has"
        )
      }
      options.delimiter = value
    },
    .header: Entry(
      "yes|no", words: ["yes", "no"], "Whether the row above the samples names the columns."
    ) { options, text throws(OptionError) in
      guard text == "yes" || text == "no" else {
        throw OptionError("'\(shortened(text.utf8))' is not a choice; give yes or no")
      }
      options.hasHeader = text == "yes"
    },
    .decimal: Entry(choice: \.decimalMark, "The decimal mark of the numbers."),
    .skip: Entry("N", fallback: "0", "Leave out the first N lines of the file.") {
      options, text throws(OptionError) in
      options.skippedLines = try wholeNumber(text, from: 0)
    },
    .rows: Entry(
      "FIRST...LAST", "The samples lie in these lines of the file; FIRST... goes to its end."
    ) { options, text throws(OptionError) in options.rows = try range(text) },
    .missing: Entry(
      choice: \.missing, fallback: "error",
      "A row with a missing value (empty, NA, NaN, null, -, --) is an error or skipped."),
    .na: Entry(
      "VALUE,…", fallback: "none",
      "Further missing values, numbers or texts, whose rows are skipped: -999,9.9E37,OL."
    ) { options, text in
      options.missingValues = text.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0).trimmingBlanks
      }
    },
    .thousands: Entry(
      choice: \.thousands, fallback: "none", "What separates groups of three digits."),
    .radix: Entry(
      "[x=|y=]hex|bin|oct|dec", words: Radix.allCases.map(\.rawValue),
      fallback: "dec, and hex or bin by 0x or 0b",
      "The base of raw words, of both columns or of one: y=hex."
    ) { options, text throws(OptionError) in
      options.radix = try perAxis(text) { value throws(OptionError) in try choice(value) }
    },
    .signed: Entry(
      "[x=|y=]W", fallback: "none", "Raw words are two's complement of W bits: 12, or y=12."
    ) { options, text throws(OptionError) in
      options.signedWidth = try perAxis(text) { value throws(OptionError) in
        let width = try wholeNumber(value, from: 1)
        guard width <= 64 else { throw OptionError("'\(value)' bits are too many; give 1 to 64") }
        return width
      }
    },
    .dates: Entry(
      choice: \.dates, fallback: "ymd; with points dmy",
      "The order of day, month and year in dates such as 03/04/2026."),
  ]

  /// Sets an option from its text.
  ///
  /// - Throws: ``OptionError`` for a text that says nothing, with what would.
  public mutating func set(_ key: Key, to text: String) throws(OptionError) {
    try Self.entries[key]!.set(&self, text)
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ text: String
  ) throws(OptionError) -> Value where Value.RawValue == String {
    if let value = Value(rawValue: text) { return value }
    throw OptionError(
      "'\(shortened(text.utf8))' is not a choice; give \(Value.allCases.map(\.rawValue).joined(separator: ", "))"
    )
  }

  private static func wholeNumber(_ text: String, from least: Int) throws(OptionError) -> Int {
    guard let value = Int(text), value >= least else {
      throw OptionError("'\(shortened(text.utf8))' is not a number of \(least) or more; give one")
    }
    return value
  }

  private static func range(_ text: String) throws(OptionError) -> ClosedRange<Int> {
    if let dots = text.firstRange(of: "...") {
      let first = Int(text[..<dots.lowerBound])
      let rest = text[dots.upperBound...]
      let last = rest.isEmpty ? Int.max : Int(rest)
      if let first, let last, first >= 1, last >= first { return first...last }
    }
    let advice = nearestRange(to: text).map { "did you mean '\($0)'?" }
    throw OptionError(
      "'\(shortened(text.utf8))' is not a range of lines; \(advice ?? "write one as 7...306, or 7...")"
    )
  }

  private static func perAxis<Value>(
    _ text: String, _ read: (String) throws(OptionError) -> Value
  ) throws(OptionError) -> PerAxis<Value> {
    var values = PerAxis<Value>()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part.hasPrefix("x=") {
        values.x = try read(String(part.dropFirst(2)))
      } else if part.hasPrefix("y=") {
        values.y = try read(String(part.dropFirst(2)))
      } else {
        let value = try read(String(part))
        values = PerAxis(x: value, y: value)
      }
    }
    return values
  }
}

/// Why a text is no value of an option, and what would be.
public struct OptionError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension String {
  /// Without blanks at both ends.
  var trimmingBlanks: String {
    String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
