import Cases

/// The files of `hardfit simulate`, all opened before the run, so that a name that cannot be written costs no
/// waiting.
struct SimulateOutputs {
  let waves: Output?
  let history: Output?
  /// Whether a file is written on standard output, where otherwise the report goes.
  let replacesReport: Bool

  /// - Throws: ``Failure`` for options that contradict each other, two outputs that are one, and an output
  ///   that would take the place of what is read.
  init(_ arguments: Arguments, _ console: Console) throws(Failure) {
    if arguments[SimulateCommand.vcd] == nil, arguments[SimulateCommand.vcdCycles] != nil {
      throw .usage(
        "says which cycles to write, but no file", about: "--vcd-cycles", mend: "add --vcd FILE")
    }
    let files = [SimulateCommand.vcd, SimulateCommand.csv].compactMap { parameter in
      arguments[parameter].map { (key: parameter.row.key, path: $0) }
    }
    var taken = Self.inputs(arguments[SimulateCommand.input])
    if arguments[SimulateCommand.json] { taken["-"] = "--json" }
    for (key, path) in files {
      let place = Self.place(path)
      if let other = taken[place] {
        throw .usage("is the same file as \(other)", about: "\(key) \(path)", mend: "name another")
      }
      taken[place] = key
    }
    replacesReport = files.contains { $0.path == "-" }
    waves = try arguments[SimulateCommand.vcd].map { path throws(Failure) in
      try console.open(path)
    }
    history = try arguments[SimulateCommand.csv].map { path throws(Failure) in
      try console.open(path)
    }
  }

  /// The files that the run reads, by their places.
  private static func inputs(_ path: String) -> [String: String] {
    guard path != "-" else { return [:] }
    let files = [path, "\(path)/\(CaseInput.samplesName)", "\(path)/\(CaseInput.designName)"]
    return Dictionary(files.map { (place($0), "the input") }) { first, _ in first }
  }

  /// What tells files apart: the path without symbolic links, also of a file that is not there yet.
  private static func place(_ path: String) -> String {
    guard path != "-" else { return path }
    if SystemCall.status(of: path) != nil { return SystemCall.resolving(path) }
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let folder = path.dropLast(name.count)
    return SystemCall.resolving(folder.isEmpty ? "." : String(folder)) + "/" + name
  }

  /// Makes the files appear, all or none of them as far as that can be.
  func commit() throws(Failure) {
    for case let file as OutputFile in [waves, history] { try file.complete() }
    try waves?.commit()
    try history?.commit()
  }
}
