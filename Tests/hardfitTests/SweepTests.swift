import Foundation
import Testing

@testable import hardfit

/// `hardfit sweep` from outside: its table beside `hardfit simulate`, and what it refuses.
@Suite struct SweepTests {
  @Test func `every row has the figures of simulate, to the last digit`() throws {
    let folder = try TemporaryFolder.withCases()
    let sweep = try Executable.shell(
      """
      hardfit sweep vectors/noisy-quadratic --epochs 12 --stall-input 0.2 --format y.width=14 \
        --vary theta.fraction=3,11,30 --vary error.quantization=TRN,RND_CONV \
        --vary learning-rate=0.35,3 --vary degree=1,2 --vary x.width,step.width=9,17 -o table.csv -q
      """, in: folder.url)
    #expect(sweep.code == 0, "\(sweep.error)")
    let table = try Table(#require(folder["table.csv"]))
    #expect(table.rows.count == 48)
    let script = table.rows.map { row in
      """
      hardfit simulate vectors/noisy-quadratic --epochs 12 --stall-input 0.2 --format y.width=14 \
        --format theta.fraction=\(row["theta.fraction"]!) --degree \(row["degree"]!) \
        --format error.quantization=\(row["error.quantization"]!) \
        --learning-rate \(row["learning-rate"]!) --format x.width=\(row["x.width"]!) \
        --format step.width=\(row["step.width"]!) --json > \(row["design"]!).json 2>/dev/null
      """
    }
    _ = try Executable.shell(script.joined(separator: "\n"), in: folder.url)
    for row in table.rows {
      let json = try #require(folder["\(row["design"]!).json"])
      let figures = try Self.figures(json)
      #expect(figures.count > 40)
      for (name, figure) in figures {
        let field = row[name]
        let isEqual =
          field == figure || figure == "null" && ["inf", "-inf", "nan", ""].contains(field)
        #expect(isEqual, "design \(row["design"]!): \(name) is \(field ?? "absent"), not \(figure)")
      }
    }
  }

  /// The texts of the figures as they stand in the JSON.
  static func figures(_ json: String) throws -> [(String, String)] {
    let start = try #require(json.range(of: "\"figures\": {"))
    let end = try #require(json[start.upperBound...].firstIndex(of: "}"))
    return json[start.upperBound..<end].split(separator: ",").map { member in
      let parts = member.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespacesAndNewlines).trimmingCharacters(in: ["\""])
      }
      return (parts[0], parts[1])
    }
  }

  @Test(arguments: [
    ("hardfit sweep vectors/norris", 64, "nothing is varied"),
    ("hardfit sweep vectors/norris --vary theta.fracton=6", 64, "did you mean 'fraction'?"),
    ("hardfit sweep vectors/norris --vary thta.fraction=6", 64, "did you mean 'theta'?"),
    ("hardfit sweep vectors/norris --vary x.width=9...8", 64, "the range 9...8 is empty"),
    ("hardfit sweep vectors/norris --vary x.width=8 --vary x.width=9", 64, "varied twice"),
    ("hardfit sweep vectors/norris --vary x.width=70,80", 64, "none of the 2 designs can be built"),
    (
      "hardfit sweep vectors/norris --vary x.width=1...1000 --vary y.width=1...1000 --vary theta.width=1...1000 --vary epochs=1...1000",
      64, "the grid has 1000000000000 designs; take a part of it with --sample N"
    ),
    ("hardfit sweep vectors/norris --vary x.width=8...9 --sample 3", 64, "fewer than the 3"),
    (
      "hardfit sweep vectors/norris --vary x.width=8 --shard 2/2 -o a.csv", 64, "fewer than 2 parts"
    ),
    ("hardfit sweep vectors/norris --vary x.width=8,9 --shard 2/2", 64, "add --output FILE"),
    ("hardfit sweep vectors/norris --vary x.width=8 --error ls_fit_eror", 64, "did you mean"),
    ("hardfit sweep vectors/norris --vary x.width=8 --error coefficient_3", 64, "choice"),
    ("hardfit sweep vectors/norris vectors/norris --vary x.width=8", 64, "given twice"),
    ("hardfit sweep vectors/norris --vary x.width=8 --on-overflow error", 64, "leave it out"),
    ("hardfit sweep vectors/norris --vary x.width=8 --report no/page.html", 73, "no/page.html"),
    ("hardfit sweep missing --vary x.width=8", 66, "missing"),
    ("hardfit sweep vectors/norris --designs none.csv", 66, "none.csv: no such file; check the"),
    ("hardfit merge nowhere", 66, "nowhere: no such file; check the path"),
    ("hardfit format sfix8_En4 --raw nowhere", 66, "nowhere: no such file; check the path"),
    (
      "printf 'x.width;y.width\\n8;9\\n' > d.csv; hardfit sweep vectors/norris --designs d.csv", 65,
      "d.csv: line 1: the fields are separated by semicolons; separate them by commas"
    ),
    (
      "hardfit sweep vectors/norris --vary x.width=8 --plots no/where", 73,
      "no/where: cannot create: no such file or directory; the folder no/ does not exist"
    ),
    (
      "hardfit export vectors/norris -o no/where", 73,
      "no/where: cannot create: no such file or directory; the folder no/ does not exist"
    ),
    ("echo x.width,y.with > d.csv; hardfit sweep vectors/norris --designs d.csv", 65, "line 1"),
    (
      "printf 'x.width\\n8\\neight\\n' > d.csv; hardfit sweep vectors/norris --designs d.csv", 65,
      "line 3"
    ),
    (
      "printf 'x.width\\n8,9\\n' > d.csv; hardfit sweep vectors/norris --designs d.csv", 65,
      "line 2"
    ),
    (
      "printf 'architecture,moment.width\\nstream,9\\n' > d.csv; hardfit sweep vectors/norris --designs d.csv",
      65, "d.csv: line 2: moment.width is 9, but the architecture stream has not"
    ),
    (
      "printf 'moment.width\\n9\\n' > d.csv; hardfit sweep vectors/norris --designs d.csv", 65,
      "d.csv: moment.width: the architecture stream has not that node"
    ),
    ("printf '' > d.csv; hardfit sweep vectors/norris --designs d.csv", 65, "is empty"),
    ("hardfit sweep vectors/norris --vary x.width=8 -o no/where.csv", 73, "no/where.csv"),
    (
      "hardfit sweep vectors/norris --vary x.width=8 -o vectors/norris/samples.csv", 64,
      "--output vectors/norris/samples.csv: is the same file as the input; name another"
    ),
    (
      "echo x.width > d.csv; hardfit sweep vectors/norris --designs d.csv -o ./d.csv", 64,
      "--output ./d.csv: is the same file as the input; name another"
    ),
    (
      "hardfit sweep vectors/norris --vary x.width=8 -o a.csv --report ./a.csv", 64,
      "--report ./a.csv: is the same file as --output; name another"
    ),
    (
      "hardfit sweep vectors/norris --vary x.width=8 -o a --report a.journal", 64,
      "--report a.journal: is the same file as the journal of --output"
    ),
    ("hardfit merge d.csv p2.csv -o d.csv", 64, "--output d.csv: is the same file as the input"),
    ("hardfit format sfix8_En4 --raw d.csv -o d.csv", 64, "is the same file as the input"),
  ])
  func `what cannot be swept is refused in one line that says what to do`(
    script: String, code: Int, words: String
  ) throws {
    try Self.expectRefusal(script, code: code, words)
  }

  /// A script is refused in one line with these words, prints nothing and leaves nothing but `d.csv`.
  static func expectRefusal(_ script: String, code: Int, _ words: String) throws {
    let folder = try TemporaryFolder.withCases()
    let before = folder.contents
    let run = try Executable.shell(script, in: folder.url)
    #expect(run.code == Int32(code), "\(run.error)")
    #expect(run.errorLines.count == 1 && run.error.contains(words), "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(folder.contents.filter { $0 != "d.csv" } == before)
  }

  @Test func `a design that cannot be built has a row that says why`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      "hardfit sweep vectors/norris --vary x.width=16,70 --epochs 2 -o table.csv", in: folder.url)
    #expect(run.code == 0)
    #expect(run.errorLines.count == 1 && run.error.contains("1 of 2 designs cannot be built"))
    let rows = try Table(#require(folder["table.csv"])).rows
    #expect(rows[0]["stop"] == "epochs" && rows[0]["note"] == "")
    #expect(rows[1]["stop"] == "refused" && rows[1]["loss"] == "")
    #expect(rows[1]["note"]!.hasPrefix("node x has 70 bits"))
  }

  @Test func `a list of designs, JSON lines, standard output and any threads say the same`() throws
  {
    let folder = try TemporaryFolder.withCases()
    folder["designs.csv"] = "# chosen\nx.width, theta.fraction\n8,6\r\n8,7\n\n9,6\n9,7"
    let run = try Executable.shell(
      """
      hardfit sweep vectors/anscombe1 vectors/norris --designs designs.csv --epochs 3 -o list.csv
      hardfit sweep vectors/anscombe1 vectors/norris --vary x.width=8,9 --vary theta.fraction=6,7 \
        --epochs 3 --threads 1 -o grid.csv > one.txt
      hardfit sweep vectors/anscombe1 vectors/norris --vary x.width=8,9 --vary theta.fraction=6,7 \
        --epochs 3 --threads 5 -o - > out.csv
      hardfit sweep vectors/anscombe1 vectors/norris --vary x.width=8,9 --vary theta.fraction=6,7 \
        --epochs 3 -o grid.jsonl > two.txt
      """, in: folder.url)
    #expect(run.code == 0 && run.error.isEmpty, "\(run.error)")
    let table = try #require(folder["grid.csv"])
    #expect(folder["list.csv"] == table && folder["out.csv"] == table)
    #expect(folder["one.txt"] == folder["two.txt"])
    let rows = try Table(table).rows
    let lines = try #require(folder["grid.jsonl"]).split(separator: "\n")
    #expect(lines.count == rows.count && rows.count == 16)
    for (line, row) in zip(lines, rows) {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object.count == row.count)
      for (name, field) in row {
        // As text: not every reader of JSON gets the last digit right.
        if field.isEmpty || ["inf", "-inf", "nan"].contains(field) {
          #expect(object[name] is NSNull, "\(name)")
        } else {
          let value = object[name] is NSNumber ? field : "\"\(field)\""
          #expect(line.contains("\"\(name)\": \(value)"), "\(name) is not \(value)")
        }
      }
    }
    #expect(folder.contents.allSatisfy { !$0.contains("journal") })
  }

  @Test func `the front of the table is the front of its rows`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      hardfit sweep vectors/anscombe2 --vary theta.fraction=4...20:4 --vary y.width=6...15:3 \
        --vary error.quantization=TRN,RND --epochs 30 --settle 20 --error worst_ls_fit_lsb --cost dsp_18x18 -o t.csv
      """, in: folder.url)
    #expect(run.code == 0)
    let all = try Table(#require(folder["t.csv"])).rows
    let rows = all.filter { ["stalled", "cycle"].contains($0["settles"]) }
    #expect(rows.count < all.count)
    #expect(all.count { !$0["pareto"]!.isEmpty } == rows.count { !$0["pareto"]!.isEmpty })
    for (word, cost) in [("cost", "dsp_18x18"), ("bits", "register_bits")] {
      let points = rows.map { (Double($0[cost]!)!, Double($0["worst_ls_fit_lsb"]!)!) }
      for (row, point) in zip(rows, points) {
        let isBeaten = points.contains {
          $0.0 <= point.0 && $0.1 <= point.1 && ($0.0 < point.0 || $0.1 < point.1)
        }
        #expect(row["pareto"]!.contains(word) != isBeaten, "\(word): design \(row["design"]!)")
      }
    }
    // Both tables have a line a point.
    var points: Set<[String]> = []
    for row in rows {
      for (word, cost) in [("cost", "dsp_18x18"), ("bits", "register_bits")]
      where row["pareto"]!.contains(word) {
        points.insert([word, row[cost]!, row["worst_ls_fit_lsb"]!])
      }
    }
    let printed = run.output.split(separator: "\n").count {
      $0.contains("TRN") || $0.contains("RND")
    }
    #expect(printed == points.count)
  }
}

/// A CSV table whose fields have no quotes but in its last column.
struct Table {
  let rows: [[String: String]]

  init(_ text: String) throws {
    let lines = text.split(separator: "\n").map(String.init)
    let names = RowText(lines[0]).fields
    rows = try lines.dropFirst().map { line in
      let fields = RowText(line).fields
      try #require(fields.count == names.count)
      return Dictionary(uniqueKeysWithValues: zip(names, fields))
    }
  }
}
