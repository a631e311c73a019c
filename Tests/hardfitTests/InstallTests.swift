import Foundation
import Testing

@testable import hardfit

/// `Tests/install`, with this build in place of one of its own, and the pages that it installs.
@Suite struct InstallTests {
  @Test func `an installed program finds its Verilog from any folder, and has its pages`() throws {
    let folder = try TemporaryFolder()
    let program = try Executable.productFolder().appending(path: "hardfit").path
    let run = try Executable.shell(
      "HARDFIT_PROGRAM='\(program)' '\(Repository.root.path)/Tests/install' prefix", in: folder.url)
    #expect(run.code == 0, "\(run.error)")

    let other = try TemporaryFolder()
    let prefix = folder.path("prefix")
    let verified = try Executable.shell(
      "'\(prefix)/bin/hardfit' verify '\(prefix)/share/hardfit/vectors/norris' --epochs 2",
      in: other.url)
    #expect(verified.code == 0 && verified.output.contains("PASS"), "\(verified.error)")
    #expect(FileManager.default.fileExists(atPath: "\(prefix)/share/hardfit/vectors/sensor.csv"))
    for file in [
      "bash-completion/completions/hardfit", "zsh/site-functions/_hardfit",
      "fish/vendor_completions.d/hardfit.fish",
    ] { #expect(folder["prefix/share/\(file)"]?.contains("sweep") == true, "\(file)") }
    let pages = try FileManager.default.contentsOfDirectory(atPath: "\(prefix)/share/man/man1")
    #expect(
      Set(pages)
        == Set(["hardfit.1"] + Program.hardfit.commands.map { "hardfit-\($0.name).1" }))
  }

  @Test(arguments: [""] + Program.hardfit.commands.map(\.name))
  func `groff has no warning for a manual page, and shows every option`(_ name: String) throws {
    guard try Executable.shell("command -v groff").code == 0 else {
      throw Python.Missing(module: "groff: apt-get install groff-base")
    }
    let run = try Executable.shell(
      "hardfit man \(name) | groff -man -ww -K utf8 -T utf8 -P -c -P -b -P -u")
    #expect(run.code == 0 && run.error.isEmpty, "\(run.error)")
    guard !name.isEmpty else {
      let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for command in Program.hardfit.commands { #expect(text.contains(command.summary)) }
      return
    }
    for option in try Program.hardfit.command(name).options {
      #expect(run.output.contains(option.row.key), "\(option.row.key) is missing")
    }
  }

  @Test func `a word that man would take for a request is shown as it is`() {
    let command = Command(
      "toy", "A 'toy' with \\fB", discussion: ".B is no request here", examples: [],
      run: { _, _ in })
    let page = ManualPage(
      program: Program(name: "p", version: "1", summary: "s", commands: [command]))
    #expect(page.text(for: command).contains("\n\\&.B is no request here\n"))
    #expect(page.text(for: command).contains("A \\(aqtoy\\(aq with \\efB"))
  }
}
