/// Numbers of about 106 bits as unevaluated sums of two `Double`s, for sums that must not lose digits.
///
/// Formulas: T. J. Dekker, "A floating-point technique for extending the available precision",
/// Numerische Mathematik 18 (1971); D. E. Knuth, The Art of Computer Programming 2, section 4.2.2,
/// theorem B; the relative errors of sum, product and quotient are a few 2^−104: M. Joldeş,
/// J.-M. Muller, V. Popescu, ACM TOMS 44 (2017). In a vector magnitudes must stay below 2^995, or the
/// splitting of a factor overflows; whoever uses these scales first.

/// What the error-free transformations ask of their numbers: one `Double`, or a vector of them.
public protocol ErrorFreeOperand {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  /// The number, in every lane.
  init(everywhere value: Double)
  /// What the rounded product of two numbers lacks of the exact one.
  static func error(ofProduct product: Self, _ a: Self, _ b: Self) -> Self
}

extension Double: ErrorFreeOperand {
  @inlinable public init(everywhere value: Double) { self = value }

  @inlinable @inline(__always)
  public static func error(ofProduct product: Self, _ a: Self, _ b: Self) -> Self {
    (-product).addingProduct(a, b)
  }
}

extension SIMD4<Double>: ErrorFreeOperand {
  @inlinable public init(everywhere value: Double) { self.init(repeating: value) }

  /// By Veltkamp's splitting: plain x86-64 has no fused multiply-add, and its replacement is a call for every lane.
  @inlinable @inline(__always)
  public static func error(ofProduct product: Self, _ a: Self, _ b: Self) -> Self {
    let (aTop, aRest) = a.split
    let (bTop, bRest) = b.split
    return aRest * bRest - (((product - aTop * bTop) - aRest * bTop) - aTop * bRest)
  }

  /// The upper 26 bits and what remains.
  @inlinable @inline(__always)
  public var split: (top: Self, rest: Self) {
    let spread = 134_217_729 * self  // 2^27 + 1
    let top = spread - (spread - self)
    return (top, self - top)
  }
}

/// The unevaluated sum `high + low` with |low| at most half a unit in the LSB of high.
@frozen public struct DoubleDouble<Part: ErrorFreeOperand> {
  public var high: Part
  public var low: Part

  @inlinable public init(high: Part, low: Part) {
    self.high = high
    self.low = low
  }

  /// The number itself, exactly.
  @inlinable public init(_ value: Part) {
    self.init(high: value, low: Part(everywhere: 0))
  }

  @inlinable public static var zero: Self { Self(Part(everywhere: 0)) }

  /// a + b exactly (Knuth).
  @inlinable @inline(__always)
  public static func sum(_ a: Part, _ b: Part) -> Self {
    let sum = a + b
    let ofB = sum - a
    return Self(high: sum, low: (a - (sum - ofB)) + (b - ofB))
  }

  /// a + b exactly where |a| ≥ |b| (Dekker).
  @inlinable @inline(__always)
  public static func orderedSum(_ a: Part, _ b: Part) -> Self {
    let sum = a + b
    return Self(high: sum, low: b - (sum - a))
  }

  /// a · b exactly (Dekker).
  @inlinable @inline(__always)
  public static func product(_ a: Part, _ b: Part) -> Self {
    let product = a * b
    return Self(high: product, low: Part.error(ofProduct: product, a, b))
  }

  @inlinable @inline(__always)
  public static prefix func - (a: Self) -> Self {
    let zero = Part(everywhere: 0)
    return Self(high: zero - a.high, low: zero - a.low)
  }

  @inlinable @inline(__always)
  public static func + (a: Self, b: Self) -> Self {
    let high = sum(a.high, b.high)
    let low = sum(a.low, b.low)
    let once = orderedSum(high.high, high.low + low.high)
    return orderedSum(once.high, once.low + low.low)
  }

  @inlinable @inline(__always)
  public static func - (a: Self, b: Self) -> Self { a + -b }

  @inlinable @inline(__always)
  public static func * (a: Self, b: Self) -> Self {
    let high = product(a.high, b.high)
    return orderedSum(high.high, high.low + (a.high * b.low + a.low * b.high))
  }

  @inlinable @inline(__always)
  public static func += (a: inout Self, b: Self) { a = a + b }
  @inlinable @inline(__always)
  public static func -= (a: inout Self, b: Self) { a = a - b }
}

extension DoubleDouble: Sendable where Part: Sendable {}
extension DoubleDouble: Equatable where Part: Equatable {}
extension DoubleDouble: Hashable where Part: Hashable {}

extension DoubleDouble<Double> {
  @inlinable public static func / (a: Self, b: Self) -> Self {
    let first = a.high / b.high
    let remainder = a - b * Self(first)
    let second = remainder.high / b.high
    let rest = remainder - b * Self(second)
    return orderedSum(first, second) + Self(rest.high / b.high)
  }

  /// The square root of a number ≥ 0: one Newton step from the `Double` root.
  @inlinable public var squareRoot: Self {
    guard high > 0 else { return .zero }
    let root = high.squareRoot()
    let remainder = self - Self.product(root, root)
    return Self.orderedSum(root, remainder.high / (2 * root))
  }

  /// The nearest `Double`.
  @inlinable public var rounded: Double { high + low }
}

extension DoubleDouble<SIMD4<Double>> {
  /// The same number in every lane.
  @inlinable public init(everywhere number: DoubleDouble<Double>) {
    self.init(high: SIMD4(repeating: number.high), low: SIMD4(repeating: number.low))
  }

  /// The four lanes added up.
  @inlinable public var lanesSum: DoubleDouble<Double> {
    func lane(_ index: Int) -> DoubleDouble<Double> {
      DoubleDouble<Double>(high: high[index], low: low[index])
    }
    return (lane(0) + lane(1)) + (lane(2) + lane(3))
  }
}
