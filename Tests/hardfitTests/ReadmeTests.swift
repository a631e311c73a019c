import Cases
import Foundation
import Testing

@testable import hardfit

/// Everything that the README and the other pages show is true of this build. With `HARDFIT_UPDATE_README=1` the sessions that
/// differ are written anew instead.
@Suite struct ReadmeTests {
  /// A folder with what a clone of the repository has, its cases a copy.
  private func clone() throws -> TemporaryFolder {
    let folder = try TemporaryFolder.withCases()
    // A session may change a copy of the Verilog, so this is one too.
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "rtl"), to: folder.url.appending(path: "rtl"))
    for name in ["Sources", "Tests", "README.md"] {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: name),
        withDestinationURL: Repository.root.appending(path: name))
    }
    return folder
  }

  @Test func `every session prints what its page shows, byte for byte`() throws {
    var sessions = 0
    for page in try Readme.all() {
      sessions += page.sessions.count
      try checkSessions(of: page)
    }
    #expect(sessions > 12)
  }

  /// Runs the sessions of a page one after the other in one clone, or writes them anew.
  private func checkSessions(of page: Readme) throws {
    let folder = try clone()
    var outputs: [[String]] = []
    for session in page.sessions {
      #expect(!session.steps.isEmpty, "\(page.path):\(session.line): a session without a command")
      outputs.append(
        try session.steps.map { step in
          let run = try Executable.shell("{ \(step.command)\n} 2>&1", in: folder.url)
          #expect(run.code == 0, "\(step.command): \(run.output)")
          return session.dependsOnMachine ? step.output : run.output
        })
    }
    if ProcessInfo.processInfo.environment["HARDFIT_UPDATE_README"] != nil {
      try page.replacingOutput(outputs).write(to: page.url, atomically: true, encoding: .utf8)
      return
    }
    for (session, outputs) in zip(page.sessions, outputs) {
      for (step, output) in zip(session.steps, outputs) where step.output != output {
        let (old, new) = (Self.lines(step.output), Self.lines(output))
        let line = zip(old, new).enumerated().first { $1.0 != $1.1 }
        Issue.record(
          """
          \(page.path):\(session.line): '\(step.command)' prints \
          '\(line?.element.1 ?? "\(new.count) lines")', \
          not '\(line?.element.0 ?? "\(old.count) lines")'; \
          HARDFIT_UPDATE_README=1 swift test --filter ReadmeTests writes the pages anew
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

  @Test func `every command line of the pages is one that the program takes`() throws {
    let pages = try Readme.all()
    let lines = pages.flatMap(\.codeLines).filter { $0.hasPrefix("hardfit ") }
    // A name alone, as in "`hardfit format` is a calculator", has no arguments to be read.
    let spans = pages.flatMap(\.codeSpans).filter { $0.hasPrefix("hardfit ") }
    #expect(lines.count > 3 && spans.count > 3)
    for line in lines + spans {
      let words = try Self.words(line)
      if words.count == 1, !words[0].hasPrefix("-") {
        #expect(Program.hardfit.commands.contains { $0.name == words[0] }, "\(line)")
        continue
      }
      do throws(Failure) { _ = try Program.hardfit.invocation(words[...]) } catch {
        Issue.record("'\(line)': \(error.message)")
      }
    }
  }

  @Test func `every option that a page names is one of some command`() throws {
    let pages = try Readme.all()
    let known = Set(
      Program.hardfit.commands.flatMap { $0.options.map(\.row.key) } + ["--help", "--version"])
    for page in pages {
      for span in page.codeSpans where span.hasPrefix("--") {
        let key = String(span.prefix { $0 != " " && $0 != "=" })
        #expect(known.contains(key), "\(page.path): \(span)")
      }
    }
    // The formats of a node as they are written in each notation; what follows two blanks explains them.
    let formats = pages.flatMap(\.codeLines).filter { $0.hasPrefix("--format ") }
    #expect(formats.count > 5)
    for line in formats {
      let option = line.firstRange(of: "  ").map { String(line[..<$0.lowerBound]) } ?? line
      let words = try Self.words("hardfit simulate case \(option)")
      do throws(Failure) { _ = try Program.hardfit.invocation(words[...]) } catch {
        Issue.record("'\(line)': \(error.message)")
      }
    }
  }

  @Test func `every design in a page can be read, and every key is named`() throws {
    let page = try Readme(path: "Sources/Cases/README.md")
    let designs = page.fences.filter { $0.language == "json" }
    #expect(!designs.isEmpty)
    for design in designs {
      let text = page.lines[design.inside].joined(separator: "\n")
      #expect(throws: Never.self) { try DesignFile.read(Array(text.utf8)) }
    }
    let all = page.lines.joined(separator: "\n")
    for key in Settings.keys {
      #expect(all.contains("`\(key)`") || all.contains("\"\(key)\""), "\(key)")
    }
  }

  @Test func `every link leads to a file, and from the front to every page`() throws {
    let pages = try Readme.all()
    #expect(pages.count > 9)
    for page in pages {
      for link in page.links {
        let target = page.url.deletingLastPathComponent().appending(path: link)
        #expect(
          FileManager.default.fileExists(atPath: target.path), "\(page.path): \(link) is not there")
      }
      guard page.path != "README.md" else { continue }
      #expect(pages[0].links.contains(page.path), "README.md has no link to \(page.path)")
      let opening = page.lines.dropFirst().first { !$0.isEmpty } ?? ""
      #expect(opening.hasPrefix("For whoever "), "\(page.path) does not begin with whom it is for")
    }
  }

  @Test func `the front page is short, and has a line for every command and its summary`() throws {
    let front = try Readme()
    #expect(front.lines.count <= 201, "README.md has \(front.lines.count - 1) lines")
    for command in Program.hardfit.commands {
      let rows = front.lines.filter {
        $0.hasPrefix("|") && $0.contains("`hardfit \(command.name)`")
      }
      #expect(rows.count == 1, "README.md has \(rows.count) rows for hardfit \(command.name)")
    }
  }

  @Test func `lines of prose are short`() throws {
    for page in try Readme.all() {
      for index in page.prose {
        let line = page.lines[index]
        #expect(line.count <= 104, "\(page.path):\(index + 1): \(line.count) columns")
      }
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
