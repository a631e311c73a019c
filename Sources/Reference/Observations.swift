/// The samples that the reference works on: two finite columns of equal length.

/// Pairs (xᵢ, yᵢ), one column each, checked once so that no sum behind them meets a NaN.
///
/// The arrays are shared with whoever gave them, not copied.
public struct Observations: Sendable {
  public let x: [Double]
  public let y: [Double]

  /// - Throws: ``ObservationsError`` where the columns differ in length or a value is not finite.
  public init(x: [Double], y: [Double]) throws(ObservationsError) {
    guard x.count == y.count else { throw .lengths(x: x.count, y: y.count) }
    if let row = firstNotFinite(in: x) { throw .notFinite(column: "x", row: row) }
    if let row = firstNotFinite(in: y) { throw .notFinite(column: "y", row: row) }
    self.x = x
    self.y = y
  }

  /// How many pairs there are.
  public var count: Int { x.count }
}

private func firstNotFinite(in column: [Double]) -> Int? {
  column.firstIndex { !$0.isFinite }
}

/// Why two columns are no samples.
public enum ObservationsError: Error, Hashable, Sendable {
  /// The columns have different lengths.
  case lengths(x: Int, y: Int)
  /// A value is infinite or no number; rows count from 0.
  case notFinite(column: String, row: Int)
}

extension ObservationsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .lengths(let x, let y):
      "\(x) values of x and \(y) of y; give as many of one as of the other"
    case .notFinite(let column, let row):
      "sample \(row + 1) has no finite \(column); remove it or mend it"
    }
  }
}
