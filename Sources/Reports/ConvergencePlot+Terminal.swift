extension ConvergencePlot {
  /// The plot as lines of text, none wider than the style says.
  public func lines(_ style: TerminalStyle = TerminalStyle()) -> [String] {
    if let refusal = style.refusal { return refusal }
    let plane = plane(
      horizontalTicks: max(2, style.width / 10), verticalTicks: max(2, style.height / 2))
    var frame = TerminalFrame(
      style, plane, title: title, horizontalTitle: "epoch", verticalTitle: lossTitle)
    let isUnicode = style.charset == .unicode
    let signs = isUnicode ? ["⠤⠤", "○", "×"] : ["**", "o", "x"]
    var legend: [String] = []
    for (index, series) in series.enumerated() {
      let sign = signs[index == 0 ? 0 : 2 - index % 2]
      var marks: [Canvas.Place] = []
      if index > 0 {
        marks = spacedPlaces(of: series, plane, marks: max(2, frame.canvas.columns / 6))
      } else {
        let runs = places(of: series, plane).runs
        for run in runs { frame.canvas.line(through: run) }
        // A single epoch is no line; it shows as a point.
        if series.losses.count == 1 { marks = runs[0] }
      }
      let mark = index == 0 ? (isUnicode ? "●" : "*") : sign.first!
      for place in marks {
        if let cell = frame.canvas.cell(at: place) { frame.canvas.mark(cell, mark) }
      }
      legend.append("\(sign) \(series.name)")
    }
    return frame.lines(legend: series.count > 1 ? legend : [])
  }
}
