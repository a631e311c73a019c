import Testing

@testable import Datapath

/// Expects a run in vectors, by each instruction set, to be the one that is computed sample by sample.
func expectVectorsEqualSamples(
  _ simulation: Simulation, _ statistics: [Simulation.Statistics] = [.overflows],
  _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  var simulation = simulation
  for level in statistics {
    simulation.statistics = level
    simulation.paths = []
    let expected = simulation.run()
    simulation.paths = .all
    for set in InstructionSet.available {
      simulation.instructionSet = set
      let result = simulation.run()
      let comment: Comment = "\(what), \(level), \(set)"
      #expect(result.theta == expected.theta, comment, sourceLocation: sourceLocation)
      #expect(result.loss == expected.loss, comment, sourceLocation: sourceLocation)
      #expect(result.overflow == expected.overflow, comment, sourceLocation: sourceLocation)
      #expect(result.statistics == expected.statistics, comment, sourceLocation: sourceLocation)
      #expect(result.cycles == expected.cycles, comment, sourceLocation: sourceLocation)
    }
  }
}
