import Testing

@testable import FixedPoint

@Suite("Columns of numbers")
struct RawLineConverterTests {
  private let format: Format

  init() throws {
    format = try Format(width: 16, integerBits: 12, quantization: .rndConv, overflow: .sat)
  }

  @Test("Lines become lines, whatever ends them and whatever surrounds the number")
  func lines() throws {
    #expect(try convert("1\n-1.5\n") == "16\n-24\n")
    #expect(try convert("1\r\n  .5\t\r\n0x1p2") == "16\n8\n64\n")
    #expect(try convert("") == "")
    #expect(try convert("\n\n") == "")
    #expect(try convert("2\n\r\n \t\n\n ") == "32\n")
    #expect(try convert("2") == "32\n")
    #expect(try convert("2\r") == "32\n")
    for size in 1...6 {
      #expect(try convert("\u{FEFF}2\n3", chunk: size) == "32\n48\n")
      #expect(throws: LineError.self) { try convert("2\n\u{FEFF}3", chunk: size) }
    }
  }

  @Test("A blank line before a number is named, and the lines before it stand")
  func blankLines() throws {
    for (text, line) in [
      ("1\n\n2\n", 2), ("\n1", 1), ("1\n2\n \t\n\r\n\n3\n\n4", 3), ("1\r\n\r\nabc", 2),
    ] {
      for size in [1, 2, 3, 1000] {
        var output: [UInt8] = []
        #expect(throws: LineError(line: line, problem: .blank)) {
          try convert(text, chunk: size, into: &output)
        }
        #expect(output == Array(["", "16\n", "16\n32\n"][line - 1].utf8))
      }
    }
  }

  @Test("Where the chunks are cut makes no difference")
  func chunks() throws {
    let text = "1\r\n-3.14159\n  0x1.8p1 \n1e3\n99999999999999999999999999\n-0.03125"
    let whole = try convert(text)
    #expect(whole == "16\n-50\n48\n16000\n32767\n0\n")
    for size in 1...text.utf8.count { #expect(try convert(text, chunk: size) == whole) }
  }

  @Test("A column gives the words that single casts give, and counts as they do")
  func sameAsCasts() throws {
    var random = SeededGenerator(seed: 0x5eed_0f01)
    for width in [8, 16, 64, 127] {
      let format = try random.format(width: width...width)
      let numbers = (0..<3000).map { _ in random.decimal(digits: 1...30, exponents: -9...9) }
      let casts = try numbers.map { try format.cast(parsing: $0) }
      var converter = RawLineConverter(to: format)
      var output: [UInt8] = []
      try Array(numbers.joined(separator: "\n").utf8).withUnsafeBytes { bytes in
        try converter.convert(bytes, appendingTo: &output)
      }
      try converter.finish(appendingTo: &output)
      let words = String(decoding: output, as: UTF8.self).split(separator: "\n")
      #expect(words.map { Int128($0) } == casts.map(\.raw), "seed \(random.seed): \(format)")
      #expect(converter.count == casts.count)
      #expect(converter.overflows == casts.count(where: \.isOverflow))
      #expect(converter.inexact == casts.count(where: \.isInexact))
    }
  }

  @Test(
    "A line that is not a number is named by its place and its text, and the lines before it stand")
  func errors() throws {
    for size in [1, 3, 1000] {
      var output: [UInt8] = []
      #expect(
        throws: LineError(line: 3, problem: .notANumber(NumberError(text: "abc")))
      ) { try convert("1\n2\r\n abc \r\n3\n", chunk: size, into: &output) }
      #expect(String(decoding: output, as: UTF8.self) == "16\n32\n")
    }
    #expect(throws: LineError(line: 1, problem: .notANumber(NumberError(text: "1 2")))) {
      try convert("1 2")
    }
    #expect(throws: LineError(line: 2, problem: .notANumber(NumberError(text: "nan")))) {
      try convert("1\nnan")
    }
    let message = LineError(line: 17, problem: .notANumber(NumberError(text: "abc"))).description
    #expect(message.hasPrefix("line 17: 'abc' is not a number"))
  }

  @Test("A line without end does not fill the memory")
  func endlessLine() throws {
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 1 << 16)
    var converter = RawLineConverter(to: format)
    var output: [UInt8] = []
    #expect(throws: LineError(line: 1, problem: .tooLong)) {
      for _ in 0...16 {
        try zeros.withUnsafeBytes { try converter.convert($0, appendingTo: &output) }
      }
    }
  }

  private func convert(_ text: String, chunk: Int = 1 << 16) throws -> String {
    var output: [UInt8] = []
    try convert(text, chunk: chunk, into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private func convert(_ text: String, chunk: Int, into output: inout [UInt8]) throws {
    var converter = RawLineConverter(to: format)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      try bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes {
        try converter.convert($0, appendingTo: &output)
      }
    }
    try converter.finish(appendingTo: &output)
  }
}
