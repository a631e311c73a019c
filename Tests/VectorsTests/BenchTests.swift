import Datapath
import Foundation
import Testing

@testable import Vectors

/// `rtl/bench/hardfit_bench.v` on the vectors that the library writes.
@Suite struct BenchTests {
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `the bench passes in Icarus on a random run`(seed: UInt64) throws {
    let style = DesignStyle(isWide: seed % 3 == 0, isTight: seed % 3 == 1)
    let folder = try BenchFolder(RandomRun(seed: seed, style: style))
    let cycles = folder["stimulus.hex"]!.count { $0 == "\n" }
    #expect(try folder.icarus().hasSuffix("PASS \(cycles) cycles\n"), "seed \(seed)")
  }

  @Test(arguments: 1...9 as ClosedRange<UInt64>)
  func `the bench passes on a scenario of resets, starts and waits`(seed: UInt64) throws {
    let run = RandomRun(
      seed: seed, style: DesignStyle(isWide: seed % 3 == 0, isTight: seed % 3 == 1))
    let folder = try BenchFolder()
    var plan = VectorPlan(
      caseName: "random", command: "none", design: run.design, configuration: run.configuration,
      samples: run.samples)
    var scenario = Scenario(cycles: 2000)
    (scenario.seed, scenario.reset, scenario.gap, scenario.wait) = (seed, 0.01, 0...2, 0...3)
    (scenario.samples, scenario.configuration) = (.random, .random)
    plan.scenario = scenario
    plan.levels = [.port]
    _ = try plan.write { name in FileSink(folder.url.appending(path: name)) }
    #expect(try folder.icarus().hasSuffix("PASS 2000 cycles\n"), "seed \(seed)")
  }

  @Test func `the bench passes in Verilator`() throws {
    let folder = try BenchFolder(RandomRun(seed: 21))
    let cycles = folder["stimulus.hex"]!.count { $0 == "\n" }
    let output = try folder.verilator()
    #expect(output.contains("PASS \(cycles) cycles\n"), "\(output)")
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6])
  func `a wrong bit in any column is found, with its cycle and port`(column: Int) throws {
    let run = RandomRun(seed: 5)
    let folder = try BenchFolder(run)
    var lines = folder["expected.hex"]!.split(separator: "\n").map(String.init)
    let cycle = lines.count / 2
    var words = lines[cycle].split(separator: "_").map(String.init)
    let last = words[column].removeLast()
    words[column] += String(last.hexDigitValue! ^ 1, radix: 16)
    lines[cycle] = words.joined(separator: "_")
    folder["expected.hex"] = lines.joined(separator: "\n") + "\n"
    let output = try folder.icarus()
    let port = run.design.expectedLine.columns[column].name
    #expect(output.contains("cycle \(cycle) \(port) expected "))
    #expect(output.hasSuffix("FAIL 1 divergences in the first \(lines.count) cycles\n"))
  }

  @Test func `files that do not belong together, are damaged, empty or missing fail`() throws {
    let folder = try BenchFolder(RandomRun(seed: 5))
    let (stimulus, expected) = (folder["stimulus.hex"]!, folder["expected.hex"]!)
    let half = expected.split(separator: "\n").prefix(9).joined(separator: "\n") + "\n"
    folder["expected.hex"] = half
    #expect(
      try folder.icarus().hasSuffix(
        "FAIL one of the files ends after 9 cycles, the other does not\n"))
    folder["expected.hex"] = ""
    folder["stimulus.hex"] = ""
    #expect(try folder.icarus().hasSuffix("FAIL there is no cycle to compare\n"))
    folder["expected.hex"] = half + "nonsense\n" + expected
    folder["stimulus.hex"] =
      stimulus.split(separator: "\n").prefix(9).joined(separator: "\n") + "\nnonsense\n"
    #expect(try folder.icarus().hasSuffix("FAIL line 10 of the files is no hexadecimal word\n"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "stimulus.hex"))
    #expect(
      try folder.icarus().hasSuffix("FAIL cannot open stimulus.hex and expected.hex in .\n"))
  }

  @Test func `a memory takes the same words from readmemh`() throws {
    let run = RandomRun(seed: 9, style: DesignStyle(isWide: true))
    let folder = try BenchFolder(run)
    let file = folder["stimulus.hex"]!
    let count = file.count { $0 == "\n" }
    let line = run.design.stimulusLine
    folder["memory.v"] = """
      module memory;
        reg [\(line.width - 1):0] cycles [0:\(count - 1)];
        integer i;
        initial begin
          $readmemh("stimulus.hex", cycles);
          for (i = 0; i < \(count); i = i + 1)
            $display("\(line.columns.map { _ in "%h" }.joined(separator: "_"))",
              \(line.columns.map { "cycles[i][\($0.offset)+:\(4 * $0.digits)]" }.joined(separator: ",\n")));
        end
      endmodule
      """
    let run2 = try ToolRun(
      "iverilog -g2005 -o memory.vvp memory.v && vvp -n memory.vvp", in: folder.url,
      package: "iverilog")
    #expect(run2.output == file)
  }
}
