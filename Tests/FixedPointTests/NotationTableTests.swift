import Foundation
import Testing

@testable import FixedPoint

/// Each notation against a reading of its rules that is written down here once more, as text.
@Suite("Notations, by their owners' rules")
struct NotationTableTests {
  /// A word as its bits say it: the value of the lowest bit is 2^lowest, the sign bit has the negative weight.
  struct Word: Sendable {
    let bits: Int
    /// Exponent of the lowest bit's weight.
    let lowest: Int
    let isSigned: Bool

    /// Exponent of the highest bit's weight.
    var highest: Int { lowest + bits - 1 }
    /// Bits above the point that are no sign.
    var magnitude: Int { highest + (isSigned ? 0 : 1) }
  }

  struct Rule: Sendable, CustomTestStringConvertible {
    let modes: (Quantization?, Overflow?)
    /// Whether the owner has such a word.
    var has: @Sendable (Word) -> Bool = { _ in true }
    let text: @Sendable (Word) -> String
    var testDescription: String { text(Word(bits: 16, lowest: -12, isSigned: true)) }
  }

  private static let within: @Sendable (Word) -> Bool = { $0.lowest <= 0 && $0.highest >= -1 }
  private static let narrow: @Sendable (Word) -> Bool = { $0.bits <= 53 }
  private static let onlySigned: @Sendable (Word) -> Bool = { $0.isSigned }
  private static let ofBytes: @Sendable (Word) -> Bool = {
    $0.lowest == 0 && [8, 16, 32, 64].contains($0.bits)
  }
  private static let oneReading: @Sendable (Word) -> Bool = { $0.magnitude < -$0.lowest }
  private static let whole: @Sendable (Word) -> Bool = { $0.lowest == 0 }

  static let rules: [Rule] = [
    // Word length, and bits above the point with the sign bit.
    Rule(modes: (.trn, .wrap)) {
      "ap_\($0.isSigned ? "" : "u")fixed<\($0.bits),\($0.highest + 1)>"
    },
    Rule(modes: (.rnd, .sat)) {
      "sc_\($0.isSigned ? "" : "u")fixed<\($0.bits), \($0.highest + 1), SC_RND, sc_dt::SC_SAT>"
    },
    Rule(modes: (.trnZero, .wrap)) {
      "sc_\($0.isSigned ? "" : "u")fix(\($0.bits),\($0.highest + 1),SC_TRN_ZERO)"
    },
    Rule(modes: (.trn, .wrap), has: narrow) {
      "sc_dt::sc_\($0.isSigned ? "" : "u")fixed_fast<\($0.bits),\($0.highest + 1)>"
    },
    Rule(modes: (.trn, .wrap)) { "ac_fixed<\($0.bits),\($0.highest + 1),\($0.isSigned)>" },
    Rule(modes: (.trn, .wrap), has: onlySigned) { "ac_fixed<\($0.bits),\($0.highest + 1)>" },
    Rule(modes: (.trn, .wrap)) { "\($0.isSigned ? "" : "u")fixed<\($0.bits),\($0.highest + 1)>" },
    Rule(modes: (.rndInf, .satSym)) {
      "\($0.isSigned ? "" : "u")fixed<\($0.bits),\($0.highest + 1),RND_INF,SAT_SYM>"
    },
    // Whole numbers: the word length alone.
    Rule(modes: (.trn, .wrap), has: whole) { "ap_\($0.isSigned ? "" : "u")int<\($0.bits)>" },
    Rule(modes: (.trn, .wrap), has: whole) { "sc_big\($0.isSigned ? "" : "u")int<\($0.bits)>" },
    Rule(modes: (.trn, .wrap), has: whole) { "ac_int<\($0.bits),\($0.isSigned)>" },
    Rule(modes: (nil, nil), has: ofBytes) {
      "\($0.isSigned ? "" : "u")int\($0.bits)_t"
    },
    Rule(modes: (nil, nil), has: whole) {
      "\($0.isSigned ? "signed" : "UNSIGNED")(\($0.bits - 1) downto 0)"
    },
    Rule(modes: (nil, nil), has: whole) { "\($0.isSigned ? "signed " : "")[\($0.bits - 1):0]" },
    Rule(modes: (.trn, .wrap), has: whole) { "\($0.isSigned ? "Signed" : "Unsigned") \($0.bits)" },
    Rule(modes: (.trn, .wrap), has: whole) { "\($0.isSigned ? "S" : "U")Int(\($0.bits) bits)" },
    Rule(modes: (.trn, .wrap), has: whole) { "\($0.isSigned ? "S" : "U")Int(\($0.bits).W)" },
    // Word length, and minus the exponent of the lowest bit.
    Rule(modes: (nil, nil)) {
      "\($0.isSigned ? "s" : "u")fix\($0.bits)"
        + ($0.lowest == 0 ? "" : $0.lowest < 0 ? "_En\(-$0.lowest)" : "_E\($0.lowest)")
    },
    Rule(modes: (nil, nil)) { "fixdt(\($0.isSigned ? 1 : 0),\($0.bits),\(-$0.lowest))" },
    Rule(modes: (nil, nil)) { "numerictype(\($0.isSigned),\($0.bits),\(-$0.lowest))" },
    Rule(modes: (nil, nil)) { "fixdt(\($0.isSigned ? 1 : 0),\($0.bits),2^\($0.lowest),0)" },
    Rule(modes: (nil, nil)) { "fixdt(\($0.isSigned ? 1 : 0),\($0.bits),1,\($0.lowest),0)" },
    Rule(modes: (.rnd, .sat)) { "fi(pi,\($0.isSigned ? 1 : 0),\($0.bits),\(-$0.lowest))" },
    Rule(modes: (.trn, .wrap)) {
      "fi(0,\($0.isSigned),\($0.bits),\(-$0.lowest),'OverflowAction','Wrap','RoundingMethod','Floor')"
    },
    Rule(modes: (.trn, .wrap), has: within) {
      "\($0.isSigned ? "" : "U")Fix_\($0.bits)_\(-$0.lowest)"
    },
    Rule(modes: (.trn, .wrap), has: within) {
      "x_\($0.isSigned ? "s" : "u")fix\($0.bits)_En\(-$0.lowest)"
    },
    Rule(modes: (.rndConv, .sat), has: within) {
      "x_\($0.isSigned ? "s" : "u")fix\($0.bits)_En\(-$0.lowest)_r5w1"
    },
    Rule(modes: (.trnZero, .sat)) { "fxp-\($0.isSigned ? "s" : "u")\($0.bits)/\(-$0.lowest)" },
    Rule(modes: (.trn, .wrap), has: onlySigned) {
      "FixedPoint(\($0.bits).W, \(-$0.lowest).BP)"
    },
    // Exponents of the ends.
    Rule(modes: (.rndConv, .sat)) {
      "\($0.isSigned ? "s" : "u")fixed(\($0.highest) downto \($0.lowest))"
    },
    // The peak is the power of two that the range ends at.
    Rule(modes: (.trn, .wrap)) {
      "\($0.isSigned ? "S" : "U")Fix(\($0.magnitude) exp, \($0.bits) bits)"
    },
    Rule(modes: (.trn, .wrap)) {
      "\($0.isSigned ? "S" : "U")Fix(\($0.magnitude) exp, \($0.lowest) exp)"
    },
    // Bits above and below the point; in en_cl_fix and AFix the sign is beside them.
    Rule(modes: (.trn, .wrap)) { "[\($0.isSigned ? 1 : 0), \($0.magnitude), \(-$0.lowest)]" },
    Rule(modes: (.rnd, .sat), has: oneReading) {
      "(\($0.isSigned),\($0.magnitude),\(-$0.lowest)),Round_s,Sat_s"
    },
    Rule(modes: (.trn, .wrap)) {
      "AFix.\($0.isSigned ? "S" : "U")Q(\($0.magnitude) bits, \(-$0.lowest) bits)"
    },
    Rule(modes: (.trn, .wrap), has: within) {
      "fixed.\($0.isSigned ? "S" : "U")Q(\($0.highest + 1), \(-$0.lowest))"
    },
    Rule(modes: (.trn, .wrap), has: within) {
      "fixed.Shape(\($0.isSigned ? "" : "un")signed(\($0.bits)), \(-$0.lowest))"
    },
    Rule(modes: (.trn, .sat), has: within) {
      "\($0.isSigned ? "S" : "U")Fixed \($0.highest + 1) \(-$0.lowest)"
    },
    Rule(modes: (.trn, .wrap), has: onlySigned) {
      "APyFixed(5, bits=\($0.bits), int_bits=\($0.highest + 1))"
    },
    Rule(modes: (.rndInf, .wrap), has: onlySigned) {
      "apytypes.fx(1.5, frac_bits=\(-$0.lowest), int_bits=\($0.highest + 1))"
    },
  ]

  @Test("The numbers of each notation mean what its owner means", arguments: rules)
  func numbers(_ rule: Rule) throws {
    var read = 0
    for bits in [1, 2, 8, 16, 53, 64, 127] {
      for lowest in [-140, -127, -64, -16, -12, -8, -2, -1, 0, 1, 3, 40] {
        for isSigned in [true, false] {
          let word = Word(bits: bits, lowest: lowest, isSigned: isSigned)
          guard rule.has(word) else { continue }
          let text = rule.text(word)
          let parsed = try FormatNotation.parse(text)
          try #require(
            parsed.width == bits && parsed.isSigned == isSigned
              && parsed.width - parsed.integerBits == -lowest
              && (parsed.quantization, parsed.overflow) == rule.modes, "\(text) as \(parsed)")
          read += 1
        }
      }
    }
    #expect(read >= 2)
  }

  @Test("A mode's number is its place in the enumeration that HLS logs print")
  func numericModes() throws {
    for text in [
      "ap_fixed<8, 4, (ap_q_mode)5, (ap_o_mode)3, 0>", "ap_fixed<8,4,5u,3>",
      "sc_dt::sc_fixed<8, 4, (sc_dt::sc_q_mode)5, (sc_dt::sc_o_mode)3, 0>",
      "ac_fixed<8, 4, true, (ac_q_mode)0, (ac_o_mode)0>",
    ] {
      let format = try FormatNotation.parse(text).format()
      #expect((format.quantization, format.overflow) == (.trn, .wrap), "\(text)")
    }
    let other = try FormatNotation.parse("ap_fixed<8,4,(ap_q_mode)4,(ap_o_mode)2>").format()
    #expect((other.quantization, other.overflow) == (.rndConv, .satSym))
  }

  /// What a message advises: a text after "write", "mean" or "as in", or between "readings" and so on.
  private func advice(_ message: String) -> [String] {
    ["; write ", "did you mean ", "for example ", "as in ", "mean "].compactMap { mark in
      guard let start = message.range(of: mark)?.upperBound else { return nil }
      let rest = message[start...].drop { $0 == " " }
      return String(rest.prefix { $0 != "?" && $0 != ";" })
    }
  }

  @Test("Advice leads to a format, and keeps the numbers")
  func adviceWorks() throws {
    var (tried, kept) = (0, 0)
    for (text, keeps) in [
      ("ap_fixd<16,4>", true), ("sfxed(3 downto -12)", true), ("AC_FIXED<9,4,false>", true),
      ("ufx13_En7", true), ("fixt(1,19,3)", true), ("sfixed(-12 to 3)", true),
      ("ufixed(9 to -12)", true), ("uint9", true), ("int24_t", true), ("Fix_16_20", true),
      ("sc_fixed_fast<60,4>", true), ("sc_int<70>", true), ("ap_fixed<16>", false),
      ("ac_fixed<16,4,maybe>", false), ("fixed.SQ(8)", false), ("SFix(3 exp)", false),
      ("FixedPoint(16.W)", false), ("APyFixed(3, bits=4)", false), ("fxp-s16", false),
      ("x_sfix16", false), ("sfix16_Sp1_Bn25", false), ("fixdt(1,16)", false), ("SFixed 4", false),
      ("(1,2)", false), ("[1,2]", false), ("Signed x", false), ("ap_int<x>", false),
      ("sfixed(3)", false), ("signed(7)x", false), ("UFix_8", false), ("q15", false),
      ("int24", true), ("sc_fix(3)", false), ("ufixed<3>", false), ("fi(0,1,3)", false),
    ] {
      do {
        _ = try FormatNotation.parse(text)
        if text != "x_sfix16" { Issue.record("\(text) is read") }
      } catch {
        let offers = advice(error.description)
        #expect(!offers.isEmpty, "\(error)")
        let accepted = offers.filter { (try? FormatNotation.parse($0)) != nil }
        #expect(!accepted.isEmpty, "\(error): \(offers)")
        tried += 1
        guard keeps else { continue }
        let numbers = { (text: String) in
          Set(text.split { !$0.isNumber && $0 != "-" }.compactMap { Int($0)?.magnitude })
        }
        let word = try #require(accepted.first)
        let isSame = numbers(word).isSubset(of: numbers(text).union([56]))
        #expect(isSame, "\(text): \(word)")
        kept += 1
      }
    }
    #expect(tried > 30 && kept > 10)
  }
}

@Suite("Notations, fuzzed")
struct NotationFuzzTests {
  /// HARDFIT_FUZZ strings, 5,000 without it.
  static let count = Int(ProcessInfo.processInfo.environment["HARDFIT_FUZZ"] ?? "") ?? 5000

  @Test("No text traps, and what is accepted prints back to itself")
  func fuzz() throws {
    var random = SeededGenerator(seed: UInt64.random(in: 0...UInt64.max))
    let seeds =
      NotationTableTests.rules.map(\.testDescription) + FormatNotation.allCases.map(\.example)
    let parts =
      [
        "ap_", "sc_", "ac_", "u", "fixed", "fix", "int", "<", ">", "(", ")", "[", "]", ",", " ",
        "-",
        "0", "1", "4", "12", "16", "127", "1001", "99999999999999999999", "_En", "_E", "_S", "_Bn",
        "p5",
        "AP_RND", "AP_SAT", "WRAP:2", "SAT", ":", "::", ".", "'", "\"", "true", "downto", "to",
        "exp",
        "bits", "{", "}", "²", "\u{301}", "\0", "\n", "٣", "−", "Q", "UQ", "fxp-s", "/", "fi(",
        "2^",
      ] + seeds
    var (accepted, refused) = (0, 0)
    for _ in 0..<Self.count {
      var text = random.chance(2) ? seeds[random.index(below: seeds.count)] : ""
      for _ in 0..<random.integer(in: text.isEmpty ? 1...12 : 0...3) {
        let part = parts[random.index(below: parts.count)]
        let characters = Array(text)
        let at = random.index(below: characters.count + 1)
        let cut = min(characters.count, at + random.index(below: 3))
        text =
          String(characters[..<at]) + (random.chance(4) ? "" : part) + String(characters[cut...])
      }
      do {
        let parsed = try FormatNotation.parse(text)
        let format = try parsed.format()
        let back = try FormatNotation.parse(format.description).format()
        if back != format {
          Issue.record("seed \(random.seed): \(text.debugDescription) \(format)")
        }
        if let own = try? parsed.notation.text(of: format), parsed.notation != .integer {
          let again = try FormatNotation.parse(own)
          if (again.width, again.integerBits) != (parsed.width, parsed.integerBits)
            || again.isSigned != parsed.isSigned
          {
            Issue.record("seed \(random.seed): \(text.debugDescription) \(own)")
          }
        }
        accepted += 1
      } catch {
        refused += 1
        if "\(error)".contains("\n") { Issue.record("seed \(random.seed): \(error)") }
      }
    }
    #expect(accepted > Self.count / 20 && refused > Self.count / 20)
  }
}
