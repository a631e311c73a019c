import Foundation
import Testing

@testable import hardfit

@Suite struct OutputTests {
  @Test func `a file appears with its commit and not before`() throws {
    let folder = try TemporaryFolder()
    folder["a.txt"] = "old"
    let output = try Output.opened(folder.path("a.txt"))
    try output.write("new")
    try output.flush()
    #expect(folder["a.txt"] == "old")
    #expect(folder.contents.count == 2)
    try output.commit()
    #expect(folder["a.txt"] == "new")
    #expect(folder.contents == ["a.txt"])
  }

  @Test func `an output that is dropped leaves nothing and changes nothing`() throws {
    let folder = try TemporaryFolder()
    folder["a.txt"] = "old"
    for name in ["a.txt", "b.txt"] {
      let output = try Output.opened(folder.path(name))
      try output.write(String(repeating: "x", count: 1_000_000))
    }
    #expect(folder.contents == ["a.txt"])
    #expect(folder["a.txt"] == "old")
  }

  @Test func `several files complete before the first appears`() throws {
    let folder = try TemporaryFolder()
    let outputs = try ["a", "b"].map { try OutputFile(folder.path($0)) }
    for output in outputs {
      try output.write("x")
      try output.complete()
    }
    #expect(folder.contents.allSatisfy { $0.hasPrefix(".hardfit-") })
    for output in outputs { try output.commit() }
    #expect(folder.contents == ["a", "b"])
  }

  @Test func `a file that a killed process left beside it is removed, a running one's is not`()
    throws
  {
    let folder = try TemporaryFolder()
    // No process has the first number: it is beyond the greatest that Linux gives (proc(5), pid_max).
    folder[".hardfit-4194400-1.partial"] = "left"
    folder[".hardfit-\(getpid())-77777.partial"] = "mine"
    let output = try Output.opened(folder.path("a.txt"))
    try output.commit()
    #expect(folder.contents == [".hardfit-\(getpid())-77777.partial", "a.txt"])
  }

  @Test func `a replaced file keeps its permissions and a link stays a link`() throws {
    let folder = try TemporaryFolder()
    folder["real.txt"] = "old"
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("real.txt"))
    try files.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "real.txt")
    let output = try Output.opened(folder.path("link"))
    try output.write("new")
    try output.commit()
    #expect(folder["real.txt"] == "new")
    #expect(try files.destinationOfSymbolicLink(atPath: folder.path("link")) == "real.txt")
    let attributes = try files.attributesOfItem(atPath: folder.path("real.txt"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test(arguments: ["missing/a.txt", ".", "/proc/hardfit.txt", "a.txt/b.txt"])
  func `what cannot be created is a failure of code 73 that names it`(name: String) throws {
    let folder = try TemporaryFolder()
    folder["a.txt"] = ""
    let path = name.hasPrefix("/") ? name : folder.path(name)
    let failure = #expect(throws: Failure.self) { _ = try Output.opened(path) }
    #expect(failure?.code == .cannotCreate)
    #expect(failure?.subject == path)
    #expect(folder.contents == ["a.txt"])
  }

  @Test func `a link that leads nowhere yet is written through, as one that leads to a file`()
    throws
  {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path("inner"), withIntermediateDirectories: false)
    try files.createSymbolicLink(
      atPath: folder.path("second"), withDestinationPath: "inner/real.txt")
    try files.createSymbolicLink(atPath: folder.path("first"), withDestinationPath: "second")
    try files.createSymbolicLink(atPath: folder.path("round"), withDestinationPath: "round")
    try files.createSymbolicLink(atPath: folder.path("plots"), withDestinationPath: "inner/plots")
    let output = try Output.opened(folder.path("first"))
    try output.write("new")
    try output.commit()
    #expect(folder["inner/real.txt"] == "new")
    #expect(try files.destinationOfSymbolicLink(atPath: folder.path("first")) == "second")
    #expect(throws: Failure.self) { _ = try Output.opened(folder.path("round")) }
    try OutputFolder.make(folder.path("plots"))
    #expect(SystemCall.status(of: folder.path("inner/plots"))?.isFolder == true)
    #expect(folder.contents == ["first", "inner", "plots", "round", "second"])
  }

  @Test func `a failed run leaves no empty folder, and none that was there goes`() throws {
    let folder = try TemporaryFolder()
    folder["in.csv"] = "x,y\n0,1\n1,3\n2,5\n3,8\n"
    folder["out.csv.journal"] = "somebody's\n"
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path("old"), withIntermediateDirectories: false)
    for plots in ["new", "old"] {
      let run = try Executable.shell(
        "hardfit sweep in.csv --vary x.width=8,9 --epochs 3 --output out.csv --plots \(plots)",
        in: folder.url)
      #expect(run.code == 65, "\(run.error)")
      #expect(folder.contents == ["in.csv", "old", "out.csv.journal"])
    }
    folder["out.csv.journal"] = nil
    try files.removeItem(atPath: folder.path("out.csv.journal"))
    let run = try Executable.shell(
      "hardfit sweep in.csv --vary x.width=8,9 --epochs 3 --output out.csv --plots new",
      in: folder.url)
    #expect(
      run.code == 0 && folder.contents == ["in.csv", "new", "old", "out.csv"], "\(run.error)")
  }

  @Test func `a missing folder is told from one in which nothing can be created`() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path("missing/a")
    func ours(_ path: String) throws(Failure) -> Set<String>? { nil }
    let makers: [(String) throws -> Void] = [
      { _ = try Output.opened($0) }, { try OutputFolder.make($0) },
      { _ = try OutputTree($0, replacing: ours) },
    ]
    for make in makers {
      let failure = #expect(throws: Failure.self) { try make(missing) }
      #expect(failure?.fix == "the folder \(folder.path("missing"))/ does not exist")
      let other = #expect(throws: Failure.self) { try make("/proc/hardfit-made-this") }
      #expect(
        other?.message
          == "/proc/hardfit-made-this: cannot create: no such file or directory; nothing can be created in /proc/"
      )
    }
  }

  @Test func `a full device is a failure of code 74, and so is all that follows`() throws {
    let output = try Output.opened("/dev/full")
    try output.write("x")
    let failure = try #require(throws: Failure.self) { try output.commit() }
    #expect(failure.code == .inputOutput)
    #expect(throws: failure) {
      try output.write("y")
      try output.commit()
    }
  }

  @Test func `chunks of any length come out in order`() throws {
    let folder = try TemporaryFolder()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    var expected: [UInt8] = []
    let output = try Output.opened(folder.path("a"))
    for _ in 0..<60 {
      let chunk = (0..<Int.random(in: 0...100_000, using: &random)).map {
        UInt8(truncatingIfNeeded: $0)
      }
      expected += chunk
      try output.write(chunk)
      expected.append(65)
      try output.write(UInt8(65))
    }
    try output.commit()
    #expect(
      try [UInt8](Data(contentsOf: folder.url.appending(path: "a"))) == expected, "seed \(seed)")
  }

  @Test func `integers are written as Swift writes them`() throws {
    let folder = try TemporaryFolder()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    var numbers: [Int128] = [0, -1, 9, 10, -10, Int128(Int64.min), Int128(Int64.max), .min, .max]
    numbers += (0..<5_000).map { _ in
      Int128.random(in: .min ... .max, using: &random) >> Int128.random(in: 0...127, using: &random)
    }
    let output = try Output.opened(folder.path("a"))
    for number in numbers {
      try output.write(decimal: number)
      try output.write(" ")
      try output.write(hex: number, digits: 32)
      try output.write(" ")
      try output.write(binary: number, digits: 5)
      try output.write("\n")
    }
    try output.commit()
    let lines = (folder["a"] ?? "").split(separator: "\n")
    #expect(lines.count == numbers.count)
    for (line, number) in zip(lines, numbers) {
      let bits = UInt128(truncatingIfNeeded: number)
      let hex = String(bits, radix: 16)
      let low = String(bits & 31, radix: 2)
      let expected =
        "\(number) \(String(repeating: "0", count: 32 - hex.count))\(hex) "
        + String(repeating: "0", count: 5 - low.count) + low
      #expect(line == expected, "seed \(seed)")
    }
  }
}

/// A small generator whose seed a failure can name.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
