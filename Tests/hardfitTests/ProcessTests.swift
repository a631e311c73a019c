import Foundation
import Testing

@testable import hardfit

/// The executable from outside: what it prints where, and how it ends.
@Suite struct ProcessTests {
  @Test(arguments: [
    ("hardfit --version", 0), ("hardfit", 0), ("hardfit help format", 0),
    ("hardfit format --help --nonsense", 0), ("hardfit fromat", 64), ("hardfit format", 64),
    ("hardfit format Q3.4", 64), ("hardfit format sfix8 ten", 64), ("hardfit format sfix8 nan", 64),
    ("hardfit format sfix999", 64), ("hardfit format 'ap_ufixed<8,4,AP_TRN,AP_WRAP_SM>'", 64),
    ("hardfit format sfix8 --jsno", 64), ("hardfit format sfix8 1 --raw -", 64),
    ("hardfit format sfix8 --json --raw -", 64),
    ("printf 'a\\n' | hardfit format sfix8 --raw -", 65),
    ("hardfit format sfix8 --raw missing.txt", 66), ("hardfit format sfix8 --raw .", 66),
    ("hardfit format sfix8 1 -o missing/out.txt", 73), ("hardfit format sfix8 1 -o .", 73),
    ("hardfit format sfix8 1 -o /proc/out.txt", 73), ("hardfit format sfix8 1 > /dev/full", 74),
    ("hardfit format sfix8 1 -o /dev/full", 74), ("hardfit format sfix8 1 >&-", 74),
    ("hardfit --help > /dev/full", 74), ("hardfit completions bash > /dev/full", 74),
    ("hardfit completions tcsh", 64),
  ])
  func `every ending has its code, and every failure one line`(script: String, code: Int) throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(script, in: folder.url)
    #expect(run.code == Int32(code), "\(script): \(run.error)")
    #expect(run.errorLines.count == (code == 0 ? 0 : 1), "\(script): \(run.error)")
    #expect(run.errorLines.allSatisfy { $0.hasPrefix("hardfit: ") && !$0.hasSuffix(" ") })
    #expect(run.output.isEmpty == (code != 0), "\(script) printed \(run.output)")
    #expect(folder.contents.isEmpty)
  }

  @Test func `a line that is no number is named, and the file is absent`() throws {
    let folder = try TemporaryFolder()
    folder["in.txt"] = "1\n2\nx y\n5\n"
    let run = try Executable.shell("hardfit format sfix8 --raw in.txt -o out.txt", in: folder.url)
    #expect(run.code == 65)
    #expect(run.error.hasPrefix("hardfit: in.txt: line 3: 'x y' is not a number"))
    #expect(folder.contents == ["in.txt"])
    let direct = try Executable.shell("hardfit format sfix8 --raw in.txt", in: folder.url)
    #expect(direct.code == 65)
    #expect(direct.output == "1\n2\n")
    let blank = try Executable.shell(
      "printf '1\\n2\\n\\n3\\n' | hardfit format sfix8 --raw -", in: folder.url)
    #expect(blank.code == 65 && blank.output == "1\n2\n")
    #expect(blank.error.hasPrefix("hardfit: standard input: line 3 is blank, and numbers follow;"))
  }

  @Test func `a closed pipe ends the run quietly by SIGPIPE`() throws {
    let run = try Executable.shell(
      """
      set -o pipefail
      yes 0.25 2>/dev/null | head -n 300000 | hardfit format sfix16_En12 --raw - | head -n 1
      echo ${PIPESTATUS[2]}
      """, by: "/bin/bash")
    #expect(run.output == "1024\n141\n")
    #expect(run.error.isEmpty)
  }

  @Test func `a full disk leaves no part of a file`() throws {
    let folder = try TemporaryFolder()
    folder["out.txt"] = "old"
    let run = try Executable.shell(
      """
      ulimit -f 64
      yes 0.25 2>/dev/null | head -n 100000 | hardfit format sfix16_En12 --raw - -o out.txt
      """, in: folder.url)
    #expect(run.code == 74)
    #expect(run.errorLines.count == 1 && run.error.hasPrefix("hardfit: out.txt: cannot write: "))
    #expect(folder.contents == ["out.txt"])
    #expect(folder["out.txt"] == "old")
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `an interrupted write leaves nothing behind, even if the parent blocked the signal`(
    signal: Int32
  ) throws {
    let folder = try TemporaryFolder()
    // The writer keeps the pipe open, so that the run can only end by the signal.
    let running = try Running(
      """
      mkfifo in; exec 3<>in; echo 1 >&3
      exec env --block-signal hardfit format sfix8 --raw in -o out.txt
      """, in: folder.url)
    try waitUntil { folder.contents.contains { $0.hasPrefix(".hardfit-") } }
    kill(running.process.processIdentifier, signal)
    let run = running.result()
    #expect(run.code == -signal)
    #expect(run.error.isEmpty)
    #expect(folder.contents == ["in"])
  }

  @Test func `a signal that is ignored at the start stays ignored`() throws {
    let folder = try TemporaryFolder()
    let running = try Running(
      """
      trap '' HUP; mkfifo in; (sleep 1.5; echo 2) > in &
      exec hardfit format sfix8 --raw in -o out.txt
      """, in: folder.url)
    try waitUntil { folder.contents.contains { $0.hasPrefix(".hardfit-") } }
    kill(running.process.processIdentifier, SIGHUP)
    #expect(running.result().code == 0)
    #expect(folder["out.txt"] == "2\n")
  }

  @Test func `devices, pipes and standard output by name are written where they are`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      hardfit format sfix8 --raw - -o /dev/null < numbers
      (echo before; echo 1 | hardfit format sfix8 --raw - -o /dev/stdout; echo after) > all.txt
      mkfifo pipe; cat pipe > piped.txt & echo 3 | hardfit format sfix8 --raw - -o pipe; wait
      echo 4 | hardfit format sfix8 --raw - -o -
      """.replacing("< numbers", with: "< /dev/null"), in: folder.url)
    #expect(run.error.isEmpty)
    #expect(run.output == "4\n")
    #expect(folder["all.txt"] == "before\n1\nafter\n")
    #expect(folder["piped.txt"] == "3\n")
    #expect(folder.contents == ["all.txt", "pipe", "piped.txt"])
  }

  @Test func `each number that comes through a pipe is answered at once`() throws {
    let run = try Executable.shell(
      """
      coproc hardfit format sfix16_En12 --raw -
      for value in 0.5 -1 2.25; do
        echo $value >&${COPROC[1]}
        read -t 20 -r raw <&${COPROC[0]} && echo $raw
      done
      """, by: "/bin/bash")
    #expect(run.output == "2048\n-4096\n9216\n")
  }

  @Test func `numbers out of range are counted in a warning`() throws {
    let run = try Executable.shell("printf '1\\n200\\n-300' | hardfit format sfix8,SAT --raw -")
    #expect(run.code == 0)
    #expect(run.output == "1\n127\n-128\n")
    #expect(run.errorLines.count == 1 && run.error.contains("warning: standard input: 2 of 3"))
  }

  @Test func `the progress line is shown when forced, erased at the end, silent otherwise`() throws
  {
    let slow = "(echo 1; sleep 0.3; seq 2 50; sleep 0.1; echo 51) | hardfit format sfix8 --raw -"
    let forced = try Executable.shell(slow + " --progress always")
    #expect(forced.output == (1...51).map { "\($0)\n" }.joined())
    #expect(forced.error.hasPrefix("\rconverting standard input  "))
    #expect(forced.error.hasSuffix("\r\u{1b}[K"))
    #expect(try Executable.shell(slow).error.isEmpty)
    let failed = try Executable.shell(
      "(seq 5; sleep 0.3; seq 50; sleep 0.1; echo x) | hardfit format sfix8 --raw - --progress always"
    )
    #expect(failed.code == 65)
    #expect(
      failed.error.contains("\r\u{1b}[Khardfit: standard input: line 56: 'x' is not a number"))
  }

  @Test func `bash completes commands, options, choices and keys`() throws {
    func completed(_ words: String...) throws -> [String] {
      let list = words.map { "'\($0)'" }.joined(separator: " ")
      let run = try Executable.shell(
        """
        source <(hardfit completions bash)
        COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1)
        compopt() { :; }
        _hardfit; printf '%s\\n' "${COMPREPLY[@]}"
        """, by: "/bin/bash")
      #expect(run.error.isEmpty)
      return run.output.split(separator: "\n").map(String.init)
    }
    #expect(try completed("hardfit", "fo") == ["format"])
    #expect(try completed("hardfit", "help", "comp") == ["compare", "completions"])
    #expect(try completed("hardfit", "format", "--js") == ["--json"])
    #expect(try completed("hardfit", "completions", "") == ["bash", "zsh", "fish"])
    #expect(try completed("hardfit", "format", "--color", "a") == ["auto", "always"])
    #expect(try completed("hardfit", "format", "--color", "=", "n") == ["never"])
    #expect(try completed("hardfit", "format", "--color", "=") == ["auto", "always", "never"])
  }

  @Test(
    arguments: Program.hardfit.commands.flatMap { command in
      command.examples.map { (command.name, $0.line) }
    })
  func `every example in help works as it is printed`(command: String, line: String) throws {
    // A copy, for an example may write into a case.
    let folder = try TemporaryFolder.withCases()
    let run = try Executable.shell(line, in: folder.url)
    #expect(run.code == 0, "\(line): \(run.error)")
    let help = try Executable.shell("hardfit \(command) --help-all")
    #expect(help.output.contains("\n  \(line)\n"))
  }

  private struct TookTooLong: Error {}

  private func waitUntil(_ isReached: () -> Bool) throws {
    for _ in 0..<1000 {
      if isReached() { return }
      usleep(10_000)
    }
    throw TookTooLong()
  }
}
