import Foundation
import Testing

@testable import hardfit

/// `hardfit sweep --target` beside a loop over its own table, and the commands that it prints, run as printed.
@Suite struct SweepTargetTests {
  /// The cheapest row that meets a target by the rule of the help, and the least error of those that cost less; the least error
  /// of all where none meets it.
  private func choose(
    _ rows: [[String: String]], _ error: String, _ cost: String, _ limit: Double,
    mayWin: ([String: String]) -> Bool = { _ in true }
  ) -> (winner: [String: String]?, other: [String: String]?) {
    var winner: [String: String]?
    func figures(_ row: [String: String]) -> (Double, Double) {
      (Double(row[cost]!)!, Double(row[error]!)!)
    }
    let able = rows.filter { row in
      ["stalled", "cycle"].contains(row["settles"]) && mayWin(row)
        && Double(row[error]!)!.isFinite
    }
    for row in able where figures(row).1 <= limit {
      if winner.map({ figures(row) < figures($0) }) ?? true { winner = row }
    }
    var other: [String: String]?
    for row in able where winner.map({ figures(row).0 < figures($0).0 }) ?? true {
      let (a, b) = (figures(row), other.map { figures($0) })
      if b.map({ (a.1, a.0) < ($0.1, $0.0) }) ?? true { other = row }
    }
    return (winner, other)
  }

  private static let sweep =
    "hardfit sweep vectors/anscombe1 --vary theta.fraction=3...12:3 --vary y.width=6...15:3 --vary error.quantization=TRN,RND --epochs 40"

  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
  }

  private func design(_ value: Any?) -> String? {
    (value as? [String: Any])?["design"].map { "\($0)" }
  }

  @Test(arguments: [
    ("0.5%", "", "logic_cells"), ("3%", "", "register_bits"), ("0.2", "", "logic_cells"),
    ("0.05", "", "dsp_18x18"), ("20", "", "logic_cells"), ("1e-9", "", "logic_cells"),
    ("1%", "vectors/norris", "logic_cells"), ("0.7", "vectors/anscombe2", "adder_bits"),
    ("2%", "--perturb 3 --seed 5", "logic_cells"), ("0.01%", "--perturb 2", "logic_cells"),
  ])
  func `the winner and the next cheaper design are those of a loop over the table`(
    target: String, more: String, cost: String
  ) throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      "\(Self.sweep) \(more) --cost \(cost) --target \(target) -o t.csv --json -q", in: folder.url)
    #expect(!folder.contents.contains { $0.contains("journal") }, "the table is whole")
    let isPercent = target.hasSuffix("%")
    let error = isPercent ? FigureColumnName.percent : FigureColumnName.absolute
    let limit = Double(isPercent ? String(target.dropLast()) : target)!
    let isSingle = more.isEmpty
    let rows = try Table(#require(folder["t.csv"])).rows.filter {
      isSingle || $0["case"] == "worst"
    }
    #expect(rows.count == 32)
    let (winner, other) = choose(rows, error, cost, limit)
    let found = try json(run.output)
    #expect(run.code == (winner == nil ? 1 : 0), "\(run.error)")
    #expect(design(found["winner"]) == winner?["design"])
    let beside = found[winner == nil ? "nearest" : "next_cheaper"] as? [String: Any]
    #expect(design(beside) == other?["design"])
    if let other {
      let miss = try #require(beside?["misses_by"] as? Double)
      #expect(abs(miss - (Double(other[error]!)! - limit)) < 1e-9 * limit + 1e-12)
    }
    if winner == nil {
      #expect(run.errorLines.count == 1 && run.error.contains("--target: no design meets"))
      #expect(try run.error.contains("design \(#require(other?["design"])) ("), "\(run.error)")
    }
  }

  @Test(arguments: ["", "--unsettled"])
  func `a design that is unsettled never wins, though it may be on a front`(more: String) throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      "hardfit sweep vectors/anscombe1 --vary theta.fraction=3...12:3 --vary y.width=6...15:3 --epochs 12 --settle 0 --target 0.5 \(more) --json -q -o t.csv",
      in: folder.url)
    let rows = try Table(#require(folder["t.csv"])).rows
    let meeting = rows.filter { Double($0[FigureColumnName.absolute]!)! <= 0.5 }
    #expect(!meeting.isEmpty && meeting.allSatisfy { $0["settles"] == "unsettled" })
    #expect(meeting.contains { $0["pareto"] != "" } == !more.isEmpty)
    #expect(run.code == 1)
    let found = try json(run.output)
    #expect(design(found["winner"]) == nil)
    let nearest = design(found["nearest"])
    #expect(rows.first { $0["design"] == nearest }?["settles"] == "stalled")
  }

  @Test func `a design that overflows where that is an error never wins`() throws {
    let folder = try TemporaryFolder.withCases()
    // The first one saturates y and is cheaper.
    folder["d.csv"] = "y.width,y.integer\n12,1\n16,3\n"
    let script =
      "hardfit sweep vectors/anscombe1 --designs d.csv --epochs 40 --target 1 --json -q -o t.csv"
    let free = try Executable.shell(script, in: folder.url)
    let rows = try Table(#require(folder["t.csv"])).rows
    #expect(rows[0]["overflow_y"] != "0" && rows[1]["overflow_y"] == "0")
    #expect(try design(json(free.output)["winner"]) == "1", "\(free.error)")
    let strict = try Executable.shell("\(script) --on-overflow y=error", in: folder.url)
    #expect(try design(json(strict.output)["winner"]) == "2", "\(strict.error)")
    // The case's own file says it as well.
    let text = try #require(folder["vectors/anscombe1/design.json"])
    folder["vectors/anscombe1/design.json"] = text.replacing(
      "{", with: "{\"on_overflow\": {\"y\": \"error\"},", maxReplacements: 1)
    let byFile = try Executable.shell(script, in: folder.url)
    #expect(try design(json(byFile.output)["winner"]) == "2", "\(byFile.error)")
  }

  @Test(arguments: [
    "hardfit sweep 'my data; x.csv' --x 'b b' --y '$c' --vary theta.width=10...18:4 --vary learning-rate=0.001,0.02 --epochs 30 --scale pow2 --capacity 77 --loss mean --theta-init=-0.25,0.125 --target 50%",
    "hardfit sweep 'my data; x.csv' --decimal comma --delimiter semicolon --y 1 --x 2 --vary degree=1,2 --vary y.width=8,12 --format theta.quantization=RND --format theta.overflow=WRAP_SM --format theta.n_bits=1 --stall-input 0.25 --seed 9 --target 50%",
    "hardfit sweep vectors/anscombe1 vectors/norris --vary x.width,y.width=8...14:3 --vary tolerance=none,1e-3 --vary epochs=20,35 --target 3%",
    "hardfit sweep vectors/noisy-quadratic --vary theta.fraction=4...12:4 --vary theta.overflow=WRAP,SAT --perturb 2 --target 30%",
  ])
  func `the commands printed reproduce every figure, run as they are printed`(script: String)
    throws
  {
    let folder = try TemporaryFolder.withCases()
    folder["my data; x.csv"] =
      "$c;b b;z\n"
      + (0..<24).map { "\(3 + 2 * $0),\($0 * $0 % 7);\($0 % 12 - 4),5;\($0)\n" }.joined()
    var words = script
    if script.contains("--x 'b b'") {
      words += " --decimal comma"
    }
    let run = try Executable.shell("\(words) --json -o t.csv -q", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let found = try json(run.output)
    let rows = try Table(#require(folder["t.csv"])).rows
    let text = try Executable.shell("\(words) -q", in: folder.url).output
    var compared = 0
    for entry in [found["winner"]!] + (found["front"] as? [Any] ?? []) {
      let entry = try #require(entry as? [String: Any])
      let own = rows.filter { $0["design"] == design(entry) }
      let commands = try #require(entry["commands"] as? [String])
      for (command, row) in zip(commands, own) {
        let simulated = try Executable.shell("\(command) --json", in: folder.url)
        #expect(simulated.code == 0, "\(command)\n\(simulated.error)")
        for (name, figure) in try SweepTests.figures(simulated.output) {
          let isEqual =
            row[name] == figure
            || figure == "null" && ["inf", "-inf", "nan", ""].contains(row[name])
          #expect(isEqual, "\(name) is \(figure), not \(row[name] ?? "absent"): \(command)")
          compared += 1
        }
      }
      if design(entry) == design(found["winner"]) {
        for command in commands { #expect(text.contains("\n  \(command)\n"), "\(text)") }
      }
    }
    #expect(compared > 100)
  }

  @Test func `parts, merged with a target, answer as the whole sweep does`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      \(Self.sweep) --perturb 2 --target 3% -o whole.csv > whole.txt
      for i in 1 2 3; do \(Self.sweep) --perturb 2 --shard $i/3 -o part-$i.csv; done
      hardfit merge part-3.csv part-1.csv part-2.csv --target 3% -o merged.csv > merged.txt
      """, in: folder.url)
    #expect(run.code == 0 && run.error.isEmpty, "\(run.error)")
    #expect(folder["whole.txt"]?.contains("winner: design") == true)
    #expect(folder["whole.txt"] == folder["merged.txt"])
    // Without the case what was said of the design still is.
    let away = try Executable.shell(
      "mv vectors v; hardfit merge part-*.csv --target 3% -o merged.csv", in: folder.url)
    #expect(away.code == 0 && away.errorLines.count == 1, "\(away.error)")
    let command = try #require(away.output.split(separator: "\n").last)
    let again = try Executable.shell("mv v vectors; \(command)", in: folder.url)
    #expect(again.code == 0, "\(command): \(again.error)")
    // A case that has changed is noticed.
    let changed = try Executable.shell(
      "printf '3,4\\n' >> vectors/anscombe1/samples.csv; hardfit merge part-*.csv --target 3%",
      in: folder.url)
    #expect(changed.error.contains("has other samples than the sweep had"), "\(changed.error)")
  }

  @Test(arguments: [
    ("--target 0", "'0' is not a target; give a number above 0"),
    ("--target -1%", "'-1%' is not a target"), ("--target abc", "'abc' is not a target"),
    ("--target '5 %'", "'5 %' is not a target"), ("--target %", "'%' is not a target"),
    ("--target 1e999", "farther from 0 than a Double can be"), ("--target nan%", "is not a target"),
    ("--target 1% --error cycles", "--error: a target is an error of the fit"),
    ("--target 1% --shard 1/1 -o p.csv", "--shard: a part has no report and no winner"),
    ("--perturb 0", "--perturb: '0' is out of range"),
  ])
  func `a bad target is refused in one line`(options: String, words: String) throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      "hardfit sweep vectors/norris --vary x.width=8,9 \(options)", in: folder.url)
    #expect(run.code == 64 && run.errorLines.count == 1, "\(run.error)")
    #expect(run.error.contains(words), "\(run.error)")
  }

  @Test func `the report says when an answer is luck, and only then`() throws {
    let folder = try TemporaryFolder()
    // Standardised, a line is θ = (0, 1), a word of every theta.
    folder["line.csv"] =
      "x,y\n" + (0..<60).map { "\($0),\(Double(3 * $0) + ($0 % 2 == 0 ? 0.02 : -0.02))\n" }.joined()
    // As given, its slope is no word of a short theta.
    folder["other.csv"] =
      "x,y\n"
      + (0..<60).map { "\(Double($0) / 60),\(0.3137 * Double($0) / 60 + 0.2239)\n" }.joined()
    let sweep = "--vary theta.fraction=4...6 --epochs 60 --target 1% --format theta.integer=3"
    let lucky = try Executable.shell("hardfit sweep line.csv \(sweep)", in: folder.url)
    #expect(lucky.code == 0 && lucky.output.contains("luck: design 1 may look better"), "\(lucky)")
    #expect(lucky.output.contains("--perturb 20"))
    let judged = try Executable.shell(
      "hardfit sweep line.csv \(sweep) --perturb 20", in: folder.url)
    #expect(!judged.output.contains("luck") && judged.output.contains("20 variations"), "\(judged)")
    let plain = try Executable.shell(
      "hardfit sweep other.csv --scale none --vary theta.fraction=4...9 --epochs 400 --target 2%",
      in: folder.url)
    #expect(plain.code == 0 && !plain.output.contains("luck"), "\(plain)")
    // What the advice says is so: the lucky design does not hold on the variations.
    #expect(!judged.output.contains("winner: design 1 "), "\(judged)")
  }

  @Test func `variations are the same on any number of threads, and another seed has others`()
    throws
  {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      \(Self.sweep) --perturb 3 --threads 1 -o one.csv
      \(Self.sweep) --perturb 3 --threads 3 -o three.csv
      \(Self.sweep) --perturb 3 --seed 2 -o other.csv
      \(Self.sweep) -o none.csv
      """, in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let rows = try ["one", "three", "other", "none"].map {
      try Table(#require(folder["\($0).csv"])).rows
    }
    #expect(rows[0] == rows[1] && rows[0] != rows[2])
    // The case as it is stands there as without variations, and is never worse than the worst.
    let own = rows[0].filter { $0["case"] == "anscombe1" }
    let worst = rows[0].filter { $0["case"] == "worst" }
    #expect(own.count == 32 && rows[3].count == 32)
    for ((mine, plain), worst) in zip(zip(own, rows[3]), worst) {
      for (name, value) in plain where name != "pareto" { #expect(mine[name] == value, "\(name)") }
      #expect(Double(mine["ls_fit_error"]!)! <= Double(worst["ls_fit_error"]!)!)
    }
  }

  @Test func `a target apart from its sign is told`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell("\(Self.sweep) --target 3 %", in: folder.url)
    #expect(run.code == 64 && run.errorLines.count == 1, "\(run.error)")
    #expect(run.error.contains("--target") && run.error.contains("as 0.5%"), "\(run.error)")
  }

  @Test func `the page has the front's designs, their commands, the target and the residuals`()
    throws
  {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      \(Self.sweep) --target 3% --report page.html --plots plots --json -o t.csv -q
      hardfit simulate vectors/anscombe1 --plots own -q > /dev/null
      """, in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let found = try json(run.output)
    let front = try #require(found["front"] as? [[String: Any]])
    let browser = try Browser()
    try browser.show(
      folder.url.appending(path: "page.html"), width: 1000, height: 900, isPhone: false)
    let commands = try browser.value(
      "[...document.querySelectorAll('#front-designs .command')].map(e => e.textContent)",
      as: [String].self)
    for entry in front {
      let own = try #require(entry["commands"] as? [String])
      #expect(Set(commands).isSuperset(of: own))
    }
    let cells = try browser.value(
      "[...document.querySelectorAll('#front-designs tbody tr:not(.of-design)')].map(r => [...r.cells].map(c => c.textContent))",
      as: [[String]].self)
    #expect(cells.count == commands.count && cells.count >= front.count)
    let winner = try #require(design(found["winner"]))
    #expect(cells.count { $0[0] == "\(winner) wins" } == 1)
    // The winner has a ring of its own, the table is whole, and bits are judged by the target.
    for (script, result) in [
      ("document.querySelectorAll('svg.wide circle.winner').length", 2),
      (
        "[...document.querySelectorAll('.wide-table')].filter(e => e.scrollWidth > e.clientWidth + 1).length",
        0
      ),
      ("(document.body.textContent.match(/Enough for the target\\./g) ?? []).length", 1),
    ] {
      let number = try browser.value(script, as: Int.self)
      #expect(result == 1 ? number >= 1 : number == result, "\(script): \(number)")
    }
    // The line of the target is as far below a mark as its axis says: both figures are known.
    let places = try browser.value(
      """
      ['front-cost', 'front-bits', 'error-theta.fraction'].map(name => {
        const svg = document.getElementById(name).querySelector('svg.wide');
        const line = svg.querySelector('path.target').getAttribute('d').match(/^M[-.0-9]+ ([-.0-9]+)h/);
        const marks = [...svg.querySelectorAll('circle.mark')].map(
          e => [Number(e.getAttribute('cy')), Number(e.dataset.error)]);
        return [[Number(line[1]), 3], ...marks];
      })
      """, as: [[[Double]]].self)
    #expect(places.count == 3)
    for picture in places {
      let marks = picture.dropFirst().sorted { $0[1] < $1[1] }
      let (low, high) = (marks.first!, marks.last!)
      let share = (log10(3) - log10(low[1])) / (log10(high[1]) - log10(low[1]))
      #expect(abs(picture[0][0] - (low[0] + share * (high[0] - low[0]))) < 0.2, "\(picture)")
    }
    let circles = try browser.value(
      "document.querySelectorAll('#residuals svg.wide > g > circle').length", as: Int.self)
    #expect(circles >= 11)
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    #expect(folder["plots/residuals.svg"] != nil && folder["own/residuals.svg"] != nil)
    // In the terminal too.
    let text = try Executable.shell("\(Self.sweep) --target 3%", in: folder.url).output
    #expect(text.contains("╌╌ target") && text.contains("● winner"), "\(text)")
    let plain = try Executable.shell(Self.sweep, in: folder.url).output
    #expect(!plain.contains("target") && plain.contains("∘ design of the front"), "\(plain)")
  }

  @Test func `the winner is saved as a case that gives its figures alone`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell("\(Self.sweep) --target 3% --save-case best", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let saved = try Executable.shell("hardfit simulate best --json", in: folder.url)
    #expect(saved.code == 0, "\(saved.error)")
    let figures = Dictionary(uniqueKeysWithValues: try SweepTests.figures(saved.output))
    let error = try #require(figures["worst_ls_fit_error"].flatMap { Double($0) })
    let winner = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("winner: ") })
    #expect(winner.hasSuffix("worst_ls_fit_error \(String(format: "%.4g", error))"), "\(winner)")
    let without = try Executable.shell("\(Self.sweep) --save-case other", in: folder.url)
    #expect(without.code == 64 && without.error.contains("add --target"), "\(without.error)")
  }

  @Test func `simulate begins with the greatest error of the fit`() throws {
    let folder = try TemporaryFolder.withCases()
    let text = try Executable.shell("hardfit simulate vectors/norris", in: folder.url).output
    let figures = try SweepTests.figures(
      Executable.shell("hardfit simulate vectors/norris --json", in: folder.url).output)
    let values = Dictionary(uniqueKeysWithValues: figures)
    let line = try #require(
      text.split(separator: "\n").prefix(4).first { $0.contains("error of the fit") })
    for name in ["ls_fit_error", "ls_fit_percent", "worst_ls_fit_error", "worst_ls_fit_percent"] {
      let value = try #require(values[name].flatMap { Double($0) })
      #expect(
        line.contains(String(format: "%.4g", value).replacingOccurrences(of: "e-0", with: "e-")),
        "\(line) \(value)")
    }
    // In per cent of the span of y, counted here.
    let csv = try #require(folder["vectors/norris/samples.csv"])
    let y = csv.split(separator: "\n").dropFirst().compactMap {
      Double($0.split(separator: ",")[1])
    }
    let percent = 100 * Double(values["ls_fit_error"]!)! / (y.max()! - y.min()!)
    #expect(abs(percent / Double(values["ls_fit_percent"]!)! - 1) < 1e-12)
  }
}

/// The columns that a target is compared with.
private enum FigureColumnName {
  static let absolute = "worst_ls_fit_error"
  static let percent = "worst_ls_fit_percent"
}
