import Datapath
import Foundation

/// A design mapped to the cells of a device by Yosys, and placed and routed by nextpnr.
package struct Placement: Sendable {
  package let design: Design
  package let rtl: RTLSource
  package let device: Device
  package var timeLimit = Duration.seconds(600)

  package init(_ design: Design, _ rtl: RTLSource, in device: Device) {
    (self.design, self.rtl, self.device) = (design, rtl, device)
  }

  /// A design in the cells of a device.
  package struct Mapped: Sendable {
    package let cells: MappedCells
    /// The DSP blocks that the design asked for; where the device has fewer, it was mapped without any.
    package let wantedBlocks: Int
    /// "Yosys 0.23" and "nextpnr-ecp5 0.11.1".
    package let synthesizer, placer: String
    let tool: Tool
    /// The path of the folder with the netlist. Whoever made the folder keeps it: a thread that lets go of it last may come
    /// too late to remove it.
    let folder: String
  }

  /// What one seed came to.
  package struct Outcome: Sendable {
    package let seed: Int
    /// Hz.
    package let clock: Double
    /// The path that sets the clock.
    let path: TimingReport.Path
  }

  private static let pinsFile = "pins.v"
  private static let readFile = "read.json"
  private static let netlistFile = "mapped.json"
  private static let countsFile = "cells.json"

  /// Runs Yosys.
  ///
  /// - Parameter progress: is told the bytes of its log so far.
  package func map(
    in folder: WorkingFolder, progress: @escaping (Int) -> Void = { _ in }
  ) throws(ToolError) -> Mapped {
    let placer = try device.findPlacer()
    let version = try device.version(of: placer, timeLimit: timeLimit)
    let tool = try Synthesis.tool()
    try folder.write(PinsModule(design).verilog(around: rtl.top), to: Self.pinsFile)
    func map(withBlocks: Bool) throws(ToolError) -> (MappedCells, log: String) {
      let synthesis = Synthesis(
        tool: tool, rtl: device.source(rtl, withBlocks: withBlocks), design: design, folder: folder,
        timeLimit: timeLimit, progress: progress)
      return try self.map(
        synthesis, device.mapping(top: PinsModule.name, withBlocks: withBlocks))
    }
    var (cells, log) = try map(withBlocks: true)
    let wanted = cells.blocks
    if wanted > device.blocks { (cells, log) = try map(withBlocks: false) }
    return Mapped(
      cells: cells, wantedBlocks: wanted, synthesizer: Synthesis.version(in: log), placer: version,
      tool: placer, folder: folder.path)
  }

  /// The design keeps its border, so that its cells are counted by themselves; then it becomes one with its pins.
  private func map(
    _ synthesis: Synthesis, _ mapping: [String]
  ) throws(ToolError) -> (MappedCells, log: String) {
    let log = try synthesis.run(
      device.reading + synthesis.readingModules + [
        "design -save read", "proc", "flatten", "write_json \(Self.readFile)", "design -load read",
        "read_verilog \(Self.pinsFile)", "hierarchy -check -top \(PinsModule.name)",
        "setattr -mod -set keep_hierarchy 1 \(rtl.top)",
      ] + mapping + [
        "tee -q -o \(Self.countsFile) stat -json",
        "setattr -mod -unset keep_hierarchy \(rtl.top)", "flatten", "setattr -unset src c:*",
        "write_json \(Self.netlistFile)",
      ], named: "mapped")
    let counts = try CellCounts.read(synthesis.folder.path(Self.countsFile), module: rtl.top)
    return (MappedCells(counts, device), log)
  }

  /// Runs nextpnr in the folder in which the design was mapped; for several seeds at once, if wanted.
  package func place(_ mapped: Mapped, seed: Int) throws(ToolError) -> Outcome {
    let folder = mapped.folder
    let report = "seed-\(seed).json"
    let run = try mapped.tool.run(
      device.options + [
        "--json", Self.netlistFile, "--seed", "\(seed)", "--timing-allow-fail", "--report", report,
        "--log", "seed-\(seed).log", "--quiet",
      ], in: folder, environment: ["TMPDIR": folder], timeLimit: timeLimit)
    try WorkingFolder.seeingFullDisk(of: folder) { () throws(ToolError) in
      do throws(ToolError) {
        try run.succeed { $0.hasPrefix("ERROR: ") }
      } catch {
        guard case .failed(_, let line) = error, line.contains("Failed to expand region") else {
          throw error
        }
        throw .doesNotPack(device: device.name)
      }
    }
    guard let report = TimingReport(path: "\(folder)/\(report)") else {
      throw .failed(name: mapped.tool.name, line: "its report of the timing cannot be read")
    }
    guard let (clock, path) = report.slowest else {
      throw .failed(name: mapped.tool.name, line: "its report has no path between two flip-flops")
    }
    return Outcome(seed: seed, clock: clock, path: path)
  }

  /// The path that sets the clock of a seed, in the design's own terms.
  package func criticalPath(
    of outcome: Outcome, _ mapped: Mapped
  ) throws(ToolError) -> CriticalPath {
    func netlist(_ file: String, _ module: String) throws(ToolError) -> Netlist {
      try Netlist(path: "\(mapped.folder)/\(file)", module: module)
    }
    let names = PlacedNames(
      design, read: try netlist(Self.readFile, rtl.top),
      mapped: try netlist(Self.netlistFile, PinsModule.name))
    return CriticalPath(outcome.path, names)
  }
}

/// The clocks of several seeds, in Hz: where they begin and end, and their median.
package struct Clocks: Hashable, Sendable {
  package let least, median, greatest: Double

  /// - Returns: nil without a clock.
  package init?(_ clocks: [Double]) {
    let sorted = clocks.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let middle = sorted.count / 2
    least = first
    greatest = last
    median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
