import Foundation
import Testing

/// A script that has to fail.
struct BadScript: Sendable, CustomTestStringConvertible {
  let script: String
  let code: Int32
  /// What the line on standard error has: the place and the fix.
  let message: String
  var testDescription: String { script }

  init(_ script: String, _ code: Int32, _ message: String) {
    (self.script, self.code, self.message) = (script, code, message)
  }

  /// What the scripts find in their folder.
  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    folder["good.csv"] = "x,y\n1,2\n2,3\n3,5\n4,8\n"
    for name in ["empty", "broken", "case", "dir.csv"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: name), withIntermediateDirectories: false)
    }
    folder["broken/samples.csv"] = folder["good.csv"]
    folder["broken/design.json"] = "{\n  \"degree\": 1,\n  \"epohcs\": 7\n}\n"
    folder["case/samples.csv"] = folder["good.csv"]
    folder["case/design.json"] = "{ \"epochs\": 20 }\n"
    symlink("loop.csv", folder.path("loop.csv"))
    return folder
  }

  /// Fails a test where the script ends in another way, or leaves or changes a file.
  func check() throws {
    let folder = try Self.folder()
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path).sorted()
    let run = try Executable.shell(script, in: folder.url)
    #expect(run.code == code, "\(script): \(run.error)")
    #expect(run.errorLines.count == 1, "\(script): \(run.error)")
    #expect(run.error.hasPrefix("hardfit: "))
    #expect(run.error.contains(message), "\(script): \(run.error)")
    #expect(run.output.isEmpty, "\(script) printed \(run.output)")
    let after = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path).sorted()
    #expect(after == before, "\(script) left \(after)")
    #expect(folder["good.csv"] == "x,y\n1,2\n2,3\n3,5\n4,8\n")
  }
}
