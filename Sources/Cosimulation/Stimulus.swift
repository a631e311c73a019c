import Datapath
import FixedPoint
import Samples
import Vectors

/// What a bench does to the input ports of a design, cycle by cycle, from the cycle after a reset on.
package struct Stimulus: Sendable {
  package let design: Design
  package var cycles: [Cycle]

  /// The input ports in a cycle.
  package struct Cycle: Sendable {
    package var inputs: Inputs<Int128>
    package var configuration: Configuration
    /// What the bits of `s_axis_tdata` that belong to no field carry, counted from the lowest of them.
    package var padding: UInt16 = 0

    package init(_ inputs: Inputs<Int128>, _ configuration: Configuration, padding: UInt16 = 0) {
      self.inputs = inputs
      self.configuration = configuration
      self.padding = padding
    }
  }

  package init(_ design: Design, _ cycles: [Cycle] = []) {
    self.design = design
    self.cycles = cycles
  }

  /// What source, sink and clock do in a run, from the cycle of `start` to the first cycle of `done`.
  ///
  /// - Parameter count: the most cycles.
  package init(_ simulation: Simulation, upTo count: Int = .max) {
    var recorder = Recorder(configuration: simulation.configuration, count: count)
    _ = simulation.run(observer: &recorder)
    self.init(simulation.design, recorder.cycles)
  }

  /// Drives the model and shows it in every cycle, before the clock's edge.
  ///
  /// - Parameter body: gets the cycle's number and the machine; the rest is left out when it returns false.
  package func drive(
    _ design: Design? = nil, _ body: (Int, PortDriver) throws -> Bool
  ) rethrows {
    var machine = PortDriver(design ?? self.design)
    for (number, cycle) in cycles.enumerated() {
      guard try body(number, machine) else { return }
      machine.tick(cycle.inputs, cycle.configuration)
    }
  }

  /// The words of the machine and of its ports in a cycle.
  func words(_ number: Int, _ machine: PortDriver) -> CycleWords {
    let cycle = cycles[number]
    return CycleWords(
      machine.registers, cycle.inputs, cycle.configuration, design.controller)
  }

  private struct Recorder: CycleObserver {
    let configuration: Configuration
    let count: Int
    var cycles: [Cycle] = []
    var hasSeenEnough: Bool { cycles.count >= count }

    mutating func observe(
      cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
    ) {
      cycles.append(Cycle(inputs, configuration))
    }
  }
}
