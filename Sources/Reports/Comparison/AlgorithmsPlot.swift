import Cases
import Columns
import Foundation

/// Curves of several algorithms in one picture, in a terminal or as SVG; algorithms whose curves are the same share one.
public struct AlgorithmsPlot: Sendable {
  /// A curve: where it runs, and whose it is.
  struct Curve: Sendable {
    var algorithms: [FittingAlgorithm]
    /// From left to right.
    let points: [(x: Double, y: Double)]
    /// A point to be marked for its own sake.
    var landmark: (x: Double, y: Double)?

    var name: String { FittingAlgorithm.joined(algorithms) }
    var style: CurveStyle { CurveStyle(algorithms[0]) }
  }

  /// The file's name without ending, and the figure's in the page.
  let name: String
  let title: String
  let caption: String
  let horizontalTitle: String
  let verticalTitle: String
  let isHorizontalLogarithmic: Bool
  /// What is above is cut off, so that an algorithm that runs away does not make the others a flat line.
  var ceiling = Double.infinity
  private(set) var curves: [Curve] = []

  /// Adds an algorithm's curve, or adds it to a curve that is within a line's width of it everywhere.
  mutating func add(
    _ algorithm: FittingAlgorithm, _ points: [(x: Double, y: Double)],
    landmark: (x: Double, y: Double)? = nil
  ) {
    for (index, curve) in curves.enumerated() where Self.areSame(curve.points, points) {
      curves[index].algorithms.append(algorithm)
      return
    }
    curves.append(Curve(algorithms: [algorithm], points: points, landmark: landmark))
  }

  private static func areSame(
    _ left: [(x: Double, y: Double)], _ right: [(x: Double, y: Double)]
  ) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).allSatisfy { one, other in
      one.x == other.x
        && (one.y == other.y || abs(one.y - other.y) <= 0.01 * max(abs(one.y), abs(other.y)))
    }
  }

  // MARK: The axes

  func plane(horizontalTicks: Int, verticalTicks: Int) -> Plane {
    let all = curves.flatMap(\.points)
    let positive = all.map(\.y).filter { $0.isFinite && $0 > 0 }
    let hasZero = all.contains { $0.y <= 0 }
    var least = positive.min() ?? 0.1
    let greatest = max(least, min(positive.max() ?? 1, ceiling))
    if hasZero { least /= 10 }
    let ends = all.map(\.x)
    let (first, last) = (ends.min() ?? 1, ends.max() ?? 1)
    let horizontal: Axis =
      isHorizontalLogarithmic && first < last
      ? .logarithmic(first...last, ticks: horizontalTicks, roundsOut: false)
      : .linear(first...max(first, last), ticks: horizontalTicks, integers: true)
    return Plane(
      horizontal: horizontal,
      vertical: .logarithmic(
        least...greatest, ticks: verticalTicks, roundsOut: greatest / least > 10),
      hasZero: hasZero)
  }

  /// The points of a curve that carry its mark: evenly along the axis, curves in turn, so that marks of curves that meet
  /// stand side by side.
  func marked(_ index: Int, _ plane: Plane, marks: Int) -> [(x: Double, y: Double)] {
    let points = curves[index].points
    guard !points.isEmpty else { return [] }
    var chosen: [Int] = []
    for mark in 0..<max(1, marks) {
      let share =
        (Double(mark) + (Double(index) + 0.5) / Double(curves.count)) / Double(max(1, marks))
      let wanted = plane.horizontal.value(at: share)
      let place = min(points.partitioningIndex { $0.x >= wanted }, points.count - 1)
      if chosen.last != place { chosen.append(place) }
    }
    return chosen.map { points[$0] }
  }

  /// A name in lines of so many columns.
  static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count > columns {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] += " " + word
      }
    }
    return lines
  }
}

extension FittingAlgorithm {
  /// `Eq. 3, Double; Eq. 2, tape; forward differences`: what several begin with is said once.
  static func joined(_ algorithms: [FittingAlgorithm]) -> String {
    var (text, before) = ("", "")
    for algorithm in algorithms {
      let parts = algorithm.name.split(separator: ", ", maxSplits: 1).map(String.init)
      let isSame = parts.count == 2 && parts[0] == before
      text += (text.isEmpty ? "" : isSame ? ", " : "; ") + (isSame ? parts[1] : algorithm.name)
      before = parts[0]
    }
    return text
  }
}
