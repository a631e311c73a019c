import Foundation
import Testing

@testable import Datapath

/// What the microarchitecture page says, against the description that everything else follows from.
@Suite struct MicroarchitectureTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../rtl/README.md")

  // MARK: The table of the pipeline

  /// A row of the table, for a degree: the stages that it is about, each with its registers.
  private func expand(_ row: Substring, degree: Int) -> [(stage: Int, register: String)] {
    let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let formula = String(cells[0].prefix { $0 != "`" && $0 != "," && $0 != "(" })
      .replacing("−", with: "-").replacing(" ", with: "")
    let variable = formula.first { "hk".contains($0) }
    let values: ClosedRange<Int> =
      variable == "h" ? 1...degree : variable == "k" ? 1...degree : 1...1
    return values.filter { variable != "k" || $0 > 1 }.flatMap { value in
      let stage = evaluate(formula, value, degree)
      return cells[1].matches(of: /`([^`]+)`/).flatMap { match in
        names(String(match.output.1), value, degree).map { (stage, $0) }
      }
    }
  }

  /// `4h-1`, `2D+2k+1`, `0`.
  private func evaluate(_ formula: String, _ value: Int, _ degree: Int) -> Int {
    formula.matches(of: /([+-]?)(\d+)([hkD]?)/).reduce(0) { sum, term in
      let factor = term.output.3.isEmpty ? 1 : term.output.3 == "D" ? degree : value
      return sum + (term.output.1 == "-" ? -1 : 1) * Int(term.output.2)! * factor
    }
  }

  /// `x`, `horner_h`, `power_2 … power_D`.
  private func names(_ text: String, _ value: Int, _ degree: Int) -> [String] {
    func index(_ name: some StringProtocol) -> (stem: String, index: Int?) {
      let parts = name.split(separator: "_")
      guard parts.count == 2 else { return (String(name), nil) }
      return (
        String(parts[0]), parts[1] == "D" ? degree : "hk".contains(parts[1]) ? value : Int(parts[1])
      )
    }
    let ends = text.split(separator: " … ").map { index($0) }
    guard let first = ends[0].index else { return [ends[0].stem] }
    let last = ends.last!.index!
    return first > last ? [] : (first...last).map { "\(ends[0].stem)_\($0)" }
  }

  @Test(arguments: Design.degrees)
  func `the page's table has the registers of each stage`(degree: Int) throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let rows = text.split(separator: "\n").drop { !$0.hasPrefix("| stage |") }.dropFirst(2)
      .prefix { !$0.hasPrefix("| accumulators") }
    #expect(rows.count == 11)
    var expected = Set(
      rows.flatMap { row in expand(row, degree: degree).map { "stage_\($0.stage) \($0.register)" } }
    )
    // "then carried along as far as stage 4D + 2"
    #expect(
      rows.contains { $0.contains("Q_power(raise_k), then carried along as far as stage 4D + 2") })
    for k in 1...degree where k > 1 {
      for stage in 2 * degree + 2 * k + 2...4 * degree + 2 {
        expected.insert("stage_\(stage) power_\(k)")
      }
    }
    // "carried along": x until it is multiplied by the error, y until the error is there.
    for stage in 0...4 * degree + 2 { expected.insert("stage_\(stage) x") }
    for stage in 0...4 * degree { expected.insert("stage_\(stage) y") }
    let registers = Description.stream(degree: degree).registers.filter {
      $0.scope.hasPrefix("stage_") && $0.name != "valid" && $0.name != "last"
    }
    #expect(Set(registers.map { "\($0.scope) \($0.name)" }) == expected)
  }

  // MARK: Every transfer

  @Test func `the page lists every transfer of degree 2`() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let fence = "<!-- every transfer of degree 2, written by a test -->\n"
    let parts = text.components(separatedBy: fence)
    try #require(parts.count == 3)
    let listed = Description.stream(degree: 2).listing
    if ProcessInfo.processInfo.environment["HARDFIT_UPDATE_README"] != nil {
      try [parts[0], listed, parts[2]].joined(separator: fence)
        .write(to: Self.page, atomically: true, encoding: .utf8)
    } else {
      #expect(parts[1] == listed, "HARDFIT_UPDATE_README=1 writes it anew")
    }
  }
}

extension Description {
  /// Every transfer, event by event.
  fileprivate var listing: String {
    var (events, lines) = ([Transfer.Event](), [Transfer.Event: [String]]())
    for transfer in transfers where transfer.operation != .copy || !transfer.event.isOfPipeline {
      if lines[transfer.event] == nil { events.append(transfer.event) }
      lines[transfer.event, default: []].append(
        "\(registers[transfer.target].name) ← \(expression(of: transfer))")
    }
    return "\n"
      + events.map { event in
        let title = title(of: event).padding(toLength: 16, withPad: " ", startingAt: 0)
        return lines[event]!.enumerated().map { index, line in
          "    \(index == 0 ? title : String(repeating: " ", count: 16))\(line)\n"
        }.joined()
      }.joined() + "\n"
  }

  private func title(of event: Transfer.Event) -> String {
    switch event {
    case .valid(let valid):
      let stage = pipelineValids.firstIndex(of: valid)! + 1
      return stage < pipelineValids.count ? "stage \(stage)" : "accumulators"
    case .state(let state, let index): return "\(state) \(index)"
    case .drained: return "drained"
    default: return "\(event)"
    }
  }

  private func expression(of transfer: Transfer) -> String {
    transfer.operation.text(transfer.operands.map { name(of: $0) })
  }
}
