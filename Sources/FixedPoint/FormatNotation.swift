/// The ways in which people write a fixed-point format.
///
/// | notation | 16 bits, 12 of them fraction, signed | says |
/// |---|---|---|
/// | ``amd`` | `ap_fixed<16,4,AP_RND,AP_SAT>` | W, I, modes, n_bits |
/// | ``systemC`` | `sc_fixed<16,4,SC_RND,SC_SAT>` | W, I, modes, n_bits |
/// | ``siemens`` | `ac_fixed<16,4,true,AC_RND,AC_SAT>` | W, I, S, modes |
/// | ``mathWorks`` | `sfix16_En12` | W, F |
/// | ``fixdt`` | `fixdt(1,16,12)` | S, W, F |
/// | ``vhdl`` | `sfixed(3 downto -12)` | position of the first and the last bit |
/// | ``enClFix`` | `(1,3,12)` | S, I without the sign, F |
///
/// W is the word length, I the integer bits with the sign counted, F the fraction bits, S the sign.
public enum FormatNotation: CaseIterable, Hashable, Sendable {
  /// AMD Vitis HLS: `ap_fixed`, `ap_ufixed`.
  case amd
  /// IEEE 1666 SystemC: `sc_fixed`, `sc_ufixed`.
  case systemC
  /// Siemens Algorithmic C: `ac_fixed`.
  case siemens
  /// MathWorks' type names: `sfix16_En12`.
  case mathWorks
  /// MathWorks' constructor: `fixdt(1,16,12)`.
  case fixdt
  /// VHDL-2008 `fixed_pkg`: `sfixed`, `ufixed`.
  case vhdl
  /// Enclustra's en_cl_fix: `(1,3,12)`.
  case enClFix

  /// Whether the notation itself says how a value is quantised and what an overflow does.
  public var statesModes: Bool {
    switch self {
    case .amd, .systemC, .siemens: true
    case .mathWorks, .fixdt, .vhdl, .enClFix: false
    }
  }

  /// Whose notation it is.
  public var name: String {
    switch self {
    case .amd: "AMD"
    case .systemC: "SystemC"
    case .siemens: "Siemens"
    case .mathWorks: "MathWorks"
    case .fixdt: "MathWorks fixdt"
    case .vhdl: "VHDL"
    case .enClFix: "en_cl_fix"
    }
  }
}

extension FormatNotation {
  /// The format in this notation.
  ///
  /// A notation without modes gives the word alone.
  ///
  /// - Parameter format: the format to write.
  /// - Throws: ``NotationError`` where the notation has no word for a mode of the format.
  public func text(of format: Format) throws(NotationError) -> String {
    let width = format.width
    let integerBits = format.integerBits
    let fractionBits = format.fractionBits
    let sign = format.isSigned
    switch self {
    case .amd:
      return
        "ap_\(sign ? "" : "u")fixed<\(width),\(integerBits),\(modes(of: format, prefix: "AP_"))>"
    case .systemC:
      return
        "sc_\(sign ? "" : "u")fixed<\(width),\(integerBits),\(modes(of: format, prefix: "SC_"))>"
    case .siemens:
      if case .wrapSM = format.overflow {
        throw NotationError(format.description, "has no ac_fixed: Siemens has no WRAP_SM")
      }
      if format.overflow.saturatedBits != 0 {
        throw NotationError(format.description, "has no ac_fixed: Siemens has no n_bits")
      }
      return "ac_fixed<\(width),\(integerBits),\(sign),\(modes(of: format, prefix: "AC_"))>"
    case .mathWorks:
      let point =
        fractionBits > 0 ? "_En\(fractionBits)" : fractionBits < 0 ? "_E\(-fractionBits)" : ""
      return "\(sign ? "s" : "u")fix\(width)\(point)"
    case .fixdt:
      return "fixdt(\(sign ? 1 : 0),\(width),\(fractionBits))"
    case .vhdl:
      return "\(sign ? "s" : "u")fixed(\(integerBits - 1) downto \(-fractionBits))"
    case .enClFix:
      return "(\(sign ? 1 : 0),\(integerBits - (sign ? 1 : 0)),\(fractionBits))"
    }
  }

  private func modes(of format: Format, prefix: String) -> String {
    let bits = format.overflow.saturatedBits
    return "\(prefix)\(format.quantization),\(prefix)\(format.overflow.name)"
      + (bits == 0 ? "" : ",\(bits)")
  }

  /// Where the type of that name behaves otherwise than this format, which follows IEEE 1666; nil
  /// where the two agree to the bit.
  public func difference(from format: Format) -> String? {
    switch (self, format.overflow) {
    case (.amd, .wrap(let bits)) where bits > 0 && bits < format.width && !format.isSigned:
      "ap_ufixed sets the top n bits of a negative value to 1, IEEE 1666 to 0"
    case (.amd, .wrapSM(saturatedBits: 0)):
      "ap_fixed decides the fold of WRAP_SM before rounding, IEEE 1666 after it"
    case (.amd, .satSym) where format.width == 1 && format.isSigned:
      "ap_fixed gives −1 below the range of a signed word of one bit, IEEE 1666 gives 0"
    case (.siemens, .satSym) where format.width == 1 && format.isSigned:
      "ac_fixed gives −1 below the range of a signed word of one bit, IEEE 1666 gives 0"
    default: nil
    }
  }
}

extension Format: CustomStringConvertible {
  /// The full form, which says everything: `ap_fixed<24,4,AP_RND_CONV,AP_SAT>`, with `n_bits` last
  /// where it is not 0.
  public var description: String { written(in: .amd) }

  /// The word alone, without the modes: `sfix24_En20`.
  public var shortDescription: String { written(in: .mathWorks) }

  private func written(in notation: FormatNotation) -> String {
    // Only Siemens' notation has formats that it cannot express.
    (try? notation.text(of: self)) ?? ""
  }
}
