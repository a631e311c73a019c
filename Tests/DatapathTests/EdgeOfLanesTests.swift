import FixedPoint
import Samples
import Testing

@testable import Datapath

/// Runs at the very ends of what the lanes of the epoch engine hold.
@Suite struct EdgeOfLanesTests {
  /// A line whose formats are given in AC notation; power is of no account.
  private static func line(_ texts: [Node: String]) throws -> Design {
    let formats = try Node.allCases.map { node in
      try FormatNotation.parse(texts[node] ?? "ap_fixed<18,3>").format()
    }
    return try Design(
      degree: 1,
      formats: NodeMap { $0.rawValue < formats.count ? formats[$0.rawValue] : .unused })
  }

  @Test func `an error of 2^31 LSBs of the estimate keeps its sign`() throws {
    let design = try Self.line([
      .x: "ap_fixed<16,2>", .y: "ap_fixed<16,3>", .theta: "ap_fixed<16,2>",
      .weight: "ap_fixed<16,2>", .estimate: "ap_fixed<34,6>",
      .error: "ap_fixed<20,7,AP_RND,AP_SAT>", .product: "ap_fixed<36,9>",
      .gradient: "ap_fixed<50,23>", .square: "ap_ufixed<39,13>", .loss: "ap_ufixed<50,24>",
      .step: "ap_ufixed<10,-5>", .update: "ap_fixed<20,6>",
    ])
    let samples = PackedSamples(
      count: 64, xFormat: design.formats[.x], yFormat: design.formats[.y]
    ) { _ in (32767, 32767) }
    expectVectorsEqualSamples(
      Simulation(
        design: design,
        configuration: Configuration(
          step: 1, initialTheta: [-3, -32768], tolerance: design.neverConverges, maximumEpochs: 1),
        samples: samples))
  }

  @Test func `groups of samples add squares of y that are far above the error's LSB`() throws {
    let wide = "ap_fixed<36,4>"
    let design = try Self.line([
      .x: "ap_ufixed<1,1>", .y: "ap_fixed<2,2>", .theta: wide, .weight: wide, .estimate: wide,
      .update: wide, .error: "ap_fixed<24,-8,AP_TRN,AP_SAT>", .product: "ap_fixed<30,-2>",
      .gradient: "ap_fixed<50,18>", .square: "ap_ufixed<47,-17>", .loss: "ap_ufixed<60,-4>",
      .step: "ap_ufixed<10,-20>",
    ])
    let samples = PackedSamples(
      count: 64, xFormat: design.formats[.x], yFormat: design.formats[.y]
    ) { (Int128($0 % 2), 1) }
    _ = samples.groups
    expectVectorsEqualSamples(
      Simulation(
        design: design,
        configuration: Configuration(
          step: 0, initialTheta: [1 << 32 - 1000, 0], tolerance: design.neverConverges,
          maximumEpochs: 1), samples: samples))
  }

  /// A line that is computed in 32-bit lanes from the first epoch on.
  private static let shortLine: ShortLine? = {
    for seed in UInt64(0)..<100 {
      guard let line = ShortLine(seed: seed, fits: true),
        let kernel = BlockKernel(
          line.simulation.design, line.simulation.samples, .best)
      else { continue }
      kernel.beginEpoch(weight: line.firstWeight)
      if kernel.isShort { return line }
    }
    return nil
  }()

  @Test(arguments: [31, 32, 33, 1023, 1024, 1025, 65535, 65536, 65537])
  func `a run of so many samples that blocks end beside them equals the one that ticks`(count: Int)
    throws
  {
    var random = SplitMix64(seed: UInt64(count))
    let line = try #require(Self.shortLine)
    let design = line.simulation.design
    let (x, y) = (design.formats[.x], design.formats[.y])
    let old = line.simulation.samples
    let samples = PackedSamples(count: count, xFormat: x, yFormat: y) { index in
      let place = Int.random(in: 0..<old.count, using: &random)
      return (old.x.load(place, as: Int128.self), old.y.load(place, as: Int128.self))
    }
    expectVectorsEqualSamples(
      Simulation(
        design: design, configuration: line.simulation.configuration, samples: samples),
      [.overflows, .full])
  }
}
