extension VectorFolder {
  /// The files that are not what a plan writes today, in the order of the manifest.
  ///
  /// Everything but the bench and its page is written again, into nothing, and the hashes are compared: what the
  /// vectors were made from may have changed since, or the model.
  ///
  /// - Parameters:
  ///   - plan: what the folder is thought to hold; its levels are taken from the manifest.
  ///   - progress: is told the cycle from time to time.
  public func differences(
    from plan: VectorPlan, progress: @escaping (Int) -> Void = { _ in }
  ) -> [Entry] {
    var plan = plan
    let names = Set(files.map(\.name))
    plan.levels = Set(
      [(VectorLevel.port, "stimulus.hex"), (.epoch, "epochs.hex"), (.node, "nodes.hex")]
        .filter { names.contains($0.1) }.map { $0.0 })
    plan.hasGuide = false
    let written: VectorSummary
    do { written = try plan.write(opening: { _ in Nowhere() }, progress: progress) } catch {
      preconditionFailure("nothing takes all that is written")
    }
    let digests = Dictionary(uniqueKeysWithValues: written.files.map { ($0.name, $0.digest) })
    return files.filter { file in
      file.name != BenchText.name && file.name != "README.md"
        && digests[file.name] != file.digest
    }
  }
}

/// Takes bytes for the sake of their hash.
private struct Nowhere: ByteSink {
  mutating func write(_ bytes: [UInt8]) {}
}
