import FixedPoint
import Samples
import Testing

@testable import Datapath

/// The least and the greatest gradient after any sample, from sums that go on side by side.
@Suite struct GradientRangeTests {
  private static let block = PackedSamples.runBlock

  @Test(arguments: [1, 127, 128, 500, block - 1, block, block + 1, 2 * block + 700])
  func `samples in runs are all there, run beside run`(count: Int) throws {
    let format = try Format(width: 16, integerBits: 16)
    let wide = try Format(width: 40, integerBits: 40)
    let samples = PackedSamples(count: count, xFormat: format, yFormat: wide) {
      (Int128($0 % 30000), Int128($0) << 12)
    }
    for runs in [8, 16, 32] {
      let ordered = try #require(samples.inRuns(runs))
      for first in stride(from: 0, to: count, by: Self.block) {
        let whole = samples.countInRuns(runs, at: first)
        for index in 0..<min(Self.block, count - first) {
          let rows = whole / runs
          let place =
            index < whole ? first + index % rows * runs + index / rows : first + index
          let (old, new) = (
            samples.y.load(first + index, as: Int64.self), ordered.y.load(place, as: Int64.self)
          )
          guard old == new else {
            Issue.record("sample \(first + index) of \(count) is not at \(place), \(runs) runs")
            return
          }
        }
      }
      #expect(ordered.xRange == samples.xRange && ordered.yRange == samples.yRange)
    }
  }

  @Test(arguments: UInt64(0)..<16)
  func `designs of all kinds have the ranges of the machine that ticks`(
    seed: UInt64
  ) {
    let styles = [
      DesignStyle(isPractical: true), DesignStyle(), DesignStyle(isPractical: true),
      DesignStyle(isTight: true),
    ]
    let style = styles[Int(seed % 4)]
    // The place of an overflow may have to be found in the midst of a block.
    let size = [Self.block + 333, 2048, 700, 129][Int(seed / 4)]
    let run = RandomRun(seed: 90_000 + seed, style: style, samples: size...size)
    let old = run.configuration
    expectVectorsEqualSamples(
      Simulation(
        design: run.design,
        configuration: Configuration(
          step: old.step, initialTheta: old.initialTheta, tolerance: run.design.neverConverges,
          maximumEpochs: 4), samples: run.samples),
      [.full], "seed \(seed)")
  }

  /// Errors of 16 bits, whose sums are carried over from 32 bits to 64 on the way.
  @Test(arguments: UInt64(0)..<30)
  func `a line near its samples has them as well`(seed: UInt64) throws {
    guard let line = ShortLine(seed: 7_000 + seed, fits: true) else { return }
    let (design, old) = (line.simulation.design, line.simulation.samples)
    var random = SplitMix64(seed: seed)
    let count = [3000, 256, 700, Self.block + 37, 1024][Int(seed % 5)]
    let samples = PackedSamples(count: count, xFormat: old.xFormat, yFormat: old.yFormat) { _ in
      let place = Int.random(in: 0..<old.count, using: &random)
      return (old.x.load(place, as: Int128.self), old.y.load(place, as: Int128.self))
    }
    let configuration = line.simulation.configuration
    expectVectorsEqualSamples(
      Simulation(
        design: design,
        configuration: Configuration(
          step: seed % 2 == 0 ? 0 : configuration.step, initialTheta: configuration.initialTheta,
          tolerance: design.neverConverges, maximumEpochs: 4), samples: samples),
      [.full], "seed \(seed)")
  }
}
