import Columns

/// A polynomial from the scaled samples' units back to the user's.
///
/// With z = (x − xₒ)/xᵤ and w = (y − yₒ)/yᵤ, w = Σ θₖ zᵏ is y = yₒ + yᵤ Σ θₖ ((x − xₒ)/xᵤ)ᵏ. Powers are
/// collected by repeated synthetic division (the Taylor shift of Horner's scheme) in about 106 bits and
/// rounded once at the end, so that the map adds no error that shows: what is lost in a
/// coefficient by cancellation was lost before, in θ.
extension SampleScales {
  /// The coefficients in the data's units, low to high, for those of the scaled problem.
  ///
  /// A result beyond the range of a `Double` is infinite or not a number.
  public func coefficients(inDataUnits theta: [Double]) -> [Double] {
    var terms = inPowers(ofDistance: theta)
    Self.shift(&terms, by: DoubleDouble(-x.offset))
    if !terms.isEmpty { terms[0] = terms[0] + DoubleDouble(y.offset) }
    return terms.map(\.rounded)
  }

  /// The same without an array, step by step, for whoever asks it of every epoch; 0 above the degree.
  public func coefficients(inDataUnits theta: SIMD4<Double>, degree: Int) -> SIMD4<Double> {
    var terms = InlineArray<4, DoubleDouble<Double>> {
      DoubleDouble(theta[$0]) * DoubleDouble(y.unit)
    }
    var power = DoubleDouble<Double>(1)
    for index in stride(from: 1, through: degree, by: 1) {
      power = power * DoubleDouble(x.unit)
      terms[index] = terms[index] / power
    }
    for first in 0...degree where x.offset != 0 {
      for index in stride(from: degree - 1, through: first, by: -1) {
        terms[index] = terms[index] + terms[index + 1] * DoubleDouble(-x.offset)
      }
    }
    terms[0] = terms[0] + DoubleDouble(y.offset)
    return SIMD4(terms[0].rounded, terms[1].rounded, terms[2].rounded, terms[3].rounded)
  }

  /// y − yₒ in powers of x − xₒ.
  func inPowers(ofDistance theta: [Double]) -> [DoubleDouble<Double>] {
    var terms = theta.map { DoubleDouble($0) * DoubleDouble(y.unit) }
    var power = DoubleDouble<Double>(1)
    for index in terms.indices.dropFirst() {
      power = power * DoubleDouble(x.unit)
      terms[index] = terms[index] / power
    }
    return terms
  }

  /// Rewrites p(x) as p(x + offset).
  static func shift(_ terms: inout [DoubleDouble<Double>], by offset: DoubleDouble<Double>) {
    if offset.rounded == 0 { return }
    for first in terms.indices {
      for index in terms.indices.dropLast().reversed() where index >= first {
        terms[index] = terms[index] + terms[index + 1] * offset
      }
    }
  }
}
