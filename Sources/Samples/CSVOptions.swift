/// What the user says about a CSV file; what is left out is found out from the file.
public struct CSVOptions: Hashable, Sendable {
  /// The delimiter; nil to find out.
  public var delimiter: CSVDelimiter?
  /// Whether the first row names the columns; nil to find out.
  public var hasHeader: Bool?
  /// Which column is x.
  public var x: ColumnChoice
  /// Which column is y.
  public var y: ColumnChoice
  /// The decimal mark. It is never guessed: `1,234` could be either.
  public var decimalMark: DecimalMark
  /// Whether the texts behind the Doubles are kept, nine bytes a number.
  ///
  /// They make casts under the scalings `none` and `pow2` exact; the other scalings begin from the Double.
  public var keepsDecimals: Bool

  public init(
    delimiter: CSVDelimiter? = nil, hasHeader: Bool? = nil, x: ColumnChoice = .automatic,
    y: ColumnChoice = .automatic, decimalMark: DecimalMark = .point, keepsDecimals: Bool = true
  ) {
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.x = x
    self.y = y
    self.decimalMark = decimalMark
    self.keepsDecimals = keepsDecimals
  }
}

/// What separates the fields of a row.
public enum CSVDelimiter: String, CaseIterable, Hashable, Sendable {
  // In the order in which they are preferred where several would do.
  case tab
  case semicolon
  case comma
  /// Any run of spaces and tabs counts as one.
  case space

  var byte: UInt8 {
    switch self {
    case .tab: UInt8(ascii: "\t")
    case .semicolon: UInt8(ascii: ";")
    case .comma: UInt8(ascii: ",")
    case .space: UInt8(ascii: " ")
    }
  }

  /// "commas", in a sentence.
  var plural: String { "\(rawValue)s" }
}

/// What stands between the integer digits and the fraction digits.
public enum DecimalMark: String, CaseIterable, Hashable, Sendable {
  case point
  case comma

  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}

/// Which column of a file is meant.
public enum ColumnChoice: Hashable, Sendable {
  /// The columns called `x` and `y`, or `X` and `Y`, if the header has both; otherwise the first two columns.
  case automatic
  case name(String)
  /// Counted from 1.
  case number(Int)
  /// Digits of a number beyond `Int`: a column that no file has.
  case beyondCounting(String)

  /// Reads what a user typed: digits are a number, all else is a name.
  public init(_ text: String) {
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      self = Int(text).map(Self.number) ?? .beyondCounting(text)
    } else {
      self = .name(text)
    }
  }
}
