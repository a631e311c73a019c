import Datapath

/// The path that sets the clock, in the design's own terms: from which register to which, and through what.
package struct CriticalPath: Sendable {
  /// Nanoseconds, in cells and along nets.
  package let logic, routing: Double
  /// The cells on the way between both registers.
  package let levels: Int
  package let start, end: End
  /// The instances of the RTL on the way, each with the nanoseconds of its cells.
  package let instances: [(path: String, logic: Double)]

  package var delay: Double { logic + routing }

  /// One bit at an end of a path.
  package struct End: Hashable, Sendable {
    /// What it is a bit of.
    package enum Owner: Hashable, Sendable {
      case register(Register)
      /// The register outside of the design that feeds a port, or takes it.
      case port(String)
      /// Something that the model has no register for; the name is the netlist's.
      case other
    }

    package let owner: Owner
    /// In the RTL, below the top module: `update.scaled.exact[12]`.
    package let signal: String
    /// Where the RTL declares it: `hardfit_term.v:48`.
    package let source: String?
  }

  init(_ path: TimingReport.Path, _ names: PlacedNames) {
    let isRouting = { (step: TimingReport.Step) in step.type == "routing" }
    let inCells = path.steps.filter { !isRouting($0) }
    logic = inCells.reduce(0) { $0 + $1.delay }
    routing = path.steps.filter(isRouting).reduce(0) { $0 + $1.delay }
    levels = inCells.count { $0.type == "logic" }
    start = names.start(
      cell: path.steps[0].from.cell, net: path.steps.first { $0.net != nil }?.net)
    end = names.end(cell: path.steps[path.steps.count - 1].to.cell)
    var instances: [(path: String, logic: Double)] = []
    for step in inCells {
      let instance = names.instance(ofCell: step.from.cell)
      if let place = instances.firstIndex(where: { $0.path == instance }) {
        instances[place].logic += step.delay
      } else {
        instances.append((instance, step.delay))
      }
    }
    self.instances = instances
  }
}
