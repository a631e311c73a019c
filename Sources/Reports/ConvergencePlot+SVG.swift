extension ConvergencePlot {
  /// The plot as an SVG file, in CSS pixels.
  public func svg(width: Int = 640, height: Int = 400) -> String {
    let width = max(width, 240)
    let height = max(height, 180)
    let layout = layout(horizontalTicks: width / 80, verticalTicks: height / 50)
    var plot = SVGPlot(
      width: width, height: height, title: title, horizontal: layout.horizontal,
      vertical: layout.vertical, horizontalTitle: "epoch", verticalTitle: lossTitle,
      floorLabel: layout.hasZeroAtFloor ? "0" : nil)
    var all: [Canvas.Place] = []
    for (index, series) in series.enumerated() {
      let ink: SVGPlot.Ink = index == 0 ? .first : .second
      let runs = runs(of: series.losses, layout, pixels: width)
      all += runs.joined()
      plot.curve(runs, ink)
      if index > 0 || series.losses.count == 1 {
        let marks = layout.spacedEpochs(of: series.losses.count, marks: 12)
        plot.circles(
          marks.compactMap { layout.place($0, series.losses[$0]) }, radius: 3.5,
          color: SVGPlot.color(ink))
      }
      plot.name(series.name, curve: ink, withMarks: index > 0)
    }
    return plot.document(legendAwayFrom: all)
  }

  /// The losses as runs of places, cut where one is not finite. Where many epochs share a pixel
  /// column, its first, least, greatest and last loss stand for them: the line looks the same.
  private func runs(of losses: [Double], _ layout: Layout, pixels: Int) -> [[Canvas.Place]] {
    var runs: [[Canvas.Place]] = [[]]
    var column: [Canvas.Place] = []
    var current = 0
    func flush() {
      guard let first = column.first, let last = column.last else { return }
      if column.count <= 4 {
        runs[runs.count - 1] += column
      } else {
        let least = column.min { $0.up < $1.up } ?? first
        let greatest = column.max { $0.up < $1.up } ?? first
        runs[runs.count - 1] += [first, greatest, least, last]
      }
      column.removeAll(keepingCapacity: true)
    }
    for (epoch, loss) in losses.enumerated() {
      guard let place = layout.place(epoch, loss) else {
        flush()
        if runs.last?.isEmpty == false { runs.append([]) }
        continue
      }
      let pixel = Int(place.across * Double(pixels))
      if pixel != current { flush() }
      current = pixel
      column.append(place)
    }
    flush()
    return runs
  }
}
