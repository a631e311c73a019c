/// Polynomials of symbols with integer coefficients, exact: what symbolic differentiation works on.

/// A symbol: a parameter, or the x or y of a sample.
public enum Symbol: Hashable, Sendable, Comparable {
  case theta(Int)
  case x(Int)
  case y(Int)

  /// Parameters first, high to low, then the samples'.
  private var order: (Int, Int) {
    switch self {
    case .theta(let k): (0, -k)
    case .x(let row): (1, row)
    case .y(let row): (2, row)
    }
  }

  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }
}

/// A product of powers of symbols.
struct Monomial: Hashable, Sendable {
  private(set) var powers: [Symbol: Int] = [:]

  init() {}

  init(_ symbol: Symbol, power: Int = 1) { if power > 0 { powers[symbol] = power } }

  static func * (left: Self, right: Self) -> Self {
    var product = left
    for (symbol, power) in right.powers { product.powers[symbol, default: 0] += power }
    return product
  }

  /// The quotient, where it is one.
  static func / (left: Self, right: Self) -> Self? {
    var quotient = left
    for (symbol, power) in right.powers {
      let rest = quotient.powers[symbol, default: 0] - power
      guard rest >= 0 else { return nil }
      quotient.powers[symbol] = rest == 0 ? nil : rest
    }
    return quotient
  }

  /// A total order in which the product of greater ones is greater: lexicographic in the symbols.
  func isGreater(than other: Self) -> Bool {
    for symbol in Set(powers.keys).union(other.powers.keys).sorted() {
      let (mine, theirs) = (powers[symbol, default: 0], other.powers[symbol, default: 0])
      if mine != theirs { return mine > theirs }
    }
    return false
  }
}

public struct Polynomial: Hashable, Sendable, Ring {
  /// No coefficient is 0.
  private(set) var terms: [Monomial: Int] = [:]

  public init(_ integer: Int) { if integer != 0 { terms[Monomial()] = integer } }

  public init(_ symbol: Symbol, power: Int = 1) { terms[Monomial(symbol, power: power)] = 1 }

  private init(_ monomial: Monomial, _ coefficient: Int) {
    if coefficient != 0 { terms[monomial] = coefficient }
  }

  private mutating func add(_ monomial: Monomial, _ coefficient: Int) {
    let sum = terms[monomial, default: 0] + coefficient
    terms[monomial] = sum == 0 ? nil : sum
  }

  public static func + (left: Self, right: Self) -> Self {
    var sum = left
    for (monomial, coefficient) in right.terms { sum.add(monomial, coefficient) }
    return sum
  }

  public static func - (left: Self, right: Self) -> Self {
    var difference = left
    for (monomial, coefficient) in right.terms { difference.add(monomial, -coefficient) }
    return difference
  }

  public static func * (left: Self, right: Self) -> Self {
    var product = Polynomial(0)
    for (one, factor) in left.terms {
      for (other, coefficient) in right.terms { product.add(one * other, factor * coefficient) }
    }
    return product
  }

  /// The derivative for a symbol: n·sⁿ⁻¹ for sⁿ, term by term.
  public func derivative(for symbol: Symbol) -> Self {
    var derivative = Polynomial(0)
    for (monomial, coefficient) in terms {
      guard let power = monomial.powers[symbol] else { continue }
      if let rest = monomial / Monomial(symbol) { derivative.add(rest, power * coefficient) }
    }
    return derivative
  }

  /// The terms, the greatest first.
  var sortedTerms: [(monomial: Monomial, coefficient: Int)] {
    terms.map { ($0.key, $0.value) }.sorted { $0.monomial.isGreater(than: $1.monomial) }
  }

  /// The quotient by another polynomial where there is no remainder, by long division.
  public func dividedExactly(by divisor: Self) -> Self? {
    guard let lead = divisor.sortedTerms.first else { return nil }
    var (rest, quotient) = (self, Polynomial(0))
    while let top = rest.sortedTerms.first {
      guard let monomial = top.monomial / lead.monomial,
        top.coefficient.isMultiple(of: lead.coefficient)
      else { return nil }
      let part = Polynomial(monomial, top.coefficient / lead.coefficient)
      quotient = quotient + part
      rest = rest - part * divisor
    }
    return quotient
  }
}

extension Polynomial: CustomStringConvertible {
  /// `y − θ₁ x − θ₀`
  public var description: String {
    guard !terms.isEmpty else { return "0" }
    var text = ""
    for (index, (monomial, coefficient)) in sortedTerms.enumerated() {
      let isNegative = coefficient < 0
      text += index == 0 ? (isNegative ? "−" : "") : (isNegative ? " − " : " + ")
      let factors = monomial.powers.keys.sorted().map { symbol in
        symbol.description + superscriptText(monomial.powers[symbol]!)
      }
      if abs(coefficient) != 1 || factors.isEmpty {
        text += "\(abs(coefficient))" + (factors.isEmpty ? "" : " ")
      }
      text += factors.joined(separator: " ")
    }
    return text
  }
}

extension Symbol: CustomStringConvertible {
  public var description: String {
    switch self {
    case .theta(let k): "θ\(digits(k, "₀₁₂₃₄₅₆₇₈₉"))"
    case .x(let row): "x" + (row == 0 ? "" : digits(row, "₀₁₂₃₄₅₆₇₈₉"))
    case .y(let row): "y" + (row == 0 ? "" : digits(row, "₀₁₂₃₄₅₆₇₈₉"))
    }
  }
}

/// ² for 2, nothing for 1.
func superscriptText(_ power: Int) -> String { power == 1 ? "" : digits(power, "⁰¹²³⁴⁵⁶⁷⁸⁹") }

private func digits(_ number: Int, _ alphabet: String) -> String {
  let alphabet = Array(alphabet)
  return String("\(number)".map { alphabet[$0.wholeNumberValue ?? 0] })
}
