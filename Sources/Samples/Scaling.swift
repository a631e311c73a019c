/// How the host scales samples before it quantises them.
public enum Scaling: String, CaseIterable, Hashable, Sendable {
  /// As they are.
  case none
  /// Mean 0 and variance 1.
  case standardize
  /// To [−1, 1): the least to −1, the greatest to 127/128.
  case minmax
  /// Divided by a power of two, to (−1, 1): a shift, free in hardware.
  case pow2
}

/// The scale of one axis: `scaled = (v − offset) / unit`.
///
/// Two operations of IEEE 754 binary64, each rounded to nearest even, in this order: a subtraction, then
/// a division. Whoever does the same with the same `offset` and `unit` gets the same bits.
public struct AxisScale: Hashable, Sendable {
  /// What lies at 0 after scaling.
  public let offset: Double
  /// What has length 1 after scaling; above 0.
  public let unit: Double

  package init(offset: Double, unit: Double) { (self.offset, self.unit) = (offset, unit) }

  public static let identity = AxisScale(offset: 0, unit: 1)

  /// The scaled value of `v`.
  @inlinable @inline(__always)
  public func scaled(_ v: Double) -> Double { (v - offset) / unit }

  /// The scale's power of two if scaling is nothing but a shift: `scaled = v · 2^(−shift)`.
  var shift: Int? {
    offset == 0 && unit.significand == 1 ? unit.exponent : nil
  }
}

extension AxisScale {
  /// The scale of a column.
  ///
  /// - `standardize`: `offset` is the mean, `unit` the population standard deviation.
  /// - `minmax`: the least value comes to −1 and the greatest to 1 − 2⁻⁷, which words of 8 bits and more hold
  ///   however they round; so one integer bit is enough. `unit` is 128/255 of the span, `offset` is `least + unit`.
  ///   Where `offset` is rounded, `unit` is then enlarged to the least that leaves no value below −1 or at 1.
  /// - `pow2`: `unit` is the smallest power of two above every magnitude.
  ///
  /// A column of one value has no spread to divide by and gets the unit 1.
  ///
  /// - Throws: ``ScalingError`` if the column spans more than a `Double` can hold.
  public init(_ scaling: Scaling, of column: ColumnSummary, axis: String) throws(ScalingError) {
    let isConstant = column.least == column.greatest
    switch scaling {
    case .none:
      self = .identity
      return
    case .standardize where !isConstant:
      self = Self(
        offset: column.mean, unit: max(column.standardDeviation, .leastNonzeroMagnitude))
    case .standardize:
      self = Self(offset: column.mean, unit: 1)
    case .minmax where !isConstant:
      let unit = column.greatest * (128 / 255) - column.least * (128 / 255)
      self = Self(offset: column.least + unit, unit: unit).holding(column)
    case .minmax:
      self = Self(offset: column.least, unit: 1)
    case .pow2:
      let magnitude = max(abs(column.least), abs(column.greatest))
      self = Self(offset: 0, unit: magnitude == 0 ? 1 : 2 * magnitude.binade)
    }
    guard unit.isFinite, scaled(column.least).isFinite, scaled(column.greatest).isFinite else {
      throw ScalingError(axis: axis, least: column.least, greatest: column.greatest)
    }
  }

  /// The scale with the least unit, from this one on, that brings a column to [−1, 1).
  ///
  /// For Doubles a, u > 0 the rounded a / u is at most 1 if and only if a ≤ u, and below 1 if and only if a < u: the
  /// quotient is off 1 by more than half an LSB of it. So the ends say what the unit is, and nothing has to be tried.
  /// Where Doubles are so coarse that 8 bits would round the greatest value to 1, the unit gives it room as in the
  /// formula.
  private func holding(_ column: ColumnSummary) -> Self {
    let (below, above) = (offset - column.least, column.greatest - offset)
    var unit = max(unit, below)
    if above >= unit * (255 / 256) { unit = max(above * (128 / 127), above.nextUp) }
    return Self(offset: offset, unit: unit)
  }
}

/// Why a column cannot be scaled: its span, or the unit it needs, is beyond the range of a `Double`.
public struct ScalingError: Error, Hashable, Sendable, CustomStringConvertible {
  public let axis: String
  public let least: Double
  public let greatest: Double

  public var description: String {
    "\(axis) runs from \(least) to \(greatest), too far to be scaled; use a larger unit of measure"
  }
}

/// The scales of both axes.
public struct SampleScales: Hashable, Sendable {
  public let scaling: Scaling
  public let x: AxisScale
  public let y: AxisScale

  public init(scaling: Scaling, x: AxisScale, y: AxisScale) {
    self.scaling = scaling
    self.x = x
    self.y = y
  }

  /// Scales that were made before, by somebody who wrote them down; nil for what no scaling makes.
  package init?(_ scaling: Scaling, fixedX x: AxisScale, y: AxisScale) {
    let scales = [x, y]
    guard scales.allSatisfy({ $0.offset.isFinite && $0.unit > 0 && $0.unit.isFinite }) else {
      return nil
    }
    switch scaling {
    case .none: guard scales.allSatisfy({ $0 == .identity }) else { return nil }
    case .pow2: guard scales.allSatisfy({ $0.shift != nil }) else { return nil }
    case .standardize, .minmax: break
    }
    self.init(scaling: scaling, x: x, y: y)
  }

  /// Refuses samples that leave the range of a `Double` when they are scaled.
  package func check(x: ColumnSummary, y: ColumnSummary) throws(ScalingError) {
    for (axis, scale, column) in [("x", self.x, x), ("y", self.y, y)] {
      guard scale.scaled(column.least).isFinite, scale.scaled(column.greatest).isFinite else {
        throw ScalingError(axis: axis, least: column.least, greatest: column.greatest)
      }
    }
  }

  /// The scales that fit some samples.
  public init(
    _ scaling: Scaling, x: ColumnSummary, y: ColumnSummary
  ) throws(ScalingError) {
    self.init(
      scaling: scaling, x: try AxisScale(scaling, of: x, axis: "x"),
      y: try AxisScale(scaling, of: y, axis: "y"))
  }
}
