/// Where the type that a notation names does not behave as the format that is computed with.

extension FormatNotation {
  /// Where the owner's type behaves otherwise than this format, which follows IEEE 1666; nil
  /// where the two agree to the bit.
  ///
  /// These are all differences: AMD's public headers (2019) and Siemens' ac_types were compared with IEEE 1666
  /// over all modes.
  public func difference(from format: Format) -> String? {
    switch (self, format.overflow) {
    case (.amd, .wrap(let bits)) where bits > 0 && !format.isSigned:
      bits < format.width
        ? "ap_ufixed sets the top \(bits) bits of a negative value to 1, IEEE 1666 to 0"
        : "ap_ufixed makes a negative value the greatest, \(format.decimalString(ofRaw: format.greatestRaw)); IEEE 1666 makes it 0"
    case (.amd, .wrapSM(saturatedBits: 0)) where format.quantization != .trn:
      "ap_fixed decides the fold of WRAP_SM before rounding, IEEE 1666 after it"
    case (.amd, .satSym) where format.width == 1 && format.isSigned:
      "ap_fixed gives \(format.decimalString(ofRaw: -1)) below the range of a signed word of one bit, IEEE 1666 gives 0"
    case (.siemens, .satSym) where format.width == 1 && format.isSigned:
      "ac_fixed gives \(format.decimalString(ofRaw: -1)) below the range of a signed word of one bit, IEEE 1666 gives 0"
    default: nil
    }
  }

  /// What whoever writes this format in this notation should know.
  public func notes(on format: Format) -> [String] {
    var notes: [String] = []
    if format.overflow.saturatedBits > format.width {
      notes.append(
        "n_bits is \(format.overflow.saturatedBits) and the word has \(counted(format.width, "bit")); it acts as n_bits = \(format.width)"
      )
    }
    if let difference = difference(from: format) { notes.append(difference) }
    return notes
  }
}
