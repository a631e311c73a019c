import Datapath
import FixedPoint
import Foundation
import Testing
import Vectors

@testable import Cosimulation

/// What Yosys says of the Verilog: nothing to warn of, and a DSP block for each multiplier.
@Suite struct SynthesisTests {
  private static let rtl = try! RTLSource(folder: repositoryPath("rtl"))

  /// What Yosys prints when it is told to print warnings and errors alone.
  private func messages(
    _ commands: [String], for design: Design, _ rtl: RTLSource = rtl, after: [String] = [],
    in folder: WorkingFolder
  ) throws -> String {
    let synthesis = Synthesis(
      tool: try Synthesis.tool(), rtl: rtl, design: design, folder: folder,
      timeLimit: .seconds(120), progress: { _ in })
    try folder.write(
      (after + synthesis.reading + commands).joined(separator: "\n"), to: "script.ys")
    let run = try synthesis.tool.run(["-q", "-s", "script.ys"], in: folder.path)
    return run.ending == .exited(0) ? run.error + run.output : "\(run.ending) \(run.error)"
  }

  @Test(arguments: 1...3)
  func `there is no warning, and check finds nothing before and after synth`(
    _ degree: Int
  ) throws {
    // The smallest of some, for time.
    let design = (1...200).map { RandomRun(seed: $0).design }.filter { $0.degree == degree }
      .min { $0.registerBits < $1.registerBits }!
    let said = try messages(
      ["check -assert", "synth -flatten -top hardfit", "check -assert"], for: design,
      in: WorkingFolder())
    #expect(said.isEmpty)
  }

  @Test func `a warning is seen where there is something to warn of`() throws {
    let (folder, rtl) = try BrokenRTLTests.broken(
      .init(
        name: "", file: "hardfit_update.v", original: "assign moves =",
        slip: "wire loop = move & ~loop;\n  assign moves = loop |", seed: 1, signal: "",
        hypothesis: ""))
    let said = try messages(
      ["check -assert"], for: RandomRun(seed: 1).design, rtl, in: folder)
    #expect(said.contains("found logic loop"))
    #expect(said.hasPrefix("exited(1)"))
  }

  /// A vendor's family: how far its synthesis has to go, and the block that it multiplies with.
  struct Family: Sendable, CustomTestStringConvertible {
    let command: String
    let block: String
    var testDescription: String { block }
  }

  private static let cubic = try! Design(
    degree: 3,
    formats: NodeMap { node in
      try! Format(
        width: node == .step ? 15 : node == .loss ? 40 : 16, integerBits: 4,
        isSigned: node != .step, quantization: .rndConv, overflow: .sat)
    })

  @Test(arguments: [true, false])
  func `in an ECP5 the register of each product is that of its DSP block`(
    _ withBlocks: Bool
  ) throws {
    let device = try #require(Device.all.first { $0.name == "ecp5-25k" })
    let count = withBlocks ? Self.cubic.multipliers.count : 0
    let said = try messages(
      ["select -assert-count \(count) t:MULT18X18D r:REG_OUTPUT_CLK=CLK0 %i"], for: Self.cubic,
      device.source(Self.rtl, withBlocks: withBlocks), after: device.reading, in: WorkingFolder())
    #expect(said.isEmpty)
  }

  @Test(arguments: [
    Family(command: "synth_xilinx -flatten -run begin:coarse", block: "DSP48E1"),
    Family(command: "synth_ecp5 -run begin:map_ram", block: "MULT18X18D"),
    Family(command: "synth_ice40 -dsp -run begin:map_ram", block: "SB_MAC16"),
    Family(
      command: "synth_intel_alm -family cyclonev -run begin:map_bram", block: "MISTRAL_MUL18X18"),
  ])
  func `each multiplier becomes one DSP block where its factors fit`(_ family: Family) throws {
    let design = Self.cubic
    let folder = try WorkingFolder()
    _ = try messages(
      ["\(family.command) -top hardfit", "tee -o cells.txt stat"], for: design, in: folder)
    let cells = try String(contentsOfFile: folder.path("cells.txt"), encoding: .utf8)
    let counts = cells.split(separator: "\n").map { $0.split(separator: " ") }
    let count = counts.first { $0.first == Substring(family.block) }?.last
    #expect(count.flatMap { Int($0) } == design.multipliers.count, "\(cells)")
    #expect(!counts.contains { $0.first == "$mul" || $0.first == "$__soft_mul" })
  }
}
