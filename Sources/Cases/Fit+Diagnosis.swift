import Datapath
import FixedPoint

/// What kept a run from least squares.
extension Fit {
  /// What lies between the machine's parameters and least squares, a line a cause, the largest first to fix.
  public var diagnosis: [String] {
    var lines: [String] = []
    if hasDiverged {
      lines.append(
        "diverged: the learning rate \(plan.rate.eta) is above the largest stable one, \(plan.rate.greatestStable); the loss grew from \(lossValue(history.first!)) to \(lossValue(history.last!))"
      )
    }
    lines += overflowWarnings.map { "warning: \($0)" }
    lines += overflowed(.error).map { "error: \(describe($0, $1))" }
    if hasDiverged { return lines }
    let distance = distanceInPlaces
    let format = plan.design.formats[.theta]
    lines.append(
      "theta ends \(places(distance)) from least squares (one is 2^-\(format.fractionBits))")
    if let quantizedLeastSquares {
      let ofSamples = self.distance(quantizedLeastSquares, plan.scaledLeastSquares)
      lines.append(
        "  \(places(ofSamples)) are due to the samples' own formats (least squares on the quantised samples)"
      )
      lines.append(
        "  \(places(self.distance(theta, quantizedLeastSquares))) are the datapath's, from there to where it stopped"
      )
    }
    let ofEpochs = self.distance(referenceTheta, plan.scaledLeastSquares)
    if ofEpochs > 0.5 {
      lines.append(
        "  the Double reference too is \(places(ofEpochs)) away: more epochs or a larger learning rate would bring both nearer"
      )
    }
    if run.stalled {
      lines.append(
        "  dead zone: with this gradient μ·gradient rounds to 0 at node update or theta, so no parameter moves any more"
      )
    }
    return lines
  }

  /// A line for each node that overflowed and is to be warned of, with the first overflow's place.
  public var overflowWarnings: [String] {
    overflowed(.warning).map { describe($0, $1) }
  }

  /// An overflow, with the first one's place.
  private func describe(_ node: Node, _ statistics: NodeStatistics) -> String {
    let format = plan.design.formats[node]
    let kind = format.overflow.wraps ? "wrapped" : "saturated"
    var line = "node \(node.name) overflowed: it \(kind)"
    line += statistics.overflows > 0 ? " \(statistics.overflows) times" : ", not counted how often"
    if let first = statistics.firstOverflow {
      switch node {
      case .x, .y: line += ", first at sample \(first.sample ?? 0), on the host"
      case .step: line += ", on the host"
      default:
        line += first.epoch == 0 ? ", first before epoch 1" : ", first at epoch \(first.epoch)"
        if let sample = first.sample { line += ", sample \(sample)" }
        line += ", cycle \(first.cycle)"
      }
    }
    return line + "; give \(format) more integer bits"
  }

  private func lossValue(_ beat: EpochResult) -> Double {
    plan.design.formats[.loss].value(ofRaw: beat.loss)
  }

  private func places(_ distance: Double) -> String {
    guard distance.isFinite else { return "infinitely many last places" }
    if distance >= 100 {
      return distance < 1e15 ? "\(Int(distance)) last places" : "\(distance) last places"
    }
    return "\((distance * 100).rounded() / 100) last places"
  }
}
