import Foundation

extension FitPlot {
  /// The plot as an SVG file, in CSS pixels. More than a thousand samples become shades, so that the
  /// file stays small.
  ///
  /// - Parameters:
  ///   - id: of the clip path, another for each picture of a page.
  ///   - attributes: of the root, for a picture within a page.
  public func svg(
    width: Int = 640, height: Int = 400, id: String = "frame", attributes: String? = nil
  ) -> String {
    let width = max(width, 240)
    let height = max(height, 180)
    let plane = plane(horizontalTicks: width / 80, verticalTicks: height / 50)
    var plot = SVGPlot(
      width: width, height: height, title: title, plane, horizontalTitle: xTitle,
      verticalTitle: yTitle, id: id)
    let pairs = min(x.count, y.count)
    var all: [Canvas.Place] = []
    if pairs > 1000 {
      let grid = Canvas(columns: 90, rows: 54, charset: .ascii)
      var counts = Array(repeating: 0, count: grid.columns * grid.rows)
      for index in 0..<pairs {
        guard let place = plane.place(x[index], y[index]), let cell = grid.cell(at: place) else {
          continue
        }
        counts[cell] += 1
      }
      let crowd = max(log(Double(counts.max() ?? 1)), 1)
      plot.shades(columns: grid.columns, rows: grid.rows) { cell in
        counts[cell] == 0 ? 0 : max(log(Double(counts[cell])) / crowd, 0.01)
      }
      for cell in counts.indices where counts[cell] > 0 {
        all.append(
          .init(
            across: (Double(cell % grid.columns) + 0.5) / Double(grid.columns),
            up: 1 - (Double(cell / grid.columns) + 0.5) / Double(grid.rows)))
      }
    } else {
      all = (0..<pairs).compactMap { plane.place(x[$0], y[$0]) }
      plot.circles(all, radius: pairs > 200 ? 2.2 : 3.5, color: SVGPlot.sampleColor)
    }
    if pairs > 0 { plot.nameSamples("samples", asShades: pairs > 1000) }
    for (index, curve) in curves.enumerated() {
      let runs = plane.places(of: curve, count: 201)
      let ink: SVGPlot.Ink = index == 0 ? .first : .second
      plot.curve(runs, ink)
      plot.name(curve.name, curve: ink)
      all += runs.joined()
    }
    return plot.document(legendAwayFrom: all, attributes: attributes)
  }
}
