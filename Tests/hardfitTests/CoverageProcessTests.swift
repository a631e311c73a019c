import Testing

/// `hardfit coverage --strict` from outside: what it judges, and what it says of the rest.
@Suite struct CoverageProcessTests {
  @Test func `a strict check tells of which nodes it can say nothing`() throws {
    let run = try Executable.shell(
      "hardfit coverage vectors/norris --strict", in: Repository.root)
    #expect(run.code == 0)
    #expect(
      run.error
        == "hardfit: warning: vectors/norris: not judged, since there are too many words to try: theta, weight, estimate, error, product, gradient, square, loss, update\n"
    )
    let all = try Executable.shell(
      "hardfit coverage vectors/norris --all --strict", in: Repository.root)
    #expect(all.code == 1 && all.error.contains("too many words to try: theta (1 case), weight"))
    #expect(all.output.hasPrefix("1 case, 587 cycles\n"))
    #expect(all.error.contains("are not met: theta TRN SAT: no case has it; "))
  }

  @Test func `what is possible and not met is named`() throws {
    let case01 = "vectors/corners/modes/signed-01"
    let whole = try Executable.shell("hardfit coverage \(case01) --strict", in: Repository.root)
    #expect(whole.code == 0 && whole.error.isEmpty, "\(whole.error)")
    let one = try Executable.shell(
      "hardfit coverage \(case01) --strict --format x.width=6", in: Repository.root)
    #expect(one.code == 1)
    #expect(
      one.error == "hardfit: \(case01): 1 thing that is possible is not met: power: + above half\n")
    let two = try Executable.shell(
      "hardfit coverage vectors/corners/stalled --strict --quiet", in: Repository.root)
    #expect(two.code == 1)
    #expect(
      two.error.hasSuffix(
        "/stalled: 2 things that are possible are not met: weight: least; weight: greatest\n"))
  }

  @Test(arguments: [
    ("wrap-3", ["theta WRAP_SM 3", "loss WRAP_SM 3"]), ("wrap-4", ["WRAP_SM 4 or more"]),
    ("wrap-3 deep/sums", ["theta WRAP_SM 3", "gradient WRAP_SM 3", "loss WRAP_SM 3"]),
  ])
  func `sign-magnitude wraps of three bits are asked of every node, and of more bits once`(
    missing: String, holes: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      """
      corners=\(Repository.root.path)/vectors/corners
      cp -r $corners/deep $corners/far/above-3* .; rm -r deep/\(missing); hardfit coverage . --all
      """, in: folder.url)
    let found = run.outputLines.filter { $0.hasSuffix("no case overflows with it") }
    #expect(found == holes.map { "  \($0): no case overflows with it" }, "\(run.output)")
  }
}
