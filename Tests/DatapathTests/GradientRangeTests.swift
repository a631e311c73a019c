import FixedPoint
import Samples
import Testing

@testable import Datapath

/// The least and the greatest gradient after any sample, from sums that go on side by side.
@Suite struct GradientRangeTests {
  /// Several blocks of the epoch engine.
  private static let block = 1 << 14

  private static func epochs(_ samples: Int) -> UInt32 { samples < 1000 ? 9 : 4 }

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
          maximumEpochs: Self.epochs(size)), samples: run.samples),
      [.full], "seed \(seed)")
  }

  /// Errors whose sums are carried over from 32 bits to 64 on the way.
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
          tolerance: design.neverConverges, maximumEpochs: Self.epochs(count)), samples: samples),
      [.full], "seed \(seed)")
  }

  /// Errors of one sign and many bits, whose sums leave 32 bits long before a block ends.
  @Test func `a line far from its samples has them as well`() {
    var lines = 0
    for seed in UInt64(0)..<8000 where lines < 4 {
      guard let line = ShortLine(seed: 11_000 + seed),
        line.simulation.design[.error].width >= 22
      else { continue }
      let design = line.simulation.design
      let (x, y) = (design.formats[.x], design.formats[.y])
      // With an x next to nothing Σ e is the greater one of the gradients, which else would hide in the other's range.
      let ends = (Int128(1), seed % 2 == 0 ? y.leastRaw : y.greatestRaw)
      func simulation(_ count: Int) -> Simulation {
        // A few others among them, so that the ranges are not those of a single word.
        let samples = PackedSamples(count: count, xFormat: x, yFormat: y) {
          $0 % 1000 == 7 ? (0, ends.1 / 3) : ends
        }
        return Simulation(
          design: design,
          configuration: Configuration(
            step: 0, initialTheta: line.simulation.configuration.initialTheta,
            tolerance: design.neverConverges, maximumEpochs: 4), samples: samples)
      }
      // A block of such errors leaves 32 bits, taken 16 at a time.
      let error = simulation(1).run().statistics[.error].range!.lowerBound
      guard error.magnitude > 1 << 21 else { continue }
      let run = simulation(Self.block)
      let kernel = BlockKernel(design, run.samples, .best)!
      kernel.beginEpoch(weight: line.firstWeight)
      guard kernel.isShort,
        kernel.addsUp({ _ in 0 }, loss: 0, count: Self.block)
      else { continue }
      lines += 1
      expectVectorsEqualSamples(run, [.full], "seed \(seed)")
    }
    #expect(lines == 4)
  }
}
