import Columns
import Reference
import Samples

/// The samples of a case, scaled: what depends on no format, so that any number of designs share it.
public struct ScaledSamples: Sendable {
  public let columns: SampleColumns
  public let scales: SampleScales
  /// The scaled samples, before they are quantised.
  public let scaled: Observations
  /// Where they lie, in scaled units.
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// Where they lie in the data's units.
  let xInDataUnits: ClosedRange<Double>
  let yInDataUnits: ClosedRange<Double>
  /// The greatest y less the least, in the data's units: what an error in per cent is of.
  package let ySpan: Double

  /// Scales the samples, by scales of their own or by those of a resolved case.
  ///
  /// - Throws: ``PlanError/samples(_:)`` where they cannot be scaled, ``PlanError/storage(_:)`` where there is no
  ///   room for them.
  ///
  /// - Parameter calibration: samples whose scales and span are these samples' too.
  public init(
    _ columns: SampleColumns, _ settings: Settings, calibratedAs calibration: ScaledSamples? = nil
  ) throws(PlanError) {
    let (xSummary, ySummary) = (ColumnSummary(columns.x), ColumnSummary(columns.y))
    let scales: SampleScales
    do {
      if let calibration {
        scales = calibration.scales
      } else if let fixed = settings.resolution?.scales {
        try fixed.check(x: xSummary, y: ySummary)
        scales = fixed
      } else {
        scales = try SampleScales(
          settings.scale ?? Plan.defaultScaling, x: xSummary, y: ySummary)
      }
      func scaled(
        _ column: LongColumn<Double>, _ scale: AxisScale
      ) throws(StorageError) -> LongColumn<Double> {
        // Samples that stay as they are need no second place.
        scale == .identity ? column : try LongColumn(column) { scale.scaled($0) }
      }
      self.scaled = try Observations(x: scaled(columns.x, scales.x), y: scaled(columns.y, scales.y))
    } catch let error as StorageError {
      throw .storage(error)
    } catch { throw .samples("\(error)") }
    xInDataUnits = xSummary.least...xSummary.greatest
    yInDataUnits = ySummary.least...ySummary.greatest
    xRange = scales.x.scaled(xSummary.least)...scales.x.scaled(xSummary.greatest)
    yRange = scales.y.scaled(ySummary.least)...scales.y.scaled(ySummary.greatest)
    ySpan = calibration?.ySpan ?? ySummary.greatest - ySummary.least
    self.columns = columns
    self.scales = scales
  }

  /// Refuses samples that determine no polynomial of a degree.
  static func check(_ columns: SampleColumns, degree: Int) throws(PlanError) {
    let distinct = columns.distinctX(upTo: degree + 1)
    guard distinct <= degree else { return }
    throw .samples(
      distinct <= 1 && columns.count > 1
        ? "all \(columns.count) samples have the same x = \(columns.x[0])\(abs(columns.x[0]) < 0x1p20 ? "" : " in double precision"); degree \(degree) needs \(degree + 1) different ones"
        : "\(columns.count == 1 ? "1 sample" : "\(columns.count) samples with \(distinct) different x"); degree \(degree) needs \(degree + 1) different x"
    )
  }
}

/// The fit of some samples by a polynomial of a degree, solved: what depends on no format either.
public struct Problem: Sendable {
  public let samples: ScaledSamples
  public let degree: Int
  /// The closed form on the data as given, in the data's units.
  public let leastSquares: LeastSquares
  /// Its parameters in scaled units, low to high.
  public let scaledLeastSquares: [Double]
  let stability: Stability
  /// How large errors are at the samples.
  let size: PolynomialSize
  let nearly: NearCoefficients

  /// Solves the problem.
  ///
  /// - Throws: ``PlanError/samples(_:)`` where the samples determine no such polynomial, or only
  ///   one that is beyond the range of `Double`.
  public init(_ samples: ScaledSamples, degree: Int) throws(PlanError) {
    try ScaledSamples.check(samples.columns, degree: degree)
    self.samples = samples
    self.degree = degree
    do {
      leastSquares = try LeastSquares(
        Observations(x: samples.columns.x, y: samples.columns.y), degree: degree)
    } catch { throw .samples("\(error)") }
    stability = Stability(x: samples.scaled.x, degree: degree)
    size = PolynomialSize(x: samples.scaled.x, degree: degree)
    nearly = NearCoefficients(samples.scales, degree: degree)
    let (x, y) = (samples.scales.x, samples.scales.y)
    scaledLeastSquares = leastSquares.coefficients(
      x: (x.offset, x.unit), y: (y.offset, y.unit))
    guard scaledLeastSquares.allSatisfy(\.isFinite), stability.stepLimit.isFinite,
      stability.stepLimit > 0
    else {
      throw .samples(
        "the numbers are too large or too small to be fitted as they are; use another unit of measure or --scale standardize"
      )
    }
  }
}
