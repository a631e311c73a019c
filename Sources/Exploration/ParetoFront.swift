import Columns

/// The Pareto-optimal designs: for each cost the least error, both as small as can be.
///
/// A point is dominated if another is no worse in both and better in one. Points of the same cost and the same
/// error are all on the front or none is, so that it is kept as pairs of numbers, not as designs, and its
/// size does not follow the number of designs.
public struct ParetoFront: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public let cost: Double
    public let error: Double

    public init(cost: Double, error: Double) {
      self.cost = cost
      self.error = error
    }
  }

  /// Ascending in cost, descending in error.
  public private(set) var points: [Point] = []

  public init() {}

  /// Takes a point up; what is not finite is on no front.
  public mutating func add(_ point: Point) {
    guard point.cost.isFinite, point.error.isFinite else { return }
    let place = lowerBound(point.cost)
    // The point before is cheaper; the one at the place costs at least as much.
    if place > 0, points[place - 1].error <= point.error { return }
    if place < points.count, points[place].cost == point.cost, points[place].error <= point.error {
      return
    }
    var end = place
    while end < points.count, points[end].error >= point.error { end += 1 }
    points.replaceSubrange(place..<end, with: [point])
  }

  /// Whether a point is on the front.
  public func contains(_ point: Point) -> Bool {
    let place = lowerBound(point.cost)
    return place < points.count && points[place] == point
  }

  /// The position of the first point that costs at least so much.
  private func lowerBound(_ cost: Double) -> Int {
    points.partitioningIndex { $0.cost >= cost }
  }
}
