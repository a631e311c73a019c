import Cases
import Cosimulation
import Datapath
import Vectors

/// What a verification that passed could not have shown, in text and JSON.
extension Unseen {
  func text(of play: Play, isBuiltIn: Bool = false) -> String {
    let gaps = gaps(of: play, isBuiltIn: isBuiltIn)
    let cut = isCut ? "; looked at in the first \(cycleCount) cycles" : ""
    guard !gaps.isEmpty else {
      return "this pass shows everything that is checked here\(cut)\n"
    }
    let lines = gaps.map { "  \($0.topic): \($0.shown); to see it: \($0.remedy)\n" }
    return "this pass does not show\(cut)\n\(lines.joined())"
  }
}

extension Unseen.Gap {
  /// The things that a line names; JSON has all of them.
  private static let greatestCount = 10

  fileprivate var shown: String {
    let more = things.count - Self.greatestCount
    return things.prefix(Self.greatestCount).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }
}

/// Which of `hardfit`'s parameters a module took.
struct ParameterUse {
  let module: String
  let missing: [String]
  let set: [String]

  init(_ module: String, missing: Set<String>, of design: Design) {
    let all = design.allVerilogParameters.map(\.name)
    self.module = module
    self.missing = all.filter(missing.contains)
    set = all.filter { !missing.contains($0) }
  }

  /// A line; empty for a module that has all of them.
  var text: String {
    if missing.isEmpty { return "" }
    let rest = "must be built in with the words of design.vh"
    if set.isEmpty { return "parameters: \(module) has none of hardfit's; all formats \(rest)\n" }
    return missing.count <= set.count
      ? "parameters: \(module) has no \(missing.joined(separator: ", ")), which \(rest); the \(set.count) others were set\n"
      : "parameters: \(set.joined(separator: ", ")) were set in \(module); the \(missing.count) others \(rest)\n"
  }
}

extension JSON {
  init(_ parameters: ParameterUse) {
    self = [
      "set": .array(parameters.set.map { .string($0) }),
      "built_in": .array(parameters.missing.map { .string($0) }),
    ]
  }

  init(_ gaps: [Unseen.Gap]) {
    self = .array(
      gaps.map {
        [
          "topic": .string($0.topic), "things": .array($0.things.map { .string($0) }),
          "would_show": .string($0.remedy),
        ]
      })
  }
}
