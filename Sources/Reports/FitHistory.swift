import Cases
import Datapath
import FixedPoint

/// The curve of a fit, an epoch a row, the reference beside it.
extension Fit {
  /// The heading of the history, then a row an epoch.
  ///
  /// Losses and parameters are in the units of the scaled samples, coefficients in those of the
  /// data; `raw` words are in LSBs of their node. The loss of an epoch is that of the parameters
  /// that entered it, the parameters are those that left it. A field is empty where its number has left the
  /// range of `Double`, as the reference may.
  public func writeHistory<Failure: Error>(
    _ writeRow: ([String]) throws(Failure) -> Void
  ) throws(Failure) {
    let parameters = 0...plan.degree
    try writeRow(
      ["epoch", "cycle", "loss_raw", "loss"] + parameters.map { "theta_\($0)_raw" }
        + parameters.map { "theta_\($0)" } + parameters.map { "coefficient_\($0)" }
        + ["reference_loss"] + parameters.map { "reference_theta_\($0)" })
    let formats = plan.design.formats
    for (index, beat) in history.enumerated() {
      let raw = parameters.map { beat.theta[$0] }
      let theta = plan.values(ofTheta: raw)
      // A reference that has left the range of Double ends there; the machine's words go on.
      let other =
        index < reference.epochs
        ? [reference.losses[index]] + reference.theta(afterEpoch: index)
        : Array(repeating: .nan, count: parameters.count + 1)
      let numbers = theta + plan.coefficients(theta) + other
      try writeRow(
        ["\(beat.epoch)", "\(beat.cycle)", "\(beat.loss)"]
          + [NumberText.shortest(formats[.loss].value(ofRaw: beat.loss))]
          + raw.map { "\($0)" } + numbers.map { NumberText.cell($0) })
    }
  }

  /// Cycles over samples taken, all epochs together.
  public var cyclesPerSample: Double {
    Double(run.cycles) / Double(max(1, run.epochs * plan.sampleCount))
  }
}
