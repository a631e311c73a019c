/// A raster of character cells: Braille dots, two by four a cell, below whole characters.
struct Canvas {
  let columns: Int
  let rows: Int
  let charset: Charset
  /// Whether the first and the last row are the ends, as where only characters are drawn, rather than begin and end at them,
  /// as those of the dots do.
  var endsInRows = false
  /// Dots a cell, across and down.
  private let across: Int
  private let down: Int
  private var dots: [UInt8]
  private var marks: [Character?]

  init(columns: Int, rows: Int, charset: Charset) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    self.charset = charset
    (across, down) = charset == .unicode ? (2, 4) : (1, 1)
    dots = Array(repeating: 0, count: self.columns * self.rows)
    marks = Array(repeating: nil, count: self.columns * self.rows)
  }

  /// Dots across the whole canvas.
  var dotColumns: Int { columns * across }
  private var dotRows: Int { rows * down }

  /// A place on the canvas, 0…1 from left to right and from bottom to top.
  struct Place {
    var across: Double
    var up: Double
  }

  /// The cell at a place; nil outside.
  func cell(at place: Place) -> Int? {
    guard (0...1).contains(place.across), (0...1).contains(place.up) else { return nil }
    let column = min(Int(place.across * Double(columns)), columns - 1)
    let row =
      endsInRows
      ? Int(((1 - place.up) * Double(rows - 1)).rounded())
      : min(Int((1 - place.up) * Double(rows)), rows - 1)
    return row * columns + column
  }

  /// Puts a character into a cell, over its dots.
  mutating func mark(_ cell: Int, _ character: Character) { marks[cell] = character }

  /// Whether a cell holds a character.
  func isMarked(_ cell: Int) -> Bool { marks[cell] != nil }

  /// Removes the character of every cell through which dots run.
  mutating func uncoverDots() {
    for cell in dots.indices where dots[cell] != 0 { marks[cell] = nil }
  }

  /// Draws straight lines from place to place; what lies outside is clipped.
  mutating func line(through places: some Sequence<Place>) {
    var previous: (Int, Int)?
    for place in places {
      let point = dot(at: place)
      draw(from: previous ?? point, to: point)
      previous = point
    }
  }

  /// The dot at a place; far outside stands for farther.
  private func dot(at place: Place) -> (column: Int, row: Int) {
    func clamped(_ position: Double, _ count: Int) -> Int {
      Int((min(max(position, -1), 2) * Double(count - 1)).rounded())
    }
    return (clamped(place.across, dotColumns), clamped(1 - place.up, dotRows))
  }

  /// Bresenham's line.
  private mutating func draw(from start: (Int, Int), to end: (Int, Int)) {
    let width = abs(end.0 - start.0)
    let height = -abs(end.1 - start.1)
    var error = width + height
    var (column, row) = start
    while true {
      set(column, row)
      if (column, row) == end { return }
      let doubled = 2 * error
      if doubled >= height {
        error += height
        column += end.0 > start.0 ? 1 : -1
      }
      if doubled <= width {
        error += width
        row += end.1 > start.1 ? 1 : -1
      }
    }
  }

  private mutating func set(_ column: Int, _ row: Int) {
    guard (0..<dotColumns).contains(column), (0..<dotRows).contains(row) else { return }
    // Bits of a Braille pattern, by row: 0 3, 1 4, 2 5, 6 7 (Unicode 1.1, block U+2800).
    let bit: UInt8 = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80][
      row % down * 2 + column % across]
    dots[row / down * columns + column / across] |= bit
  }

  /// The rows of the canvas from top to bottom, each exactly as wide as the canvas.
  var lines: [String] {
    (0..<rows).map { row in
      var line = ""
      for cell in row * columns..<(row + 1) * columns {
        if let mark = marks[cell] {
          line.append(mark)
        } else if dots[cell] == 0 {
          line.append(" ")
        } else if charset == .ascii {
          line.append("*")
        } else {
          line.unicodeScalars.append(Unicode.Scalar(0x2800 + UInt32(dots[cell]))!)
        }
      }
      return line
    }
  }
}
