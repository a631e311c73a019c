import Cases
import Exploration
import Reports

/// The end of a sweep, be it computed here or joined from parts: the table's file, the report, and the fronts on
/// standard output.
enum SweepOutput {
  /// Refuses two outputs that are one file, and an output that would take the place of what is read.
  ///
  /// - Parameter hasJournal: whether rows are kept beside the table until it is whole.
  static func check(
    _ arguments: Arguments, inputs: [String], hasJournal: Bool
  ) throws(Failure) {
    var files: [(key: String, path: String)] = []
    if let path = arguments[SweepCommand.output] {
      files.append((SweepCommand.output.row.key, path))
      if hasJournal, path != "-" {
        files.append(("the journal of --output,", SweepJournal.path(beside: path)))
      }
    }
    if let path = arguments[SweepCommand.report] {
      files.append((SweepCommand.report.row.key, path))
    }
    if arguments.isGiven(SavedCase.option), !arguments.isGiven(SweepCommand.target) {
      throw .usage(
        "there is no winner to save", about: SavedCase.option.row.key, fix: "add --target")
    }
    try OutputPlaces.check(files, inputs: inputs, json: arguments[SweepCommand.json])
  }

  /// - Parameters:
  ///   - sources: the cases, to plan the designs of the fronts again; nil where they cannot be read.
  ///   - synthesis: finds the front on real figures too, if given.
  /// - Throws: a failed check where no design meets the target.
  static func write(
    _ results: SweepResults, sources: [SweepSource]?, synthesis: SweepSynthesis?,
    _ arguments: Arguments, _ console: Console
  ) throws(Failure) {
    let synthesized = try synthesis?.run(results, sources, console)
    let path = arguments[SweepCommand.output]
    let files = try Outputs(arguments.files(SweepCommand.output, SweepCommand.report), console)
    let page = files[SweepCommand.report]
    let plots = arguments[SweepCommand.plots]
    var tables = SweepTables(results.frame, results.summary)
    var findings = SweepFindings(results.frame, results.summary)
    findings.synthesized = synthesized
    findings.answer = arguments[SweepCommand.target].map { Answer($0, results.summary) }
    var statistics =
      page == nil && plots == nil ? nil : SweepStatistics(results.frame, results.summary)
    try results.write(
      to: files[SweepCommand.output], as: SweepResults.Shape(of: path ?? ""),
      visitsAll: statistics != nil
    ) { row in
      tables.add(row)
      findings.answer?.add(row)
      statistics?.add(row)
    }
    let shown = tables.rows + (statistics?.frontRows ?? [])
    let known = Set(shown.map { $0[0] })
    findings.add(
      shown + (synthesized?.rows.map(\.fields).filter { !known.contains($0[0]) } ?? []),
      withCommands: statistics != nil || arguments[SweepCommand.json],
      showsFit: statistics != nil, sources)
    let saved = try savedCase(findings.answer?.winner, results.frame, sources, arguments)
    if let statistics {
      let report = SweepReport(statistics, findings)
      try page?.write(report.html)
      if let plots {
        try console.write(report.pictures.map { ("\($0.name).svg", $0.svg()) }, to: plots)
      }
    }
    try files.commit()
    try saved?.commit(console)
    if arguments[SweepCommand.json] {
      let json = JSON(findings, fronts: tables.fronts) { results.object($0) }
      try console.output.write(json.text())
    } else if !files.replacesReport {
      for line in tables.lines(findings, width: console.terminal.tableWidth(100)) {
        // A command is to be copied: no line end is put into it.
        if line.hasPrefix("  hardfit ") {
          try console.output.write(line.escapingControlCharacters + "\n")
        } else {
          try console.print([line])
        }
      }
    } else {
      findings.lines.filter { !$0.isEmpty }.forEach(console.say)
    }
    if results.summary.refused > 0, let reason = results.summary.firstRefusal {
      console.warn(
        "\(results.summary.refused) of \(results.summary.designs) designs cannot be built; the first: \(reason)"
      )
    }
    if let failure = findings.failure { throw .check(failure, about: "--target") }
  }

  /// The winner as a case of its own; nil where none is asked for or no design meets the target.
  private static func savedCase(
    _ winner: [String]?, _ frame: SweepFrame, _ sources: [SweepSource]?, _ arguments: Arguments
  ) throws(Failure) -> SavedCase? {
    guard let folder = arguments[SavedCase.option], let winner else { return nil }
    guard let sources, sources.count == 1 else {
      throw .usage(
        sources == nil ? "the samples cannot be read again" : "the sweep has several cases",
        about: SavedCase.option.row.key,
        fix: "run the command that is printed, with \(SavedCase.option.row.key)")
    }
    let plan: Plan
    do throws(PlanError) {
      plan = try sources[0].plan(frame.values(winner), of: frame.dimensions).plan
    } catch { throw .usage(error.description, about: folder) }
    return try SavedCase(plan, to: folder)
  }
}
