/// The machine driven port by port: whoever holds it is its source, its sink and its clock.
///
/// ``Simulation`` plays a well-behaved run; this plays anything that a bench may do to the ports: a reset in
/// mid-epoch, a `start` while a run is under way, other words on the configuration ports after it.
public struct PortDriver {
  public let design: Design
  // One of the three is there, each in a place of its own: so a tick works on it where it is, instead of on a copy.
  private var line: Machine<1, Int128, NoTally>?
  private var quadratic: Machine<2, Int128, NoTally>?
  private var cubic: Machine<3, Int128, NoTally>?

  /// A machine after `rst`: all registers are zero.
  public init(_ design: Design) {
    self.design = design
    let idle = Configuration(
      step: 0, initialTheta: Array(repeating: 0, count: design.degree + 1), tolerance: 0,
      maximumEpochs: 1)
    switch design.degree {
    case 1: line = Machine(design, idle)
    case 2: quadratic = Machine(design, idle)
    default: cubic = Machine(design, idle)
    }
  }

  /// The output ports as they stand before the next clock edge.
  public var outputs: Outputs {
    (line?.outputs ?? quadratic?.outputs ?? cubic?.outputs)!
  }

  /// The values of ``Design/registers``, in that order.
  public var registers: [Int128] {
    (line?.registers.values(of: design) ?? quadratic?.registers.values(of: design)
      ?? cubic?.registers.values(of: design))!
  }

  /// One rising edge of the clock.
  ///
  /// - Parameters:
  ///   - inputs: the input ports; x and y are words of their formats.
  ///   - configuration: what the configuration ports carry in this cycle.
  /// - Precondition: every word fits its port.
  public mutating func tick(_ inputs: Inputs<Int128>, _ configuration: Configuration) {
    precondition(design.accepts(configuration), "a configuration word does not fit its port")
    line?.configuration = configuration
    line?.tick(inputs)
    quadratic?.configuration = configuration
    quadratic?.tick(inputs)
    cubic?.configuration = configuration
    cubic?.tick(inputs)
  }
}
