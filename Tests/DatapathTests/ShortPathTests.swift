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
      let simulation = line.simulation
      expectVectorsEqualSamples(simulation, [.overflows, .full], "seed \(seed)")
      let kernel = BlockKernel(
        simulation.design, simulation.samples, .best)!
      kernel.beginEpoch(weight: line.firstWeight)
      epochs += 1
      short += kernel.isShort ? 1 : 0
    }
    // What is compared is worth something only if the 32-bit lanes were used.
    #expect(lines > 200 && short * 5 > epochs, "\(short) of \(epochs) epochs, \(lines) lines")
  }
}
