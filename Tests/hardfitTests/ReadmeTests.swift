import Cases
import Foundation
import Testing

@testable import hardfit

/// Everything that the README shows is true of this build. With `HARDFIT_UPDATE_README=1` the sessions that
/// differ are written anew instead.
@Suite struct ReadmeTests {
  /// A folder with what a clone of the repository has, its cases a copy.
  private func clone() throws -> TemporaryFolder {
    let folder = try TemporaryFolder.withCases()
    for name in ["rtl", "Sources", "Tests", "README.md"] {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: name),
        withDestinationURL: Repository.root.appending(path: name))
    }
    return folder
  }

  @Test func `every session prints what the README shows, byte for byte`() throws {
    let readme = try Readme()
    let folder = try clone()
    let sessions = readme.sessions
    #expect(sessions.count > 2)
    var outputs: [[String]] = []
    for session in sessions {
      #expect(!session.steps.isEmpty, "README.md:\(session.line): a session without a command")
      outputs.append(
        try session.steps.map { step in
          let run = try Executable.shell("{ \(step.command)\n} 2>&1", in: folder.url)
          #expect(run.code == 0, "\(step.command): \(run.output)")
          return session.dependsOnMachine ? step.output : run.output
        })
    }
    let text = readme.replacingOutput(outputs)
    if ProcessInfo.processInfo.environment["HARDFIT_UPDATE_README"] != nil {
      try text.write(to: Readme.url, atomically: true, encoding: .utf8)
      return
    }
    for (session, outputs) in zip(sessions, outputs) {
      for (step, output) in zip(session.steps, outputs) where step.output != output {
        let (old, new) = (Self.lines(step.output), Self.lines(output))
        let line = zip(old, new).enumerated().first { $1.0 != $1.1 }
        Issue.record(
          """
          README.md:\(session.line): '\(step.command)' prints \
          '\(line?.element.1 ?? "\(new.count) lines")', \
          not '\(line?.element.0 ?? "\(old.count) lines")'; \
          HARDFIT_UPDATE_README=1 swift test --filter ReadmeTests writes the README anew
          """)
      }
    }
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func `a session is cut and put together again without loss, and a change is seen`() {
    let text = "a\n```console\n$ one\n1\n\n$ two\n```\nb\n\n```sh\nhardfit x\n```\n    indented\n"
    let readme = Readme(text: text)
    #expect(readme.sessions.map { $0.steps.map(\.command) } == [["one", "two"]])
    #expect(readme.sessions.map { $0.steps.map(\.output) } == [["1\n\n", ""]])
    #expect(readme.replacingOutput([["1\n\n", ""]]) == text)
    #expect(
      readme.replacingOutput([["2\n", "3\n"]]).hasPrefix(
        "a\n```console\n$ one\n2\n$ two\n3\n```\nb"))
    #expect(readme.codeLines == ["one", "two", "hardfit x", "indented"])
    #expect(!readme.sessions[0].dependsOnMachine)
    let noted = Readme(text: "\(Readme.machineNotice)\n\n```console\n$ one\n9 ms\n```\n")
    #expect(noted.sessions[0].dependsOnMachine)
  }

  @Test func `every command line of the README is one that the program takes`() throws {
    let readme = try Readme()
    let lines = readme.codeLines.filter { $0.hasPrefix("hardfit ") }
    // A name alone, as in "`hardfit format` is a calculator", has no arguments to be read.
    let spans = readme.codeSpans.filter { $0.hasPrefix("hardfit ") }
    #expect(lines.count > 3 && spans.count > 3)
    for line in lines + spans {
      let words = try Self.words(line)
      if words.count == 1 {
        #expect(Program.hardfit.commands.contains { $0.name == words[0] }, "\(line)")
        continue
      }
      do throws(Failure) { _ = try Program.hardfit.invocation(words[...]) } catch {
        Issue.record("'\(line)': \(error.message)")
      }
    }
  }

  @Test func `every option that the README names is one of some command`() throws {
    let readme = try Readme()
    let known = Set(
      Program.hardfit.commands.flatMap { $0.options.map(\.row.key) } + ["--help", "--version"])
    for span in readme.codeSpans where span.hasPrefix("--") {
      let key = String(span.prefix { $0 != " " && $0 != "=" })
      #expect(known.contains(key), "\(span)")
    }
    // The formats of a node as they are written in each notation; what follows two blanks explains them.
    let formats = readme.codeLines.filter { $0.hasPrefix("--format ") }
    #expect(formats.count > 5)
    for line in formats {
      let option = line.firstRange(of: "  ").map { String(line[..<$0.lowerBound]) } ?? line
      let words = try Self.words("hardfit simulate case \(option)")
      do throws(Failure) { _ = try Program.hardfit.invocation(words[...]) } catch {
        Issue.record("'\(line)': \(error.message)")
      }
    }
  }

  @Test func `every design in the README can be read, and every key is named`() throws {
    let readme = try Readme()
    let designs = readme.fences.filter { $0.language == "json" }
    #expect(!designs.isEmpty)
    for design in designs {
      let text = readme.lines[design.inside].joined(separator: "\n")
      #expect(throws: Never.self) { try DesignFile.read(Array(text.utf8)) }
    }
    let all = readme.lines.joined(separator: "\n")
    for key in Settings.Key.allCases {
      #expect(all.contains("`\(key.rawValue)`") || all.contains("\"\(key.rawValue)\""), "\(key)")
    }
  }

  /// The words that a shell makes of a line, up to the first pipe or redirection.
  private static func words(_ line: String) throws -> [String] {
    let folder = try TemporaryFolder()
    // A function of the program's name in its place; it leaves its words in a file, since a pipe may follow.
    _ = try Executable.shell(
      "hardfit() { [ -e words ] || printf '%s\\0' \"$@\" > words; }\n\(line)", in: folder.url)
    return try #require(folder["words"], "\(line)")
      .split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
