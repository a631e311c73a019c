import Foundation
import Testing

/// `hardfit verify` from outside: what it says, its exit codes, and what it leaves behind.
@Suite struct VerifyProcessTests {
  private static let command = "hardfit verify \(Repository.root.path)/vectors/norris --epochs 3"

  @Test func `a case passes with the cycles compared`() throws {
    let scene = try VerifyScene()
    let run = try scene.run(Self.command)
    #expect(run.code == 0)
    let lines = run.outputLines
    #expect(lines[0] == "norris: PASS, 296 cycles, every output port equal in Icarus Verilog")
    #expect(lines[1] == "this pass does not show")
    #expect(run.error.isEmpty)
    #expect(scene.leftovers.isEmpty)
    let json = try scene.run(Self.command + " --json")
    #expect(json.output.contains("\"passed\": true") && json.output.contains("\"cycles\": 296"))
    let results = try scene.run(Self.command + " --latency any")
    #expect(
      results.output.hasPrefix("norris: PASS, 3 epochs, every result equal in Icarus Verilog\n"))
    // That bench makes gaps, back-pressure, starts and resets of its own.
    #expect(!results.output.contains("no gap of the source"))
    let random = try scene.run("cd \(Repository.root.path); hardfit verify --random 5 --seed 7")
    #expect(random.output.hasPrefix("PASS, 5 random designs, "))
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a pass tells what it could not have shown, and what shows it`() throws {
    let scene = try VerifyScene()
    func topics(_ options: String) throws -> [String] {
      let run = try scene.run("\(Self.command) \(options)")
      #expect(run.code == 0, "\(run.error)")
      return run.outputLines.dropFirst(2).map { String($0.prefix { $0 != ":" }) }
    }
    let plain = try topics("")
    let gap = "  no gap of the source"
    let waiting = "  no back-pressure of the sink"
    let overflow = "  never overflowed"
    #expect(plain.contains(gap) && plain.contains(waiting) && plain.contains(overflow))
    // The options that it names, followed.
    let stalled = try topics("--stall-input 0.3 --stall-output 0.9")
    #expect(!stalled.contains(gap) && !stalled.contains(waiting) && stalled.contains(overflow))
    let narrow = try scene.run("\(Self.command) --format error.integer=0 --quiet")
    let line = narrow.outputLines.first { $0.hasPrefix(overflow) } ?? ""
    #expect(!line.contains("error"), "\(narrow.output)")

    let json = try scene.run(Self.command + " --json")
    for text in [
      "\"not_shown\": [", "\"topic\": \"no gap of the source\"",
      "\"would_show\": \"--stall-input 0.3, or --random 200\"",
    ] { #expect(json.output.contains(text), "\(json.output)") }
    // All committed corners of small words together leave little; where nothing is missing, that is said.
    let all = try scene.run("hardfit verify \(Repository.root.path)/vectors/corners/modes --all")
    #expect(all.code == 0)
    #expect(all.outputLines.suffix(3).contains { $0.hasSuffix(" cases, every one equal") })
    #expect(!all.output.contains("never overflowed"))
  }

  @Test func `a divergence is an exit code of 1 and a line that says where`() throws {
    let scene = try VerifyScene()
    let run = try scene.run(
      """
      cp -r \(Repository.root.path)/rtl copy
      sed -i 's/.SUBTRACT(1)/.SUBTRACT(0)/' copy/hardfit.v
      \(Self.command) --rtl copy --keep kept
      """)
    #expect(run.code == 1)
    #expect(run.output.contains("matches if the operands were added\n"))
    #expect(
      run.errorLines.count == 1
        && run.error.hasSuffix("first in cycle 107 at stage_5.difference (epoch 2, sample 1)\n"),
      "\(run.error)")
    let kept = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path("kept"))
    #expect(Set(kept).isSuperset(of: ["stimulus.hex", "expected.hex", "trace.vcd"]))
    #expect(
      try scene.run("\(Self.command) --keep kept").code == 0, "an earlier one is written over")
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a difference that no case holds is written as vectors whose bench shows it`() throws {
    let scene = try VerifyScene()
    // The padding of a sample, which a case fills with the sign.
    let run = try scene.run(
      """
      cp -r \(Repository.root.path)/rtl copy
      sed -i "s/s_axis_tdata.X_WIDTH-1:0.}/s_axis_tdata[X_WIDTH-1:0] ^ {X_WIDTH {X_SIGNED != 0 \\&\\& s_axis_tdata[X_FIELD-1] != s_axis_tdata[X_WIDTH-1]}}}/" copy/hardfit.v
      hardfit verify --random 1 --seed 3 --rtl copy --output found
      """)
    #expect(run.code == 1)
    #expect(run.output.contains("\nno run or scenario of this design was found that shows"))
    #expect(run.error.contains("found/seed-3: no case holds what shows the difference of seed 3;"))
    for (rtl, verdict) in [("../../copy", "FAIL "), ("\(Repository.root.path)/rtl", "PASS ")] {
      let bench = try scene.run(
        "cd found/seed-3; RTL=\(rtl); iverilog -g2005 -I . -s hardfit_bench -o ../bench.vvp hardfit_bench.v $RTL/*.v && vvp -n ../bench.vvp"
      )
      #expect(bench.output.contains("\n\(verdict)") || bench.output.hasPrefix(verdict))
    }
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `what cannot be verified is told in one line with its exit code`() throws {
    let scene = try VerifyScene()
    try FileManager.default.createDirectory(
      at: scene.folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    let rtl = "cp -r \(Repository.root.path)/rtl copy; "
    let expectations: [(script: String, code: Int32, text: String)] = [
      ("hardfit verify nowhere", 66, "nowhere: no such file"),
      (
        "hardfit verify", 64,
        "CASE is missing; name a case folder or a CSV file, or give --random N"
      ),
      (
        "hardfit verify \(Repository.root.path)/vectors/norris --random 5", 64,
        "--random: takes no case"
      ),
      (
        "hardfit verify --random 5 --degree 2", 64,
        "--degree: does not go with --random, which draws everything"
      ),
      (Self.command + " --output found", 64, "--output: is for what --random finds"),
      (Self.command + " --rtl nowhere", 66, "--rtl: nowhere: there is no such folder"),
      (Self.command + " --rtl empty", 66, "--rtl: empty: this folder has no .v or .sv file"),
      (
        rtl + "sed -i '90s/$/ ]/' copy/hardfit_controller.v; " + Self.command + " --rtl copy", 65,
        "copy/hardfit_controller.v:90: syntax error"
      ),
      (
        Self.command + " --rtl copy --simulator verilator", 65,
        "copy/hardfit_controller.v:90:"
      ),
      (
        Self.command + " --top nothing", 65,
        "--top: \(Repository.root.path)/rtl has no module 'nothing'; give hardfit, hardfit_accumulator, "
      ),
      (
        #"mkdir own; echo 'module my_fit; hardfit_adder a (); `include "design.vh" endmodule' > own/a.v; "#
          + Self.command + " --rtl own", 65, "--top: own has no module 'hardfit'; give my_fit"
      ),
      (
        // What is included may declare it.
        #"mkdir part; echo '`include "fit_impl.vh"' > part/a.v; "# + Self.command + " --rtl part",
        65,
        "fit_impl.vh"
      ),
      (
        Self.command + " --junit no/where", 73,
        "no/where: cannot create: no such file or directory; the folder no/ does not exist"
      ),
      (
        Self.command.replacing("verify", with: "export")
          + " --output out --level epoch --cycles 50", 64,
        "--cycles: the first epoch ends after cycle"
      ),
      (Self.command + " --top hardfti", 65, "has no module 'hardfti'; did you mean 'hardfit'?"),
      (
        "mkdir mine; echo text > mine/design.vh; " + Self.command + " --keep mine", 73,
        "mine: is a folder with other files in it; give the name of a new folder, or of one that"
      ),
      (
        Self.command + " --keep /proc/x", 73,
        "/proc/x: cannot create: no such file or directory; nothing can be created in /proc/"
      ),
      (
        Self.command + " --keep no/where", 73,
        "no/where: cannot create: no such file or directory; the folder no/ does not exist"
      ),
      (
        "PATH=$(dirname $(command -v hardfit)); " + Self.command, 69,
        "iverilog is not installed; apt-get install iverilog"
      ),
      (
        "PATH=$(dirname $(command -v hardfit)); " + Self.command + " --simulator verilator", 69,
        "verilator is not installed; apt-get install verilator g++ make"
      ),
    ]
    for (script, code, text) in expectations {
      let run = try scene.run(script)
      #expect(run.code == code, "\(script): \(run.error)")
      #expect(run.errorLines.count == 1 && run.error.contains(text), "\(script): \(run.error)")
      #expect(run.output.isEmpty)
    }
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a simulator that crashes, hangs or says nothing is told, and nothing is left`() throws
  {
    let scene = try VerifyScene()
    try scene.fake("vvp", "kill -SEGV $$")
    var run = try scene.run(Self.command)
    #expect(run.code == 69)
    #expect(run.error == "hardfit: vvp crashed: segmentation fault (signal 11)\n")
    try scene.fake("vvp", "sleep 1000 & sleep 1000")
    run = try scene.run(Self.command + " --time-limit 1")
    #expect(run.code == 69)
    #expect(run.error.hasPrefix("hardfit: vvp did not end within 1 s and was stopped"))
    try scene.fake("vvp", "echo nonsense")
    run = try scene.run(Self.command)
    #expect(run.code == 65)
    #expect(run.error.contains("gave no verdict; its last line: nonsense"))
    try scene.fake("vvp", "cat /dev/zero > /dev/full")
    run = try scene.run(Self.command)
    #expect(run.code == 74)
    #expect(run.error.contains("no space left on device"))
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a full disk is told in one line`() throws {
    let scene = try VerifyScene()
    let run = try scene.run("ulimit -f 8; \(Self.command)")
    #expect(run.code == 74)
    #expect(run.errorLines.count == 1 && run.error.contains("cannot write: file too large"))
    #expect(scene.leftovers.isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupt ends the simulator and leaves no folder`(signal: Int32) throws {
    let scene = try VerifyScene()
    try scene.fake("vvp", "echo $$ > \(scene.folder.path("pid")); exec sleep 1000")
    let running = try Running(
      "PATH=\(scene.folder.path("bin")):$PATH; exec \(Self.command)", in: scene.folder.url,
      environment: scene.environment)
    var simulator: pid_t?
    for _ in 0..<1000 where simulator == nil {
      usleep(10_000)
      simulator = scene.folder["pid"].flatMap { pid_t($0.prefix { $0 != "\n" }) }
    }
    #expect(!scene.leftovers.isEmpty)
    kill(running.process.processIdentifier, signal)
    let run = running.result()
    #expect(run.code == -signal)
    #expect(scene.leftovers.isEmpty)
    #expect(kill(try #require(simulator), 0) != 0 && errno == ESRCH)
  }

  /// A case whose synthesis takes a second.
  private static let narrow =
    "hardfit verify \(Repository.root.path)/vectors/norris --synthesis --capacity 64 "
    + ["x=sfix4_En2", "y=sfix4_En2", "theta=sfix6_En3", "error=sfix4_En2", "step.width=4"]
    .map { "--format \($0)" }.joined(separator: " ")

  @Test func `a certificate names what synthesis spares, and what more samples change`() throws {
    let scene = try VerifyScene()
    let run = try scene.run(Self.narrow + " --keep kept")
    #expect(run.code == 0, "\(run.error)")
    #expect(run.error.isEmpty)
    let bits = try scene.run(
      Self.narrow.replacingOccurrences(of: "verify", with: "simulate").replacingOccurrences(
        of: "--synthesis", with: "--registers"))
    let count = try #require(bits.output.split(separator: "\n").last?.prefix { $0 != " " })
    #expect(
      run.output.hasPrefix(
        "norris: PASS, \(count) register bits in the model, \(count) flip-flops in Yosys "))
    #expect(
      run.output.contains(
        "\nsquared              0  stage_7.error[0]  a square is odd as its root is\n"),
      "\(run.output)")
    #expect(run.output.contains("8 bits more in tolerance, gradient_0, gradient_1, loss"))
    let kept = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path("kept"))
    #expect(Set(kept).isSuperset(of: ["synthesized.v", "elaborated.log", "proof.ys"]))
    let json = try scene.run(Self.narrow + " --json")
    #expect(
      json.output.contains("\"passed\": true") && json.output.contains("\"flip_flops\": \(count),"))
    #expect(json.output.contains("\"same_netlist\": true"))
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a certificate that is refused is an exit code of 1 and a line that says why`() throws
  {
    let scene = try VerifyScene()
    let rtl = "cp -r \(Repository.root.path)/rtl copy; "
    let expectations: [(script: String, code: Int32, text: String)] = [
      (
        rtl
          + "sed -i 's/  assign moves =/reg held; always @* if (settle) held = index[0]; assign moves =/' "
          + "copy/hardfit_update.v; " + Self.narrow + " --rtl copy", 1,
        "/vectors/norris: no certificate: update.held: a latch\n"
      ),
      (Self.narrow + " --top nothing", 65, "has no module 'nothing'; give hardfit, hardfit_"),
      (Self.narrow + " --random 5", 64, "--random: does not go with --synthesis"),
      (Self.narrow + " --latency any", 64, "--latency: does not go with --synthesis"),
      (
        "PATH=$(dirname $(command -v hardfit)); " + Self.narrow, 69,
        "yosys is not installed; apt-get install yosys"
      ),
    ]
    for (script, code, text) in expectations {
      let run = try scene.run(script)
      #expect(run.code == code, "\(script): \(run.error)")
      #expect(run.errorLines.count == 1 && run.error.contains(text), "\(script): \(run.error)")
      #expect(code == 1 || run.output.isEmpty)
    }
    try scene.fake("yosys", "sleep 1000")
    var run = try scene.run(Self.narrow + " --time-limit 1")
    #expect(run.code == 69 && run.error.hasPrefix("hardfit: yosys did not end within 1 s"))
    try scene.fake("yosys", "kill -SEGV $$")
    run = try scene.run(Self.narrow)
    #expect(run.code == 69 && run.error.hasPrefix("hardfit: yosys crashed: segmentation fault"))
    try scene.fake("yosys", "exit 0")
    run = try scene.run(Self.narrow)
    #expect(run.code == 65 && run.error.contains("its command check told nothing"))
    #expect(scene.leftovers.isEmpty)
  }
}
