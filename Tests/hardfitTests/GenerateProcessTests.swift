import Foundation
import Testing

/// `hardfit generate` from outside, on everything that can be wrong.
@Suite struct GenerateProcessTests {
  typealias Bad = BadScript

  @Test(arguments: [
    Bad("hardfit generate", 64, "C0,C1,… is missing; usage: hardfit generate C0,C1,… [options]"),
    Bad("hardfit generate a,b", 64, "C0,C1,…: 'a' is not a number; give numbers with commas"),
    Bad("hardfit generate 1,,2", 64, "'' is not a number"),
    Bad("hardfit generate ''", 64, "'' is not a number"),
    Bad("hardfit generate 1,nan", 64, "'nan'"),
    Bad("hardfit generate 1,2 3", 64, "'3' is an extra argument"),
    Bad("hardfit generate 1,2 --count 0", 64, "--count: '0' is out of range; give 1 or more"),
    Bad("hardfit generate 1,2 --cout 5", 64, "did you mean '--count'?"),
    Bad(
      "hardfit generate 1,2 --from 3 --to 1", 64, "x cannot run from 3.0 to 1.0; give the lesser"),
    Bad("hardfit generate 1,2 --from inf", 64, "--from: 'inf' is out of range"),
    Bad(
      "hardfit generate 1e300,2", 64, "the values pass 9e18; use fewer digits or smaller numbers"),
    Bad("hardfit generate 1,2 --sigma -1", 64, "--sigma: '-1' is out of range; give a number of 0"),
    Bad("hardfit generate 1,2 --decimals 16", 64, "--decimals: '16' is out of range; give 0 to 15"),
    Bad("hardfit generate 1,2 --spacing od", 64, "'od' is not a choice; give even or uniform"),
    Bad("hardfit generate 1,2 --seed 1.5", 64, "'1.5' is not a seed"),
    Bad("hardfit generate 1,2 -o missing/a.csv", 73, "the folder missing/ does not exist"),
    Bad("hardfit generate 1,2 -o case", 73, "case: is a folder; give the name of a file"),
    Bad("hardfit generate 1,2 -o /dev/full", 74, "/dev/full: cannot write: no space left"),
    Bad("hardfit generate 1,2 > /dev/full", 74, "standard output: cannot write: no space left"),
  ])
  func `samples that cannot be generated are refused`(bad: Bad) throws { try bad.check() }

  @Test func `generated samples fill no disk half and stop with their reader`() throws {
    let folder = try BadScript.folder()
    let before = folder.contents
    let full = try Executable.shell(
      "ulimit -f 64; hardfit generate 1,2 --count 1000000 -o many.csv", in: folder.url)
    #expect(full.code == 74 && full.errorLines.count == 1 && folder.contents == before)
    let closed = try Executable.shell(
      "hardfit generate 1,2 --count 100000000 | head -n 2; echo ${PIPESTATUS[0]}", by: "/bin/bash")
    #expect(closed.output == "x,y\n-1.000000,-1.000000\n141\n")
    #expect(closed.error.isEmpty)
  }

  @Test func `the committed noisy parabola is generated again byte for byte as its note says`()
    throws
  {
    let design = try String(
      contentsOf: Repository.root.appending(path: "vectors/noisy-quadratic/design.json"),
      encoding: .utf8)
    let command = try #require(design.firstMatch(of: /hardfit generate [^"]+/)).output
    let run = try Executable.shell(String(command))
    let samples = try String(
      contentsOf: Repository.root.appending(path: "vectors/noisy-quadratic/samples.csv"),
      encoding: .utf8)
    #expect(run.code == 0 && run.output == samples)
    let readme = try String(
      contentsOf: Repository.root.appending(path: "Sources/Cases/README.md"), encoding: .utf8)
    #expect(readme.replacing("\n", with: " ").contains(command))
  }
}
