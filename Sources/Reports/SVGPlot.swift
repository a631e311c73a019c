/// A plot as a standalone SVG file: a frame, ticks, curves, marks and a legend.
///
/// Every number is written with at most two decimals, so the same plot is the same bytes. Curves
/// differ by dashes and marks, not by colour alone. All text is text.
struct SVGPlot {
  /// Whole picture, in CSS pixels.
  let width: Int
  let height: Int
  private let horizontal: Axis
  private let vertical: Axis
  private var body = ""
  /// Room below the horizontal axis and its title, for a legend that covers no curve.
  private let footer: Double
  /// Names the clip path; pictures in one page have names of their own.
  private let id: String
  /// Whether curves need a light seam to stand out from what is behind them.
  private var isOnShades = false
  private var legend: [(sign: String, name: String)] = []

  /// The area between the axes.
  private var left: Double { width < 480 ? 64 : 78 }
  private let top: Double
  private var right: Double { Double(width) - (width < 480 ? 16 : 30) }
  private var bottom: Double { Double(height) - 56 - footer }

  /// How a curve or mark looks.
  enum Ink {
    /// Solid and dark.
    case first
    /// Dashed, with open marks.
    case second
    /// Dotted and grey.
    case third

    fileprivate var color: String {
      switch self {
      case .first: "#1b4f8a"
      case .second: "#c2500a"
      case .third: "#666666"
      }
    }
    var stroke: String {
      switch self {
      case .first: "stroke=\"\(color)\" stroke-width=\"2\""
      case .second: "stroke=\"\(color)\" stroke-width=\"1.5\" stroke-dasharray=\"7 4\""
      case .third: "stroke=\"\(color)\" stroke-width=\"1.5\" stroke-dasharray=\"2 3\""
      }
    }
  }

  init(
    width: Int, height: Int, title: String, _ plane: Plane, horizontalTitle: String,
    verticalTitle: String,
    horizontalLabels: [String]? = nil, verticalLabels: [String]? = nil, footer: Double = 0,
    id: String = "frame"
  ) {
    self.footer = footer
    self.id = id
    self.width = width
    self.height = height
    (horizontal, vertical) = (plane.horizontal, plane.vertical)
    top = title.isEmpty ? 22 : 44
    drawAxes(
      horizontalLabels ?? horizontal.ticks.labels(power: superscript),
      verticalLabels ?? vertical.ticks.labels(power: superscript), floorLabel: plane.floorLabel)
    text(title, at: (left, 26), "font-size=\"16\" font-weight=\"600\"")
    text(
      horizontalTitle, at: ((left + right) / 2, bottom + 42), "text-anchor=\"middle\"")
    let middle = (top + bottom) / 2
    text(
      verticalTitle, at: (20, middle),
      "text-anchor=\"middle\" transform=\"rotate(-90 20 \(decimals(middle)))\"")
  }

  /// Ticks point inwards; a light line runs along each.
  private mutating func drawAxes(
    _ horizontalLabels: [String], _ verticalLabels: [String], floorLabel: String?
  ) {
    var grid = ""
    var ticks = ""
    var labels = ""
    for (tick, label) in zip(horizontal.ticks, horizontalLabels) {
      let x = decimals(left + tick.position * (right - left))
      grid += "M\(x) \(decimals(top))V\(decimals(bottom))"
      ticks += "M\(x) \(decimals(bottom))v-6"
      labels += line(typographic(label), x: x, y: decimals(bottom + 20), "text-anchor=\"middle\"")
    }
    for (index, (tick, label)) in zip(vertical.ticks, verticalLabels).enumerated() {
      let y = bottom - tick.position * (bottom - top)
      let shown = index == 0 ? floorLabel ?? label : label
      grid += "M\(decimals(left)) \(decimals(y))H\(decimals(right))"
      ticks += "M\(decimals(left)) \(decimals(y))h6"
      labels += line(
        typographic(shown), x: decimals(left - 8), y: decimals(y + 4.5), "text-anchor=\"end\"")
    }
    body += "<path d=\"\(grid)\" fill=\"none\" stroke=\"#e4e4e4\"/>\n"
    body += "<path d=\"\(ticks)\" fill=\"none\" stroke=\"#333333\"/>\n"
    body += labels
  }

  /// A curve through places; what lies outside of the frame is cut off.
  mutating func curve(_ runs: [[Canvas.Place]], _ ink: Ink) { curve(runs, stroke: ink.stroke) }

  /// A curve in a stroke of its own.
  mutating func curve(_ runs: [[Canvas.Place]], stroke: String) {
    var path = ""
    for run in runs {
      for (index, place) in run.enumerated() {
        path += (index == 0 ? "M" : "L") + point(place)
      }
    }
    guard !path.isEmpty else { return }
    let rest = "stroke-linejoin=\"round\" clip-path=\"url(#\(id))\"/>\n"
    if isOnShades {
      body += "<path d=\"\(path)\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"5\" \(rest)"
    }
    body += "<path d=\"\(path)\" fill=\"none\" \(stroke) \(rest)"
  }

  /// Open circles at the places within the frame.
  mutating func circles(_ places: some Sequence<Canvas.Place>, radius: Double, color: String) {
    var circles = ""
    for place in places
    where (0...1).contains(place.across) && (0...1).contains(place.up) {
      let (x, y) = coordinates(place)
      circles += "<circle cx=\"\(decimals(x))\" cy=\"\(decimals(y))\" r=\"\(decimals(radius))\"/>\n"
    }
    guard !circles.isEmpty else { return }
    body += "<g fill=\"#ffffff\" fill-opacity=\"0.7\" stroke=\"\(color)\" stroke-width=\"1.3\">\n"
    body += circles + "</g>\n"
  }

  /// Squares of a grid over the frame, each as dark as its share, 0…1, in four steps.
  mutating func shades(columns: Int, rows: Int, _ share: (_ cell: Int) -> Double) {
    let width = (right - left) / Double(columns)
    let height = (bottom - top) / Double(rows)
    var paths = ["", "", "", ""]
    for cell in 0..<columns * rows {
      let share = share(cell)
      guard share > 0 else { continue }
      let x = decimals(left + Double(cell % columns) * width)
      let y = decimals(top + Double(cell / columns) * height)
      paths[min(Int(share * 4), 3)] +=
        "M\(x) \(y)h\(decimals(width))v\(decimals(height))h-\(decimals(width))z"
    }
    isOnShades = true
    for (path, color) in zip(paths, ["#e4e4e4", "#cdcdcd", "#b4b4b4", "#9a9a9a"])
    where !path.isEmpty {
      body += "<path d=\"\(path)\" fill=\"\(color)\" shape-rendering=\"crispEdges\"/>\n"
    }
  }

  /// Names a curve in the legend.
  mutating func name(_ name: String, curve ink: Ink, withMarks: Bool = false) {
    var sign = "<path d=\"M0 0h30\" fill=\"none\" \(ink.stroke)/>"
    if withMarks {
      sign += "<circle cx=\"15\" r=\"3.5\" fill=\"#ffffff\" stroke=\"\(ink.color)\""
      sign += " stroke-width=\"1.3\"/>"
    }
    legend.append((sign, name))
  }

  /// Names marks in the legend by an element as they look.
  mutating func name(_ name: String, sign: String) { legend.append((sign, name)) }

  /// Names the samples in the legend.
  mutating func nameSamples(_ name: String, asShades: Bool) {
    legend.append(
      (
        asShades
          ? "<path d=\"M5 -5h20v10h-20z\" fill=\"#bdbdbd\"/>"
          : "<circle cx=\"15\" r=\"3.5\" fill=\"#ffffff\" stroke=\"\(SVGPlot.sampleColor)\""
            + " stroke-width=\"1.3\"/>",
        name
      ))
  }

  static let sampleColor = "#333333"
  static func color(_ ink: Ink) -> String { ink.color }

  /// The corner of the frame where the legend covers the fewest of the places.
  ///
  /// - Parameters:
  ///   - attributes: further ones of the root, for a picture within a page; a file of its own without.
  func document(legendAwayFrom places: [Canvas.Place], attributes: String? = nil) -> String {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    var document = attributes == nil ? xml : ""
    document += """
      <svg xmlns="http://www.w3.org/2000/svg"\(attributes.map { " " + $0 } ?? "") width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="Helvetica, Arial, sans-serif" font-size="13" \
      fill="#222222">
      <defs><clipPath id="\(id)"><rect x="\(decimals(left))" y="\(decimals(top))" \
      width="\(decimals(right - left))" height="\(decimals(bottom - top))"/></clipPath></defs>
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>

      """
    document += body
    document += "<rect x=\"\(decimals(left))\" y=\"\(decimals(top))\""
    document += " width=\"\(decimals(right - left))\" height=\"\(decimals(bottom - top))\""
    document += " fill=\"none\" stroke=\"#333333\"/>\n"
    document += legendBox(awayFrom: places)
    return document + "</svg>\n"
  }

  private func legendBox(awayFrom places: [Canvas.Place]) -> String {
    guard !legend.isEmpty else { return "" }
    let longest = legend.map(\.name.terminalColumns).max() ?? 0
    let boxWidth = min(54 + 7.2 * Double(longest), right - left - 24)
    let boxHeight = 10 + 20 * Double(legend.count)
    let corners = [
      (right - 12 - boxWidth, top + 12), (left + 12, top + 12),
      (right - 12 - boxWidth, bottom - 12 - boxHeight), (left + 12, bottom - 12 - boxHeight),
    ]
    func covered(_ corner: (x: Double, y: Double)) -> Int {
      places.count { place in
        let (x, y) = coordinates(place)
        return (corner.x - 8...corner.x + boxWidth + 8).contains(x)
          && (corner.y - 8...corner.y + boxHeight + 8).contains(y)
      }
    }
    let corner = corners.min { covered($0) < covered($1) } ?? corners[0]
    var box = "<g transform=\"translate(\(decimals(corner.0)) \(decimals(corner.1)))\">\n"
    box += "<rect width=\"\(decimals(boxWidth))\" height=\"\(decimals(boxHeight))\""
    box += " fill=\"#ffffff\" fill-opacity=\"0.9\" stroke=\"#cccccc\"/>\n"
    for (index, entry) in legend.enumerated() {
      box += "<g transform=\"translate(8 \(15 + 20 * index))\">\(entry.sign)"
      box += "<text x=\"38\" y=\"4.5\">\(escaped(entry.name))</text></g>\n"
    }
    return box + "</g>\n"
  }

  /// Adds elements over what is drawn so far.
  mutating func draw(_ elements: String) { body += elements }

  /// The area between the axes.
  var area: (left: Double, top: Double, width: Double, height: Double) {
    (left, top, right - left, bottom - top)
  }

  private mutating func text(_ text: String, at place: (Double, Double), _ attributes: String) {
    guard !text.isEmpty else { return }
    body += line(text, x: decimals(place.0), y: decimals(place.1), attributes)
  }

  private func line(_ text: String, x: String, y: String, _ attributes: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" \(attributes)>\(escaped(text))</text>\n"
  }

  func coordinates(_ place: Canvas.Place) -> (x: Double, y: Double) {
    // Far outside stands for farther: renderers dislike numbers that no Float holds.
    let across = min(max(place.across, -5), 6)
    let up = min(max(place.up, -5), 6)
    return (left + across * (right - left), bottom - up * (bottom - top))
  }

  private func point(_ place: Canvas.Place) -> String {
    let (x, y) = coordinates(place)
    return "\(decimals(x)) \(decimals(y))"
  }
}

/// At most two decimals, without a formatter's locale or trailing zeros.
func decimals(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
  var text = (hundredths < 0 ? "-" : "") + "\(whole)"
  if rest > 0 { text += rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)" }
  return text
}

/// 2.5 · 10⁻³, or 10⁻³ alone.
func superscript(_ mantissa: String, _ exponent: Int) -> String {
  let digits: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
  let power = "10" + String(String(exponent).map { digits[$0] ?? $0 })
  return mantissa.isEmpty ? power : "\(mantissa)·\(power)"
}

/// A number with a minus sign instead of a hyphen.
func typographic(_ label: String) -> String {
  String(label.map { $0 == "-" ? "−" : $0 })
}

/// A text as XML 1.0 may hold it.
func escaped(_ text: String) -> String {
  var escaped = ""
  for scalar in text.printable.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
