import Cases
import Datapath
import Exploration
import FixedPoint
import Samples
import Testing

/// Rows against the same designs run one by one.
@Suite struct EvaluationTests {
  private func columns(_ coefficients: [Double], _ count: Int, _ seed: UInt64) throws
    -> SampleColumns
  {
    let samples = try SyntheticSamples(
      coefficients: coefficients, from: -2, to: 5, count: count, sigma: 0.3, spacing: .uniform,
      decimals: 4, seed: seed)
    let pairs = Array(samples)
    return SampleColumns(
      x: pairs.map { Double($0.x) / 1e4 }, y: pairs.map { Double($0.y) / 1e4 })
  }

  private static let choices: [(Knob, [String])] = [
    (.field(.theta, .fraction), ["4", "9", "15", "21"]), (.field(.x, .width), ["6", "11", "16"]),
    (.field(.y, .width), ["6", "12", "17"]), (.field(.theta, .width), ["9", "14", "40", "64"]),
    (.field(.error, .quantization), ["TRN", "RND", "RND_CONV"]),
    (.field(.theta, .overflow), ["SAT", "WRAP", "WRAP_SM"]),
    (.field(.theta, .integer), ["1", "3"]),
    (.field(.gradient, .width), ["12", "30", "127"]), (.field(.step, .width), ["6", "18"]),
    (.field(.estimate, .fraction), ["3", "12"]),
    (.setting("learning-rate"), ["0.001", "0.4", "-1", "30"]),
    (.setting("epochs"), ["1", "2", "17", "60"]), (.setting("degree"), ["1", "2", "3", "4"]),
    (.setting("tolerance"), ["none", "0.01"]), (.setting("capacity"), ["8", "4096"]),
    (.field(.theta, .saturatedBits), ["1"]), (.setting("architecture"), ["stream", "moments"]),
    (.field(.moment, .fraction), ["6", "20"]), (.field(.cross, .width), ["20", "60"]),
    (.field(.energy, .quantization), ["TRN", "RND"]),
  ]

  @Test(arguments: 1...36 as ClosedRange<UInt64>)
  func `a row has the figures of the design run by itself`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let data = try columns([1, -2, 0.5], 12 + Int(seed), seed)
    var base = Settings()
    base.epochs = 40
    base.stallInput = seed.isMultiple(of: 3) ? 0.2 : nil
    base.scale = [.standardize, .minmax, .pow2, nil][Int(seed % 4)]
    base.loss = seed.isMultiple(of: 2) ? .mean : nil
    base.architecture = [.moments, .stream, nil][Int(seed % 3)]
    let sweepCase = try SweepCase(name: "data", settings: base, columns: data)
    var chosen = Self.choices.filter { _ in generator.next() % 3 == 0 }
    let variesArchitecture = chosen.contains { $0.0 == .architecture }
    if !variesArchitecture {
      let architecture = base.architecture ?? .stream
      chosen.removeAll { !$0.0.isOf(architecture) }
    }
    let contradicts = Set(chosen.map(\.0)).isSuperset(of: [
      .field(.theta, .width), .field(.theta, .integer), .field(.theta, .fraction),
    ])
    guard !chosen.isEmpty, !contradicts else { return }
    let rows = (0..<6).map { _ in
      let values = chosen.map { $0.1[Int(generator.next() % UInt64($0.1.count))] }
      let varied = zip(chosen, values).first { $0.0.0 == .architecture }.flatMap {
        Architecture(rawValue: $1)
      }
      return zip(chosen, values).map { $0.0.isOf(varied) ? $1 : "" }
    }
    let space = try DesignSpace(chosen.map(\.0), rows: rows)
    let evaluation = Evaluation(space, cases: [sweepCase])
    let names = evaluation.columns.names
    for (row, values) in zip(evaluation.rows(0..<rows.count), rows) {
      let text = zip(chosen, values).map { "\($0.0.name)=\($1)" }.joined(separator: " ")
      let fields = Dictionary(uniqueKeysWithValues: zip(names, row.figures))
      var said = Settings()
      do {
        for ((knob, _), value) in zip(chosen, values) where !value.isEmpty {
          switch knob {
          case .field(let node, let field):
            var choice = FormatChoice()
            try choice.set(field, to: value, of: node)
            said.formats[node] = choice.after(said.formats[node] ?? FormatChoice())
          case .setting("learning-rate"): said.learningRate = Double(value)
          case .setting("architecture"): said.architecture = Architecture(rawValue: value)
          case .setting("epochs"): said.epochs = Int(value)
          case .setting("degree"): said.degree = Int(value)
          case .setting("tolerance"):
            said.tolerance = value == "none" ? Settings.Tolerance.none : .value(0.01)
          case .setting: said.capacity = Int(value)
          }
        }
        let fit = Fit(try Plan(said.over(base), columns: data))
        for (column, figure) in zip(
          FigureColumn.all(degree: fit.plan.degree, nodes: fit.plan.design.nodes),
          FigureColumn.figures(fit, degree: fit.plan.degree, nodes: fit.plan.design.nodes))
        {
          #expect(
            fields[column.name]?.text == figure.text, "seed \(seed), \(text): \(column.name)")
        }
        #expect(fields["architecture"] == .text(fit.plan.design.architecture.rawValue))
        #expect(
          Node.every.allSatisfy {
            fit.plan.design.nodes.contains($0)
              || (fields["overflow_\($0.name)"] ?? .missing) == .missing
          })
      } catch {
        #expect(fields["stop"] == .text("refused"), "seed \(seed), \(text)")
        #expect(fields["note"] == .text("\(error)"), "seed \(seed), \(text)")
      }
    }
  }

  @Test func `with several cases the worst and the mean stand below them`() throws {
    var settings = Settings()
    settings.epochs = 5
    let cases = try [("a", 20), ("b", 30)].map { name, count in
      try SweepCase(
        name: name, settings: settings, columns: try columns([0, 1], count, UInt64(count)))
    }
    let space = try DesignSpace(grid: [try Variation(parsing: "x.width=6,70")])
    let evaluation = Evaluation(space, cases: cases)
    let rows = evaluation.rows(0..<2)
    #expect(
      rows.map { $0.figures[1].text } == ["a", "b", "worst", "mean", "a", "b", "worst", "mean"])
    for (index, column) in evaluation.columns.figureColumns.enumerated() {
      let values = rows[0..<4].map { $0.figures[4 + index].number }
      guard column.worst != .none, let a = values[0], let b = values[1] else { continue }
      #expect(values[2] == (column.worst == .greatest ? max(a, b) : min(a, b)), "\(column.name)")
      #expect(values[3] == (a + b) / 2, "\(column.name)")
    }
    #expect(rows[4...].allSatisfy { $0.figures[4] == .text("refused") })
  }

  @Test func `results come in order and each once, however many threads make them`() {
    for threads in [1, 2, 7] {
      var taken: [Int] = []
      OrderedWork.run(count: 300, threads: threads) { piece in
        var waste = 0
        for index in 0..<(piece % 7) * 1000 { waste &+= index }
        return piece + (waste & 0)
      } take: {
        taken.append($0)
      }
      #expect(taken == Array(0..<300))
    }
  }

  private struct Enough: Error {}

  @Test func `an error of whoever takes the results ends the work`() {
    var taken = 0
    #expect(throws: Enough.self) {
      try OrderedWork.run(count: 1_000_000, threads: 3) {
        $0
      } take: { (_: Int) throws(Enough) in
        taken += 1
        if taken == 50 { throw Enough() }
      }
    }
    #expect(taken == 50)
  }
}
