import Cases
import Datapath

/// From designs to their rows: the one place in which a sweep computes.
public struct Evaluation: Sendable {
  public let space: DesignSpace
  public let cases: [SweepCase]
  public let columns: RowColumns
  /// How many epochs more a design may run to know what it settles in; nil for what the samples allow.
  public let settle: Int?

  public init(
    _ space: DesignSpace, cases: [SweepCase], settle: Int? = nil
  ) {
    precondition(!cases.isEmpty)
    self.settle = settle
    self.space = space
    self.cases = cases
    columns = RowColumns(
      space.dimensions, caseNames: cases.map(\.name),
      architectures: cases.map { $0.settings.architecture ?? .stream },
      variations: cases[0].variations.count,
      degree: space.greatestDegree(cases.map(\.settings)))
  }

  /// The rows of some designs: for each, one a case, and with several cases the worst and the mean of them.
  public func rows(_ designs: Range<Int>) -> [Row] {
    rows(Array(designs))
  }

  /// The rows of designs by their numbers, in the order given.
  public func rows(_ designs: [Int]) -> [Row] {
    var outcomes = designs.map { _ in [Row.Outcome]() }
    for sweepCase in cases {
      let plans = designs.map { design in
        Result { () throws(PlanError) in
          try sweepCase.plan(space.positions(design), of: space.dimensions)
        }
      }
      for (index, outcome) in outcome(plans, on: sweepCase).enumerated() {
        outcomes[index].append(outcome)
      }
      let pinned = sweepCase.variations.isEmpty ? [] : plans.map { $0.map(\.pinned) }
      for variation in sweepCase.variations {
        let plans = pinned.map { settings in
          Result { () throws(PlanError) in try variation.plan(settings.get()) }
        }
        for (index, outcome) in outcome(plans, on: variation).enumerated() {
          outcomes[index].append(outcome)
        }
      }
    }
    return zip(designs, outcomes).flatMap { design, outcomes in
      columns.rows(design: design, values: space.values(design), outcomes)
    }
  }

  /// The outcome of each design on a case; designs whose samples have the same words share a pass of them.
  private func outcome(
    _ designs: [Result<Plan, PlanError>], on sweepCase: SweepCase
  ) -> [Row.Outcome] {
    var outcomes: [Row.Outcome?] = Array(repeating: nil, count: designs.count)
    var plans: [ObjectIdentifier: [(index: Int, plan: Plan)]] = [:]
    for (index, design) in designs.enumerated() {
      do throws(PlanError) {
        let plan = try design.get()
        plans[ObjectIdentifier(plan.quantized.samples), default: []].append((index, plan))
      } catch {
        outcomes[index] = .refused(error.description)
      }
    }
    for sharing in plans.values {
      var firstLosses: [Int128?] = Array(repeating: nil, count: sharing.count)
      let simulations = sharing.map {
        var simulation = $0.plan.simulation
        simulation.statistics = .overflows
        return simulation
      }
      var settlings = simulations.map { Settling($0) }
      let runs = SimulationBatch(simulations).run { position, beat in
        if firstLosses[position] == nil { firstLosses[position] = beat.loss }
        settlings[position].add(beat.theta)
        return true
      }
      Settling.goOn(
        &settlings,
        atMost: settle ?? Settled.budget(samples: sweepCase.samples.columns.count))
      for position in sharing.indices {
        let swept = SweptRun(
          sharing[position].plan, runs[position], settlings[position],
          firstLoss: firstLosses[position],
          reference: sweepCase.reference(sharing[position].plan))
        outcomes[sharing[position].index] = .figures(
          FigureColumn.figures(swept, degree: columns.degree, nodes: columns.nodes))
      }
    }
    return outcomes.map { $0! }
  }
}

extension Evaluation {
  /// The plan of a design on one of the cases, the same as `hardfit simulate` makes.
  ///
  /// - Throws: ``PlanError`` where the design cannot be built.
  public func plan(_ design: Int, on sweepCase: SweepCase) throws(PlanError) -> Plan {
    try sweepCase.plan(space.positions(design), of: space.dimensions)
  }

  /// Where the type that a format was written as differs from its node, in any of some thousand designs spread
  /// over the space.
  public var notationNotes: [String] {
    guard cases.contains(where: { $0.settings.formats.values.contains { $0.notation != nil } })
    else { return [] }
    var notes: [String] = []
    for design in stride(from: 0, to: space.count, by: max(1, space.count / 1000)) {
      for sweepCase in cases {
        let plan = try? plan(design, on: sweepCase)
        for note in plan?.notes ?? [] where note.isOfNotation && !notes.contains(note.text) {
          notes.append(note.text)
        }
      }
    }
    return notes
  }

  /// How many designs make a piece of work: many where they are quick, few where rows should not be long in
  /// coming. It follows from the cases alone.
  public var pieceSize: Int {
    let longest = space.dimensions.first { $0.knobs.contains(.setting(Setting.epochs.option)) }?
      .values.compactMap {
        Int($0)
      }.max()
    let cycles = cases.reduce(0.0) { sum, sweepCase in
      let epochs = longest ?? sweepCase.settings.epochs ?? 1000
      return sum + Double(epochs) * Double(sweepCase.samples.columns.count + 11)
        * Double(1 + sweepCase.variations.count)
    }
    return min(max(Int(5e6 / max(cycles, 1)), 1), 64)
  }
}
