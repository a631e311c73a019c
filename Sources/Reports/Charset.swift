/// Which characters a terminal picture may be drawn with.
public enum Charset: Hashable, Sendable {
  /// Box rules, Braille dots and shades.
  case unicode
  /// The 95 printable characters of ASCII alone.
  case ascii
}

extension Charset {
  /// A text in these characters: in ASCII letters are named, and powers written with a caret.
  public func spelled(_ text: String) -> String {
    guard self == .ascii else { return text }
    let spellings = [
      ("Σe²", "sum of e^2"), ("²", "^2"), ("³", "^3"), ("⁴", "^4"), ("⁵", "^5"), ("⁶", "^6"),
      ("θ", "theta"),
      ("μ", "mu"), ("η", "eta"), ("λ", "lambda_"), ("·", "*"), ("−", "-"), ("′", "'"),
      ("Σ", "sum of"),
      ("⁷", "^7"), ("⁸", "^8"), ("⁹", "^9"), ("¹", "^1"), ("⁰", "0"), ("⁻", "^-"), ("×", "x"),
      ("≤", "<="), ("≥", ">="), ("±", "+-"), ("√", "sqrt"), ("ρ", "rho"), ("…", "..."),
      ("→", "->"), ("–", "-"), ("—", "-"), ("─", "-"), ("│", "|"), ("■", "#"), ("½", "1/2"),
      ("Δ", "d"), ("∂", "d"), ("←", "<-"), ("ŷ", "y_fit"), ("₀", "0"), ("₁", "1"), ("₂", "2"),
      ("₃", "3"),
    ]
    guard !text.utf8.allSatisfy({ $0 < 128 }) else { return text }
    return spellings.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// A text in these characters, whatever is in it: what ASCII has no spelling for is a question mark a column.
  public func shown(_ text: String) -> String {
    guard self == .ascii else { return text }
    return spelled(text).map {
      $0.isASCII ? String($0) : String(repeating: "?", count: max(1, $0.terminalColumns))
    }.joined()
  }
}
