import Foundation

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
