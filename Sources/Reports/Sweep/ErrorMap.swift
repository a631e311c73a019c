import Exploration
import Foundation

/// The least error for each pair of values of two fields, as shades: the darker, the smaller.
extension SweepPicture {
  static func map(_ map: SweepStatistics.Map, _ statistics: SweepStatistics) -> SweepPicture {
    let (across, up) = (
      statistics.frame.dimensions[map.across], statistics.frame.dimensions[map.up]
    )
    let error = statistics.frame.error
    return SweepPicture(
      name: "map-\(across.fileName)-\(up.fileName)", title: "\(across.name) and \(up.name)",
      caption:
        "The least \(error) of all designs with both values, whatever the other fields are; the darker, the smaller. A cell without a design is hatched."
    ) { canvas in
      draw(map, across, up, error, canvas)
    }
  }

  private static func draw(
    _ map: SweepStatistics.Map, _ across: Variation, _ up: Variation, _ error: String,
    _ canvas: Canvas
  ) -> String {
    let shade = Shade(map.least)
    let (columns, rows) = (across.values.count, up.values.count)
    let horizontal = Axis.places(columns, ticks: canvas.width / 44)
    let vertical = Axis.places(rows, ticks: canvas.height / 22)
    var plot = SVGPlot(
      width: canvas.width, height: canvas.height, title: canvas.isFile ? "least \(error)" : " ",
      Plane(horizontal: horizontal, vertical: vertical), horizontalTitle: across.name,
      verticalTitle: up.name, horizontalLabels: horizontal.ticks.map { across.values[$0.mantissa] },
      verticalLabels: vertical.ticks.map { up.values[$0.mantissa] }, id: canvas.id)
    let area = plot.area
    let (width, height) = (area.width / Double(columns), area.height / Double(rows))
    // A figure in every cell or in none.
    let longest = map.least.filter(\.isFinite).map { short($0).count }.max() ?? 0
    let showsFigures = width >= 5.6 * Double(longest) + 3 && height >= 15
    var cells = ""
    for row in 0..<rows {
      for column in 0..<columns {
        let value = map.least[row * columns + column]
        let (x, y) = (
          area.left + Double(column) * width, area.top + Double(rows - 1 - row) * height
        )
        cells +=
          "<rect class=\"cell\" x=\"\(decimals(x))\" y=\"\(decimals(y))\" width=\"\(decimals(width))\" height=\"\(decimals(height))\" data-across=\"\(escapedAttribute(across.values[column]))\" data-up=\"\(escapedAttribute(up.values[row]))\""
        guard value.isFinite else {
          cells +=
            " fill=\"#ffffff\"/><path d=\"M\(decimals(x)) \(decimals(y + height))l\(decimals(width)) \(decimals(-height))\" stroke=\"#bbbbbb\"/>\n"
          continue
        }
        cells +=
          " data-error=\"\(value)\" fill=\"\(shade.color(value))\"><title>\(escaped("\(across.name) \(across.values[column]), \(up.name) \(up.values[row]): \(NumberText.significant(value, digits: 4))"))</title></rect>\n"
        if showsFigures {
          cells +=
            "<text x=\"\(decimals(x + width / 2))\" y=\"\(decimals(y + height / 2 + 3.5))\" font-size=\"10\" text-anchor=\"middle\" pointer-events=\"none\" fill=\"\(shade.isDark(value) ? "#ffffff" : "#222222")\">\(escaped(typographic(short(value))))</text>\n"
        }
      }
    }
    plot.draw("<g shape-rendering=\"crispEdges\">\n\(cells)</g>\n")
    plot.draw(shade.key(right: area.left + area.width, id: canvas.id))
    return plot.document(legendAwayFrom: [], attributes: canvas.attributes)
  }
}

/// Two digits in as few characters as they take.
private func short(_ value: Double) -> String {
  let plain = NumberText.significant(value, digits: 2)
  guard plain.count > 5, value != 0 else { return plain }
  let exponent = Int(log10(abs(value)).rounded(.down))
  let power = "\(NumberText.fixed(value / pow(10, Double(exponent)), decimals: 1))e\(exponent)"
  return power.count < plain.count ? power : plain
}

/// How dark an error is: even steps of its logarithm, from light to dark whatever the hue, so that paper without
/// colours shows the same.
private struct Shade {
  private let least: Double
  private let greatest: Double

  init(_ errors: [Double]) {
    let positive = errors.filter { $0.isFinite && $0 > 0 }
    least = positive.min() ?? 1
    greatest = positive.max() ?? 1
  }

  /// 0 for the greatest error, 1 for the least.
  private func share(_ error: Double) -> Double {
    guard error > 0 else { return 1 }
    guard least < greatest else { return 0.5 }
    return 1 - (log10(error) - log10(least)) / (log10(greatest) - log10(least))
  }

  func isDark(_ error: Double) -> Bool { share(error) > 0.5 }

  func color(_ error: Double) -> String { Self.color(share: share(error)) }

  private static func color(share: Double) -> String {
    let (light, dark) = ([0xF3, 0xF5, 0xF8], [0x0B, 0x2A, 0x52])
    return "#"
      + zip(light, dark).map { light, dark in
        let value = Int((Double(light) + share * Double(dark - light)).rounded())
        return String(value + 256, radix: 16).dropFirst()
      }.joined()
  }

  /// The key above the picture's right end.
  func key(right: Double, id: String) -> String {
    let (width, steps) = (120.0, 12)
    let left = right - width
    var key = "<g font-size=\"11\">"
    for step in 0..<steps {
      key +=
        "<rect x=\"\(decimals(left + width * Double(step) / Double(steps)))\" y=\"10\" width=\"\(decimals(width / Double(steps)))\" height=\"12\" fill=\"\(Self.color(share: Double(step) / Double(steps - 1)))\" shape-rendering=\"crispEdges\"/>"
    }
    key +=
      "<rect x=\"\(decimals(left))\" y=\"10\" width=\"\(decimals(width))\" height=\"12\" fill=\"none\" stroke=\"#333333\"/>"
    key +=
      "<text x=\"\(decimals(left))\" y=\"36\">\(typographic(NumberText.significant(greatest, digits: 2)))</text>"
    return key
      + "<text x=\"\(decimals(right))\" y=\"36\" text-anchor=\"end\">\(typographic(NumberText.significant(least, digits: 2)))</text></g>\n"
  }
}
