import Cases

/// The folder of `--save-case`: a plan as a case in which everything is resolved, whole or not at all.
struct SavedCase {
  static let option = Parameter<String?>.option(
    "save-case", .folder,
    "Write the design and its samples as a case in which everything is resolved. It has all formats, words and scales; it gives the same bits anywhere, and an option changes what it names and nothing else."
  )

  private let tree: OutputTree
  private let replacesOther: Bool

  /// Writes the files, which appear with ``commit()``.
  ///
  /// - Throws: ``Failure`` where the folder cannot be written, and where it holds files of somebody else.
  init(_ plan: Plan, to folder: String) throws(Failure) {
    var replacesOther = false
    tree = try OutputTree(folder, earlier: "a case saved before") { path throws(Failure) in
      guard SystemCall.status(of: "\(path)/manifest.json") == nil,
        let saved = try? CaseInput(path: path), saved.settings.resolution != nil
      else { return nil }
      replacesOther = true
      return [CaseInput.samplesName, CaseInput.designName]
    }
    self.replacesOther = replacesOther
    let resolved = ResolvedCase(plan)
    let samples = try tree.open(CaseInput.samplesName)
    do { try resolved.writeSamples { try samples.write($0) } } catch {
      throw (error as? Failure) ?? Failure(.inputOutput, "\(error)", about: folder)
    }
    try tree.open(CaseInput.designName).write(resolved.design)
  }

  /// Makes the case appear.
  func commit(_ console: Console) throws(Failure) {
    try tree.commit()
    if replacesOther { console.note("\(tree.name): the case that was saved there is replaced") }
  }
}
