import Foundation
import Testing

/// The vectors in the repository: made by one command, and strong enough to judge by.
@Suite struct CommittedVectorsTests {
  /// The bytes of every file below a folder, by its path in it.
  private static func tree(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let root = folder.resolvingSymlinksInPath().path + "/"
    let contents = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]))
    for case let file as URL in contents {
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      files[String(file.resolvingSymlinksInPath().path.dropFirst(root.count))] = try Data(
        contentsOf: file)
    }
    return files
  }

  /// What differs between two trees: a line a file.
  private static func differences(_ left: [String: Data], _ right: [String: Data]) -> [String] {
    Set(left.keys).union(right.keys).sorted().compactMap { name in
      switch (left[name], right[name]) {
      case (let a?, let b?): a == b ? nil : "\(name) has other bytes"
      case (nil, _): "\(name) is written, but not committed"
      case (_, nil): "\(name) is committed, but not written"
      }
    }
  }

  /// What a person writes in a case folder, and the pages beside the cases; all else is exported.
  private static func isWritten(_ name: String) -> Bool {
    [
      "samples.csv", "design.json", "scenario.json", "README.md", "sensor.csv",
      "hardfit_vectors.core",
    ].contains {
      name.split(separator: "/").last! == $0
    } || name.hasSuffix(".svg")
  }

  @Test func `one command writes the committed vectors again, byte for byte`() throws {
    let folder = try TemporaryFolder.withCases()
    let copy = folder.url.appending(path: "vectors")
    let committed = try Self.tree(copy)
    for name in committed.keys where !Self.isWritten(name) {
      try FileManager.default.removeItem(at: copy.appending(path: name))
    }
    let run = try Executable.shell("hardfit export vectors --all", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let differences = Self.differences(committed, try Self.tree(copy))
    #expect(
      differences.isEmpty, "write them again with: hardfit export vectors --all\n\(differences)")

    // The comparison sees a byte, a file too many and one too few.
    var other = committed
    other["norris/expected.hex"]![100] ^= 1
    other["extra"] = Data()
    other["cars/design.vh"] = nil
    #expect(Self.differences(committed, other).count == 3)
  }

  @Test func `the cases are small`() throws {
    let bytes = try Self.tree(Repository.root.appending(path: "vectors")).values.reduce(0) {
      $0 + $1.count
    }
    #expect(bytes < 24 << 20)
  }

  @Test func `the RTL passes all of them in Icarus, against their files`() throws {
    let run = try Executable.shell(
      "hardfit verify vectors --all --rtl rtl", in: Repository.root)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(
      run.output.hasSuffix(
        " cases, every one equal\nthis pass shows everything that is checked here\n"))
  }

  @Test func `every cast meets every pair of modes and all that is possible there`() throws {
    let run = try Executable.shell("hardfit coverage vectors --all --strict", in: Repository.root)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    for node in [
      "theta", "weight", "power", "estimate", "error", "product", "gradient", "square", "loss",
      "update",
    ] {
      #expect(
        run.output.contains(try Regex("\n\(node) +63 of 63 ")), "\(run.output)")
    }
    #expect(run.output.contains("\ncontroller: 47 of 47 decisions\n"))
    #expect(run.output.contains("\nmoments: controller: 47 of 47 decisions\n"))
    for node in ["theta", "weight", "power", "gradient", "loss", "update", "moment", "cross"] {
      #expect(run.output.contains(try Regex("\n\(node) +15 of 15 *\n")), "\(run.output)")
    }
  }

  @Test func `a case of moments less leaves holes that are told`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      cp -r \(Repository.root.path)/vectors/corners/moments/* .; rm -r control-1 events-2
      hardfit coverage . --all --strict
      """, in: folder.url)
    #expect(run.code == 1)
    #expect(run.output.contains("\n  moments: controller: "))
    #expect(run.errorLines.last?.contains("not met: moments: ") == true, "\(run.error)")
    #expect(!run.output.contains("no case has it"))
  }

  @Test func `a case less leaves holes that are told`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      cp -r \(Repository.root.path)/vectors/corners/modes/signed-1* .
      rm -r signed-10; hardfit coverage . --all --strict
      """, in: folder.url)
    #expect(run.code == 1)
    #expect(run.output.contains("\nholes\n"))
    #expect(run.output.contains(": no case has it\n"))
    #expect(run.errorLines.last?.contains("are not met") == true, "\(run.error)")
  }
}
