import Exploration

/// Error against cost: some of all designs, and the Pareto front.
extension SweepPicture {
  /// - Parameters:
  ///   - word: how the column `pareto` calls the front.
  ///   - column: what the front calls cost.
  static func front(
    _ word: String, _ column: String, _ front: ParetoFront, _ statistics: SweepStatistics,
    _ target: Double?, winner: String?
  ) -> SweepPicture {
    let error = statistics.frame.error
    let isBits = word == "bits"
    return SweepPicture(
      name: "front-\(word)", title: "Pareto front: \(error) against \(column)",
      caption:
        "Large marks are the Pareto-optimal designs; there is none below and left of the line. Small dots are \(statistics.cloud.count < statistics.summary.designs ? "some of " : "")all designs; those that are unsettled or diverged are crosses."
    ) { canvas in
      draw(
        canvas, column, error, front,
        cloud: statistics.cloud.map { (isBits ? $0.bits : $0.cost, $0.error, $0.isSettled) },
        rows: statistics.frontRows.enumerated().filter {
          $0.element[statistics.columns.index("pareto")!].contains(word)
        }.map { ($0.offset, $0.element) }, statistics, target, winner)
    }
  }

  private static func draw(
    _ canvas: Canvas, _ column: String, _ error: String, _ front: ParetoFront,
    cloud: [(cost: Double, error: Double, isSettled: Bool)], rows: [(index: Int, row: [String])],
    _ statistics: SweepStatistics, _ target: Double?, _ winner: String?
  ) -> String {
    let vertical = ErrorAxis(
      cloud.map(\.error) + front.points.map(\.error) + [target].compactMap(\.self),
      ticks: canvas.height / 40)
    let costs = cloud.map(\.cost) + front.points.map(\.cost)
    let range = (costs.min() ?? 0)...(costs.max() ?? 1)
    let isWide = range.lowerBound > 0 && range.upperBound / range.lowerBound > 30
    let horizontal =
      isWide
      ? Axis.logarithmic(
        range.lowerBound / 1.1...range.upperBound * 1.1, ticks: canvas.width / 60, roundsOut: false)
      : Axis.linear(range, margin: 0.04, ticks: canvas.width / 80, integers: true)
    var plot = SVGPlot(
      width: canvas.width, height: canvas.height,
      title: canvas.isFile ? "\(error) against \(column)" : "",
      vertical.plane(horizontal), horizontalTitle: column, verticalTitle: error, id: canvas.id)
    func place(_ cost: Double, _ error: Double) -> Reports.Canvas.Place? {
      guard let across = horizontal.position(of: cost), let up = vertical.up(error) else {
        return nil
      }
      return .init(across: across, up: up)
    }
    func coordinates(_ isSettled: Bool) -> [(x: Double, y: Double)] {
      cloud.filter { $0.isSettled == isSettled }.compactMap { place($0.cost, $0.error) }.map {
        plot.coordinates($0)
      }
    }
    plot.draw("<g fill=\"#6a6a6a\" fill-opacity=\"0.8\">\n")
    for (x, y) in coordinates(true) {
      plot.draw("<circle cx=\"\(decimals(x))\" cy=\"\(decimals(y))\" r=\"2.4\"/>\n")
    }
    plot.draw("</g>\n")
    let crosses = coordinates(false).map { cross(at: $0, reach: 2.2) }.joined()
    if !crosses.isEmpty {
      let ink = "fill=\"none\" stroke=\"#a01d3c\""
      plot.draw("<path class=\"unsettled\" d=\"\(crosses)\" \(ink) stroke-width=\"0.8\"/>\n")
      plot.name(
        "not settled", sign: "<path d=\"\(cross(at: (15, 0), reach: 3))\" \(ink)/>")
    }
    let points = front.points.compactMap { place($0.cost, $0.error) }
    plot.drawTarget(target, vertical, awayFrom: points)
    plot.curve([steps(points)], .first)
    let places = statistics.summary.fields
    let knobs = statistics.frame.dimensions.flatMap(\.knobs)
    for (index, row) in rows {
      guard let cost = Double(row[column == SweepFrame.bits ? places.bits : places.cost]),
        let figure = Double(row[places.error]), let place = place(cost, figure)
      else { continue }
      let values = zip(knobs, row[2...]).map { "\($0.name) \($1)" }.joined(separator: ", ")
      let end = statistics.summary.end { row[$0] }
      let isSettled = end?.isSettled ?? false
      let title =
        "design \(row[0]): \(values); \(error) \(NumberText.significant(figure, digits: 4)), \(column) \(row[column == SweepFrame.bits ? places.bits : places.cost]); \(end?.rawValue ?? "")"
      plot.draw(
        plot.dot(
          place, .first, isOpen: !isSettled, radius: 5,
          data: [
            ("design", row[0]), ("row", String(index)), ("cost", cost.description),
            ("error", figure.description),
          ],
          attributes: " tabindex=\"0\" role=\"img\" aria-label=\"\(escapedAttribute(title))\"",
          title: title))
      if row[0] == winner {
        let ring = "fill=\"none\" stroke=\"#222222\" stroke-width=\"1.6\""
        let (x, y) = plot.coordinates(place)
        plot.draw(
          "<circle class=\"winner\" cx=\"\(decimals(x))\" cy=\"\(decimals(y))\" r=\"9.5\" \(ring) pointer-events=\"none\"/>\n"
        )
        plot.name("winner", sign: "<circle cx=\"15\" r=\"7\" \(ring)/>")
      }
      if !isSettled {
        plot.draw(
          "<path d=\"\(cross(at: plot.coordinates(place), reach: 7))\" stroke=\"#a01d3c\" stroke-width=\"1.4\" pointer-events=\"none\"/>\n"
        )
      }
    }
    return plot.document(
      legendAwayFrom: cloud.compactMap { place($0.cost, $0.error) }, attributes: canvas.attributes)
  }

  /// Two strokes of a path: what is not settled is told by its shape, not by colour alone.
  private static func cross(at place: (x: Double, y: Double), reach: Double) -> String {
    let (x, y, r) = (place.x, place.y, reach)
    return
      "M\(decimals(x - r)) \(decimals(y - r))L\(decimals(x + r)) \(decimals(y + r))M\(decimals(x - r)) \(decimals(y + r))L\(decimals(x + r)) \(decimals(y - r))"
  }

  /// The border of what is beaten: across at a design's error, down at the next one's cost.
  private static func steps(_ points: [Reports.Canvas.Place]) -> [Reports.Canvas.Place] {
    guard let first = points.first, let last = points.last else { return [] }
    var line = [Reports.Canvas.Place(across: first.across, up: 1.5)]
    for (point, next) in zip(points, points.dropFirst()) {
      line += [point, .init(across: next.across, up: point.up)]
    }
    return line + [last, .init(across: 1.5, up: last.up)]
  }
}
