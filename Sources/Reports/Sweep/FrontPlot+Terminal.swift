import Exploration

/// The Pareto front of error and cost in a terminal, with the target as a line.
extension SweepFindings {
  /// The picture as lines of text; none where the front has a single design.
  public func picture(_ style: TerminalStyle) -> [String] {
    let front = summary.costFront.points
    guard front.count > 1 else { return [] }
    if let refusal = style.refusal { return refusal }
    let target = answer?.target.limit
    let vertical = ErrorAxis(
      front.map(\.error) + [target].compactMap(\.self), ticks: max(2, style.height / 2))
    let horizontal = Axis.linear(
      front[0].cost...front[front.count - 1].cost, margin: 0.04, ticks: max(2, style.width / 12),
      integers: true)
    // Each mark of the axis in the middle of a row.
    var style = style
    let steps = vertical.plane(horizontal).vertical.ticks.count - 1
    if steps > 0 { style.height = (style.height + steps - 2) / steps * steps + 1 }
    var picture = TerminalFrame(
      style, vertical.plane(horizontal), title: "", horizontalTitle: frame.cost,
      verticalTitle: frame.error)
    picture.canvas.endsInRows = true
    func place(_ point: ParetoFront.Point) -> Canvas.Place? {
      guard let across = horizontal.position(of: point.cost), let up = vertical.up(point.error)
      else { return nil }
      return .init(across: across, up: up)
    }
    let isUnicode = style.charset == .unicode
    let (design, winner, level): (Character, Character, Character) =
      isUnicode ? ("∘", "●", "╌") : ("o", "@", "-")
    var legend = ["\(design) design of the front"]
    if let up = target.flatMap({ vertical.up($0) }) {
      let row = picture.canvas.cell(at: .init(across: 0, up: up))!
      for column in 0..<picture.canvas.columns { picture.canvas.mark(row + column, level) }
      legend.append("\(level)\(level) target")
    }
    for point in front {
      if let cell = place(point).flatMap({ picture.canvas.cell(at: $0) }) {
        picture.canvas.mark(cell, design)
      }
    }
    if let row = answer?.winner, let cost = Double(row[summary.fields.cost]),
      let error = Double(row[summary.fields.error]),
      let cell = place(.init(cost: cost, error: error)).flatMap({ picture.canvas.cell(at: $0) })
    {
      picture.canvas.mark(cell, winner)
      legend.append("\(winner) winner")
    }
    return picture.lines(legend: legend)
  }
}
