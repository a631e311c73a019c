import Cases
import Datapath

/// From designs to their rows: the one place in which a sweep computes.
public struct Evaluation: Sendable {
  public let space: DesignSpace
  public let cases: [SweepCase]
  public let columns: RowColumns

  public init(_ space: DesignSpace, cases: [SweepCase]) {
    precondition(!cases.isEmpty)
    self.space = space
    self.cases = cases
    let degrees = space.dimensions.first { $0.knobs.contains(.degree) }?.values.compactMap {
      Int($0)
    }.filter { Design.degrees.contains($0) }
    columns = RowColumns(
      space.dimensions, caseNames: cases.map(\.name),
      degree: degrees?.max() ?? cases.map { $0.settings.degree ?? Plan.defaultDegree }.max()!)
  }

  /// The rows of some designs: for each, one a case, and with several cases the worst and the mean of them.
  public func rows(_ designs: Range<Int>) -> [Row] {
    rows(Array(designs))
  }

  /// The rows of designs by their numbers, in the order given.
  public func rows(_ designs: [Int]) -> [Row] {
    var outcomes = designs.map { _ in [Row.Outcome]() }
    for sweepCase in cases {
      for (index, outcome) in outcome(designs, on: sweepCase).enumerated() {
        outcomes[index].append(outcome)
      }
    }
    return zip(designs, outcomes).flatMap { design, outcomes in
      columns.rows(design: design, values: space.values(design), outcomes)
    }
  }

  /// The outcome of each design on a case.
  private func outcome(_ designs: [Int], on sweepCase: SweepCase) -> [Row.Outcome] {
    designs.map { design in
      do throws(PlanError) {
        let plan = try sweepCase.plan(space.positions(design), of: space.dimensions)
        var firstLoss: Int128?
        var simulation = plan.simulation
        simulation.statistics = .overflows
        let run = simulation.run { beat in
          if firstLoss == nil { firstLoss = beat.loss }
          return true
        }
        let swept = SweptRun(
          plan, run, firstLoss: firstLoss, reference: sweepCase.reference(plan))
        return .figures(FigureColumn.figures(swept, degree: columns.degree))
      } catch {
        return .refused(error.description)
      }
    }
  }
}

extension Evaluation {
  /// How many designs make a piece of work: many where they are quick, few where rows should not be long in
  /// coming. It follows from the cases alone.
  public var pieceSize: Int {
    let longest = space.dimensions.first { $0.knobs.contains(.epochs) }?.values.compactMap {
      Int($0)
    }.max()
    let cycles = cases.reduce(0.0) { sum, sweepCase in
      let epochs = longest ?? sweepCase.settings.epochs ?? 1000
      return sum + Double(epochs) * Double(sweepCase.samples.columns.count + 11)
    }
    return min(max(Int(5e6 / max(cycles, 1)), 1), 64)
  }
}
