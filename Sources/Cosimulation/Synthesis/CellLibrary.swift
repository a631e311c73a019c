import Datapath
import Foundation

/// A library of standard cells in Liberty's format: of each cell the area, and whether it is a flip-flop.
package struct CellLibrary: Sendable {
  package let path: String
  private(set) var cells: [String: Cell] = [:]
  /// The area of the smallest NAND of two inputs: a gate equivalent.
  let gate: Double

  struct Cell: Hashable, Sendable {
    var area: Double
    var isFlipFlop = false
  }

  /// The libraries of Debian's packages `qflow-tech-osu018` and its neighbours: Oklahoma State University's standard
  /// cells for MOSIS' processes.
  private static let known = ["osu018/osu018", "osu035/osu035", "osu050/osu05"].map {
    "/usr/share/qflow/tech/\($0)_stdcells.lib"
  }

  /// Reads a library, or the one that is installed.
  ///
  /// - Throws: ``CellLibraryError``.
  package init(path: String? = nil) throws(CellLibraryError) {
    let found = path ?? Self.known.first { FileManager.default.fileExists(atPath: $0) }
    guard let found else { throw .notInstalled }
    guard let text = try? String(contentsOfFile: found, encoding: .isoLatin1) else {
      throw .unreadable(found)
    }
    self.path = URL(filePath: found).standardizedFileURL.path
    for part in text.split(separator: /\bcell\s*\(/, omittingEmptySubsequences: false).dropFirst() {
      let name = part.prefix { $0 != ")" }.trimmingCharacters(in: ["\"", " "])
      guard let area = part.firstMatch(of: /\barea\s*:\s*"?([0-9.eE+-]+)/),
        let value = Double(area.output.1)
      else { continue }
      cells[name] = Cell(area: value, isFlipFlop: part.contains(/\bff(_bank)?\s*\(/))
    }
    let gates = cells.filter { $0.key.contains(/(?i)na?nd_?2/) && $0.value.area > 0 }
    guard let gate = gates.values.map(\.area).min() else {
      throw cells.isEmpty ? .noCells(found) : .noGate(found)
    }
    self.gate = gate
  }
}

/// Why there is no library of standard cells.
package enum CellLibraryError: Error, Hashable, Sendable {
  case notInstalled
  case unreadable(String)
  case noCells(String)
  case noGate(String)
}

extension CellLibraryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notInstalled:
      "no library of standard cells is installed; apt-get install qflow-tech-osu018, or name one with --liberty"
    case .unreadable(let path):
      FileManager.default.fileExists(atPath: path)
        ? "\(path): cannot be read; check its permissions" : "\(path): no such file; check the path"
    case .noCells(let path): "\(path): has no cell with an area; give a file in Liberty's format"
    case .noGate(let path):
      "\(path): has no NAND2, of which the area counts; give a library that has one"
    }
  }
}

/// A design in the gates of a library: Yosys and ABC, down to the area.
package struct GateMapping: Sendable {
  /// "Yosys 0.23".
  package let synthesizer: String
  package let cells: Int
  package let flipFlops: Int
  /// In gate equivalents: the area over that of the smallest NAND of two inputs.
  package let area: Double
  /// The part of it that the flip-flops are.
  package let flipFlopArea: Double

  /// Runs Yosys.
  ///
  /// - Parameter progress: is told the bytes of its log so far.
  package init(
    _ design: Design, _ rtl: RTLSource, to library: CellLibrary, in folder: WorkingFolder,
    timeLimit: Duration, progress: @escaping (Int) -> Void = { _ in }
  ) throws(ToolError) {
    let synthesis = Synthesis(
      tool: try Synthesis.tool(), rtl: rtl, design: design, folder: folder, timeLimit: timeLimit,
      progress: progress)
    let log = try synthesis.run(
      synthesis.readingModules + [
        "synth -flatten -nofsm -top \(rtl.top)", "dfflibmap -liberty \"\(library.path)\"",
        "abc -liberty \"\(library.path)\"", "opt_clean", "tee -q -o cells.json stat -json",
        "write_verilog -noattr gates.v",
      ], named: "gates")
    let counts = try CellCounts.read(folder.path("cells.json"), module: rtl.top)
    var (area, flipFlopArea, flipFlops) = (0.0, 0.0, 0)
    for (name, count) in counts {
      guard let cell = library.cells[name] else {
        throw .failed(name: "Yosys", line: "\(library.path) has no cell for its \(name)")
      }
      area += Double(count) * cell.area
      if cell.isFlipFlop {
        flipFlops += count
        flipFlopArea += Double(count) * cell.area
      }
    }
    synthesizer = Synthesis.version(in: log)
    cells = counts.values.reduce(0, +)
    (self.flipFlops, self.area) = (flipFlops, area / library.gate)
    self.flipFlopArea = flipFlopArea / library.gate
  }
}
