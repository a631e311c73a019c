import FixedPoint
import Testing

@Suite("Raw words as text")
struct RawTextTests {
  @Test("A raw word has an exact decimal expansion")
  func examples() throws {
    #expect(try Format(width: 8, integerBits: 5).decimalString(ofRaw: 1) == "0.125")
    #expect(try Format(width: 8, integerBits: 5).decimalString(ofRaw: -1) == "-0.125")
    #expect(try Format(width: 8, integerBits: 5).decimalString(ofRaw: 12) == "1.5")
    #expect(try Format(width: 8, integerBits: 5).decimalString(ofRaw: -16) == "-2")
    #expect(try Format(width: 8, integerBits: 8).decimalString(ofRaw: 0) == "0")
    #expect(try Format(width: 8, integerBits: 11).decimalString(ofRaw: -3) == "-24")
    #expect(try Format(width: 8, integerBits: -2).decimalString(ofRaw: 1) == "0.0009765625")
    #expect(
      try Format(width: 127, integerBits: 227).decimalString(ofRaw: 1)
        == "1267650600228229401496703205376")
  }

  @Test("The decimal expansion of a word casts back to the word")
  func decimalRoundTrip() throws {
    var random = SeededGenerator(seed: 0x5eed_0e01)
    for _ in 0..<5000 {
      let format = try random.format()
      let (integer, fractionBits) = random.source(for: format)
      let raw = format.cast(integer, fractionBits: fractionBits).raw
      let text = format.decimalString(ofRaw: raw)
      let back = try format.cast(parsing: text)
      try #require(
        back == Cast(raw: raw, isInexact: false, isOverflow: false),
        "seed \(random.seed): \(raw) as \(text) in \(format)")
    }
    for integerBits in [-870, 1000] {
      let format = try Format(width: 127, integerBits: integerBits)
      for raw in [format.leastRaw, -1, 1, format.greatestRaw] {
        #expect(try format.cast(parsing: format.decimalString(ofRaw: raw)).raw == raw)
      }
    }
  }

  @Test("Hexadecimal and binary are the whole word in two's complement")
  func digits() throws {
    let signed = try Format(width: 10, integerBits: 4)
    #expect(signed.hexString(ofRaw: -1) == "3ff")
    #expect(signed.hexString(ofRaw: 5) == "005")
    #expect(signed.binaryString(ofRaw: -512) == "1000000000")
    #expect(signed.binaryString(ofRaw: 5) == "0000000101")
    let unsigned = try Format(width: 127, integerBits: 4, isSigned: false)
    #expect(
      unsigned.hexString(ofRaw: unsigned.greatestRaw) == "7" + String(repeating: "f", count: 31))
    #expect(unsigned.binaryString(ofRaw: 1).utf8.count == 127)
  }
}
