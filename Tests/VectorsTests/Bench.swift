import Datapath
import Foundation
import Testing
import Vectors

/// A program run to its end.
struct ToolRun {
  let code: Int32
  /// Both of its streams.
  let output: String

  /// Runs a line of the shell.
  ///
  /// - Parameter package: the Debian package to name if the tool is missing.
  init(_ line: String, in folder: URL, package: String) throws {
    let log = folder.appending(path: "\(UUID().uuidString).log")
    try Data().write(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    code = process.terminationStatus
    output = try String(contentsOf: log, encoding: .utf8)
    if code == 127 { throw MissingTool(line: line, package: package) }
  }

  struct MissingTool: Error, CustomStringConvertible {
    let line: String
    let package: String
    var description: String { "'\(line)' needs a tool: apt-get install \(package)" }
  }
}

/// The files of the repository that the tests read.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static var rtl: URL { root.appending(path: "rtl") }
  static var bench: URL { rtl.appending(path: "bench/hardfit_bench.v") }
  static var vectors: URL { root.appending(path: "vectors") }
}

/// A folder with vectors in it and the bench to run on them.
final class BenchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "hardfit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The vectors of a run.
  convenience init(_ run: RandomRun) throws {
    try self.init()
    var writer = PortVectorWriter(
      stimulus: ByteBuffer(), expected: ByteBuffer(), design: run.design,
      configuration: run.configuration)
    var simulation = run.simulation
    simulation.stalls = run.stalls
    _ = simulation.run(observer: &writer)
    let files = try writer.finish()
    self["stimulus.hex"] = files.stimulus.text
    self["expected.hex"] = files.expected.text
    self["design.vh"] = run.design.verilogParameters
  }

  subscript(name: String) -> String? {
    get { try? String(contentsOf: url.appending(path: name), encoding: .utf8) }
    set { try? newValue?.write(to: url.appending(path: name), atomically: false, encoding: .utf8) }
  }

  /// What the bench prints in Icarus.
  func icarus() throws -> String {
    try ToolRun(
      "iverilog -g2005 -Wall -I . -s hardfit_bench -o bench.vvp '\(Repository.bench.path)' '\(Repository.rtl.path)'/*.v && vvp -n bench.vvp",
      in: url, package: "iverilog"
    ).output
  }

  /// What the bench prints in Verilator.
  func verilator() throws -> String {
    let build = try ToolRun(
      "verilator --binary --timing -Wno-fatal -O0 -CFLAGS -O0 -I. --top-module hardfit_bench '\(Repository.bench.path)' '\(Repository.rtl.path)'/*.v",
      in: url, package: "verilator g++")
    guard build.code == 0 else { return build.output }
    return try ToolRun("obj_dir/Vhardfit_bench", in: url, package: "verilator g++").output
  }
}
