import Datapath
import FixedPoint
import Foundation
import Samples
import Vectors

/// An implementation of any latency against the results of a case: driven by its handshakes, compared an epoch at a
/// time.
package struct ResultVerification: Sendable {
  package let plan: VectorPlan
  package let rtl: RTLSource
  package var timeLimit = Duration.seconds(600)

  package init(_ plan: VectorPlan, _ rtl: RTLSource) {
    self.plan = plan
    self.rtl = rtl
  }

  package enum Outcome: Sendable {
    /// Every result was equal.
    case passed(epochs: Int)
    case differed(Difference)
    /// The bench gave up before a result differed: the design is stuck, or breaks a rule of the ports.
    case failed(line: String)
  }

  /// The runs that the bench plays one after the other.
  package enum Play: Int, Sendable {
    case afterReset = 1
    case withPauses, withPatientSink, afterResetInEpoch

    /// ", in the second run, …"; nothing for the first.
    var place: String {
      switch self {
      case .afterReset: ""
      case .withPauses: ", in the second run: started without a reset, source and sink pause"
      case .withPatientSink:
        ", in the third run: the sink waits for tvalid, and start and the configuration ports change while the design is busy"
      case .afterResetInEpoch:
        ", in the fourth run: after a reset in the midst of an epoch, the configuration ports change after start"
      }
    }
  }

  /// The first result that differs.
  package struct Difference: Sendable {
    package let play: Play
    /// From 1.
    package let epoch: Int
    /// Its fields, those that differ.
    package let fields: [Field]
    package let hypotheses: [Divergence.Hypothesis]
  }

  package struct Field: Sendable {
    /// `loss`, `theta_1`, `converged`.
    package let name: String
    package let node: Node?
    package let width: Int
    package let expected: LogicWord
    package let actual: LogicWord
  }

  private static let top = "hardfit_handshake_bench"
  /// The results taken down after the first that differs.
  private static let moreResults = 50

  package func run(
    _ simulator: Simulator, in folder: WorkingFolder, progress: @escaping (Int) -> Void = { _ in }
  ) throws(ToolError) -> Verified<Outcome> {
    let tools = try simulator.find()
    var plan = plan
    plan.levels = [.epoch]
    plan.hasGuide = false
    let epochs: Int
    do {
      epochs = try plan.write(
        opening: { name in try FileSink(path: folder.path(name)) }, progress: progress
      ).epochs
    } catch { throw error as? ToolError ?? .cannotWrite(path: folder.path, reason: "\(error)") }
    try folder.write(configuration(epochs: epochs), to: "run.vh")
    try folder.write(plan.design.verilogOverrides, to: "overrides.vh")
    try rtl.write(PackageResources.hardfit_handshake_bench_v, to: "\(Self.top).v", in: folder)
    try folder.write(PackageResources.hardfit_axis_check_v, to: "hardfit_axis_check.v")
    var job = Simulator.Job(
      files: [folder.path("\(Self.top).v"), folder.path("hardfit_axis_check.v")] + rtl.files,
      top: Self.top, module: rtl.top, designs: [plan.design])
    job.jobs = ProcessInfo.processInfo.activeProcessorCount
    let program = try tools.compile(job, in: folder, timeLimit: timeLimit)
    return Verified(
      outcome: try outcome(of: program, simulator, epochs: epochs),
      missingParameters: program.missingParameters)
  }

  private func outcome(
    of program: SimulationProgram, _ simulator: Simulator, epochs: Int
  ) throws(ToolError) -> Outcome {
    func run(_ plusargs: [String]) throws(ToolError) -> [Substring] {
      try program.run(plusargs, timeLimit: timeLimit).split(separator: "\n")
    }
    let lines = try run(stalls)
    guard let verdict = lines.last(where: { $0.hasPrefix("PASS ") || $0.hasPrefix("FAIL ") }) else {
      throw .failed(
        name: simulator.title,
        line: "the bench gave no verdict; its last line: \(lines.last ?? "(none)")")
    }
    let words = verdict.split(separator: " ")
    if words[0] == "PASS", words.count == 3, let passed = Int(words[1]) {
      guard passed == epochs else {
        throw .failed(
          name: simulator.title, line: "the bench compared \(passed) epochs instead of \(epochs)")
      }
      return .passed(epochs: epochs)
    }
    let play =
      lines.lazy.compactMap { line in
        line.hasPrefix("play ") ? Int(line.dropFirst(5)).flatMap(Play.init) : nil
      }.first ?? .afterReset
    let fields = lines.compactMap { field($0) }
    guard let epoch = fields.first?.epoch else {
      let more = lines.first { $0.hasPrefix("AXIS ") }.map { "; \($0.dropFirst(5))" } ?? ""
      return .failed(line: "\(verdict.dropFirst(5))\(more)\(play.place)")
    }
    let count = epoch + Self.moreResults
    let beats = try run(stalls + ["+beats=\(count)", "+play=\(play.rawValue)"]).filter {
      $0.hasPrefix("beat ")
    }
    return .differed(
      Difference(
        play: play, epoch: epoch, fields: fields.filter { $0.epoch == epoch }.map(\.field),
        hypotheses: hypotheses(beats.compactMap { $0.split(separator: " ").last.map(String.init) }))
    )
  }

  // MARK: The files

  private var stalls: [String] {
    let share = max(plan.stalls.input, plan.stalls.output)
    return share > 0 ? ["+stall=\(Int(share * 100))", "+seed=\(plan.stalls.seed & 0xFFFF)"] : []
  }

  private func configuration(epochs: Int) -> String {
    let (design, configuration) = (plan.design, plan.configuration)
    let theta = design.formats[.theta]
    let words = configuration.initialTheta.reversed().map {
      "\(theta.width)'h\(theta.hexString(ofRaw: $0))"
    }
    let loss = design.formats[.loss].width + 1
    let tolerance = LogicWord(configuration.tolerance, width: loss).hex(width: loss)
    let step = design.formats[.step]
    return """
      localparam [\(step.width - 1):0] RUN_STEP = \(step.width)'h\(step.hexString(ofRaw: configuration.step));
      localparam [\(theta.width * (design.degree + 1) - 1):0] RUN_THETA_INIT = {\(words.joined(separator: ", "))};
      localparam [\(loss - 1):0] RUN_TOLERANCE = \(loss)'h\(tolerance);
      localparam [31:0] RUN_MAX_EPOCHS = 32'd\(configuration.maximumEpochs);
      localparam integer SAMPLES = \(plan.samples.count), EPOCHS = \(epochs), ONCE = \(design.architecture.passesOnce ? 1 : 0);
      localparam integer OVERFLOW_BITS = \(design.overflowBits);

      """
  }

  // MARK: The results

  /// "epoch 3 theta_1 expected 0aff actual 0b00"
  private func field(_ line: Substring) -> (epoch: Int, field: Field)? {
    let words = line.split(separator: " ")
    guard words.count == 7, words[0] == "epoch", let epoch = Int(words[1]) else { return nil }
    let name = String(words[2])
    let isPadding = name.hasSuffix("_padding")
    let node = isPadding ? nil : Node(name: Design.split(name).kind)
    let width =
      name == "overflow"
      ? plan.design.overflowBits
      : isPadding ? padding(of: name) : node.map { plan.design.formats[$0].width } ?? 1
    return (
      epoch,
      Field(
        name: name, node: name == "overflow" ? nil : node, width: width,
        expected: LogicWord(hex: words[4]), actual: LogicWord(hex: words[6]))
    )
  }

  /// The bits of a field of `m_axis_tdata` above its word.
  private func padding(of name: String) -> Int {
    let word = plan.design.ports.first { $0.name == "m_axis_tdata" }?.fields.first {
      name == "\($0.name)_padding"
    }
    return word.map { $0.width - $0.wordLength } ?? 1
  }

  /// Another mode at one node, or another sample, with which the model gives the RTL's results.
  private func hypotheses(_ beats: [String]) -> [Divergence.Hypothesis] {
    let design = plan.design
    let isLast = design.mode.results == .last
    func results(_ design: Design, _ samples: PackedSamples) -> [String] {
      var simulation = Simulation(
        design: design, configuration: plan.configuration, samples: samples)
      simulation.statistics = .none
      var results: [String] = []
      _ = simulation.run { beat in
        let theta = (0...design.degree).reversed().map {
          LogicWord(beat.theta[$0], width: design.formats[.theta].width).bits
        }
        let words = [LogicWord(beat.loss, width: design.formats[.loss].width).bits] + theta
        results.append(words.map { String($0, radix: 16) }.joined(separator: "_"))
        return isLast || results.count < beats.count
      }
      return isLast ? results.suffix(1) : results
    }
    // Loss and parameters; the digits that come from a simulator are as wide as the word.
    let actual = beats.map { line in
      line.split(separator: "_").prefix(design.degree + 2).map {
        String(LogicWord(hex: $0).bits, radix: 16)
      }.joined(separator: "_")
    }
    guard results(design, plan.samples) != actual else { return [] }
    let evidence =
      "loss and parameters of \(actual.count) \(actual.count == 1 ? "result" : "results")"
    return design.modeChanges.compactMap { node, format, change in
      guard
        let other = try? Design(
          design.architecture, design.mode, degree: design.degree,
          formats: NodeMap { $0 == node ? format : design.formats[$0] }),
        other.accepts(plan.configuration), results(other, plan.samples) == actual
      else { return nil }
      return Divergence.Hypothesis(change: change, evidence: evidence)
    }
  }
}

extension ResultVerification.Difference {
  /// The report, line by line.
  package func lines(_ design: Design) -> [String] {
    var lines = ["first result to differ  epoch \(epoch)\(play.place)"]
    for field in fields {
      lines.append("  \(field.name)")
      for (title, word) in [("expected", field.expected), ("actual  ", field.actual)] {
        var line =
          "    \(title)  \(word.hex(width: field.width))  \(word.binary(width: field.width))"
        if let node = field.node, word.isKnown {
          let format = design.formats[node]
          line +=
            "  \(format.value(ofRaw: format.word(fromBits: Int128(truncatingIfNeeded: word.bits))))"
        } else if field.name == "overflow", word.isKnown {
          let nodes = Node.every.filter { word.bits >> UInt128($0.rawValue) & 1 == 1 }
          line += "  \(nodes.isEmpty ? "none" : nodes.map(\.name).joined(separator: ", "))"
        }
        lines.append(line)
      }
    }
    lines.append("")
    if hypotheses.isEmpty {
      lines.append(
        fields.allSatisfy { $0.node == nil }
          ? "loss and parameters are right: no cast differs from the model's"
          : "no change of the model that was tried gives these results")
    }
    for hypothesis in hypotheses {
      lines.append("matches if \(hypothesis.change)")
      lines.append("  tried on \(hypothesis.evidence)")
    }
    return lines
  }
}

extension LogicWord {
  /// A word as a simulator prints it, `x` and `z` included.
  init(hex text: Substring) {
    self.init(bits: 0)
    for character in text {
      bits <<= 4
      unknown <<= 4
      if let digit = character.hexDigitValue {
        bits |= UInt128(digit)
      } else {
        unknown |= 15
      }
    }
  }
}
