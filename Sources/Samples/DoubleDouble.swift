/// A number as the unevaluated sum of two Doubles: about 106 bits, for sums and maps that must not add
/// an error of their own.
///
/// The steps are Knuth's two-sum (TAOCP 2, 4.2.2) and the product by fused multiply-add, as in
/// Ogita, Rump and Oishi, "Accurate sum and dot product" (SIAM J. Sci. Comput. 26, 2005).
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The sum of two Doubles, exactly.
  @inline(__always)
  init(sum a: Double, _ b: Double) {
    high = a + b
    let part = high - a
    low = (a - (high - part)) + (b - part)
  }

  /// The product of two Doubles, exactly unless it underflows.
  @inline(__always)
  init(product a: Double, _ b: Double) {
    high = a * b
    low = (-high).addingProduct(a, b)
  }

  /// The nearest Double.
  var value: Double { high + low }

  @inline(__always)
  static func + (a: Self, b: Self) -> Self {
    let sum = Self(sum: a.high, b.high)
    let rest = Self(sum: a.low, b.low)
    let carried = Self(sum: sum.high, sum.low + rest.high)
    return Self(sum: carried.high, carried.low + rest.low)
  }

  @inline(__always)
  static func * (a: Self, b: Self) -> Self {
    let product = Self(product: a.high, b.high)
    return Self(sum: product.high, product.low + (a.high * b.low + a.low * b.high))
  }

  static func / (a: Self, b: Self) -> Self {
    let first = a.high / b.high
    let rest = a + -(b * Self(first))
    let second = rest.high / b.high
    let last = (rest + -(b * Self(second))).high / b.high
    return Self(sum: first, second) + Self(last)
  }

  /// The square root, by one step of Newton's from that of the high part.
  var squareRoot: Self {
    let root = high.squareRoot()
    guard root > 0 else { return Self(root) }
    let rest = self + -Self(product: root, root)
    return Self(sum: root, rest.high / (2 * root))
  }

  static prefix func - (a: Self) -> Self { Self(-a.high, -a.low) }
}
