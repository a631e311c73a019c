import Columns

/// The closed form that gradient descent strives for: the polynomial of least squares.
///
/// Householder QR of the matrix 1, t, t², …, y with t = (x − c) / s, c the middle of x and s a power
/// of two, everything in double-double. R holds it all: the coefficients by back substitution, the
/// residual sum of squares as the square of the last diagonal element, and, since the first column
/// is constant, the total sum of squares from the elements above it.

/// A polynomial fitted by least squares, in the units of the data.
public struct LeastSquares: Sendable, Hashable {
  /// Low to high: ŷ = c₀ + c₁ x + c₂ x² + …
  public let coefficients: [Double]
  /// Σ (yᵢ − ŷᵢ)², in units of y². Infinite where it leaves the range of `Double`.
  public let residualSumOfSquares: Double
  /// Σ (yᵢ − ȳ)², in units of y². Infinite where it leaves the range of `Double`.
  public let totalSumOfSquares: Double
  /// R² = 1 − residual / total sum of squares; nil where y is constant.
  public let rSquared: Double?
  /// The powers of x whose coefficients have fewer than three right digits, where x lies so unevenly that the columns
  /// 1, t, t², … nearly depend on each other.
  public let uncertainPowers: [Int]
  /// The polynomial in t, low to high, of y / 2^height, before anything is lost to the data's units.
  private let inPowersOfT: [DoubleDouble<Double>]
  private let span: Span
  private let height: Int

  /// The highest degree that is fitted.
  public static let maximumDegree = 12

  /// Fits in two passes over the samples, with storage that does not grow with their number.
  ///
  /// Accurate to nearly all digits of a `Double` as long as powers of t up to the degree differ by
  /// more than about 2^−90.
  ///
  /// - Throws: ``LeastSquaresError`` where the samples do not determine such a polynomial.
  public init(_ samples: Observations, degree: Int) throws(LeastSquaresError) {
    let fit = samples.x.withUnsafeBufferPointer { x in
      samples.y.withUnsafeBufferPointer { y in
        Result { () throws(LeastSquaresError) in
          try Self(degree: degree, count: x.count) { (x[$0], y[$0]) }
        }
      }
    }
    self = try fit.get()
  }

  /// Fits samples that are kept in another way than as `Double`s.
  ///
  /// - Parameter sample: gives a sample, counted from 0; called several times for each.
  /// - Precondition: every number is finite.
  @inline(__always)  // into the one above, so that its samples cost no call each
  public init(
    degree: Int, count: Int, sample: (Int) -> (x: Double, y: Double)
  ) throws(LeastSquaresError) {
    guard (0...Self.maximumDegree).contains(degree) else { throw .degree(degree) }
    let distinct = distinctCount(count, upTo: degree + 1) { sample($0).x }
    guard distinct > degree else { throw .tooFewDistinct(found: distinct, needed: degree + 1) }

    let (span, ySpan) = Span.both(count, sample)
    let height = ySpan.magnitude
    var factor = StreamingQR(columns: degree + 2)
    factor.addPolynomialRows(count: count) { row in
      let (x, y) = sample(row)
      let offset = DoubleDouble.sum(x, -span.middle)
      return (
        DoubleDouble(
          high: scale(offset.high, -span.exponent), low: scale(offset.low, -span.exponent)),
        scale(y, -height)
      )
    }

    guard let inPowersOfT = factor.solution else { throw .tooClose(degree: degree) }
    self.inPowersOfT = inPowersOfT
    self.span = span
    self.height = height
    // t = u − c / s with u = x / s.
    let inPowersOfU = shifted(inPowersOfT, by: DoubleDouble(scale(-span.middle, -span.exponent)))
    var coefficients: [Double] = []
    for (power, coefficient) in inPowersOfU.enumerated() {
      let inDataUnits = scale(coefficient.rounded, height - power * span.exponent)
      guard inDataUnits.isFinite else { throw .outOfRange(coefficient: power) }
      coefficients.append(inDataUnits)
    }
    self.coefficients = coefficients
    let shift = DoubleDouble(scale(-span.middle, -span.exponent))
    let doubts = factor.doubts(of: inPowersOfT) { shifted($0, by: shift) }
    uncertainPowers = coefficients.indices.filter { power in
      doubts.dependence > 0x1p20 && coefficients[power] != 0
        && 1000 * scale(doubts.errors[power], height - power * span.exponent)
          > abs(coefficients[power])
    }

    let y = degree + 1
    var residual = (factor[y, y] * factor[y, y])
    var explained = DoubleDouble<Double>.zero
    for power in stride(from: 1, through: degree, by: 1) {
      explained += factor[power, y] * factor[power, y]
    }
    // What is left of a perfect fit is the rounding of double-double itself, 2^−100 of |y|.
    let everything = (explained + residual + factor[0, y] * factor[0, y]).rounded
    if residual.high <= everything * 0x1p-196 { residual = .zero }
    let total = explained + residual
    let isConstant = total.high <= everything * 0x1p-196
    residualSumOfSquares = scale(residual.rounded, 2 * height)
    totalSumOfSquares = isConstant ? 0 : scale(total.rounded, 2 * height)
    rSquared = isConstant ? nil : (DoubleDouble(1) - residual / total).rounded
  }

  /// The same polynomial in other units, low to high: w over z, with z = (x − offset) / unit, and w
  /// likewise of y.
  ///
  /// Not by way of ``coefficients``, which for samples far from 0 (years, time stamps) hold a large part
  /// that z takes away again, and with it their digits. Infinite or not a number where a coefficient
  /// leaves the range of `Double`.
  public func coefficients(
    x: (offset: Double, unit: Double), y: (offset: Double, unit: Double)
  ) -> [Double] {
    // t = α z + β with β = (x.offset − c) / s and α = x.unit / s; what is a power of two in it waits.
    let offset = DoubleDouble.sum(x.offset, -span.middle)
    var terms = shifted(
      inPowersOfT,
      by: DoubleDouble(
        high: scale(offset.high, -span.exponent), low: scale(offset.low, -span.exponent)))
    terms[0] -= DoubleDouble(scale(y.offset, -height))
    let exponent = (x: Int(x.unit.exponent), y: Int(y.unit.exponent))
    let (alpha, unit) = (DoubleDouble(x.unit.significand), DoubleDouble(y.unit.significand))
    var power = DoubleDouble(1)
    return terms.enumerated().map { k, term in
      defer { power = power * alpha }
      return scale(
        (term * power / unit).rounded, height - exponent.y + k * (exponent.x - span.exponent))
    }
  }

  /// The polynomial at x, by Horner's rule.
  public func estimate(at x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}

/// Why samples determine no polynomial of the degree.
public enum LeastSquaresError: Error, Hashable, Sendable {
  /// The degree is not 0…``LeastSquares/maximumDegree``.
  case degree(Int)
  /// Fewer different values of x than the polynomial has coefficients.
  case tooFewDistinct(found: Int, needed: Int)
  /// The values of x differ, but by too little for the degree.
  case tooClose(degree: Int)
  /// A coefficient in the data's units is greater than a `Double` can be.
  case outOfRange(coefficient: Int)
}

extension LeastSquaresError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .degree(let degree):
      "degree \(degree) is not fitted; give 0 to \(LeastSquares.maximumDegree)"
    case .tooFewDistinct(let found, let needed):
      "\(found) different value\(found == 1 ? "" : "s") of x cannot determine \(needed) coefficients; add samples or lower the degree"
    case .tooClose(let degree):
      "the values of x lie too close together for degree \(degree); lower it or spread x"
    case .outOfRange(let coefficient):
      "coefficient \(coefficient) exceeds the range of Double; change the units of x or y"
    }
  }
}

extension StreamingQR {
  /// The coefficients of all columns but the last that fit the last best, by back substitution;
  /// nil where a column depends on those before it within the precision.
  fileprivate var solution: [Number]? {
    let last = columns - 1
    var solution = Array(repeating: Number.zero, count: last)
    for row in stride(from: last - 1, through: 0, by: -1) {
      var norm = 0.0
      for above in 0...row { norm += self[above, row].high * self[above, row].high }
      guard abs(self[row, row].high) > 0x1p-90 * norm.squareRoot() else { return nil }
      var rest = self[row, last]
      for column in (row + 1)..<max(last, row + 1) { rest -= self[row, column] * solution[column] }
      solution[row] = rest / self[row, row]
    }
    return solution
  }
}

extension StreamingQR {
  /// How far the solution may be off by rounding, and how nearly its columns depend on each other: 1 where not at all.
  ///
  /// The computed R is exact for columns that are off by some ε of their norms, so that the k-th coefficient is off by
  /// ε‖eₖᵀR⁻¹‖·(‖y‖ + Σ ‖aⱼ‖|cⱼ|) (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., theorems 19.4
  /// and 20.1).
  ///
  /// - Parameter map: takes the solution to the coefficients that are meant, linearly.
  fileprivate func doubts(
    of solution: [Number], mappedBy map: ([Number]) -> [Number]
  ) -> (errors: [Double], dependence: Double) {
    let count = solution.count
    func norm(_ values: some Sequence<Number>) -> Double {
      values.reduce(0) { $0 + $1.high * $1.high }.squareRoot()
    }
    let norms = (0...count).map { column in norm((0...column).map { self[$0, column] }) }
    let size = norms[count] + (0..<count).reduce(0) { $0 + norms[$1] * abs(solution[$1].high) }
    // The columns of R⁻¹, each from its diagonal element upwards.
    let inverse = (0..<count).map { column in
      var values = Array(repeating: Number.zero, count: count)
      for row in (0...column).reversed() {
        var rest = Number(row == column ? 1 : 0)
        for below in row + 1..<max(column + 1, row + 1) { rest -= self[row, below] * values[below] }
        values[row] = rest / self[row, row]
      }
      return values
    }
    let mapped = inverse.map(map)
    return (
      (0..<count).map { row in 0x1p-100 * size * norm(mapped.map { $0[row] }) },
      (0..<count).map { row in norm(inverse.map { $0[row] }) * norms[row] }.max() ?? 1
    )
  }
}

/// p(t + shift) for p(t), low to high: Horner's scheme carried on.
private func shifted(
  _ polynomial: [DoubleDouble<Double>], by shift: DoubleDouble<Double>
) -> [DoubleDouble<Double>] {
  var terms = polynomial
  for lowest in terms.indices.dropLast() {
    for power in stride(from: terms.count - 2, through: lowest, by: -1) {
      terms[power] += shift * terms[power + 1]
    }
  }
  return terms
}

/// Where a column lies: its middle, and powers of two that bring it near 1.
private struct Span: Hashable {
  /// Halfway between the least and the greatest value.
  let middle: Double
  /// All values lie within 2^exponent of the middle.
  let exponent: Int
  /// All values lie within 2^magnitude of zero.
  let magnitude: Int

  /// The spans of x and of y.
  @inline(__always)
  static func both(
    _ count: Int, _ sample: (Int) -> (x: Double, y: Double)
  ) -> (x: Span, y: Span) {
    var (leastX, leastY) = (Double.infinity, Double.infinity)
    var (greatestX, greatestY) = (-Double.infinity, -Double.infinity)
    for row in 0..<count {
      let (x, y) = sample(row)
      (leastX, greatestX) = (min(leastX, x), max(greatestX, x))
      (leastY, greatestY) = (min(leastY, y), max(greatestY, y))
    }
    return (Span(leastX, greatestX), Span(leastY, greatestY))
  }

  private init(_ least: Double, _ greatest: Double) {
    let sum = least + greatest
    middle = sum.isFinite ? sum / 2 : least / 2 + greatest / 2
    exponent = Self.exponent(above: greatest - least)
    magnitude = Self.exponent(above: max(abs(least), abs(greatest)))
  }

  /// The least e with 2^e > value; 0 for 0, and 1024 for what is infinite by rounding.
  private static func exponent(above value: Double) -> Int {
    guard value > 0 else { return 0 }
    return value.isFinite ? Int(value.exponent) + 1 : 1024
  }
}

/// value · 2^exponent, rounded only where the result is subnormal.
private func scale(_ value: Double, _ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: value)
}

/// How many different values a column has, counted no further than the limit.
private func distinctCount(_ count: Int, upTo limit: Int, _ value: (Int) -> Double) -> Int {
  var found: [Double] = []
  for row in 0..<count {
    let value = value(row)
    if found.contains(value) { continue }
    found.append(value)
    if found.count == limit { break }
  }
  return found.count
}
