import Exploration
import Reports

/// What a sweep prints at its end: how many designs ended how, and both fronts.
struct SweepTables {
  let frame: SweepFrame
  let summary: SweepSummary
  private let columns: RowColumns
  /// The designs on a front by their error and cost; where several share a point, the first.
  private var costRows: [ParetoFront.Point: [String]] = [:]
  private var bitsRows: [ParetoFront.Point: [String]] = [:]

  /// More lines than these are left to the file.
  static let greatestCount = 40

  init(_ frame: SweepFrame, _ summary: SweepSummary) {
    self.frame = frame
    self.summary = summary
    columns = frame.columns
  }

  /// Remembers a design if it is on a front.
  mutating func add(_ row: [String]) {
    let front = row[columns.index("pareto")!]
    guard !front.isEmpty, let error = Double(row[summary.fields.error]) else { return }
    func remember(_ rows: inout [ParetoFront.Point: [String]], _ cost: Int) {
      let point = ParetoFront.Point(cost: Double(row[cost])!, error: error)
      if rows[point] == nil { rows[point] = row }
    }
    if front.hasPrefix("cost") { remember(&costRows, summary.fields.cost) }
    if front.hasSuffix("bits") { remember(&bitsRows, summary.fields.bits) }
  }

  /// The rows of both fronts, in the order of their points.
  var fronts: [(name: String, rows: [[String]])] {
    [
      ("front", summary.costFront.points.compactMap { costRows[$0] }),
      ("front_of_bits", summary.bitsFront.points.compactMap { bitsRows[$0] }),
    ]
  }

  /// The rows of the designs on a front, each once.
  var rows: [[String]] {
    var seen: Set<String> = []
    return fronts.flatMap(\.rows).filter { seen.insert($0[0]).inserted }
  }

  /// The lines, at most so many columns wide where that can be.
  func lines(_ findings: SweepFindings, width: Int) -> [String] {
    [counts(findings), ""]
      + table("\(frame.error) against \(frame.cost)", summary.costFront, costRows, width) + [""]
      + picture(findings, width)
      + table("\(frame.error) against \(SweepFrame.bits)", summary.bitsFront, bitsRows, width)
      + (findings.synthesized.map { [""] + $0.lines(frame, width: width) } ?? [])
      + findings.lines
  }

  private func picture(_ findings: SweepFindings, _ width: Int) -> [String] {
    let lines = findings.picture(TerminalStyle(width: min(width, 100), height: 12))
    return lines.isEmpty ? [] : lines + [""]
  }

  private func counts(_ findings: SweepFindings) -> String {
    var parts: [String] = []
    for (count, what) in [
      (summary.refused, "cannot be built"), (summary.stalled, "stalled"),
      (summary.cycles, "in a cycle"), (summary.unsettled, "unsettled"),
      (summary.diverged, "diverged"), (summary.overflowed, "overflowed"),
    ] where count > 0 {
      parts.append("\(NumberText.grouped(count)) \(what)")
    }
    let of = findings.judged.map { ", \($0)" } ?? ""
    let kind =
      columns.architectures == [.stream]
      ? "" : " of \(columns.architectures.map(\.rawValue).joined(separator: " and "))"
    return
      "\(NumberText.grouped(summary.designs)) \(summary.designs == 1 ? "design" : "designs")\(kind) on \(frame.caseNames.joined(separator: ", "))\(of)"
      + (parts.isEmpty ? "" : "; " + parts.joined(separator: ", "))
  }

  private func table(
    _ title: String, _ front: ParetoFront, _ rows: [ParetoFront.Point: [String]], _ width: Int
  ) -> [String] {
    let knobs = frame.dimensions.flatMap(\.knobs)
    let shown = [
      ("epochs_run", "ran"), ("settles", "settles"), (frame.error, "error"), (frame.cost, "cost"),
      (SweepFrame.bits, "bits"),
      ("dsp_18x18", "DSP 18×18"),
    ]
    var table = TextTable(
      [.init("design", .right)]
        + knobs.map { .init($0.name, $0.isNumeric ? .right : .left) }
        + shown.map { .init($0.1, $0.0 == frame.error ? .point : .right) })
    for point in front.points.prefix(Self.greatestCount) {
      guard let row = rows[point] else { continue }
      table.addRow(
        [row[0]] + knobs.indices.map { row[2 + $0] }
          + shown.map { name, _ in
            let text = row[columns.index(name)!]
            return name == frame.error
              ? NumberText.significant(Double(text) ?? .nan, digits: 4) : text
          })
    }
    let rest = front.points.count - Self.greatestCount
    return ["Pareto front: \(title)"] + table.lines(width: width)
      + (front.points.isEmpty
        ? ["no design is settled; give more epochs, --settle or --unsettled"] : [])
      + (rest > 0 ? ["and \(rest) more"] : [])
  }
}
