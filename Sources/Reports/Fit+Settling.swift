import Cases
import FixedPoint

/// What a run settles in, as a line of text.
extension Fit {
  /// What the run settles in, and the errors at its end and at worst.
  var settling: String {
    func epoch(_ number: Int) -> String { NumberText.grouped(number) }
    let span =
      switch settled.cycle {
      case let cycle? where cycle.period == 1:
        "theta stands still from epoch \(epoch(cycle.firstEpoch)) on"
      case let cycle?:
        "a limit cycle of \(epoch(cycle.period)) epochs from epoch \(epoch(cycle.firstEpoch)) on"
      case nil:
        "no theta returned within \(FixedPoint.counted(settled.epochs, "epoch", shown: epoch(settled.epochs)))"
      }
    func error(_ errors: ErrorFigures) -> String {
      NumberText.significant(errors.fitted, digits: 4)
    }
    let worst =
      settled.cycle == nil
      ? "at worst so far"
      : settled.holds(run) ? "at worst over the cycle" : "at worst from the last epoch on"
    let start =
      "settles: \(settled.end.rawValue), \(span); fitted \(plan.columns.yName) at most \(error(errorsAgainstLeastSquares)) from least squares"
    if settled.holds(run), settled.cycle?.period == 1 { return start }
    return "\(start) at the end, \(error(settled.againstLeastSquares)) \(worst)"
  }
}
