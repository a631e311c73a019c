import Datapath
import Reference

/// Eq. 3 in hard logic beside the algorithms that need memory, on the same samples, from the same parameters, with the same
/// learning rate and epochs.
public struct Comparison: Sendable {
  public let plan: Plan
  /// The error at which an algorithm has arrived: max |θₖ − θ*ₖ| / max |θ*ₖ| in scaled units.
  public let reach: Double
  /// One for each algorithm, in their order, but for an architecture that cannot be built.
  public let results: [AlgorithmResult]
  /// The run of the plan itself, whose datapath is one of the algorithms.
  public let fit: Fit
  /// Why an architecture cannot be built; nil where both can.
  public let refusal: (algorithm: FittingAlgorithm, reason: String)?
  /// R² of the closed form; nil where y is constant, or it was not run.
  public let rSquared: Double?
  /// What the tape keeps between its passes; empty where it was not run.
  public let tape: [(operation: String, keeps: String, bits: Int)]
  /// The derivatives by rule.
  public let symbolic: SymbolicDerivative
  /// What a history says about the gradient during the run of Eq. 3.
  public let conditioning: [HistoryConditioning]

  /// The error at which an algorithm has arrived, where nobody says otherwise.
  public static let defaultReach = 1e-4

  /// Memory for one algorithm, where nobody says otherwise, in bytes.
  public static let defaultMemory = 1 << 30

  /// Runs every algorithm.
  ///
  /// - Parameters:
  ///   - memory: an algorithm that would hold more bytes than this is not run.
  ///   - settle: how many epochs more the datapath may run to know what it settles in.
  ///   - progress: called with the epochs done so far, all algorithms together.
  public init(
    _ plan: Plan, reach: Double = Comparison.defaultReach,
    memory: Int = Comparison.defaultMemory, settle: Int? = nil,
    progress: (Int) -> Void = { _ in }
  ) {
    self.plan = plan
    self.reach = reach
    symbolic = SymbolicDerivative(degree: plan.degree)
    var done = 0
    var setting = WaySetting(plan, reach: reach)
    var results: [AlgorithmResult] = []
    var (own, refusal) = (nil as Fit?, nil as (FittingAlgorithm, String)?)
    for algorithm in FittingAlgorithm.allCases {
      if let architecture = algorithm.architecture {
        do throws(PlanError) {
          let fit = Fit(try plan.of(architecture), settle: settle) { epoch in
            progress(done + epoch)
            return true
          }
          if architecture == plan.design.architecture { own = fit }
          results.append(AlgorithmResult(algorithm, fit, setting))
        } catch { refusal = (algorithm, error.description) }
        done += plan.epochs
        progress(done)
        continue
      }
      let bits = algorithm.storage(plan).bits(samples: plan.sampleCount, epochs: plan.epochs)
      if bits / 8 > memory {
        results.append(AlgorithmResult(algorithm, setting, neededBytes: bits / 8))
      } else {
        results.append(setting.run(algorithm, symbolic) { progress(done + $0) })
      }
      done += plan.epochs
      progress(done)
    }
    (self.results, self.refusal) = (results, refusal)
    fit = own!
    rSquared = setting.rSquared
    tape =
      results.first { $0.algorithm == .tape }?.run == nil
      ? [] : setting.tapeDescent.records(setting.stream)
    conditioning = HistoryConditioning.table(
      plan.scaled, step: plan.rate.step, theta: plan.initialTheta, epochs: plan.epochs)
  }

  /// The epochs that all algorithms together may run, for progress.
  public static func totalEpochs(_ plan: Plan) -> Int {
    plan.epochs * FittingAlgorithm.allCases.count
  }

  /// What an algorithm came to; nil for an architecture that cannot be built.
  public subscript(algorithm: FittingAlgorithm) -> AlgorithmResult? {
    results.first { $0.algorithm == algorithm }
  }
}

/// What an algorithm came to.
public struct AlgorithmResult: Sendable {
  public let algorithm: FittingAlgorithm
  public let storage: BitFormula
  public let operations: OperationFormula
  /// How often the samples pass, an epoch or in the run.
  public let passes: Int
  /// The simulation of a datapath; nil for the others.
  public let fit: Fit?
  /// nil where it was not run.
  public let run: Run?
  /// Bytes that it would have held, where that was too much to run it.
  public let neededBytes: Int?

  public struct Run: Sendable {
    /// In scaled units, low to high.
    public let theta: [Double]
    /// In the data's units.
    public let coefficients: [Double]
    public let curve: DescentCurve
    public let stop: String
    /// The most bits that it held, counted.
    public let bits: Int
    /// The most operations of an epoch, counted.
    public let operations: OperationCount
    /// Those of the samples that pass once, counted.
    public var onceOperations = OperationCount()

    /// max |θₖ − θ*ₖ| / max |θ*ₖ| at the end, in scaled units.
    public var error: Double { curve.last?.error ?? .infinity }
  }

  fileprivate init(
    _ algorithm: FittingAlgorithm, _ setting: WaySetting, run: Run? = nil, neededBytes: Int? = nil,
    fit: Fit? = nil
  ) {
    self.algorithm = algorithm
    self.fit = fit
    storage = algorithm.storage(fit?.plan ?? setting.plan)
    operations = algorithm.operations(fit?.plan ?? setting.plan)
    passes = algorithm.passes(degree: setting.plan.degree)
    self.run = run
    self.neededBytes = neededBytes
  }

  /// A datapath's.
  fileprivate init(_ algorithm: FittingAlgorithm, _ fit: Fit, _ setting: WaySetting) {
    let plan = fit.plan
    var curve = setting.curve
    for beat in fit.history {
      curve.append(
        loss: plan.design.formats[.loss].value(ofRaw: beat.loss),
        theta: plan.values(ofTheta: (0...plan.degree).map { beat.theta[$0] }))
    }
    curve.finish()
    self.init(
      algorithm, setting,
      run: Run(
        theta: fit.theta, coefficients: fit.coefficients, curve: curve,
        stop: fit.hasDiverged ? "diverged" : fit.stop.rawValue, bits: plan.design.registerBits,
        operations: fit.operationsAnEpoch, onceOperations: fit.operationsOnce), fit: fit)
  }
}

extension Plan {
  /// The same fit by an architecture: the same rate, epochs and formats of the nodes that both have.
  ///
  /// - Throws: ``PlanError`` where that cannot be built.
  package func of(_ architecture: Architecture) throws(PlanError) -> Plan {
    guard architecture != design.architecture else { return self }
    var settings = settings
    settings.architecture = architecture
    settings.keep(for: architecture)
    (settings.learningRate, settings.loss, settings.epochs) = (rate.eta, rate.objective, epochs)
    return try Plan(settings, problem: problem)
  }
}

extension Fit {
  private func casts(_ node: Node) -> Int { run.statistics[node].casts }

  /// What the machine computed an epoch, by the casts that its nodes saw.
  ///
  /// `stream`: a product is cast into `estimate`, `power`, `product`, `square` and `update`, e·x⁰ excepted; a sum into
  /// `estimate`, `error`, `gradient`, `loss` and `theta`. `moments`: a cast into `gradient` ends D + 1 products, each taken off;
  /// one into `loss` as many, with a sum more for each.
  public var operationsAnEpoch: OperationCount {
    let parameters = plan.degree + 1
    let epochs = max(1, run.epochs)
    let (products, sums) =
      switch plan.design.architecture {
      case .stream:
        (
          casts(.estimate) + casts(.power) + casts(.product) / parameters * plan.degree
            + casts(.square),
          casts(.estimate) + casts(.error) + casts(.gradient) + casts(.loss)
        )
      case .moments:
        (
          parameters * (casts(.gradient) + casts(.loss)),
          parameters * (casts(.gradient) + 2 * casts(.loss))
        )
      }
    return OperationCount(
      multiplications: (products + casts(.update)) / epochs,
      additions: (sums + casts(.theta)) / epochs)
  }

  /// What `moments` computed while the samples passed, by the same: a product is cast into `power`, and goes into `cross`, but for
  /// y·x⁰, and `energy`; each cast into an accumulator is a sum.
  public var operationsOnce: OperationCount {
    OperationCount(
      multiplications: plan.design.architecture == .stream
        ? 0 : casts(.power) + casts(.cross) / (plan.degree + 1) * plan.degree + casts(.energy),
      additions: casts(.moment) + casts(.cross) + casts(.energy))
  }
}

/// What all algorithms share.
private struct WaySetting {
  let plan: Plan
  let curve: DescentCurve
  let stream: SampleStream<Double>
  private let rules: StopRules
  private(set) var rSquared: Double?

  init(_ plan: Plan, reach: Double) {
    self.plan = plan
    curve = DescentCurve(
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
    _ algorithm: FittingAlgorithm, _ symbolic: SymbolicDerivative, _ progress: (Int) -> Void
  ) -> AlgorithmResult {
    let theta = plan.initialTheta
    let step = plan.rate.step
    switch algorithm {
    case .datapath, .moments: preconditionFailure("a datapath is simulated")
    case .loop: return run(algorithm, StreamedDescent(theta: theta, step: step), progress)
    case .tape:
      var tape = tapeDescent
      return result(
        algorithm, tape.runInDouble(stream, until: rules, curve: curve, epochEnd: progress))
    case .forward:
      return run(algorithm, DifferenceDescent(.forward, theta: theta, rate: step / 2), progress)
    case .central:
      return run(algorithm, DifferenceDescent(.central, theta: theta, rate: step / 2), progress)
    case .history:
      return run(algorithm, HistoryDescent(theta: theta, rate: step / 2), progress)
    case .secants:
      return run(algorithm, SecantDescent(theta: theta, rate: step / 2), progress)
    case .symbolic:
      return run(algorithm, SymbolicDescent(symbolic, theta: theta, rate: step / 2), progress)
    case .closedForm:
      var fit = MomentFit(theta: theta)
      let run = fit.run(
        stream, until: StopRules(maximumEpochs: 1), curve: curve, epochEnd: progress)
      rSquared = fit.rSquared
      return result(algorithm, run)
    }
  }

  private func run<Descent: Algorithm>(
    _ kind: FittingAlgorithm, _ algorithm: Descent, _ progress: (Int) -> Void
  ) -> AlgorithmResult where Descent.Number == Double {
    var algorithm = algorithm
    return result(kind, algorithm.run(stream, until: rules, curve: curve, epochEnd: progress))
  }

  private func result(_ algorithm: FittingAlgorithm, _ run: AlgorithmRun) -> AlgorithmResult {
    let stop =
      if run.stop != .maximumEpochs { run.stop.rawValue } else if algorithm == .closedForm {
        "solved"
      } else if run.curve.hasRunAway { "diverged" } else { "epochs" }
    return AlgorithmResult(
      algorithm, self,
      run: AlgorithmResult.Run(
        theta: run.theta, coefficients: plan.coefficients(run.theta), curve: run.curve,
        stop: stop, bits: run.peakBits, operations: run.operations))
  }
}
