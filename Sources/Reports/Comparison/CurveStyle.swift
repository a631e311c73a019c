import Cases

/// How the curve of an algorithm looks, wherever it is drawn: told apart by dashes and marks, and by colour in addition.
struct CurveStyle: Sendable {
  let color: String
  /// Lengths of dashes and gaps; empty for a solid line.
  let dashes: String
  let width: Double
  let mark: Mark

  enum Mark: Sendable {
    case disc, block, circle, square, triangle, wedge, diamond, cross, plus, star
  }

  init(_ algorithm: FittingAlgorithm) {
    (color, dashes, width, mark) =
      switch algorithm {
      case .datapath: ("#1b4f8a", "", 2.5, .disc)
      case .moments: ("#2d7fb8", "11 2", 2, .block)
      case .loop: ("#c2500a", "7 4", 1.6, .circle)
      case .tape: ("#1f6b3a", "2 3", 1.8, .square)
      case .forward: ("#7a4a9e", "9 3 2 3", 1.5, .triangle)
      case .central: ("#555555", "4 2", 1.5, .wedge)
      case .history: ("#a01d3c", "12 4", 1.5, .cross)
      case .secants: ("#8a6d00", "5 3", 1.5, .diamond)
      case .symbolic: ("#00707a", "1 3", 1.8, .plus)
      case .closedForm: ("#222222", "14 3 3 3", 1.2, .star)
      }
  }

  var stroke: String {
    "stroke=\"\(color)\" stroke-width=\"\(decimals(width))\""
      + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")
  }

  /// The mark as an element around a point.
  func element(x: Double, y: Double, attributes: String = "", title: String? = nil) -> String {
    let place = "transform=\"translate(\(decimals(x)) \(decimals(y)))\""
    let fill = mark == .disc || mark == .block ? color : mark.isOpen ? "none" : "#ffffff"
    let inside = title.map { "<title>\(escaped($0))</title>" } ?? ""
    return
      "<path class=\"mark\" \(place) d=\"\(mark.path)\" fill=\"\(fill)\" stroke=\"\(color)\" stroke-width=\"1.4\"\(attributes)>\(inside)</path>\n"
  }

  /// The same for a terminal.
  func character(_ charset: Charset) -> Character {
    switch (mark, charset) {
    case (.disc, .unicode): "●"
    case (.block, .unicode): "■"
    case (.circle, .unicode): "○"
    case (.square, .unicode): "□"
    case (.triangle, .unicode): "△"
    case (.wedge, .unicode): "▽"
    case (.diamond, .unicode): "◇"
    case (.cross, .unicode): "×"
    case (.plus, _): "+"
    case (.star, .unicode): "*"
    case (.star, .ascii): "%"
    case (.disc, .ascii): "@"
    case (.block, .ascii): "m"
    case (.circle, .ascii): "o"
    case (.square, .ascii): "#"
    case (.triangle, .ascii): "A"
    case (.wedge, .ascii): "V"
    case (.diamond, .ascii): "d"
    case (.cross, .ascii): "x"
    }
  }
}

extension CurveStyle.Mark {
  /// Whether it is made of strokes that enclose nothing.
  fileprivate var isOpen: Bool { self == .cross || self == .plus || self == .star }

  /// The outline, 8 pixels across.
  fileprivate var path: String {
    switch self {
    case .disc, .circle: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
    case .square, .block: "M-3.5-3.5h7v7h-7z"
    case .triangle: "M0-4.5L4.3 3.2H-4.3z"
    case .wedge: "M0 4.5L4.3-3.2H-4.3z"
    case .diamond: "M0-4.8L4.4 0L0 4.8L-4.4 0z"
    case .cross: "M-3.6-3.6L3.6 3.6M-3.6 3.6L3.6-3.6"
    case .plus: "M-4.6 0H4.6M0-4.6V4.6"
    case .star: "M-4.4 0H4.4M-2.4-4L2.4 4M-2.4 4L2.4-4"
    }
  }
}
