import FixedPoint
import Testing

@testable import Datapath

/// Stops the machine in one cycle and keeps its registers, or looks whether they fit their widths.
private struct Inspector: CycleObserver {
  let registers: [Register]
  var misfits: [String] = []

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers values: () -> [Int128]
  ) {
    for (register, value) in zip(registers, values()) {
      let room =
        register.isSigned
        ? (register.width == 128
          ? Int128.min...Int128.max
          : -(1 << Int128(register.width - 1))...((1 << Int128(register.width - 1)) - 1))
        : 0...(Int128.max >> Int128(127 - register.width))
      if !room.contains(value) {
        misfits.append("\(register.scope).\(register.name) = \(value) in cycle \(cycle)")
      }
    }
  }
}

@Suite struct RegisterTests {
  @Test func `a machine that is given the listed registers alone goes on as if nothing happened`() {
    for seed in UInt64(0)..<60 {
      let run = RandomRun(seed: seed)
      guard run.design.degree == Int(seed % 3) + 1 else { continue }
      check(run, seed)
    }
  }

  /// In every cycle the machine is replaced by a new one that has the listed registers' values and
  /// nothing else; the twin is left alone.
  private func check(_ run: RandomRun, _ seed: UInt64) {
    let fresh = Machine<Int128, OverflowTally>(run.design, run.configuration)
    var (twin, replaced) = (fresh, fresh)
    var position = 0
    for cycle in 0..<600 {
      var inputs = Inputs<Int128>(x: 0, y: 0)
      inputs.start = cycle == 0
      inputs.sampleValid = !run.stalls.stallsInput(cycle)
      inputs.resultReady = !run.stalls.stallsOutput(cycle)
      inputs.x = run.samples.x.load(position, as: Int128.self)
      inputs.y = run.samples.y.load(position, as: Int128.self)
      inputs.sampleLast = position == run.samples.count - 1
      if inputs.sampleValid, twin.outputs.sampleReady {
        position = inputs.sampleLast ? 0 : position + 1
      }
      let values = replaced.registers
      replaced = fresh
      replaced.registers = values
      twin.tick(inputs)
      replaced.tick(inputs)
      let (a, b) = (twin.registers, replaced.registers)
      #expect(a == b, "seed \(seed), cycle \(cycle)")
      if a != b { return }
    }
    #expect(twin.epoch > 0, "seed \(seed)")
  }

  @Test func `every register's value fits the width that is listed for it`() {
    for seed in UInt64(0)..<150 {
      let run = RandomRun(
        seed: seed, style: DesignStyle(isWide: seed % 3 == 0, isTight: seed % 3 == 1))
      var inspector = Inspector(registers: run.design.registers)
      _ = run.simulation.run(observer: &inspector)
      #expect(inspector.misfits.isEmpty, "seed \(seed): \(inspector.misfits.prefix(3))")
    }
  }

  @Test func `the list has a value for each register and no register twice`() {
    for degree in 1...3 {
      let design = SmallRun(degree: degree, count: 1, epochs: 1).design
      let names = design.registers.map { "\($0.scope).\($0.name)" }
      #expect(Set(names).count == names.count)
      let idle = Configuration(
        step: 0, initialTheta: Array(repeating: 0, count: degree + 1), tolerance: 0,
        maximumEpochs: 1)
      #expect(Machine<Int64, OverflowTally>(design, idle).registers.count == names.count)
    }
  }

  @Test func `the bits of the registers are those of the microarchitecture page's table`() {
    // Degree 1 with x, y 16, theta, weight, update 24, estimate, error 20, product 40, gradient 60, square
    // 40, loss 60 and step 18 bits, added up by hand from the page.
    let controller = 3 + 6 + 6 + 32 + 5 + 9
    let parameters = 18 + 61 + 2 * 24 + 2 * 24
    let flags = 2 * 9
    let samples = 7 * 16 + 5 * 16
    let horner = (6 + 16) + (18 + 16) + 40 + 41 + 20
    let products = 21 + 2 * 20 + 36 + 39 + 2 * 40 + 40
    let accumulators = 2 * 60 + 2 * 60 + 61
    let update = 60 + 78 + 46 + 24 + 25 + 2 * 24
    #expect(
      SmallRun(degree: 1, count: 1, epochs: 1).design.registerBits
        == controller + parameters + flags + samples + horner + products + accumulators + update)
  }

  @Test func `the state does not grow with the samples or the epochs`() {
    let (small, large) = (
      SmallRun(degree: 2, count: 1, epochs: 1), SmallRun(degree: 2, count: 5000, epochs: 50)
    )
    #expect(small.design.registers == large.design.registers)
  }
}
