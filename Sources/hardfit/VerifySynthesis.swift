import Cases
import Cosimulation
import Datapath
import FixedPoint
import Reports
import Samples

/// One case's design in a synthesiser: the certificate that its flip-flops are the model's registers.
struct VerifySynthesis {
  private let input: String
  private let arguments: Arguments

  init(_ input: String, _ arguments: Arguments) {
    self.input = input
    self.arguments = arguments
  }

  /// How much more capacity, and how many more samples at most, the design is planned for once more.
  private static let capacityFactor = 256
  private static let greatestAddition = 1000

  func run(_ console: Console, _ outputs: Outputs) throws(Failure) {
    let (caseInput, settings, columns) = try CasePreparation.read(input, arguments, console)
    let plan = try plan(settings, columns, caseInput)
    var certification = Certification(
      plan.design, try VerifyCommand.source(arguments, of: plan.design.architecture))
    certification.timeLimit = .seconds(arguments[VerifyCommand.timeLimit])
    let folder = try VerifyCommand.workingFolder(arguments)
    let certificate = try certify(certification, caseInput.name, in: folder, console)

    let larger = try larger(settings, plan, columns, caseInput)
    var growth = Growth(samples: columns.count, larger: larger.sampleCount)
    growth.capacity = larger.settings.capacity
    if certificate.isGiven {
      let other = Certification(larger.design, certification.rtl)
      growth.isSame =
        try VerifyCommand.tool(in: folder) { () throws(ToolError) in
          try other.netlistDigest(in: folder)
        }
        == certificate.netlistDigest
    }
    growth.free = try? self.plan(larger.free, columns, caseInput).design

    if arguments[VerifyCommand.json] {
      try console.output.write(JSON(certificate, growth, caseInput.name).text())
    } else {
      let lines = SynthesisReport(certificate, growth, caseInput.name).lines(
        width: console.terminal.width)
      try console.print(lines)
    }
    let problems = certificate.problems + growth.problems
    var tests = JUnitReport()
    tests.cases.append(
      JUnitReport.TestCase(
        name: input, simulator: "yosys", seed: nil,
        failure: problems.isEmpty ? nil : "no certificate: \(problems.joined(separator: "\n"))"))
    try VerifyCommand.write(tests, outputs)
    if let first = problems.first {
      throw .check(
        "no certificate: \(first)\(problems.count > 1 ? ", and \(problems.count - 1) more" : "")",
        about: input)
    }
  }

  private func certify(
    _ certification: Certification, _ name: String, in folder: WorkingFolder, _ console: Console
  ) throws(Failure) -> Certificate {
    var step: Certification.Step?
    var progress: ProgressLine?
    defer { progress?.finish() }
    return try VerifyCommand.tool(in: folder) { () throws(ToolError) in
      try certification.run(in: folder) { now, bytes in
        if now != step {
          progress?.finish()
          progress = console.progress("\(now.rawValue) \(name), log of Yosys", of: nil, unit: "B")
          step = now
        }
        progress?.advance(to: bytes)
      }
    }
  }

  // MARK: More samples

  private func plan(
    _ settings: Settings, _ columns: SampleColumns, _ input: CaseInput
  ) throws(Failure) -> Plan {
    do throws(PlanError) { return try Plan(settings, columns: columns) } catch {
      throw Failure(error, samples: input.samplesPath)
    }
  }

  /// The design for more samples, once with these formats and once with those that it would have by itself.
  private func larger(
    _ settings: Settings, _ plan: Plan, _ columns: SampleColumns, _ input: CaseInput
  ) throws(Failure) -> (design: Design, settings: Settings, free: Settings, sampleCount: Int) {
    var free = settings
    free.capacity = min((settings.capacity ?? Plan.defaultCapacity) * Self.capacityFactor, 1 << 48)
    var fixed = free
    fixed.learningRate = settings.learningRate ?? plan.rate.eta
    for node in plan.design.nodes {
      fixed.formats[node] = FormatChoice(plan.design.formats[node])
    }
    let more = columns.count.advanced(by: min(columns.count, Self.greatestAddition))
    let indices = (0..<more).map { $0 % columns.count }
    let repeated = SampleColumns(
      x: indices.map { columns.x[$0] }, y: indices.map { columns.y[$0] }, xName: columns.xName,
      yName: columns.yName)
    return (try self.plan(fixed, repeated, input).design, fixed, free, more)
  }

  /// What more samples change.
  struct Growth {
    let samples: Int
    let larger: Int
    var capacity: Int?
    /// Whether the netlist for more samples, at the same formats, is the same; nil where there is none.
    var isSame: Bool?
    /// The design that the larger capacity gives where the formats may follow it; nil if it cannot be built.
    var free: Design?

    var problems: [String] {
      isSame == false ? ["the netlist for \(larger) samples is another one"] : []
    }

    /// The registers that are wider then, with the bits that they have more.
    func wider(than design: Design) -> [(register: Register, bits: Int)] {
      guard let free else { return [] }
      return zip(design.registers, free.registers).filter { $0.width != $1.width }.map {
        (register: $0, bits: $1.width - $0.width)
      }
    }
  }
}
