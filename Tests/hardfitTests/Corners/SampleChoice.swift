import Datapath
import FixedPoint
import Samples
import Vectors

@testable import Cosimulation

/// Chooses the samples of a scenario one block after the other, so that its casts meet what was not met before.
///
/// From where the play stands, some continuations are drawn and played for a while; the one that leaves the least
/// unmet is kept for the first part of it.
struct SampleChoice {
  private let scenario: Scenario
  private let design: Design
  private let configuration: Configuration

  /// The continuations drawn at each place.
  private static let candidates = 60
  /// The cycles for which each is played, long enough for an epoch's end; and those of them that are kept.
  private static let horizon = 128, kept = 64

  init(_ design: Design, _ scenario: Scenario) {
    self.design = design
    self.scenario = scenario
    configuration = Configuration(
      step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1),
      tolerance: design.neverConverges, maximumEpochs: 1)
  }

  /// Chooses samples until everything is met.
  ///
  /// - Parameters:
  ///   - least: the cycles to play however soon that is; the scenario's own number is the most.
  /// - Returns: the samples, what they meet, and the scenario with the number of cycles that this took.
  func choose(
    atLeast least: Int, _ random: inout SplitMix64
  ) -> (samples: [Reproduction.Sample], coverage: Coverage, scenario: Scenario) {
    var samples = (0..<scenario.cycles).map { _ in draw(&random) }
    var play = ScenarioPlay(
      scenario, design: design, configuration: configuration, samples: packed(samples))
    var coverage = Coverage(design)
    var cycle = 0
    while cycle < scenario.cycles, cycle < least || coverage.missingCount > 0 {
      var best = (score: Int.min, samples: samples)
      for _ in 0..<(coverage.missingCount == 0 ? 1 : Self.candidates) {
        var trial = samples
        for index in play.position..<min(play.position + Self.horizon, trial.count) {
          trial[index] = draw(&random)
        }
        var (attempt, seen) = (play, coverage)
        attempt.samples = packed(trial)
        advance(&attempt, &seen, by: Self.horizon)
        let score = seen.toggles.toggled - 1000 * unmet(seen)
        if score > best.score { best = (score, trial) }
      }
      samples = best.samples
      play.samples = packed(samples)
      advance(&play, &coverage, by: Self.kept)
      cycle += Self.kept
    }
    var played = scenario
    played.cycles = min(cycle, scenario.cycles)
    return (Array(samples.prefix(play.position)), coverage, played)
  }

  /// What is missing; what happens once an epoch counts more than what each sample may meet.
  private func unmet(_ coverage: Coverage) -> Int {
    coverage.nodes.reduce(0) { sum, node in
      let weight =
        switch node {
        case .theta, .update: 6
        case .gradient, .loss: 3
        default: 1
        }
      return sum + weight * coverage.missing(at: node).count
    }
  }

  private func advance(_ play: inout ScenarioPlay, _ coverage: inout Coverage, by count: Int) {
    for _ in 0..<count {
      let registers = play.driver.registers
      guard let cycle = play.next() else { return }
      coverage.observe(cycle.inputs, cycle.configuration, registers)
    }
  }

  /// Words from the whole of their formats, the ends more often.
  private func draw(_ random: inout SplitMix64) -> Reproduction.Sample {
    func word(_ node: Node) -> Int128 {
      let format = design.formats[node]
      return switch Int.random(in: 0..<8, using: &random) {
      case 0: format.leastRaw
      case 1: format.greatestRaw
      default: Int128.random(in: format.leastRaw...format.greatestRaw, using: &random)
      }
    }
    return Reproduction.Sample(x: word(.x), y: word(.y))
  }

  private func packed(_ samples: [Reproduction.Sample]) -> PackedSamples {
    PackedSamples(
      count: samples.count, xFormat: design.formats[.x], yFormat: design.formats[.y]
    ) { (samples[$0].x, samples[$0].y) }
  }
}
