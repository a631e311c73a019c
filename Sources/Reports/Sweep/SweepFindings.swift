import Cases
import Exploration
import FixedPoint

/// What a sweep concludes: the answer to its target, the commands that reproduce its designs, and whether it hangs on luck.
public struct SweepFindings: Sendable {
  public let frame: SweepFrame
  public let summary: SweepSummary
  /// Where a target was asked for.
  public var answer: Answer?
  /// Where a device was asked for.
  public var synthesized: SynthesizedFront?
  /// For each design that is shown, by its number, a command a case.
  public var commands: [String: [String]] = [:]
  /// The designs whose error is a coincidence, by their numbers.
  public var coincidences: [(design: String, coincidence: Coincidence)] = []
  /// The runs of the one design that is shown, by the names of their cases.
  public var shown: [(name: String, fit: Fit)] = []

  public init(_ frame: SweepFrame, _ summary: SweepSummary) {
    self.frame = frame
    self.summary = summary
  }

  private var columns: RowColumns { frame.columns }

  /// A figure of a row as people read it.
  func shown(_ name: String, _ row: [String]) -> String {
    let text = row[columns.index(name)!]
    guard let number = Double(text), Int128(text) == nil else { return text }
    return NumberText.significant(number, digits: 4)
  }

  /// "design 17 (theta.width 12, y.width 10): logic_cells 612, register_bits 301, …".
  private func account(of row: [String]) -> String {
    let fields = zip(frame.dimensions.flatMap(\.knobs), row[2...]).compactMap { knob, value in
      value.isEmpty ? nil : "\(knob.name) \(value)"
    }
    var names = [frame.cost, SweepFrame.bits, frame.error]
    if frame.error == FigureColumn.settledPercent { names.append(FigureColumn.settledError) }
    let figures = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map {
      "\($1) \(shown($1, row))"
    }
    return
      "design \(row[0]) (\(fields.joined(separator: ", "))): \(figures.joined(separator: ", "))"
  }

  /// "0.5 % of y's span".
  private func measure(_ error: Double, of target: Target) -> String {
    let number = NumberText.significant(error, digits: 3)
    return switch target {
    case .absolute: number
    case .percent: "\(number) % of y's span"
    }
  }

  /// What is asked for.
  var question: String? {
    answer.map {
      let limit = NumberText.shortest($0.target.limit)
      return switch $0.target {
      case .absolute: "\(frame.error) at most \(limit), in the data's units"
      case .percent: "\(frame.error) at most \(limit): \(limit) % of y's span"
      }
    }
  }

  /// The winner, or that there is none, a sentence a line.
  var verdict: [String] {
    guard let answer else { return [] }
    guard let winner = answer.winner else {
      return [noWinner(answer)]
    }
    guard let cheaper = answer.runnerUp else {
      return [
        "winner: \(account(of: winner))",
        "next cheaper: none; no design that could win costs less",
      ]
    }
    return [
      "winner: \(account(of: winner))",
      "next cheaper: \(account(of: cheaper)); misses the target by \(measure(answer.miss(cheaper), of: answer.target))",
    ]
  }

  private func noWinner(_ answer: Answer) -> String {
    guard let nearest = answer.runnerUp else {
      return "no design meets the target: none of them can be built and settles"
    }
    return
      "no design meets the target; the nearest is \(account(of: nearest)); misses it by \(measure(answer.miss(nearest), of: answer.target))"
  }

  /// Why the target is missed; nil where it is met or there is none.
  public var failure: String? {
    answer.flatMap { $0.winner == nil ? noWinner($0) : nil }
  }

  /// That the answer hangs on a coincidence, and what tells whether it does.
  var luck: [String] {
    guard let (design, first) = coincidences.first else { return [] }
    let who =
      coincidences.count == 1
      ? "design \(design)"
      : "\(coincidences.count) designs of the fronts, the first of them design \(design),"
    let theta = first.parameters.map { NumberText.significant($0, digits: 6) }
    let odds =
      first.probability > 1e-15
      ? "once in \(NumberText.grouped(Int((1 / first.probability).rounded()))) times"
      : "never"
    return [
      "luck: \(who) may look better than it is: the parameters of these samples, (\(theta.joined(separator: ", "))), lie within \(NumberText.significant(first.distance, digits: 2)) LSB of words of theta (an LSB is \(NumberText.shortest(first.lsb))), which by chance happens \(odds); other parameters could cost it \(NumberText.significant(first.bound, digits: 2)) (\(NumberText.significant(first.boundPercent, digits: 2)) % of y's span)",
      "  judge designs on variations of the data too: --perturb 20",
    ]
  }

  /// All of it as lines of text.
  public var lines: [String] {
    var lines: [String] = []
    if let question { lines += ["", "target: \(question)"] + verdict }
    if let winner = answer?.winner, let commands = commands[winner[0]] {
      lines.append("reproduce the winner with")
      lines += commands.map { "  \($0)" }
    }
    if !coincidences.isEmpty { lines += [""] + luck }
    return lines
  }

  /// What a design was judged by, where that is more than one run.
  public var judged: String? {
    let (cases, variations) = (frame.caseNames.count, frame.perturbation?.count ?? 0)
    switch (cases, variations) {
    case (1, 0): return nil
    case (_, 0): return "the worst of \(cases) cases"
    case (1, _): return "the worst of the samples and \(counted(variations, "variation")) of them"
    default:
      return "the worst of \(cases) cases and \(counted(variations, "variation")) of each"
    }
  }
}

// MARK: - For programs

extension JSON {
  /// - Parameter object: a row as an object.
  public init(
    _ findings: SweepFindings, fronts: [(name: String, rows: [[String]])],
    object: ([String]) -> JSON
  ) {
    let (frame, summary) = (findings.frame, findings.summary)
    func design(_ row: [String]?) -> JSON {
      guard let row else { return .null }
      var json = object(row)
      if let commands = findings.commands[row[0]] {
        json.append("commands", .array(commands.map { .string($0) }))
      }
      return json
    }
    func designWithMiss(_ answer: Answer) -> JSON {
      guard let row = answer.runnerUp else { return .null }
      var json = design(row)
      json.append("misses_by", JSON(answer.miss(row)))
      return json
    }
    self = [
      "cases": .array(frame.caseNames.map { .string($0) }),
      "perturbations": JSON(frame.perturbation?.count ?? 0),
      "designs": JSON(summary.designs), "refused": JSON(summary.refused),
      "stalled": JSON(summary.stalled), "diverged": JSON(summary.diverged),
      "overflowed": JSON(summary.overflowed),
      "error": .string(frame.error), "cost": .string(frame.cost),
    ]
    if let answer = findings.answer {
      append(
        "target",
        [
          "limit": JSON(answer.target.limit), "column": .string(frame.error),
          "met": .bool(answer.winner != nil),
        ])
      append("winner", design(answer.winner))
      append("next_cheaper", answer.winner == nil ? .null : designWithMiss(answer))
      append("nearest", answer.winner == nil ? designWithMiss(answer) : .null)
    }
    if let synthesized = findings.synthesized {
      append("synthesis", synthesized.json { design($0) })
    }
    for (name, rows) in fronts { append(name, .array(rows.map { design($0) })) }
    append(
      "coincidences",
      .array(
        findings.coincidences.map { design, found in
          [
            "design": .digits(design), "theta": JSON(found.parameters), "lsb": JSON(found.lsb),
            "distance_in_lsb": JSON(found.distance), "probability": JSON(found.probability),
            "bound": JSON(found.bound), "bound_percent": JSON(found.boundPercent),
          ]
        }))
  }
}
