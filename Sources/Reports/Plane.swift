/// Two axes and where a pair of values lies between them: what plots in a terminal and in SVG share.
struct Plane {
  let horizontal: Axis
  let vertical: Axis
  /// Whether values of 0 lie at the lower end of a logarithmic axis.
  var hasZero = false
  var notes: [String] = []

  /// What the lower end is called, if not by its value.
  var floorLabel: String? { hasZero ? "0" : nil }

  /// The place of a pair; nil where it has none.
  func place(_ x: Double, _ y: Double) -> Canvas.Place? {
    guard y.isFinite, let across = horizontal.position(of: x) else { return nil }
    guard vertical.scale == .linear || y > 0 else { return .init(across: across, up: 0) }
    return vertical.position(of: y).map { .init(across: across, up: $0) }
  }
}

extension Sequence<Canvas.Place?> {
  /// The places in runs, cut where there is none.
  var runs: [[Canvas.Place]] {
    reduce(into: [[]]) { runs, place in
      if let place {
        runs[runs.count - 1].append(place)
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
  }
}

extension [Canvas.Place] {
  /// Where many places share a pixel column, its first, least, greatest and last: the line looks the same.
  func thinned(pixels: Int) -> [Canvas.Place] {
    var (thinned, column): ([Canvas.Place], [Canvas.Place]) = ([], [])
    func flush() {
      guard column.count > 4 else {
        thinned += column
        column = []
        return
      }
      let ends = column.indices.sorted { column[$0].up < column[$1].up }
      let kept = Set([0, column.count - 1, ends[0], ends[ends.count - 1]])
      thinned += kept.sorted().map { column[$0] }
      column = []
    }
    for place in self {
      if let first = column.first,
        Int(first.across * Double(pixels)) != Int(place.across * Double(pixels))
      {
        flush()
      }
      column.append(place)
    }
    flush()
    return thinned
  }
}
