import Foundation
import Testing

@testable import hardfit

/// The words of pages and help: those of English and of the field, and one word for one thing.
@Suite struct WordsTests {
  /// A text, and where it is.
  private struct Text {
    let place: String
    let text: String
  }

  /// Prose without code: of every page, and of the full help of every command.
  private static func texts() throws -> [Text] {
    let pages = try Readme.all().map { page in
      let prose = page.lines.indices.filter { index in
        let fences = page.fences
        return !fences.contains {
          ($0.inside.lowerBound - 1...$0.inside.upperBound).contains(index)
        } && !page.lines[index].hasPrefix("    ")
      }
      return Text(place: page.path, text: prose.map { page.lines[$0] }.joined(separator: "\n"))
    }
    let help = HelpPage(
      program: .hardfit, terminal: Terminal(isTerminal: false, columns: nil) { _ in nil })
    return pages
      + Program.hardfit.commands.map { command in
        var bare = command
        bare = Command(
          bare.name, bare.summary, discussion: bare.discussion, arguments: bare.arguments,
          options: bare.groups, examples: [], run: bare.run)
        let meanings = command.examples.map(\.meaning).joined(separator: "\n")
        return Text(
          place: "hardfit \(command.name) --help-all",
          text: help.text(for: bare, isFull: true) + meanings)
      }
  }

  /// The plain words of a text: no code spans, links, options, names with digits or capitals inside.
  private static func words(_ text: String) -> [String] {
    text.replacing(/`[^`]*`|\]\([^)]*\)|'[^' ]*'|\S*[_\/=<>|(){}\[\]^0-9]\S*|--\S+/, with: " ")
      .split { !$0.isLetter && $0 != "'" && $0 != "’" }
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "'’")) }
      .filter { $0.count > 2 && $0.dropFirst().allSatisfy { !$0.isUppercase } }
  }

  @Test func `every word of pages and help is one of English or of the field`() throws {
    guard try Executable.shell("command -v hunspell").code == 0 else {
      throw Python.Missing(module: "hunspell: apt-get install hunspell hunspell-en-gb")
    }
    let folder = try TemporaryFolder()
    let list = Repository.root.appending(path: "Tests/words.txt").path
    var places: [String: String] = [:]
    for text in try Self.texts() {
      for word in Self.words(text.text) { places[word] = text.place }
    }
    #expect(places.count > 1000)
    // A word that is wrong is found, so that silence means something.
    folder["words"] = (places.keys.sorted() + ["mispelt"]).joined(separator: "\n") + "\n"
    let run = try Executable.shell(
      "hunspell -d en_GB -p '\(list)' -i utf-8 -l words", in: folder.url)
    #expect(run.outputLines.contains("mispelt"), "hunspell does not work: \(run.error)")
    for word in run.outputLines.map(String.init) where word != "mispelt" {
      Issue.record("\(places[word] ?? ""): '\(word)' is misspelt, or missing in Tests/words.txt")
    }
  }

  /// Words that the project used before for what has a name in the field, and that name.
  private static let others: [(word: String, instead: String)] = [
    ("last places?", "LSB"), ("no other beats", "Pareto-optimal"), ("mends?", "fix"),
    ("found out", "detected"), ("courses?", "history"), ("stretch(es)?", "block"),
    ("kin", "equal"), ("by the way", ""), ("honest(ly)?", ""),
    ("ways that need memory", "algorithms"),
  ]

  /// The comments of every source file.
  private static func comments() throws -> [Text] {
    let root = Repository.root.appending(path: "Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    return try paths.filter { $0.hasSuffix(".swift") }.map { path in
      let source = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      let lines = source.split(separator: "\n").compactMap { line in
        line.firstRange(of: "//").map { String(line[$0.upperBound...]) }
      }
      return Text(place: "Sources/\(path)", text: lines.joined(separator: "\n"))
    }
  }

  @Test func `one word is used for one thing`() throws {
    let comments = try Self.comments()
    #expect(comments.count > 200)
    for text in try Self.texts() + comments {
      for (word, instead) in Self.others {
        let pattern = try Regex("\\b\(word)\\b").ignoresCase()
        let isUsed = text.text.replacing(/\s+/, with: " ").contains(pattern)
        #expect(!isUsed, "\(text.place): '\(word)'; write '\(instead)'")
      }
    }
  }
}
