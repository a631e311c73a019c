import Datapath
import FixedPoint
import Foundation
import Samples
import Testing
import Vectors

@testable import Cosimulation
@testable import hardfit

/// The tool that wrote the cases of `vectors/corners/moments`: a few small designs that together meet, at every cast of the
/// architecture, every event that is possible there in one of them.
///
///     HARDFIT_CORNERS=FOLDER swift test --filter MomentsCorners
///
/// draws designs whose words are few enough to try them all, plays each, and takes those that together meet the most.
@Suite struct MomentsCorners {
  private struct Found {
    let seed: UInt64
    let run: Reproduction
    let coverage: Coverage

    func met(_ node: Node) -> CastEvents { coverage.met[node] }
  }

  private static let folder = ProcessInfo.processInfo.environment["HARDFIT_CORNERS"]

  @Test(.enabled(if: folder != nil)) func `the cases are written`() throws {
    let all = (0..<60).compactMap { Self.play($0) }
    let nodes = try #require(all.first).coverage.nodes
    var left = Dictionary(
      uniqueKeysWithValues: nodes.map { node in
        (node, CastEvents(all.map { $0.met(node) }))
      })
    let reachable = left
    // Of a case that is taken, all that is possible is asked for.
    var candidates = all.filter { found in
      nodes.allSatisfy { found.coverage.possible[$0]!.isSubset(of: reachable[$0]!) }
    }
    func gain(_ found: Found) -> Int {
      nodes.reduce(0) { $0 + found.met($1).intersection(left[$1]!).count }
    }
    var number = 0
    while let best = candidates.max(by: { gain($0) < gain($1) }), gain(best) > 0 {
      number += 1
      for node in nodes { left[node]!.subtract(best.met(node)) }
      candidates.removeAll { $0.seed == best.seed }
      try Self.write(best, named: "events-\(number)")
      print("events-\(number): seed \(best.seed), degree \(best.run.design.degree)")
    }
    for node in nodes where !left[node]!.isEmpty {
      print("\(node): met by no case that was taken: \(left[node]!.names)")
    }
    #expect(number > 0)
    try Self.writeControl()
  }

  @Test func `a design is drawn of which every word can be tried`() throws {
    let found = try #require(Self.play(18, cycles: 200))
    #expect(found.coverage.unjudged == [] && found.coverage.cycleCount == 200)
    #expect(found.run.design.architecture == .moments)
  }

  /// Cases that together take every decision of the controller: the same designs with resets at any time.
  private static func writeControl() throws {
    var all = (1000..<1160).compactMap {
      play($0, cycles: 900, reset: 0.012, judges: false)
    }
    var (left, number) = (Set(ControlDecisions.all), 0)
    func gain(_ found: Found) -> Int { left.intersection(found.coverage.decisions).count }
    while let best = all.max(by: { gain($0) < gain($1) }), gain(best) > 0 {
      number += 1
      left.subtract(best.coverage.decisions)
      all.removeAll { $0.seed == best.seed }
      try write(best, named: "control-\(number)")
    }
    #expect(left.isEmpty, "\(left)")
  }

  private static func play(
    _ seed: UInt64, cycles: Int = 1200, reset: Double = 0.001, judges: Bool = true
  ) -> Found? {
    var random = SplitMix64(seed: seed)
    guard let design = design(&random) else { return nil }
    var scenario = Scenario(cycles: cycles)
    scenario.seed = seed
    (scenario.samples, scenario.configuration) = (.random, .random)
    (scenario.epochSamples, scenario.epochs) = (1...6, 1...2)
    (scenario.gap, scenario.wait) = (0...1, 0...1)
    (scenario.reset, scenario.start) = (reset, 0.4)
    let run = Reproduction(
      design: design,
      configuration: Configuration(
        step: design.formats[.step].greatestRaw,
        initialTheta: Array(repeating: 0, count: design.degree + 1),
        tolerance: design.neverConverges, maximumEpochs: 1),
      samples: (0...3).map { .init(x: $0, y: 0) }, scenario: scenario)
    let coverage = Coverage(run.vectorPlan(named: "", command: ""), tryingAllWords: judges)
    return coverage.unjudged.isEmpty || !judges
      ? Found(seed: seed, run: run, coverage: coverage) : nil
  }

  /// Small words, each cast dropping a bit or more at both ends.
  private static func design(_ random: inout SplitMix64) -> Design? {
    let degree = Int.random(in: 1...3, using: &random)
    var formats = NodeMap { _ in Format.unused }
    func fraction(_ node: Node) -> Int { formats[node].fractionBits }
    func set(
      _ node: Node, _ widths: ClosedRange<Int>, fraction: Int, less: ClosedRange<Int> = 0...0
    ) {
      let width = Int.random(in: widths, using: &random)
      let fraction = fraction - Int.random(in: less, using: &random)
      let overflows = ModeGrid.overflows.filter { $0.saturatedBits < width }
      formats[node] = try! Format(
        width: width, integerBits: width - fraction, isSigned: node != .step,
        quantization: Quantization.allCases.randomElement(using: &random)!,
        overflow: node == .step ? .wrap : overflows.randomElement(using: &random)!)
    }
    set(.x, 3...5, fraction: 3, less: 0...2)
    set(.y, 3...5, fraction: 3, less: 0...2)
    set(.theta, 5...6, fraction: 4, less: 0...1)
    set(.weight, 3...3, fraction: fraction(.theta), less: 1...2)
    set(.power, 3...4, fraction: 2 * fraction(.x), less: 1...3)
    set(.moment, 3...4, fraction: fraction(.power), less: 1...2)
    set(.cross, 3...5, fraction: fraction(.y) + fraction(.power), less: 1...3)
    set(.energy, 3...5, fraction: 2 * fraction(.y), less: 1...3)
    let residual = max(fraction(.weight) + fraction(.moment), fraction(.cross))
    set(.gradient, 3...5, fraction: residual, less: 2...3)
    let rest = fraction(.weight) + max(fraction(.cross), fraction(.gradient))
    set(.loss, 3...5, fraction: max(rest, fraction(.energy)), less: 2...3)
    set(.update, 4...6, fraction: fraction(.theta) + 2, less: 0...1)
    set(.step, 3...5, fraction: fraction(.update) + 2 - fraction(.gradient))
    return try? Design(.moments, degree: degree, formats: formats)
  }

  private static func write(_ found: Found, named name: String) throws {
    let folder = URL(filePath: folder!).appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let note =
      "Drawn by the tool MomentsCorners: small words, of which casts meet ties, ends and overflows."
    for (name, text) in ReproductionFile(found.run, note: note).texts {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
  }
}
