import Columns
import Foundation

/// A variable t = (x − x₀) / s that lies about 0, with an x₀ and a power of ten s that are short in decimal.
///
/// Where x is far from 0 against its span, as time stamps are, a polynomial in x has large terms that cancel, and one
/// in t has not.
public struct CentredVariable: Hashable, Sendable {
  /// x₀ in tenths of s.
  private let steps: Int
  /// s = 10^power.
  private let power: Int

  /// The variable of a range of x: x₀ near its middle, and |t| at most about 1.
  public init(_ range: ClosedRange<Double>) {
    let half = range.upperBound / 2 - range.lowerBound / 2
    let middle = range.lowerBound + half
    // x₀ has at most 15 digits; so the steps are no finer than a Double's.
    let finest = middle == 0 ? -400 : Int(log10(abs(middle)).rounded(.down)) - 13
    // Both ends leave room for the powers of ten on the way.
    power = min(max(half > 0 ? Int(log10(half).rounded(.up)) : 0, finest, -300), 307)
    steps = Int(max(-1e18, min(1e18, (middle / Self.ten(power - 1).rounded).rounded())))
  }

  /// x₀, as exactly as its decimal digits are in about 106 bits.
  var centre: DoubleDouble<Double> { DoubleDouble(Double(steps)) * Self.ten(power - 1) }
  /// s.
  var unit: DoubleDouble<Double> { Self.ten(power) }

  private static func ten(_ power: Int) -> DoubleDouble<Double> {
    var product = DoubleDouble<Double>(1)
    for _ in 0..<abs(power) { product = product * DoubleDouble(10) }
    return power < 0 ? DoubleDouble(1) / product : product
  }

  /// The Doubles nearest to x₀ and s.
  public var nearest: (centre: Double, unit: Double) { (centre.rounded, unit.rounded) }
  /// x₀ in decimal, exactly.
  public var centreText: String { Self.text(steps, power - 1) }
  /// s in decimal, exactly.
  public var unitText: String { Self.text(1, power) }
  /// `(x − 1700000002)/10`
  public var description: String {
    let shift =
      steps == 0 ? "x" : "(x \(steps < 0 ? "+" : "−") \(Self.text(abs(steps), power - 1)))"
    return power == 0 ? shift : "\(shift)/\(unitText)"
  }

  /// digits · 10^power, plain while that is short.
  private static func text(_ digits: Int, _ power: Int) -> String {
    if digits == 0 { return "0" }
    var (digits, power) = (digits, power)
    while digits.isMultiple(of: 10) { (digits, power) = (digits / 10, power + 1) }
    let sign = digits < 0 ? "-" : ""
    let figures = String(digits.magnitude)
    switch power {
    case 0...9: return sign + figures + String(repeating: "0", count: power)
    case -17...(-1):
      let padded = String(repeating: "0", count: max(0, 1 - power - figures.count)) + figures
      return sign + padded.dropLast(-power) + "." + padded.suffix(-power)
    default: return "\(sign)\(figures)e\(power)"
    }
  }
}

extension SampleScales {
  /// What a polynomial's digits may be off by, against its span over the samples.
  public static let writtenShare = 1e-6

  /// How many significant digits the coefficients in the data's units need, to give y within ``writtenShare`` of its
  /// span for every x of a range; nil where those of a `Double` are too few, or Horner's rule in `Double` loses too many.
  ///
  /// Rounded to d digits the coefficients are off by ½·10^(1−d)·Σ |cₖ xᵏ| at most. Horner's rule is off by
  /// 2D·2⁻⁵³·Σ |cₖ xᵏ| (N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 5.1), and each
  /// coefficient by half an LSB.
  ///
  /// - Parameters:
  ///   - theta: of the scaled problem; it is a polynomial's own span that counts where it is greater than that of y.
  ///   - variable: what the polynomial is one of, instead of x.
  public func digits(
    ofCoefficients theta: [Double], in variable: CentredVariable? = nil,
    x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>
  ) -> Int? {
    let inT = coefficients(inPowersOf: variable ?? CentredVariable(xRange), theta)
    let coefficients = variable == nil ? coefficients(inDataUnits: theta) : inT
    let farthest = variable == nil ? max(abs(xRange.lowerBound), abs(xRange.upperBound)) : 1
    let size = coefficients.reversed().reduce(0) { $0 * farthest + abs($1) }
    guard size > 0 else { return 1 }
    let own = inT.dropFirst().reduce(0) { $0 + abs($1) }
    let span = max(yRange.upperBound - yRange.lowerBound, own)
    // No polynomial gives y more closely than Doubles hold it.
    let loss = Double(2 * theta.count) * 0x1p-53
    let greatest = max(abs(yRange.lowerBound), abs(yRange.upperBound))
    let allowed = max(Self.writtenShare * span, 2 * loss * greatest)
    guard size.isFinite, loss * size <= allowed else { return nil }
    let digits = (1 + log10(size / allowed)).rounded(.up)
    // Not a number where a span is beyond every Double.
    return digits <= 17 ? Int(max(1, digits)) : nil
  }

  /// The coefficients of y in powers of a variable, low to high, for those of the scaled problem.
  public func coefficients(inPowersOf variable: CentredVariable, _ theta: [Double]) -> [Double] {
    // z = ((x₀ − xₒ) + s t) / xᵤ.
    var terms = inPowers(ofDistance: theta)
    Self.shift(&terms, by: variable.centre + DoubleDouble(-x.offset))
    var power = DoubleDouble<Double>(1)
    for index in terms.indices.dropFirst() {
      power = power * variable.unit
      terms[index] = terms[index] * power
    }
    if !terms.isEmpty { terms[0] = terms[0] + DoubleDouble(y.offset) }
    return terms.map(\.rounded)
  }
}
