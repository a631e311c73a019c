import Testing

@testable import Samples

/// Times as x: seconds from the first, exactly.
struct TimeTests {
  private func seconds(_ times: [String], _ order: DateOrder? = nil) throws -> [Double] {
    var options = CSVOptions()
    options.dates = order
    let text = "time;v\n" + times.map { "\($0);1\n" }.joined()
    return Array(try columns(text, options).x)
  }

  @Test(
    "a time is read however it is written",
    arguments: [
      ["2026-03-01T00:00:00Z", "2026-03-01T00:00:10Z", "2026-03-02T00:00:00Z"],
      ["2026-03-01 00:00:00", "2026-03-01 00:00:10", "2026-03-02 00:00:00"],
      ["2026-03-01T00:00:00+01:00", "2026-02-28T23:00:10Z", "2026-03-01T18:30:00-0430"],
      ["20260301T000000Z", "20260301T000010Z", "20260302T000000Z"],
      ["01.03.2026 00:00:00", "01.03.2026 00:00:10", "02.03.2026 00:00:00"],
      ["01.03.26 00:00", "01.03.26 00:00:10", "02.03.26 00:00"],
      ["1-Mar-2026 12:00:00 AM", "1-Mar-2026 12:00:10 AM", "2-Mar-2026 12:00:00 AM"],
      ["2026/03/01 00:00:00.000", "2026/03/01 00:00:10.000000", "2026/03/02 00:00:00"],
      ["2026-03-01", "2026-03-01T00:00:10", "2026-03-02"],
      ["0:00:00", "0:00:10", "24:00:00"],
    ])
  func forms(times: [String]) throws {
    #expect(try seconds(times) == [0, 10, 86400])
  }

  @Test("a date with the year at its end is read in the order that is said")
  func order() throws {
    let times = ["03/04/2026", "04/04/2026"]
    #expect(try seconds(times, .mdy) == [0, 31 * 86400])
    #expect(try seconds(times, .dmy) == [0, 86400])
    #expect(try seconds(["13/04/2026", "14/04/2026"]) == [0, 86400])
    #expect(readingError("time,v\n30.02.2026,1\n31.02.2026,2\n") != nil)
  }

  @Test("nanoseconds are kept, in time stamps and in whole numbers")
  func nanoseconds() throws {
    let times = (0..<5).map { "2026-03-01T00:00:00.00000000\($0)Z" }
    #expect(try seconds(times) == [0, 1e-9, 2e-9, 3e-9, 4e-9])
    let stamps = "t,y\n" + (0..<5).map { "170000000000000000\($0),\($0)\n" }.joined()
    let read = try columns(stamps, CSVOptions(subtracting: true))
    #expect(read.x == [0, 1, 2, 3, 4])
    #expect(read.reading?.layout.xOrigin == "1700000000000000000")
    // Where a word is the cast of the number itself nothing is subtracted.
    #expect(try columns(stamps).reading?.layout.xOrigin == nil)
    let fractions = "t,y\n" + (0..<5).map { "1700000000.00000000\($0),\($0)\n" }.joined()
    #expect(
      try columns(fractions, CSVOptions(subtracting: true)).x == [0, 1e-9, 2e-9, 3e-9, 4e-9])
  }

  @Test("a subtraction is exact for whatever follows, and none is made where Doubles lose nothing")
  func subtraction() throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let first = Int64.random(in: 1 << 60...1 << 61, using: &random)
      let steps = (0..<40).map { _ in Int64.random(in: -1_000_000...1_000_000, using: &random) }
      let text = "y,x\n1,\(first)\n" + steps.map { "1,\(first + $0)\n" }.joined()
      let read = try columns(text, CSVOptions(subtracting: true))
      #expect(Array(read.x) == [0] + steps.map(Double.init), "seed \(seed)")
    }
    let wide = "x,y\n1.000000000000000000e+00,1\n2.100000000000000089e+00,2\n"
    #expect(try columns(wide, CSVOptions(subtracting: true)).x == [1, 2.1])
  }

  @Test("a column with times of two shapes is refused with the line")
  func mixed() {
    for other in ["2026-03-01T00:00:10", "00:00:10", "10"] {
      let error = readingError("time,v\n2026-03-01T00:00:00Z,1\n\(other),2\n")
      #expect(error?.line == 3)
      #expect(error?.problem == .mixedTimes(text: other))
    }
  }
}
