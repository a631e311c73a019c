/// The notations in which people write a fixed-point format, by their owners.
///
/// README.md beside this file says what the numbers of each mean, which modes it has where none are
/// written, and where that is documented. The raw value is the notation's key in JSON.
public enum FormatNotation: String, CaseIterable, Hashable, Sendable {
  /// AMD Vitis HLS: `ap_fixed`, `ap_ufixed`, `ap_int`.
  case amd = "ap_fixed"
  /// IEEE 1666 SystemC: `sc_fixed`, `sc_fix`, `sc_int` and their kinds.
  case systemC = "sc_fixed"
  /// Siemens Algorithmic C: `ac_fixed`, `ac_int`.
  case siemens = "ac_fixed"
  /// MathWorks' type names: `sfix16_En12`.
  case mathWorks = "sfix"
  /// MathWorks' constructors: `fixdt(1,16,12)`, `numerictype(1,16,12)`, `fi(0,1,16,12)`.
  case fixdt
  /// VHDL-2008 `fixed_pkg`: `sfixed`, `ufixed`.
  case vhdl
  /// Enclustra's en_cl_fix: `(1,3,12)`.
  case enClFix = "en_cl_fix"
  /// AMD System Generator's signal types: `Fix_16_12`.
  case systemGenerator = "system_generator"
  /// AMD Vitis Model Composer's type expressions: `x_sfix16_En12_r6w4`.
  case modelComposer = "model_composer"
  /// hls4ml's precision: `fixed<16,4>`.
  case hls4ml
  /// fxpmath's dtype: `fxp-s16/12`.
  case fxpmath
  /// APyTypes: `fx(0, int_bits=4, frac_bits=12)`.
  case apyTypes = "apytypes"
  /// Amaranth: `fixed.SQ(4, 12)`.
  case amaranth
  /// Chisel: `FixedPoint(16.W, 12.BP)`.
  case chisel
  /// SpinalHDL: `SFix(3 exp, 16 bits)`.
  case spinalHDL = "spinalhdl"
  /// Clash: `SFixed 4 12`.
  case clash
  /// Whole numbers of C, MathWorks, VHDL and Verilog: `int16`, `signed(15 downto 0)`, `[15:0]`.
  case integer

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
    case .systemGenerator: "System Generator"
    case .modelComposer: "Model Composer"
    case .hls4ml: "hls4ml"
    case .fxpmath: "fxpmath"
    case .apyTypes: "APyTypes"
    case .amaranth: "Amaranth"
    case .chisel: "Chisel"
    case .spinalHDL: "SpinalHDL"
    case .clash: "Clash"
    case .integer: "whole numbers"
    }
  }

  /// The notations that formats are written in: all but that of whole numbers.
  public static let written = allCases.filter { $0 != .integer }

  /// Whether the text itself says the modes.
  public var statesModes: Bool {
    switch form.modes {
    case .listed, .indexed: true
    default: false
    }
  }

  /// The first form is the one that is written.
  var form: NotationForm { NotationForm.first[self]! }

  /// How it is written: `ap_fixed<W,I,Q,O,n>`.
  public var usage: String { form.usage }

  /// A word of 16 bits, 12 of them fraction.
  public var example: String { form.example }

  /// The format in this notation.
  ///
  /// A notation without modes gives the word alone.
  ///
  /// - Parameter format: the format to write.
  /// - Throws: ``NotationError`` where the notation has no text for the word or for a mode of it.
  public func text(of format: Format) throws(NotationError) -> String {
    try form.text(of: format)
  }
}

extension Format: CustomStringConvertible {
  /// The full form, which says everything: `ap_fixed<24,4,AP_RND_CONV,AP_SAT>`, with `n_bits` last
  /// where it is not 0.
  public var description: String { written(in: .amd) }

  /// The word alone, without the modes: `sfix24_En20`.
  public var shortDescription: String { written(in: .mathWorks) }

  private func written(in notation: FormatNotation) -> String {
    // These two can express every format.
    (try? notation.text(of: self)) ?? ""
  }
}
