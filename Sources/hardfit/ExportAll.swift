import Cases
import Vectors

/// `hardfit export --all`: the vectors of a whole tree of cases, each in its own folder.
enum ExportAll {
  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let others: [any ParameterDeclaration] =
      [ExportCommand.output, ExportCommand.levels, ExportCommand.cycles]
      + DesignOptions.groups.flatMap(\.parameters)
    if let given = others.first(where: { arguments.isGiven($0) }) {
      throw .usage(
        "says what each case's own files say", about: given.row.key,
        fix: "leave it out, or export one case")
    }
    let root = arguments[ExportCommand.input]
    let cases = try cases(root)
    // The same whatever the way to the folder, so that the manifests are too.
    let name = CaseInput.name(of: SystemCall.resolving(root))
    for path in cases {
      var plan = try ExportCommand.plan(path, arguments, console, isWritten: true)
      plan.command = ShellWords.line(["hardfit", "export", name, "--all"])
      plan.hasGuide = false
      let summary = try ExportCommand.write(
        plan, to: path, ownFolder: SystemCall.resolving(path), console)
      try console.print("\(path): \(ExportCommand.line(summary, plan))\n")
    }
  }

  /// The case folders of a tree, of which there is at least one.
  static func cases(_ root: String) throws(Failure) -> [String] {
    guard let top = CaseFolder(root) else {
      throw Failure(.noInput, "is not a folder", about: root, fix: "give a folder of cases")
    }
    let cases = try folders(under: top.path)
    guard !cases.isEmpty else {
      throw Failure(
        .noInput, "no folder in it has \(CaseInput.samplesName)", about: root,
        fix: "give a folder of cases")
    }
    return cases
  }

  /// The case folders of a tree, in the order of their paths.
  private static func folders(under path: String) throws(Failure) -> [String] {
    var found: [String] = []
    let names = try SystemCall.names(in: path)
    if names.contains(CaseInput.samplesName) { found.append(path) }
    for name in names where !name.hasPrefix(".") {
      let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if SystemCall.status(of: inner)?.isFolder == true { found += try folders(under: inner) }
    }
    return found
  }
}
