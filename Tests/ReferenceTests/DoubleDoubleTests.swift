import Testing

@testable import Columns

@Suite struct DoubleDoubleTests {
  /// The exact value of a double-double with few bits, as an integer.
  private func integer(_ number: DoubleDouble<Double>) -> Int128 {
    Int128(number.high) + Int128(number.low)
  }

  @Test("Sums and products of 50-bit integers are exact")
  func integers() {
    var random = Seeded(1)
    for _ in 0..<2000 {
      let a = Int64.random(in: -(1 << 50)...(1 << 50), using: &random)
      let b = Int64.random(in: -(1 << 50)...(1 << 50), using: &random)
      let c = Int64.random(in: -(1 << 50)...(1 << 50), using: &random)
      let product = DoubleDouble<Double>.product(Double(a), Double(b))
      #expect(integer(product) == Int128(a) * Int128(b), "seed 1")
      let sum = product + DoubleDouble(Double(c))
      #expect(integer(sum) == Int128(a) * Int128(b) + Int128(c), "seed 1")
      #expect(integer(sum - product) == Int128(c), "seed 1")
    }
  }

  @Test("A quotient times the divisor and a root squared come back within 2^−100")
  func inverses() {
    var random = Seeded(2)
    for _ in 0..<500 {
      let a = DoubleDouble<Double>.product(
        .random(in: 0.5...1, using: &random), .random(in: 0.5...1, using: &random))
      let b = DoubleDouble<Double>.product(
        .random(in: 0.5...1, using: &random), .random(in: 0.5...1, using: &random))
      #expect(abs((a / b * b - a).rounded) < 0x1p-100, "seed 2")
      let root = a.squareRoot
      #expect(abs((root * root - a).rounded) < 0x1p-100, "seed 2")
    }
  }

  @Test("Four lanes give what one gives")
  func lanes() {
    var random = Seeded(3)
    let a = (0..<4).map { _ in Double.random(in: -1...1, using: &random) }
    let b = (0..<4).map { _ in Double.random(in: -1...1, using: &random) }
    let lanes = DoubleDouble(SIMD4(a[0], a[1], a[2], a[3]))
    let product = lanes * DoubleDouble(SIMD4(b[0], b[1], b[2], b[3]))
    for lane in 0..<4 {
      let single = DoubleDouble(a[lane]) * DoubleDouble(b[lane])
      #expect(product.high[lane] == single.high && product.low[lane] == single.low)
    }
  }
}
