import FixedPoint

/// The options of reading by their names: one list for the command line, for `design.json` and for whoever
/// writes them down again.
extension CSVOptions {
  /// An option of reading but for the columns themselves.
  public enum Key: String, CaseIterable, Hashable, Sendable {
    case delimiter, header, decimal, skip, rows, missing, na, thousands, radix, signed, dates

    /// What stands for the value in help.
    public var placeholder: String {
      switch self {
      case .delimiter: "NAME|CHARACTER"
      case .header: "yes|no"
      case .decimal: "point|comma"
      case .skip: "N"
      case .rows: "FIRST...LAST"
      case .missing: "error|skip"
      case .na: "VALUE,…"
      case .thousands: words.joined(separator: "|")
      case .radix: "[x=|y=]hex|bin|oct|dec"
      case .signed: "[x=|y=]W"
      case .dates: words.joined(separator: "|")
      }
    }

    /// The values that a shell can offer.
    public var words: [String] {
      switch self {
      case .delimiter: CSVDelimiter.names
      case .header: ["yes", "no"]
      case .decimal: DecimalMark.allCases.map(\.rawValue)
      case .missing: MissingResponse.allCases.map(\.rawValue)
      case .thousands: ThousandsMark.allCases.map(\.rawValue)
      case .radix: Radix.allCases.map(\.rawValue)
      case .dates: DateOrder.allCases.map(\.rawValue)
      case .skip, .rows, .na, .signed: []
      }
    }

    /// What holds where nothing is said.
    public var fallback: String {
      switch self {
      case .delimiter, .header, .decimal, .rows: "detected"
      case .skip: "0"
      case .missing: "error"
      case .na, .thousands, .signed: "none"
      case .radix: "dec, and hex or bin by 0x or 0b"
      case .dates: "ymd; with points dmy"
      }
    }

    public var help: String {
      switch self {
      case .delimiter: "What separates the fields of a row: a name, or any single character."
      case .header: "Whether the row above the samples names the columns."
      case .decimal: "The decimal mark of the numbers."
      case .skip: "Leave out the first N lines of the file."
      case .rows: "The samples lie in these lines of the file; FIRST... goes to its end."
      case .missing:
        "A row with a missing value (empty, NA, NaN, null, -, --) is an error or skipped."
      case .na: "Further missing values, numbers or texts, whose rows are skipped: -999,9.9E37,OL."
      case .thousands: "What separates groups of three digits."
      case .radix: "The base of raw words, of both columns or of one: y=hex."
      case .signed: "Raw words are two's complement of W bits: 12, or y=12."
      case .dates: "The order of day, month and year in dates such as 03/04/2026."
      }
    }
  }

  /// Sets an option from its text.
  ///
  /// - Throws: ``OptionError`` for a text that says nothing, with what would.
  public mutating func set(_ key: Key, to text: String) throws(OptionError) {
    switch key {
    case .delimiter:
      guard let value = CSVDelimiter(text) else {
        throw OptionError(
          "'\(shortened(text.utf8))' is not a delimiter; give one of \(CSVDelimiter.names.joined(separator: ", ")), or a single character that no number has"
        )
      }
      delimiter = value
    case .header: hasHeader = try Self.choice(text, ["yes": true, "no": false])
    case .decimal: decimalMark = try Self.choice(text)
    case .skip: skippedLines = try Self.wholeNumber(text, from: 0)
    case .rows: rows = try Self.range(text)
    case .missing: missing = try Self.choice(text)
    case .na:
      missingValues = text.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0).trimmingBlanks
      }
    case .thousands: thousands = try Self.choice(text)
    case .radix:
      radix = try Self.perAxis(text) { value throws(OptionError) in try Self.choice(value) }
    case .signed:
      signedWidth = try Self.perAxis(text) { value throws(OptionError) in
        let width = try Self.wholeNumber(value, from: 1)
        guard width <= 64 else { throw OptionError("'\(value)' bits are too many; give 1 to 64") }
        return width
      }
    case .dates: dates = try Self.choice(text)
    }
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ text: String
  ) throws(OptionError) -> Value where Value.RawValue == String {
    if let value = Value(rawValue: text) { return value }
    throw OptionError(
      "'\(shortened(text.utf8))' is not a choice; give \(Value.allCases.map(\.rawValue).joined(separator: ", "))"
    )
  }

  private static func choice(_ text: String, _ values: [String: Bool]) throws(OptionError) -> Bool {
    if let value = values[text] { return value }
    throw OptionError("'\(shortened(text.utf8))' is not a choice; give yes or no")
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
