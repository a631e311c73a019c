import Testing

@testable import Samples

/// Decimal text to the nearest Double, against the standard library's own conversion.
struct NumeralTests {
  func value(_ text: String, mark: DecimalMark = .point) -> Double? {
    (Array(text.utf8) + [0]).withUnsafeBufferPointer { bytes in
      guard let numeral = Numeral(at: bytes.baseAddress!, mark: mark.byte),
        numeral.end == bytes.baseAddress! + text.utf8.count
      else { return nil }
      return numeral.value
    }
  }

  @Test("a number is the nearest Double, whatever its digits and exponent")
  func randomTexts() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<60_000 {
      var text = ["", "-", "+"].randomElement(using: &random) ?? ""
      for _ in 0..<Int.random(in: 1...23, using: &random) {
        text += "\(Int.random(in: 0...9, using: &random))"
      }
      if Bool.random(using: &random) {
        let point = Int.random(
          in: text.first == "-" || text.first == "+" ? 1...text.count : 0...text.count,
          using: &random)
        text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      }
      switch Int.random(in: 0...3, using: &random) {
      case 0: text += "e\(Int.random(in: -45...45, using: &random))"
      case 1: text += "E+\(Int.random(in: 0...330, using: &random))"
      default: break
      }
      #expect(value(text)?.bitPattern == Double(text)?.bitPattern, "\(text), seed \(seed)")
    }
  }

  @Test("a number halfway between two Doubles goes to the even one, and a digit more decides it")
  func ties() {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      // 54 significant bits over 2^5: an odd last bit makes it a tie, with five fraction digits.
      let integer = UInt64.random(in: 1 << 53..<1 << 54, using: &random) | 1
      let fraction = String(integer % 32 * 3125 + 100_000).dropFirst()
      for last in ["", "0", "0000001", "000000000000001"] {
        let text = "\(integer / 32).\(fraction)\(last)"
        #expect(value(text)?.bitPattern == Double(text)?.bitPattern, "\(text), seed \(seed)")
      }
    }
  }

  @Test(
    "forms at the edge are read as the library reads them",
    arguments: [
      "0", "-0", "-0.0", ".5", "5.", "+.5e1", "1e22", "1e23", "9007199254740993", "1e-22", "1e27",
      "1e28", "18446744073709551615", "18446744073709551616", "9999999999999999999",
      "99999999999999999999", "0.000000000000000000000000000000000001", "4.9e-324", "1e-400",
      "2.4703282292062327e-324", "1.7976931348623157e308", "1.7976931348623159e308", "1e400",
      "1e99999999999999999999", "1e-99999999999999999999", "0e999999", "00000000000000000000001.5",
      "123456789012345678901.", "8.5", "1000000000000000000000000000000000000000000000e-45",
    ])
  func edges(text: String) {
    #expect(value(text)?.bitPattern == Double(text)?.bitPattern)
  }

  @Test(
    "what is not a number is none",
    arguments: ["", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1.2.3", "0x10", "1 2", "--1"])
  func refused(text: String) { #expect(value(text) == nil) }

  @Test("the decimal mark may be a comma, also where the library has to help")
  func comma() {
    #expect(value("1,5", mark: .comma) == 1.5)
    #expect(value("-1,5e-40", mark: .comma) == -1.5e-40)
    #expect(value("1.5", mark: .comma) == nil)
  }
}
