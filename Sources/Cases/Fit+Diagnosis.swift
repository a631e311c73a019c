import Datapath
import FixedPoint

/// What kept a run from least squares.
extension Fit {
  /// What lies between the machine's parameters and least squares, a line a cause, the largest first to fix.
  public var diagnosis: [String] {
    var lines: [String] = []
    if hasDiverged { lines.append(divergence) }
    lines += overflowWarnings.map { "warning: \($0)" }
    lines += overflowed(.error).map { "error: \(describe($0, $1))" }
    if hasDiverged { return lines }
    let distance = distanceInPlaces
    let format = plan.design.formats[.theta]
    lines.append(
      "theta ends \(places(distance)) from least squares (one is 2^\(-format.fractionBits))")
    let isHeld = settled.holds(run)
    let ofEpochs = self.distance(referenceTheta, plan.scaledLeastSquares)
    if let quantizedLeastSquares {
      let ofSamples = self.distance(quantizedLeastSquares, plan.scaledLeastSquares)
      lines.append(
        "  \(places(ofSamples)) \(isOne(ofSamples) ? "is" : "are") due to the samples' own formats (least squares on the quantised samples)"
      )
      // What Double lacks at the same epoch, the machine may lack as well, unless no epoch moves it any more.
      let goal = (0...plan.degree).map { k in
        quantizedLeastSquares[k]
          + (isHeld ? 0 : referenceTheta[k] - plan.scaledLeastSquares[k])
      }
      let own = self.distance(theta, goal)
      lines.append(
        "  \(places(own)) \(isOne(own) ? "is" : "are") the datapath's\(isHeld || ofEpochs <= 0.5 ? ", from there to where it stopped" : ", beside what follows")"
      )
    }
    if ofEpochs > 0.5 {
      lines.append(
        isHeld
          ? "  the Double reference at the same epoch is \(places(ofEpochs)) away, and moves on\(slowness)"
          : "  \(places(ofEpochs)) \(isOne(ofEpochs) ? "is" : "are") missing epochs: the Double reference at the same epoch is as far away; \(remedy)"
      )
    }
    if let coarseness { lines.append("  \(coarseness)") }
    if let standstill { lines.append("  \(standstill)") }
    return lines
  }

  /// Why it diverged, and what shows it.
  private var divergence: String {
    guard !plan.rate.isStable else {
      return
        "diverged: theta or update overflows in what the run ends in, and the fit stays further from least squares than it began; give them more integer bits"
    }
    let (first, last) = (lossValue(history.first!), lossValue(history.last!))
    let sign =
      last > first
      ? "the loss grew from \(briefly(first)) to \(briefly(last))"
      : "the fit ends further from least squares than it began"
    return
      "diverged: the learning rate \(shortest(plan.rate.eta)) is above the largest stable one, \(briefly(plan.rate.greatestStable)); \(sign)"
  }

  /// Why the reference takes so long, where another scaling would help.
  private var slowness: String {
    let (rate, condition) = (plan.rate, plan.problem.stability.conditionNumber)
    guard rate.isStable, plan.scaling != .standardize, condition > 100,
      rate.epochsNeeded ?? .max > plan.epochs
    else { return "" }
    let count =
      rate.epochsNeeded.map { "some \(briefly(Double($0), digits: 2)) epochs" }
      ?? "more epochs than can be run"
    return
      "; with these x it needs \(count) (condition number \(briefly(condition, digits: 2))); try --scale standardize"
  }

  /// What would bring the reference nearer, and the machine with it.
  private var remedy: String {
    let rate = plan.rate
    if stop == .converged { return "a smaller tolerance would bring both nearer" }
    guard rate.isStable else {
      return
        "a learning rate below the largest stable one, \(briefly(rate.greatestStable)), would bring both nearer"
    }
    let fastest = rate.objective.learningRate(
      step: plan.problem.stability.bestStep, samples: plan.sampleCount)
    let isFastest = rate.eta > 0.95 * fastest && rate.eta < 1.01 * fastest
    return
      "more epochs\(isFastest ? "" : ", or the fastest learning rate, \(briefly(fastest, digits: 3)),") would bring both nearer\(slowness)"
  }

  /// The notes of the plan, but for one that asks for epochs where more change nothing.
  public var notes: [Plan.Note] {
    plan.notes.filter { !($0.wantsEpochs && settled.holds(run)) }
  }

  /// Why no further epoch would change anything, if that is so.
  private var standstill: String? {
    let format = plan.design.formats[.theta]
    if settled.holds(run), settled.cycle?.period == 1 {
      let isAtEnd = run.theta.contains { $0 == format.leastRaw || $0 == format.greatestRaw }
      if isAtEnd, hasOverflowed(.theta) {
        return
          "out of range: theta stands at the end of its format, so no update changes it any more"
      }
      if run.loss == 0 {
        return "the last epoch's loss is 0: within its words there is no error left"
      }
      return
        "dead zone: with this gradient μ·gradient rounds to 0 at node update or theta, so no parameter changes any more"
    }
    guard let limitCycle else { return unrest }
    return
      "limit cycle: from epoch \(limitCycle.firstEpoch) on theta takes the same \(limitCycle.period) values in turn, since rounding returns it to them; more epochs change nothing"
  }

  /// That rounding moves theta about, where that is all that is left to be said: the reference has arrived, the
  /// machine has not, and it has not yet been where it was before.
  private var unrest: String? {
    guard settled.cycle == nil, let quantizedLeastSquares,
      distance(theta, quantizedLeastSquares) > 0.5,
      distance(referenceTheta, plan.scaledLeastSquares) <= 0.5, history.count > 1
    else { return nil }
    let last = history.suffix(9)
    let greatest = zip(last, last.dropFirst()).map { before, after in
      (0...plan.degree).map { (after.theta[$0] - before.theta[$0]).magnitude }.max()!
    }.max()!
    return
      "unsettled: rounding still moves theta, by up to \(greatest) LSB an epoch of late; no value has returned within \(settled.epochs) epochs, so more of them (--settle) may show a limit cycle"
  }

  /// The words of theta that the run ends in and that come round for ever.
  ///
  /// Nil where none is known to, where the run ended before the first of them, and where there is only one.
  public var limitCycle: Settling.Cycle? {
    settled.holds(run) && settled.cycle!.period > 1 ? settled.cycle : nil
  }

  /// What was counted of a node's casts: of those of the host and of the update everything, of those that each sample
  /// meets what was asked for.
  public func counting(of node: Node) -> Simulation.Statistics {
    [.x, .y, .step, .theta, .weight, .update].contains(node) ? .full : counted
  }

  /// The coefficient that is farthest from the Double reference, by its power of x.
  public var farthestCoefficient: String {
    let differences = zip(coefficients, referenceCoefficients).map { abs($0 - $1) }
    let power =
      differences.indices.max {
        (differences[$0].isNaN ? .infinity : differences[$0])
          < (differences[$1].isNaN ? .infinity : differences[$1])
      } ?? 0
    return power == 0 ? "the constant" : "the coefficient of \(["x", "x²", "x³"][power - 1])"
  }

  /// A line for each node that overflowed and is to be warned of, with the first overflow's place.
  public var overflowWarnings: [String] {
    overflowed(.warning).map { describe($0, $1) }
  }

  /// The overflow that came first of those that count as an error, in the order of the samples.
  ///
  /// Where the places were not counted, a node of the sample path is taken to come before the update of the first
  /// epoch.
  public var firstError: (node: Node, line: String)? {
    func place(_ statistics: NodeStatistics) -> (epoch: Int, sample: Int, cycle: Int) {
      let first = statistics.firstOverflow ?? Moment(cycle: 0, epoch: 1, sample: 0)
      return (first.epoch, first.sample ?? .max, first.cycle)
    }
    let first = overflowed(.error).min { place($0.1) < place($1.1) }
    return first.map { ($0.0, "overflowed: it \(account(of: $0.0, $0.1))") }
  }

  /// An overflow, with the first one's place.
  private func describe(_ node: Node, _ statistics: NodeStatistics) -> String {
    "node \(node.name) overflowed: it \(account(of: node, statistics)); give \(plan.design.formats[node]) more integer bits"
  }

  /// "saturated 12 times, first at epoch 2, sample 8, cycle 59".
  private func account(of node: Node, _ statistics: NodeStatistics) -> String {
    var line = plan.design.formats[node].overflow.wraps ? "wrapped" : "saturated"
    // Where nobody asked for counts, they may be there, and are shown nowhere.
    switch counting(of: node) == .none ? 0 : statistics.overflows {
    case 0: line += ", not counted how often"
    case 1: line += " once"
    case let count: line += " \(count) times"
    }
    if let first = statistics.firstOverflow {
      switch node {
      case .x, .y: line += ", first at sample \(first.sample ?? 0), on the host"
      case .step: line += ", on the host"
      case .theta where first.epoch == 0:
        line += ", first at the start, on the host"
      default:
        line += first.epoch == 0 ? ", first before epoch 1" : ", first at epoch \(first.epoch)"
        if let sample = first.sample { line += ", sample \(sample)" }
        line += ", cycle \(first.cycle)"
      }
    }
    return line
  }

  private func lossValue(_ beat: EpochResult) -> Double {
    plan.design.formats[.loss].value(ofRaw: beat.loss)
  }

  private func places(_ distance: Double) -> String {
    guard distance.isFinite else { return "infinitely many LSB" }
    if distance >= 100 {
      return "\(distance < 1e15 ? "\(Int(distance))" : briefly(distance)) LSB"
    }
    return "\((distance * 100).rounded() / 100) LSB"
  }

  /// Whether a distance is written as 1.
  private func isOne(_ distance: Double) -> Bool { (distance * 100).rounded() == 100 }
}
