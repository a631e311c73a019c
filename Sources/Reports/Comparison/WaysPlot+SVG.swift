import Cases

extension WaysPlot {
  /// The picture for files and pages.
  var picture: SweepPicture {
    SweepPicture(name: name, title: title, caption: caption) { canvas in draw(canvas) }
  }

  private func draw(_ canvas: SweepPicture.Canvas) -> String {
    let layout = layout(horizontalTicks: canvas.width / 70, verticalTicks: canvas.height / 40)
    let legend = curves.map { curve in
      Self.wrapped(curve.name, columns: (canvas.width - 70) / 7)
    }
    let rows = legend.reduce(0) { $0 + $1.count }
    let footer = 14 + 18 * rows
    var plot = SVGPlot(
      width: canvas.width, height: canvas.height + footer, title: canvas.isFile ? title : "",
      horizontal: layout.horizontal, vertical: layout.vertical, horizontalTitle: horizontalTitle,
      verticalTitle: verticalTitle, floorLabel: layout.hasZero ? "0" : nil,
      footer: Double(footer), id: canvas.id)
    // The first is the one that it is about: drawn last, over the others.
    for curve in curves.reversed() {
      var runs: [[Canvas.Place]] = [[]]
      for point in curve.points {
        if let place = layout.place(point) {
          runs[runs.count - 1].append(place)
        } else if runs.last?.isEmpty == false {
          runs.append([])
        }
      }
      plot.curve(
        runs.map { Self.thinned($0, pixels: canvas.width) },
        stroke: curve.style.stroke
          + " data-ways=\"\(curve.ways.map(\.rawValue).joined(separator: " "))\"")
    }
    for index in curves.indices.reversed() {
      var points = marked(
        index, layout, marks: max(1, canvas.width / (60 * max(1, curves.count)) + 2))
      if let landmark = curves[index].landmark { points = [landmark] }
      for point in points {
        guard let place = layout.place(point), (0...1).contains(place.up),
          (0...1).contains(place.across)
        else { continue }
        plot.draw(mark(index, point, at: plot.coordinates(place)))
      }
    }
    plot.draw(legendText(legend, top: Double(canvas.height) + 4))
    return plot.document(legendAwayFrom: [], attributes: canvas.attributes)
  }

  private func mark(
    _ index: Int, _ point: (x: Double, y: Double), at place: (x: Double, y: Double)
  ) -> String {
    curves[index].style.element(
      x: place.x, y: place.y,
      attributes:
        " data-way=\"\(curves[index].ways[0].rawValue)\" data-x=\"\(point.x)\" data-y=\"\(point.y)\"",
      title:
        "\(curves[index].name): \(horizontalTitle) \(NumberText.shortest(point.x)), \(NumberText.significant(point.y, digits: 4))"
    )
  }

  /// The curves' signs and names, below the axis.
  private func legendText(_ legend: [[String]], top: Double) -> String {
    var (text, row) = ("<g class=\"legend\">\n", 0)
    for (curve, lines) in zip(curves, legend) {
      let y = top + 18 * Double(row)
      text +=
        "<path d=\"M16 \(decimals(y))h34\" fill=\"none\" \(curve.style.stroke)/>"
        + curve.style.element(x: 33, y: y).replacing("class=\"mark\" ", with: "")
      for line in lines {
        text +=
          "<text x=\"58\" y=\"\(decimals(top + 18 * Double(row) + 4.5))\">\(escaped(line))</text>\n"
        row += 1
      }
    }
    return text + "</g>\n"
  }

  /// Where many points share a pixel column, its first, least, greatest and last: the line looks the same.
  private static func thinned(_ run: [Canvas.Place], pixels: Int) -> [Canvas.Place] {
    var (thinned, column): ([Canvas.Place], [Canvas.Place]) = ([], [])
    func flush() {
      guard column.count > 4 else {
        thinned += column
        column = []
        return
      }
      let ends = column.indices.sorted { column[$0].up < column[$1].up }
      let kept = Set([0, column.count - 1, ends[0], ends[ends.count - 1]])
      thinned += kept.sorted().map { column[$0] }
      column = []
    }
    for place in run {
      if let first = column.first,
        Int(first.across * Double(pixels)) != Int(place.across * Double(pixels))
      {
        flush()
      }
      column.append(place)
    }
    flush()
    return thinned
  }
}
