import Datapath
import FixedPoint
import Reference
import Samples

/// A run of the datapath beside the same mathematics in Double.
public struct Fit: ComparedRun {
  public let plan: Plan
  public let run: RunResult
  /// An entry an epoch: the machine's beats.
  public let history: [EpochResult]
  /// Eq. 3 in Double on the scaled samples before quantisation, for as many epochs as the machine ran.
  public let reference: DescentHistory
  /// Its parameters at the end, low to high, in scaled units.
  public let referenceTheta: [Double]
  /// Closed-form least squares on the samples as the hardware sees them, in scaled units; nil where
  /// quantisation leaves too few different x.
  ///
  /// Its distance from the least squares of the data is what 16 bits (or whatever the samples have) cost before the
  /// datapath has done anything.
  public let quantizedLeastSquares: [Double]?

  public let settled: Settled

  /// What was counted of the casts; the sticky overflow bits are known of the nodes in any case.
  public let counted: Simulation.Statistics

  /// Runs the datapath, then the reference for as many epochs.
  ///
  /// - Parameters:
  ///   - observer: sees every cycle.
  ///   - counting: what is counted of the casts.
  ///   - settle: how many epochs more may be run to know what it settles in; nil for ``Settled/budget(samples:)``.
  ///   - progress: called after each epoch with its number; the run is given up when it returns false.
  public init<Observer: CycleObserver>(
    _ plan: Plan, observer: inout Observer, counting: Simulation.Statistics = .full,
    settle: Int? = nil, progress: (Int) -> Bool = { _ in true }
  ) {
    var history: [EpochResult] = []
    history.reserveCapacity(min(plan.epochs, 4096))
    let keep = { (beat: EpochResult) -> Bool in
      history.append(beat)
      return progress(beat.epoch)
    }
    var simulation = plan.simulation
    simulation.statistics = counting
    let run = simulation.run(observer: &observer, epochEnd: keep)
    self.init(plan, run, history, counted: counting, settle: settle)
  }

  /// Runs the datapath unobserved, then the reference for as many epochs.
  ///
  /// - Parameters:
  ///   - counting: what is counted of the casts.
  ///   - settle: how many epochs more may be run to know what it settles in; nil for ``Settled/budget(samples:)``.
  ///   - progress: called after each epoch with its number; the run is given up when it returns false.
  public init(
    _ plan: Plan, counting: Simulation.Statistics = .full, settle: Int? = nil,
    progress: (Int) -> Bool = { _ in true }
  ) {
    var history: [EpochResult] = []
    history.reserveCapacity(min(plan.epochs, 4096))
    var simulation = plan.simulation
    simulation.statistics = counting
    let run = simulation.run { beat in
      history.append(beat)
      return progress(beat.epoch)
    }
    self.init(plan, run, history, counted: counting, settle: settle)
  }

  private init(
    _ plan: Plan, _ run: RunResult, _ history: [EpochResult], counted: Simulation.Statistics,
    settle: Int?
  ) {
    self.counted = counted
    self.plan = plan
    self.run = run
    self.history = history
    var descent = Descent(plan.scaled, step: plan.rate.step, theta: plan.initialTheta)
    reference = descent.history(until: StopRules(maximumEpochs: run.epochs))
    referenceTheta = descent.theta
    var hasEnded = reference.stop == .diverged
    var settling = [Settling(plan.simulation)]
    for beat in history { settling[0].add(beat.theta) }
    if run.isDone {
      Settling.goOn(&settling, atMost: settle ?? Settled.budget(samples: plan.sampleCount))
    }
    settled = Settled(plan, run, settling[0], firstLoss: history.first?.loss) { epoch in
      while descent.epochs < epoch, !hasEnded {
        let loss = descent.epoch()
        hasEnded = !(loss.isFinite && descent.theta.allSatisfy(\.isFinite))
      }
      return descent.theta
    }
    quantizedLeastSquares = Self.leastSquares(ofQuantized: plan)
  }

  private static func leastSquares(ofQuantized plan: Plan) -> [Double]? {
    let samples = plan.quantized.samples
    let places = (x: samples.xFormat.lsb, y: samples.yFormat.lsb)
    let fit = try? LeastSquares(degree: plan.degree, count: samples.count) { index in
      (
        samples.x.value(index, lsb: places.x), samples.y.value(index, lsb: places.y)
      )
    }
    return fit?.coefficients
  }

  public var firstLoss: Int128? { history.first?.loss }
  public var referenceLoss: Double? { reference.losses.last }
}

extension Lane {
  /// The real value of a word, rounded once.
  ///
  /// By way of 64 bits: the conversion of an `Int128` takes a hundred times as long.
  func value(_ index: Int, lsb: Double) -> Double {
    let word = load(index, as: Int64.self)
    return (isSigned ? Double(word) : Double(UInt64(bitPattern: word))) * lsb
  }
}
