import Datapath
import Foundation
import Samples
import Testing

@testable import Vectors

/// `manifest.json`, read by another JSON reader, and the check of a folder by it.
@Suite struct ManifestTests {
  private func export(_ seed: UInt64) throws -> (folder: BenchFolder, run: RandomRun) {
    let run = RandomRun(seed: seed)
    let folder = try BenchFolder()
    let plan = VectorPlan(
      caseName: "random", command: "hardfit export random", design: run.design,
      configuration: run.configuration, samples: run.samples)
    _ = try plan.write { name in FileSink(folder.url.appending(path: name)) }
    return (folder, run)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `columns tile the word, and lines, bytes and digits are those of the files`(
    seed: UInt64
  ) throws {
    let (folder, _) = try export(seed)
    let json =
      try JSONSerialization.jsonObject(with: Data(folder["manifest.json"]!.utf8))
      as! [String: Any]
    let files = json["files"] as! [[String: Any]]
    let onDisk = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(Set(files.map { $0["name"] as! String } + ["manifest.json"]) == Set(onDisk))
    for file in files {
      let text = folder[file["name"] as! String]!
      #expect(file["bytes"] as? Int == text.utf8.count)
      guard let columns = file["columns"] as? [[String: Any]] else { continue }
      let lines = text.split(separator: "\n")
      #expect(file["lines"] as? Int == lines.count)
      var end = file["word_bits"] as! Int
      for (position, column) in columns.enumerated() {
        let digits = column["digits"] as! Int
        end -= 4 * digits
        #expect(column["offset"] as? Int == end)
        #expect((column["bits"] as! Int + 3) / 4 == digits)
        #expect(lines.allSatisfy { $0.split(separator: "_")[position].count == digits })
        if let fields = column["fields"] as? [[String: Any]] {
          var fieldEnd = end + (column["bits"] as! Int)
          for field in fields {
            fieldEnd -= field["bits"] as! Int
            #expect(field["offset"] as? Int == fieldEnd)
          }
          #expect(fieldEnd == end)
        }
      }
      #expect(end == 0)
    }
  }

  @Test func `a whole folder passes; a changed, cut, missing or listed file is named`() throws {
    let (folder, _) = try export(2)
    try VectorFolder(path: folder.url.path).check()
    func failure() -> String {
      do throws(VectorError) {
        try VectorFolder(path: folder.url.path).check()
        return "none"
      } catch { return "\(error)" }
    }
    let good = folder["expected.hex"]!
    folder["expected.hex"] = good.replacing("0_0_0", with: "0_0_1", maxReplacements: 1)
    #expect(
      failure().hasSuffix(
        "expected.hex: the file has another SHA-256 than when written; write it again: hardfit export random"
      ))
    folder["expected.hex"] = String(good.dropLast(1))
    #expect(failure().contains("expected.hex: the file has \(good.utf8.count - 1) bytes instead"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "expected.hex"))
    #expect(failure().contains("expected.hex: this file of the manifest is missing"))
    folder["expected.hex"] = good
    let manifest = folder["manifest.json"]!
    folder["manifest.json"] = String(manifest.prefix(manifest.count / 2))
    #expect(failure().contains("manifest.json:"))
    folder["manifest.json"] = manifest.replacing("\"epochs.hex\"", with: "\"../epochs.hex\"")
    #expect(failure().contains("'../epochs.hex' is not a file of a vector folder"))
    folder["manifest.json"] = manifest.replacing(
      "\"hardfit_vectors\": 1", with: "\"hardfit_vectors\": 9")
    #expect(failure().contains("the layout is version 9"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "manifest.json"))
    #expect(failure().contains("this folder has no manifest.json"))
  }

  @Test func `the bench that is exported is the one in the repository`() throws {
    #expect(BenchText.bytes == Array(try Data(contentsOf: Repository.bench)))
  }
}
