import Exploration

/// Error against cost: some of all designs, and the front of those that no other beats.
extension SweepPicture {
  /// - Parameters:
  ///   - word: how the column `pareto` calls the front.
  ///   - column: what the front calls cost.
  static func front(
    _ word: String, _ column: String, _ front: ParetoFront, _ statistics: SweepStatistics
  ) -> SweepPicture {
    let error = statistics.frame.error
    let isBits = word == "bits"
    return SweepPicture(
      name: "front-\(word)", title: "Pareto front: \(error) against \(column)",
      caption:
        "Large marks are the designs that no other beats in both; below and left of the line there is none. Small ones are \(statistics.cloud.count < statistics.summary.designs ? "some of " : "")all designs."
    ) { canvas in
      draw(
        canvas, column, error, front,
        cloud: statistics.cloud.map { (isBits ? $0.bits : $0.cost, $0.error) },
        rows: statistics.frontRows.enumerated().filter {
          $0.element[statistics.columns.index("pareto")!].contains(word)
        }.map { ($0.offset, $0.element) }, statistics)
    }
  }

  private static func draw(
    _ canvas: Canvas, _ column: String, _ error: String, _ front: ParetoFront,
    cloud: [(cost: Double, error: Double)], rows: [(index: Int, row: [String])],
    _ statistics: SweepStatistics
  ) -> String {
    let vertical = ErrorAxis(
      cloud.map(\.error) + front.points.map(\.error), ticks: canvas.height / 40)
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
      title: canvas.isFile ? "\(error) against \(column)" : "", horizontal: horizontal,
      vertical: vertical.axis, horizontalTitle: column, verticalTitle: error,
      floorLabel: vertical.floorLabel, id: canvas.id)
    func place(_ cost: Double, _ error: Double) -> Reports.Canvas.Place? {
      guard let across = horizontal.position(of: cost), let up = vertical.up(error) else {
        return nil
      }
      return .init(across: across, up: up)
    }
    let dots = cloud.compactMap { place($0.cost, $0.error) }
    plot.draw("<g fill=\"#8a8a8a\" fill-opacity=\"0.55\">\n")
    for dot in dots {
      let (x, y) = plot.coordinates(dot)
      plot.draw("<circle cx=\"\(decimals(x))\" cy=\"\(decimals(y))\" r=\"1.6\"/>\n")
    }
    plot.draw("</g>\n")
    let points = front.points.compactMap { place($0.cost, $0.error) }
    plot.curve([steps(points)], .first)
    let places = statistics.summary.fields
    let knobs = statistics.frame.dimensions.flatMap(\.knobs)
    for (index, row) in rows {
      guard let cost = Double(row[column == SweepFrame.bits ? places.bits : places.cost]),
        let figure = Double(row[places.error]), let place = place(cost, figure)
      else { continue }
      let values = zip(knobs, row[2...]).map { "\($0.name) \($1)" }.joined(separator: ", ")
      let title =
        "design \(row[0]): \(values); \(error) \(NumberText.significant(figure, digits: 4)), \(column) \(row[column == SweepFrame.bits ? places.bits : places.cost])"
      plot.draw(
        plot.dot(
          place, .first, isOpen: false, radius: 5,
          data: [
            ("design", row[0]), ("row", String(index)), ("cost", cost.description),
            ("error", figure.description),
          ],
          attributes: " tabindex=\"0\" role=\"img\" aria-label=\"\(escapedAttribute(title))\"",
          title: title))
    }
    return plot.document(legendAwayFrom: [], attributes: canvas.attributes)
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
