import Cases

extension AlgorithmsPlot {
  /// The picture as lines of text, none wider than the style says.
  func lines(_ style: TerminalStyle) -> [String] {
    if let refusal = style.refusal { return refusal }
    let plane = plane(
      horizontalTicks: max(2, style.width / 10), verticalTicks: max(2, style.height / 2))
    var frame = TerminalFrame(
      style, plane, title: style.charset.spelled(title), horizontalTitle: horizontalTitle,
      verticalTitle: style.charset.spelled(verticalTitle))
    for curve in curves {
      for run in curve.points.map({ plane.place($0.x, $0.y) }).runs {
        frame.canvas.line(through: run)
      }
    }
    let marks = max(1, frame.canvas.columns / (6 * curves.count) + 2)
    for index in curves.indices.reversed() {
      for point in marked(index, plane, marks: marks) {
        guard let place = plane.place(point.x, point.y), let cell = frame.canvas.cell(at: place)
        else { continue }
        frame.canvas.mark(cell, curves[index].style.character(style.charset))
      }
    }
    return frame.lines(
      notes: curves.flatMap { curve in
        let name = style.charset.spelled(curve.name)
        return Self.wrapped(name, columns: frame.canvas.columns - 2).enumerated().map { row, line in
          (row == 0 ? "\(curve.style.character(style.charset)) " : "  ") + line
        }
      })
  }
}
