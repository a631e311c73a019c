import Exploration
import Foundation

/// A picture of a sweep: what it shows in words, and the drawing in any size.
///
/// Every mark carries the figures that it stands for as attributes, and as a title for the pointer.
public struct SweepPicture: Sendable {
  /// The file's name without ending, and the figure's in the page.
  public let name: String
  public let title: String
  /// What there is to see, below it in the page.
  public let caption: String
  private let draw: @Sendable (Canvas) -> String

  /// How a drawing is wanted.
  struct Canvas: Sendable {
    var width: Int
    var height: Int
    /// Whether the drawing has its title within; in a page that stands beside it.
    var isFile: Bool
    var id: String
    /// The root's attributes within a page.
    var attributes: String?

    /// The attributes of one of the two drawings of a page, which is labelled for whoever cannot see it.
    static func page(_ size: String, _ width: Int, _ height: Int, _ picture: SweepPicture) -> Canvas
    {
      let label = escapedAttribute(picture.title)
      return Canvas(
        width: width, height: height, isFile: false, id: "clip-\(picture.name)-\(size)",
        attributes: "class=\"\(size)\" role=\"group\" aria-label=\"\(label)\"")
    }
  }

  init(
    name: String, title: String, caption: String, draw: @escaping @Sendable (Canvas) -> String
  ) {
    self.name = name
    self.title = title
    self.caption = caption
    self.draw = draw
  }

  /// The picture as a file of its own.
  public func svg() -> String {
    draw(Canvas(width: 680, height: 420, isFile: true, id: "frame"))
  }

  /// The picture for a page: one drawing for wide screens and paper, one for phones.
  func html() -> String {
    draw(.page("wide", 680, 420, self)) + draw(.page("narrow", 344, 320, self))
  }
}

/// Text as it may stand between the quotes of an attribute.
func escapedAttribute(_ text: String) -> String {
  escaped(text).replacing("\"", with: "&quot;")
}

/// A logarithmic axis for errors; those of 0 lie on its floor.
struct ErrorAxis {
  let axis: Axis
  let hasZero: Bool

  init(_ errors: some Sequence<Double>, ticks: Int) {
    var (least, greatest, hasZero) = (Double.infinity, 0.0, false)
    for error in errors where error.isFinite {
      if error <= 0 { hasZero = true } else { least = min(least, error) }
      greatest = max(greatest, error)
    }
    if greatest <= 0 { (least, greatest) = (0.1, 1) }
    self.hasZero = hasZero
    axis = .logarithmic(
      (hasZero ? least / 10 : least)...greatest, ticks: ticks, roundsOut: true)
  }

  func plane(_ horizontal: Axis) -> Plane {
    Plane(horizontal: horizontal, vertical: axis, hasZero: hasZero)
  }

  /// Where an error lies, 0…1 from the floor.
  func up(_ error: Double) -> Double? {
    guard error.isFinite else { return nil }
    return error <= 0 ? 0 : axis.position(of: error).map { min(max($0, 0), 1) }
  }
}

extension Variation {
  /// The values as numbers, where they lie on an axis and ascend.
  var numbers: [Double]? {
    guard knobs.allSatisfy(\.isNumeric) else { return nil }
    let numbers = values.compactMap { Double($0) }
    guard numbers.count == values.count, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return numbers
  }

  /// An axis for the values, the labels of its ticks, and where each value lies.
  func axis(width: Int) -> (axis: Axis, labels: [String]?, positions: [Double]) {
    if let numbers, numbers.count > 1 {
      let (first, last) = (numbers[0], numbers[numbers.count - 1])
      let isWide = first > 0 && last / first > 50
      let axis =
        isWide
        ? Axis.logarithmic(first / 1.2...last * 1.2, ticks: width / 60, roundsOut: false)
        : Axis.linear(
          first...last, margin: 0.04, ticks: width / 50,
          integers: numbers.allSatisfy { $0 == $0.rounded() })
      return (axis, nil, numbers.map { axis.position(of: $0) ?? 0 })
    }
    let axis = Axis.places(values.count, ticks: width / 80)
    return (
      axis, axis.ticks.map { values[$0.mantissa] },
      values.indices.map { (Double($0) + 0.5) / Double(values.count) }
    )
  }
}
