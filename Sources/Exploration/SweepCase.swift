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
  public let samples: ScaledSamples
  private let problems = Mutex<[Int: Result<Problem, PlanError>]>([:])
  private let quantized = BoundedCache<[Format], QuantizedSamples>(capacity: 1 << 27)
  private let courses = BoundedCache<CourseKey, ReferenceCourse>(capacity: 256)

  private struct CourseKey: Hashable {
    let degree: Int
    let step: Double
    let theta: [Double]
  }

  /// - Throws: ``PlanError`` where the samples cannot be scaled.
  public init(name: String, settings: Settings, columns: SampleColumns) throws(PlanError) {
    self.name = name
    self.settings = settings
    samples = try ScaledSamples(columns, settings)
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
      for (dimension, position) in zip(dimensions, positions) {
        for turn in try dimension.turns(position) { turn.apply(to: &settings) }
      }
      try settings.validate()
    } catch { throw .setting(error.description) }
    let problem = try problem(degree: settings.degree ?? Plan.defaultDegree)
    let columns = samples.columns
    let (samples, quantized) = (samples, quantized)
    return try Plan(settings, problem: problem) { x, y in
      try quantized.value([x, y], size: 8 + columns.count * 16) {
        try columns.quantized(scales: samples.scales, x: x, y: y)
      }
    }
  }

  /// The reference of a plan, shared by all plans of its step.
  func reference(_ plan: Plan) -> ReferenceCourse {
    let key = CourseKey(degree: plan.degree, step: plan.rate.step, theta: plan.initialTheta)
    return courses.value(key, size: 1) {
      ReferenceCourse(plan.scaled, step: plan.rate.step, theta: plan.initialTheta)
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
    reference: ReferenceCourse
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
