import Testing

/// `--architecture moments` from outside.
@Suite struct MomentsProcessTests {
  /// Runs a script that saves the case `saved` from `$norris`, then verifies and exports it, counts its results and plays the
  /// bench.
  private static func savedAndVerified(_ script: String) throws -> Executable {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      norris=\(Repository.root.path)/vectors/norris
      \(script)
      hardfit verify saved --simulator all || exit 4
      hardfit export saved -o saved || exit 5
      grep -c . saved/epochs.hex
      iverilog -g2005 -I saved -s hardfit_bench -o bench.vvp saved/hardfit_bench.v \(Repository.root.path)/rtl/*.v || exit 6
      vvp -n bench.vvp +vectors=saved || exit 7
      """, in: folder.url)
    #expect(run.code == 0, "\(run.code) \(run.error)")
    #expect(run.output.contains("every output port equal in Icarus Verilog"))
    #expect(run.output.contains("every output port equal in Verilator"))
    return run
  }

  @Test func `a case is simulated, saved and verified with its samples passing once`() throws {
    let run = try Self.savedAndVerified(
      """
      hardfit simulate $norris --architecture moments --save-case saved || exit 2
      hardfit simulate saved --json || exit 3
      """)
    #expect(run.output.contains("36 + 3 for the samples, which pass once, then 13 epochs of 211; "))
    #expect(run.output.contains("\n13\nPASS "))
    #expect(run.output.contains("\"moment\"") && !run.output.contains("\"estimate\""))
  }

  @Test func `of a run, the last result alone is offered where that is asked for`() throws {
    let run = try Self.savedAndVerified(
      """
      hardfit simulate $norris --architecture moments --results last --save-case saved || exit 2
      grep '"results": "last"' saved/design.json || exit 3
      """)
    #expect(run.output.contains("13 epochs of 211, of which the last one's result is offered; "))
    #expect(run.output.contains("\n1\nPASS "))
  }

  @Test(arguments: ["kept", "loaded"])
  func `a case whose samples keep coming is shown run by run and verified`(
    running: String
  ) throws {
    let run = try Self.savedAndVerified(
      """
      options="--architecture moments --running \(running) --epochs 4"
      hardfit simulate $norris $options --runs 5 --vcd waves.vcd --save-case saved || exit 2
      grep '"running": "\(running)"' saved/design.json || exit 3
      hardfit simulate saved --json | grep -c '"end"'
      """)
    #expect(run.output.contains("885 cycles: 1 to start, then 36 + 4 for the samples"))
    #expect(run.output.contains("5 runs while the samples come again and again"))
    #expect(run.output.contains("\n3\n"))
    #expect(run.output.contains("\n12\nPASS "))
  }

  @Test func `a case whose samples keep coming goes through the other commands, stream beside it`()
    throws
  {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      options="--architecture moments --running kept --results last"
      hardfit simulate \(Repository.root.path)/vectors/norris $options --save-case saved > saved.txt || exit 2
      hardfit coverage saved || exit 3
      hardfit compare saved || exit 4
      hardfit simulate saved --architecture stream || exit 5
      hardfit sweep saved --vary architecture=stream,moments || exit 6
      """, in: folder.url)
    #expect(run.code == 0 && run.error.isEmpty, "\(run.code) \(run.error)")
    #expect(!run.output.contains("start again after done"))
    #expect(run.output.contains("saved; 1 stalled, 1 in a cycle"))
  }

  @Test func `one response to overflows is taken for all nodes of an architecture`() throws {
    let run = try Executable.shell(
      "hardfit simulate vectors/norris --architecture moments --on-overflow error",
      in: Repository.root)
    #expect(run.code == 0, "\(run.error)")
  }

  @Test(arguments: [
    (
      "simulate vectors/norris --architecture moments --format error.width=12",
      "formats has error, which the architecture moments does not have; its nodes are x, y, theta, weight, power, gradient, loss, step, update, moment, cross, energy"
    ),
    (
      "simulate vectors/norris --format moment.width=12",
      "formats has moment, which the architecture stream does not have; its nodes are x, y, theta,"
    ),
    (
      "simulate vectors/norris --architecture moments --on-overflow silent --on-overflow error=error",
      "on_overflow has error, which the architecture moments does not have;"
    ),
    (
      "simulate vectors/norris --on-overflow moment=error",
      "on_overflow has moment, which the architecture stream does not have;"
    ),
    ("simulate vectors/norris --architecture folded", "stream"),
    (
      "simulate vectors/norris --results last",
      "results is last, which the architecture stream does not have; leave it out or give --architecture moments"
    ),
    ("simulate vectors/norris --architecture moments --results first", "every or last"),
    (
      "simulate vectors/norris --running kept",
      "running is kept, which the architecture stream does not have; leave it out or give --architecture moments"
    ),
    (
      "simulate vectors/norris --architecture moments --runs 2",
      "--runs: is of samples that keep coming; add --architecture moments --running kept, or leave it out"
    ),
  ])
  func `what an architecture does not have is refused in a line`(
    command: String, message: String
  ) throws {
    let run = try Executable.shell("hardfit \(command)", in: Repository.root)
    #expect(run.code == 64)
    #expect(run.error.contains(message) && run.error.split(separator: "\n").count == 1)
  }
}
