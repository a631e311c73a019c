extension ConvergencePlot {
  /// The plot as an SVG file, in CSS pixels.
  public func svg(width: Int = 640, height: Int = 400) -> String {
    let width = max(width, 240)
    let height = max(height, 180)
    let plane = plane(horizontalTicks: width / 80, verticalTicks: height / 50)
    var plot = SVGPlot(
      width: width, height: height, title: title, plane, horizontalTitle: "epoch",
      verticalTitle: lossTitle)
    var all: [Canvas.Place] = []
    for (index, series) in series.enumerated() {
      let ink: SVGPlot.Ink = index == 0 ? .first : .second
      let runs = places(of: series, plane).runs.map { $0.thinned(pixels: width) }
      all += runs.joined()
      plot.curve(runs, ink)
      if index > 0 || series.losses.count == 1 {
        plot.circles(
          spacedPlaces(of: series, plane, marks: 12), radius: 3.5, color: SVGPlot.color(ink))
      }
      plot.name(series.name, curve: ink, withMarks: index > 0)
    }
    return plot.document(legendAwayFrom: all)
  }
}
