/// The outcome of a verification as JUnit XML, which continuous integration reads: a suite for each simulator,
/// a test case for each case or seed.
struct JUnitReport {
  struct TestCase {
    let name: String
    let simulator: String
    /// The seed of the random design, or that of what a case draws; nil where nothing is drawn.
    let seed: UInt64?
    /// What differs, nothing if all is equal: the first line is the message.
    let failure: String?
  }

  var cases: [TestCase] = []

  private func suites() -> [(name: String, cases: [TestCase])] {
    var names: [String] = []
    for name in cases.map(\.simulator) where !names.contains(name) { names.append(name) }
    return names.map { name in (name, cases.filter { $0.simulator == name }) }
  }

  /// The file; a control character that XML cannot have is written as `\u{1b}`.
  var text: String {
    let suites = suites().map { name, cases in
      """
        <testsuite name="hardfit verify, \(name)" \(Self.counts(cases))>
      \(cases.map(Self.element).joined(separator: "\n"))
        </testsuite>
      """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites \(Self.counts(cases))>
      \(suites.joined(separator: "\n"))
      </testsuites>

      """
  }

  private static func counts(_ cases: [TestCase]) -> String {
    "tests=\"\(cases.count)\" failures=\"\(cases.count { $0.failure != nil })\" errors=\"0\""
  }

  private static func element(_ test: TestCase) -> String {
    var lines = [
      "    <testcase classname=\"hardfit.\(test.simulator)\" name=\"\(escaped(test.name))\">"
    ]
    if let seed = test.seed {
      lines.append(
        "      <properties><property name=\"seed\" value=\"\(seed)\"/></properties>")
    }
    if let failure = test.failure {
      let message = failure.split(separator: "\n").first.map(String.init) ?? ""
      lines.append(
        "      <failure message=\"\(escaped(message))\">\(escaped(failure))</failure>")
    }
    lines.append("    </testcase>")
    return lines.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0).escapingControlCharacters.replacing("&", with: "&amp;")
        .replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }.joined(separator: "\n")
  }
}
