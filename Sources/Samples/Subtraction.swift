/// What is subtracted from a column exactly, in decimal, before its values become Doubles.
///
/// A time becomes the seconds since the first one. A number far from 0 whose last digits a `Double` does not hold,
/// such as a time stamp in ns, becomes its distance from the first one; but not where a word is the cast of the
/// number itself, under the scalings `none` and `pow2`.
struct Subtraction: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case time
    case number(significand: Int128, exponent: Int)
  }

  let kind: Kind
  /// The first value as the file has it.
  let text: String

  /// Looks at the first cells of a column.
  ///
  /// - Returns: nil where Doubles lose nothing that a subtraction would keep.
  init?(for cells: [[UInt8]], _ rules: CellRules, subtracts: Bool) {
    var numbers: [(significand: Int128, exponent: Int)] = []
    var text: String?
    for cell in cells {
      let outcome = rules.withNumber(cell) { number -> (Int128, Int)? in
        guard case .decimal(let numeral) = number else { return nil }
        return (numeral.signed, numeral.exponent)
      }
      guard case .value(let number) = outcome else { continue }
      text = text ?? shortened(cell)
      guard let number else {
        if case .value(true) = rules.withNumber(
          cell, { if case .time = $0 { true } else { false } })
        {
          (kind, self.text) = (.time, text!)
          return
        }
        return nil
      }
      numbers.append(number)
    }
    guard subtracts, numbers.count > 1, let text,
      numbers.contains(where: { $0.significand.magnitude >= 1 << 53 }),
      let least = numbers.map(\.exponent).min(),
      numbers.allSatisfy({ $0.exponent - least <= 18 })
    else { return nil }
    let whole = numbers.map { $0.significand * Int128(tenToThe: $0.exponent - least) }
    guard whole.allSatisfy({ ($0 - whole[0]).magnitude < 1 << 53 }) else { return nil }
    kind = .number(significand: numbers[0].significand, exponent: numbers[0].exponent)
    self.text = text
  }

  /// What the column is after it.
  func name(of name: String) -> String {
    kind == .time ? "\(name) in s from \(text)" : "\(name) − \(text)"
  }
}
