/// x that no column holds: the rows are counted, and x is `start + row · step`, exactly.
public struct RowCounter: Hashable, Sendable {
  /// As the user wrote them.
  public let start: String
  public let step: String
  /// Both as whole numbers of `10^exponent`.
  private let first: Int128
  private let difference: Int128
  private let exponent: Int

  public static let plain = RowCounter(start: "0", step: "1")!

  /// - Returns: nil for what are no numbers, a step of 0, or numbers with more than 18 digits together.
  public init?(start: String, step: String) {
    guard let a = Decimal18(start), let b = Decimal18(step), b.significand != 0 else { return nil }
    let exponent = min(a.exponent, b.exponent)
    guard max(a.exponent, b.exponent) - exponent <= 18 else { return nil }
    self.start = start
    self.step = step
    self.exponent = exponent
    first = a.significand * Int128(tenToThe: a.exponent - exponent)
    difference = b.significand * Int128(tenToThe: b.exponent - exponent)
  }

  /// Reads `row` or `row:START:STEP`.
  init?(_ text: String) {
    if text == "row" {
      self = .plain
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "row" else { return nil }
    self.init(start: String(parts[1]), step: String(parts[2]))
  }

  /// The x of a row, counted from 0.
  func numeral(_ row: Int) -> Numeral? {
    Numeral(first + Int128(row) * difference, exponent: exponent)
  }

  /// How it is shown as a column.
  public var name: String { self == .plain ? "row" : "\(start) + row · \(step)" }
}

/// A number of at most 18 digits, for constants.
struct Decimal18 {
  let significand: Int128
  let exponent: Int

  init?(_ text: String) {
    let number: (Int128, Int)?? = CellRules().withNumber(Array(text.utf8)) { cell in
      guard case .decimal(let numeral) = cell, !numeral.isTruncated, abs(numeral.exponent) <= 300
      else { return nil }
      return (numeral.signed, numeral.exponent)
    }.value
    guard let number = number ?? nil, number.0.magnitude < 1_000_000_000_000_000_000 else {
      return nil
    }
    (significand, exponent) = number
  }
}
