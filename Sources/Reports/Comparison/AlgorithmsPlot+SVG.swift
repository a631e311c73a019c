import Cases

extension AlgorithmsPlot {
  /// The picture for files and pages.
  var picture: SweepPicture {
    SweepPicture(name: name, title: title, caption: caption) { canvas in draw(canvas) }
  }

  private func draw(_ canvas: SweepPicture.Canvas) -> String {
    let plane = plane(horizontalTicks: canvas.width / 70, verticalTicks: canvas.height / 40)
    let legend = curves.map { curve in
      Self.wrapped(curve.name, columns: (canvas.width - 70) / 7)
    }
    let rows = legend.reduce(0) { $0 + $1.count }
    let footer = 14 + 18 * rows
    var plot = SVGPlot(
      width: canvas.width, height: canvas.height + footer, title: canvas.isFile ? title : "",
      plane, horizontalTitle: horizontalTitle, verticalTitle: verticalTitle,
      footer: Double(footer), id: canvas.id)
    // The first is the one that it is about: drawn last, over the others.
    for curve in curves.reversed() {
      let runs = curve.points.map { plane.place($0.x, $0.y) }.runs
      plot.curve(
        runs.map { $0.thinned(pixels: canvas.width) },
        stroke: curve.style.stroke
          + " data-ways=\"\(curve.algorithms.map(\.rawValue).joined(separator: " "))\"")
    }
    for index in curves.indices.reversed() {
      var points = marked(
        index, plane, marks: max(1, canvas.width / (60 * max(1, curves.count)) + 2))
      if let landmark = curves[index].landmark { points = [landmark] }
      for point in points {
        guard let place = plane.place(point.x, point.y), (0...1).contains(place.up),
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
        " data-way=\"\(curves[index].algorithms[0].rawValue)\" data-x=\"\(point.x)\" data-y=\"\(point.y)\"",
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
}
