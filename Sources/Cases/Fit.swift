import Datapath
import FixedPoint
import Reference
import Samples

/// A run of the datapath beside the same mathematics in Double.
public struct Fit: Sendable {
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

  /// Runs the datapath, then the reference for as many epochs.
  ///
  /// - Parameters:
  ///   - progress: called after each epoch with its number; the run is given up when it returns false.
  public init<Observer: CycleObserver>(
    _ plan: Plan, observer: inout Observer, progress: (Int) -> Bool = { _ in true }
  ) {
    var history: [EpochResult] = []
    history.reserveCapacity(min(plan.epochs, 4096))
    let keep = { (beat: EpochResult) -> Bool in
      history.append(beat)
      return progress(beat.epoch)
    }
    let run = plan.simulation.run(observer: &observer, epochEnd: keep)
    self.init(plan, run, history)
  }

  /// Runs the datapath unobserved, then the reference for as many epochs.
  public init(_ plan: Plan, progress: (Int) -> Bool = { _ in true }) {
    var history: [EpochResult] = []
    history.reserveCapacity(min(plan.epochs, 4096))
    let run = plan.simulation.run { beat in
      history.append(beat)
      return progress(beat.epoch)
    }
    self.init(plan, run, history)
  }

  private init(_ plan: Plan, _ run: RunResult, _ history: [EpochResult]) {
    self.plan = plan
    self.run = run
    self.history = history
    var descent = Descent(
      plan.scaled, step: plan.rate.step,
      theta: plan.settings.initialTheta ?? Array(repeating: 0, count: plan.degree + 1))
    reference = descent.history(until: StopRules(maximumEpochs: run.epochs))
    referenceTheta = descent.theta
    quantizedLeastSquares = Self.leastSquares(ofQuantized: plan)
  }

  private static func leastSquares(ofQuantized plan: Plan) -> [Double]? {
    let samples = plan.quantized.samples
    let x = samples.x.values(count: samples.count, leastPlace: samples.xFormat.leastPlace)
    let y = samples.y.values(count: samples.count, leastPlace: samples.yFormat.leastPlace)
    return (try? LeastSquares(Observations(x: x, y: y), degree: plan.degree))?.coefficients
  }

  // MARK: The parameters, low to high

  /// θ in scaled units.
  public var theta: [Double] { plan.values(ofTheta: run.theta) }
  /// The same in the data's units.
  public var coefficients: [Double] { plan.coefficients(theta) }
  public var referenceCoefficients: [Double] { plan.coefficients(referenceTheta) }

  /// The loss of the last epoch in the units of the scaled samples.
  public var loss: Double { plan.design.formats[.loss].value(ofRaw: run.loss) }

  /// The greatest difference of a coefficient from the Double reference at the same epoch, in the data's
  /// units; infinite if either is no number.
  public var greatestError: Double {
    zip(coefficients, referenceCoefficients).map { mine, reference in
      (mine - reference).isFinite ? abs(mine - reference) : .infinity
    }.max() ?? 0
  }

  // MARK: The nodes

  /// What each node has seen, the host's casts of x, y and step included.
  public var statistics: NodeMap<NodeStatistics> {
    NodeMap { node in
      switch node {
      case .x: NodeStatistics(plan.quantized.x)
      case .y: NodeStatistics(plan.quantized.y)
      case .step: stepStatistics
      default: run.statistics[node]
      }
    }
  }

  private var stepStatistics: NodeStatistics {
    let format = plan.design.formats[.step]
    let raw = plan.configuration.step
    var statistics = NodeStatistics()
    statistics.casts = 1
    statistics.range = raw...raw
    if let cast = try? format.cast(plan.rate.step) {
      statistics.inexact = cast.isInexact ? 1 : 0
      if cast.isOverflow {
        if format.overflow.wraps { statistics.wraps = 1 } else { statistics.saturations = 1 }
        statistics.firstOverflow = Moment(cycle: 0, epoch: 0, sample: nil)
      }
    }
    return statistics
  }

  /// The nodes that overflowed and about which the user wants to hear, in the order of the nodes.
  public func overflowed(_ response: Settings.OverflowResponse) -> [(Node, NodeStatistics)] {
    let statistics = self.statistics
    return Node.allCases.filter { node in
      statistics[node].overflows > 0
        && plan.settings.onOverflow[node, default: .warning] == response
    }.map { ($0, statistics[$0]) }
  }
}

extension NodeStatistics {
  init(_ casts: CastStatistics) {
    self.init()
    self.casts = casts.count
    wraps = casts.wraps
    saturations = casts.saturations
    inexact = casts.inexact
    if casts.count > 0 { range = casts.leastRaw...casts.greatestRaw }
    firstOverflow = casts.firstOverflow.map { Moment(cycle: 0, epoch: 0, sample: $0 + 1) }
  }
}

extension Lane {
  /// The real values of the lane's words, each rounded once.
  ///
  /// By way of 64 bits: the conversion of an `Int128` takes a hundred times as long.
  fileprivate func values(count: Int, leastPlace: Double) -> [Double] {
    (0..<count).map { index in
      let word = load(index, as: Int64.self)
      return (isSigned ? Double(word) : Double(UInt64(bitPattern: word))) * leastPlace
    }
  }
}
