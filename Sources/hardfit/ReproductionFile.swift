import Cases
import Cosimulation
import Datapath
import FixedPoint
import Samples
import Vectors

/// The texts of a case that is a run found by chance: every word exactly as it was.
struct ReproductionFile {
  private let run: Reproduction
  private let note: String?

  /// - Parameter note: what `design.json` says of the case.
  init(_ run: Reproduction, note: String? = nil) {
    self.run = run
    self.note = note
  }

  /// The files of the case folder, with their names.
  var texts: [(name: String, text: String)] {
    [(CaseInput.samplesName, samples), (CaseInput.designName, design)]
      + (scenario.map { [(ScenarioFile.name, $0)] } ?? [])
  }

  /// `samples.csv`: the exact decimal value of each word.
  private var samples: String {
    let (x, y) = (run.design.formats[.x], run.design.formats[.y])
    let rows = run.samples.map {
      "\(x.decimalString(ofRaw: $0.x)),\(y.decimalString(ofRaw: $0.y))"
    }
    return (["x,y"] + rows).joined(separator: "\n") + "\n"
  }

  /// `design.json`.
  private var design: String {
    let (design, configuration) = (run.design, run.configuration)
    var json: JSON = [:]
    if let note { json.append("note", .string(note)) }
    if design.architecture != .stream {
      json.append("architecture", .string(design.architecture.rawValue))
      json.append("results", .string(design.mode.results.rawValue))
      json.append("running", .string(design.mode.running.rawValue))
    }
    let settings: JSON = [
      "degree": JSON(design.degree), "scale": "none", "loss": "sum",
      // μ = 2η for the sum.
      "learning_rate": .number(design.formats[.step].value(ofRaw: configuration.step) / 2),
      "epochs": JSON(max(1, configuration.maximumEpochs)),
      "theta_init": .array(
        configuration.initialTheta.map { Self.number(design.formats[.theta], $0) }),
    ]
    if case .object(let members) = settings {
      for member in members { json.append(member.key, member.value) }
    }
    if configuration.tolerance != design.neverConverges {
      json.append(
        "tolerance", .number(design.formats[.loss].lsb * Double(configuration.tolerance)))
    }
    if !run.stalls.isEmpty {
      json.append("stall_input", .number(run.stalls.input))
      json.append("stall_output", .number(run.stalls.output))
      json.append("seed", JSON(run.stalls.seed))
    }
    var formats: JSON = [:]
    for node in design.nodes { formats.append(node.name, .string("\(design.formats[node])")) }
    json.append("formats", formats)
    return json.text()
  }

  /// A word's value: as a `Double` if it is one, otherwise all its digits.
  private static func number(_ format: Format, _ word: Int128) -> JSON {
    let magnitude = word.magnitude
    let bits = UInt128.bitWidth - magnitude.leadingZeroBitCount - magnitude.trailingZeroBitCount
    return bits <= 53
      ? .number(format.value(ofRaw: word)) : .digits(format.decimalString(ofRaw: word))
  }

  /// `scenario.json`, if it takes one.
  private var scenario: String? {
    var file = ScenarioFile()
    file.play = run.scenario
    file.cycles = run.scenario?.cycles ?? run.cycles
    return file.text
  }

  /// Whether a case of these texts is planned as this very run.
  ///
  /// A step or a tolerance of more than 53 bits is beyond what `design.json` can say.
  ///
  /// - Throws: ``ToolError`` if the texts cannot be written into a temporary folder.
  func holdsRun() throws(ToolError) -> Bool {
    let folder = try WorkingFolder()
    for (name, text) in texts { try folder.write(text, to: name) }
    return isHeld(by: folder.path)
  }

  private func isHeld(by path: String) -> Bool {
    guard let input = try? CaseInput(path: path),
      let columns = try? input.readSamples(options: input.settings.csvOptions),
      let plan = try? Plan(input.settings, columns: columns)
    else { return false }
    let samples = plan.quantized.samples
    return plan.design == run.design && plan.configuration == run.configuration
      && (plan.stalls == run.stalls || plan.stalls.isEmpty && run.stalls.isEmpty)
      && samples.count == run.samples.count
      && run.samples.indices.allSatisfy {
        samples.x.load($0, as: Int128.self) == run.samples[$0].x
          && samples.y.load($0, as: Int128.self) == run.samples[$0].y
      }
  }
}
