import FixedPoint
import Testing

@testable import Reports

@Suite struct RangeBarTests {
  private func row(
    _ name: String, _ width: Int, _ integerBits: Int, signed: Bool = true,
    _ range: ClosedRange<Int128>?, overflows: Int = 0
  ) throws -> RangeBar.Row {
    let format = try Format(width: width, integerBits: integerBits, isSigned: signed)
    return .init(name: name, format: format, range: range, overflows: overflows)
  }

  @Test("Idle bits are those by which the word could be narrower and still hold every value")
  func headroom() throws {
    for width in 1...10 {
      for signed in [true, false] {
        let format = try Format(width: width, integerBits: width, isSigned: signed)
        for least in format.leastRaw...format.greatestRaw {
          for greatest in stride(from: least, through: format.greatestRaw, by: 7) {
            let needed = try row("", width, width, signed: signed, least...greatest).neededBits
            let narrowest = try (1...width).first { narrow in
              let narrower = try Format(width: narrow, integerBits: narrow, isSigned: signed)
              return narrower.leastRaw <= least && greatest <= narrower.greatestRaw
            }
            // No bit at all holds 0 unsigned, but a format has at least one.
            let zero = !signed && greatest == 0
            #expect(needed == (zero ? 0 : narrowest), "\(width) \(signed) \(least)...\(greatest)")
          }
        }
      }
    }
    #expect(try row("", 8, 8, nil).headroomBits == nil)
    #expect(try row("", 127, 1, (-1)...0).headroomBits == 126)
    #expect(try row("", 4, 4, Int128.min...Int128.max).headroomBits == 0)
  }

  @Test("Words stand on one scale with their binary points below each other")
  func picture() throws {
    let rows = [
      try row("x", 8, 2, -64...63), try row("theta", 10, 4, 0...15),
      try row("step", 4, -1, signed: false, 15...15), try row("power", 4, 2, nil),
      try row("update", 6, 2, -32...31, overflows: 3),
    ]
    #expect(
      RangeBar(rows).lines()
        == [
          "x         ·■│■■■■■■  1 idle",
          "theta   ····│·■■■■■  5 idle",
          "step        │ ■■■■   full",
          "power     ··│··      no value",
          "update    ■■│■■■■    overflowed",
          "■ needed, · idle, │ binary point; a mark is 1 bit",
        ])
    let narrow = RangeBar(rows, charset: .ascii).lines(width: 28)
    #expect(narrow.allSatisfy { $0.count <= 28 && $0.allSatisfy(\.isASCII) })
    for width in 0...80 {
      for line in RangeBar(rows).lines(width: width) { #expect(line.terminalColumns <= width) }
    }
    #expect(RangeBar([]).lines().isEmpty)
  }

  @Test("Formats whose points are a thousand bits away are drawn all the same")
  func farPoints() throws {
    let rows = [
      try row("far", 8, 1000, 0...1), try row("near", 8, -900, 0...127),
      try row("plain", 127, 64, -1...1),
    ]
    for line in RangeBar(rows).lines(width: 76) { #expect(line.terminalColumns <= 76) }
  }
}
