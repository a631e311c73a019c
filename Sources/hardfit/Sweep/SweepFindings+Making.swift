import Cases
import Exploration
import Reports

/// From the rows of the fronts to what they say: plans their designs again, which gives commands, luck and runs.
extension SweepFindings {
  /// Designs that are looked at for coincidences, at most.
  private static let greatestCount = 200

  /// - Parameters:
  ///   - fronts: the rows of the designs on the fronts.
  ///   - all: whether each of them gets its commands, or only the winner.
  ///   - sources: the cases; nil where they cannot be read any more.
  mutating func add(
    _ fronts: [[String]], withCommands all: Bool, showsFit: Bool, _ sources: [SweepSource]?
  ) {
    let winner = answer?.winner
    let judged = winner.map { [$0] } ?? (answer == nil ? fronts : [])
    for row in (all ? fronts : []) + [winner].compactMap(\.self)
    where commands[row[0]] == nil {
      commands[row[0]] = Self.commands(row, frame, sources)
    }
    guard let sources else { return }
    if frame.perturbation == nil { addCoincidences(of: judged, sources) }
    guard showsFit, let winner = winner ?? (summary.designs == 1 ? fronts.first : nil) else {
      return
    }
    let frame = frame
    shown = sources.compactMap { source in
      let plan = try? source.plan(frame.values(winner), of: frame.dimensions).plan
      return plan.map { (source.sweepCase.name, Fit($0, counting: .none, settle: frame.settle)) }
    }
  }

  private static func commands(
    _ row: [String], _ frame: SweepFrame, _ sources: [SweepSource]?
  ) -> [String] {
    let values = frame.values(row)
    let settle = frame.settle.map { " --settle \($0)" } ?? ""
    if let sources {
      return sources.compactMap {
        (try? $0.plan(values, of: frame.dimensions).command).map { $0 + settle }
      }
    }
    // What was said, and what this design says.
    let options = zip(frame.dimensions.flatMap(\.knobs), row[2...]).compactMap { knob, value in
      value.isEmpty ? nil : knob.option(value)
    }
    return frame.sources.map { line in
      ([String(line.drop { $0 != " " }.dropFirst())] + options).joined(separator: " ") + settle
    }
  }

  /// A design's error is a coincidence where it is one on every case.
  private mutating func addCoincidences(of rows: [[String]], _ sources: [SweepSource]) {
    let rows = rows.prefix(Self.greatestCount)
    let plans = rows.map { row in
      sources.compactMap { try? $0.plan(frame.values(row), of: frame.dimensions).plan }
    }
    let lattices = Set(plans.joined().map { Coincidence.lsb($0) }).count
    for (row, plans) in zip(rows, plans) {
      let found = plans.map { plan in
        Coincidence(plan, error: error(of: row, plan), among: lattices)
      }
      guard !found.isEmpty, !found.contains(nil) else { continue }
      coincidences.append((row[0], found[0]!))
    }
  }

  /// The error that a design is taken for, in the data's units: the target where there is one.
  private func error(of row: [String], _ plan: Plan) -> Double {
    switch answer?.target {
    case .percent(let limit): limit / 100 * plan.problem.samples.ySpan
    case .absolute(let limit): limit
    case nil: Double(row[frame.columns.index(FigureColumn.settledError)!]) ?? .infinity
    }
  }
}
