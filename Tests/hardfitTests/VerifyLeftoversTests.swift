import Foundation
import Testing

/// What `hardfit verify` leaves behind where the disk is full or nobody could clean up: nothing that misleads.
@Suite struct VerifyLeftoversTests {
  private static let command = "hardfit verify \(Repository.root.path)/vectors/norris --epochs 3"

  @Test(arguments: [
    "", " --simulator verilator", " --simulator verilator --latency any", " --random 2",
  ])
  func `a limit on the size of files is never put down to the Verilog`(options: String) throws {
    let scene = try VerifyScene()
    let command = options.contains("random") ? "hardfit verify" : Self.command
    for blocks in [1, 16, 100] {
      let run = try scene.run(
        "ulimit -f \(blocks); \(command) --rtl \(Repository.root.path)/rtl\(options)")
      #expect(run.code == 74, "\(blocks): \(run.error)")
      #expect(
        run.errorLines.count == 1
          && run.error.hasSuffix(
            "cannot write: file too large; raise the limit on a file's size (ulimit -f)\n"),
        "\(blocks): \(run.error)")
      #expect(scene.leftovers.isEmpty)
    }
  }

  @Test func `a folder that is kept has no half of a file`() throws {
    let scene = try VerifyScene()
    let run = try scene.run(
      "mkdir kept; touch kept/.hardfit-kept; echo mine > kept/notes; touch -d yesterday kept/notes; ulimit -f 16; \(Self.command) --keep kept"
    )
    #expect(run.code == 74 && run.error.contains("cannot write: file too large"), "\(run.error)")
    let kept = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path("kept"))
    #expect(kept.sorted() == [".hardfit-kept", "notes"])
  }

  @Test func `a full disk for temporary files is told as that, with what to do`() throws {
    // Only the superuser may mount one.
    guard geteuid() == 0 else { return }
    let scene = try VerifyScene()
    let run = try scene.run(
      """
      unshare -m sh -c 'for size in 16k 64k 600k; do
        mount -t tmpfs -o size=$size tmpfs tmp
        \(Self.command) --simulator verilator --latency any; echo $? >> codes; umount tmp
      done'
      """)
    #expect(scene.folder["codes"] == "74\n74\n74\n")
    #expect(
      run.errorLines.count == 3
        && run.errorLines.allSatisfy { $0.contains("no space left on device; make room") },
      "\(run.error)")
  }

  @Test func `killed, it takes its simulator with it, and the next run removes its folder`() throws
  {
    let scene = try VerifyScene()
    try scene.fake(
      "vvp", "sh -c 'echo $$ > child; exec sleep 1000' & echo $$ > pid; exec sleep 1000")
    let running = try Running(
      "PATH=\(scene.folder.path("bin")):$PATH; exec \(Self.command)", in: scene.folder.url,
      environment: scene.environment)
    var processes: [pid_t] = []
    for _ in 0..<1000 where processes.count < 2 {
      usleep(10_000)
      let folder = scene.leftovers.first.map { scene.folder.path("tmp/\($0)") } ?? ""
      processes = ["child", "pid"].compactMap { name in
        (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).flatMap {
          pid_t($0.prefix { $0 != "\n" })
        }
      }
    }
    #expect(processes.count == 2 && processes.allSatisfy { kill($0, 0) == 0 })
    kill(running.process.processIdentifier, SIGKILL)
    #expect(running.result().code == -SIGKILL)
    func isAlive(_ process: pid_t) -> Bool {
      // One that nobody waits for any more is as good as gone.
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      return status.map { !$0.contains(") Z ") } ?? false
    }
    for _ in 0..<500 where processes.contains(where: isAlive) { usleep(10_000) }
    #expect(!processes.contains(where: isAlive))
    #expect(scene.leftovers.count == 1)
    let other = try scene.run(
      "mkdir tmp/hardfit-1-abcdef tmp/hardfit-mine; rm bin/vvp; \(Self.command)")
    #expect(other.code == 0, "\(other.error)")
    #expect(scene.leftovers.sorted() == ["hardfit-1-abcdef", "hardfit-mine"], "others' stay")
  }
}
