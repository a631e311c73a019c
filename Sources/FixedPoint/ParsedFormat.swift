/// What a notation says of a format: always the word, not always the modes.
public struct ParsedFormat: Hashable, Sendable {
  /// The word length in bits, sign included.
  public let width: Int
  /// Bits left of the binary point, sign included.
  public let integerBits: Int
  public let isSigned: Bool
  /// The quantisation mode, nil where neither the text nor the notation's owner says one.
  public let quantization: Quantization?
  /// The overflow mode, nil where neither the text nor the notation's owner says one.
  public let overflow: Overflow?
  /// The notation of the text.
  public let notation: FormatNotation
  /// Whether a mode is the owner's default, since the text does not say it.
  public let hasDefaultModes: Bool

  /// The format, with the given modes where the notation was silent.
  ///
  /// - Throws: ``FormatError`` where a given mode does not go with the word: `WRAP_SM` without a
  ///   sign, a negative `n_bits`.
  public func format(
    quantization: Quantization = .trn, overflow: Overflow = .wrap
  ) throws(FormatError) -> Format {
    try Format(
      width: width, integerBits: integerBits, isSigned: isSigned,
      quantization: self.quantization ?? quantization, overflow: self.overflow ?? overflow)
  }
}
