import Datapath
import Foundation
import Vectors

extension SimulatorTools {
  /// The simulator's own version, as `5.006`; nil where it does not say.
  func version(timeLimit: Duration) throws(ToolError) -> String? {
    let run = try compiler.run(
      [simulator == .icarus ? "-V" : "--version"], timeLimit: timeLimit)
    // "Verilator 5.006 2023-01-22 rev …", "Icarus Verilog version 11.0 (stable) ()"
    return run.output.split(separator: "\n").first?.split(separator: " ").first {
      $0.first?.isNumber ?? false
    }.map(String.init)
  }

  /// Compiles a design by Verilator, with the samples and ports of `run.h` and the `main` of `main.cpp`, for speed.
  func compileFast(
    _ design: Design, _ rtl: RTLSource, in folder: WorkingFolder, isProfiled: Bool,
    timeLimit: Duration
  ) throws(ToolError) -> SimulationProgram {
    let objects = folder.path("fast.obj")
    let parameters = design.allVerilogParameters.map { "-G\($0.name)=\($0.value)" }
    try compiler.run(
      [
        "--cc", "--exe", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--noassert",
        "-Wno-fatal", "-Wno-lint", "-Wno-style", "-CFLAGS", "-I\(folder.path)", "--top-module",
        rtl.top, "--prefix", "Vhardfit", "-Mdir", objects, "-o", "simulation",
      ] + parameters + rtl.files + [folder.path("main.cpp")], environment: folder.environment,
      timeLimit: timeLimit
    ).succeed()
    let program = SimulationProgram(
      tool: Tool(name: "the simulation", path: "\(objects)/simulation"), arguments: [],
      folder: folder.path)
    var flags = ["-O3"]
    if let member = clockMember(in: "\(objects)/Vhardfit___024root.h") {
      flags.append("-DCLOCK_BEFORE=\(member)")
    }
    guard isProfiled else {
      try build(objects, flags, timeLimit)
      return program
    }
    try build(objects, flags + ["-fprofile-generate"], linking: "-fprofile-generate", timeLimit)
    // Its profile lies beside the objects, which are compiled anew with it.
    _ = try program.run(["10", "1"], timeLimit: timeLimit)
    let made = (try? FileManager.default.contentsOfDirectory(atPath: objects)) ?? []
    for name in made where ["o", "a"].contains(URL(filePath: name).pathExtension) {
      try? FileManager.default.removeItem(atPath: "\(objects)/\(name)")
    }
    try? FileManager.default.removeItem(atPath: program.tool.path)
    try build(objects, flags + ["-fprofile-use", "-Wno-missing-profile"], timeLimit)
    return program
  }

  private func build(
    _ objects: String, _ flags: [String], linking: String = "", _ timeLimit: Duration
  ) throws(ToolError) {
    let flags = flags.joined(separator: " ")
    try runner.run(
      [
        "-C", objects, "-f", "Vhardfit.mk", "-j", "\(ProcessInfo.processInfo.activeProcessorCount)",
        "OPT_FAST=\(flags)", "OPT_SLOW=\(flags)", "OPT_GLOBAL=-O3", "LDFLAGS=\(linking)",
      ] + Self.makeVariables, environment: ["TMPDIR": objects], timeLimit: timeLimit
    ).succeed()
  }

  /// The member that remembers the clock of the last evaluation, `__Vtrigrprev__TOP__clk` in 5.006.
  private func clockMember(in header: String) -> String? {
    guard let text = try? String(contentsOfFile: header, encoding: .utf8) else { return nil }
    let names = Set(
      text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.filter {
        $0.hasPrefix("__Vtrig") && $0.contains("prev") && $0.contains("clk")
      })
    return names.count == 1 ? names.first.map(String.init) : nil
  }
}

extension Simulator {
  /// The name that stands before a version.
  var shortTitle: String {
    switch self {
    case .icarus: "Icarus"
    case .verilator: "Verilator"
    }
  }
}
