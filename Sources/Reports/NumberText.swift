import Cases
import Foundation

/// Numbers as an engineer reads them.
public enum NumberText {
  /// What stands for a number that has left the range of `Double`, infinite or not a number any more.
  public static let beyond = "beyond"

  /// Explains ``beyond`` where it is among some cells.
  static func note(on cells: [String]) -> String? {
    cells.contains(beyond) ? "\(beyond): outside the range of a Double (1.8e308)" : nil
  }

  /// A cell of a CSV file: the fewest digits that read back as the same `Double`, and empty beyond its range.
  public static func cell(_ value: Double) -> String { value.isFinite ? shortest(value) : "" }

  /// The fewest digits that read back as the same `Double`, an integer without ".0".
  public static func shortest(_ value: Double) -> String { Cases.shortest(value) }

  /// Correctly rounded to so many significant digits, trailing zeros kept; in powers of ten where
  /// the value is below 10^−4 or has more digits before the point than are asked for.
  public static func significant(_ value: Double, digits: Int = 6) -> String {
    guard value.isFinite else { return beyond }
    let digits = max(1, min(digits, 17))
    let (mantissa, exponent) = scientific(value, digits: digits)
    if value == 0 || (-4..<digits).contains(exponent) {
      return fixed(value, decimals: digits - 1 - (value == 0 ? 0 : exponent))
    }
    return "\(mantissa)e\(exponent)"
  }

  /// Correctly rounded to so many digits after the point.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return beyond }
    return String(format: "%.*f", max(0, min(decimals, 40)), value)
  }

  /// A distance in LSBs: hundredths of one, but for what is far beyond all words.
  public static func places(_ value: Double) -> String {
    abs(value) < 1e9 ? fixed(value, decimals: 2) : significant(value, digits: 3)
  }

  /// An integer with a comma between thousands.
  public static func grouped(_ value: some BinaryInteger) -> String {
    let digits = value.magnitude.description
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + text
  }

  /// Mantissa with one digit before the point, and the power of ten.
  private static func scientific(_ value: Double, digits: Int) -> (String, exponent: Int) {
    let parts = String(format: "%.*e", digits - 1, value).split(separator: "e")
    return (String(parts[0]), Int(parts[1]) ?? 0)
  }
}
