/// The machine driven port by port: whoever holds it is its source, its sink and its clock.
///
/// ``Simulation`` plays a well-behaved run; this plays anything that a bench may do to the ports: a reset in
/// mid-epoch, a `start` while a run is under way, other words on the configuration ports after it.
public struct PortDriver {
  public var design: Design { machine.design }
  /// Shared by copies of the driver until one of them ticks.
  private var machine: Machine<Int128, OverflowTally>

  /// A machine after `rst`: all registers are zero.
  public init(_ design: Design) {
    machine = Machine(
      design,
      Configuration(
        step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1), tolerance: 0,
        maximumEpochs: 1))
  }

  /// The output ports as they stand before the next clock edge.
  public var outputs: Outputs { machine.outputs }

  /// The values of ``Design/registers``, in that order.
  public var registers: [Int128] { machine.registers }

  /// One rising edge of the clock.
  ///
  /// - Parameters:
  ///   - inputs: the input ports; x and y are words of their formats.
  ///   - configuration: what the configuration ports carry in this cycle.
  /// - Precondition: every word fits its port.
  public mutating func tick(_ inputs: Inputs<Int128>, _ configuration: Configuration) {
    precondition(design.accepts(configuration), "a configuration word does not fit its port")
    if !isKnownUniquelyReferenced(&machine) { machine = machine.copy() }
    machine.configuration = configuration
    machine.tick(inputs)
  }
}
