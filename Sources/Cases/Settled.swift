import Datapath
import FixedPoint
import Reference

/// What a run settles in.
///
/// In ascending order of badness, so that the worst of several cases is the greatest.
public enum SettledEnd: String, CaseIterable, Sendable {
  /// One word of theta that no epoch changes.
  case stalled
  /// Several that come round for ever.
  case cycle
  /// Not known: no theta returned within the epochs that were run.
  case unsettled
  /// Further from the fit than it began, and it stays there.
  case diverged

  /// Whether its errors hold for ever, and are those of a fit.
  public var isSettled: Bool { self == .stalled || self == .cycle }
}

/// What a run settles in, and how large its errors are from its last epoch on, for ever.
///
/// A figure at the last epoch of a cycle is a snapshot. A worst one is taken over the last epoch and all that follow, as
/// though no tolerance stopped them: over the cycle where the last epoch is in it, and over the way there as well where it
/// begins later. So it is never better than the figure at the end, and no longer run has a worse one. Where
/// nothing has returned it is the worst that was seen, and no bound.
public struct Settled: Sendable {
  public let end: SettledEnd
  /// The words that return; nil where none has.
  public let cycle: Settling.Cycle?
  /// The epochs that were run to know it.
  public let epochs: Int
  /// The worst errors against the Double reference, which goes on as well: each theta against the reference at its epoch.
  public let againstReference: ErrorFigures
  /// The worst errors against least squares.
  public let againstLeastSquares: ErrorFigures

  /// The epochs beyond the run's own in which it may settle, where nobody says otherwise: 1000, or what 10⁸ samples make.
  public static func budget(samples: Int) -> Int { min(1000, 100_000_000 / max(1, samples)) }

  /// - Parameters:
  ///   - firstLoss: of the run.
  ///   - reference: the parameters in Double after an epoch; asked for in ascending order.
  public init(
    _ plan: Plan, _ run: RunResult, _ settling: Settling, firstLoss: Int128?,
    reference: (_ epoch: Int) -> [Double]
  ) {
    let leastSquares = ErrorTarget(leastSquaresOf: plan)
    var (fromLeastSquares, fromReference) = (WorstErrors(), WorstErrors())
    var referenceIsFinite = true
    let format = plan.design.formats[.theta]
    settling.forEach(from: run.epochs) { epoch, words in
      var theta = SIMD4<Double>.zero
      for k in 0...plan.degree { theta[k] = format.value(ofRaw: words[k]) }
      let target = ErrorTarget(reference(epoch))
      if epoch == run.epochs { referenceIsFinite = target.theta.isFinite }
      fromReference.take(theta, from: target, plan)
      fromLeastSquares.take(theta, from: leastSquares, plan)
    }
    againstReference = fromReference.figures!
    againstLeastSquares = fromLeastSquares.figures!
    (cycle, epochs) = (settling.cycle, max(run.epochs, settling.epochs))

    let begin = plan.errors(
      of: SIMD4(padding: plan.values(ofTheta: plan.configuration.initialTheta)),
      against: leastSquares)
    let isFarther = againstLeastSquares.fitted > begin.fitted
    let hasGrown = run.epochs > 1 && firstLoss.map { run.loss > $0 } ?? false
    func overflows() -> Bool {
      let bits: UInt16 = 1 << UInt16(Node.theta.rawValue) | 1 << UInt16(Node.update.rawValue)
      return (settling.overflowInCycle ?? 0) & bits != 0
    }
    end =
      if !referenceIsFinite || !plan.rate.isStable && (isFarther || hasGrown)
        || isFarther && overflows()
      { .diverged } else if let cycle { cycle.period == 1 ? .stalled : .cycle } else { .unsettled }
  }

  /// Whether the run's last epoch is one of those that return.
  public func holds(_ run: RunResult) -> Bool { cycle.map { $0.firstEpoch <= run.epochs } ?? false }
}
