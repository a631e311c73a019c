import Foundation
import Testing

/// `hardfit sweep` over both architectures: one front, and every row the figures of `hardfit simulate`.
@Suite struct SweepArchitectureTests {
  private static let vary =
    "--vary theta.fraction=6,14,22 --vary architecture=stream,moments --vary moment.fraction=4,24 "
    + "--vary power.width,estimate.width=9,20"
  private static let sweep = "hardfit sweep vectors/noisy-quadratic --epochs 40 \(vary)"

  @Test func `every row of both architectures has the figures of simulate, to the last digit`()
    throws
  {
    let folder = try TemporaryFolder.withCases()
    let sweep = try Executable.shell(
      """
      \(Self.sweep) --vary degree=1,3 --format cross.width=50 --format error.quantization=TRN \
        --settle 30 -o table.csv -q
      """, in: folder.url)
    #expect(sweep.code == 0, "\(sweep.error)")
    let rows = try Table(#require(folder["table.csv"])).rows
    // Those of stream do not vary with a node that it has not.
    let (ofStream, ofMoments) = (12, 24)
    #expect(
      rows.map { $0["architecture"] } == Array(repeating: "stream", count: ofStream)
        + Array(repeating: "moments", count: ofMoments))
    let script = rows.map { row in
      let own = row["architecture"] == "stream" ? "error.quantization=TRN" : "cross.width=50"
      let formats = ["theta.fraction", "moment.fraction", "power.width", "estimate.width"]
        .filter { row[$0] != "" }.map { "--format \($0)=\(row[$0]!)" }
      return """
        hardfit simulate vectors/noisy-quadratic --epochs 40 --settle 30 --degree \(row["degree"]!) \
          --architecture \(row["architecture"]!) --format \(own) \(formats.joined(separator: " ")) \
          --json > \(row["design"]!).json 2>/dev/null
        """
    }
    _ = try Executable.shell(script.joined(separator: "\n"), in: folder.url)
    for row in rows {
      let figures = try SweepTests.figures(#require(folder["\(row["design"]!).json"]))
      #expect(figures.count > 40)
      for (name, figure) in figures {
        let field = row[name]
        let isEqual =
          field == figure || figure == "null" && ["inf", "-inf", "nan", ""].contains(field)
        #expect(isEqual, "design \(row["design"]!): \(name) is \(field ?? "absent"), not \(figure)")
      }
      let isStream = row["architecture"] == "stream"
      for (name, isOfStream) in [
        ("moment.fraction", false), ("overflow_moment", false), ("overflow_energy", false),
        ("estimate.width", true), ("overflow_product", true),
      ] {
        #expect((row[name] == "") == (isStream != isOfStream), "\(name) of \(row["design"]!)")
      }
    }
  }

  @Test func `parts, a list, a journal and any threads make the same table`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      \(Self.sweep) --format cross.width=50 --on-overflow energy=error --target 1% -o whole.csv > whole.txt || exit 2
      for i in 1 2 3; do \(Self.sweep) --format cross.width=50 --on-overflow energy=error --shard $i/3 -o part-$i.csv || exit 3; done
      hardfit merge part-*.csv --target 1% -o merged.csv --save-case winner > merged.txt || exit 4
      cmp whole.csv merged.csv && cmp whole.txt merged.txt || exit 5
      cut -d, -f3-7 whole.csv > list.csv
      hardfit sweep vectors/noisy-quadratic --epochs 40 --format cross.width=50 --designs list.csv -o listed.csv --threads 3 -q || exit 6
      cmp whole.csv listed.csv || exit 7
      eval "$(grep '^  hardfit simulate' whole.txt) --json" > by-command.json || exit 8
      hardfit simulate winner --json > by-case.json || exit 9
      """, in: folder.url)
    #expect(run.code == 0, "\(run.code): \(run.error)")
    #expect(
      folder["whole.txt"]?.hasPrefix("18 designs of stream and moments on noisy-quadratic;") == true
    )
    #expect(
      try SweepTests.figures(#require(folder["by-command.json"])).map(\.1)
        == SweepTests.figures(#require(folder["by-case.json"])).map(\.1))
  }

  @Test func `a sample of both and cases of different architectures are swept`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      \(Self.sweep) --sample 9 --seed 5 -o sample.csv -q || exit 2
      hardfit simulate vectors/cars --architecture moments --epochs 9 --save-case cars > log.txt 2>&1 || exit 3
      hardfit sweep cars vectors/norris --vary learning-rate=0.001,0.01 --epochs 9 -o cases.csv -q || exit 4
      """, in: folder.url)
    #expect(run.code == 0, "\(run.code): \(run.error)")
    let sample = try Table(#require(folder["sample.csv"])).rows
    #expect(sample.count == 9 && Set(sample.map { $0["architecture"] }).count == 2)
    let rows = try Table(#require(folder["cases.csv"])).rows
    #expect(rows.prefix(4).map { $0["architecture"] } == ["moments", "stream", "", ""])
    // The worst of an overflow is over the cases that have the node.
    #expect(
      rows[2]["overflow_moment"] == rows[0]["overflow_moment"] && rows[0]["overflow_error"] == "")
    #expect(
      rows[2]["overflow_error"] == rows[1]["overflow_error"] && rows[2]["overflow_error"] != "")
  }

  @Test func `the front on a device has the figures of each design of both alone`() throws {
    let scene = try VerifyScene()
    let run = try scene.run(
      """
      hardfit sweep \(Repository.root.path)/vectors/anscombe1 --capacity 16 --vary architecture=stream,moments \
        --vary x.width,y.width=4 --vary theta.width=6 --epochs 40 -q --json --unsettled \
        --synthesize ecp5-25k --seeds 1 --synthesis-cache cache
      """)
    #expect(run.code == 0, "\(run.error)")
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let synthesis = try #require(json["synthesis"] as? [String: Any])
    let front = try #require(synthesis["front"] as? [[String: Any]])
    #expect(synthesis["synthesized"] as? Int == 2 && !front.isEmpty)
    for row in front {
      let command = try #require((row["commands"] as? [String])?.first)
      let alone = try scene.run(
        command.replacingOccurrences(of: "hardfit simulate", with: "hardfit synthesize")
          + " --seeds 1 --target ecp5-25k --json")
      let figures = try #require(
        JSONSerialization.jsonObject(with: Data(alone.output.utf8)) as? [String: Any],
        "\(alone.error)")
      for key in ["lut_sites", "flip_flops", "dsp_blocks"] {
        #expect(figures[key] as? Int == row[key] as? Int, "\(key)")
      }
    }
  }

  @Test(arguments: [
    (
      "--vary moment.fraction=4,8", 64,
      "--vary: moment.fraction: the architecture stream has not that node; vary architecture=stream,moments too, or give --architecture moments"
    ),
    (
      "--vary error.width=9 --architecture moments", 64,
      "error.width: the architecture moments has not that node; vary architecture=moments,stream too, or give --architecture stream"
    ),
    ("--vary architecture=moments --vary error.width=9", 64, "moments has not that node"),
    ("--vary architecture=strem", 64, "architecture is 'strem'; did you mean 'stream'?"),
    ("--vary architecture=1...2", 64, "architecture has no numbers, so '1...2' is not a range"),
    ("--vary architecture=stream,stream", 64, "the value stream twice"),
    (
      "--vary architecture=stream,moments --synthesize ecp5-25k --top hardfit", 64,
      "--top: names one module, and these designs are of stream and moments"
    ),
  ])
  func `what no design has is refused in one line`(
    options: String, code: Int, words: String
  ) throws {
    try SweepTests.expectRefusal("hardfit sweep vectors/norris \(options)", code: code, words)
  }

  @Test func `the other architecture takes what a case says of the nodes that both have`() throws {
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(
      """
      hardfit simulate vectors/norris --epochs 5 --format error.width=12 --format theta.fraction=9 --save-case saved > log.txt || exit 2
      hardfit simulate saved --architecture moments --json
      """, in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let names = try SweepTests.figures(run.output).map(\.0)
    #expect(names.contains("overflow_moment") && !names.contains("overflow_error"))
  }
}
