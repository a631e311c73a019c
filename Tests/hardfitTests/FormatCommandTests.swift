import FixedPoint
import Foundation
import Testing

@testable import hardfit

@Suite struct FormatCommandTests {
  private func report(_ text: String, _ notation: String) throws -> CastReport {
    try CastReport(text, in: ValueKind<Format>.format.read(notation))
  }

  @Test func `the error is what is represented minus what was given`() throws {
    #expect(try report("3.14159", "ap_fixed<8,4,AP_RND_CONV,AP_SAT>").error.double == -0.01659)
    #expect(try report("-0.03125", "ap_fixed<8,4>").errorInLastPlaces.double == -0.5)
    #expect(try report("100", "sfix8_En4,SAT").error.double == 7.9375 - 100)
    #expect(try report("0x1p-3", "sfix8_En4").error.double == 0)
  }

  @Test func `the error is good to all digits in words that no Double can hold`() throws {
    // 0.1 · 2^120 has the fraction 0.6, since 2^120 ends in 6; truncated, that is the error.
    let wide = try report("0.1", "sfix127_En120")
    #expect(abs(wide.errorInLastPlaces.double + 0.6) < 1e-15)
    // 2^62 ends in 4.
    #expect(abs(try report("0.1", "sfix64_En62").errorInLastPlaces.double + 0.4) < 1e-15)
    #expect(abs(try report("-0.1", "sfix64_En62").errorInLastPlaces.double + 0.6) < 1e-15)
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
    let format = try ValueKind<Format>.format.read(format)
    let page = FormatPage(format: format, casts: [try CastReport(given, in: format)])
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
    let format = try ValueKind<Format>.format.read("sfix64_En60,RND,WRAP_SM")
    let page = FormatPage(format: format, casts: [try CastReport("0.1", in: format)])
    let text = page.text(width: 80)
    #expect(text.contains("\n0.1\n  raw         115292150460684698\n"))
    #expect(text.contains("Siemens          none (Siemens has no WRAP_SM)"))
    #expect(text.contains("ap_fixed decides the fold of WRAP_SM before rounding"))
    #expect(page.text(width: 400).contains("value  "))
  }
}
