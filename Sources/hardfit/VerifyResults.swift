import Cases
import Cosimulation
import Datapath
import FixedPoint
import Vectors

/// One case, by the results of its epochs.
struct VerifyResults {
  private let input: String
  private let arguments: Arguments

  init(_ input: String, _ arguments: Arguments) {
    self.input = input
    self.arguments = arguments
  }

  func run(_ console: Console, _ outputs: Outputs) throws(Failure) {
    let (plan, file) = try ExportCommand.casePlan(input, arguments, console)
    let isScenario = file.epochs.map(UInt32.init) == plan.configuration.maximumEpochs
    let origin = isScenario ? " (as \(ScenarioFile.name) says)" : ""
    guard plan.scenario == nil else {
      throw .usage(
        "the case has a scenario, which is a matter of cycles", about: "--latency any",
        fix: "give another case")
    }
    guard !plan.design.isRunning else {
      throw .usage(
        "takes runs of one stream, and the samples of this case keep coming",
        about: "--latency any", fix: "give --running off")
    }
    if arguments.isGiven(VerifyCommand.cycles) {
      throw .usage("does not go with --latency any", about: "--cycles", fix: "give --epochs")
    }
    _ = try WrittenVectors(of: input, arguments, console)
    let source = try VerifyCommand.source(arguments, of: plan.design.architecture)
    var verification = ResultVerification(plan, source)
    verification.timeLimit = .seconds(arguments[VerifyCommand.timeLimit])
    var unseen = Unseen()
    unseen.add(plan)
    var isBuiltIn = false
    var (reports, tests, failure): ([JSON], JUnitReport, Failure?) = ([], JUnitReport(), nil)
    for simulator in arguments[VerifyCommand.simulators] {
      let folder = try VerifyCommand.workingFolder(arguments)
      let verified = try VerifyCommand.tool(in: folder) { [verification] () throws(ToolError) in
        try verification.run(simulator, in: folder)
      }
      let outcome = verified.outcome
      let use = ParameterUse(source.top, missing: verified.missingParameters, of: plan.design)
      isBuiltIn = isBuiltIn || !use.missing.isEmpty
      if arguments[VerifyCommand.json] {
        let gaps = unseen.gaps(of: .results, isBuiltIn: isBuiltIn)
        reports.append(JSON(outcome, simulator, plan, gaps, use))
      } else {
        try console.print(text(outcome, simulator, plan, origin) + use.text)
      }
      let problem = self.failure(outcome)
      tests.cases.append(
        JUnitReport.TestCase(
          name: input, simulator: simulator.rawValue, seed: plan.seed,
          failure: problem.map { "\($0.problem)\n\(text(outcome, simulator, plan, origin))" }))
      failure = failure ?? problem
    }
    if arguments[VerifyCommand.json] { try console.output.write(JSON.array(reports).text()) }
    try VerifyCommand.write(tests, outputs)
    if let failure { throw failure }
    if !arguments[VerifyCommand.json] {
      try console.print(unseen.text(of: .results, isBuiltIn: isBuiltIn))
    }
  }

  private func text(
    _ outcome: ResultVerification.Outcome, _ simulator: Simulator, _ plan: VectorPlan,
    _ origin: String
  ) -> String {
    switch outcome {
    case .passed(let epochs):
      "\(plan.caseName): PASS, \(counted(epochs, "epoch"))\(origin), every result equal in \(simulator.title)\n"
    case .failed(let line): "\(plan.caseName): FAIL in \(simulator.title): \(line)\n"
    case .differed(let difference):
      (["\(plan.caseName): FAIL in \(simulator.title)", ""] + difference.lines(plan.design)
        + [place(difference, plan)]).joined(separator: "\n") + "\n"
    }
  }

  /// Where the words of the nodes are, to compare the module's own with.
  private func place(_ difference: ResultVerification.Difference, _ plan: VectorPlan) -> String {
    let epoch = difference.epoch
    let isLoss = difference.fields.contains { $0.node == .loss }
    let comparison: String
    if plan.design.architecture.passesOnce {
      let nodes = isLoss ? "gradient and loss" : "gradient, update and theta"
      comparison =
        "power, moment, cross and energy after sample 1 with line 1 of nodes.hex, the next sample with the next line, \(nodes) of epoch \(epoch) with line \(epoch) of updates.hex"
    } else {
      let nodes =
        isLoss ? "estimate, error, square and loss" : "product, gradient, update and theta"
      comparison =
        "\(nodes) of epoch \(epoch), sample 1 with line \((epoch - 1) * plan.samples.count + 1) of nodes.hex, the next sample with the next line, the update with line \(epoch) of updates.hex"
    }
    return
      "to find the node: compare your \(comparison); hardfit export with this case and its options writes them"
  }

  private func failure(_ outcome: ResultVerification.Outcome) -> Failure? {
    switch outcome {
    case .passed: nil
    case .failed(let line): .check("the RTL does not give the results: \(line)", about: input)
    case .differed(let difference):
      .check(
        "the RTL differs from the model first in the result of epoch \(difference.epoch) at \(difference.fields.map(\.name).joined(separator: ", "))",
        about: input)
    }
  }
}

extension JSON {
  fileprivate init(
    _ outcome: ResultVerification.Outcome, _ simulator: Simulator, _ plan: VectorPlan,
    _ gaps: [Unseen.Gap], _ use: ParameterUse
  ) {
    self = ["case": .string(plan.caseName), "simulator": .string(simulator.rawValue)]
    append("parameters", JSON(use))
    switch outcome {
    case .passed(let epochs):
      append("passed", true)
      append("epochs", JSON(epochs))
      append("not_shown", JSON(gaps))
    case .failed(let line):
      append("passed", false)
      append("problem", .string(line))
    case .differed(let difference):
      append("passed", false)
      append("run", JSON(difference.play.rawValue))
      append("epoch", JSON(difference.epoch))
      append(
        "fields",
        .array(
          difference.fields.map {
            [
              "name": .string($0.name), "expected": .string($0.expected.hex(width: $0.width)),
              "actual": .string($0.actual.hex(width: $0.width)),
            ]
          }))
      append("hypotheses", JSON(difference.hypotheses))
    }
  }

  init(_ hypotheses: [Divergence.Hypothesis]) {
    self = .array(
      hypotheses.map { ["matches_if": .string($0.change), "tried_on": .string($0.evidence)] })
  }
}
