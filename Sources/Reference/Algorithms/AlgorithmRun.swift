/// A way run on samples: its curve beside least squares, and what was counted on the way.

/// What an epoch left, for pictures.
public struct CurvePoint: Hashable, Sendable {
  /// Counted from 1.
  public let epoch: Int
  /// E = Σ e² at the parameters that entered the epoch, in scaled units.
  public let loss: Double
  /// max |θₖ − θ*ₖ| / max |θ*ₖ| of the parameters that left it; θ* is least squares.
  public let error: Double
}

/// A curve: every epoch as long as there are few, then ever fewer, so that long runs take no more memory than pictures
/// can show.
public struct DescentCurve: Hashable, Sendable {
  public private(set) var points: [CurvePoint] = []
  /// The first epoch from which on the error never exceeded the bound; nil if it does at the end.
  public private(set) var reached: Int?
  public private(set) var epochs = 0
  public private(set) var last: CurvePoint?
  private let bound: Double
  private let target: [Double]
  private let size: Double

  /// So many epochs are kept all.
  public static let detail = 16_384

  /// - Parameters:
  ///   - target: least squares, low to high, in scaled units.
  ///   - height: the greatest |y|; parameters that are nothing beside it are 0, and errors then in its units.
  ///   - bound: the error at which an algorithm has arrived.
  public init(target: [Double], height: Double, bound: Double) {
    self.target = target
    self.bound = bound
    let greatest = target.reduce(0) { max($0, abs($1)) }
    size = greatest > 0x1p-50 * height && height > 0 ? greatest : height
  }

  /// The greatest distance of a parameter from least squares over the greatest parameter.
  public func error(of theta: [Double]) -> Double {
    var greatest = 0.0
    for (mine, exact) in zip(theta, target) {
      let distance = abs(mine - exact)
      greatest = max(greatest, distance.isFinite ? distance : .infinity)
    }
    return size > 0 ? greatest / size : greatest
  }

  /// Whether it ends with a greater loss than it began with, and no parameter near least squares.
  public var hasRunAway: Bool {
    guard let first = points.first, let last, last.epoch > 1 else { return false }
    return !(last.loss <= first.loss) && !(last.error <= 1)
  }

  /// Takes the next epoch.
  public mutating func append(loss: Double, theta: [Double]) {
    epochs += 1
    let point = CurvePoint(epoch: epochs, loss: loss, error: error(of: theta))
    if point.error <= bound { reached = reached ?? epochs } else { reached = nil }
    last = point
    let stride = max(1, epochs / Self.detail)
    if epochs % stride == 0 { points.append(point) }
  }

  /// Makes the last epoch a point, whatever the spacing.
  public mutating func finish() {
    if let last, points.last?.epoch != last.epoch { points.append(last) }
  }
}

/// How an algorithm ended and what it took.
public struct AlgorithmRun: Sendable {
  public let theta: [Double]
  public let curve: DescentCurve
  public let stop: StopReason
  /// The most bits that it held at any time.
  public let peakBits: Int
  /// The most operations of an epoch.
  public let operations: OperationCount
}

extension Algorithm where Number: BinaryFloatingPoint {
  /// Runs until a rule stops it.
  ///
  /// Storage is looked at in the epochs 1, 2, 4, 8, … and after the last.
  ///
  /// - Parameter epochEnd: called with the number of each epoch.
  public mutating func run(
    _ samples: SampleStream<Number>, until rules: StopRules, curve: DescentCurve,
    epochEnd: (Int) -> Void = { _ in }
  ) -> AlgorithmRun {
    var curve = curve
    var arithmetic = Arithmetic<Number>()
    var storage = StorageMeter()
    var greatest = OperationCount()
    var previous: Double?
    var stop = StopReason.maximumEpochs
    for epoch in stride(from: 1, through: rules.maximumEpochs, by: 1) {
      let before = arithmetic.count
      storage.isWatching = epoch & (epoch - 1) == 0
      let loss = Double(self.epoch(samples, &arithmetic, &storage))
      greatest = greatest.combined(arithmetic.count.combined(before, -), max)
      curve.append(loss: loss, theta: theta.map { Double($0) })
      epochEnd(epoch)
      if !loss.isFinite || !theta.allSatisfy(\.isFinite) {
        stop = .diverged
        break
      }
      if stopsByTolerance, let previous, let tolerance = rules.tolerance,
        previous - loss <= tolerance
      {
        stop = .converged
        break
      }
      previous = loss
    }
    storage.isWatching = true
    storage.observe([self])
    curve.finish()
    return AlgorithmRun(
      theta: theta.map { Double($0) }, curve: curve, stop: stop, peakBits: storage.peak,
      operations: greatest)
  }
}
