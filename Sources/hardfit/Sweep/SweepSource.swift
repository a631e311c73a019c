import Cases
import Datapath
import Exploration
import Reports
import Samples

/// A case of a sweep and the words that read it again, so that each design has a command of `hardfit simulate`.
struct SweepSource {
  let sweepCase: SweepCase
  /// The case, its columns and how its file is read.
  private let reading: [String]

  init(_ path: String, _ arguments: Arguments, _ sweepCase: SweepCase) {
    self.sweepCase = sweepCase
    let file = path.hasPrefix("-") && path != "-" ? "./\(path)" : path
    reading =
      [file]
      + DesignOptions.words(
        reading: sweepCase.samples.columns.layout, sweepCase.settings)
  }

  /// The command for settings.
  ///
  /// - Parameter nodes: those of which something is said; nil for those of the settings' architecture.
  private func words(_ settings: Settings, nodes: [Node]? = nil) -> [String] {
    ["hardfit", "simulate"] + reading + DesignOptions.words(settings, nodes: nodes)
  }

  /// The plan of a design and the command that says all of it.
  ///
  /// - Parameter values: one a dimension.
  func plan(
    _ values: [String], of dimensions: [Variation]
  ) throws(PlanError) -> (plan: Plan, command: String) {
    let plan = try sweepCase.plan(values: values, of: dimensions)
    return (plan, ShellWords.line(words(plan.pinned)))
  }

  // MARK: In a part

  /// What a part remembers of the case: a checksum of its samples, and the command that says what was said of all designs.
  var line: String {
    "\(Self.checksum(sweepCase)) \(ShellWords.line(words(sweepCase.settings, nodes: Node.every)))"
      .escapingControlCharacters
  }

  private static func checksum(_ sweepCase: SweepCase) -> String {
    var checksum = Checksum()
    checksum.add(sweepCase.samples.columns.x)
    checksum.add(sweepCase.samples.columns.y)
    return checksum.text
  }

  /// Reads the case of a part again.
  ///
  /// - Throws: ``Failure`` where it cannot be read here, or is another one by now.
  init(line: String, name: String, _ console: Console) throws(Failure) {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    let words = (parts.count > 1 ? ShellWords.words(parts[1]) : nil) ?? []
    guard words.count > 2, words[2] != "-",
      case .run(_, let arguments) = try Arguments.invocation(
        of: SimulateCommand.command, words.dropFirst(2))
    else { throw .data("its samples came from standard input", about: name) }
    let path = arguments[SimulateCommand.input]
    let (input, settings, columns) = try CasePreparation.read(path, arguments, console)
    do throws(PlanError) {
      self.init(
        path, arguments, try SweepCase(name: name, settings: settings, columns: columns))
    } catch { throw Failure(error, samples: input.samplesPath) }
    guard Self.checksum(sweepCase) == parts[0] else {
      throw .data("has other samples than the sweep had", about: path)
    }
  }
}
