import Cases
import FixedPoint
import Foundation
import Testing

@testable import hardfit

@Suite struct FormatCommandTests {
  private func report(_ text: String, _ notation: String) throws -> CastReport {
    try CastReport(text, in: ValueKind<WrittenFormat>.format.read(notation).format)
  }

  @Test func `the error is what is represented minus what was given`() throws {
    #expect(try report("3.14159", "ap_fixed<8,4,AP_RND_CONV,AP_SAT>").error.double == -0.01659)
    #expect(try report("-0.03125", "ap_fixed<8,4>").errorInLSBs.double == -0.5)
    #expect(try report("100", "sfix8_En4,SAT").error.double == 7.9375 - 100)
    #expect(try report("0x1p-3", "sfix8_En4").error.double == 0)
  }

  @Test func `the error is good to all digits in words that no Double can hold`() throws {
    // 0.1 · 2^120 has the fraction 0.6, since 2^120 ends in 6; truncated, that is the error.
    let wide = try report("0.1", "sfix127_En120")
    #expect(abs(wide.errorInLSBs.double + 0.6) < 1e-15)
    // 2^62 ends in 4.
    #expect(abs(try report("0.1", "sfix64_En62").errorInLSBs.double + 0.4) < 1e-15)
    #expect(abs(try report("-0.1", "sfix64_En62").errorInLSBs.double + 0.6) < 1e-15)
    #expect(try report("1", "sfix8_E900").error.double == -1)
  }

  @Test func `the error keeps its digits where word and number nearly take each other away`() throws
  {
    // Saturated one place below 2, at 2^-95.
    #expect(try report("2", "ap_ufixed<96,1,AP_TRN,AP_SAT>").error.double == -0x1p-95)
    #expect(
      try report("-0x8000000000000fp-55", "ap_fixed<53,1,AP_TRN,AP_SAT_SYM>").error.double
        == 0x17p-55)
    // A tail far below any window of 128 bits.
    #expect(try report("0x0.08", "sfix8_En4,RND_MIN_INF").error.double == -0x1p-5)
    let tail = "1" + String(repeating: "0", count: 100) + "1"
    #expect(try report("0x\(tail)p-404", "sfix8_En4,RND").error.double == -0x1p-404)
    #expect(try report("1e-5000", "sfix8_En4,RND").error.double == 0)
    #expect(try report("-1e-320", "sfix8_En4").error.double == -0.0625)
    #expect(try report(" 1.e-3 ", "sfix8_En4").error.double == -0.001)
    #expect(try report("0x.8p-5", "sfix8_En4").error.double == -0x1p-6)
    #expect(try report("1e400", "sfix8_En4,SAT").error.double == -.infinity)
  }

  @Test(
    arguments: [
      ("sfix16_En12,RND,SAT", "1e400", "-1e400", "-4.1e403"),
      ("sfix16_En12,RND,SAT", "-1e400", "1e400", "4.1e403"),
      ("sfix16_En12,RND,SAT", "-1e-400", "1e-400", "4.1e-397"),
      ("sfix16_En12,RND,SAT", "3e-324", "-3e-324", "-1.23e-320"),
      ("sfix8_E900,SAT", "1e-100", "-1e-100", "-1.18e-371"),
      ("sfix8_En900", "1e-400", "-1e-400", "-8.45e-130"),
      ("sfix8_En4", "9.99999999e-5000", "-1e-4999", "-1.6e-4998"),
      ("sfix8_En4", "0x1p-1100", "-7.36215e-332", "-1.18e-330"),
      ("sfix8_En4,SAT", "-0x1p1024", "1.79769e308", "2.88e309"),
      ("sfix8_En4,SAT", "-0x1p40000", "1.58426e12041", "2.53e12042"),
      ("sfix8_En4,SAT", "1e1000000000000", "-1e1000000000000", "-1.6e1000000000001"),
      ("sfix8_En4,SAT", "1e1000000000000000000000", "beyond", "beyond"),
      ("sfix8_En4", "0x1p-1000000000000000000000", "beyond", "beyond"),
    ])
  func `an error beyond a Double is shown in decimal, and none but zero as 0`(
    format: String, given: String, error: String, inPlaces: String
  ) throws {
    let format = try ValueKind<WrittenFormat>.format.read(format)
    let page = FormatPage(format: format, casts: [try CastReport(given, in: format.format)])
    let cells = page.text(width: 400).split(separator: "\n").last?.split(separator: " ")
    let shown = try #require(cells).dropFirst(5).prefix(2).map(String.init)
    #expect(shown == [error, inPlaces])
  }

  @Test func `an error is exact where a long text leaves less of the word than a Double can hold`()
    throws
  {
    for count in [400, 1000, 1199, 1600, 20_000] {
      let zeros = String(repeating: "0", count: count)
      let nines = String(repeating: "9", count: count)
      for (text, significand, exponent) in [
        ("1.5\(zeros)1", -1, -2), ("1.5\(zeros)25", -2.5, -2), ("-1.5\(zeros)1", 1, -2),
        ("1.4\(nines)", 1, -1), ("-1.4\(nines)75", -2.5, -2), ("0.15\(zeros)2e1", -2, -2),
      ] {
        let report = try report(text, "sfix8_En4,RND")
        let error = report.error.decimal
        #expect(error.exponent == exponent - count && abs(error.significand - significand) < 1e-14)
        #expect(report.error.double == 0 && !report.error.isZero)
      }
    }
  }

  @Test func `errors agree with differences of Doubles where those are exact`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    for _ in 0..<2_000 {
      let given = Double(Int.random(in: -100_000...100_000, using: &random)) / 1024
      let report = try report("\(given)", "sfix12_En4,RND_CONV,SAT")
      let format = report.format
      #expect(report.error.double == format.value(ofRaw: report.cast.raw) - given, "seed \(seed)")
    }
  }

  @Test func `JSON has the format, its range and every value`() throws {
    let run = try Executable.shell(
      "hardfit format 'ap_fixed<8,4,AP_RND_CONV,AP_SAT>' 3.14159 -0.03125 1e999 1e-400 --json")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let page = try #require(object)
    #expect(page["fraction_bits"] as? Int == 4)
    #expect((page["notations"] as? [String: Any])?["vhdl"] as? String == "sfixed(3 downto -4)")
    let values = try #require(page["values"] as? [[String: Any]])
    #expect(values.map { $0["raw"] as? Int } == [50, 0, 127, 0])
    #expect(values.map { $0["hex"] as? String } == ["32", "00", "7f", "00"])
    #expect(values.map { $0["decimal"] as? String } == ["3.125", "0", "7.9375", "0"])
    #expect(values[0]["error"] as? Double == -0.01659)
    #expect(values.map { $0["overflow"] as? Bool } == [false, false, true, false])
    #expect(values[2]["error"] is NSNull && values[3]["error"] is NSNull)
  }

  @Test func `the page is a table where that fits and paragraphs where not`() throws {
    let format = try ValueKind<WrittenFormat>.format.read("sfix64_En60,RND,WRAP_SM")
    let page = FormatPage(format: format, casts: [try CastReport("0.1", in: format.format)])
    let text = page.text(width: 80)
    #expect(text.contains("\n0.1\n  raw         115292150460684698\n"))
    #expect(text.contains("Siemens           none (Siemens has no WRAP_SM)"))
    #expect(text.contains("ap_fixed decides the fold of WRAP_SM before rounding"))
    #expect(page.text(width: 400).contains("value  "))
  }

  private func hardfit(_ words: [String]) throws -> Executable {
    let quoted = words.map { "'\($0.replacing("'", with: "'\\''"))'" }
    return try Executable.shell("hardfit \(quoted.joined(separator: " "))", in: Repository.root)
  }

  /// What `hardfit format` makes of a number, in JSON.
  private func page(_ notation: String, _ values: String...) throws -> [String: Any] {
    let run = try hardfit(["format", notation, "--json", "--"] + values)
    #expect(run.code == 0, "\(run.error)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test(
    arguments: [
      ("fixed<16,6>", "ap_fixed<16,6,AP_TRN,AP_WRAP>"),
      ("ac_fixed<16,4>", "ap_fixed<16,4,AP_TRN,AP_WRAP>"),
      ("fixdt('sfix16_En12')", "ap_fixed<16,4,AP_TRN,AP_WRAP>"),
      ("sfix8_En4,SAT,RND", "ap_fixed<8,4,AP_RND,AP_SAT>"),
      ("ap_fixed<8, 4, (ap_q_mode)5, (ap_o_mode)3, 0>", "ap_fixed<8,4,AP_TRN,AP_WRAP>"),
      ("sc_dt::sc_fixed<8,4,sc_dt::SC_RND>", "ap_fixed<8,4,AP_RND,AP_WRAP>"),
      ("Fix_16_14", "ap_fixed<16,2,AP_TRN,AP_WRAP>"),
      ("fxp-s16/8", "ap_fixed<16,8,AP_TRN_ZERO,AP_SAT>"),
      ("fixed.SQ(8, 4)", "ap_fixed<12,8,AP_TRN,AP_WRAP>"),
      ("FixedPoint(16.W, 8.BP)", "ap_fixed<16,8,AP_TRN,AP_WRAP>"),
      ("int16", "ap_fixed<16,16,AP_TRN,AP_WRAP>"),
      ("numerictype(1,16,12)", "ap_fixed<16,4,AP_TRN,AP_WRAP>"),
      ("sfixed(3 downto -12)", "ap_fixed<16,4,AP_RND_CONV,AP_SAT>"),
    ])
  func `notations are read as their owners mean them`(_ notation: String, _ format: String) throws {
    #expect(try page(notation)["format"] as? String == format)
  }

  @Test func `saturation of en_cl_fix keeps the most negative word`() throws {
    let values = try #require(try page("(1,3,4),RND,Sat_s", "-8")["values"] as? [[String: Any]])
    #expect(values[0]["decimal"] as? String == "-8" && values[0]["overflow"] as? Bool == false)
  }

  @Test
  func `a difference from the owner's type is said in text and JSON, and only where there is one`()
    throws
  {
    for (notation, note) in [
      ("ap_ufixed<5,5,AP_RND,AP_WRAP,5>", "31"), ("ap_ufixed<4,4,AP_RND,AP_WRAP,4>", "15"),
      ("ap_fixed<8,4,AP_RND,AP_WRAP_SM>", "before rounding"),
      ("ap_fixed<8,4,AP_TRN,AP_WRAP,99>", "n_bits is 99"), ("ap_fixed<8,4,AP_TRN,AP_WRAP_SM>", ""),
      ("sc_fixed<8,4,SC_RND,SC_WRAP_SM>", ""), ("ap_fixed<8,4,AP_RND,AP_WRAP,8>", ""),
    ] {
      let notes = try #require(try page(notation, "-1")["notes"] as? [String])
      let text = try hardfit(["format", notation]).output
      #expect(text.contains("\n  note   ") == !note.isEmpty, "\(text)")
      #expect(
        notes.count == (note.isEmpty ? 0 : 1) && notes.allSatisfy { $0.contains(note) }, "\(notes)")
    }
    let values = try #require(
      try page("ap_ufixed<5,5,AP_RND,AP_WRAP,5>", "-1")["values"] as? [[String: Any]])
    #expect(values[0]["raw"] as? Int == 0)
  }

  @Test func `a difference is said by every command that takes the format`() throws {
    let theta = "theta=ap_fixed<24,4,AP_RND,AP_WRAP_SM>"
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "hardfit-notes-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let commands = [
      ["simulate", "vectors/norris", "--epochs", "2"],
      ["simulate", "vectors/norris", "--epochs", "2", "--json"],
      ["export", "vectors/norris", "--epochs", "2", "--output", folder],
      ["sweep", "vectors/norris", "--epochs", "2", "--vary", "theta.fraction=10...11"],
    ]
    for command in commands {
      for (choice, isSaid) in [(theta, true), (theta.replacing("RND", with: "TRN"), false)] {
        let run = try hardfit(command + ["--format", choice])
        #expect(run.code == 0, "\(run.error)")
        #expect(
          run.error.contains("node theta: ap_fixed decides") == isSaid, "\(command): \(run.error)")
        if command.last == "--json" {
          #expect(run.output.contains("node theta: ap_fixed decides") == isSaid)
        }
        try? FileManager.default.removeItem(atPath: folder)
      }
    }
  }
}
