import Cases
import Exploration
import FixedPoint
import Reports

/// The rows of a whole sweep, and what becomes of them: the fronts, the file, the tables, the report.
///
/// The rows are gone through twice, for the front is known only after the last; memory holds the fronts.
struct SweepResults {
  let frame: SweepFrame
  let columns: RowColumns
  /// Goes through the rows in order; can be called again.
  let forEachRow: ((String) throws(Failure) -> Void) throws(Failure) -> Void

  private(set) var summary: SweepSummary
  private let paretoIndex: Int

  /// Goes through the rows for the first time.
  ///
  /// - Throws: a usage failure where no design can be built.
  init(
    _ frame: SweepFrame,
    forEachRow: @escaping ((String) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    self.frame = frame
    self.forEachRow = forEachRow
    let columns = frame.columns
    self.columns = columns
    paretoIndex = columns.index("pareto")!
    var summary = SweepSummary(frame)
    var number = 0
    try forEachRow { line throws(Failure) in
      if number % columns.rowsPerDesign == columns.representative {
        let row = RowText(line)
        summary.add { row[$0] }
      }
      number += 1
    }
    self.summary = summary
    if summary.refused == summary.designs, let reason = summary.firstRefusal {
      throw .usage(
        summary.designs == 1
          ? "the design cannot be built: \(reason)"
          : "none of the \(summary.designs) designs can be built; the first: \(reason)")
    }
  }

  /// What a file of results is written as.
  enum Shape {
    case csv
    /// A JSON object a line.
    case jsonLines

    init(of path: String) { self = path.hasSuffix(".jsonl") ? .jsonLines : .csv }
  }

  /// Writes all rows, each with its place on the fronts, and shows each to `visit`.
  ///
  /// - Parameters:
  ///   - visitsAll: whether `visit` is for every design; else it is for those of the fronts, and those that may win.
  func write(
    to output: Output?, as shape: Shape, visitsAll: Bool, visit: (_ fields: [String]) -> Void
  ) throws(Failure) {
    if shape == .csv { try output?.write(RowText.head(columns) + "\n") }
    var number = 0
    try forEachRow { line throws(Failure) in
      let row = RowText(line)
      let isRepresentative = number % columns.rowsPerDesign == columns.representative
      number += 1
      let front = isRepresentative ? summary.front { row[$0] } : ""
      switch shape {
      case .csv: try output?.write(row.filling(paretoIndex, with: front) + "\n")
      case .jsonLines:
        var fields = row.fields
        fields[paretoIndex] = front
        try output?.write(object(fields).compactText + "\n")
      }
      guard isRepresentative, visitsAll || !front.isEmpty || summary.isChosenFrom({ row[$0] })
      else { return }
      var fields = row.fields
      fields[paretoIndex] = front
      visit(fields)
    }
  }

  /// A row as a JSON object.
  func object(_ fields: [String]) -> JSON {
    .object(
      fields.enumerated().map { index, field in
        let isNumeric = columns.areNumeric[index]
        let isMissing = field.isEmpty || isNumeric && Double(field)?.isFinite != true
        return JSON.Member(
          columns.names[index], isMissing ? .null : isNumeric ? .digits(field) : .string(field))
      })
  }
}
