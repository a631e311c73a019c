import FixedPoint

/// The integer bits that a column needs: the default where the user gives none.
extension Format {
  /// The smallest number of integer bits with which no value of a range overflows, after rounding.
  ///
  /// Casts are monotonic before overflow, so the ends of the range decide; they are cast, and no
  /// logarithm is taken. 1.0 needs two signed bits, and so does 0.99999 if it is rounded up to 1.
  ///
  /// - Parameters:
  ///   - least: the least value, finite.
  ///   - greatest: the greatest value, finite.
  /// - Returns: the integer bits, sign included and negative for small values; nil if no format of that
  ///   width can hold the range, such as a negative value without a sign. A range of zeros alone
  ///   needs one bit at most.
  public static func integerBits(
    covering least: Double, _ greatest: Double, width: Int, isSigned: Bool = true,
    quantization: Quantization = .trn, overflow: Overflow = .wrap
  ) -> Int? {
    guard least.isFinite, greatest.isFinite else { return nil }
    let magnitude = max(abs(least), abs(greatest))
    // With I ≤ e integer bits a magnitude of 2^e or more is 2^W LSBs or more, out of every range.
    let first = max(
      magnitude == 0 ? 1 : Int(magnitude.exponent) + 1, width - maximumFractionBits,
      -maximumFractionBits)
    for integerBits in first..<(first + 4) {
      let format = try? Format(
        width: width, integerBits: integerBits, isSigned: isSigned, quantization: quantization,
        overflow: overflow)
      guard let format else { continue }
      let caster = RealCaster(format)
      if !caster.castGenerally(least).isOverflow, !caster.castGenerally(greatest).isOverflow {
        return integerBits
      }
    }
    return nil
  }
}
