import Cases
import Cosimulation
import Datapath
import FixedPoint
import Foundation
import Vectors

/// Random designs in one or more simulators.
struct VerifyRandom {
  private let count: Int
  private let arguments: Arguments

  init(_ count: Int, _ arguments: Arguments) {
    self.count = count
    self.arguments = arguments
  }

  private var architecture: Architecture { arguments[DesignOptions.architecture] ?? .stream }

  /// The designs with a difference that are made small and written.
  private static let greatestFindings = 3

  func run(_ console: Console, _ outputs: Outputs) throws(Failure) {
    let first = arguments[DesignOptions.seed] ?? 1
    let (end, overflows) = first.addingReportingOverflow(UInt64(count))
    guard !overflows else {
      throw .usage(
        "\(count) seeds from \(first) on are too many", about: "--seed", fix: "begin lower")
    }
    let source = try VerifyCommand.source(arguments, of: architecture)
    var (reports, tests, failures): ([JSON], JUnitReport, Int) = ([], JUnitReport(), 0)
    for simulator in arguments[VerifyCommand.simulators] {
      var verification = try VerifyCommand.tool { () throws(ToolError) in
        RandomVerification(try simulator.find(), source)
      }
      verification.architecture = architecture
      verification.timeLimit = .seconds(arguments[VerifyCommand.timeLimit])
      let progress = console.progress("verifying in \(simulator.title)", of: count, unit: "designs")
      // Never called by two threads at once, so that the line needs no lock of its own.
      nonisolated(unsafe) let line = progress
      let result = try VerifyCommand.tool { [verification] () throws(ToolError) in
        try verification.run(seeds: first..<end) { line.advance(to: $0) }
      }
      progress.finish()
      failures += result.failures.count
      let findings = try findings(result, verification)
      if arguments[VerifyCommand.json] {
        reports.append(json(result, findings, simulator))
      } else {
        try console.print(text(result, findings, simulator))
      }
      tests.cases += self.tests(first..<end, result, findings, simulator)
      for finding in findings { try write(finding, simulator, console) }
    }
    if arguments[VerifyCommand.json] { try console.output.write(JSON.array(reports).text()) }
    try VerifyCommand.write(tests, outputs)
    if failures > 0 {
      throw .check(
        "the RTL differs from the model in \(counted(failures, "design"))",
        about: "--random \(count)")
    }
  }

  private func findings(
    _ result: RandomVerification.Result, _ verification: RandomVerification
  ) throws(Failure) -> [RandomVerification.Finding] {
    var findings: [RandomVerification.Finding] = []
    for failure in result.failures.prefix(Self.greatestFindings) {
      findings.append(
        try VerifyCommand.tool { () throws(ToolError) in
          try verification.shrink(seed: failure.seed)
        })
    }
    return findings
  }

  // MARK: The report

  private func text(
    _ result: RandomVerification.Result, _ findings: [RandomVerification.Finding],
    _ simulator: Simulator
  ) -> String {
    guard !result.failures.isEmpty else {
      return
        "PASS, \(counted(result.designs, "random design")), \(counted(result.cycles, "cycle")), every output port equal in \(simulator.title)\n\(result.unseen.text(of: .random(designs: count)))"
    }
    var lines = [
      "FAIL in \(simulator.title): \(result.failures.count) of \(counted(count, "random design")); seeds \(result.failures.prefix(10).map { "\($0.seed)" }.joined(separator: ", "))\(result.failures.count > 10 ? ", …" : "")"
    ]
    for finding in findings { lines += ["", "seed \(finding.seed)", ""] + account(of: finding) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func account(of finding: RandomVerification.Finding) -> [String] {
    let difference =
      switch finding.outcome {
      case .diverged(let divergence): divergence.lines
      case .failed(let line): [line]
      case .passed: ["the difference does not show again"]
      }
    return difference + ["", shape(finding)]
  }

  /// A test for each seed; of one that fails the account is that of the report, where it has one.
  private func tests(
    _ seeds: Range<UInt64>, _ result: RandomVerification.Result,
    _ findings: [RandomVerification.Finding], _ simulator: Simulator
  ) -> [JUnitReport.TestCase] {
    let cycles = Dictionary(
      result.failures.map { ($0.seed, $0.cycle) }, uniquingKeysWith: { first, _ in first })
    return seeds.map { seed in
      let failure = cycles[seed].map { cycle in
        (["the RTL differs from the model first in cycle \(cycle)"]
          + (findings.first { $0.seed == seed }.map(account(of:)) ?? [])).joined(separator: "\n")
      }
      return JUnitReport.TestCase(
        name: "random design, seed \(seed)", simulator: simulator.rawValue, seed: seed,
        failure: failure)
    }
  }

  private func shape(_ finding: RandomVerification.Finding) -> String {
    guard let run = finding.reproduction else {
      return
        "no run or scenario of this design was found that shows the difference; \(counted(finding.cycles, "cycle")) at its ports do"
    }
    let formats = run.design.nodes.map { "\($0.name)=\(run.design.formats[$0])" }
    return
      "\(finding.isSmallest ? "smallest" : "a smaller") \(run.scenario == nil ? "run" : "scenario"): degree \(run.design.degree), \(counted(run.samples.count, "sample")), \(counted(finding.cycles, "cycle")), \(formats.joined(separator: " "))\(finding.isSmallest ? "" : "; where iverilog is installed too, smaller ones are looked for")"
  }

  private func json(
    _ result: RandomVerification.Result, _ findings: [RandomVerification.Finding],
    _ simulator: Simulator
  ) -> JSON {
    [
      "simulator": .string(simulator.rawValue), "passed": .bool(result.failures.isEmpty),
      "designs": JSON(result.designs + result.failures.count), "cycles": JSON(result.cycles),
      "not_shown": JSON(result.unseen.gaps(of: .random(designs: count))),
      "failures": .array(
        result.failures.map { ["seed": JSON($0.seed), "cycle": JSON($0.cycle)] }),
      "findings": .array(
        findings.map { JSON($0.outcome, simulator, "seed \($0.seed)") }),
    ]
  }

  // MARK: The case

  /// Writes the case that reproduces a finding, with its vectors.
  private func write(
    _ finding: RandomVerification.Finding, _ simulator: Simulator, _ console: Console
  ) throws(Failure) {
    guard let folder = arguments[VerifyCommand.output] else { return }
    let path = "\(folder)/seed-\(finding.seed)"
    let name = "seed-\(finding.seed)"
    let command = ShellWords.line(["hardfit"] + CommandLine.arguments.dropFirst())
    try OutputFolder.make(folder)
    Self.removeCase(path)
    guard let run = finding.reproduction, try isHeld(run) else {
      let plan = finding.stimulus.vectorPlan(named: name, command: command)
      _ = try ExportCommand.write(plan, to: path, ownFolder: nil, console)
      console.note(
        "\(path): no case holds what shows the difference of seed \(finding.seed); its bench does, as README.md there says"
      )
      return
    }
    try console.write(ReproductionFile(run).texts, to: path)
    let plan = run.vectorPlan(named: name, command: command)
    _ = try ExportCommand.write(plan, to: path, ownFolder: SystemCall.resolving(path), console)
    console.note(
      "\(path): hardfit verify \(path) shows the difference of seed \(finding.seed) again")
  }

  /// Removes the case that an earlier run found for the seed: a file of it beside new ones would be another case.
  private static func removeCase(_ path: String) {
    for name in [CaseInput.samplesName, CaseInput.designName, ScenarioFile.name] {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  private func isHeld(_ run: Reproduction) throws(Failure) -> Bool {
    try VerifyCommand.tool { () throws(ToolError) in try ReproductionFile(run).holdsRun() }
  }
}
