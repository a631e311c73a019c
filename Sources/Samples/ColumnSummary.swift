import Columns

/// What a column looks like as a whole: its ends, mean and spread.
///
/// Two passes, sums in about 106 bits: mean and deviation are the exact ones rounded, but for the last bit in
/// rare cases, whatever the offset of the data. Both passes work on v · 2^(−e) with e chosen so that neither
/// 1e300 nor 1e-300 overflows or vanishes when squared.
public struct ColumnSummary: Hashable, Sendable {
  public let count: Int
  public let least: Double
  public let greatest: Double
  public let mean: Double
  /// The population standard deviation √(Σ(v − mean)² / N): divided by N, not N − 1.
  public let standardDeviation: Double

  /// Summarises a column of one finite number or more.
  ///
  /// - Parameter column: read where it lies if it is contiguous, as arrays are.
  public init(_ column: some Collection<Double>) {
    self = column.withContiguousStorageIfAvailable { Self($0) } ?? Self(Array(column))
  }

  private init(_ values: UnsafeBufferPointer<Double>) {
    count = values.count
    var least = values.first ?? 0
    var greatest = least
    for value in values {
      least = min(least, value)
      greatest = max(greatest, value)
    }
    self.least = least
    self.greatest = greatest
    guard least < greatest else {
      mean = least
      standardDeviation = 0
      return
    }
    let size = DoubleDouble(Double(values.count))
    let magnitude = max(abs(least), abs(greatest))
    let down = Self.powerOfTwo(-magnitude.exponent)
    var sum = DoubleDouble<Double>.zero
    for value in values { sum = sum + DoubleDouble(value * down) }
    let centre = sum / size
    mean = centre.rounded / down

    // The differences get a power of their own: they may be far smaller than the values.
    let span = max(
      (greatest * down - centre.high).magnitude, (least * down - centre.high).magnitude)
    let up = Self.powerOfTwo(-span.exponent)
    var squares = DoubleDouble<Double>.zero
    var differences = DoubleDouble<Double>.zero
    for value in values {
      let difference = DoubleDouble.sum(value * down, -centre.high)
      let scaled = DoubleDouble.sum(
        difference.high * up, (difference.low - centre.low) * up)
      squares = squares + scaled * scaled
      differences = differences + scaled
    }
    // What the mean lacks of its last bits is taken out of the squares again.
    let variance = (squares + -(differences * differences / size)) / size
    standardDeviation = variance.squareRoot.rounded / up / down
  }

  /// 2^exponent, kept to exponents that leave room on both sides.
  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: max(-1000, min(1000, exponent)), significand: 1)
  }
}
