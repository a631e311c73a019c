import Exploration

/// Error against one field: the best, typical and worst of all designs that have a value.
extension SweepPicture {
  static func curve(
    _ dimension: Int, _ statistics: SweepStatistics, _ target: Double?
  ) -> SweepPicture {
    let variation = statistics.frame.dimensions[dimension]
    let spreads = statistics.curves[dimension]
    let error = statistics.frame.error
    let knee = variation.countsBits ? Knee(spreads) : nil
    var caption =
      "The least, the mean (geometric) and the greatest \(error) of all designs with that \(variation.name)."
    if let knee, variation.values.count > 1 {
      caption += " " + knee.sentence(variation, spreads, error)
    }
    return SweepPicture(
      name: "error-\(variation.fileName)", title: "\(error) against \(variation.name)",
      caption: caption
    ) { canvas in
      draw(variation, spreads, knee, error, target, canvas)
    }
  }

  private static func draw(
    _ variation: Variation, _ spreads: [SweepStatistics.Spread], _ knee: Knee?, _ error: String,
    _ target: Double?, _ canvas: Canvas
  ) -> String {
    let vertical = ErrorAxis(
      spreads.flatMap { $0.isEmpty ? [] : [$0.least, $0.greatest] } + [target].compactMap(\.self),
      ticks: canvas.height / 40)
    let (axis, labels, positions) = variation.axis(width: canvas.width)
    var plot = SVGPlot(
      width: canvas.width, height: canvas.height,
      title: canvas.isFile ? "\(error) against \(variation.name)" : " ",
      vertical.plane(axis), horizontalTitle: variation.name, verticalTitle: error,
      horizontalLabels: labels, id: canvas.id)
    var all: [Reports.Canvas.Place] = []
    let series: [(name: String, ink: SVGPlot.Ink, value: (SweepStatistics.Spread) -> Double?)] = [
      ("worst", .third, { $0.isEmpty ? nil : $0.greatest }), ("mean", .second, { $0.mean }),
      ("best", .first, { $0.isEmpty ? nil : $0.least }),
    ]
    for (name, ink, value) in series {
      var runs: [[Reports.Canvas.Place]] = [[]]
      var marks = ""
      for (index, spread) in spreads.enumerated() {
        guard let figure = value(spread), let up = vertical.up(figure) else {
          runs.append([])
          continue
        }
        let place = Reports.Canvas.Place(across: positions[index], up: up)
        runs[runs.count - 1].append(place)
        marks += plot.dot(
          place, ink, isOpen: name != "best",
          data: [
            ("series", name), ("value", variation.values[index]), ("error", figure.description),
          ],
          title:
            "\(variation.name) \(variation.values[index]): \(name) \(NumberText.significant(figure, digits: 4))"
        )
      }
      if variation.knobs.allSatisfy(\.isNumeric) { plot.curve(runs, ink) }
      plot.draw(marks)
      all += runs.joined()
    }
    plot.drawTarget(target, vertical, awayFrom: all)
    plot.drawKey(series.reversed().map { ($0.name, $0.ink) })
    if let knee, knee.position < spreads.count - 1 {
      plot.mark(
        positions[knee.position], "\(variation.values[knee.position]) bits suffice",
        awayFrom: all)
    }
    return plot.document(legendAwayFrom: [], attributes: canvas.attributes)
  }
}

extension Knee {
  /// "17 suffices: …".
  func sentence(
    _ variation: Variation, _ spreads: [SweepStatistics.Spread], _ error: String
  ) -> String {
    let value = variation.values[position]
    guard position < spreads.count - 1 else {
      return "More than \(value) bits may help still: the least error is at this end."
    }
    let best = NumberText.significant(spreads[position].least, digits: 3)
    guard spreads[position].least > least else {
      return "\(value) bits suffice: with more the best error is never below \(best)."
    }
    return
      "\(value) bits suffice: the best error, \(best), is within \(Int(((Self.tolerance - 1) * 100).rounded())) % of the least of all, \(NumberText.significant(least, digits: 3))."
  }
}

extension Variation {
  /// Whether the values are bits of words, in ascending order.
  var countsBits: Bool { knobs.allSatisfy(\.countsBits) && numbers != nil }

  /// The name with nothing that a file's name should not have.
  var fileName: String { name.replacing(",", with: "+") }
}

extension SVGPlot {
  /// A round mark that carries its figures.
  func dot(
    _ place: Canvas.Place, _ ink: Ink, isOpen: Bool, radius: Double = 3.5,
    data: [(name: String, value: String)], attributes: String = "", title: String
  ) -> String {
    let (x, y) = coordinates(place)
    let figures = data.map { " data-\($0.name)=\"\(escapedAttribute($0.value))\"" }.joined()
    let color = SVGPlot.color(ink)
    let fill = isOpen ? "#ffffff" : color
    return
      "<circle class=\"mark\" cx=\"\(decimals(x))\" cy=\"\(decimals(y))\" r=\"\(decimals(radius))\" fill=\"\(fill)\" stroke=\"\(color)\" stroke-width=\"1.3\"\(figures)\(attributes)><title>\(escaped(title))</title></circle>\n"
  }

  /// A line from top to bottom and words beside it, where they are farthest from the places.
  mutating func mark(_ across: Double, _ words: String, awayFrom places: [Canvas.Place]) {
    let area = self.area
    let x = area.left + across * area.width
    let isLeft = across > 0.5
    let reach = (7 * Double(words.count) + 12) / area.width
    let span = isLeft ? across - reach...across : across...across + reach
    let near = places.filter { span.contains($0.across) }
    func room(_ up: Double) -> Double { near.map { abs($0.up - up) }.min() ?? 1 }
    let up = stride(from: 0.94, through: 0.06, by: -0.04).max { room($0) < room($1) } ?? 0.94
    let y = area.top + (1 - up) * area.height + 4
    draw(
      "<path d=\"M\(decimals(x)) \(decimals(area.top))v\(decimals(area.height))\" stroke=\"#222222\" stroke-dasharray=\"1 3\"/>\n<text x=\"\(decimals(x + (isLeft ? -6 : 6)))\" y=\"\(decimals(y))\" font-size=\"12\" font-style=\"italic\" text-anchor=\"\(isLeft ? "end" : "start")\" stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\">\(escaped(words))</text>\n"
    )
  }

  /// A line at the target from side to side, named at the end that is farther from the places.
  mutating func drawTarget(
    _ target: Double?, _ axis: ErrorAxis, awayFrom places: [Canvas.Place]
  ) {
    guard let target, let up = axis.up(target) else { return }
    let area = self.area
    let words = "target \(NumberText.shortest(target))"
    let y = area.top + (1 - up) * area.height
    let near = places.filter { abs($0.up - up) < 24 / area.height }
    let (left, right) = (near.count { $0.across < 0.25 }, near.count { $0.across > 0.75 })
    let isLeft = left < right
    let isBelow = up > 0.95
    draw(
      "<path class=\"target\" d=\"M\(decimals(area.left)) \(decimals(y))h\(decimals(area.width))\" stroke=\"#222222\" stroke-width=\"1.3\" stroke-dasharray=\"9 3 2 3\" data-target=\"\(target)\"/>\n<text x=\"\(decimals(isLeft ? area.left + 8 : area.left + area.width - 8))\" y=\"\(decimals(y + (isBelow ? 14 : -5)))\" font-size=\"12\" font-style=\"italic\" text-anchor=\"\(isLeft ? "start" : "end")\" stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\">\(escaped(words))</text>\n"
    )
  }

  /// What the curves are called, in a row above the picture's right end, where it covers none.
  mutating func drawKey(_ entries: [(name: String, ink: Ink)]) {
    var x = area.left + area.width
    for (index, entry) in entries.reversed().enumerated() {
      x -= 7 * Double(entry.name.count) + 36 + (index == 0 ? 0 : 14)
      let color = Self.color(entry.ink)
      let fill = entry.ink == .first ? color : "#ffffff"
      draw(
        "<g transform=\"translate(\(decimals(x)) 30)\"><path d=\"M0 0h30\" fill=\"none\" \(entry.ink.stroke)/><circle cx=\"15\" r=\"3.5\" fill=\"\(fill)\" stroke=\"\(color)\" stroke-width=\"1.3\"/><text x=\"36\" y=\"4.5\">\(escaped(entry.name))</text></g>\n"
      )
    }
  }
}
