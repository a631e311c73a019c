extension ConvergencePlot {
  /// The plot as lines of text, none wider than the style says.
  public func lines(_ style: TerminalStyle = TerminalStyle()) -> [String] {
    if let refusal = style.refusal { return refusal }
    let layout = layout(
      horizontalTicks: max(2, style.width / 10), verticalTicks: max(2, style.height / 2))
    var labels = layout.vertical.ticks.textLabels
    if layout.hasZeroAtFloor, !labels.isEmpty { labels[0] = "0" }
    let gutter = TerminalFrame.gutter(labels)
    var canvas = Canvas(
      columns: style.width - gutter, rows: style.height, charset: style.charset)
    let isUnicode = style.charset == .unicode

    if let first = series.first { draw(first.losses, layout, on: &canvas) }
    for (index, other) in series.dropFirst().enumerated() {
      dot(other.losses, Self.mark(index, style.charset), layout, on: &canvas)
    }

    var legend: [String] = []
    if series.count > 1 {
      legend = series.enumerated().map { index, series in
        let sign = index == 0 ? (isUnicode ? "⠤⠤" : "**") : "\(Self.mark(index - 1, style.charset))"
        return "\(sign) \(series.name)"
      }
    }
    let frame = TerminalFrame(
      style: style, title: title, legend: legend, horizontal: layout.horizontal,
      vertical: layout.vertical, horizontalTitle: "epoch", verticalTitle: lossTitle,
      verticalLabels: labels, notes: layout.notes)
    return frame.lines(around: canvas)
  }

  private static func mark(_ index: Int, _ charset: Charset) -> Character {
    let marks: [Character] = charset == .unicode ? ["○", "×"] : ["o", "x"]
    return marks[index % marks.count]
  }

  /// A line through the losses; it has a gap where one is not finite.
  private func draw(_ losses: [Double], _ layout: Layout, on canvas: inout Canvas) {
    var run: [Canvas.Place] = []
    for (epoch, loss) in losses.enumerated() {
      if let place = layout.place(epoch, loss) {
        run.append(place)
      } else {
        canvas.line(through: run)
        run.removeAll(keepingCapacity: true)
      }
    }
    canvas.line(through: run)
    if losses.count == 1, let place = run.first, let cell = canvas.cell(at: place) {
      canvas.mark(cell, charsetPoint(canvas.charset))
    }
  }

  /// A single epoch is no line; it shows as a point.
  private func charsetPoint(_ charset: Charset) -> Character { charset == .unicode ? "●" : "*" }

  /// A mark every few columns, at the epoch that is nearest.
  private func dot(
    _ losses: [Double], _ mark: Character, _ layout: Layout, on canvas: inout Canvas
  ) {
    for epoch in layout.spacedEpochs(of: losses.count, marks: max(2, canvas.columns / 6)) {
      guard let place = layout.place(epoch, losses[epoch]), let cell = canvas.cell(at: place)
      else { continue }
      canvas.mark(cell, mark)
    }
  }
}

extension ConvergencePlot.Layout {
  /// Epochs, counted from 0, that lie about evenly along the axis, the first and the last included.
  func spacedEpochs(of count: Int, marks: Int) -> [Int] {
    var epochs: [Int] = []
    for mark in 0...marks where count > 0 {
      let value = horizontal.value(at: Double(mark) / Double(marks)).rounded()
      let epoch = Int(min(max(value, 1), Double(count))) - 1
      if epochs.last != epoch { epochs.append(epoch) }
    }
    return epochs
  }
}
