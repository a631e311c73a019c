import Columns

/// How large a polynomial is at the samples: its greatest magnitude, and the sum of its squares.
///
/// A sweep asks it of every theta of a cycle, so neither goes through the samples where it can do without. Σ p(xᵢ)² is
/// Σⱼₖ dⱼ dₖ Sⱼ₊ₖ with the power sums Sₘ = Σ xᵢᵐ, formed once in double-double so that what cancels costs no digits.
/// A line is monotonic, rounded as well, so it is greatest at the least or the greatest x.
public struct PolynomialSize: Sendable {
  /// Of the polynomials, 1 to 3; the coefficients above it are 0.
  public let degree: Int
  private let x: LongColumn<Double>
  private let ends: (Double, Double)
  /// Σ (x / 2ᵉ)ᵐ, where 2ᵉ is above every x, so that no power overflows.
  private let sums: [DoubleDouble<Double>]
  private let scale: Double

  public init(x: LongColumn<Double>, degree: Int) {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var sums = Array(repeating: DoubleDouble<Double>.zero, count: 2 * degree + 1)
    var scale = 1.0
    x.withUnsafeBufferPointer { x in
      for value in x {
        least = min(least, value)
        greatest = max(greatest, value)
      }
      let size = max(abs(least), abs(greatest))
      if size > 0, size.isFinite {
        scale = Double(
          sign: .plus, exponent: max(-1000, min(1000, size.exponent + 1)), significand: 1)
      }
      for value in x {
        let t = DoubleDouble(value / scale)
        var power = DoubleDouble<Double>(1)
        sums[0] += power
        for m in 1...2 * degree {
          power = power * t
          sums[m] += power
        }
      }
    }
    self.x = x
    self.degree = degree
    ends = (least, greatest)
    self.sums = sums
    self.scale = scale
  }

  /// max |p(xᵢ)|; infinite where a value is no number.
  public func greatest(_ p: SIMD4<Double>) -> Double {
    func magnitude(_ z: Double) -> Double {
      let value = ((p[3] * z + p[2]) * z + p[1]) * z + p[0]
      return value.isFinite ? abs(value) : .infinity
    }
    guard degree > 1 else { return max(magnitude(ends.0), magnitude(ends.1)) }
    guard p.sum().isFinite else { return .infinity }
    return x.withUnsafeBufferPointer { x in
      let d = InlineArray<4, SIMD8<Double>> { SIMD8(repeating: p[$0]) }
      var best = SIMD8<Double>.zero
      let whole = x.count & ~7
      let bytes = UnsafeRawBufferPointer(x)
      for place in stride(from: 0, to: whole, by: 8) {
        let z = bytes.loadUnaligned(fromByteOffset: 8 * place, as: SIMD8<Double>.self)
        let value = ((d[3] * z + d[2]) * z + d[1]) * z + d[0]
        let size = value.replacing(with: -value, where: value .< 0)
        best.replace(with: size, where: best .< size)
      }
      return x[whole...].reduce(best.max()) { max($0, magnitude($1)) }
    }
  }

  /// Σ p(xᵢ)² in plain Double.
  public func nearSquares(_ polynomial: SIMD4<Double>) -> Bounded {
    let p = SIMD4<Double>(
      polynomial[0], polynomial[1] * scale, polynomial[2] * scale * scale,
      polynomial[3] * scale * scale * scale)
    var (sum, summed) = (0.0, 0.0)
    for j in 0...degree {
      for k in 0...degree {
        let term = p[j] * p[k] * sums[j + k].rounded
        sum += term
        summed += abs(term)
      }
    }
    return Bounded(sum, summed: summed)
  }

  /// Σ p(xᵢ)²; not finite where it is beyond the range of a `Double`.
  public func squares(_ polynomial: SIMD4<Double>) -> Double {
    var (p, power) = (polynomial, scale)
    for k in 1...degree {
      p[k] *= power
      power *= scale
    }
    var sum = DoubleDouble<Double>.zero
    for j in 0...degree {
      var row = DoubleDouble<Double>.zero
      for k in 0...degree { row += DoubleDouble(p[k]) * sums[j + k] }
      sum += DoubleDouble(p[j]) * row
    }
    let rounded = sum.rounded
    // What cancels leaves no less than nothing.
    return rounded < 0 ? 0 : rounded
  }
}

/// A sum of a few products in plain Double, and how far rounding can have moved it.
public struct Bounded: Sendable {
  public let least: Double
  public let greatest: Double

  /// Far more than the rounding of some dozen sums and products, as a share of all magnitudes that are summed.
  public static let rounding = 0x1p-40
  /// A factor that makes a product or quotient surely greater than its exact value.
  public static let above = 1 + rounding

  /// - Parameter summed: the sum of the magnitudes.
  init(_ sum: Double, summed: Double) {
    (least, greatest) = (sum - summed * Self.rounding, sum + summed * Self.rounding)
  }
}
