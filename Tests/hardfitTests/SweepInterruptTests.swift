import Foundation
import Testing

/// Sweeps that are stopped, and go on.
@Suite struct SweepInterruptTests {
  private static let options =
    "vectors/norris --vary theta.fraction=6...25 --vary x.width=8...15 --vary error.width=10...17 --epochs 2000 --threads 2"

  @Test func `killed at many points by real signals, the table is the same to the byte`() throws {
    let folder = try TemporaryFolder.withCases()
    let command = "exec hardfit sweep \(Self.options) -q -o table.csv"
    var designs: [Int] = []
    for (round, signal) in [SIGKILL, SIGINT, SIGTERM, SIGKILL, SIGHUP, SIGKILL, SIGINT].enumerated()
    {
      let running = try Running(command, in: folder.url)
      let before = folder.size("table.csv.journal")
      // Somewhere in the middle of a line, if chance has it.
      try wait {
        !running.process.isRunning || folder.size("table.csv.journal") > max(before, 1000) + 2000
      }
      usleep(UInt32(round) * 3000)
      kill(running.process.processIdentifier, signal)
      let run = running.result()
      guard run.code != 0 else { break }
      #expect(run.code == -signal && run.error.isEmpty, "\(run.error)")
      #expect(folder.contents == ["table.csv.journal", "vectors"])
      designs.append(folder["table.csv.journal"]!.split(separator: "\n").count)
    }
    #expect(designs.count >= 3 && designs == designs.sorted(), "\(designs)")
    let last = try Executable.shell("hardfit sweep \(Self.options) -o table.csv", in: folder.url)
    #expect(last.code == 0 && last.error.contains("continuing after"), "\(last.error)")
    let whole = try Executable.shell(
      "hardfit sweep \(Self.options) -o whole.csv", in: folder.url)
    #expect(whole.code == 0 && whole.error.isEmpty)
    #expect(last.output == whole.output)
    #expect(folder["table.csv"] == folder["whole.csv"])
    #expect(folder["whole.csv"]?.split(separator: "\n").count == 1281)
    #expect(folder.contents == ["table.csv", "vectors", "whole.csv"])
  }

  @Test func `a disk that fills ends the run in one line, and with room it goes on`() throws {
    let folder = try TemporaryFolder.withCases()
    // A file system of its own, in a name space of its own, so that nobody need be root.
    let run = try Executable.shell(
      """
      mkdir disk
      unshare --map-root-user --mount sh -c '
        mount -t tmpfs -o size=100k none disk || exit 99
        hardfit sweep \(Self.options) -o disk/t.csv > /dev/null 2> one.txt; echo $?
        ls -A disk
        mount -o remount,size=400k disk
        hardfit sweep \(Self.options) -o disk/t.csv > /dev/null 2> two.txt; echo $?
        ls -A disk
        mount -o remount,size=4m disk
        hardfit sweep \(Self.options) -o disk/t.csv > /dev/null 2> three.txt; echo $?
        ls -A disk
        cp disk/t.csv t.csv'
      hardfit sweep \(Self.options) -q -o whole.csv > /dev/null
      """, in: folder.url)
    #expect(
      run.output
        == "74\nt.csv.journal\n74\nt.csv.journal\n0\nt.csv\n",
      "unshare (util-linux) has to be allowed to mount a tmpfs: \(run.output)\(run.error)")
    #expect(
      folder["one.txt"]
        == "hardfit: disk/t.csv.journal: cannot write: no space left on device; make room and run it again\n"
    )
    let two = folder["two.txt"] ?? ""
    #expect(two.hasPrefix("hardfit: disk/t.csv.journal: continuing after "), "\(two)")
    #expect(two.hasSuffix("no space left on device; make room and run it again\n"), "\(two)")
    #expect(folder["t.csv"] != nil && folder["t.csv"] == folder["whole.csv"])
  }

  @Test func `shards merge into the table of the whole sweep`() throws {
    let folder = try TemporaryFolder.withCases()
    let options =
      "vectors/norris vectors/anscombe1 --vary theta.fraction=6...16 --vary x.width=8,70 --epochs 3"
    // A process that may have fewer files open than there are parts, until it asks for more.
    let run = try Executable.shell(
      """
      for i in 1 2 3 4; do hardfit sweep \(options) --shard $i/4 -o part-$i.csv; done
      prlimit --nofile=6: hardfit merge part-3.csv part-1.csv part-4.csv part-2.csv -o merged.csv > merged.txt
      hardfit sweep \(options) -o whole.csv > whole.txt
      hardfit sweep \(options) --shard 1/1 -o all.csv -q && hardfit merge all.csv -o alone.csv > alone.txt
      """, in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    #expect(folder["alone.csv"] == folder["whole.csv"])
    #expect(folder["merged.csv"] != nil && folder["merged.csv"] == folder["whole.csv"])
    #expect(folder["merged.txt"] == folder["whole.txt"])

    let part = try #require(folder["part-2.csv"])
    folder["short.csv"] = String(part.dropLast(60))
    folder["changed.csv"] = part.replacing("norris,8", with: "norris,9", maxReplacements: 1)
    folder["longer.csv"] = part + "1,2\n"
    folder["other.csv"] = "x,y\n1,2\n"
    folder["empty.csv"] = ""
    for (command, code, words) in [
      (
        "merge part-1.csv part-2.csv part-4.csv", 65, "part 3/4 is missing; compute it with --shard"
      ),
      ("merge part-1.csv", 65, "part 2/4 and 2 more is missing"),
      ("merge part-*.csv part-2.csv", 65, "is part 2/4, and so is part-2.csv; give each part once"),
      ("merge part-1.csv short.csv", 65, "short.csv: is not a part of a sweep, or not a whole one"),
      ("merge part-1.csv changed.csv", 65, "changed.csv: is not a part of a sweep"),
      ("merge part-1.csv longer.csv", 65, "longer.csv: is not a part"),
      ("merge other.csv", 65, "other.csv: is not a part"),
      ("merge empty.csv", 65, "empty.csv: is not a"),
      ("merge whole.csv", 65, "whole.csv: is not a part"), ("merge none.csv", 66, "none.csv"),
      ("merge", 64, "PART is missing"),
      (
        "sweep \(options.replacing("16", with: "17")) --shard 2/4 -o alien.csv -q && hardfit merge part-1.csv alien.csv",
        65, "alien.csv: is of another sweep than part-1.csv"
      ),
      (
        "sweep \(options) --shard 2/5 -o fifth.csv -q && hardfit merge part-1.csv fifth.csv", 65,
        "fifth.csv: is of another sweep than part-1.csv"
      ),
    ] {
      let run = try Executable.shell("hardfit " + command, in: folder.url)
      #expect(run.code == Int32(code), "\(command): \(run.error)")
      #expect(run.errorLines.count == 1 && run.error.contains(words), "\(command): \(run.error)")
      #expect(run.output.isEmpty, "\(command)")
    }
  }

  @Test func `the results of another sweep are not gone on with`() throws {
    let folder = try TemporaryFolder.withCases()
    let running = try Running(
      "exec hardfit sweep \(Self.options) -q -o table.csv", in: folder.url)
    try wait { !running.process.isRunning || folder.size("table.csv.journal") > 3000 }
    kill(running.process.processIdentifier, SIGKILL)
    #expect(running.result().code == -SIGKILL)
    let before = folder["table.csv.journal"]
    for other in ["--seed 2 --stall-input 0.1", "--epochs 7", "--error ls_fit_lsb", "--shard 1/2"] {
      let run = try Executable.shell(
        "hardfit sweep \(Self.options) \(other) -o table.csv", in: folder.url)
      #expect(run.code == 65 && run.errorLines.count == 1, "\(other): \(run.error)")
      #expect(
        run.error.hasPrefix("hardfit: table.csv.journal: is the journal of another sweep; finish"))
      #expect(folder["table.csv.journal"] == before)
    }
  }

  private struct TookTooLong: Error {}

  private func wait(until isReached: () -> Bool) throws {
    for _ in 0..<20_000 {
      if isReached() { return }
      usleep(1000)
    }
    throw TookTooLong()
  }
}

extension TemporaryFolder {
  /// The bytes of a file; 0 if there is none.
  fileprivate func size(_ name: String) -> Int {
    var status = stat()
    return stat(path(name), &status) == 0 ? Int(status.st_size) : 0
  }
}
