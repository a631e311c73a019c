import Foundation

/// The built executable, run as users run it.
///
/// What it prints goes through files, not pipes, so that no test can hang on a full pipe.
struct Executable {
  /// The code the process ended with; minus the signal that killed it.
  let code: Int32
  let output: String
  let error: String

  /// The lines on standard error.
  var errorLines: [Substring] { error.split(separator: "\n") }
  var outputLines: [Substring] { output.split(separator: "\n") }

  /// Runs a script in `sh`, or in another shell, in which `hardfit` is this build.
  static func shell(
    _ script: String, in folder: URL? = nil, by shell: String = "/bin/sh",
    environment: [String: String] = [:]
  ) throws -> Executable {
    let running = try Running(script, in: folder, by: shell, environment: environment)
    return running.result()
  }

  /// The folder of the products: that in `HARDFIT_PRODUCTS`, such as `.build/release` to try another build, or
  /// else the test bundle's.
  static func productFolder() throws -> URL {
    if let other = ProcessInfo.processInfo.environment["HARDFIT_PRODUCTS"] {
      return URL(filePath: other, relativeTo: Repository.root)
    }
    let candidates = CommandLine.arguments + Bundle.allBundles.map(\.bundlePath)
    for path in candidates {
      guard let end = path.range(of: ".xctest") else { continue }
      let folder = URL(filePath: String(path[..<end.upperBound])).deletingLastPathComponent()
      if FileManager.default.isExecutableFile(atPath: folder.appending(path: "hardfit").path) {
        return folder
      }
    }
    throw Missing(searched: candidates)
  }

  struct Missing: Error, CustomStringConvertible {
    let searched: [String]
    var description: String {
      "no executable hardfit beside a test bundle in \(searched); build all with 'swift build --build-tests'"
    }
  }
}

/// A script that is still running.
final class Running {
  let process = Process()
  private let outputFile: URL
  private let errorFile: URL

  init(
    _ script: String, in folder: URL? = nil, by shell: String = "/bin/sh",
    environment: [String: String] = [:]
  ) throws {
    let name = UUID().uuidString
    outputFile = FileManager.default.temporaryDirectory.appending(path: "hardfit-\(name).out")
    errorFile = FileManager.default.temporaryDirectory.appending(path: "hardfit-\(name).err")
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    let products = try Executable.productFolder().path
    var variables = ProcessInfo.processInfo.environment
    // Last what Tests/run installs from PyPI: nextpnr, which Debian has not for every device.
    variables["PATH"] = [
      products, variables["PATH"] ?? "/usr/bin:/bin",
      Repository.root.appending(path: ".build/python/bin").path,
    ].joined(separator: ":")
    variables["COLUMNS"] = nil
    variables.merge(environment) { $1 }
    process.executableURL = URL(filePath: shell)
    process.arguments = ["-c", script]
    process.environment = variables
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    // A thread of a pool may block signals, and what it starts would never hear of them.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  /// Waits for the end.
  func result() -> Executable {
    process.waitUntilExit()
    let code = process.terminationStatus
    defer { for file in [outputFile, errorFile] { try? FileManager.default.removeItem(at: file) } }
    return Executable(
      code: process.terminationReason == .uncaughtSignal ? -code : code,
      output: (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "",
      error: (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "")
  }
}

/// A folder for a test, removed with it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "hardfit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// All that is in it, hidden files included.
  var contents: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  subscript(name: String) -> String? {
    get { try? String(contentsOf: url.appending(path: name), encoding: .utf8) }
    set { try? newValue?.write(to: url.appending(path: name), atomically: false, encoding: .utf8) }
  }

  func path(_ name: String) -> String { url.appending(path: name).path }
}

/// The files of the repository that the tests read.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}

extension TemporaryFolder {
  /// A folder with a copy of the repository's cases as `vectors`.
  static func withCases() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "vectors"), to: folder.url.appending(path: "vectors"))
    return folder
  }
}
