import Testing

@testable import Datapath

/// Compares every cycle of a run with a machine that is driven through its ports alone.
private struct Twin: CycleObserver {
  var driver: PortDriver
  let configuration: Configuration
  var cycles = 0
  var differences = 0

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    let mine = driver.outputs
    var isSame =
      driver.registers == registers() && mine.sampleReady == outputs.sampleReady
      && mine.resultValid == outputs.resultValid && mine.loss == outputs.loss
      && mine.done == outputs.done && mine.overflow == outputs.overflow
    for k in 0..<4 where mine.theta[k] != outputs.theta[k] { isSame = false }
    if !isSame { differences += 1 }
    cycles += 1
    driver.tick(inputs, configuration)
  }
}

@Suite struct PortDriverTests {
  @Test
  func `a machine driven through its ports goes through the registers of the run it follows`() {
    for seed in UInt64(0)..<90 {
      let run = RandomRun(
        seed: seed, style: DesignStyle(isWide: seed % 3 == 1, isTight: seed % 3 == 2))
      var twin = Twin(driver: PortDriver(run.design), configuration: run.configuration)
      var simulation = run.simulation
      simulation.stalls = run.stalls
      let result = simulation.run(observer: &twin)
      #expect(twin.cycles == result.cycles + 1, "seed \(seed)")
      #expect(twin.differences == 0, "seed \(seed)")
    }
  }
}
