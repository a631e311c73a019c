import Foundation

/// Numbers in a sentence.

/// Few significant digits, none of them a zero at the end.
func briefly(_ value: Double, digits: Int = 6) -> String {
  withoutPadding(String(format: "%.*g", digits, value))
}

/// The fewest digits that read back as the same `Double`, an integer without ".0".
package func shortest(_ value: Double) -> String {
  let text = value.description
  return withoutPadding(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
}

/// An exponent as one types it: e-8 for e-08.
private func withoutPadding(_ text: String) -> String {
  text.replacing("e-0", with: "e-").replacing("e+0", with: "e").replacing("e+", with: "e")
}
