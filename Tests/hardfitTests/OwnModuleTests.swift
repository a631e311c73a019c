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
    let passes = "norris: PASS, 296 cycles, every output port equal in "
    let builtIn = "parameters: mine has none of hardfit's; all formats must be built in"
    #expect(run.outputLines.count { $0.hasPrefix(builtIn) } == 2, "\(run.output)")
    #expect(
      run.outputLines.filter { $0.contains(": PASS, ") }
        == ["\(passes)Icarus Verilog", "\(passes)Verilator"], "\(run.output)")
    #expect(!run.output.contains("--random") && run.output.contains("the module built for it"))
    guard body.isEmpty else { return }
    let results = try scene.run(Self.verify + " --simulator all --latency any")
    #expect(results.code == 0, "\(results.error)")
    #expect(results.output.split(separator: "\n").count { $0.contains(": PASS, ") } == 2)
    #expect(!results.output.contains("--random"))
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

  /// Each port by itself in Icarus, and all of them in each simulator.
  @Test func `a port of another width is refused, and a port that is missing`() throws {
    let widths: [(port: String, other: String, problem: String)] = [
      (
        "[111:0] m_axis_tdata", "[63:0] m_axis_tdata",
        "port m_axis_tdata has 64 bits instead of 112 {loss 64, theta_1 24, theta_0 24}"
      ),
      ("[12:0] overflow", "[6:0] overflow", "port overflow has 7 bits instead of 13"),
      (
        "[31:0] s_axis_tdata", "[33:0] s_axis_tdata",
        "port s_axis_tdata has 34 bits instead of 32 {y 16, x 16}"
      ),
      (
        "[31:0] cfg_max_epochs", "[4:0] cfg_max_epochs",
        "port cfg_max_epochs has 5 bits instead of 32"
      ),
      ("output wire done", "output wire [1:0] done", "port done has 2 bits instead of 1"),
      ("input wire start", "input wire [1:0] start", "port start has 2 bits instead of 1"),
    ]
    let scene = try scene()
    let right = try #require(scene.folder["own/mine.v"])
    func refusal(_ text: String, _ options: String, _ problems: [String]) throws {
      scene.folder["own/mine.v"] = text
      let run = try scene.run("\(options.hasPrefix("PATH") ? "" : Self.verify) \(options)")
      #expect(run.code == 65 && run.output.isEmpty && run.errorLines.count == 1, "\(run.error)")
      #expect(run.error.hasPrefix("hardfit: module mine: "))
      for problem in problems { #expect(run.error.contains(problem), "\(run.error)") }
    }
    var all = right
    for (port, other, problem) in widths {
      #expect(right.contains(port), "\(port)")
      try refusal(right.replacing(port, with: other), "", [problem])
      all = all.replacing(port, with: other)
    }
    let missing = right.replacing("output wire stalled,", with: "")
      .replacing("module mine", with: "module mine").replacing(
        "`include", with: "wire stalled;\n`include")
    let newer = "PATH=\(try VerifyScene.newerVerilator()):$PATH; \(Self.verify)"
    for options in ["", "--simulator verilator", "\(newer) --simulator verilator"] {
      for latency in ["", " --latency any"] {
        try refusal(all, options + latency, widths.map(\.problem))
        try refusal(missing, options + latency, ["mine: no port stalled; "])
      }
    }
  }

  @Test func `the parameters that were set are named, and what needs all of them refuses`() throws {
    let scene = try scene()
    let text = try #require(scene.folder["own/mine.v"])
    // A name with two letters exchanged sets nothing.
    scene.folder["own/mine.v"] = text.replacing(
      "module mine (", with: "module mine #(parameter DEGREE = 1, THETA_WIDHT = 24) (")
    for simulator in ["icarus", "verilator"] {
      let run = try scene.run("\(Self.verify) --latency any --simulator \(simulator)")
      #expect(run.code == 0, "\(run.error)")
      #expect(
        run.output.contains(
          "\nparameters: DEGREE were set in mine; the 69 others must be built in with the words of design.vh\n"
        ), "\(run.output)")
    }
    let json = try scene.run("\(Self.verify) --json")
    #expect(json.output.contains("\"set\": [\"DEGREE\"]"), "\(json.output)")
    for (options, text) in [
      ("verify \(Self.norris) --synthesis", "; a synthesis sets all of hardfit's"),
      ("verify --random 2", ", which a random design sets; verify it with a case"),
    ] {
      let run = try scene.run("hardfit \(options) --rtl own --top mine")
      #expect(run.code == 65 && run.errorLines.count == 1, "\(run.error)")
      #expect(run.error.hasPrefix("hardfit: module mine: no parameter "), "\(run.error)")
      #expect(run.error.contains(text), "\(run.error)")
    }
    let file = try scene.run("hardfit verify \(Self.norris) --rtl own/mine.v --top mine")
    #expect(file.code == 66 && file.error.contains("own/mine.v: this is a file; give its folder"))
  }

  @Test func `a sign that was always 0 is no sign that was seen`() throws {
    let scene = try VerifyScene()
    let narrow = try scene.run(
      "hardfit verify \(Repository.root.path)/vectors/norris --latency any --format theta.width=20")
    #expect(narrow.output.hasPrefix("norris: PASS, 6 epochs (as scenario.json says), every result"))
    #expect(
      narrow.output.contains(
        "\n  never negative, so that the sign above it was always 0: theta_0, theta_1; to see it: "),
      "\(narrow.output)")
    let whole = try scene.run("hardfit verify \(Self.norris) --latency any")
    #expect(whole.code == 0 && whole.output.hasPrefix("norris: PASS, 3 epochs, every result"))
    #expect(!whole.output.contains("never negative"), "\(whole.output)")
  }

  @Test func `a module of another latency is pointed to the option for it`() throws {
    let scene = try scene()
    let slow =
      "sed -i 's/assign s_axis_tready = state == RUN;/reg odd; always @(posedge clk) odd <= rst ? 0 : ~odd; assign s_axis_tready = (state == RUN) \\& odd;/' own/hardfit_controller.v"
    for top in ["mine", "hardfit"] {
      let run = try scene.run("\(slow); hardfit verify \(Self.norris) --rtl own --top \(top)")
      #expect(run.code == 1)
      #expect(
        run.output.contains(
          "\nnote: if the module has another latency on purpose, give --latency any"),
        "\(run.output)")
    }
    let any = try scene.run("\(Self.verify) --latency any --junit results.xml")
    #expect(any.code == 0, "\(any.error)")
    #expect(scene.folder["results.xml"]?.contains("tests=\"1\" failures=\"0\"") == true)
    // A result that differs says where the words of the nodes are.
    let broken = try scene.run(
      "sed -i 's/UPDATE_QUANTIZATION(6)/UPDATE_QUANTIZATION(0)/' own/hardfit_instance.vh; \(Self.verify) --latency any --junit results.xml"
    )
    #expect(broken.code == 1)
    #expect(
      broken.output.contains("\nto find the node: compare your product, gradient, update"),
      "\(broken.output)")
    let report = try #require(scene.folder["results.xml"])
    #expect(report.contains("failures=\"1\"") && report.contains("in the result of epoch"))
  }

  @Test(arguments: ["icarus", "verilator"])
  func `the empty module of an export fits, and fails`(simulator: String) throws {
    let scene = try scene()
    let run = try scene.run(
      """
      mkdir empty; sed 's/my_module/mine/' exported/hardfit_stub.v > empty/mine.v
      hardfit verify \(Self.norris) --rtl empty --top mine --simulator \(simulator)
      """)
    #expect(run.code == 1 && run.error.contains("the RTL differs from the model first in cycle"))
    #expect(run.output.contains("parameters: mine has none of hardfit's"), "\(run.output)")
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
