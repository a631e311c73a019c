import Reference
import Samples

/// How the polynomials of a plan are written in the data's units: with as many digits as they need, and in powers of a
/// centred variable as well where those of x are of no use.
public struct WrittenForm: Sendable {
  /// The significant digits of a coefficient.
  public let digits: Int
  /// Those of a coefficient of the centred variable.
  public let centredDigits: Int
  /// nil where the polynomial in x does.
  public let variable: CentredVariable?
}

extension Plan {
  /// - Parameters:
  ///   - polynomials: the parameters of each, low to high, in scaled units.
  ///   - digits: the least that are written.
  public func writtenForm(of polynomials: [[Double]], digits least: Int) -> WrittenForm {
    Self.writtenForm(of: polynomials, problem.samples, digits: least)
  }

  /// The closed form in powers of a variable, low to high.
  public func leastSquares(inPowersOf variable: CentredVariable) -> [Double] {
    let (centre, unit) = variable.nearest
    return leastSquares.coefficients(x: (centre, unit), y: (0, 1))
  }

  static func writtenForm(
    of polynomials: [[Double]], _ samples: ScaledSamples, digits least: Int
  ) -> WrittenForm {
    let (x, y) = (samples.xInDataUnits, samples.yInDataUnits)
    var (most, variable) = (least, CentredVariable?.none)
    let finite = polynomials.filter {
      samples.scales.coefficients(inDataUnits: $0).allSatisfy(\.isFinite)
    }
    for theta in finite {
      guard let digits = samples.scales.digits(ofCoefficients: theta, x: x, y: y) else {
        (most, variable) = (17, CentredVariable(x))
        break
      }
      most = max(most, digits)
    }
    guard let variable else { return WrittenForm(digits: most, centredDigits: most, variable: nil) }
    let centred = finite.map {
      samples.scales.digits(ofCoefficients: $0, in: variable, x: x, y: y) ?? 17
    }
    return WrittenForm(
      digits: most, centredDigits: max(least, centred.max() ?? least), variable: variable)
  }
}

extension Fit {
  /// How the polynomials of the machine, the reference and least squares are written.
  public var writtenForm: WrittenForm {
    plan.writtenForm(of: [theta, referenceTheta, plan.scaledLeastSquares], digits: 12)
  }
}

extension Plan.Note {
  /// A warning where the polynomial in x is of no use.
  init?(unusable form: WrittenForm) {
    guard let variable = form.variable else { return nil }
    self.init(
      .warning,
      "x is so far from 0 against its span that a polynomial in x loses more than a millionth of y's span in Doubles; use the one in t = \(variable.description)"
    )
  }

  /// A warning where coefficients of the closed form have hardly a right digit.
  init?(uncertain leastSquares: LeastSquares) {
    let powers = leastSquares.uncertainPowers
    guard !powers.isEmpty else { return nil }
    let names = powers.map { ["the constant", "x", "x²", "x³"][$0] }.joined(separator: ", ")
    self.init(
      .warning,
      "of the least-squares coefficients those of \(names) have few right digits or none: x lies so unevenly that 106 bits do not determine them; leave out the samples that are far from all others, or lower the degree"
    )
  }

  /// A warning where all values of a column are one large Double.
  init?(collapsed axis: String, _ range: ClosedRange<Double>, count: Int) {
    let value = range.lowerBound
    guard count > 1, value == range.upperBound, abs(value) >= 0x1p53 else { return nil }
    self.init(
      .warning,
      "all \(count) values of \(axis) are \(shortest(value)) in double precision, where Doubles are \(shortest(value.ulp)) apart; if the numbers differ, subtract an offset from them"
    )
  }
}
