import Foundation

/// The cells of each module, as Yosys' `stat -json` counts them.
struct CellCounts: Decodable {
  private let modules: [String: Module]

  private struct Module: Decodable {
    let cells: [String: Int]

    enum CodingKeys: String, CodingKey { case cells = "num_cells_by_type" }
  }

  /// How often each type of cell is in a module.
  ///
  /// - Throws: ``ToolError/failed(name:line:)`` where the file is not what Yosys writes.
  static func read(_ path: String, module: String) throws(ToolError) -> [String: Int] {
    guard let data = FileManager.default.contents(atPath: path),
      let file = try? JSONDecoder().decode(CellCounts.self, from: data),
      let cells = file.modules["\\\(module)"]?.cells
    else { throw .failed(name: "Yosys", line: "its command stat told nothing of \(module)") }
    // Where a module was, which is no cell.
    return cells.filter { $0.key != "$scopeinfo" }
  }
}
