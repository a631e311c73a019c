import Cases
import Vectors

/// The vectors that a case folder holds, once it is sure that they are those of the case beside them.
struct WrittenVectors {
  /// The folder, symbolic links followed.
  let folder: String
  /// What they hold: the case with the options that they were exported with.
  let plan: VectorPlan
  /// Whether they are those that a bench compares cycle by cycle.
  let haveCycles: Bool
  /// How many cycles, if they are.
  let cycleCount: Int?

  /// Looks for them, and compares them with the manifest and with what the case gives today.
  ///
  /// - Returns: nil where the folder has none, or an option asks for others.
  /// - Throws: ``Failure`` where a file or the manifest was altered, and where samples or design are no longer those
  ///   that the vectors were written from.
  init?(
    of input: String, _ arguments: Arguments, unless others: [any ParameterDeclaration] = [],
    _ console: Console
  ) throws(Failure) {
    guard let folder = CaseFolder(input),
      SystemCall.status(of: "\(folder.path)/\(Manifest.name)") != nil
        || !VectorFolder.words(in: folder.path).isEmpty,
      !(others + DesignOptions.groups.flatMap(\.parameters)).contains(
        where: { arguments.isGiven($0) })
    else { return nil }
    let vectors: VectorFolder
    do {
      vectors = try VectorFolder(path: folder.path)
      try vectors.check()
    } catch {
      throw Failure(ExitCode(error.category), "\(error)")
    }
    var export = Self.exportArguments(vectors.command)
    if vectors.holdsCase {
      export = try export?.without(DesignOptions.groups.flatMap(\.parameters))
    }
    let plan =
      if let export { try ExportCommand.plan(input, export, console) } else {
        try ExportCommand.casePlan(input, arguments, console).plan
      }
    let progress = console.progress("checking \(plan.caseName)", of: nil, unit: "cycles")
    let differences = vectors.differences(from: plan) { progress.advance(to: $0) }
    progress.finish()
    if let first = differences.files.first {
      throw Self.stale(
        folder.path, differences.files.map(\.name), first: first.name, vectors, export)
    }
    if let (line, message) = differences.manifest {
      throw .data(
        message, about: "\(folder.path)/\(Manifest.name)\(line.map { ":\($0)" } ?? "")",
        fix: "write it again, as with: \(vectors.command)")
    }
    self.folder = folder.resolved
    self.plan = plan
    let names = vectors.files.map(\.name)
    cycleCount = vectors.files.first { $0.name == "stimulus.hex" }?.lineCount
    haveCycles = names.contains("stimulus.hex") && names.contains("expected.hex")
  }

  /// What the command of a manifest says; nil for one that is no export, as of a case found by chance.
  private static func exportArguments(_ line: String) -> Arguments? {
    guard let words = ShellWords.words(line), words.count > 2, words[1] == "export",
      case .run(_, let arguments)? = try? Arguments.invocation(
        of: ExportCommand.command, words.dropFirst(2))
    else { return nil }
    return arguments
  }

  private static func stale(
    _ path: String, _ names: [String], first: String, _ vectors: VectorFolder, _ export: Arguments?
  ) -> Failure {
    let isPlain =
      export.map { given in
        !([ExportCommand.levels, ExportCommand.cycles]
          + DesignOptions.groups.flatMap(\.parameters)).contains { given.isGiven($0) }
      } ?? false
    let word = ShellWords.line([path])
    let fix =
      isPlain
      ? "write them again: hardfit export \(word) \(export![ExportCommand.all] ? "--all" : "--output \(word)")"
      : "write them again, as with: \(vectors.command)"
    let inputs: Set = ["design.vh", "stimulus.hex", "samples.hex"]
    if inputs.isDisjoint(with: names), vectors.files.contains(where: { $0.name == "stimulus.hex" })
    {
      return .data(
        "the model gives other words for the same stimulus, so that another version wrote the file",
        about: "\(path)/\(first)", fix: fix)
    }
    let sources = [CaseInput.samplesName, CaseInput.designName, ScenarioFile.name].filter {
      SystemCall.status(of: "\(path)/\($0)") != nil
    }
    let whole = sources.count == 1 ? "is" : "are"
    return .data(
      "\(sources.formattedAsList) \(whole) not what the vectors were written from: \(first) would be another",
      about: path, fix: fix)
  }
}

extension [String] {
  /// "x, y and theta".
  var formattedAsList: String {
    count < 2 ? first ?? "" : dropLast().joined(separator: ", ") + " and " + self[count - 1]
  }
}
