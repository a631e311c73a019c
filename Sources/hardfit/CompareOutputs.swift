/// The files of `hardfit compare`, opened before the run, so that a name that cannot be written costs no waiting.
struct CompareOutputs {
  let losses: Output?
  let page: Output?
  /// Whether a file is written on standard output, where otherwise the report goes.
  let replacesReport: Bool

  /// - Throws: ``Failure`` for two outputs that are one, and an output that would take the place of what is read.
  init(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let files = [CompareCommand.csv, CompareCommand.report].compactMap { parameter in
      arguments[parameter].map { (key: parameter.row.key, path: $0) }
    }
    try OutputPlaces.check(
      files, inputs: [arguments[CompareCommand.input]], json: arguments[CompareCommand.json])
    replacesReport = files.contains { $0.path == "-" }
    losses = try arguments[CompareCommand.csv].map { path throws(Failure) in
      try console.open(path)
    }
    page = try arguments[CompareCommand.report].map { path throws(Failure) in
      try console.open(path)
    }
    if let folder = arguments[CompareCommand.plots] { try OutputFolder.make(folder) }
  }

  /// Makes the files appear, all or none of them as far as that can be.
  func commit() throws(Failure) {
    for case let file as OutputFile in [losses, page] { try file.complete() }
    try losses?.commit()
    try page?.commit()
  }
}
