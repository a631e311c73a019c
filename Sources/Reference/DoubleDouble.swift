/// Numbers of about 106 bits as unevaluated sums of two `Double`s, for sums that must not lose digits.
///
/// Formulas: T. J. Dekker, "A floating-point technique for extending the available precision",
/// Numerische Mathematik 18 (1971); D. E. Knuth, The Art of Computer Programming 2, section 4.2.2,
/// theorem B; the relative errors of sum, product and quotient are a few 2^−104: M. Joldeş,
/// J.-M. Muller, V. Popescu, ACM TOMS 44 (2017). Magnitudes must stay below 2^995, or the splitting
/// of a factor overflows; whoever uses these scales first.

/// What the error-free transformations ask of their numbers: one `Double`, or a vector of them.
protocol ErrorFreeOperand {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  /// The number, in every lane.
  init(everywhere value: Double)
}

extension Double: ErrorFreeOperand {
  init(everywhere value: Double) { self = value }
}

extension SIMD4<Double>: ErrorFreeOperand {
  init(everywhere value: Double) { self.init(repeating: value) }
}

/// The unevaluated sum `high + low` with |low| at most half a unit in the last place of high.
struct DoubleDouble<Part: ErrorFreeOperand> {
  var high: Part
  var low: Part

  init(high: Part, low: Part) {
    self.high = high
    self.low = low
  }

  /// The number itself, exactly.
  init(_ value: Part) {
    self.init(high: value, low: Part(everywhere: 0))
  }

  static var zero: Self { Self(Part(everywhere: 0)) }

  /// a + b exactly (Knuth).
  static func sum(_ a: Part, _ b: Part) -> Self {
    let sum = a + b
    let ofB = sum - a
    return Self(high: sum, low: (a - (sum - ofB)) + (b - ofB))
  }

  /// a + b exactly where |a| ≥ |b| (Dekker).
  static func orderedSum(_ a: Part, _ b: Part) -> Self {
    let sum = a + b
    return Self(high: sum, low: b - (sum - a))
  }

  /// a · b exactly (Dekker, with Veltkamp's splitting).
  ///
  /// A fused multiply-add would do it in two operations, but plain x86-64 has none, and its
  /// replacement is a call for every number.
  static func product(_ a: Part, _ b: Part) -> Self {
    let (aTop, aRest) = split(a)
    let (bTop, bRest) = split(b)
    let product = a * b
    let error = aRest * bRest - (((product - aTop * bTop) - aRest * bTop) - aTop * bRest)
    return Self(high: product, low: error)
  }

  /// The upper 26 bits and what remains.
  private static func split(_ a: Part) -> (top: Part, rest: Part) {
    let spread = Part(everywhere: 134_217_729) * a  // 2^27 + 1
    let top = spread - (spread - a)
    return (top, a - top)
  }

  static prefix func - (a: Self) -> Self {
    let zero = Part(everywhere: 0)
    return Self(high: zero - a.high, low: zero - a.low)
  }

  static func + (a: Self, b: Self) -> Self {
    let high = sum(a.high, b.high)
    let low = sum(a.low, b.low)
    let once = orderedSum(high.high, high.low + low.high)
    return orderedSum(once.high, once.low + low.low)
  }

  static func - (a: Self, b: Self) -> Self { a + -b }

  static func * (a: Self, b: Self) -> Self {
    let high = product(a.high, b.high)
    return orderedSum(high.high, high.low + (a.high * b.low + a.low * b.high))
  }

  static func += (a: inout Self, b: Self) { a = a + b }
  static func -= (a: inout Self, b: Self) { a = a - b }
}

extension DoubleDouble: Sendable where Part: Sendable {}
extension DoubleDouble: Equatable where Part: Equatable {}
extension DoubleDouble: Hashable where Part: Hashable {}

extension DoubleDouble<Double> {
  static func / (a: Self, b: Self) -> Self {
    let first = a.high / b.high
    let remainder = a - b * Self(first)
    let second = remainder.high / b.high
    let rest = remainder - b * Self(second)
    return orderedSum(first, second) + Self(rest.high / b.high)
  }

  /// The square root of a number ≥ 0: one Newton step from the `Double` root.
  var squareRoot: Self {
    guard high > 0 else { return .zero }
    let root = high.squareRoot()
    let remainder = self - Self.product(root, root)
    return Self.orderedSum(root, remainder.high / (2 * root))
  }

  /// The nearest `Double`.
  var rounded: Double { high + low }
}

extension DoubleDouble<SIMD4<Double>> {
  /// The same number in every lane.
  init(everywhere number: DoubleDouble<Double>) {
    self.init(high: SIMD4(repeating: number.high), low: SIMD4(repeating: number.low))
  }

  /// The four lanes added up.
  var lanesSum: DoubleDouble<Double> {
    func lane(_ index: Int) -> DoubleDouble<Double> {
      DoubleDouble<Double>(high: high[index], low: low[index])
    }
    return (lane(0) + lane(1)) + (lane(2) + lane(3))
  }
}
