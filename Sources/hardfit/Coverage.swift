import Cases
import Cosimulation
import Datapath
import FixedPoint
import Reports
import Vectors

/// `hardfit coverage`: what the vectors of a case meet.
enum CoverageCommand {
  static let input = Parameter<String>.argument(
    ValueKind.file.named("CASE"),
    "A case folder, a CSV file, or - for standard input; with --all a folder of cases.")

  static let all = Parameter<Bool>.flag(
    "all", "All cases in a folder and those below it, and what they meet together.")
  static let strict = Parameter<Bool>.flag(
    "strict",
    "Fail if a node with few enough words to try them all does not meet what is possible; with --all also if no case meets it, has the pair of modes, overflows under a sign-magnitude wrap of three bits, or takes a decision. Register bits are not judged."
  )
  static let json = Parameter<Bool>.flag("json", "Print JSON.")

  static let command = Command(
    "coverage", "Measure which ties, ends, overflows, bits and decisions a case meets",
    discussion: """
      Drives the model with the case and records of every cast whether it met ties of both signs with an even and an odd \
      floor, values at the ends of the range and one LSB past them, overflows of both directions. What is \
      possible is found by trying all words, where these are few enough. With it come the register bits that rose and \
      fell, and the decisions of the controller. What a case does not meet, no comparison with it can judge.

      With --all a pair of modes at a node counts as complete if some case meets there everything that is possible. Of the \
      architecture moments every event that is possible at a node is asked for in some case, whatever the modes.
      """,
    arguments: [input],
    options: [ParameterGroup("Coverage", [all, strict, json])] + DesignOptions.groups,
    examples: [
      Example("hardfit coverage vectors/corners/stalled", "One case."),
      Example("hardfit coverage vectors --all", "The committed cases together."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let paths = arguments[all] ? try ExportAll.cases(arguments[input]) : [arguments[input]]
    var (summary, report, last) = (CoverageSummary(), [] as [JSON], nil as Coverage?)
    let progress = console.progress("measuring", of: paths.count, unit: "cases")
    for (number, path) in paths.enumerated() {
      _ = try WrittenVectors(of: path, arguments, console)
      let plan = try ExportCommand.casePlan(path, arguments, console).plan
      let coverage = Coverage(plan)
      summary.add(coverage)
      last = coverage
      if arguments[json] { report.append(CoverageReport.json(coverage, plan.caseName)) }
      if !arguments[all], !arguments[json] {
        let page = CoverageReport.page(coverage, plan.caseName, width: console.terminal.width)
        try console.print(page)
      }
      progress.advance(to: number + 1)
    }
    progress.finish()
    if arguments[json] {
      let cases = JSON.array(report)
      try console.output.write(
        arguments[all]
          ? (["cases": cases, "holes": .array(summary.holes.map { .string($0) })] as JSON).text()
          : cases.text())
    } else if arguments[all] {
      try console.print(CoverageReport.page(summary, width: console.terminal.width))
    }
    guard arguments[strict] else { return }
    try judge(summary, last, arguments, console)
  }

  /// The holes that a message names; the page has all of them.
  private static let greatestHoles = 3

  /// Fails where there are holes, and says of what nothing is known.
  private static func judge(
    _ summary: CoverageSummary, _ last: Coverage?, _ arguments: Arguments, _ console: Console
  ) throws(Failure) {
    let unjudged = Node.every.compactMap { node in
      summary.unjudged[node].map { count in
        arguments[all] ? "\(node.name) (\(counted(count, "case")))" : node.name
      }
    }
    if !unjudged.isEmpty {
      console.warn(
        "\(arguments[input]): not judged, since there are too many words to try: \(unjudged.joined(separator: ", "))"
      )
    }
    let holes = arguments[all] ? summary.holes : last?.holes ?? []
    guard !holes.isEmpty else { return }
    let named = holes.prefix(greatestHoles).joined(separator: "; ")
    let more = holes.count - greatestHoles
    throw .check(
      "\(counted(holes.count, "thing")) that \(holes.count == 1 ? "is possible is" : "are possible are") not met: \(named)\(more > 0 ? ", and \(more) more" : "")",
      about: arguments[input])
  }
}

extension [String] {
  /// "least, greatest", or "nothing".
  fileprivate var formattedOrNothing: String { isEmpty ? "nothing" : joined(separator: ", ") }
}

/// The pages of `hardfit coverage`.
enum CoverageReport {
  /// One case.
  static func page(_ coverage: Coverage, _ name: String, width: Int) -> String {
    var table = TextTable([
      .init("node"), .init("format"), .init("casts", .right), .init("met", .right),
      .init("possible", .right), .init("possible and not met"),
    ])
    for node in coverage.nodes {
      table.addRow([
        node.name, "\(coverage.design.formats[node])", "\(coverage.casts[node])",
        "\(coverage.met[node].count)", coverage.possible[node].map { "\($0.count)" } ?? "?",
        coverage.possible[node] == nil
          ? "too many words to try; met: \(coverage.met[node].names.formattedOrNothing); not met: \(coverage.conceivable[node].subtracting(coverage.met[node]).names.formattedOrNothing)"
          : coverage.missing(at: node).names.joined(separator: ", "),
      ])
    }
    let (bits, toggled) = coverage.toggles
    let untoggled = coverage.untoggled.map { register, bits in
      "\(register.scope).\(register.name)[\(ranges(bits))]"
    }
    let decisions = coverage.decisionCounts
    var lines = [
      "\(name): \(counted(coverage.cycleCount, "cycle")), degree \(coverage.design.degree)", "",
    ]
    lines += table.lines()
    lines += [
      "", "registers: \(toggled) of \(bits) bits rose and fell",
    ]
    if !untoggled.isEmpty { lines.append("  not: \(untoggled.joined(separator: ", "))") }
    lines.append("controller: \(decisions.taken) of \(decisions.all) decisions")
    let missing = coverage.missingDecisions
    if !missing.isEmpty { lines.append("  not: \(missing.joined(separator: ", "))") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Several cases.
  static func page(_ summary: CoverageSummary, width: Int) -> String {
    var table = TextTable([
      .init("node"), .init("signed pairs of modes", .right), .init("unsigned modes", .right),
      .init("met by no case"),
    ])
    for node in summary.nodes {
      let signed = summary.pairs(at: node, signed: true)
      let unsigned = summary.unsignedModes(at: node)
      table.addRow([
        node.name, "\(signed.complete) of \(signed.all)",
        "\(unsigned.quantizations) of 7, \(unsigned.overflows) of 6",
        summary.neverMet(at: node).names.joined(separator: ", "),
      ])
    }
    var lines = [
      "\(counted(summary.caseCount, "case")), \(counted(summary.cycleCount, "cycle"))"
    ]
    if !summary.nodes.isEmpty { lines += [""] + table.lines() }
    let moments = summary.nodesOfMoments
    if !moments.isEmpty {
      var table = TextTable([
        .init("node of moments"), .init("events met", .right), .init("possible and not met"),
      ])
      for (node, met, missing) in moments {
        table.addRow([
          node.name, "\(met.count) of \(CastEvents.all.count)",
          missing.map { $0.names.joined(separator: ", ") } ?? "too many words to try",
        ])
      }
      lines += [""] + table.lines()
    }
    lines += [""] + summary.decisionLines
    if !summary.holes.isEmpty { lines += ["", "holes"] + summary.holes.map { "  \($0)" } }
    return lines.joined(separator: "\n") + "\n"
  }

  static func json(_ coverage: Coverage, _ name: String) -> JSON {
    var nodes: JSON = [:]
    for node in coverage.nodes {
      nodes.append(
        node.name,
        [
          "format": .string("\(coverage.design.formats[node])"),
          "casts": JSON(coverage.casts[node]),
          "met": .array(coverage.met[node].names.map { .string($0) }),
          "possible": coverage.possible[node].map {
            .array($0.names.map { .string($0) })
          } ?? .null,
        ])
    }
    return [
      "case": .string(name), "cycles": JSON(coverage.cycleCount), "nodes": nodes,
      "register_bits": JSON(coverage.toggles.bits), "bits_toggled": JSON(coverage.toggles.toggled),
      "decisions_missing": .array(coverage.missingDecisions.map { .string($0) }),
    ]
  }

  /// "0, 3-5".
  private static func ranges(_ bits: [Int]) -> String {
    var parts: [ClosedRange<Int>] = []
    for bit in bits {
      if let last = parts.last, last.upperBound == bit - 1 {
        parts[parts.count - 1] = last.lowerBound...bit
      } else {
        parts.append(bit...bit)
      }
    }
    return parts.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.upperBound):\($0.lowerBound)"
    }.joined(separator: ",")
  }
}
