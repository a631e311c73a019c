import Datapath
import Foundation
import Vectors

/// The figures of designs in a folder that several runs share, also at the same time: a file a figure, whole or not at
/// all.
///
/// A file's name is the SHA-256 of all that decides about the figure: the Verilog, its parameters, the device with the
/// options, and the versions of the programs. So nothing in it is ever out of date, and anything in it can be removed.
package struct SynthesisCache: Sendable {
  package let device: Device
  /// "Yosys 0.23" and "nextpnr-ecp5 0.11.1".
  package let synthesizer, placer: String
  private let folder: String
  private let rtl: RTLSource
  private let timeLimit: Duration
  /// What is the same for all designs.
  private let common: String

  /// - Throws: ``ToolError`` where a program is missing, or the folder cannot be made.
  package init(
    folder: String, rtl: RTLSource, device: Device, timeLimit: Duration
  ) throws(ToolError) {
    (self.rtl, self.device, self.timeLimit) = (rtl, device, timeLimit)
    self.folder = try WorkingFolder(keeping: folder).path
    let yosys = try Synthesis.tool().run(["-V"], timeLimit: timeLimit)
    try yosys.succeed()
    synthesizer = Synthesis.version(in: " " + yosys.output)
    placer = try device.version(of: device.findPlacer(), timeLimit: timeLimit)
    let files = rtl.files + device.source(rtl, withBlocks: true).files
    let texts = files.map { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }
    common = (["\(device)", synthesizer, placer, rtl.top] + texts).joined(separator: "\n")
  }

  /// The cells of a design.
  package func cells(of design: Design) throws(ToolError) -> MappedCells {
    let name = "\(key(design)).cells.json"
    if let cells: MappedCells = read(name) { return cells }
    let mapped = try placement(design).map(in: WorkingFolder())
    try keep(mapped.cells, name)
    return mapped.cells
  }

  /// The clocks of a design that fits, in Hz, for the seeds 1 to a number.
  package func clocks(of design: Design, seeds: Int) throws(ToolError) -> [Double] {
    let key = key(design)
    func name(_ seed: Int) -> String { "\(key).clock-\(seed).json" }
    var clocks = (1...seeds).map { seed -> [Double]? in read(name(seed)) }
    let missing = clocks.indices.filter { clocks[$0] == nil }
    if !missing.isEmpty {
      let placement = placement(design)
      let working = try WorkingFolder()
      let mapped = try placement.map(in: working)
      for index in missing {
        let clock = try placement.place(mapped, seed: index + 1).clock
        try keep([clock], name(index + 1))
        clocks[index] = [clock]
      }
    }
    return clocks.compactMap { $0?.first }
  }

  private func placement(_ design: Design) -> Placement {
    var placement = Placement(design, rtl, in: device)
    placement.timeLimit = timeLimit
    return placement
  }

  private func key(_ design: Design) -> String {
    SHA256.digest(of: Array((common + design.verilogParameters).utf8))
  }

  /// A file that is damaged counts as none.
  private func read<Figure: Decodable>(_ name: String) -> Figure? {
    FileManager.default.contents(atPath: "\(folder)/\(name)").flatMap {
      try? JSONDecoder().decode(Figure.self, from: $0)
    }
  }

  private func keep(_ figure: some Encodable, _ name: String) throws(ToolError) {
    let path = "\(folder)/\(name)"
    do { try JSONEncoder().encode(figure).write(to: URL(filePath: path), options: .atomic) } catch {
      throw .cannotWrite(path: path, reason: WorkingFolder.reason(error))
    }
  }
}
