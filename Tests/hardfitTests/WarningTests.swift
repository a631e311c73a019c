import Foundation
import Testing

/// Where `hardfit simulate` tells what the user should know: in the report, and on standard error where
/// the report is not on the screen.
@Suite struct WarningTests {
  private static let samples = "printf '1,2\\n2,3\\n3,5\\n4,4\\n' | hardfit simulate - "
  private static let unstable = samples + "--learning-rate 1 --epochs 20"
  private static let tight = samples + "--format error=sfix8_En7 --epochs 20"

  /// The lines that begin with `warning:`.
  private func warnings(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
  }

  @Test func `a report that goes elsewhere has its warnings on standard error too`() throws {
    for (script, beginning) in [
      (Self.unstable, "warning: learning rate 1 is unstable on these samples"),
      (Self.tight, "warning: node error overflowed: it saturated"),
    ] {
      let text = try Executable.shell(script)
      #expect(text.code == 0)
      #expect(warnings(text.output).contains { $0.hasPrefix(beginning) })
      #expect(text.errorLines == warnings(text.output).map { "hardfit: " + $0 })
      // What a program reads has them as well, and the same ones.
      let json = try Executable.shell(script + " --json")
      #expect(json.error == text.error && !text.error.isEmpty)
      #expect(json.output.contains(String(beginning.dropFirst("warning: ".count))))
      #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
      // A report that a file takes the place of, and one that nobody wants less of.
      #expect(try Executable.shell(script + " --csv -").error == text.error)
      #expect(try Executable.shell(script + " --quiet --json").error == text.error)
      #expect(try Executable.shell(script + " --statistics none").errorLines.count >= 1)
    }
  }

  @Test func `on a terminal a warning is told once, in the report`() throws {
    let run = try Executable.shell(
      "script -qec \"\(Self.unstable.replacing("\\n", with: "\\\\n"))\" /dev/null </dev/null")
    #expect(run.code == 0)
    let told = run.output.split(whereSeparator: \.isNewline).filter {
      $0.contains("learning rate 1 is unstable")
    }
    #expect(told.count == 1 && told.first?.hasPrefix("warning: ") == true, "\(told)")
  }

  @Test func `a silent overflow is told nowhere, one that is an error ends the run`() throws {
    let silent = try Executable.shell(Self.tight + " --on-overflow silent")
    #expect(silent.code == 0 && silent.error.isEmpty && warnings(silent.output).isEmpty)
    for options in ["", " --statistics none", " --json"] {
      let failed = try Executable.shell(
        Self.tight + " --on-overflow silent --on-overflow error=error" + options)
      #expect(failed.code == 1 && !failed.output.isEmpty)
      #expect(failed.errorLines.count == 1)
      #expect(failed.error.hasPrefix("hardfit: node error: overflowed"), "\(failed.error)")
      #expect(failed.error.contains("that counts as an error here; give ap_fixed<8,1,"))
    }
  }

  @Test func `of the overflows that are errors the earliest is told, with its place`() throws {
    let run = try Executable.shell(
      "hardfit simulate vectors/norris --format estimate.width=12 --format estimate.integer=1 --on-overflow error",
      in: Repository.root)
    #expect(run.code == 1)
    #expect(
      run.error.hasPrefix("hardfit: node estimate: overflowed: it saturated ")
        && run.error.hasSuffix(
          " times, first at epoch 2, sample 8, cycle 112, and that counts as an error here; give ap_fixed<12,1,AP_RND_CONV,AP_SAT> more integer bits\n"
        ), "\(run.error)")
    // theta overflowed too, and comes before in the order of the nodes.
    #expect(run.output.contains("error: node theta overflowed"))
  }

  @Test func `a check that fails says by how much, after the whole report`() throws {
    let failed = try Executable.shell(
      "hardfit simulate vectors/norris --max-error 0.001", in: Repository.root)
    let whole = try Executable.shell("hardfit simulate vectors/norris", in: Repository.root)
    #expect(failed.code == 1 && whole.code == 0 && failed.output == whole.output)
    #expect(failed.errorLines.count == 1)
    let numbers = failed.error.matches(of: /[0-9.e-]*[0-9]/).compactMap { Double($0.output) }
    #expect(numbers.count == 3 && numbers[0] == 0.001)
    #expect(abs(numbers[1] - numbers[2] - 0.001) < 0.005 * numbers[2], "\(failed.error)")
    #expect(failed.error.contains(/, 0.0*[1-9][0-9]{2} more than allowed\n/), "\(failed.error)")
    let exact = try Executable.shell(
      "hardfit simulate vectors/norris --max-error \(numbers[1])", in: Repository.root)
    #expect(exact.code == 0, "the greatest error itself is allowed")
  }

  @Test func `the history goes on where the Double reference has left its range`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      Self.samples + "--epochs 2000 --learning-rate 2 --csv h.csv", in: folder.url)
    #expect(run.code == 0, "\(run.error)")
    let rows = try #require(folder["h.csv"]).split(separator: "\n")
    #expect(rows.count == 2001)
    #expect(rows[2000].hasPrefix("2000,") && rows[2000].hasSuffix(",,,"))
    #expect(!rows[1].contains(",,"))
    #expect(rows.allSatisfy { !$0.contains("nan") && !$0.contains("inf") })
  }

  @Test func `waves of cycles behind the end are told to be none`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable.shell(
      Self.samples + "--epochs 2 --vcd w.vcd --vcd-cycles 100000...100001", in: folder.url)
    #expect(run.code == 0 && folder["w.vcd"]?.contains("$enddefinitions") == true)
    #expect(
      run.errorLines.contains {
        $0.hasPrefix("hardfit: warning: --vcd-cycles: the run ends before, after ")
      })
  }
}
