/// What the user says about a file of samples; what is left out is detected.
public struct CSVOptions: Hashable, Sendable {
  public var delimiter: CSVDelimiter?
  /// Whether a row above the samples names the columns.
  public var hasHeader: Bool?
  /// Which column is x, or how x is counted.
  public var x: ColumnChoice
  /// Which column is y.
  public var y: ColumnChoice
  /// The decimal mark; nil to detect it, which is done only where no other reading is possible.
  public var decimalMark: DecimalMark?
  /// How many lines at the beginning of the file are not looked at.
  public var skippedLines = 0
  /// The lines of the file, counted from 1, in which the samples lie.
  public var rows: ClosedRange<Int>?
  /// What a missing value means; nil is an error, but for the values of ``missingValues``.
  public var missing: MissingResponse?
  /// Further spellings of a missing value, numbers or texts.
  public var missingValues: [String] = []
  /// What separates groups of three digits, if anything does.
  public var thousands: ThousandsMark?
  /// The base in which words are written.
  public var radix = PerAxis<Radix>()
  /// The bits of words in two's complement.
  public var signedWidth = PerAxis<Int>()
  /// In what order a date has its day, month and year.
  public var dates: DateOrder?
  /// Whether the texts behind the Doubles are kept, nine bytes a number.
  ///
  /// They make casts under the scalings `none` and `pow2` exact; the other scalings begin from the Double.
  public var keepsDecimals: Bool
  /// Whether an offset that hides digits from a Double is subtracted exactly before; not where a word is the cast of
  /// the number itself.
  public var subtractsOffsets = false

  public init(
    delimiter: CSVDelimiter? = nil, hasHeader: Bool? = nil, x: ColumnChoice = .automatic,
    y: ColumnChoice = .automatic, decimalMark: DecimalMark? = nil, keepsDecimals: Bool = true
  ) {
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.x = x
    self.y = y
    self.decimalMark = decimalMark
    self.keepsDecimals = keepsDecimals
  }
}

/// What separates the fields of a row: one byte, or any run of blanks.
public struct CSVDelimiter: Hashable, Sendable {
  let byte: UInt8

  public static let tab = CSVDelimiter(byte: UInt8(ascii: "\t"))
  public static let semicolon = CSVDelimiter(byte: UInt8(ascii: ";"))
  public static let comma = CSVDelimiter(byte: UInt8(ascii: ","))
  public static let pipe = CSVDelimiter(byte: UInt8(ascii: "|"))
  /// Any run of spaces and tabs counts as one.
  public static let space = CSVDelimiter(byte: UInt8(ascii: " "))

  /// Those that are detected, in the order in which they are preferred where several would do.
  static let detected = [tab, semicolon, comma, pipe, space]
  public static let names = ["tab", "semicolon", "comma", "pipe", "space"]

  /// A delimiter by its name or as the character itself; nil for what can stand inside a number.
  public init?(_ text: String) {
    if let index = Self.names.firstIndex(of: text) {
      self = Self.detected[index]
    } else {
      let bytes = Array((text == "\\t" ? "\t" : text).utf8)
      guard bytes.count == 1, bytes[0] < 127, bytes[0] >= 32 || bytes[0] == 9,
        !"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+-\"#%".utf8
          .contains(bytes[0])
      else { return nil }
      byte = bytes[0]
    }
  }

  private init(byte: UInt8) { self.byte = byte }

  /// "comma", or the character itself.
  public var name: String {
    Self.detected.firstIndex(of: self).map { Self.names[$0] }
      ?? String(decoding: [byte], as: UTF8.self)
  }

  /// "commas", in a sentence.
  var plural: String { Self.detected.contains(self) ? "\(name)s" : "'\(name)'" }
}

/// What stands between the integer digits and the fraction digits.
public enum DecimalMark: String, CaseIterable, Hashable, Sendable {
  case point
  case comma

  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}

/// What may stand between groups of three digits.
public enum ThousandsMark: String, CaseIterable, Hashable, Sendable {
  case comma, point, space, apostrophe, underscore
}

/// What a missing value means.
public enum MissingResponse: String, CaseIterable, Hashable, Sendable {
  case error
  /// The row is left out and counted.
  case skip
}

/// The base of the digits of a word.
public enum Radix: String, CaseIterable, Hashable, Sendable {
  case dec, hex, bin, oct

  var base: UInt64 {
    switch self {
    case .dec: 10
    case .hex: 16
    case .bin: 2
    case .oct: 8
    }
  }

  /// "hexadecimal", in a sentence.
  var adjective: String {
    switch self {
    case .dec: "decimal"
    case .hex: "hexadecimal"
    case .bin: "binary"
    case .oct: "octal"
    }
  }
}

/// The order of the parts of a date such as 03/04/2026.
public enum DateOrder: String, CaseIterable, Hashable, Sendable {
  case ymd, dmy, mdy
}

/// Something said of x, of y, or of both.
public struct PerAxis<Value: Hashable & Sendable>: Hashable, Sendable {
  public var x: Value?
  public var y: Value?
}

/// Which column of a file is meant.
public enum ColumnChoice: Hashable, Sendable {
  /// By the names in the header, or by there being just two columns of numbers.
  case automatic
  case name(String)
  /// Counted from 1.
  case number(Int)
  /// Digits of a number beyond `Int`: a column that no file has.
  case beyondCounting(String)
  /// No column: the rows are counted, `start + row · step`.
  case rows(RowCounter)

  /// Reads what a user typed: digits are a number, `row` and `row:START:STEP` count, all else is a name.
  public init(_ text: String) {
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      self = Int(text).map(Self.number) ?? .beyondCounting(text)
    } else if let counter = RowCounter(text) {
      self = .rows(counter)
    } else {
      self = .name(text)
    }
  }

  var isName: Bool { if case .name = self { true } else { false } }
}
