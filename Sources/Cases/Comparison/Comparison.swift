import Datapath
import Reference

/// Eq. 3 in hard logic beside the ways that need memory, on the same samples, from the same parameters, with the same
/// learning rate and epochs.
public struct Comparison: Sendable {
  public let plan: Plan
  /// The error at which a way has arrived: max |θₖ − θ*ₖ| / max |θ*ₖ| in scaled units.
  public let reach: Double
  /// One for each way, in their order.
  public let results: [WayResult]
  /// The datapath's run.
  public let fit: Fit
  /// R² of the closed form; nil where y is constant, or it was not run.
  public let rSquared: Double?
  /// What the tape keeps between its passes; empty where it was not run.
  public let tape: [(operation: String, keeps: String, bits: Int)]
  /// The derivatives by rule.
  public let symbolic: SymbolicDerivative
  /// What a history says about the gradient during the run of Eq. 3.
  public let conditioning: [HistoryConditioning]

  /// The error at which a way has arrived, where nobody says otherwise.
  public static let defaultReach = 1e-4

  /// Memory for one way, where nobody says otherwise, in bytes.
  public static let defaultMemory = 1 << 30

  /// Runs every way.
  ///
  /// - Parameters:
  ///   - memory: a way that would hold more bytes than this is not run.
  ///   - settle: how many epochs more the datapath may run to know what it settles in.
  ///   - progress: called with the epochs done so far, all ways together.
  public init(
    _ plan: Plan, reach: Double = Comparison.defaultReach,
    memory: Int = Comparison.defaultMemory, settle: Int? = nil,
    progress: (Int) -> Void = { _ in }
  ) {
    self.plan = plan
    self.reach = reach
    symbolic = SymbolicDerivative(degree: plan.degree)
    var done = 0
    let fit = Fit(plan, settle: settle) { epoch in
      progress(epoch)
      return true
    }
    done += plan.epochs
    self.fit = fit
    var setting = WaySetting(plan, reach: reach)
    var results = [WayResult(fit, setting)]
    for way in FittingWay.allCases.dropFirst() {
      let bits = way.storage(plan).bits(samples: plan.sampleCount, epochs: plan.epochs)
      if bits / 8 > memory {
        results.append(WayResult(way, setting, neededBytes: bits / 8))
      } else {
        results.append(setting.run(way, symbolic) { progress(done + $0) })
      }
      done += plan.epochs
      progress(done)
    }
    self.results = results
    rSquared = setting.rSquared
    tape =
      results.first { $0.way == .tape }?.run == nil
      ? [] : setting.tapeDescent.records(setting.stream)
    conditioning = HistoryConditioning.table(
      plan.scaled, step: plan.rate.step, theta: plan.initialTheta, epochs: plan.epochs)
  }

  /// The epochs that all ways together may run, for progress.
  public static func totalEpochs(_ plan: Plan) -> Int {
    plan.epochs * FittingWay.allCases.count
  }

  public subscript(way: FittingWay) -> WayResult { results.first { $0.way == way }! }
}

/// What a way came to.
public struct WayResult: Sendable {
  public let way: FittingWay
  public let storage: BitFormula
  public let operations: OperationFormula
  /// How often the samples pass, an epoch.
  public let passes: Int
  /// nil where it was not run.
  public let run: Run?
  /// Bytes that it would have held, where that was too much to run it.
  public let neededBytes: Int?

  public struct Run: Sendable {
    /// In scaled units, low to high.
    public let theta: [Double]
    /// In the data's units.
    public let coefficients: [Double]
    public let course: Course
    public let stop: String
    /// The most bits that it held, counted.
    public let bits: Int
    /// The most operations of an epoch, counted.
    public let operations: OperationCount

    /// max |θₖ − θ*ₖ| / max |θ*ₖ| at the end, in scaled units.
    public var error: Double { course.last?.error ?? .infinity }
  }

  fileprivate init(
    _ way: FittingWay, _ setting: WaySetting, run: Run? = nil, neededBytes: Int? = nil
  ) {
    self.way = way
    storage = way.storage(setting.plan)
    operations = way.operations(setting.plan)
    passes = way.passes(degree: setting.plan.degree)
    self.run = run
    self.neededBytes = neededBytes
  }

  /// The datapath's.
  fileprivate init(_ fit: Fit, _ setting: WaySetting) {
    let plan = fit.plan
    var course = setting.course
    for beat in fit.history {
      course.append(
        loss: plan.design.formats[.loss].value(ofRaw: beat.loss),
        theta: plan.values(ofTheta: (0...plan.degree).map { beat.theta[$0] }))
    }
    course.finish()
    self.init(
      .datapath, setting,
      run: Run(
        theta: fit.theta, coefficients: fit.coefficients, course: course,
        stop: fit.hasDiverged ? "diverged" : fit.stop.rawValue, bits: plan.design.registerBits,
        operations: fit.operationsAnEpoch))
  }
}

extension Fit {
  /// What the machine computed an epoch, by the casts that its nodes saw: a product is cast into `estimate`, `power`,
  /// `product`, `square` and `update`, e·x⁰ excepted; a sum into `estimate`, `error`, `gradient`, `loss` and `theta`.
  public var operationsAnEpoch: OperationCount {
    let parameters = plan.degree + 1
    func casts(_ node: Node) -> Int { run.statistics[node].casts }
    let epochs = max(1, run.epochs)
    let products =
      casts(.estimate) + casts(.power) + casts(.product) / parameters * plan.degree
      + casts(.square) + casts(.update)
    let sums =
      casts(.estimate) + casts(.error) + casts(.gradient) + casts(.loss) + casts(.theta)
    return OperationCount(multiplications: products / epochs, additions: sums / epochs)
  }
}

/// What all ways share.
private struct WaySetting {
  let plan: Plan
  let course: Course
  let stream: SampleStream<Double>
  private let rules: StopRules
  private(set) var rSquared: Double?

  init(_ plan: Plan, reach: Double) {
    self.plan = plan
    course = Course(
      target: plan.scaledLeastSquares, height: plan.scaled.y.reduce(0) { max($0, abs($1)) },
      bound: reach)
    stream = SampleStream(plan.scaled)
    var tolerance: Double?
    if case .value(let value) = plan.tolerance { tolerance = value }
    rules = StopRules(maximumEpochs: plan.epochs, tolerance: tolerance)
  }

  var tapeDescent: TapeDescent<Double> {
    TapeDescent(
      theta: plan.initialTheta, learningRate: plan.rate.eta,
      share: plan.rate.objective == .mean ? 1 / Double(plan.sampleCount) : nil)
  }

  mutating func run(
    _ way: FittingWay, _ symbolic: SymbolicDerivative, _ progress: (Int) -> Void
  ) -> WayResult {
    let theta = plan.initialTheta
    let step = plan.rate.step
    switch way {
    case .datapath: preconditionFailure("the datapath is simulated")
    case .loop: return run(way, StreamedDescent(theta: theta, step: step), progress)
    case .tape:
      var tape = tapeDescent
      return result(
        way, tape.runInDouble(stream, until: rules, course: course, epochEnd: progress))
    case .forward:
      return run(way, DifferenceDescent(.forward, theta: theta, rate: step / 2), progress)
    case .central:
      return run(way, DifferenceDescent(.central, theta: theta, rate: step / 2), progress)
    case .history:
      return run(way, HistoryDescent(theta: theta, rate: step / 2), progress)
    case .secants:
      return run(way, SecantDescent(theta: theta, rate: step / 2), progress)
    case .symbolic:
      return run(way, SymbolicDescent(symbolic, theta: theta, rate: step / 2), progress)
    case .closedForm:
      var fit = MomentFit(theta: theta)
      let run = fit.run(
        stream, until: StopRules(maximumEpochs: 1), course: course, epochEnd: progress)
      rSquared = fit.rSquared
      return result(way, run)
    }
  }

  private func run<Descent: Way>(
    _ kind: FittingWay, _ way: Descent, _ progress: (Int) -> Void
  ) -> WayResult where Descent.Number == Double {
    var way = way
    return result(kind, way.run(stream, until: rules, course: course, epochEnd: progress))
  }

  private func result(_ way: FittingWay, _ run: WayRun) -> WayResult {
    let stop =
      if run.stop != .maximumEpochs { run.stop.rawValue } else if way == .closedForm {
        "solved"
      } else if run.course.hasRunAway { "diverged" } else { "epochs" }
    return WayResult(
      way, self,
      run: WayResult.Run(
        theta: run.theta, coefficients: plan.coefficients(run.theta), course: run.course,
        stop: stop, bits: run.peakBits, operations: run.operations))
  }
}
