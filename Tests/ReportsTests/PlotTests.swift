import Testing

@testable import Reports

@Suite struct PlotTests {
  /// Rows of the canvas of a terminal picture, from the top; what stands right of the axis.
  private func canvas(_ lines: [String]) -> [String] {
    lines.compactMap { line in
      guard let axis = line.firstIndex(where: { "│┤|+".contains($0) }),
        !line[line.index(after: axis)...].contains("─"), !line.contains("+-")
      else { return nil }
      return String(line[line.index(after: axis)...])
    }
  }

  @Test func `rows of characters begin and end at the ends of an axis`() {
    var canvas = Canvas(columns: 3, rows: 7, charset: .unicode)
    canvas.endsInRows = true
    // Two rows a decade: 5 and 0.5 are nearer to the row below that of 10 and 1.
    let axis = Axis.logarithmic(0.01...10, ticks: 4, roundsOut: true)
    let rows = [10, 5, 1, 0.5, 0.01].map { value in
      canvas.cell(at: .init(across: 0, up: axis.position(of: value)!))! / canvas.columns
    }
    #expect(rows == [0, 1, 2, 3, 6])
  }

  /// The row of the highest mark in each column that has one, counted from the top.
  private func heights(_ rows: [String]) -> [Int] {
    let width = rows.map(\.count).max() ?? 0
    let cells = rows.map { Array($0) }
    return (0..<width).compactMap { column in
      cells.firstIndex { column < $0.count && $0[column] != " " }
    }
  }

  @Test("A small picture is exactly this")
  func exact() {
    let plot = ConvergencePlot(
      title: "Loss", series: [.init("one", [100, 10, 1, 0.1])], epochScale: .linear)
    #expect(
      plot.lines(.init(width: 32, height: 7)) == [
        "Loss",
        " loss",
        " 100 ┤⠑⠢⢄⡀",
        "     │   ⠈⠑⠢⢄⡀",
        "     │       ⠈⠑⠤⣀",
        "     │           ⠉⠒⠤⣀",
        "   1 ┤               ⠉⠒⢄⡀",
        "     │                  ⠈⠑⠢⢄⡀",
        "     │                      ⠈⠑⠢⢄",
        "     └────────┬────────────────┬",
        "              2                4",
        "                epoch",
      ])
    #expect(
      ConvergencePlot(series: [.init("one", [100, 10, 1, 0.1])], epochScale: .linear)
        .lines(.init(width: 30, height: 4, charset: .ascii)) == [
          " loss",
          " 100 +****",
          "     |    ********",
          "   1 +            *******",
          "     |                   *****",
          "     +--------+--------------+",
          "              2              4",
          "               epoch",
        ])
  }

  @Test("A falling loss falls, a rising line rises, from end to end")
  func monotonic() {
    for charset in [Charset.unicode, .ascii] {
      for width in [40, 76, 120] {
        let style = TerminalStyle(width: width, height: 20, charset: charset)
        let losses = (0..<60).map { 100 * 1 / Double(1 << min($0, 40)) }
        let fall = heights(canvas(ConvergencePlot(series: [.init("", losses)]).lines(style)))
        #expect(fall == fall.sorted() && fall.first! < fall.last!)
        let rise = heights(
          canvas(FitPlot(x: [], y: [], curves: [.init("", [0, 3])]).lines(style)))
        #expect(rise == rise.sorted().reversed() && rise.count > width / 2)
        #expect(rise.first! >= 18 && rise.last! <= 1)
      }
    }
  }

  @Test("Two curves that agree are marks on a line; where they part, the marks leave it")
  func twoSeries() {
    let losses = (0..<100).map { 1000 / Double($0 + 1) }
    let same = ConvergencePlot(series: [.init("fixed point", losses), .init("Double", losses)])
    let alone = ConvergencePlot(series: [.init("fixed point", losses)])
    let together = canvas(same.lines())
    let line = canvas(alone.lines())
    var marks = 0
    for (row, plain) in zip(together, line) {
      for (cell, before) in zip(row, plain) where cell == "○" {
        marks += 1
        #expect(before != " ")
      }
    }
    #expect(marks >= 5)
    let apart = ConvergencePlot(
      series: [.init("fixed point", losses.map { max($0, 500) }), .init("Double", losses)])
    #expect(canvas(apart.lines()).suffix(4).joined().contains("○"))
    #expect(same.lines()[0].contains("○ Double"))
  }

  /// Columns that strain axes: empty, constant, huge, tiny, not finite.
  private static let tiny = Double.leastNonzeroMagnitude
  private static let strange: [[Double]] = [
    [], [5], [0], [5, 5, 5], [0, 0, 0], [1, 0, 1], [-1, 2, 3], [.nan], [.infinity, -.infinity],
    [1, .nan, 3, .infinity], [tiny, 1.7e308], [-1.7e308, 1.7e308], [tiny, 0, tiny],
    [1e15, 1e15 + 1, 1e15 + 2], [1, 1.0.nextUp, 1.0.nextDown], Array(repeating: 1, count: 3000),
    (0..<5000).map { Double($0 % 7) - 3 }, (0..<400).map { Double($0) * 1e10 * tiny },
    [1e-300, 2e-300], [-5, -7, -9], [999_999, 1_000_001],
  ]

  @Test("Whatever the numbers, there is a picture within the width", arguments: strange.indices)
  func degenerate(index: Int) {
    let column = Self.strange[index]
    let convergence = ConvergencePlot(
      title: "t", series: [.init("a", column), .init("b", column.reversed())])
    for width in [-1, 0, 1, 29, 30, 31, 72, 80] {
      for (height, charset) in [(0, Charset.unicode), (1, .ascii), (16, .unicode), (16, .ascii)] {
        let style = TerminalStyle(width: width, height: height, charset: charset)
        for scale in [ConvergencePlot.EpochScale.automatic, .linear, .logarithmic] {
          var plot = convergence
          plot.epochScale = scale
          check(plot.lines(style), style)
        }
        for other in [column, Array(column.reversed()), column.map { _ in 1 }, []] {
          for theta in [[], [0, 1], [1e300, -1e300, 1e300], [.nan], [.infinity, 1]] {
            let plot = FitPlot(
              x: column, y: other, curves: [.init("c", theta), .init("d", [1, -1])])
            if width == 72 || width == 30 { check(plot.lines(style), style) }
          }
        }
      }
    }
  }

  private func check(_ lines: [String], _ style: TerminalStyle) {
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(line.terminalColumns <= max(0, style.width))
      #expect(style.charset == .unicode || line.allSatisfy(\.isASCII))
    }
  }

  @Test("Samples stand where they are, and none is lost")
  func samples() {
    var random = Seeded(77)
    let x = (0..<40).map { _ in Double.random(in: 0...1, using: &random) }
    let rows = canvas(FitPlot(x: x, y: x, curves: []).lines())
    let found = heights(rows)
    #expect(found == found.sorted().reversed(), "seed 77")
    let marks = rows.joined().filter { "∘●".contains($0) }.count
    #expect(marks > 25 && marks <= 40, "seed 77")
    let crowd = (0..<1000).map { _ in Double.random(in: 0...1, using: &random) }
    let shades = canvas(FitPlot(x: crowd, y: crowd, curves: []).lines()).joined()
    #expect(shades.contains { "░▒▓█".contains($0) } && !shades.contains("∘"))
  }
}
