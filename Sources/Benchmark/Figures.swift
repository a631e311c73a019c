/// Repeated measurements of one thing.
package struct Figures: Hashable, Sendable {
  /// In the order in which they were taken.
  package let values: [Double]

  /// - Precondition: there is one.
  package init(_ values: [Double]) {
    precondition(!values.isEmpty)
    self.values = values
  }

  package var median: Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  package var least: Double { values.min()! }
  package var greatest: Double { values.max()! }
}
