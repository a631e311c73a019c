/// What was read of a file: its layout, what was left out of it, and what looks wrong.
public struct CSVReading: Hashable, Sendable {
  public let layout: CSVLayout
  /// "gzip", "UTF-16", or what the names are taken for; nil for plain text.
  public let encoding: String?
  /// What was left out, a kind each, in the order of ``Kind``.
  public internal(set) var skipped: [Skipped] = []
  /// Values that do not look like samples, in words.
  public internal(set) var warnings: [String] = []

  /// Lines of one kind that were left out.
  public struct Skipped: Hashable, Sendable {
    public let kind: Kind
    public internal(set) var count: Int
    /// The first of them, counted from 1, and its text, shortened, without control characters.
    public let line: Int
    public let text: String
  }

  /// Why lines were left out.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Above the header or the samples.
    case preamble
    /// Between the header and the samples.
    case units
    case comment
    /// Rows without any value.
    case empty
    /// Rows with a missing value.
    case missing
    /// Below the samples.
    case footer

    fileprivate func counted(_ count: Int) -> String {
      let s = count == 1 ? "" : "s"
      return switch self {
      case .preamble: "\(count) line\(s) above"
      case .units: "\(count) line\(s) of units"
      case .comment: "\(count) comment\(s)"
      case .empty: "\(count) empty row\(s)"
      case .missing: "\(count) row\(s) with a missing value"
      case .footer: "\(count) line\(s) below"
      }
    }
  }

  init(layout: CSVLayout, encoding: String?) {
    self.layout = layout
    self.encoding = encoding
  }

  mutating func skip(_ kind: Kind, _ line: Int, _ text: some Sequence<UInt8>, count: Int = 1) {
    if let index = skipped.firstIndex(where: { $0.kind == kind }) {
      skipped[index].count += count
    } else {
      skipped.append(Skipped(kind: kind, count: count, line: line, text: shortened(text)))
    }
  }

  func count(_ kind: Kind) -> Int { skipped.first { $0.kind == kind }?.count ?? 0 }

  /// Whether there is more to say than of a plain file of two columns.
  public var isRemarkable: Bool {
    layout.xColumn != 1 || layout.fieldCount != 2 || layout.delimiter != .comma || encoding != nil
      || layout.decimalMark != .point || !skipped.isEmpty || !layout.remarks.isEmpty
      || layout.xOrigin != nil || layout.yOrigin != nil
  }

  /// In a sentence or two: "read x from column 2 of 3, …".
  public var lines: [String] {
    let x = layout.xColumn.map { "column \($0)" } ?? "the row's number"
    let aboveFirst = layout.unitsLines.last ?? layout.headerLine ?? 0
    var parts = [
      "x from \(x), y from column \(layout.yColumn) of \(layout.fieldCount)",
      layout.headerLine.map { "header in line \($0)" } ?? "no header",
    ]
    if layout.firstLine != aboveFirst + 1 { parts.append("samples from line \(layout.firstLine)") }
    parts.append("\(layout.delimiter.name) between fields, decimal \(layout.decimalMark.rawValue)")
    for (axis, rules) in [("x", layout.xRules), ("y", layout.yRules)] {
      if let radix = rules.radix, radix != .dec {
        parts.append("\(axis) in \(radix.adjective) words")
      }
      if let width = rules.signedWidth {
        parts.append("\(axis) in two's complement of \(width) bits")
      }
    }
    if let thousands = layout.yRules.thousands {
      parts.append("thousands by \(thousands.rawValue)")
    }
    if let encoding { parts.append(encoding) }
    let skipped = Kind.allCases.compactMap { kind in self.skipped.first { $0.kind == kind } }.map {
      "\($0.kind.counted($0.count)) (line \($0.line): '\($0.text)')"
    }
    return ["read: \(parts.joined(separator: ", "))"]
      + (skipped.isEmpty ? [] : ["left out: \(skipped.joined(separator: ", "))"])
      + layout.remarks
  }
}
