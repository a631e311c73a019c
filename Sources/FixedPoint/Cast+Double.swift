/// From `Double`, exactly: a `Double` is an integer times a power of two.

/// A number that has no fixed-point counterpart.
public enum CastError: Error, Hashable, Sendable {
  /// NaN or an infinity.
  case notFinite(Double)
}

extension CastError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFinite(let value):
      "\(value) has no place in a fixed-point format; give a finite number"
    }
  }
}

extension Format {
  /// Brings a `Double` into this format, to the bit for every magnitude and in every mode.
  ///
  /// - Throws: ``CastError/notFinite(_:)`` for NaN and the infinities.
  public func cast(_ value: Double) throws(CastError) -> Cast {
    guard value.isFinite else { throw .notFinite(value) }
    // Zero and the subnormals have the exponent of the least normal number and no hidden bit.
    let biased = Int(value.exponentBitPattern)
    let significand = value.significandBitPattern | (biased == 0 ? 0 : 1 << 52)
    let magnitude = Int128(significand)
    return cast(
      value.sign == .minus ? -magnitude : magnitude, fractionBits: 1075 - max(biased, 1))
  }
}
