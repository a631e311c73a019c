/// One field of a sweep's row.
public enum Figure: Hashable, Sendable {
  case integer(Int128)
  case real(Double)
  case text(String)
  case missing

  init(_ value: some BinaryInteger) { self = .integer(Int128(value)) }

  /// As it stands in a CSV file: all digits, the fewest that read back the same, `inf` and `nan`.
  public var text: String {
    switch self {
    // Digits of 128 bits take ten times as long.
    case .integer(let value): Int64(exactly: value)?.description ?? value.description
    case .real(let value): value.description
    case .text(let text): text
    case .missing: ""
    }
  }

  /// The number; nil for text and for what is missing.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .text, .missing: nil
    }
  }
}

/// A column of figures: its name in every file and report, what it means, and which end of it is the worse.
public struct FigureColumn: Hashable, Sendable {
  public enum Worst: Sendable { case greatest, least, none }

  public let name: String
  public let meaning: String
  public let worst: Worst
}
