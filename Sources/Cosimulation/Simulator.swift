/// A simulator that nobody here wrote.
public enum Simulator: String, CaseIterable, Hashable, Sendable {
  /// Icarus Verilog: interprets, four values a bit.
  case icarus
  /// Verilator: compiles by way of C++, two values a bit.
  case verilator

  /// The name that its users give it.
  public var title: String {
    switch self {
    case .icarus: "Icarus Verilog"
    case .verilator: "Verilator"
    }
  }

  /// What is to be compiled: Verilog files and the module at the top.
  struct Job {
    var files: [String]
    var top: String
    /// Files of C++ with the program's `main`; without one, Verilator makes a program that runs the
    /// top module's own clock.
    var mains: [String] = []
    /// Whether waves may be asked for with `$dumpvars`.
    var hasWaves = false
    /// How many processes may compile at once.
    var jobs = 1
  }

  /// The tools, all of which have to be there.
  ///
  /// - Throws: ``ToolError/missing(name:package:)``, with what to install.
  public func find() throws(ToolError) -> SimulatorTools {
    switch self {
    case .icarus:
      SimulatorTools(
        simulator: self, compiler: try Tool("iverilog", package: "iverilog"),
        runner: try Tool("vvp", package: "iverilog"))
    case .verilator:
      SimulatorTools(
        simulator: self, compiler: try Tool("verilator", package: "verilator g++ make"),
        runner: try Tool("make", package: "verilator g++ make"))
    }
  }
}

/// A simulator that is installed.
public struct SimulatorTools: Sendable {
  public let simulator: Simulator
  let compiler: Tool
  let runner: Tool

  /// Compiles into a folder and gives the program with its first arguments.
  ///
  /// The compiler runs where this program does, so that its messages name files as the user does.
  func compile(
    _ job: Simulator.Job, in folder: WorkingFolder, timeLimit: Duration
  ) throws(ToolError) -> SimulationProgram {
    switch simulator {
    case .icarus:
      // 2012 only for those who bring SystemVerilog.
      let generation = job.files.contains { $0.hasSuffix(".sv") } ? "-g2012" : "-g2005"
      try compiler.run(
        [generation, "-I", folder.path, "-s", job.top, "-o", folder.path("\(job.top).vvp")]
          + job.files, environment: folder.environment, timeLimit: timeLimit
      ).succeed(explainedBy: Self.isError)
      return SimulationProgram(
        tool: runner, arguments: ["-n", folder.path("\(job.top).vvp")], folder: folder.path)
    case .verilator:
      var arguments = ["--cc", "--exe", "-O3", "-Wno-fatal", "-Wno-lint", "-Wno-style"]
      arguments += ["--x-initial", "unique", "-fno-table", "-fno-expand"]
      arguments += ["--output-split", "40000", "-I\(folder.path)", "--top-module", job.top]
      arguments += ["-Mdir", folder.path("\(job.top).obj"), "-o", job.top]
      if job.mains.isEmpty { arguments += ["--main", "--timing"] }
      if job.hasWaves { arguments.append("--trace") }
      try compiler.run(
        arguments + job.files + job.mains, environment: folder.environment, timeLimit: timeLimit
      ).succeed(explainedBy: Self.isError)
      try runner.run(
        [
          "-C", folder.path("\(job.top).obj"), "-f", "V\(job.top).mk", "-j", "\(job.jobs)",
          "OPT_FAST=-O0",
          "OPT_SLOW=-O0", "OPT_GLOBAL=-O0",
        ], environment: folder.environment, timeLimit: timeLimit
      ).succeed(explainedBy: Self.isError)
      return SimulationProgram(
        tool: Tool(name: "the simulation", path: folder.path("\(job.top).obj/\(job.top)")),
        arguments: ["+verilator+rand+reset+2"], folder: folder.path)
    }
  }

  private static func isError(_ line: Substring) -> Bool {
    let line = line.lowercased()
    return line.contains("error") || line.contains("no such file")
      || line.contains("unknown module")
  }
}

/// A compiled simulation.
struct SimulationProgram: Sendable {
  let tool: Tool
  let arguments: [String]
  let folder: String

  /// Runs it and gives what it printed.
  func run(_ plusargs: [String] = [], timeLimit: Duration) throws(ToolError) -> String {
    let run = try tool.run(
      arguments + plusargs, in: folder, environment: ["TMPDIR": folder], timeLimit: timeLimit)
    try run.succeed()
    return run.output
  }
}
