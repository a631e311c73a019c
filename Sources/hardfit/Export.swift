import Cases
import Datapath
import FixedPoint
import Vectors

/// `hardfit export`: writes the vectors of a case for an HDL bench.
enum ExportCommand {
  static let input = Parameter<String>.argument(
    ValueKind.file.named("CASE"),
    "A case folder, a CSV file, or - for standard input; with --all a folder of cases.")

  static let output = Parameter<String?>.option(
    "output", short: "o", .folder,
    "The folder to write: a new one, an earlier export, or the case's own.")
  static let levels = Parameter<[[VectorLevel]]>.options(
    "level", .levels, shown: "port,epoch,node",
    "What is written: port (every port in every cycle), epoch (the result of each epoch), node (every node of each sample)."
  )
  static let cycles = Parameter<ClosedRange<Int>?>.option(
    "cycles", .cycles, shown: "all", "The first N cycles, or those of a window.")
  static let noBench = Parameter<Bool>.flag(
    "no-bench",
    "Leave out the bench, the instance to include and the README.md that goes with them.")
  static let all = Parameter<Bool>.flag(
    "all", "Write the vectors of every case in a folder and those below it, each into its own.")

  static let command = Command(
    "export", "Write a case's vectors for an HDL bench",
    discussion:
      "Stimulus and expected words of every port in every cycle, results of each epoch and every node for each sample, as plain hexadecimal words that $readmemh reads, with the design's parameters, a manifest and a self-checking bench. The folder appears whole or not at all. A file scenario.json in a case says what happens at its ports beyond a run of the samples, and how much of it is written.",
    arguments: [input],
    options: [ParameterGroup("Vectors", [output, levels, cycles, noBench, all])]
      + DesignOptions.groups,
    examples: [
      Example("hardfit export vectors/norris --output norris", "Everything about a run."),
      Example(
        "hardfit export vectors/cars -o cars --level epoch,node --epochs 5",
        "For an implementation with another latency."),
      Example(
        "hardfit export vectors/pontius -o pontius --level port --cycles 100000 --stall-input 0.3 --stall-output 0.2",
        "Gaps and back-pressure, the first hundred thousand cycles."),
      Example("hardfit export vectors --all", "The committed vectors again, byte for byte."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    if arguments[all] {
      try ExportAll.run(arguments, console)
      return
    }
    guard let folder = arguments[output] else {
      throw .usage("--output is missing", fix: "say which folder to write: --output FOLDER")
    }
    let plan = try plan(arguments[input], arguments, console, isWritten: true)
    let ownFolder = CaseFolder(arguments[input])?.resolved
    let summary = try write(plan, to: folder, ownFolder: ownFolder, console)
    try console.print("\(folder): \(line(summary, plan))\n")
    try tellEpochs(of: arguments[input], plan, console)
  }

  // MARK: The plan

  /// What a case has to be driven with: the command line over the case's scenario, and that over everything.
  ///
  /// - Parameters:
  ///   - isWritten: whether it is to be written into a folder, with the case itself.
  ///   - warns: whether it is said where the owner of a format's notation differs from IEEE 1666; it is of what is
  ///     written.
  static func casePlan(
    _ path: String, _ arguments: Arguments, _ console: Console, isWritten: Bool = false,
    warns: Bool = false
  ) throws(Failure) -> (plan: VectorPlan, file: ScenarioFile) {
    let file = try scenario(of: path)
    var settings = Settings()
    settings.epochs = file.epochs
    let (plan, name) = try CasePreparation.plan(
      path, arguments, console, over: settings, keepingDigits: isWritten)
    if isWritten || warns {
      for note in plan.notes where note.isOfNotation { console.warn(note.text) }
    }
    var vectors = VectorPlan(
      caseName: name, command: ShellWords.line(["hardfit"] + CommandLine.arguments.dropFirst()),
      design: plan.design, configuration: plan.configuration, samples: plan.quantized.samples)
    vectors.stalls = plan.stalls
    vectors.scales = plan.scales
    vectors.scenario = file.play
    if let cycles = file.play?.cycles ?? file.cycles { vectors.cycles = 0...(cycles - 1) }
    if isWritten { vectors.heldCase = VectorPlan.HeldCase(ResolvedCase(plan), file) }
    return (vectors, file)
  }

  /// Says that a case's scenario has another number of epochs than its design may have.
  static func tellEpochs(
    of path: String, _ plan: VectorPlan, _ console: Console
  ) throws(Failure) {
    let file = try scenario(of: path)
    guard file.play == nil, let epochs = file.epochs,
      UInt32(epochs) == plan.configuration.maximumEpochs
    else { return }
    console.note(
      "\(path): \(counted(epochs, "epoch")) (as \(ScenarioFile.name) says); --epochs N runs others")
  }

  /// What to write.
  static func plan(
    _ path: String, _ arguments: Arguments, _ console: Console, isWritten: Bool = false
  ) throws(Failure) -> VectorPlan {
    var (vectors, file) = try casePlan(path, arguments, console, isWritten: isWritten)
    vectors.hasGuide = !arguments[noBench]
    let asked = arguments[levels].flatMap { $0 }
    vectors.levels = Set(asked.isEmpty ? file.levels ?? VectorLevel.allCases : asked)
    if file.play != nil, vectors.levels != [.port] {
      throw .usage(
        "the case has a scenario, whose vectors are those of the ports alone", about: "--level",
        fix: "give --level port")
    }
    if let window = arguments[cycles] {
      if let play = file.play, window.lowerBound >= play.cycles {
        throw .usage(
          "the scenario has \(counted(play.cycles, "cycle"))", about: "--cycles",
          fix: "begin before its end")
      }
      if window.lowerBound > 0, !vectors.levels.contains(.port) {
        throw .usage(
          "a window is one of the ports", about: "--cycles",
          fix: "add --level port, or give the number of cycles alone")
      }
      vectors.cycles = window
    }
    return vectors
  }

  private static func scenario(of path: String) throws(Failure) -> ScenarioFile {
    guard let folder = CaseFolder(path) else { return ScenarioFile() }
    return try CasePreparation.reading { () throws(CaseError) in
      try ScenarioFile.read(folder: folder.path) ?? ScenarioFile()
    }
  }

  // MARK: The folder

  /// Writes a folder, whole or not at all.
  ///
  /// - Parameter ownFolder: the case's, which may be written into whatever else it holds; what a person wrote there stays.
  static func write(
    _ plan: VectorPlan, to folder: String, ownFolder: String?, _ console: Console
  ) throws(Failure) -> VectorSummary {
    var plan = plan
    let tree = try OutputTree(folder) { path throws(Failure) in
      let earlier = try? VectorFolder(path: path)
      if path == ownFolder, earlier?.holdsCase != true { plan.heldCase = nil }
      return earlier.map { Set($0.files.map(\.name) + [Manifest.name]) }
        ?? (path == ownFolder ? [] : nil)
    }
    let design = plan.design
    let run = design.cycles(
      samples: plan.samples.count, epochs: max(1, Int(plan.configuration.maximumEpochs)))
    let total = min(plan.scenario?.cycles ?? plan.recording?.count ?? run, plan.cycles.upperBound)
    let progress = console.progress("exporting \(plan.caseName)", of: total, unit: "cycles")
    defer { progress.finish() }
    let summary: VectorSummary
    do {
      summary = try plan.write(opening: tree.open) { progress.advance(to: $0) }
    } catch {
      throw (error as? Failure) ?? Failure(.inputOutput, "\(error)", about: folder)
    }
    if plan.levels.contains(.port), summary.cycles == 0 {
      throw .usage(
        "the run ends before cycle \(plan.cycles.lowerBound)", about: "--cycles",
        fix: "begin earlier, or give more epochs")
    }
    if !plan.levels.contains(.port), plan.scenario == nil, summary.epochs + summary.samples == 0 {
      throw .usage(
        "the first epoch ends after cycle \(plan.cycles.upperBound)", about: "--cycles",
        fix: "give more cycles, or --level port")
    }
    try tree.commit()
    return summary
  }

  /// "145 cycles, 3 epochs of 36 samples, 10 files, 61.3 kB".
  static func line(_ summary: VectorSummary, _ plan: VectorPlan) -> String {
    var parts: [String] = []
    if plan.levels.contains(.port) { parts.append(counted(summary.cycles, "cycle")) }
    if plan.scenario == nil, plan.levels.contains(.epoch) {
      parts.append(counted(summary.epochs, "epoch"))
    }
    if plan.scenario == nil, plan.levels.contains(.node) {
      parts.append(counted(summary.samples, "sample"))
    }
    parts.append(counted(summary.files.count, "file"))
    parts.append(ProgressLine.amount(Double(summary.byteCount), "B"))
    return parts.joined(separator: ", ")
  }
}

/// A case that is a folder.
struct CaseFolder {
  let path: String

  /// nil for a CSV file and standard input.
  init?(_ path: String) {
    guard path != "-", SystemCall.status(of: path)?.isFolder == true else { return nil }
    self.path = path
  }

  var resolved: String { SystemCall.resolving(path) }
}

extension ValueKind where Value == [VectorLevel] {
  /// One level, or several with commas.
  static let levels = ValueKind(
    "LEVEL", completion: .words(VectorLevel.allCases.map(\.rawValue))
  ) { word throws(Misreading) in
    var levels: [VectorLevel] = []
    for part in word.split(separator: ",", omittingEmptySubsequences: false) {
      levels.append(try ValueKind<VectorLevel>.choice.read(String(part)))
    }
    return levels
  }
}

extension ValueKind where Value == ClosedRange<Int> {
  /// The first N cycles, or a window.
  static let cycles = ValueKind("N|FIRST...LAST") { word throws(Misreading) in
    if word.contains("...") { return try window.read(word) }
    return 0...(try ValueKind<Int>.wholeNumber(in: 1...).read(word) - 1)
  }
}
