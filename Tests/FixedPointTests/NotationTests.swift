import Testing

@testable import FixedPoint

@Suite("Notations")
struct NotationTests {
  @Test(
    "Every notation of the same word reads as the same word",
    arguments: [
      "ap_fixed<16,4>", "ap_fixed < 16 , 4 >", "sc_fixed<16,4>", "ac_fixed<16,4,true>",
      "ac_fixed<16, 4, 1>", "sfix16_En12", "fixdt(1,16,12)", "fixdt(true, 16, 12)",
      "sfixed(3 downto -12),TRN,WRAP", "SFIXED (3 DOWNTO -12),WRAP,TRN", "(1,3,12)", "(true,3,12)",
      "( True, 3, 12 )", "  sfix16_En12\t", "sfix16_En12,TRN,WRAP",
      "sc_dt::sc_fixed<16,4,sc_dt::SC_TRN>",
      "const ap_fixed<16,4>", "[true,3,12]", "\u{a0}sfix16_En12\u{a0}",
    ])
  func sameWord(_ text: String) throws {
    let format = try FormatNotation.parse(text).format()
    #expect(format == (try Format(width: 16, integerBits: 4)))
  }

  @Test(
    "An unsigned word is read from every notation",
    arguments: [
      "ap_ufixed<16,4>", "sc_ufixed<16,4>", "ac_fixed<16,4,false>", "ufix16_En12",
      "fixdt(0,16,12)", "ufixed(3 downto -12),TRN,WRAP", "(0,4,12)", "(false,4,12)",
    ])
  func unsignedWord(_ text: String) throws {
    let format = try FormatNotation.parse(text).format()
    #expect(format == (try Format(width: 16, integerBits: 4, isSigned: false)))
  }

  @Test("A MathWorks exponent without n is positive and may be left out")
  func mathWorksExponents() throws {
    #expect(try FormatNotation.parse("sfix16_E3").integerBits == 19)
    #expect(try FormatNotation.parse("sfix16_Ep3").integerBits == 19)
    #expect(try FormatNotation.parse("sfix16").integerBits == 16)
    #expect(try FormatNotation.parse("ufix8_En20").integerBits == -12)
  }

  @Test("An owner with modes gives its defaults, one without gives none")
  func defaults() throws {
    for text in ["ap_fixed<16,4>", "sc_ufixed<16,4>", "ac_fixed<16,4,true>", "(1,3,12)"] {
      let parsed = try FormatNotation.parse(text)
      #expect(parsed.hasDefaultModes)
      #expect(parsed.quantization == .trn)
      #expect(parsed.overflow == .wrap)
    }
    for text in ["sfix16_En12", "fixdt(1,16,12)", "numerictype(1,16,12)", "int16"] {
      let parsed = try FormatNotation.parse(text)
      #expect(parsed.quantization == nil)
      #expect(parsed.overflow == nil)
      let filled = try parsed.format(quantization: .rndConv, overflow: .satSym)
      #expect(filled.quantization == .rndConv)
      #expect(filled.overflow == .satSym)
    }
  }

  @Test("Modes may be appended to a notation that has none")
  func appendedModes() throws {
    func modes(_ text: String) throws -> (Quantization?, Overflow?) {
      let parsed = try FormatNotation.parse(text)
      return (parsed.quantization, parsed.overflow)
    }
    #expect(try modes("sfix16_En12,RND_CONV,SAT") == (.rndConv, .sat))
    #expect(try modes("sfix16_En12,SAT,RND_CONV") == (.rndConv, .sat))
    #expect(try modes("sfix16_En12,WRAP,2,RND") == (.rnd, .wrap(saturatedBits: 2)))
    #expect(try modes("(1,3,12),Sat_s,NonSymNeg_s") == (.rndMinInf, .sat))
    #expect(try modes("sfixed(3 downto -12),fixed_truncate,fixed_wrap") == (.trn, .wrap))
    #expect(try modes("sfix16_En12, rnd") == (.rnd, nil))
    #expect(try modes("sfix16_En12,SAT_SYM") == (nil, .satSym))
    #expect(try modes("(1,3,12),RND,WRAP:2") == (.rnd, .wrap(saturatedBits: 2)))
    #expect(try modes("(1,3,12),RND,WRAP,2") == (.rnd, .wrap(saturatedBits: 2)))
    #expect(try modes("fixdt(1,16,12),Convergent,Saturate") == (.rndConv, .sat))
    #expect(
      try modes("sfixed(3 downto -12),AP_TRN_ZERO,AP_WRAP_SM:1") == (
        .trnZero, .wrapSM(saturatedBits: 1)
      ))
  }

  @Test("Every format survives every notation that can express it")
  func roundTrips() throws {
    var tried = 0
    for width in [1, 8, 24, 127] {
      for integerBits in [-20, 0, 4, width, width + 9] {
        for isSigned in [true, false] {
          for quantization in Quantization.allCases {
            for overflow in overflowModes(nBits: [0, 1, 3, 200], isSigned: isSigned) {
              let format = try Format(
                width: width, integerBits: integerBits, isSigned: isSigned,
                quantization: quantization, overflow: overflow)
              for notation in FormatNotation.written {
                let text: String
                do { text = try notation.text(of: format) } catch {
                  #expect(Self.lacks(notation, format), "\(error)")
                  continue
                }
                #expect(!Self.lacks(notation, format), "\(text)")
                let parsed = try FormatNotation.parse(text)
                #expect(parsed.notation == notation)
                if notation.statesModes {
                  #expect(!parsed.hasDefaultModes)
                  try #require(try parsed.format() == format, "\(format) through \(text)")
                } else {
                  let full = try FormatNotation.parse("\(text),\(overflow),\(quantization)")
                  try #require(try full.format() == format, "\(text),\(overflow),\(quantization)")
                }
                tried += 1
              }
            }
          }
        }
      }
    }
    #expect(tried > 10_000)
  }

  /// What the owners' types have not, as their documentation says.
  private static func lacks(_ notation: FormatNotation, _ format: Format) -> Bool {
    let (bits, isWithin) = (
      format.overflow.saturatedBits, format.integerBits >= 0 && format.fractionBits >= 0
    )
    let isWrapSM = if case .wrapSM = format.overflow { true } else { false }
    return switch notation {
    case .siemens: isWrapSM || bits != 0
    case .hls4ml: isWrapSM
    case .modelComposer: bits != 0 || !isWithin
    case .systemGenerator, .amaranth, .clash: !isWithin
    case .chisel, .apyTypes: !format.isSigned
    default: false
    }
  }

  @Test("The canonical form prints n_bits only where there are any")
  func canonicalForm() throws {
    let rounded = try Format(
      width: 24, integerBits: 4, quantization: .rndConv, overflow: .sat)
    #expect(rounded.description == "ap_fixed<24,4,AP_RND_CONV,AP_SAT>")
    #expect(rounded.shortDescription == "sfix24_En20")
    let wrapped = try Format(
      width: 8, integerBits: 11, isSigned: false, overflow: .wrap(saturatedBits: 3))
    #expect(wrapped.description == "ap_ufixed<8,11,AP_TRN,AP_WRAP,3>")
    #expect(wrapped.shortDescription == "ufix8_E3")
    #expect(try FormatNotation.vhdl.text(of: wrapped) == "ufixed(10 downto 3)")
    #expect(try FormatNotation.enClFix.text(of: wrapped) == "[0,11,-3]")
    #expect(
      try FormatNotation.siemens.text(of: rounded) == "ac_fixed<24,4,true,AC_RND_CONV,AC_SAT>")
    #expect(try FormatNotation.systemC.text(of: rounded) == "sc_fixed<24,4,SC_RND_CONV,SC_SAT>")
    #expect(try FormatNotation.fixdt.text(of: rounded) == "fixdt(1,24,20)")
  }

  @Test("Bare Q notation is refused with both readings")
  func bareQ() {
    let message = refusal("Q4.12")
    #expect(message.contains("ARM"))
    #expect(message.contains("sfix16_En12 or ap_fixed<16,4>"))
    #expect(message.contains("TI"))
    #expect(message.contains("sfix17_En12 or ap_fixed<17,5>"))
    #expect(refusal("UQ4.12").contains("ufix16_En12 or ap_ufixed<16,4>"))
    #expect(refusal("q15").contains("word length"))
    #expect(refusal("Q999999999999999999999.1").contains("word length"))
    #expect(refusal("Q900.12").contains("impossible"))
  }

  @Test(
    "What cannot be read is refused with the fix",
    arguments: [
      ("", "is not a format"),
      ("banana", "ap_fixed<16,4"),
      ("ap_fixd<16,4>", "did you mean ap_fixed<16,4>?"),
      ("AP_FIXED<16,4>", "did you mean ap_fixed<16,4>?"),
      // Of the names that are near, the one with which the whole is a format.
      ("Sfixd(3 downto -12)", "did you mean sfixed(3 downto -12)?"),
      ("Sfixd(3 exp, 16 bits)", "did you mean SFix(3 exp, 16 bits)?"),
      ("ap_fixed<16>", "from '>' on"),
      ("ap_fixed<16,4", "from its end on"),
      ("ap_fixed<16,4>>", "from '>' on"),
      ("ap_fixed<16,4>,SAT", "between the brackets"),
      ("ap_fixed<16,,AP_RND>", "from ',AP_RND>' on"),
      ("ap_fixed<16,4,RND>", "AP_RND"),
      ("ap_fixed<16,4,SC_RND>", "AP_RND"),
      ("ap_fixed<16,4,AP_RMD>", "did you mean AP_RND?"),
      ("ap_fixed<16,4,AP_RND,AP_STA>", "did you mean AP_SAT?"),
      ("ap_fixed<16,4,AP_RND,AP_WRAP,-1>", "n_bits"),
      ("ap_fixed<8,4,AP_RND,AP_SAT,3>", "has n_bits, which only WRAP and WRAP_SM have"),
      ("ap_fixed<8,4,AP_SAT,AP_RND>", "an overflow mode; it stands after"),
      ("ap_fixed<8,4,AP_RND,AP_RND>", "a quantisation mode; it stands before"),
      ("ap_fixed<8,4,(ap_q_mode)7>", "0 to 6"),
      ("sfix16_En12,RND,SAT_SYM,1", "has n_bits, which only WRAP and WRAP_SM have"),
      ("sfix16_En12,SAT:2", "has n_bits, which only WRAP and WRAP_SM have"),
      ("sfix8_En4,WRAP:2,0", "two values for n_bits, 2 and 0"),
      ("sfix8_En4,RND,WRAP:0,2", "two values for n_bits, 0 and 2"),
      ("ap_fixed<8,4,AP_TRN,AP_WRAP:2,0>", "two values for n_bits, 2 and 0"),
      ("sfix8_En4,RND,TRN", "two quantisation modes"),
      ("sfix8_En4,SAT,RND,WRAP", "two overflow modes"),
      ("sfix8_En4,Ceiling", "toward +∞, which IEEE 1666 does not have"),
      ("sfix8_En4,SAT,Ceiling", "toward +∞, which IEEE 1666 does not have"),
      ("(1,3,12),ConvOdd_s,Sat_s", "ties to odd"),
      ("ap_fixed<0,0>", "1 to 127"),
      ("ap_fixed<128,4>", "1 to 127"),
      ("ap_fixed<16,2000>", "2000 integer bits put the binary point too far from the word"),
      ("fixdt(0,127,1022)", "1022 fraction bits put the binary point too far from the word"),
      ("ap_fixed<16,-1001>", "-1001 integer bits put the binary point too far"),
      ("ap_fixed<99999999999999999999,4>", "not of the form ap_fixed<W,I,Q,O,n>"),
      ("ap_fixed<16,-9223372036854775808>", "not of the form"),
      ("ap_ufixed<16,4,AP_RND,AP_WRAP_SM>", "WRAP_SM"),
      ("ac_fixed<16,4,maybe>", "from 'maybe>' on"),
      ("ac_fixed<16,4,true,AC_RND_CONV_ODD>", "IEEE 1666 does not have"),
      ("ac_fixed<16,4,true,AC_RND,AC_WRAP_SM>", "AC_WRAP_SM, which the type has not"),
      ("ac_fixed<16,4,true,AC_RND,AC_WRAP,1>", "arguments"),
      ("sfix16_Sp1_Bn25", "a slope and a bias (0.1 and -25.0)"),
      ("sfix16_S5_B7,RND,SAT", "a slope and a bias (5.0 and 7.0)"),
      ("ufix16_F1p5_En50", "a slope and a bias (1.5 and 0.0)"),
      ("fixdt(0,32,1,-50)", "a slope and a bias (1.0 and -50.0)"),
      ("numerictype(1,16,1.5,-3,0)", "a slope and a bias (1.5 and 0.0)"),
      ("sfix16_C12", "compressed"),
      ("sfix16_Enx", "exponent"),
      ("sfix16_En-3", "not of the form"),
      ("sfix_En3", "not of the form"),
      ("flts16_En12", "scaled double"),
      ("sfix16_En12,RND,SAT,0,9", "'9' where a mode was expected"),
      ("sfix16_En12,", "nothing after a comma"),
      ("sfix16_En12,RNDC", "did you mean RND?"),
      ("sfix16_En12:RND", "from ':RND' on"),
      ("fixdt(1,16)", "leaves the binary point open"),
      ("fixdt(1,16,2^-12,1)", "slope"),
      ("fixdt('ap_fixed<16,4>')", "not a MathWorks type name"),
      ("sfixed(-12 to 3)", "write sfixed(3 downto -12)"),
      ("sfixed(3 to -12)", "write sfixed(3 downto -12)"),
      ("ufixed(-12 downto 3)", "write ufixed(3 downto -12)"),
      ("sfixed(3)", "sfixed(I-1 downto -F)"),
      ("(1,3)", "(1,3,12)"),
      ("(2,3,12)", "(S,I-S,F)"),
      ("uint9", "write ufix9"),
      ("sc_fixed_fast<60,4>", "write sfix60_En56"),
      ("Fix_16_20", "write sfix16_En20"),
      ("AFix(-256, 256, -2 exp)", "range of raw integers"),
      ("fxp-s16/8-complex", "complex"),
    ])
  func refusals(_ text: String, _ part: String) {
    let message = refusal(text)
    #expect(message.contains(part), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test("A mode is read by each of its names in any letter case")
  func modeNames() throws {
    for mode in Quantization.allCases {
      for prefix in ["", "AP_", "SC_", "AC_", "sc_"] {
        #expect(try Quantization(parsing: prefix + mode.rawValue) == mode)
        #expect(try Quantization(parsing: (prefix + mode.rawValue).lowercased()) == mode)
      }
      for name in mode.otherNames { #expect(try Quantization(parsing: name) == mode) }
    }
    for mode in overflowModes(nBits: [0, 1, 5], isSigned: true) {
      for prefix in ["", "AP_", "SC_", "ap_"] {
        #expect(try Overflow(parsing: prefix + mode.description) == mode)
      }
    }
    #expect(throws: NotationError.self) { try Overflow(parsing: "SAT:2") }
    #expect(throws: NotationError.self) { try Overflow(parsing: "WRAP:-2") }
    #expect(throws: NotationError.self) { try Overflow(parsing: "WRAP:x") }
    #expect(throws: NotationError.self) { try Quantization(parsing: "ceiling") }
  }

  @Test("Where a foreign type behaves otherwise the difference is named")
  func differences() throws {
    let plain = try Format(width: 16, integerBits: 4, quantization: .rnd, overflow: .sat)
    for notation in FormatNotation.allCases { #expect(notation.difference(from: plain) == nil) }
    let partial = try Format(
      width: 4, integerBits: 4, isSigned: false, overflow: .wrap(saturatedBits: 1))
    #expect(FormatNotation.amd.difference(from: partial) != nil)
    #expect(FormatNotation.systemC.difference(from: partial) == nil)
    let beyond = try Format(width: 8, integerBits: 4, overflow: .wrap(saturatedBits: 99))
    #expect(FormatNotation.systemC.notes(on: beyond).first?.contains("99") == true)
    #expect(FormatNotation.systemC.notes(on: partial).isEmpty)
  }

  @Test("A triple that may mean two words is refused with both")
  func ambiguousTriples() throws {
    for (text, readings) in [
      ("(1,16,12)", ["29 bits, sfix29_En12", "16 bits, sfix16_En12"]),
      ("(0,8,8)", ["16 bits, ufix16_En8", "8 bits, ufix8_En8"]),
      ("(true, 12, 0),RND,SAT", ["13 bits, sfix13", "12 bits, sfix12"]),
      ("(1,4,-2)", ["3 bits, sfix3_E2", "4 bits, sfix4_E2"]),
      ("(0,120,20)", ["140 bits, impossible", "120 bits, ufix120_En20"]),
    ] {
      for reading in readings { #expect(refusal(text).contains(reading), "\(refusal(text))") }
    }
    for text in ["(1,3,4)", "(1,5,18)", "(0,0,8)", "(1,-2,8)", "[1,16,12]"] {
      #expect(try FormatNotation.parse(text).notation == .enClFix)
    }
  }

  private func refusal(_ text: String) -> String {
    do {
      let parsed = try FormatNotation.parse(text)
      return "was read as \(parsed)"
    } catch {
      return error.description
    }
  }
}

/// Every overflow mode, the wrapping ones with each of the numbers of saturated bits.
func overflowModes(nBits: [Int], isSigned: Bool) -> [Overflow] {
  [.sat, .satZero, .satSym] + nBits.map(Overflow.wrap(saturatedBits:))
    + (isSigned ? nBits.map(Overflow.wrapSM(saturatedBits:)) : [])
}
