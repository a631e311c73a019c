import Testing

@testable import FixedPoint

@Suite("Notations")
struct NotationTests {
  @Test(
    "Every notation of the same word reads as the same word",
    arguments: [
      "ap_fixed<16,4>", "ap_fixed < 16 , 4 >", "sc_fixed<16,4>", "ac_fixed<16,4,true>",
      "ac_fixed<16, 4, 1>", "sfix16_En12", "fixdt(1,16,12)", "fixdt(true, 16, 12)",
      "sfixed(3 downto -12)", "SFIXED (3 DOWNTO -12)", "(1,3,12)", "(true,3,12)", "( True, 3, 12 )",
      "  sfix16_En12\t", "sfix16_En12,TRN,WRAP",
    ])
  func sameWord(_ text: String) throws {
    let format = try FormatNotation.parse(text).format()
    #expect(format == (try Format(width: 16, integerBits: 4)))
  }

  @Test(
    "An unsigned word is read from every notation",
    arguments: [
      "ap_ufixed<16,4>", "sc_ufixed<16,4>", "ac_fixed<16,4,false>", "ufix16_En12",
      "fixdt(0,16,12)", "ufixed(3 downto -12)", "(0,4,12)", "(false,4,12)",
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

  @Test("A language with modes reports its own defaults, a notation without reports none")
  func defaults() throws {
    for text in ["ap_fixed<16,4>", "sc_ufixed<16,4>", "ac_fixed<16,4,true>"] {
      let parsed = try FormatNotation.parse(text)
      #expect(parsed.quantization == .trn)
      #expect(parsed.overflow == .wrap)
    }
    for text in ["sfix16_En12", "fixdt(1,16,12)", "sfixed(3 downto -12)", "(1,3,12)"] {
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
    for width in [1, 2, 8, 16, 24, 64, 127] {
      for integerBits in [-20, -1, 0, 1, 4, width, width + 9] {
        for isSigned in [true, false] {
          for quantization in Quantization.allCases {
            for overflow in overflowModes(nBits: [0, 1, 3, 200], isSigned: isSigned) {
              let format = try Format(
                width: width, integerBits: integerBits, isSigned: isSigned,
                quantization: quantization, overflow: overflow)
              for notation in FormatNotation.allCases {
                if notation == .siemens, !isSiemens(overflow) {
                  #expect(throws: NotationError.self) { try notation.text(of: format) }
                  continue
                }
                let text = try notation.text(of: format)
                let parsed = try FormatNotation.parse(text)
                #expect((parsed.quantization != nil) == notation.statesModes)
                #expect((parsed.overflow != nil) == notation.statesModes)
                let back = try parsed.format(quantization: quantization, overflow: overflow)
                try #require(back == format, "\(format) became \(back) through \(text)")
                if !notation.statesModes {
                  let full = try FormatNotation.parse("\(text),\(quantization),\(overflow)")
                  try #require(try full.format() == format, "\(text),\(quantization),\(overflow)")
                }
                tried += 1
              }
            }
          }
        }
      }
    }
    #expect(tried > 20_000)
  }

  private func isSiemens(_ overflow: Overflow) -> Bool {
    if case .wrapSM = overflow { return false }
    return overflow.saturatedBits == 0
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
    #expect(try FormatNotation.enClFix.text(of: wrapped) == "(0,11,-3)")
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
    "What cannot be read is refused with the mend",
    arguments: [
      ("", "is no format"),
      ("banana", "ap_fixed<16,4"),
      ("ap_fixd<16,4>", "did you mean ap_fixed?"),
      ("AP_FIXED<16,4>", "did you mean ap_fixed?"),
      ("ap_fixed<16>", "needs 2 to 5 arguments"),
      ("ap_fixed<16,4", "has no <…>"),
      ("ap_fixed<16,4>>", "goes on with '>'"),
      ("ap_fixed<16,4>,SAT", "between the brackets"),
      ("ap_fixed<16,,AP_RND>", "small integer"),
      ("ap_fixed<16,4,RND>", "AP_RND"),
      ("ap_fixed<16,4,SC_RND>", "AP_RND"),
      ("ap_fixed<16,4,AP_RMD>", "did you mean RND?"),
      ("ap_fixed<16,4,AP_RND,AP_STA>", "did you mean SAT?"),
      ("ap_fixed<16,4,AP_RND,AP_WRAP,-1>", "n_bits"),
      ("ap_fixed<8,4,AP_RND,AP_SAT,3>", "has n_bits, which only WRAP and WRAP_SM have"),
      ("sfix16_En12,RND,SAT_SYM,1", "has n_bits, which only WRAP and WRAP_SM have"),
      ("ap_fixed<0,0>", "1 to 127"),
      ("ap_fixed<128,4>", "1 to 127"),
      ("ap_fixed<16,2000>", "2000 integer bits put the binary point too far from the word"),
      ("fixdt(0,127,1022)", "1022 fraction bits put the binary point too far from the word"),
      ("ap_fixed<16,-1001>", "-1001 integer bits put the binary point too far"),
      ("ap_fixed<99999999999999999999,4>", "small integer"),
      ("ap_fixed<16,-9223372036854775808>", "small integer"),
      ("ap_ufixed<16,4,AP_RND,AP_WRAP_SM>", "WRAP_SM"),
      ("ac_fixed<16,4>", "needs 3 to 5 arguments"),
      ("ac_fixed<16,4,maybe>", "for the sign"),
      ("ac_fixed<16,4,true,AC_RND_CONV_ODD>", "IEEE 1666 does not have"),
      ("ac_fixed<16,4,true,AC_RND,AC_WRAP_SM>", "Siemens has not"),
      ("ac_fixed<16,4,true,AC_RND,AC_WRAP,1>", "arguments"),
      ("sfix16_S3_B2", "MathWorks"),
      ("sfix16_S3", "slope"),
      ("sfix16_Enx", "exponent"),
      ("sfix16_En-3", "exponent"),
      ("sfix_En3", "MathWorks"),
      ("sfix16_En12,RND,SAT,0,9", "nothing can follow"),
      ("sfix16_En12,", "neither"),
      ("sfix16_En12,RNDC", "did you mean RND?"),
      ("sfix16_En12:RND", "after a comma"),
      ("fixdt(1,16)", "leaves the binary point open"),
      ("fixdt(1,16,2^-12,0)", "slope"),
      ("sfixed(-12 to 3)", "3 downto -12"),
      ("sfixed(3)", "range"),
      ("sfixed(-12 downto 3)", "1 to 127"),
      ("(1,3)", "(1,3,12)"),
      ("(2,3,12)", "sign"),
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
      if let name = mode.mathWorksName { #expect(try Quantization(parsing: name) == mode) }
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
