import Foundation
import Testing

@testable import hardfit

/// What runs settle in, from outside: a sensor whose best designs were snapshots of limit cycles.
@Suite struct SettlingProcessTests {
  private static let sensor = Repository.root.appending(path: "vectors/sensor.csv")
  private static let data =
    "sensor.csv --x adc_count --y temperature --scale pow2 --capacity 512 --format x=ufix12_En12"
  private static let lucky =
    "--format theta.width=12 --format y.width=12 --format estimate.width=6 --format error.width=6 --format weight.width=8 --format step.width=4"

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: Self.sensor, to: folder.url.appending(path: "sensor.csv"))
    return folder
  }

  /// The figures of simulate after so many epochs.
  private func figures(_ epochs: Int, _ more: String = "", in folder: TemporaryFolder) throws
    -> [String: String]
  {
    let run = try Executable.shell(
      "hardfit simulate \(Self.data) \(Self.lucky) --epochs \(epochs) \(more) --json",
      in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    return Dictionary(uniqueKeysWithValues: try SweepTests.figures(run.output))
  }

  @Test func `a lucky epoch of a limit cycle is told by the worst one`() throws {
    let folder = try folder()
    for (epochs, error) in [(99, 18.506), (100, 0.18116), (101, 8.1505)] {
      let figures = try figures(epochs, in: folder)
      #expect(abs(Double(figures["ls_fit_error"]!)! / error - 1) < 1e-4)
      #expect(figures["settles"] == "cycle" && figures["cycle_period"] == "49")
      #expect(figures["cycle_from"] == "60")
      #expect(figures["worst_ls_fit_error"] == "19.506221865849323")
      #expect(figures["diverged"] == "0")
    }
    // The same from the runs that end at each epoch of the cycle, none of which looks further.
    var worst: [String: Double] = [:]
    for epochs in 109..<109 + 49 {
      let figures = try figures(epochs, "--settle 0", in: folder)
      #expect(figures["settles"] == "cycle")
      for (name, text) in figures where name.hasPrefix("ls_") {
        let value = Double(text)!
        let isLeast = name.hasSuffix("_db")
        worst[name] = worst[name].map { isLeast ? min($0, value) : max($0, value) } ?? value
      }
    }
    let settled = try figures(100, in: folder)
    #expect(worst.count == 9)
    for (name, value) in worst {
      #expect(Double(settled["worst_\(name)"]!) == value, "\(name)")
    }
    let open = try figures(100, "--settle 8", in: folder)
    #expect(open["settles"] == "unsettled" && open["cycle_period"] == "null")
    #expect(try figures(100, "--settle 9", in: folder)["settles"] == "cycle")
  }

  @Test func `the report says what a run settles in, and how long it is known to`() throws {
    let folder = try folder()
    for (words, line) in [
      (
        Self.lucky,
        "settles: cycle, a limit cycle of 49 epochs from epoch 60 on; fitted temperature at most 0.1812 from least squares at the end, 19.51 at worst over the cycle"
      ),
      (
        "\(Self.lucky) --settle 0",
        "settles: unsettled, no theta returned within 100 epochs; fitted temperature at most 0.1812 from least squares at the end, 0.1812 at worst so far"
      ),
      (
        Self.lucky.replacing("=12", with: "=8").replacing("weight.width=8", with: "weight.width=6")
          .replacing("y.width=8", with: "y.width=6"),
        "settles: stalled, theta stands still from epoch 27 on; fitted temperature at most 15.66 from least squares\n"
      ),
      ("--learning-rate 100", "settles: diverged, "),
    ] {
      let run = try Executable.shell(
        "hardfit simulate \(Self.data) \(words) --epochs 100", in: folder.url)
      #expect(run.output.contains("\n\(line)"), "\(words): \(run.output.suffix(900))")
    }
  }

  @Test func `designs of the fronts, run on for 1 to 100 epochs, never exceed their settled error`()
    throws
  {
    let folder = try folder()
    let knobs = [
      "theta.width", "y.width", "estimate.width", "error.width", "weight.width", "step.width",
    ]
    let sweep = try Executable.shell(
      """
      hardfit sweep \(Self.data) --epochs 100 --sample 700 --vary theta.width=8...18 \
        --vary y.width=6...16:2 --vary estimate.width=6...16:2 --vary error.width=6...16:2 \
        --vary weight.width=6...16:2 --vary step.width=4,8,12 -o sweep.csv
      """, in: folder.url)
    #expect(sweep.code == 0, "\(sweep.error)")
    let table = try Table(#require(folder["sweep.csv"])).rows
    let front = table.filter { !$0["pareto"]!.isEmpty }
    #expect(front.count > 5 && front.contains { $0["settles"] == "cycle" })
    let costFront = Set(front.filter { $0["pareto"]!.contains("cost") }.map { $0["design"]! })
    #expect(costFront == Self.front(table, by: "worst_ls_fit_error"))
    #expect(costFront != Self.front(table, by: "ls_fit_error"), "the snapshots tell the same")
    var designs = (knobs + ["epochs"]).joined(separator: ",") + "\n"
    for row in front {
      for epochs in 101...200 {
        designs += (knobs.map { row[$0]! } + ["\(epochs)"]).joined(separator: ",") + "\n"
      }
    }
    try Data(designs.utf8).write(to: folder.url.appending(path: "designs.csv"))
    let again = try Executable.shell(
      "hardfit sweep \(Self.data) --designs designs.csv --settle 0 --unsettled -q -o again.csv",
      in: folder.url)
    #expect(again.code == 0, "\(again.error)")
    let rows = try Table(#require(folder["again.csv"])).rows
    #expect(rows.count == 100 * front.count)
    for (index, row) in rows.enumerated() {
      let settled = front[index / 100]
      for name in ["ls_fit_error", "ls_parameter_lsb", "ls_fit_relative"] {
        #expect(
          Double(row[name]!)! <= Double(settled["worst_\(name)"]!)!,
          "design \(settled["design"]!), epoch \(row["epochs_run"]!): \(name)")
      }
    }
  }

  /// The settled designs of which no other is better in the cells or the error and no worse in either.
  private static func front(_ rows: [[String: String]], by error: String) -> Set<String> {
    let points = rows.filter { ["stalled", "cycle"].contains($0["settles"]) }.map {
      (name: $0["design"]!, cost: Double($0["logic_cells"]!)!, error: Double($0[error]!)!)
    }
    return Set(
      points.filter { point in
        !points.contains {
          $0.cost <= point.cost && $0.error <= point.error
            && ($0.cost < point.cost || $0.error < point.error)
        }
      }.map(\.name))
  }

  @Test func `unsettled designs are on a front only where they are asked for`() throws {
    let folder = try folder()
    let sweep =
      "hardfit sweep \(Self.data) \(Self.lucky) --vary weight.width=8 --epochs 100 --settle 0"
    let closed = try Executable.shell(
      "\(sweep) -o closed.csv --report closed.html", in: folder.url)
    #expect(closed.code == 0 && closed.output.contains("1 design on sensor.csv; 1 unsettled"))
    #expect(closed.output.contains("no design is settled"))
    let row = try Table(#require(folder["closed.csv"])).rows[0]
    #expect(row["pareto"] == "" && row["settles"] == "unsettled" && row["cycle_from"] == "")
    #expect(try #require(folder["closed.html"]).contains("class=\"unsettled\""))
    let open = try Executable.shell("\(sweep) --unsettled -o open.csv", in: folder.url)
    #expect(open.code == 0 && !open.output.contains("no design is settled"))
    #expect(try Table(#require(folder["open.csv"])).rows[0]["pareto"] == "cost+bits")
  }

  @Test func `a journal and parts of another --settle are of another sweep`() throws {
    let folder = try folder()
    let sweep =
      "hardfit sweep \(Self.data) --vary theta.width=8...11 --epochs 5 -q --shard"
    let run = try Executable.shell(
      """
      \(sweep) 1/2 --settle 10 -o 1.csv && \(sweep) 2/2 --settle 10 -o 2.csv \
        && \(sweep) 2/2 --settle 11 -o other.csv && \(sweep) 2/2 --settle 10 --unsettled -o more.csv
      hardfit merge 1.csv 2.csv -q -o whole.csv; echo $?
      hardfit merge 1.csv other.csv -q -o x.csv; echo $?
      hardfit merge 1.csv more.csv -q -o x.csv; echo $?
      """, in: folder.url)
    let codes = run.output.split(separator: "\n").filter { Int($0) != nil }
    #expect(codes == ["0", "65", "65"], "\(run.output) \(run.error)")
    #expect(run.error.contains("is of another sweep than"))
    #expect(folder["whole.csv"] != nil && folder["x.csv"] == nil)
  }

  @Test func `compare says what the datapath settles in`() throws {
    let folder = try folder()
    let command = "hardfit compare \(Self.data) \(Self.lucky) --epochs 100"
    let run = try Executable.shell(command, in: folder.url)
    #expect(run.output.contains("Eq. 3, datapath settles: cycle, a limit cycle of 49 epochs"))
    let json = try Executable.shell("\(command) --json", in: folder.url).output
    for line in ["\"settles\": \"cycle\"", "\"cycle_period\": 49", "\"cycle_from\": 60"] {
      #expect(json.contains(line))
    }
    #expect(json.contains("\"worst_error\""))
  }
}
