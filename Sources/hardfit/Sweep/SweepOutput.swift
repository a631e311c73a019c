import Exploration
import Reports

/// The end of a sweep, be it computed here or joined from parts: the table's file, and the fronts on standard output.
enum SweepOutput {
  static func write(
    _ results: SweepResults, to path: String?, _ console: Console
  ) throws(Failure) {
    let file = try path.map { path throws(Failure) in try console.open(path) }
    var tables = SweepTables(results.frame, results.summary)
    try results.write(to: file, as: SweepResults.Shape(of: path ?? "")) { tables.add($0) }
    try file?.commit()
    if path != "-" {
      try console.output.write(
        tables.lines(width: console.terminal.width).joined(separator: "\n") + "\n")
    }
    if results.summary.refused > 0, let reason = results.summary.firstRefusal {
      console.warn(
        "\(results.summary.refused) of \(results.summary.designs) designs cannot be built; the first: \(reason)"
      )
    }
  }
}
