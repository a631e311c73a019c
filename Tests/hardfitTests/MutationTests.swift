import Foundation
import Testing

/// Mutants of the RTL: how many the bench and vectors of a case kill. The whole measurement is
/// `Tests/mutation/mutate.py`, run by hand; this is a share of it.
@Suite struct MutationTests {
  private static let script = Repository.root.appending(path: "Tests/mutation/mutate.py").path

  /// A line whose words are so narrow that a thousand cycles meet most of what can happen.
  private static let design = """
    {
      "degree": 1, "scale": "none", "learning_rate": 0.03125, "epochs": 1,
      "formats": {
        "x": "ap_fixed<5,2>", "y": "ap_fixed<6,4>", "theta": "ap_fixed<5,3,AP_RND_INF,AP_WRAP>",
        "weight": "ap_fixed<3,2,AP_TRN,AP_SAT>", "estimate": "ap_fixed<4,3,AP_RND_CONV,AP_SAT>",
        "error": "ap_fixed<4,4,AP_RND_ZERO,AP_SAT>", "product": "ap_fixed<4,5,AP_RND,AP_WRAP>",
        "gradient": "ap_fixed<4,6,AP_RND,AP_SAT_SYM>", "square": "ap_ufixed<4,7,AP_RND,AP_SAT>",
        "loss": "ap_ufixed<4,8,AP_TRN,AP_SAT>", "step": "ap_ufixed<4,-2>",
        "update": "ap_fixed<5,2,AP_RND_CONV,AP_SAT>"
      }
    }
    """

  private func folder(cycles: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "case"), withIntermediateDirectories: true)
    folder["case/design.json"] = Self.design
    folder["case/samples.csv"] = "x,y\n-1.5,-2.25\n0.5,1\n1,0.5\n"
    folder["case/scenario.json"] = """
      { "cycles": \(cycles), "play": { "seed": 1, "epoch_samples": [1, 4], "gap": [0, 1], "wait": [0, 1],
        "reset": 0.004, "start": 0.4, "samples": "random", "configuration": "random", "epochs": [1, 3] } }
      """
    let export = try Executable.shell(
      "hardfit export case -o case --level port", in: folder.url)
    #expect(export.code == 0, "\(export.error)")
    return folder
  }

  @Test func `the committed vectors of a small design kill its mutants`() throws {
    let cases = ["", "-corners", "-sums"].map { "vectors/corners/long/line\($0)" }
    let run = try Executable.shell(
      "\(Self.script) \(cases.joined(separator: " ")) --count 8 --seed 2", in: Repository.root)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains(" mutants killed, "))
  }

  // MARK: Hand-made mutants

  private static let textScript =
    Repository.root.appending(path: "Tests/mutation/textmutate.py").path

  /// `HARDFIT_TEXT_MUTANTS` asks for more; the documented measurement has 300.
  @Test func `hand-made mutants are killed by vectors and random designs, or explained`() throws {
    let asked = ProcessInfo.processInfo.environment["HARDFIT_TEXT_MUTANTS"]
    let count = asked ?? "10"
    let run = try Executable.shell(
      "\(Self.textScript) --count \(count) --seed 2 --random \(asked == nil ? 40 : 200)",
      in: Repository.root)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains(" of \(count) mutants killed, "))
  }

  @Test func `a hand-made mutant that a short case does not meet is missed`() throws {
    let run = try Executable.shell(
      "\(Self.textScript) vectors/corners/one-epoch-run --count 6 --random 0",
      in: Repository.root)
    #expect(run.code == 1)
    #expect(run.output.contains("\n  missed  hardfit"), "\(run.output)")
    #expect(run.error.hasSuffix(" mutants are missed\n"), "\(run.error)")
    let nowhere = try Executable.shell("\(Self.textScript) nowhere", in: Repository.root)
    #expect(nowhere.code == 66 && nowhere.error == "textmutate.py: nowhere: no such folder\n")
  }

  @Test func `vectors of few cycles do not, and the script says so`() throws {
    let folder = try folder(cycles: 12)
    let run = try Executable.shell("\(Self.script) case --count 4 --seed 2", in: folder.url)
    #expect(run.code == 1)
    #expect(run.output.contains("\n  missed  "))
    #expect(
      run.error.hasPrefix("mutate.py: ") && run.error.contains(" % of the mutants are killed"))
  }

  @Test func `what cannot be measured is told in one line with its exit code`() throws {
    let folder = try folder(cycles: 12)
    let expectations: [(script: String, code: Int32, text: String)] = [
      ("\(Self.script) nowhere", 66, "mutate.py: nowhere: no such folder\n"),
      ("mkdir none; \(Self.script) none", 66, "mutate.py: no folder has design.vh"),
      ("\(Self.script) case --count 0", 64, "mutate.py: --count: 0 is not between"),
      (
        "sed -i '3s/0/1/' case/expected.hex; \(Self.script) case", 65,
        "the RTL itself does not pass"
      ),
      (
        "python=$(python3 -c 'import sys; print(sys.executable)'); PATH=; $python \(Self.script) case",
        69,
        "mutate.py: yosys is not installed; apt-get install yosys\n"
      ),
    ]
    for (script, code, text) in expectations {
      let run = try Executable.shell(script, in: folder.url)
      #expect(run.code == code, "\(script): \(run.error)")
      #expect(run.error.contains(text), "\(script): \(run.error)")
    }
  }
}
