import Cases

/// Refuses two outputs that are one file, and an output that would take the place of what is read.
enum OutputPlaces {
  /// - Parameters:
  ///   - files: options and the names given to them; `-` is standard output.
  ///   - inputs: the cases and other files that are read.
  ///   - json: whether standard output is taken by `--json`.
  ///   - savedCase: the folder of a case that is written, which may be the input: that is read by then.
  static func check(
    _ files: [(key: String, path: String)], inputs: [String], json: Bool = false,
    savedCase: String? = nil
  ) throws(Failure) {
    var taken: [String: String] = [:]
    for input in inputs { taken.merge(places(of: input, "the input")) { first, _ in first } }
    if let savedCase {
      taken.merge(places(of: savedCase, SavedCase.option.row.key)) { first, _ in first }
    }
    if json { taken["-"] = "--json" }
    for (key, path) in files {
      let place = place(path)
      if let other = taken[place] {
        throw .usage("is the same file as \(other)", about: "\(key) \(path)", fix: "name another")
      }
      taken[place] = key
    }
  }

  /// The files that are read where a path names a case or a file, by their places.
  private static func places(of path: String, _ name: String) -> [String: String] {
    guard path != "-" else { return [:] }
    let files = [path, "\(path)/\(CaseInput.samplesName)", "\(path)/\(CaseInput.designName)"]
    return Dictionary(files.map { (place($0), name) }) { first, _ in first }
  }

  /// What tells files apart: the path without symbolic links, also of a file that is not there yet.
  private static func place(_ path: String) -> String {
    guard path != "-" else { return path }
    if SystemCall.status(of: path) != nil { return SystemCall.resolving(path) }
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let folder = path.dropLast(name.count)
    return SystemCall.resolving(folder.isEmpty ? "." : String(folder)) + "/" + name
  }
}

/// The files that a command's options name; they appear all or none, as far as that can be.
struct Outputs {
  private var files: [(key: String, output: Output)] = []
  /// Whether a file is written on standard output, where otherwise the report goes.
  let replacesReport: Bool

  /// Opens them.
  init(_ files: [(key: String, path: String)], _ console: Console) throws(Failure) {
    replacesReport = files.contains { $0.path == "-" }
    for (key, path) in files { self.files.append((key, try console.open(path))) }
  }

  /// The file of an option, where it is given.
  subscript(_ option: Parameter<String?>) -> Output? { self[option.row.key] }

  subscript(_ key: String) -> Output? { files.first { $0.key == key }?.output }

  func commit() throws(Failure) {
    for case let file as OutputFile in files.map(\.output) { try file.complete() }
    for file in files { try file.output.commit() }
  }
}

extension Arguments {
  /// What options name, of those that are given.
  func files(_ options: Parameter<String?>...) -> [(key: String, path: String)] {
    options.compactMap { option in self[option].map { (option.row.key, $0) } }
  }
}

extension Console {
  /// Writes texts as files of a folder, which is made where it is missing.
  func write(_ files: [(name: String, text: String)], to folder: String) throws(Failure) {
    try OutputFolder.make(folder)
    for (name, text) in files {
      let file = try open("\(folder)/\(name)")
      try file.write(text)
      try file.commit()
    }
  }
}
