import Foundation
import Testing

/// `hardfit bench` from outside: what it prints, and that wrong bits of others are no ratio.
@Suite struct BenchTests {
  /// What a program reads.
  private struct Report: Decodable {
    struct Race: Decodable {
      let samples: Int
      let rows: [Row]
    }
    struct Row: Decodable {
      let name: String
      let nsPerSampleAndDesign: Figures
      let ratioToRead: Double?
      let bits: Bits?
    }
    struct Figures: Decodable {
      let median, least, greatest: Double
      let all: [Double]
    }
    struct Bits: Decodable {
      let state: String
      let difference: String?
    }
    struct Missing: Decodable {
      let name, reason: String
    }
    let races: [Race]
    let notMeasured: [Missing]

    init(_ text: String) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(Report.self, from: Data(text.utf8))
    }
  }

  @Test func `the table and the JSON have a row for all that was measured`() throws {
    let options = "bench --quick --only read,epoch,cycle --samples 64,100 --repeat 3 --quiet"
    let table = try Executable.shell("hardfit \(options)")
    #expect(table.code == 0, "\(table.error)")
    #expect(table.output.contains("64 samples, 256 B, 125 cycles an epoch"))
    #expect(table.output.contains("100 samples, 400 B, 161 cycles an epoch"))
    let lines = table.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(
      lines.filter { $0.hasPrefix("machine, every cycle") && $0.hasSuffix("equal") }.count == 2)
    let json = try Executable.shell("hardfit \(options) --json")
    let report = try Report(json.output)
    #expect(report.races.map(\.samples) == [64, 100])
    for row in report.races.flatMap(\.rows) {
      let figures = row.nsPerSampleAndDesign
      #expect(figures.all.count == 3)
      #expect(figures.least <= figures.median && figures.median <= figures.greatest)
      #expect(row.ratioToRead != nil)
      #expect(row.bits?.state == (row.name == "read" ? nil : "equal"))
    }
  }

  @Test func `fewer samples than a line needs are refused`() throws {
    for counts in ["1", "1024,1", "0"] {
      let run = try Executable.shell("hardfit bench --quick --samples \(counts)")
      #expect(run.code == 64 && run.output.isEmpty && run.errorLines.count == 1)
      #expect(
        run.error.hasPrefix("hardfit: --samples: '\(counts.last!)' is out of range; give 2 to"))
    }
  }

  /// A Python whose answers are wrong in one digit.
  private static let liar = """
    #!/bin/sh
    case "$1" in
      -c) exec PYTHON "$@" ;;
      *) PYTHON "$@" | sed 's/"loss": /"loss": 1/' ;;
    esac

    """

  @Test func `a peer with wrong bits has no ratio, and the command fails`() throws {
    let folder = try TemporaryFolder()
    folder["liar"] = Self.liar.replacingOccurrences(
      of: "PYTHON", with: try Python.having("numpy"))
    let command =
      "chmod +x liar; hardfit bench --quick --only read,cycle,numpy --samples 64 --python ./liar"
    let table = try Executable.shell(command, in: folder.url)
    #expect(table.code == 1)
    #expect(
      table.errorLines.last?.contains("64 samples: the bits are wrong: loss is 1") ?? false,
      "\(table.error)")
    let row = table.output.split(separator: "\n").first {
      $0.hasPrefix("NumPy ") && $0.contains("DIFFER")
    }
    #expect(row?.contains("—") ?? false, "\(table.output)")
    let json = try Executable.shell(command + " --json", in: folder.url)
    #expect(json.code == 1)
    let rows = try #require(try Report(json.output).races.first).rows
    let numpy = try #require(rows.first { $0.name == "numpy" })
    #expect(numpy.ratioToRead == nil && numpy.bits?.state == "differ")
    #expect(rows.first { $0.name == "cycle" }?.ratioToRead != nil)
    // The same without the lie.
    let honest = try Executable.shell(
      "hardfit bench --quick --only read,cycle,numpy --samples 64 --python \(try Python.having("numpy"))"
    )
    #expect(honest.code == 0, "\(honest.error)")
  }

  @Test func `what is not installed is a line and no failure`() throws {
    let run = try Executable.shell(
      """
      program=$(command -v hardfit)
      PATH=/nonexistent "$program" bench --quick --only cycle,verilator,icarus,numpy,apytypes --samples 32 -q
      """)
    #expect(run.code == 0, "\(run.error)")
    for line in [
      "verilator: not installed: apt-get install verilator g++ make",
      "icarus: not installed: apt-get install iverilog",
      "numpy: not installed: apt-get install python3, then apt-get install python3-numpy",
      "apytypes: not installed: apt-get install python3, then pip install apytypes",
    ] {
      #expect(run.output.contains("\n\(line)\n"), "\(run.output)")
    }
  }

  @Test(arguments: [
    ("--only epohc", 64, "epoch"), ("--only ''", 64, "cannot be measured"),
    ("--only numpy --no-peers", 64, "leaves nothing"), ("--samples 0", 64, "out of range"),
    ("--samples 64,many", 64, "not a whole number"), ("--samples 1000000000", 64, "out of range"),
    ("--repeat 0", 64, "out of range"), ("--threads 0", 64, "out of range"),
    ("--python ./none", 66, "no such program"), ("--rtl none", 66, "no such folder"),
  ])
  func `what cannot be measured is refused`(options: String, code: Int, says: String) throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell("hardfit bench --quick \(options)", in: folder.url)
    #expect(run.code == Int32(code), "\(run.error)")
    #expect(run.errorLines.last?.contains(says) ?? false, "\(run.error)")
    #expect(run.output.isEmpty)
  }
}
