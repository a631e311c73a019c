import Datapath
import FixedPoint
import Samples
import Testing

@testable import Cosimulation

/// What a stimulus meets, against definitions in whole numbers of eighths of an LSB.
@Suite struct CoverageTests {
  private static func format(
    _ width: Int, _ quantization: Quantization, _ overflow: Overflow, signed: Bool = true
  ) throws -> Format {
    try Format(
      width: width, integerBits: width, isSigned: signed, quantization: quantization,
      overflow: overflow)
  }

  @Test(arguments: Quantization.allCases)
  func `the events of a cast are those of its definition`(mode: Quantization) throws {
    for overflow in [Overflow.sat, .satSym, .wrap] {
      for signed in [true, false] {
        let format = try Self.format(3, mode, overflow, signed: signed)
        for eighths in Int128(-100)...100 {
          let events = CastEvents(casting: eighths, fractionBits: 3, to: format)
          let cast = format.cast(eighths, fractionBits: 3)
          let rest = ((eighths % 8) + 8) % 8
          let isOdd = (eighths - rest) / 8 % 2 != 0
          #expect(events.contains(.exact) == !cast.isInexact)
          #expect(
            !events.isDisjoint(with: [.overflowBelow, .overflowAbove]) == cast.isOverflow,
            "\(eighths)/8 in \(format)")
          #expect(events.contains(.positiveEvenTie) == (rest == 4 && eighths > 0 && !isOdd))
          #expect(events.contains(.positiveOddTie) == (rest == 4 && eighths > 0 && isOdd))
          #expect(events.contains(.negativeEvenTie) == (rest == 4 && eighths < 0 && !isOdd))
          #expect(events.contains(.negativeOddTie) == (rest == 4 && eighths < 0 && isOdd))
          #expect(events.contains(.negativeAboveHalf) == (rest > 4 && eighths < 0))
          #expect(events.contains(.positiveBelowHalf) == ((1...3).contains(rest) && eighths > 0))
          #expect(
            events.contains(.greatest) == (!cast.isOverflow && cast.raw == format.greatestRaw))
          #expect(events.contains(.least) == (!cast.isOverflow && cast.raw == format.leastRaw))
          // One place past an end is where a word of many bits has that value.
          let wide = try Self.format(40, mode, .sat).cast(eighths, fractionBits: 3).raw
          #expect(events.contains(.onePastGreatest) == (wide == format.greatestRaw + 1))
          #expect(events.contains(.onePastLeast) == (wide == format.leastRaw - 1))
        }
      }
    }
  }

  /// Draws of narrow nodes, of which all words can be tried, and some of all kinds.
  @Test(arguments: (1...24).map { 4 * $0 + 2 } + Array(1...12) as [UInt64])
  func `nothing is met that is not possible, nor possible that widths rule out`(seed: UInt64) {
    expectPossible(Stimulus(seed: seed), seed)
  }

  @Test func `so it is with moments, of whose sums a few have all words tried`() {
    var judged = NodeMap { _ in 0 }
    for seed in [3, 6, 8, 10, 14, 18, 22] as [UInt64] {
      let coverage = expectPossible(Stimulus(seed: seed, .moments), seed)
      for node in coverage.nodes where coverage.possible[node] != nil { judged[node] += 1 }
    }
    for node in [Node.moment, .cross, .energy, .gradient, .loss, .theta] {
      #expect(judged[node] > 0, "\(node)")
    }
  }

  @discardableResult
  private func expectPossible(_ stimulus: Stimulus, _ seed: UInt64) -> Coverage {
    let coverage = Coverage(stimulus)
    #expect(coverage.cycleCount == stimulus.cycles.count)
    for node in coverage.nodes {
      let conceivable = coverage.conceivable[node]
      #expect(coverage.met[node].isSubset(of: conceivable), "seed \(seed) \(node)")
      guard let possible = coverage.possible[node] else { continue }
      #expect(possible.isSubset(of: conceivable), "seed \(seed) \(node)")
      #expect(
        coverage.met[node].isSubset(of: possible),
        "seed \(seed) \(node): \(coverage.met[node].subtracting(possible).names)")
    }
    #expect(coverage.toggles.toggled <= coverage.toggles.bits)
    let untoggled = coverage.untoggled.reduce(0) { $0 + $1.bits.count }
    #expect(coverage.toggles.toggled + untoggled == coverage.toggles.bits)
    return coverage
  }

  @Test func `widths rule out ties where nothing is dropped and overflows where all words fit`() {
    let run = RandomRun(seed: 5, style: DesignStyle(isPractical: true))
    let coverage = Coverage(run.design, tryingAllWords: false)
    #expect(coverage.conceivable[.product] == [.exact, .least, .greatest])
    #expect(!coverage.conceivable[.estimate].isDisjoint(with: .positiveEvenTie))
  }

  @Test func `what a calm run leaves out has an option that shows it`() throws {
    let run = RandomRun(seed: 11)
    func gaps(_ change: (inout Simulation) -> Void) -> [String: Unseen.Gap] {
      var simulation = run.simulation
      change(&simulation)
      var unseen = Unseen()
      unseen.add(Coverage(Stimulus(simulation), tryingAllWords: false))
      return Dictionary(
        uniqueKeysWithValues: unseen.gaps(of: .run).map { ($0.topic, $0) })
    }
    let calm = gaps { _ in }
    #expect(calm["no gap of the source"]?.remedy == "--stall-input 0.3, or --random 200")
    #expect(calm["no back-pressure of the sink"]?.remedy == "--stall-output 0.9, or --random 200")
    #expect(calm["did not happen"]?.things.contains("reset in run") == true)
    let stalled = gaps { $0.stalls = StallPattern(input: 0.3, output: 0.9, seed: 1)! }
    #expect(stalled["no gap of the source"] == nil)
    #expect(stalled["no back-pressure of the sink"] == nil)
  }

  @Test(arguments: Architecture.allCases)
  func `casts are counted as the model counts them`(_ architecture: Architecture) {
    let run = RandomRun(seed: 11, architecture: architecture)
    let result = run.simulation.run()
    let coverage = Coverage(Stimulus(run.simulation))
    for node in coverage.nodes {
      #expect(coverage.casts[node] == result.statistics[node].casts, "\(node)")
      let overflows: CastEvents = [.overflowBelow, .overflowAbove]
      let ends: CastEvents = [.least, .greatest, .onePastLeast, .onePastGreatest]
      let statistics = result.statistics[node]
      #expect(coverage.met[node].isDisjoint(with: overflows) == (statistics.overflows == 0))
      let inexact = CastEvents.all.subtracting(overflows).subtracting(ends).subtracting(.exact)
      #expect(coverage.met[node].isDisjoint(with: inexact) == (statistics.inexact == 0))
    }
  }

  @Test func `a run without stalls takes no decision about stalls, and one with stalls does`() {
    let run = RandomRun(seed: 11)
    let calm = Coverage(Stimulus(run.simulation))
    #expect(calm.missingDecisions.contains("no sample offered in run"))
    #expect(calm.missingDecisions.contains("sink not ready in result"))
    #expect(calm.missingDecisions.contains("reset in run"))
    var simulation = run.simulation
    simulation.stalls = StallPattern(input: 0.5, output: 0.5, seed: 3)!
    let stalled = Coverage(Stimulus(simulation))
    #expect(!stalled.missingDecisions.contains("no sample offered in run"))
    #expect(!stalled.missingDecisions.contains("sink not ready in result"))
    #expect(stalled.missingDecisions.contains("reset in run"))
  }
}
