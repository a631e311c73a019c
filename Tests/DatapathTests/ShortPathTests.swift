import FixedPoint
import Samples
import Testing

@testable import Datapath

@Suite struct ShortPathTests {
  @Test func `a line in 32-bit lanes has the sums of one that is computed sample by sample`() {
    var (lines, epochs, short) = (0, 0, 0)
    for seed in UInt64(0)..<700 {
      guard let line = ShortLine(seed: seed) else { continue }
      lines += 1
      var simulation = line.simulation
      simulation.statistics = .overflows
      simulation.usesKernels = false
      let expected = simulation.run()
      simulation.usesKernels = true
      for set in InstructionSet.available {
        simulation.instructionSet = set
        let result = simulation.run()
        #expect(result.theta == expected.theta, "seed \(seed), \(set)")
        #expect(result.loss == expected.loss, "seed \(seed), \(set)")
        #expect(result.overflow == expected.overflow, "seed \(seed), \(set)")
        #expect(result.statistics == expected.statistics, "seed \(seed), \(set)")
        #expect(result.cycles == expected.cycles, "seed \(seed), \(set)")
      }
      let kernel = StretchKernel(simulation.design, simulation.samples, .best, isFull: false)!
      kernel.beginEpoch(weight: line.firstWeight)
      epochs += 1
      short += kernel.isShort ? 1 : 0
    }
    // What is compared is worth something only if the 32-bit lanes were used.
    #expect(lines > 200 && short * 5 > epochs, "\(short) of \(epochs) epochs, \(lines) lines")
  }
}
