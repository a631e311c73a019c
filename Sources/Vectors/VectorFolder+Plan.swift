import Cases
import Datapath

/// What in a folder is not what a plan writes today.
public struct VectorDifferences: Sendable {
  /// The files with other contents, in the order of the manifest.
  public internal(set) var files: [VectorFolder.Entry] = []
  /// What the manifest says otherwise, and in which line; nil where it says the same.
  public internal(set) var manifest: (line: Int?, message: String)?
}

extension VectorFolder {
  /// Compares the folder with what a plan writes today.
  ///
  /// Everything but the bench and its page is written again, into nothing, and the hashes are compared: what the
  /// vectors were made from may have changed since, or the model. And so is what the manifest says of formats, columns
  /// and words, on which readers of the files rely; the command and the case's name are left to whoever wrote it.
  ///
  /// - Parameters:
  ///   - plan: what the folder is thought to hold; its levels are taken from the manifest.
  ///   - progress: is told the cycle from time to time.
  public func differences(
    from plan: VectorPlan, progress: @escaping (Int) -> Void = { _ in }
  ) -> VectorDifferences {
    var plan = plan
    let names = Set(files.map(\.name))
    plan.levels = Set(
      [(VectorLevel.port, "stimulus.hex"), (.epoch, "epochs.hex"), (.node, "nodes.hex")]
        .filter { names.contains($0.1) }.map { $0.0 })
    plan.hasGuide = false
    plan.heldCase = nil
    let written: VectorSummary
    do { written = try plan.write(opening: { _ in Nowhere() }, progress: progress) } catch {
      preconditionFailure("nothing takes all that is written")
    }
    let digests = Dictionary(uniqueKeysWithValues: written.files.map { ($0.name, $0.digest) })
    var differences = VectorDifferences()
    differences.files = files.filter { file in
      !Self.others.contains(file.name) && digests[file.name] != file.digest
    }
    if differences.files.isEmpty {
      differences.manifest = difference(of: manifest, from: written.manifest!)
    }
    return differences
  }

  /// The files that are for people and simulators, and the same for many cases; and what the plan itself was read from.
  private static let others: Set = caseNames.union([
    BenchText.name, Design.instanceName, Design.stubName, "README.md",
  ])

  /// The first thing that a manifest says otherwise than the one that the plan writes.
  private func difference(
    of found: JSONText, from right: Manifest
  ) -> (line: Int?, message: String)? {
    guard let right = try? JSONText.parse(right.json.text().utf8) else {
      preconditionFailure("a manifest is JSON")
    }
    return found.difference(from: right, "") { path, element in
      ["command", "case"].contains(path)
        || path == "files" && Self.others.contains(element?["name"]?.text ?? "")
    }
  }
}

extension JSONText {
  fileprivate var text: String? {
    if case .string(let text) = value { text } else { nil }
  }

  /// The first difference from another value, with the line here.
  ///
  /// - Parameters:
  ///   - path: where the values stand: `files.2.columns`.
  ///   - ignores: whether a member of the whole, or an element of a list, does not matter.
  fileprivate func difference(
    from right: JSONText, _ path: String, ignoring ignores: (String, JSONText?) -> Bool
  ) -> (line: Int?, message: String)? {
    func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch (value, right.value) {
    case (.object(let mine), .object(let others)):
      for (key, other) in others where !ignores(inner(key), nil) {
        guard let value = self[key] else { return (line, "\(inner(key)) is missing") }
        if let found = value.difference(from: other, inner(key), ignoring: ignores) {
          return found
        }
      }
      let extra = mine.first { member in !others.contains { $0.key == member.key } }
      return extra.map { ($0.value.line, "\(inner($0.key)) is not known here") }
    case (.array(let mine), .array(let others)):
      let mine = mine.filter { !ignores(path, $0) }
      for (index, (value, other)) in zip(mine, others).enumerated() {
        let name = value["name"]?.text ?? "\(index)"
        if let found = value.difference(from: other, inner(name), ignoring: ignores) {
          return found
        }
      }
      return mine.count == others.count
        ? nil : (line, "\(path) has \(mine.count) entries instead of \(others.count)")
    default:
      let (mine, other) = (summary, right.summary)
      return mine == other ? nil : (line, "\(path) is \(mine) instead of \(other)")
    }
  }

  /// A value in a few words.
  private var summary: String {
    switch value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let digits): digits
    case .string(let text): "\"\(text)\""
    case .array, .object: kind
    }
  }
}

/// Takes bytes for the sake of their hash.
private struct Nowhere: ByteSink {
  mutating func write(_ bytes: [UInt8]) {}
}
