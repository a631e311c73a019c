import FixedPoint
import Samples
import Testing

@testable import Datapath

@Suite struct GroupedPathTests {
  @Test func `an epoch over groups of samples has the sums of one over all of them`() {
    var grouped = 0
    for seed in UInt64(0)..<80 {
      let run = RandomRun(seed: seed, style: DesignStyle(isPractical: true))
      var random = SplitMix64(seed: seed)
      var formats = run.design.formats
      // Few words of x, so that there are many samples of each.
      formats[.x] = try! Format(
        width: Int.random(in: 2...7, using: &random), integerBits: 1,
        quantization: .rndConv, overflow: .sat)
      guard let design = try? Design(degree: run.design.degree, formats: formats) else { continue }
      let (x, y) = (formats[.x], formats[.y])
      let samples = PackedSamples(
        count: Int.random(in: 1100...1500, using: &random), xFormat: x, yFormat: y
      ) { _ in
        (
          Int128.random(in: x.leastRaw...x.greatestRaw, using: &random),
          Int128.random(in: y.leastRaw / 3...y.greatestRaw / 3, using: &random)
        )
      }
      var simulation = Simulation(
        design: design,
        configuration: Configuration(
          step: 1, initialTheta: .init(repeating: 0, count: design.degree + 1),
          tolerance: design.neverConverges, maximumEpochs: 30), samples: samples)
      simulation.statistics = .overflows
      simulation.paths = []
      let expected = simulation.run()
      simulation.paths = .all
      var result = simulation.run()
      grouped += samples.isGrouped ? 1 : 0
      for pass in 1...2 {
        // Once after some epochs over all samples, once from the first epoch on.
        #expect(result.theta == expected.theta, "seed \(seed), pass \(pass)")
        #expect(result.loss == expected.loss, "seed \(seed), pass \(pass)")
        #expect(result.overflow == expected.overflow, "seed \(seed), pass \(pass)")
        #expect(result.cycles == expected.cycles, "seed \(seed), pass \(pass)")
        #expect(result.statistics == expected.statistics, "seed \(seed), pass \(pass)")
        result = SimulationBatch([simulation, simulation]).run()[1]
      }
    }
    #expect(grouped > 10, "\(grouped) runs used groups")
  }
}
