import Datapath
import Foundation
import Testing
import Vectors

@testable import Cosimulation

/// What the tools say of the Verilog itself: nothing.
@Suite struct LintTests {
  private static let rtl = try! RTLSource(folder: repositoryPath("rtl"))

  /// The module of each architecture with its defaults, and with every parameter of some random designs.
  private static let designs: [(module: String, parameters: [(name: String, value: Int)])] =
    Architecture.allCases.flatMap { architecture in
      (1...3).map { (architecture.module, [("DEGREE", $0)]) }
        + (1...12).map { seed in
          let run = RandomRun(
            seed: UInt64(seed), style: DesignStyle(draw: UInt64(seed)), architecture: architecture)
          return (
            architecture.module, run.design.drawingMode(UInt64(seed)).allVerilogParameters
          )
        }
    }

  private func messages(_ tool: Tool, _ arguments: [String]) throws -> String {
    let folder = try WorkingFolder()
    let run = try tool.run(arguments, in: folder.path, timeLimit: .seconds(60))
    return run.ending == .exited(0) ? run.error + run.output : "\(run.ending) \(run.error)"
  }

  @Test(arguments: 0..<2)
  func `neither Verilator has a warning for any of several designs`(_ version: Int) throws {
    let tool = try SimulatorTools.verilators[version]().compiler
    for (module, parameters) in Self.designs {
      let said = try messages(
        tool,
        ["--lint-only", "-Wall", "--top-module", module]
          + parameters.map { "-G\($0.name)=\($0.value)" } + Self.rtl.files)
      // Newer ones close with a report, whose lines begin like this.
      let warnings = said.split(separator: "\n").filter { !$0.hasPrefix("- ") }
      #expect(warnings.isEmpty, "\(module) \(parameters)")
    }
  }

  @Test func `Icarus has no warning for any of several designs`() throws {
    let tool = try Tool("iverilog", package: "iverilog")
    for (module, parameters) in Self.designs {
      let said = try messages(
        tool,
        ["-g2005", "-Wall", "-s", module, "-o", "out"]
          + parameters.map { "-P\(module).\($0.name)=\($0.value)" } + Self.rtl.files)
      #expect(said.isEmpty, "\(module) \(parameters)")
    }
  }

  @Test(arguments: ["hardfit_lane", "hardfit_axis_check"])
  func `Icarus has no warning for the benches' modules`(_ name: String) throws {
    let said = try messages(
      Tool("iverilog", package: "iverilog"),
      ["-g2005", "-Wall", "-s", name, "-o", "out", repositoryPath("rtl/bench/\(name).v")])
    #expect(said.isEmpty)
  }

  @Test func `both find a warning where there is something to warn of`() throws {
    let folder = try WorkingFolder()
    try folder.write(
      "module hardfit (input wire [3:0] a, output wire [1:0] b);\n  assign b = a;\nendmodule\n",
      to: "hardfit.v")
    let said = try messages(
      Tool("verilator", package: "verilator"),
      ["--lint-only", "-Wall", "--top-module", "hardfit", folder.path("hardfit.v")])
    #expect(said.contains("WIDTH"))
    try folder.write("module hardfit;\n  initial none(1);\nendmodule\n", to: "hardfit.v")
    let other = try messages(
      Tool("iverilog", package: "iverilog"),
      ["-g2005", "-Wall", "-s", "hardfit", "-o", "out", folder.path("hardfit.v")])
    #expect(!other.isEmpty)
  }

  @Test func `no warning is waived, and a file is a module of fewer than 400 lines`() throws {
    let bench = try RTLSource(folder: repositoryPath("rtl/bench"))
    for path in Self.rtl.files + bench.files {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      let code = text.split(separator: "\n").filter { !$0.hasPrefix("//") }
      #expect(!text.contains("lint_off") && !text.contains("translate_off"), "\(name)")
      #expect(code.count { $0.hasPrefix("module ") } == 1, "\(name)")
      #expect(code.contains { $0.hasPrefix("module \(name)") }, "\(name)")
      #expect(text.hasPrefix("// \(name): "), "\(name)")
      #expect(code.contains("`default_nettype none") && code.last == "`resetall", "\(name)")
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 400, "\(name)")
    }
  }
}
