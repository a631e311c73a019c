import Foundation
import Testing
import Vectors

@testable import hardfit

/// A folder that takes the place of an earlier one, killed at every change of the disk.
@Suite struct OutputTreeTests {
  private static let old = ["a.hex": "old a", "b.hex": "old b", "last": "old last"]
  private static let new = ["a.hex": "new a", "c.hex": "new c", "last": "new last"]

  /// What the folder holds, hidden files apart.
  private func contents(_ path: String) -> [String: String] {
    var found: [String: String] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where !name.hasPrefix(".hardfit-") {
      found[name] = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
    return found
  }

  /// Where `last` is there, the others are an earlier writer's.
  private func write(
    _ files: [String: String], to path: String, changes: Int = .max, canExchange: Bool = true
  ) throws {
    let tree = try OutputTree(path) { path throws(Failure) in
      FileManager.default.fileExists(atPath: "\(path)/last")
        ? ["a.hex", "b.hex", "c.hex", "last"] : nil
    }
    tree.changesLeft = changes
    tree.canExchange = canExchange
    for (name, text) in files.sorted(by: { $0.key < $1.key }) { try tree.open(name).write(text) }
    try tree.commit()
  }

  @Test(arguments: [true, false], [[:], ["user.txt": "mine", "README.md": "mine too"]])
  func
    `a commit that is killed at any change leaves the old files, the new ones, or neither, and is repeated`(
      canExchange: Bool, others: [String: String]
    ) throws
  {
    var kills = 0
    while true {
      let folder = try TemporaryFolder()
      let path = folder.path("out")
      try write(Self.old, to: path)
      for (name, text) in others { folder["out/\(name)"] = text }
      let (all, allNew) = [Self.old, Self.new].map { $0.merging(others) { $1 } }.pair
      do {
        try write(Self.new, to: path, changes: kills, canExchange: canExchange)
        #expect(contents(path) == allNew)
        #expect(folder.contents == ["out"])
        break
      } catch {
        kills += 1
        let found = contents(path)
        // Whoever looks for the last file first finds it with its own, or not at all.
        #expect(found["last"] == nil || found == all || found == allNew, "\(kills): \(found)")
        if canExchange, others.isEmpty { #expect(found == all || found == allNew) }
        #expect(others.allSatisfy { found[$0.key] == $0.value })
        // The same again, killed in its turn, and then to the end.
        try? write(Self.new, to: path, changes: kills % 3, canExchange: canExchange)
        try write(Self.new, to: path, canExchange: canExchange)
        #expect(contents(path) == allNew, "\(kills)")
        // But for what this process, which lives on, has left.
        let names = try SystemCall.names(in: path).filter { !TemporaryFiles.isOurs($0) }
        #expect(names == allNew.keys.sorted(), "\(kills)")
      }
    }
    #expect(kills > 3)
  }

  @Test func `the folder in which somebody works stays the same folder`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      "mkdir o && cd o && hardfit export \"$V/cars\" -o . --level epoch && hardfit export \"$V/cars\" -o . --level node && ls && hardfit export \"$V/cars\" -o ../o && ls",
      in: folder.url, environment: ["V": Repository.root.appending(path: "vectors").path])
    #expect(run.code == 0, "\(run.error)")
    #expect(run.output.contains("nodes.hex"))
    #expect(folder["o/manifest.json"] != nil && folder["o/stimulus.hex"] != nil)
  }

  @Test func `what a killed process left is removed, and what a running one writes is not`() throws
  {
    let folder = try TemporaryFolder()
    // No process has this number: it is beyond the greatest that Linux gives (proc(5), pid_max).
    for name in [
      ".hardfit-4194400-1.partial", ".hardfit-\(getpid())-77777.partial", ".hardfit-x-1.partial",
    ] {
      folder[name] = "left"
    }
    let dead = folder.path(".hardfit-4194401-2.partial")
    try FileManager.default.createDirectory(atPath: dead, withIntermediateDirectories: false)
    folder[".hardfit-4194401-2.partial/a.hex"] = "left"
    try write(Self.old, to: folder.path("out"))
    #expect(
      folder.contents == [".hardfit-\(getpid())-77777.partial", ".hardfit-x-1.partial", "out"])
  }

  @Test(.timeLimit(.minutes(20)))
  func `an export over an export, killed at any time, works when repeated`() throws {
    let folder = try TemporaryFolder()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let vectors = ["V": Repository.root.appending(path: "vectors").path]
    func run(_ script: String) throws -> Executable {
      try Executable.shell(script, in: folder.url, environment: vectors)
    }
    let commands = [
      "hardfit export \"$V/cars\" -o out --epochs 3",
      "hardfit export \"$V/cars\" -o out --epochs 4 --level epoch",
    ]
    let start = ContinuousClock.now
    #expect(try run(commands[0]).code == 0)
    let time = (ContinuousClock.now - start) / .milliseconds(1)
    var killed = 0
    for round in 0..<24 {
      let delay = Double.random(in: 0...1.2 * time, using: &random)
      let command = commands[(round + 1) % 2]
      let running = try Running("exec \(command)", in: folder.url, environment: vectors)
      usleep(UInt32(delay * 1000))
      kill(running.process.processIdentifier, SIGKILL)
      killed += running.result().code == -SIGKILL ? 1 : 0
      // The old files or the new ones: the manifest's hashes hold.
      #expect(throws: Never.self, "seed \(seed), round \(round)") {
        try VectorFolder(path: folder.path("out")).check()
      }
      let again = try run(command)
      #expect(again.code == 0, "seed \(seed), round \(round): \(again.error)")
      #expect(folder.contents == ["out"], "seed \(seed), round \(round)")
    }
    #expect(killed > 5)
  }
}

extension Array {
  fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
