import Datapath
import FixedPoint

/// A constant one off at an end of a format's range, where the cast saturates.
struct RangeSlip: Hashable, Sendable {
  enum Kind: CaseIterable {
    /// The comparison is right; what it gives is one off.
    case constant
    /// The end counts as out of range, and what is beyond becomes the word before it.
    case range
    /// The end counts as out of range, but stays the word that is given.
    case comparison
  }
  enum End: String, CaseIterable {
    case top = "the greatest word"
    case bottom = "the least word"
    case both = "the words at both ends"
  }
  let end: End
  let kind: Kind

  /// All that mean anything in a format.
  static func all(of format: Format) -> [Self] {
    guard format.overflow == .sat || format.overflow == .satSym else { return [] }
    return End.allCases.flatMap { end in Kind.allCases.map { Self(end: end, kind: $0) } }
  }

  func changed(_ cast: Cast, in format: Format) -> Cast {
    let least =
      format.overflow == .satSym && format.isSigned ? -format.greatestRaw : format.leastRaw
    let isTop = cast.raw == format.greatestRaw && end != .bottom
    let isBottom = cast.raw == least && end != .top
    guard isTop || isBottom, cast.isOverflow || kind != .constant else { return cast }
    let inward: Int128 = kind == .comparison ? 0 : isTop ? -1 : 1
    return Cast(raw: cast.raw + inward, isInexact: cast.isInexact, isOverflow: true)
  }

  /// "the greatest word of error were one off, toward 0, where it saturates"
  func text(_ node: Node?) -> String {
    let words = end.rawValue + (node.map { " of \($0.name)" } ?? "")
    return switch kind {
    case .constant: "\(words) were one off, toward 0, where it saturates"
    case .range: "\(words) were one off, toward 0, and the range with it"
    case .comparison: "\(words) counted as out of range"
    }
  }
}
