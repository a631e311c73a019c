import Foundation
import Testing

/// A folder with its own folder for temporary files, and a run of a script in it.
struct VerifyScene {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["tmp", "bin"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: name), withIntermediateDirectories: true)
    }
  }

  /// A program on `PATH` before all others.
  func fake(_ name: String, _ script: String) throws {
    folder["bin/\(name)"] = "#!/bin/sh\n\(script)\n"
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/\(name)"))
  }

  /// The folder of the Verilator of the Python package, which Tests/run installs.
  static func newerVerilator() throws -> String {
    let library = Repository.root.appending(path: ".build/python/lib").path
    let versions = try FileManager.default.contentsOfDirectory(atPath: library)
    let folders = versions.map { "\(library)/\($0)/site-packages/verilator/bin" }
    return try #require(
      folders.first { FileManager.default.isExecutableFile(atPath: "\($0)/verilator") },
      "the Python package verilator is missing: Tests/run installs it")
  }

  var environment: [String: String] { ["TMPDIR": folder.path("tmp")] }

  func run(_ script: String) throws -> Executable {
    try Executable.shell(
      "PATH=\(folder.path("bin")):$PATH; \(script)", in: folder.url, environment: environment)
  }

  /// What is left in the folder for temporary files.
  var leftovers: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path("tmp"))) ?? []
  }
}
