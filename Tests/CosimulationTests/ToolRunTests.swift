import Foundation
import Testing

@testable import Cosimulation

@Suite struct ToolRunTests {
  private func shell(
    _ script: String, timeLimit: Duration = .seconds(20)
  ) throws(ToolError) -> ToolRun {
    try Tool(name: "sh", path: "/bin/sh").run(["-c", script], timeLimit: timeLimit)
  }

  @Test func `a run gives both streams and its code`() throws {
    let run = try shell("echo out; echo err >&2; exit 3")
    #expect(run.output == "out\n")
    #expect(run.error == "err\n")
    #expect(run.ending == .exited(3))
    #expect(throws: ToolError.failed(name: "sh", line: "err")) { try run.succeed() }
  }

  @Test func `a megabyte on each stream comes through`() throws {
    let run = try shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2")
    #expect(run.output.utf8.count == 1_000_000)
    #expect(run.error.utf8.count == 1_000_000)
  }

  @Test func `the line with the error is the one that is told`() throws {
    let run = try shell("echo 'warning: x'; echo 'a.v:3: syntax error'; echo done; exit 1")
    #expect(throws: ToolError.failed(name: "sh", line: "a.v:3: syntax error")) {
      try run.succeed()
    }
  }

  @Test func `a program that hangs is killed with all that it started`() throws {
    let marker = "97\(Int.random(in: 100_000...999_999))"
    let start = ContinuousClock.now
    let run = try shell("sleep \(marker) & sleep \(marker)", timeLimit: .milliseconds(300))
    #expect(run.ending == .timedOut)
    #expect(ContinuousClock.now - start < .seconds(10))
    let left = try shell("for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < $f; echo; done 2>&1")
    #expect(!left.output.split(separator: "\n").contains { $0.hasPrefix("sleep \(marker)") })
  }

  @Test func `what a program leaves running does not hold the run up`() throws {
    let start = ContinuousClock.now
    let run = try shell("sleep 30 & echo gone")
    #expect(run.output == "gone\n")
    #expect(run.isSuccess)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func `a crash is told by its signal`() throws {
    let run = try shell("kill -SEGV $$")
    #expect(run.ending == .signalled(SIGSEGV))
    #expect(throws: ToolError.crashed(name: "sh", signal: SIGSEGV)) { try run.succeed() }
    #expect("\(ToolError.crashed(name: "sh", signal: SIGSEGV))".contains("segmentation fault"))
  }

  @Test func `a full disk has a name of its own`() throws {
    let run = try shell("cat /dev/zero > /dev/full")
    #expect(throws: ToolError.cannotWrite(path: "sh", reason: "no space left on device")) {
      try run.succeed()
    }
  }

  @Test func `a program that is missing is told with the package that has it`() throws {
    #expect(throws: ToolError.missing(name: "no-such-tool", install: "apt-get install tools")) {
      try Tool("no-such-tool", package: "tools")
    }
  }

  @Test func `a program runs where it is told to and sees the variables that it is given`() throws {
    let folder = try WorkingFolder()
    let run = try Tool(name: "sh", path: "/bin/sh").run(
      ["-c", "pwd; echo $HARDFIT_TEST; cat"], in: folder.path,
      environment: ["HARDFIT_TEST": "given"])
    #expect(run.output == "\(folder.path)\ngiven\n")
  }

  @Test func `a working folder goes with its value unless it is kept`() throws {
    var folder: WorkingFolder? = try WorkingFolder()
    let path = folder!.path
    try folder!.write("text", to: "file")
    #expect(FileManager.default.contents(atPath: path + "/file") == Data("text".utf8))
    let kept = path + "/kept/deeper"
    #expect(try WorkingFolder(keeping: kept).path == kept)
    #expect(FileManager.default.fileExists(atPath: kept))
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
