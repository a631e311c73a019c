import Cases
import Datapath
import FixedPoint
import Reference
import Samples
import Synchronization

/// One case of a sweep: its samples, scaled and solved once, and what designs have in common on them.
public final class SweepCase: Sendable {
  /// What reports and the column `case` call it.
  public let name: String
  /// What the command line and the case's file say; the knobs win over it.
  public let settings: Settings
  /// Whether the settings are, so that designs which differ in formats alone need no further look.
  private let isValid: Bool
  public let samples: ScaledSamples
  /// The same case as other sensors of the kind would give it; none unless asked for.
  public let variations: [SweepCase]
  /// The number of this variation, from 1; 0 for the samples themselves.
  private let number: Int
  private let problems = Mutex<[Int: Result<Problem, PlanError>]>([:])
  private let quantized: BoundedCache<QuantizedKey, QuantizedSamples>
  private let curves = BoundedCache<CurveKey, ReferenceCurve>(capacity: 256)

  private struct QuantizedKey: Hashable {
    let variation: Int
    let x: Format
    let y: Format
  }

  private struct CurveKey: Hashable {
    let degree: Int
    let step: Double
    let theta: [Double]
  }

  /// - Parameter perturbation: the variations that designs are judged by, beside the samples themselves.
  /// - Throws: ``PlanError`` where the samples cannot be scaled.
  public init(
    name: String, settings: Settings, columns: SampleColumns, perturbation: Perturbation? = nil
  ) throws(PlanError) {
    self.name = name
    self.settings = settings
    isValid = (try? settings.validate()) != nil
    number = 0
    quantized = BoundedCache(capacity: 1 << 27)
    samples = try ScaledSamples(columns, settings)
    guard let perturbation else {
      variations = []
      return
    }
    let fitted = try Self.fitted(samples, degree: perturbation.degree)
    var variations: [SweepCase] = []
    for number in 1...perturbation.count {
      variations.append(
        try SweepCase(
          number, name, settings, samples,
          columns.perturbed(number, seed: perturbation.seed, fitted: fitted), quantized))
    }
    self.variations = variations
  }

  /// A variation, scaled as the samples themselves are.
  private init(
    _ number: Int, _ name: String, _ settings: Settings, _ original: ScaledSamples,
    _ columns: SampleColumns, _ quantized: BoundedCache<QuantizedKey, QuantizedSamples>
  ) throws(PlanError) {
    self.number = number
    self.name = name
    self.settings = settings
    isValid = false
    self.quantized = quantized
    variations = []
    samples = try ScaledSamples(columns, settings, calibratedAs: original)
  }

  /// ŷ of least squares at the samples, of a degree or of the greatest below it that they determine.
  private static func fitted(
    _ samples: ScaledSamples, degree: Int
  ) throws(PlanError) -> [Double] {
    let degree = max(1, min(degree, samples.columns.distinctX(upTo: degree + 1) - 1))
    let theta = try Problem(samples, degree: degree).scaledLeastSquares
    let y = samples.scales.y
    return samples.scaled.x.map { z in
      y.offset + y.unit * theta.reversed().reduce(0) { $0 * z + $1 }
    }
  }

  /// The fit of a degree, solved once.
  private func problem(degree: Int) throws(PlanError) -> Problem {
    let known = problems.withLock { $0[degree] }
    let result: Result<Problem, PlanError>
    if let known {
      result = known
    } else {
      do throws(PlanError) { result = .success(try Problem(samples, degree: degree)) } catch {
        result = .failure(error)
      }
      problems.withLock { $0[degree] = result }
    }
    return try result.get()
  }

  /// The plan of a design, the same as `hardfit simulate` makes.
  ///
  /// - Parameter positions: of the design's values in the dimensions.
  func plan(_ positions: [Int], of dimensions: [Variation]) throws(PlanError) -> Plan {
    var settings = self.settings
    do {
      var isValid = isValid
      var chosen: Architecture?
      for (dimension, position) in zip(dimensions, positions) {
        for turn in try dimension.turns(position) {
          turn.apply(to: &settings)
          // A format is checked where it is resolved.
          guard case .setting = turn.knob else { continue }
          isValid = false
          if turn.knob == .architecture { chosen = settings.architecture }
        }
      }
      // What is said of a node is said of the architectures that have it.
      if let chosen { settings.keep(for: chosen) }
      if !isValid { try settings.validate() }
    } catch { throw .setting(error.description) }
    return try plan(settings)
  }

  /// The plan of a design by its values, one a dimension; empty where its architecture lacks the nodes.
  public func plan(
    values: [String], of dimensions: [Variation]
  ) throws(PlanError) -> Plan {
    try plan(
      zip(dimensions, values).map { $1.isEmpty ? 0 : $0.values.firstIndex(of: $1)! },
      of: dimensions)
  }

  /// The plan of settings; those of a variation are ``Plan/pinned``, for the hardware is built once.
  func plan(_ settings: Settings) throws(PlanError) -> Plan {
    let problem = try problem(degree: settings.degree ?? Plan.defaultDegree)
    let columns = samples.columns
    let (samples, quantized, number) = (samples, quantized, number)
    return try Plan(settings, problem: problem) { x, y in
      try quantized.value(
        QuantizedKey(variation: number, x: x, y: y), size: 8 + columns.count * 16
      ) {
        try columns.quantized(scales: samples.scales, x: x, y: y)
      }
    }
  }

  /// The reference of a plan, shared by all plans of its step.
  func reference(_ plan: Plan) -> ReferenceCurve {
    let key = CurveKey(degree: plan.degree, step: plan.rate.step, theta: plan.initialTheta)
    return curves.value(key, size: 1) {
      ReferenceCurve(plan.scaled, step: plan.rate.step, theta: plan.initialTheta)
    }
  }
}

/// A run of a sweep: the end of it, without its history.
struct SweptRun: ComparedRun {
  let plan: Plan
  let run: RunResult
  let firstLoss: Int128?
  let referenceTheta: [Double]
  let referenceLoss: Double?
  let theta: [Double]
  let coefficients: [Double]
  let settled: Settled

  init(
    _ plan: Plan, _ run: RunResult, _ settling: Settling, firstLoss: Int128?,
    reference: ReferenceCurve
  ) {
    self.plan = plan
    self.run = run
    self.firstLoss = firstLoss
    (referenceTheta, referenceLoss) = reference.end(after: run.epochs)
    theta = plan.values(ofTheta: run.theta)
    coefficients = plan.coefficients(theta)
    settled = Settled(plan, run, settling, firstLoss: firstLoss) { reference.end(after: $0).theta }
  }
}
