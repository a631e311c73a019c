import Foundation
import Testing

/// `hardfit verify` with a module of the user's own making.
@Suite struct OwnModuleTests {
  private static let norris = "\(Repository.root.path)/vectors/norris --epochs 3"
  private static let verify = "hardfit verify \(norris) --rtl own --top mine"

  /// A folder `own` with a copy of the RTL, and around its instance a module without parameters.
  private func scene(body: String = "", header: String = "") throws -> VerifyScene {
    let scene = try VerifyScene()
    let export = try scene.run(
      """
      hardfit export \(Self.norris) --output exported
      mkdir own; cp \(Repository.root.path)/rtl/*.v exported/hardfit_instance.vh own
      """)
    #expect(export.code == 0, "\(export.error)")
    let instance = try #require(scene.folder["own/hardfit_instance.vh"])
    let ports = instance.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("//   "), let name = line.split(separator: ";").first else { return nil }
      return String(name.dropFirst(5)).replacing("reg ", with: "input wire")
        .replacing(/^wire/, with: "output wire")
    }
    #expect(ports.count == 18)
    scene.folder["own/mine.v"] =
      "\(header)module mine (\n  \(ports.joined(separator: ",\n  "))\n);\n\(body)\n`include \"hardfit_instance.vh\"\nendmodule\n"
    return scene
  }

  @Test(arguments: ["", "`include \"design.vh\""])
  func `a module without parameters is verified in each simulator`(body: String) throws {
    let scene = try scene(body: body)
    let path = body.isEmpty ? "" : "PATH=\(try VerifyScene.newerVerilator()):$PATH; "
    let run = try scene.run(path + Self.verify + " --simulator all")
    #expect(run.code == 0, "\(run.error)")
    let passes = "norris: PASS, 145 cycles, every output port equal in "
    #expect(
      run.output.hasPrefix("\(passes)Icarus Verilog\n\(passes)Verilator\n"), "\(run.output)")
    guard body.isEmpty else { return }
    let results = try scene.run(Self.verify + " --simulator all --latency any")
    #expect(results.code == 0, "\(results.error)")
    #expect(results.output.split(separator: "\n").count { $0.contains(": PASS, ") } == 2)
    let broken = try scene.run(
      "sed -i 's/.SUBTRACT(1)/.SUBTRACT(0)/' own/hardfit.v; \(Self.verify) --simulator verilator")
    #expect(broken.code == 1)
    #expect(broken.output.contains("port  m_axis_tdata.theta_0"), "\(broken.output)")
  }

  @Test func `the simulator's own error is told, not a warning before it`() throws {
    // A file with another time scale is warned of, with the line of a module that has none, which names an error.
    let scene = try scene(
      body: "  wire error_sign = undeclared;\n  nothing lost();",
      header: "")
    scene.folder["own/scale.v"] = "`timescale 1ns/1ps\nmodule scale; endmodule\n"
    let expectations = [
      ("icarus", "", "iverilog failed: own/mine.v:22: error: Unknown module type: nothing"),
      ("verilator", "", "own/mine.v:21:21: Can't find definition of variable: 'undeclared'"),
      (
        "verilator", "PATH=\(try VerifyScene.newerVerilator()):$PATH; ",
        "own/mine.v:21:21: Can't find definition of variable: 'undeclared'"
      ),
    ]
    for (simulator, path, text) in expectations {
      let run = try scene.run(path + Self.verify + " --simulator \(simulator)")
      #expect(run.code == 65)
      #expect(run.errorLines.count == 1 && run.error.contains(text), "\(run.error)")
    }
  }

  @Test func `the files of another design do not get into the bench`() throws {
    let scene = try VerifyScene()
    for simulator in ["icarus", "verilator"] {
      let run = try scene.run(
        """
        rm -rf other; hardfit export \(Repository.root.path)/vectors/corners/degree-3 -o other; cd other
        hardfit verify \(Self.norris) --rtl \(Repository.root.path)/rtl --simulator \(simulator)
        """)
      #expect(run.code == 0, "\(run.error)")
    }
  }
}
