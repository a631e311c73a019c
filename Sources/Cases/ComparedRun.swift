import Datapath
import FixedPoint
import Reference
import Samples

/// A run of the datapath and what the reference came to at the same epoch: all that its figures need.
///
/// A ``Fit`` has the whole history in addition; a sweep of many designs keeps no more than this.
public protocol ComparedRun: Sendable {
  var plan: Plan { get }
  var run: RunResult { get }
  /// The loss of the first epoch in LSBs of `loss`; nil where there was none.
  var firstLoss: Int128? { get }
  /// The parameters of Eq. 3 in Double after as many epochs as the machine ran, low to high, in scaled
  /// units.
  var referenceTheta: [Double] { get }
  /// What it settles in, and the worst errors there.
  var settled: Settled { get }
  /// The loss with which the reference entered its last epoch.
  var referenceLoss: Double? { get }
  /// θ in scaled units, low to high.
  var theta: [Double] { get }
  /// The same in the data's units.
  var coefficients: [Double] { get }
}

extension ComparedRun {
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
    greatestDifference(coefficients, referenceCoefficients)
  }

  // MARK: The nodes

  /// What each node has seen, the host's casts of x, y, step and the initial theta included.
  public var statistics: NodeMap<NodeStatistics> {
    NodeMap { node in
      switch node {
      case .x: NodeStatistics(plan.quantized.x)
      case .y: NodeStatistics(plan.quantized.y)
      case .step: stepStatistics
      case .theta: thetaStatistics
      default: run.statistics[node]
      }
    }
  }

  /// The overflows at a node, as ``statistics`` has them.
  public func overflows(at node: Node) -> Int {
    switch node {
    case .x: plan.quantized.x.wraps + plan.quantized.x.saturations
    case .y: plan.quantized.y.wraps + plan.quantized.y.saturations
    case .step: stepStatistics.overflows
    case .theta: thetaStatistics.overflows
    default: run.statistics[node].overflows
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

  private var thetaStatistics: NodeStatistics {
    var statistics = run.statistics[.theta]
    let wraps = plan.design.formats[.theta].overflow.wraps
    for cast in plan.initialThetaCasts {
      statistics.casts += 1
      statistics.inexact += cast.isInexact ? 1 : 0
      let range = statistics.range ?? cast.raw...cast.raw
      statistics.range = min(range.lowerBound, cast.raw)...max(range.upperBound, cast.raw)
      guard cast.isOverflow else { continue }
      if wraps { statistics.wraps += 1 } else { statistics.saturations += 1 }
      statistics.firstOverflow = Moment(cycle: 0, epoch: 0, sample: nil)
    }
    return statistics
  }

  /// Whether a node overflowed; known without statistics too, from the sticky bits.
  public func hasOverflowed(_ node: Node) -> Bool {
    statistics[node].overflows > 0 || run.overflow & (1 << UInt16(node.rawValue)) != 0
  }

  /// The nodes that overflowed and about which the user wants to hear, in the order of the nodes.
  public func overflowed(_ response: Settings.OverflowResponse) -> [(Node, NodeStatistics)] {
    let statistics = self.statistics
    return plan.design.nodes.filter { node in
      hasOverflowed(node) && plan.settings.onOverflow[node, default: .warning] == response
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
