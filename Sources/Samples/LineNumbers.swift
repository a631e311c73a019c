/// The line that each row stands in: rows follow one another but where lines were left out.
struct LineNumbers: Sendable {
  private var breaks: [(row: Int, line: Int)] = []

  /// The row with this number will be the line that is given.
  mutating func skip(row: Int, nextLine: Int) {
    if let last = breaks.last {
      if last.line - last.row == nextLine - row { return }
      if last.row == row { breaks.removeLast() }
    }
    breaks.append((row, nextLine))
  }

  subscript(row: Int) -> Int {
    let index = breaks.partitioningIndex { $0.row > row }
    guard index > 0 else { return row + 1 }
    return breaks[index - 1].line + row - breaks[index - 1].row
  }
}
