import Cases
import Cosimulation

/// What a verification that passed could not have shown, in text and JSON.
extension Unseen {
  func text(of play: Play, judgesHandshakes: Bool = true) -> String {
    let gaps = gaps(of: play, judgesHandshakes: judgesHandshakes)
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

extension JSON {
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
