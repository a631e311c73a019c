import Foundation

extension FitPlot {
  /// The plot as lines of text, none wider than the style says.
  ///
  /// Up to a hundred samples are marks of their own, in front of the curve; more are shades behind
  /// it, darker where they are denser.
  public func lines(_ style: TerminalStyle = TerminalStyle()) -> [String] {
    if let refusal = style.refusal { return refusal }
    let plane = plane(
      horizontalTicks: max(2, style.width / 12), verticalTicks: max(2, style.height / 2))
    var frame = TerminalFrame(
      style, plane, title: title, horizontalTitle: xTitle, verticalTitle: yTitle)
    let isUnicode = style.charset == .unicode

    let counts = counts(plane, frame.canvas)
    let greatest = counts.max() ?? 0
    let isDense = min(x.count, y.count) > 100
    var legend: [String] = []
    if isDense {
      let shades: [Character] = isUnicode ? ["░", "▒", "▓", "█"] : [":", "+", "%", "#"]
      for (cell, count) in counts.enumerated() where count > 0 {
        // Shades by the logarithm of the count, so that single samples are seen beside crowds.
        let share = log(Double(count)) / max(log(Double(greatest)), 1)
        frame.canvas.mark(cell, shades[min(Int(share * 4), 3)])
      }
      legend.append(isUnicode ? "░▒▓█ samples" : ":+%# samples")
    } else {
      let (one, more): (Character, Character) = isUnicode ? ("∘", "●") : ("o", "@")
      for (cell, count) in counts.enumerated() where count > 0 {
        frame.canvas.mark(cell, count == 1 ? one : more)
      }
      if greatest > 0 { legend.append("\(one) sample") }
      if greatest > 1 { legend.append("\(more) several") }
    }

    if let curve = curves.first {
      for run in plane.places(of: curve, count: frame.canvas.dotColumns) {
        frame.canvas.line(through: run)
      }
      if isDense { frame.canvas.uncoverDots() }
      legend.append("\(isUnicode ? "⠤⠤" : "**") \(curve.name)")
    }
    for curve in curves.dropFirst() {
      let mark: Character = isUnicode ? "×" : "x"
      let places = plane.places(of: curve, count: max(2, frame.canvas.columns / 6)).joined()
      for cell in places.compactMap({ frame.canvas.cell(at: $0) })
      where isDense || !frame.canvas.isMarked(cell) {
        frame.canvas.mark(cell, mark)
      }
      legend.append("\(mark) \(curve.name)")
    }
    return frame.lines(legend: legend)
  }

  /// How many samples fall into each cell.
  private func counts(_ plane: Plane, _ canvas: Canvas) -> [Int] {
    var counts = Array(repeating: 0, count: canvas.columns * canvas.rows)
    for index in 0..<min(x.count, y.count) {
      guard let place = plane.place(x[index], y[index]), let cell = canvas.cell(at: place) else {
        continue
      }
      counts[cell] += 1
    }
    return counts
  }
}
