/// Repeated measurements of one thing.
public struct Figures: Hashable, Sendable {
  /// In the order in which they were taken.
  public let values: [Double]

  /// - Precondition: there is one.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty)
    self.values = values
  }

  public var median: Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  public var least: Double { values.min()! }
  public var greatest: Double { values.max()! }
}
