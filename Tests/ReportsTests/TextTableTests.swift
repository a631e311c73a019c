import Testing

@testable import Reports

@Suite struct TextTableTests {
  private func sample(_ charset: Charset = .unicode) -> TextTable {
    var table = TextTable(
      [.init("node"), .init("format"), .init("min", .point), .init("wraps", .right)],
      charset: charset)
    table.addRow(["x", "sfix16_En13", "-1.732", "0"])
    table.addRow(["gradient", "sfix52_En26 RND_CONV SAT", "-12345.5", "12"])
    table.addRow(["y", "sfix16_En13", "3"])
    return table
  }

  @Test("Names stand on the left, integers on the right, points below each other")
  func alignment() {
    #expect(
      sample().lines() == [
        "node      format                           min  wraps",
        "────────  ────────────────────────  ──────────  ─────",
        "x         sfix16_En13                   -1.732      0",
        "gradient  sfix52_En26 RND_CONV SAT  -12345.5       12",
        "y         sfix16_En13                    3",
      ])
    var bare = sample(.ascii)
    bare.showsHeader = false
    bare.indentation = 2
    #expect(bare.lines()[0] == "  x         sfix16_En13                   -1.732   0")
  }

  @Test("Names give way before numbers, and no line is wider than asked", arguments: 0...60)
  func shortening(width: Int) {
    for charset in [Charset.unicode, .ascii] {
      let lines = sample(charset).lines(width: width)
      for line in lines { #expect(line.terminalColumns <= width) }
      // A number that fits beside its name is never cut, and a table below has what does not fit.
      if width >= 19 { #expect(lines.contains { $0.contains("-12345.5") }) }
      if width >= 19, width < 39 { #expect(lines.count { $0.hasPrefix("gradient") } > 1) }
    }
  }

  @Test("Wide characters count two columns, combining ones none, and controls show as �")
  func columns() {
    #expect("abc".terminalColumns == 3)
    #expect("日本".terminalColumns == 4)
    #expect("e\u{301}".terminalColumns == 1)
    #expect("👍".terminalColumns == 2)
    #expect("a\u{1B}[31mb\r\nc\u{202E}\u{200B}".printable == "a�[31mb�c��")
    #expect("日本語".shortened(toColumns: 4) == "日…")
    #expect("abc".shortened(toColumns: 0) == "")
    #expect("abcdef".shortened(toColumns: 3, mark: "~") == "ab~")
    var table = TextTable([.init("名"), .init("n", .right)])
    table.addRow(["日本\n", "7"])
    #expect(table.lines() == ["名     n", "─────  ─", "日本�  7"])
  }

  @Test("Tables without columns or rows are no trouble")
  func empty() {
    #expect(TextTable([]).lines() == [])
    #expect(TextTable([.init("a")]).lines() == ["a", "─"])
  }
}
