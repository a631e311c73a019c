/// What a notation says of a format: always the word, not always the modes.
public struct ParsedFormat: Hashable, Sendable {
  /// The word length in bits, sign included.
  public let width: Int
  /// Bits left of the binary point, sign included.
  public let integerBits: Int
  public let isSigned: Bool
  /// The quantisation mode, nil where the notation says nothing of it.
  public let quantization: Quantization?
  /// The overflow mode, nil where the notation says nothing of it.
  public let overflow: Overflow?

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
