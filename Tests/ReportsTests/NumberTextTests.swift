import Testing

@testable import Reports

@Suite struct NumberTextTests {
  @Test("The shortest text reads back as the same number")
  func shortest() {
    #expect(NumberText.shortest(0.1) == "0.1")
    #expect(NumberText.shortest(36) == "36")
    #expect(NumberText.shortest(-1e-7) == "-1e-7")
    var random = Seeded(3)
    for _ in 0..<1000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(Double(NumberText.shortest(value)) == value, "seed 3")
    }
  }

  @Test("Significant digits are kept, zeros included, with a power of ten where it is due")
  func significant() {
    #expect(NumberText.significant(3.14159265, digits: 4) == "3.142")
    #expect(NumberText.significant(0.00012345678, digits: 3) == "0.000123")
    #expect(NumberText.significant(0.00001, digits: 3) == "1.00e-5")
    #expect(NumberText.significant(99999.7, digits: 5) == "1.0000e5")
    #expect(NumberText.significant(99999.7, digits: 6) == "99999.7")
    #expect(NumberText.significant(-1e300, digits: 1) == "-1e300")
    #expect(NumberText.significant(0, digits: 3) == "0.00")
    #expect(NumberText.significant(1, digits: -5) == "1")
  }

  @Test(
    "What has left the range of Double is a word in a table and an empty cell in CSV",
    arguments: [Double.nan, .infinity, -.infinity])
  func beyond(value: Double) {
    for text in [
      NumberText.significant(value),
      NumberText.fixed(value, decimals: 2), NumberText.places(value),
    ] { #expect(text == "beyond") }
    #expect(NumberText.cell(value) == "")
    #expect(NumberText.cell(1.7e308) == "1.7e308")
  }

  @Test("Integers are grouped")
  func integers() {
    #expect(NumberText.grouped(0) == "0")
    #expect(NumberText.grouped(999) == "999")
    #expect(NumberText.grouped(-10_000_000) == "-10,000,000")
    #expect(NumberText.grouped(Int64.min) == "-9,223,372,036,854,775,808")
    #expect(NumberText.fixed(2.5, decimals: 0) == "2")
    #expect(NumberText.fixed(-0.125, decimals: 2) == "-0.12")
  }
}
