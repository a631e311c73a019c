import Foundation

/// A page of the repository, such as the README, cut into what can be run.
struct Readme {
  /// A block of a session: what is typed after `$ `, and what the page shows below it.
  struct Session: Sendable {
    /// A command and its output, each line with its line end.
    struct Step: Sendable {
      let command: String
      let output: String
    }

    let steps: [Step]
    /// Whether the text before it says that its numbers are those of one machine.
    let dependsOnMachine: Bool
    /// Where it stands, for messages: the line of its fence, counted from 1.
    let line: Int
  }

  /// What stands before a block whose output another machine prints differently.
  static let machineNotice = "Times are those of the machine that this was written on:"

  /// Where the page is, from the top folder of the repository.
  let path: String
  let lines: [String]

  var url: URL { Repository.root.appending(path: path) }

  init(path: String = "README.md") throws {
    let url = Repository.root.appending(path: path)
    self.init(text: try String(contentsOf: url, encoding: .utf8), path: path)
  }

  init(text: String, path: String = "page") {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The front page, and the pages beside what they describe.
  static func all() throws -> [Readme] {
    let paths = ["Sources", "rtl", "vectors", "Tests"].flatMap { folder in
      (FileManager.default.enumerator(atPath: Repository.root.appending(path: folder).path)?
        .compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return try (["README.md"] + paths).map { try Readme(path: $0) }
  }

  /// A fenced block: its language and the lines between the fences.
  struct Fence {
    let language: String
    /// The lines inside, counted from 0.
    let inside: Range<Int>
  }

  var fences: [Fence] {
    var found: [Fence] = []
    var open: (language: String, start: Int)?
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      if let (language, start) = open {
        found.append(Fence(language: language, inside: start..<index))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), index + 1)
      }
    }
    return found
  }

  /// The lines of prose, counted from 0: no code, no table, no picture.
  var prose: [Int] {
    let fences = self.fences
    return lines.indices.filter { index in
      let isFenced = fences.contains {
        ($0.inside.lowerBound - 1...$0.inside.upperBound).contains(index)
      }
      return !isFenced && !["|", "    ", "!["].contains { lines[index].hasPrefix($0) }
    }
  }

  /// What the links in the text lead to, without addresses on the web.
  var links: [String] {
    lines.flatMap { $0.matches(of: /\]\(([^)#:]+)\)/).map { String($0.output.1) } }
  }

  /// The blocks called `console`.
  var sessions: [Session] {
    fences.filter { $0.language == "console" }.map { fence in
      var steps: [Session.Step] = []
      var (command, output) = (nil as String?, "")
      for line in lines[fence.inside] + ["$ "] {
        if line.hasPrefix("$ ") {
          if let command { steps.append(Session.Step(command: command, output: output)) }
          (command, output) = (String(line.dropFirst(2)), "")
        } else {
          output += line + "\n"
        }
      }
      let before = lines[..<(fence.inside.lowerBound - 1)].last { !$0.isEmpty } ?? ""
      return Session(
        steps: steps, dependsOnMachine: before.hasSuffix(Self.machineNotice),
        line: fence.inside.lowerBound)
    }
  }

  /// The lines of code, fenced or indented by four, without the sessions' output.
  var codeLines: [String] {
    let fences = self.fences
    var code: [String] = []
    for (index, line) in lines.enumerated() {
      if let fence = fences.first(where: { $0.inside.contains(index) }) {
        if fence.language == "console" {
          if line.hasPrefix("$ ") { code.append(String(line.dropFirst(2))) }
        } else {
          code.append(line)
        }
      } else if line.hasPrefix("    ") {
        code.append(String(line.dropFirst(4)))
      }
    }
    return code
  }

  /// What stands between backticks in the text.
  var codeSpans: [String] {
    let fences = self.fences
    let text = lines.indices.filter { index in
      !fences.contains { ($0.inside.lowerBound - 1...$0.inside.upperBound).contains(index) }
    }.map { lines[$0] }.joined(separator: "\n")
    return text.matches(of: /`([^`]+)`/).map {
      $0.output.1.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// The text with other output in the sessions.
  func replacingOutput(_ outputs: [[String]]) -> String {
    var text = lines
    let blocks = zip(fences.filter { $0.language == "console" }, zip(sessions, outputs))
    for (fence, (session, outputs)) in Array(blocks).reversed() {
      var inside: [String] = []
      for (step, output) in zip(session.steps, outputs) {
        inside.append("$ " + step.command)
        let shown = output.split(separator: "\n", omittingEmptySubsequences: false)
        inside += shown.dropLast().map(String.init)
      }
      text.replaceSubrange(fence.inside, with: inside)
    }
    return text.joined(separator: "\n")
  }
}
