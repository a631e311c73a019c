import Cases
import Cosimulation
import Datapath
import FixedPoint
import Vectors

/// One case in one or more simulators.
struct VerifyCase {
  private let input: String
  private let arguments: Arguments

  init(_ input: String, _ arguments: Arguments) {
    self.input = input
    self.arguments = arguments
  }

  /// Verifies it and prints the outcomes, or gives them back as JSON if that is asked for.
  ///
  /// - Returns: the reports, the tests, the check that failed first, and what the case did not meet.
  func run(
    _ console: Console
  ) throws(Failure) -> (reports: [JSON], tests: JUnitReport, failure: Failure?, unseen: Unseen) {
    let written = try WrittenVectors(
      of: input, arguments, unless: [VerifyCommand.cycles], console)
    var plan =
      if let written, written.haveCycles { written.plan } else {
        try ExportCommand.casePlan(input, arguments, console, warns: true).plan
      }
    if let count = arguments[VerifyCommand.cycles] {
      plan.cycles = 0...min(count - 1, plan.cycles.upperBound)
    }
    let source = try VerifyCommand.source(arguments, of: plan.design.architecture)
    var verification = CaseVerification(plan, source)
    verification.timeLimit = .seconds(arguments[VerifyCommand.timeLimit])
    if let written, written.haveCycles {
      verification.vectorFolder = written.folder
      verification.cycleCount = written.cycleCount
    }
    var unseen = Unseen()
    unseen.add(plan)
    let play: Unseen.Play = plan.scenario == nil ? .run : .scenario
    var isBuiltIn = false
    var (reports, tests, failure): ([JSON], JUnitReport, Failure?) = ([], JUnitReport(), nil)
    for simulator in arguments[VerifyCommand.simulators] {
      let folder = try VerifyCommand.workingFolder(arguments)
      let progress = console.progress("simulating \(plan.caseName)", of: nil, unit: "cycles")
      let verified = try VerifyCommand.tool(in: folder) { () throws(ToolError) in
        try verification.run(simulator, in: folder) { progress.advance(to: $0) }
      }
      progress.finish()
      let outcome = verified.outcome
      let use = ParameterUse(source.top, missing: verified.missingParameters, of: plan.design)
      isBuiltIn = isBuiltIn || !use.missing.isEmpty
      if arguments[VerifyCommand.json] {
        let gaps = unseen.gaps(of: play, isBuiltIn: isBuiltIn)
        reports.append(JSON(outcome, simulator, plan.caseName, gaps, use))
      } else {
        try console.print(text(outcome, simulator, plan) + use.text)
      }
      let problem = self.failure(outcome, simulator)
      tests.cases.append(
        JUnitReport.TestCase(
          name: input, simulator: simulator.rawValue, seed: plan.scenario?.seed ?? plan.seed,
          failure: problem.map { "\($0.problem)\n\(text(outcome, simulator, plan))" }))
      failure = failure ?? problem
    }
    if failure == nil, !arguments[VerifyCommand.json], !arguments[VerifyCommand.all] {
      try ExportCommand.tellEpochs(of: input, plan, console)
      try console.print(unseen.text(of: play, isBuiltIn: isBuiltIn))
    }
    return (reports, tests, failure, unseen)
  }

  private func text(
    _ outcome: CaseVerification.Outcome, _ simulator: Simulator, _ plan: VectorPlan
  ) -> String {
    let head = "\(plan.caseName): "
    switch outcome {
    case .passed(let cycles):
      return
        "\(head)PASS, \(counted(cycles, "cycle")), every output port equal in \(simulator.title)\n"
    case .failed(let line): return "\(head)FAIL in \(simulator.title): \(line)\n"
    case .diverged(let divergence):
      return (["\(head)FAIL in \(simulator.title)", ""] + divergence.lines).joined(separator: "\n")
        + "\n"
    }
  }

  private func failure(_ outcome: CaseVerification.Outcome, _ simulator: Simulator) -> Failure? {
    switch outcome {
    case .passed: nil
    case .failed(let line): .check("the RTL differs from the model: \(line)", about: input)
    case .diverged(let divergence):
      .check("the RTL differs from the model first \(divergence.place)", about: input)
    }
  }
}
