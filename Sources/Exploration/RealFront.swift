/// The Pareto front on costs that take a tool and minutes to get, found without asking for all of them.
///
/// Each design has an error, and costs by a model, such as LUTs and DSP blocks. First the front by the model is measured, and
/// the front of what is left, its neighbours. From then on a design is measured if it could be on the front of what
/// is known: if its real costs, were the model as far above them as at the measured design where it is farthest above,
/// would not be dominated. When there is none, the front stands.
public struct RealFront: Sendable {
  /// The error and the costs by the model, as many for each design.
  public struct Design: Sendable {
    public let error: Double
    public let model: [Double]

    public init(error: Double, model: [Double]) {
      (self.error, self.model) = (error, model)
    }
  }

  public let designs: [Design]
  /// The real costs of what was measured, by its place in ``designs``.
  public private(set) var real: [Int: [Double]] = [:]

  public init(_ designs: [Design]) { self.designs = designs }

  /// The real costs of a design; infinite where it cannot be had at all.
  public mutating func add(_ costs: [Double], of design: Int) { real[design] = costs }

  /// What is on the front of the measured designs, in the order of its errors from the greatest down.
  public var front: [Int] {
    let able = real.filter { $0.value.allSatisfy(\.isFinite) }
    return Self.front(of: able.map { ($0.key, [designs[$0.key].error] + $0.value) })
  }

  /// What is to be measured next; empty when the front stands.
  public var next: [Int] {
    let open = designs.indices.filter { real[$0] == nil }
    guard !real.isEmpty else {
      let first = Self.front(of: open.map { ($0, modelled($0)) })
      let rest = Set(open).subtracting(first)
      return first + Self.front(of: rest.map { ($0, modelled($0)) })
    }
    let known = front.map { [designs[$0].error] + real[$0]! }
    let ratios = leastRatios
    let possible = open.map { design in
      let costs = zip(designs[design].model, ratios).map { $0 * $1 }
      return (design, [designs[design].error] + costs)
    }.filter { _, point in !known.contains { Self.dominates($0, point) || $0 == point } }
    return Self.front(of: possible)
  }

  private func modelled(_ design: Int) -> [Double] {
    [designs[design].error] + designs[design].model
  }

  /// For each cost, the least of real over modelled; 0 where the model has nothing.
  private var leastRatios: [Double] {
    let measured = real.filter { $0.value.allSatisfy(\.isFinite) }
    return (designs.first?.model ?? []).indices.map { cost in
      measured.compactMap { place, costs in
        let model = designs[place].model[cost]
        return model > 0 ? costs[cost] / model : nil
      }.min() ?? 0
    }
  }

  /// No worse in all, and better in one.
  private static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { $0 <= $1 } && a != b
  }

  /// What no other point dominates; of equal points, the first. The order is that of the points from the greatest first number down.
  private static func front(of points: [(Int, [Double])]) -> [Int] {
    var front: [(Int, [Double])] = []
    // In this order, a point can only be dominated by one before it.
    for point in points.sorted(by: {
      $0.1.lexicographicallyPrecedes($1.1) || $0.1 == $1.1 && $0.0 < $1.0
    })
    where !front.contains(where: { dominates($0.1, point.1) || $0.1 == point.1 }) {
      front.append(point)
    }
    return front.reversed().map(\.0)
  }
}

/// Spearman's coefficient: the correlation of the ranks of two columns, with the mean rank where values are equal
/// (C. Spearman, The proof and measurement of association between two things, 1904).
///
/// - Returns: from −1 to 1; nil for fewer than three values, and where all of a column are equal.
public func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double? {
  guard a.count == b.count, a.count > 2 else { return nil }
  func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: 0.0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }
  let mean = Double(a.count - 1) / 2
  let (x, y) = (ranks(a).map { $0 - mean }, ranks(b).map { $0 - mean })
  func product(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
  let size = (product(x, x) * product(y, y)).squareRoot()
  return size > 0 ? product(x, y) / size : nil
}
