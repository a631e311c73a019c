import Cases

extension WaysPlot {
  /// The picture as lines of text, none wider than the style says.
  func lines(_ style: TerminalStyle) -> [String] {
    if let refusal = style.refusal { return refusal }
    let layout = layout(
      horizontalTicks: max(2, style.width / 10), verticalTicks: max(2, style.height / 2))
    var labels = layout.vertical.ticks.textLabels
    if layout.hasZero, !labels.isEmpty { labels[0] = "0" }
    var canvas = Canvas(
      columns: style.width - TerminalFrame.gutter(labels), rows: style.height,
      charset: style.charset)
    for curve in curves {
      var run: [Canvas.Place] = []
      for point in curve.points {
        if let place = layout.place(point) {
          run.append(place)
        } else {
          canvas.line(through: run)
          run = []
        }
      }
      canvas.line(through: run)
    }
    for index in curves.indices.reversed() {
      for point in marked(index, layout, marks: max(1, canvas.columns / (6 * curves.count) + 2)) {
        guard let place = layout.place(point), let cell = canvas.cell(at: place) else { continue }
        canvas.mark(cell, curves[index].style.character(style.charset))
      }
    }
    let frame = TerminalFrame(
      style: style, title: style.charset.spelled(title), legend: [], horizontal: layout.horizontal,
      vertical: layout.vertical, horizontalTitle: horizontalTitle,
      verticalTitle: style.charset.spelled(verticalTitle),
      verticalLabels: labels,
      notes: curves.flatMap { curve in
        let columns = style.width - TerminalFrame.gutter(labels) - 2
        return Self.wrapped(style.charset.spelled(curve.name), columns: columns).enumerated().map {
          row, line in
          (row == 0 ? "\(curve.style.character(style.charset)) " : "  ") + line
        }
      })
    return frame.lines(around: canvas)
  }
}
