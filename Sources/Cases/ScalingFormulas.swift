import Datapath
import FixedPoint
import Samples

/// From readings to words and back: the formulas that a host needs, with every constant in full.
///
/// Plain text with `*`, `/` and `^`, so that it can be copied into a program. The constants are the fewest digits that
/// read back the same, and a subtraction and a division in IEEE 754 binary64 give the very words of a run.
public struct ScalingFormulas: Sendable {
  public let scales: SampleScales
  /// A name and what it is equal to: `x_word`, `y_word`, `theta_k`, `z`, `y`, `c_0` …
  public let lines: [(name: String, text: String)]

  public init(_ design: Design, _ scales: SampleScales) {
    self.scales = scales
    let formats = design.formats
    let (x, y) = (scales.x, scales.y)
    let powers = 0...design.degree
    let z = x == .identity ? "x" : "z"
    let sum = powers.map { Self.term("theta_\($0)", z, $0) }.joined(separator: " + ")
    var lines = [
      ("x_word", Self.word("x", x, scales.scaling, formats[.x])),
      ("y_word", Self.word("y", y, scales.scaling, formats[.y])),
      ("theta_k", "theta_k_word * 2^\(-formats[.theta].fractionBits)"),
    ]
    if z == "z" { lines.append(("z", Self.scaled("x", x))) }
    lines.append(("y", Self.inUnits(sum, y, isSum: true)))
    if x.offset != 0 {
      lines.append(("a", "\(Self.number(x.offset)) / \(Self.number(x.unit))"))
    }
    for power in powers {
      lines.append(("c_\(power)", Self.coefficient(power, of: design.degree, x, y)))
    }
    self.lines = lines
  }

  /// The same for programs: the constants, and the formulas by their names.
  public var json: JSON {
    func axis(_ scale: AxisScale) -> JSON {
      ["offset": JSON(scale.offset), "unit": JSON(scale.unit)]
    }
    return [
      "x": axis(scales.x), "y": axis(scales.y),
      "formulas": .object(lines.map { .init($0.name, .string($0.text)) }),
    ]
  }

  /// What the names stand for, and how the words are rounded.
  public static let legend =
    "x and y are readings, c_k the coefficients of y = c_0 + c_1 * x + …; the first mode says how a word is rounded, the second what it does out of range"

  /// `RND_CONV((x - 15.4) / 5.2 * 2^13), SAT, sfix16_En13`.
  private static func word(
    _ axis: String, _ scale: AxisScale, _ scaling: Scaling, _ format: Format
  ) -> String {
    let isShift = scaling == .none || scaling == .pow2
    let shift = isShift ? scale.unit.exponent : 0
    let places = format.fractionBits - Int(shift)
    let reading = isShift ? axis : scaled(axis, scale)
    let value = places == 0 ? reading : "\(reading) * 2^\(places)"
    return "\(format.quantization)(\(value)), \(format.overflow), \(format.shortDescription)"
  }

  private static func scaled(_ axis: String, _ scale: AxisScale) -> String {
    let from = scale.offset == 0 ? axis : "(\(axis)\(signed(-scale.offset)))"
    return scale.unit == 1 ? from : "\(from) / \(number(scale.unit))"
  }

  /// A value of the scaled axis in the data's units.
  private static func inUnits(_ value: String, _ scale: AxisScale, isSum: Bool) -> String {
    let product =
      scale.unit == 1 ? value : "\(number(scale.unit)) * \(isSum ? "(\(value))" : value)"
    return scale.offset == 0 ? product : "\(number(scale.offset)) + \(product)"
  }

  /// The coefficient of x^j: u_y / u_x^j · Σ_{k ≥ j} C(k, j) θ_k (−a)^(k − j), with a = o_x / u_x and y's offset on c_0.
  private static func coefficient(
    _ j: Int, of degree: Int, _ x: AxisScale, _ y: AxisScale
  ) -> String {
    var sum = "theta_\(j)"
    var binomial = 1
    for k in (j + 1)..<(degree + 1) where x.offset != 0 {
      binomial = binomial * k / (k - j)
      let factor = binomial == 1 ? "" : "\(binomial) * "
      sum += " \((k - j).isMultiple(of: 2) ? "+" : "-") \(term("\(factor)theta_\(k)", "a", k - j))"
    }
    let scaled = inUnits(
      sum, AxisScale(offset: j == 0 ? y.offset : 0, unit: y.unit),
      isSum: sum.contains(" ") && (y.unit != 1 || j > 0))
    guard j > 0, x.unit != 1 else { return scaled }
    let numerator = y.unit == 1 && sum.contains(" ") ? "(\(sum))" : scaled
    return "\(numerator) / \(number(x.unit))\(j == 1 ? "" : "^\(j)")"
  }

  private static func term(_ factor: String, _ name: String, _ power: Int) -> String {
    switch power {
    case 0: factor
    case 1: "\(factor) * \(name)"
    default: "\(factor) * \(name)^\(power)"
    }
  }

  private static func signed(_ value: Double) -> String {
    value < 0 ? " - \(number(-value))" : " + \(number(value))"
  }

  /// The fewest digits that read back the same; one below 0 in brackets.
  private static func number(_ value: Double) -> String {
    value < 0 ? "(\(shortest(value)))" : shortest(value)
  }
}
