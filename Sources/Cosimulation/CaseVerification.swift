import Datapath
import Foundation
import Vectors

/// The RTL against the vectors of a case, by the self-checking bench that goes with them.
package struct CaseVerification: Sendable {
  package let plan: VectorPlan
  package let rtl: RTLSource
  package var timeLimit = Duration.seconds(600)
  /// A folder with vectors that were written before; otherwise they are written from the plan.
  package var vectorFolder: String?
  /// The cycles of those, which the bench has to have compared.
  package var cycleCount: Int?

  package init(_ plan: VectorPlan, _ rtl: RTLSource) {
    self.plan = plan
    self.rtl = rtl
  }

  package enum Outcome: Sendable {
    /// Every output port was equal in so many cycles.
    case passed(cycles: Int)
    case diverged(Divergence)
    /// The RTL differs, but no more can be said than the bench has.
    case failed(line: String)
  }

  /// The most cycles before a divergence of which waves are taken.
  static let greatestTrace = 30_000
  /// The cycles looked at after a divergence.
  static let afterDivergence = 1000

  /// Compiles and runs the bench, and diagnoses a divergence.
  ///
  /// - Parameter folder: for the files of the run.
  package func run(
    _ simulator: Simulator, in folder: WorkingFolder, progress: @escaping (Int) -> Void = { _ in }
  ) throws(ToolError) -> Verified<Outcome> {
    let tools = try simulator.find()
    let (vectors, cycleCount) =
      if let vectorFolder { (vectorFolder, cycleCount) } else {
        try (folder.path, writeVectors(to: folder, progress))
      }
    try rtl.write(BenchText.bytes(for: plan.design), to: BenchText.name, in: folder)
    if vectorFolder != nil { try folder.write(plan.design.verilogParameters, to: "design.vh") }
    var job = Simulator.Job(
      files: [folder.path(BenchText.name)] + rtl.files, top: "hardfit_bench", module: rtl.top,
      designs: [plan.design])
    job.jobs = ProcessInfo.processInfo.activeProcessorCount
    let program = try tools.compile(job, in: folder, timeLimit: timeLimit)
    return Verified(
      outcome: try outcome(of: program, tools, vectors, cycleCount, in: folder),
      missingParameters: program.missingParameters)
  }

  private func outcome(
    of program: SimulationProgram, _ tools: SimulatorTools, _ vectors: String, _ cycleCount: Int?,
    in folder: WorkingFolder
  ) throws(ToolError) -> Outcome {
    let simulator = tools.simulator
    let output = try program.run(["+vectors=\(vectors)"], timeLimit: timeLimit)
    let verdict = output.split(separator: "\n").last { line in
      line.hasPrefix("PASS ") || line.hasPrefix("FAIL ")
    }
    guard let verdict else {
      throw .failed(
        name: simulator.title,
        line:
          "the bench gave no verdict; its last line: \(output.split(separator: "\n").last ?? "(none)")"
      )
    }
    let words = verdict.split(separator: " ")
    if words[0] == "PASS", words.count == 3, let cycles = Int(words[1]) {
      if let cycleCount, cycles != cycleCount {
        throw .failed(
          name: simulator.title,
          line: "the bench compared \(cycles) cycles instead of \(cycleCount)")
      }
      return .passed(cycles: cycles)
    }
    guard let cycle = Self.firstCycle(in: output) else { return .failed(line: String(verdict)) }
    return try diagnose(cycle, tools, output, vectors, in: folder)
  }

  /// Writes the vectors, and says for how many cycles.
  private func writeVectors(
    to folder: WorkingFolder, _ progress: @escaping (Int) -> Void
  ) throws(ToolError) -> Int? {
    var plan = plan
    plan.levels = [.port]
    plan.hasGuide = false
    do {
      return try plan.write(
        opening: { name in try FileSink(path: folder.path(name)) }, progress: progress
      ).cycles
    } catch {
      throw error as? ToolError ?? .cannotWrite(path: folder.path, reason: "\(error)")
    }
  }

  /// "cycle 57 m_axis_tdata expected … actual …"
  private static func firstCycle(in output: String) -> Int? {
    output.split(separator: "\n").lazy.compactMap { line -> Int? in
      let words = line.split(separator: " ")
      return words.first == "cycle" && words.count > 1 ? Int(words[1]) : nil
    }.first
  }

  // MARK: After a divergence

  private func diagnose(
    _ cycle: Int, _ tools: SimulatorTools, _ output: String, _ vectors: String,
    in folder: WorkingFolder
  ) throws(ToolError) -> Outcome {
    let line = output.split(separator: "\n").first { $0.hasPrefix("cycle ") }.map(String.init) ?? ""
    guard cycle < Self.greatestTrace else {
      return .failed(
        line: "\(line); registers are looked at in the first \(Self.greatestTrace) cycles only")
    }
    let path = "\(vectors)/stimulus.hex"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let stimulus = try? Stimulus(plan.design, hex: text, upTo: cycle + Self.afterDivergence)
    else { return .failed(line: "\(line); \(path) does not belong to this design") }
    let trace = try Batch.trace(stimulus, tools, rtl, in: folder, timeLimit: timeLimit)
    guard let divergence = Diagnosis(stimulus, trace).divergence() else {
      return .failed(
        line:
          "\(line); the RTL equals the model under the same stimulus, so the vectors are not this model's"
      )
    }
    return .diverged(divergence)
  }
}
