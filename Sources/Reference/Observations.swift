import Columns

/// The samples that the reference works on: two finite columns of equal length.

/// Pairs (xᵢ, yᵢ), one column each, checked once so that no sum behind them meets a NaN.
///
/// Columns are shared with whoever gave them; arrays are copied.
public struct Observations: Sendable {
  public let x: LongColumn<Double>
  public let y: LongColumn<Double>

  /// - Throws: ``ObservationsError`` where the columns differ in length or a value is not finite.
  public init(
    x: some Collection<Double>, y: some Collection<Double>
  ) throws(ObservationsError) {
    let (x, y) = (LongColumn(x), LongColumn(y))
    guard x.count == y.count else { throw .lengths(x: x.count, y: y.count) }
    if let row = firstNotFinite(in: x) { throw .notFinite(column: "x", row: row) }
    if let row = firstNotFinite(in: y) { throw .notFinite(column: "y", row: row) }
    self.x = x
    self.y = y
  }

  /// How many pairs there are.
  public var count: Int { x.count }
}

private func firstNotFinite(in column: LongColumn<Double>) -> Int? {
  column.withUnsafeBufferPointer { values in values.firstIndex { !$0.isFinite } }
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
      "sample \(row + 1) has no finite \(column); fix it or remove it"
    }
  }
}
