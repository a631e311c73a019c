/// A picture as lines of text: a canvas to draw on, and axes, labels, legend and notes around it.
struct TerminalFrame {
  let style: TerminalStyle
  let plane: Plane
  let title: String
  let horizontalTitle: String
  let verticalTitle: String
  /// Labels of the vertical axis, as many as it has ticks.
  private let verticalLabels: [String]
  var canvas: Canvas

  init(
    _ style: TerminalStyle, _ plane: Plane, title: String, horizontalTitle: String,
    verticalTitle: String
  ) {
    (self.style, self.plane, self.title) = (style, plane, title)
    (self.horizontalTitle, self.verticalTitle) = (horizontalTitle, verticalTitle)
    var labels = plane.vertical.ticks.textLabels
    if let floor = plane.floorLabel, !labels.isEmpty { labels[0] = floor }
    verticalLabels = labels
    canvas = Canvas(
      columns: style.width - Self.gutter(labels), rows: style.height, charset: style.charset)
  }

  /// Columns left of the canvas: labels, a space, and the axis.
  private static func gutter(_ labels: [String]) -> Int {
    (labels.map(\.terminalColumns).max() ?? 0) + 3
  }

  /// The picture as it is drawn; no line is wider than the style says.
  func lines(legend: [String] = [], notes: [String] = []) -> [String] {
    let isUnicode = style.charset == .unicode
    let gutter = Self.gutter(verticalLabels)
    let (plain, ticked) = isUnicode ? ("│", "┤") : ("|", "+")
    var labelOfRow: [Int: String] = [:]
    for (tick, label) in zip(plane.vertical.ticks, verticalLabels) {
      guard let cell = canvas.cell(at: .init(across: 0, up: tick.position)) else { continue }
      labelOfRow[cell / canvas.columns] = label
    }
    var lines = title.isEmpty ? [] : [title.printable]
    lines += heading(legend)
    for (row, text) in canvas.lines.enumerated() {
      let label = (labelOfRow[row] ?? "").padded(toColumns: gutter - 2, alignedRight: true)
      lines.append(label + " " + (labelOfRow[row] == nil ? plain : ticked) + text)
    }
    lines += feet(margin: String(repeating: " ", count: gutter - 1))
    lines += (plane.notes + notes).map { String(repeating: " ", count: gutter) + $0 }
    let mark = isUnicode ? "…" : "~"
    return lines.map {
      $0.withoutTrailingSpaces.shortened(toColumns: style.width, mark: mark)
    }
  }

  /// The vertical axis' title, and the legend on the right of it or below.
  private func heading(_ legend: [String]) -> [String] {
    let left = " " + verticalTitle.printable
    let right = legend.map(\.printable).joined(separator: "   ")
    let gap = style.width - left.terminalColumns - right.terminalColumns
    if right.isEmpty { return [left] }
    return gap >= 2 ? [left + String(repeating: " ", count: gap) + right] : [" " + right, left]
  }

  /// The horizontal axis with its labels and its title.
  private func feet(margin: String) -> [String] {
    let isUnicode = style.charset == .unicode
    var rule = Array(repeating: isUnicode ? "─" : "-", count: canvas.columns)
    var labels = Array(repeating: Character(" "), count: canvas.columns + margin.count + 1)
    var free = 0
    for (tick, label) in zip(plane.horizontal.ticks, plane.horizontal.ticks.textLabels) {
      guard let column = canvas.cell(at: .init(across: tick.position, up: 1)) else { continue }
      let middle = margin.count + 1 + column
      let start = min(middle - (label.count - 1) / 2, labels.count - label.count)
      guard start >= free else { continue }
      rule[column] = isUnicode ? "┬" : "+"
      for (offset, character) in label.enumerated() { labels[start + offset] = character }
      free = start + label.count + 2
    }
    let title = horizontalTitle.printable
    let indentation = margin.count + 1 + max(0, (canvas.columns - title.terminalColumns) / 2)
    return [
      margin + (isUnicode ? "└" : "+") + rule.joined(),
      String(labels),
      String(repeating: " ", count: indentation) + title,
    ]
  }
}

/// How large a picture in a terminal is and what it is drawn with.
public struct TerminalStyle: Hashable, Sendable {
  /// Columns that no line exceeds.
  public var width: Int
  /// Rows between the axes' ends; titles and labels take five or so more.
  public var height: Int
  public var charset: Charset

  public init(width: Int = 76, height: Int = 16, charset: Charset = .unicode) {
    self.width = width
    self.height = height
    self.charset = charset
  }

  /// What is drawn instead where the width does not do for a picture.
  var refusal: [String]? {
    let text = "(a plot needs \(Self.leastWidth) columns)"
    return width >= Self.leastWidth ? nil : [text.shortened(toColumns: max(0, width), mark: "")]
  }

  private static let leastWidth = 30
}
