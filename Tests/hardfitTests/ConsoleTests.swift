import FixedPoint
import Reports
import Testing

@testable import hardfit

@Suite struct ConsoleTests {
  private func terminal(
    _ isTerminal: Bool, columns: Int? = nil, _ environment: [String: String] = [:]
  ) -> Terminal {
    Terminal(isTerminal: isTerminal, columns: columns) { environment[$0] }
  }

  @Test func `without a terminal there are 80 columns and no colour`() {
    #expect(terminal(false) == terminal(false, ["TERM": "xterm"]))
    #expect(terminal(false).width == 80)
    #expect(!terminal(false).hasColor)
    #expect(terminal(false).bold("a") == "a")
  }

  @Test func `COLUMNS wins over the terminal, which wins over 80`() {
    #expect(terminal(true, columns: 132).width == 132)
    #expect(terminal(true, columns: 132, ["COLUMNS": "100"]).width == 100)
    #expect(terminal(true, columns: 132, ["COLUMNS": "wide"]).width == 132)
    #expect(terminal(false, ["COLUMNS": "-3"]).width == 80)
    #expect(terminal(false, ["COLUMNS": "3"]).width == 40)
  }

  @Test(arguments: [
    ([:], Charset.unicode), (["LANG": "C.UTF-8"], .unicode), (["LANG": "de_DE.utf8"], .unicode),
    (["LC_ALL": "C"], .ascii), (["LANG": "en_US.UTF-8", "LC_ALL": "C"], .ascii),
    (["LANG": "C", "LC_CTYPE": "en_US.UTF-8"], .unicode),
    (["LC_ALL": "", "LANG": "POSIX"], .ascii),
    (["LANG": "de_DE"], .ascii), (["LANG": "ja_JP.eucJP"], .ascii),
  ])
  func `the locale says which characters there are`(
    environment: [String: String], charset: Charset
  ) {
    #expect(terminal(true, environment).charset == charset)
    #expect(terminal(false, environment).charset == charset)
  }

  @Test func `what is shown has no control character and no line that is too long`() {
    let text =
      "  node θ: a\u{1b}[2J title\u{9b}31m that is so long that it is broken\u{202e}\nnext\n"
    #expect(
      terminal(false).shown(text)
        == "  node θ: a�[2J title�31m that is so long that it is broken�\nnext\n")
    #expect(
      terminal(false, ["COLUMNS": "40", "LC_ALL": "C"]).shown(text)
        == "  node theta: a?[2J title?31m that is\n    so long that it is broken?\nnext\n")
    let words = "a bc " + String(repeating: "defgh ij ", count: 30)
    for width in 20...90 {
      let lines = Terminal.folded(words, width: width).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= width })
      #expect(lines.flatMap { $0.split(separator: " ") } == words.split(separator: " "))
    }
  }

  @Test func `NO_COLOR, if not empty, and dumb terminals have no colour`() {
    #expect(terminal(true).hasColor)
    #expect(terminal(true).bold("a") == "\u{1b}[1ma\u{1b}[0m")
    #expect(terminal(true, ["NO_COLOR": ""]).hasColor)
    #expect(!terminal(true, ["NO_COLOR": "1"]).hasColor)
    #expect(!terminal(true, ["TERM": "dumb"]).hasColor)
  }

  @Test func `a paragraph is broken between words only`() {
    let text = "Every quantisation point of the datapath is a named node."
    for width in 20...60 {
      let lines = Terminal.wrapped(text, width: width, indent: 3).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= width && $0.hasPrefix("   ") }, "width \(width)")
      #expect(lines.map { $0.dropFirst(3) }.joined(separator: " ") == text)
    }
    #expect(
      Terminal.wrapped("a incomprehensibilities b", width: 5) == "a\nincomprehensibilities\nb")
  }

  @Test func `a failure is one line, whatever it quotes`() {
    let failure = Failure.data("a\nb\r\u{7}", about: "file\n.csv", fix: "c\td")
    #expect(failure.message == #"file\n.csv: a\nb\r\u{7}; c\td"#)
    #expect(String(repeating: "x", count: 1000).quoted.count < 70)
  }

  @Test func `a library's error becomes a failure with its description`() {
    struct Broken: Error, CustomStringConvertible { let description = "it is broken" }
    #expect(throws: Failure.data("it is broken", about: "x.csv")) {
      try failing(.data, about: "x.csv") { () throws(Broken) in throw Broken() }
    }
  }

  @Test func `the progress line tells share, amount, rate and time left`() {
    #expect(
      ProgressLine.line("reading", done: 2_500_000, of: 10_000_000, unit: "B", elapsed: 0.5)
        == "reading  25%  2.50 MB of 10.0 MB  5.00 MB/s  0:02 left")
    #expect(
      ProgressLine.line("reading", done: 0, of: nil, unit: "B", elapsed: 0)
        == "reading  0 B  0 B/s")
    #expect(
      ProgressLine.line("simulating", done: 1000, of: 3000, unit: "epochs", elapsed: 1)
        == "simulating  33%  1.00 k of 3.00 k epochs  1.00 k epochs/s  0:02 left")
    #expect(
      ProgressLine.line("x", done: 7, of: 3, unit: "", elapsed: 1) == "x  100%  7 of 3  7/s")
  }

  @Test func `times and amounts have few digits at every size`() {
    #expect(
      [0.2, 59, 60, 3599.5, 3723, 1e12].map(ProgressLine.time)
        == ["0:01", "0:59", "1:00", "1:00:00", "1:02:03", "99:59:59"])
    #expect(
      [0, 999, 999.6, 1234, 99_960, 1e7, 1e15].map { ProgressLine.amount($0, "B") }
        == ["0 B", "999 B", "1.00 kB", "1.23 kB", "100 kB", "10.0 MB", "1000 TB"])
    #expect(ProgressLine.amount(43, "epochs") == "43 epochs")
    #expect(ProgressLine.amount(4_310_000, "epochs") == "4.31 M epochs")
  }

  @Test func `a misspelt name finds its neighbour and a strange one none`() {
    let names = ["simulate", "format", "generate"]
    #expect(probableName(for: "simualte", among: names) == "simulate")
    #expect(probableName(for: "SIM", among: names) == "simulate")
    #expect(probableName(for: "formta", among: names) == "format")
    #expect(probableName(for: "g", among: names) == nil)
    #expect(probableName(for: "", among: names) == nil)
    #expect(probableName(for: "zzz", among: names) == nil)
    #expect(probableName(for: String(repeating: "a", count: 100_000), among: names) == nil)
  }
}
