/// The arithmetic unit of an algorithm: whatever is multiplied or added passes through it and is counted.

/// What can be added, subtracted and multiplied: floating-point numbers, and the polynomials of symbols
/// with which the same program is run to see the formula that it computes.
public protocol Ring: Sendable {
  init(_ integer: Int)
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
}

extension Double: Ring {}
extension Float: Ring {}

/// Counts of operations, each of two numbers of the algorithm's word.
public struct OperationCount: Hashable, Sendable {
  public var multiplications = 0
  /// Subtractions included; comparisons are not.
  public var additions = 0
  public var divisions = 0

  public init(multiplications: Int = 0, additions: Int = 0, divisions: Int = 0) {
    self.multiplications = multiplications
    self.additions = additions
    self.divisions = divisions
  }

  /// What an operation makes of each pair of counts.
  func combined(_ other: Self, _ operation: (Int, Int) -> Int) -> Self {
    Self(
      multiplications: operation(multiplications, other.multiplications),
      additions: operation(additions, other.additions),
      divisions: operation(divisions, other.divisions))
  }
}

/// Computes, and counts what it computed.
public struct Arithmetic<Number: Ring>: Sendable {
  public private(set) var count = OperationCount()

  public init() {}

  @inline(__always)
  mutating func add(_ left: Number, _ right: Number) -> Number {
    count.additions &+= 1
    return left + right
  }

  @inline(__always)
  mutating func subtract(_ left: Number, _ right: Number) -> Number {
    count.additions &+= 1
    return left - right
  }

  @inline(__always)
  mutating func multiply(_ left: Number, _ right: Number) -> Number {
    count.multiplications &+= 1
    return left * right
  }

  /// The sum of so many numbers, halves first, so that its rounding grows with the logarithm of the count.
  mutating func sum(_ range: Range<Int>, _ number: (Int, inout Self) -> Number) -> Number {
    guard range.count > 128 else {
      guard var sum = range.first.map({ number($0, &self) }) else { return Number(0) }
      for index in range.dropFirst() { sum = add(sum, number(index, &self)) }
      return sum
    }
    let middle = range.lowerBound + range.count / 2
    let low = sum(range.lowerBound..<middle, number)
    return add(low, sum(middle..<range.upperBound, number))
  }
}

extension Arithmetic where Number: FloatingPoint {
  mutating func divide(_ left: Number, _ right: Number) -> Number {
    count.divisions &+= 1
    return left / right
  }

  mutating func squareRoot(_ number: Number) -> Number {
    count.divisions &+= 1  // an array of the same kind as a divider's
    return number.squareRoot()
  }
}
