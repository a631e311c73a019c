import Samples
import Testing

@testable import Datapath

@Suite struct BatchTests {
  /// More than one vector, and no whole number of them.
  private static let block = 2050

  @Test func `designs that share a pass of the samples end as each does alone`() {
    var random = SplitMix64(seed: 7)
    let formats = RandomRun(seed: 3, style: DesignStyle(isPractical: true)).design.formats
    let samples = PackedSamples(
      count: 2 * Self.block + 77, xFormat: formats[.x], yFormat: formats[.y]
    ) { _ in
      let (x, y) = (formats[.x], formats[.y])
      return (
        Int128.random(in: x.leastRaw...x.greatestRaw, using: &random),
        Int128.random(in: y.leastRaw...y.greatestRaw, using: &random)
      )
    }
    var simulations: [Simulation] = []
    for seed in UInt64(0)..<12 {
      let run = RandomRun(seed: seed, style: DesignStyle(isPractical: !seed.isMultiple(of: 3)))
      var changed = run.design.formats
      (changed[.x], changed[.y]) = (formats[.x], formats[.y])
      guard let design = try? Design(degree: run.design.degree, formats: changed) else { continue }
      var simulation = Simulation(
        design: design, configuration: run.configuration, samples: samples)
      simulation.statistics = [.full, .overflows, .none][Int(seed % 3)]
      if seed.isMultiple(of: 5) { simulation.stalls = run.stalls }
      simulations.append(simulation)
    }
    #expect(simulations.count > 6)
    let each = simulations.map { $0.run() }
    for threads in 1...3 {
      let together = SimulationBatch(simulations, block: Self.block).run(threads: threads)
      for (alone, result) in zip(each, together) {
        #expect(result.theta == alone.theta && result.loss == alone.loss)
        #expect(result.cycles == alone.cycles && result.epochs == alone.epochs)
        #expect(result.overflow == alone.overflow)
        #expect(result.statistics == alone.statistics)
      }
    }
  }
}
