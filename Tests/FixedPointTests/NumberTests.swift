import FixedPoint
import Testing

@Suite("Numbers into formats")
struct NumberTests {
  @Test("Doubles of every magnitude, subnormals too, agree with the exact model")
  func doubles() throws {
    var random = SeededGenerator(seed: 0x5eed_0d01)
    for trial in 0..<30_000 {
      let format = try random.format()
      // Half of any exponent, half near the word's own bits.
      let exponent =
        random.chance(2) ? random.integer(in: 0...2046) : 1023 + random.integer(in: -80...80)
      let value = Double(
        sign: random.chance(2) ? .minus : .plus, exponentBitPattern: UInt(exponent),
        significandBitPattern: random.next() & (random.chance(3) ? 0xf << 48 : 1 << 52 - 1))
      let cast = try format.cast(value)
      let expected = ExactModel(format: format).cast(Rational(value))
      try #require(
        cast == expected, "seed \(random.seed), trial \(trial): \(value) into \(format)")
    }
    let format = try Format(width: 127, integerBits: -800, overflow: .wrapSM(saturatedBits: 0))
    for value in [0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e308, -1e308] {
      #expect(try format.cast(value) == ExactModel(format: format).cast(Rational(value)))
    }
  }

  @Test("NaN and the infinities are refused", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(_ value: Double) throws {
    let format = try Format(width: 8, integerBits: 4)
    #expect(throws: CastError.self) { try format.cast(value) }
  }

  @Test("Decimal text is rounded once: random numbers agree with the exact model")
  func decimals() throws {
    var random = SeededGenerator(seed: 0x5eed_0d02)
    for trial in 0..<20_000 {
      let format = try random.format()
      let text = random.decimal(
        digits: random.chance(10) ? 1...400 : 1...25,
        exponents: random.chance(8) ? -200...200 : -60...60)
      try check(text, format, "seed \(random.seed), trial \(trial)")
    }
  }

  @Test("A hair beside a tie or a multiple of the LSB is told from it")
  func nearTies() throws {
    var random = SeededGenerator(seed: 0x5eed_0d03)
    for trial in 0..<4000 {
      let format = try random.format()
      // Half an LSB is an LSB of a word with a fraction bit more.
      guard let half = try? Format(width: 127, integerBits: 126 - format.fractionBits) else {
        continue
      }
      let digits = half.decimalString(
        ofRaw: Int128(truncatingIfNeeded: random.next()) >> Int128(random.index(below: 64)))
      let point = digits.contains(".") ? "" : "."
      let zeros = String(repeating: "0", count: random.integer(in: 0...60))
      for text in [digits, "\(digits)\(point)\(zeros)1", "\(digits)\(point)\(zeros)"] {
        try check(text, format, "seed \(random.seed), trial \(trial)")
        try check("-" + text.drop { $0 == "-" }, format, "seed \(random.seed), trial \(trial)")
      }
      // A hair less: the last digit one less, and nines after it.
      if let last = digits.last?.wholeNumberValue, last > 0 {
        let less = "\(digits.dropLast())\(last - 1)\(point)\(zeros.map { _ in "9" }.joined())9"
        try check(less, format, "seed \(random.seed), trial \(trial)")
      }
    }
    let format = try Format(width: 8, integerBits: 8, quantization: .rndConv, overflow: .sat)
    let zeros = String(repeating: "0", count: 40)
    #expect(try format.cast(parsing: "0.5").raw == 0)
    #expect(try format.cast(parsing: "0.5\(zeros)1").raw == 1)
    #expect(try format.cast(parsing: "-0.5\(zeros)1").raw == -1)
    #expect(try format.cast(parsing: "1.4\(zeros.map { _ in "9" }.joined())").raw == 1)
  }

  @Test("Words with the binary point a thousand bits away take decimal text exactly")
  func farPoints() throws {
    var random = SeededGenerator(seed: 0x5eed_0d04)
    for trial in 0..<600 {
      let near = try random.format()
      let integerBits =
        random.chance(2) ? random.integer(in: -870...0) : random.integer(in: 0...1000)
      let format = try Format(
        width: near.width, integerBits: integerBits, isSigned: near.isSigned,
        quantization: near.quantization, overflow: near.overflow)
      let magnitude = integerBits * 301 / 1000
      let text = random.decimal(
        digits: 1...500, exponents: magnitude - 420...magnitude + 60)
      try check(text, format, "seed \(random.seed), trial \(trial)")
    }
  }

  @Test("Hexadecimal text agrees with the exact model")
  func hexadecimals() throws {
    var random = SeededGenerator(seed: 0x5eed_0d05)
    for trial in 0..<10_000 {
      let format = try random.format()
      let digits = random.integer(in: 1...13)
      let point = random.integer(in: 0...digits)
      let significand = random.next() >> UInt64(64 - 4 * digits)
      let bare = String(significand, radix: 16, uppercase: random.chance(2))
      let padded = String(repeating: "0", count: digits - bare.count) + bare
      let exponent = random.integer(in: -120...120)
      let sign = random.chance(2) ? "-" : ""
      let text =
        "\(sign)0x\(padded.prefix(point)).\(padded.dropFirst(point))p\(exponent)"
      let integer = Int128(significand) * (sign.isEmpty ? 1 : -1)
      let cast = try format.cast(parsing: text)
      let expected = ExactModel(format: format)
        .cast(Rational(integer, fractionBits: 4 * (digits - point) - exponent))
      try #require(
        cast == expected, "seed \(random.seed), trial \(trial): \(text) into \(format)")
    }
    // More digits than any machine word holds: the word is cut out of their middle.
    let format = try Format(width: 16, integerBits: 16, isSigned: false, quantization: .rndConv)
    let long =
      "0x" + String(repeating: "f", count: 1000) + "1234.8" + String(repeating: "0", count: 1000)
    #expect(
      try format.cast(parsing: long) == Cast(raw: 0x1234, isInexact: true, isOverflow: true))
    #expect(
      try format.cast(parsing: long + "1") == Cast(raw: 0x1235, isInexact: true, isOverflow: true))
  }

  @Test("One tenth goes correctly into every format")
  func oneTenth() throws {
    // 0.1 = 0.000110011…b
    #expect(try Format(width: 8, integerBits: 0).cast(parsing: "0.1").raw == 25)
    let wide = try Format(width: 127, integerBits: 1, quantization: .rndConv, overflow: .sat)
    #expect(
      try wide.cast(parsing: "0.1").raw == (Int128(1) << 126 + 5) / 10)
    #expect(try wide.cast(parsing: "0.1").raw != wide.cast(0.1).raw)
  }

  @Test("Exponents and lengths without bounds are exact and take no time")
  func extremes() throws {
    let saturating = try Format(width: 16, integerBits: 4, quantization: .rnd, overflow: .sat)
    let wrapping = try Format(width: 16, integerBits: 4)
    let zeros = String(repeating: "0", count: 200_000)
    let nines = String(repeating: "9", count: 200_000)
    for (text, saturated, wrapped) in [
      ("1e400", saturating.greatestRaw, 0),
      ("-1e400", saturating.leastRaw, 0),
      ("1e-100000", 0, 0),
      ("-1e-100000", 0, -1),
      ("1e999999999999999999999", saturating.greatestRaw, 0),
      ("-1e-999999999999999999999", 0, -1),
      ("0e999999999999999999999", 0, 0),
      ("0x1p999999999999999999999", saturating.greatestRaw, 0),
      ("-0x1p-999999999999999999999", 0, -1),
      ("0.\(zeros)1e200001", 4096, 4096),
      ("1\(zeros)e-200000", 4096, 4096),
      ("0.\(nines)", 4096, 4095),
      ("\(nines).5e-200000", 4096, 4095),
      // 10^200000 is a multiple of the wrap's period, so nines are −1.
      ("\(nines)", saturating.greatestRaw, -4096),
      ("\(zeros)1", 4096, 4096),
    ] as [(String, Int128, Int128)] {
      #expect(try saturating.cast(parsing: text).raw == saturated, "\(text.prefix(30))")
      #expect(try wrapping.cast(parsing: text).raw == wrapped, "\(text.prefix(30))")
    }
    // Rounding carries out of the top of the machine's own word.
    let top = "170141183460469231731687303715884105727.5"
    for overflow in overflowModes(nBits: [0, 1, 2], isSigned: true) {
      let wide = try Format(
        width: 127, integerBits: 127, quantization: .rnd, overflow: overflow)
      try check(top, wide, "2^127 − 1/2")
      try check("-\(top)", wide, "1/2 − 2^127")
    }
    let exact = try wrapping.cast(parsing: "1e400")
    #expect(exact.isOverflow && !exact.isInexact)
    let zero = try wrapping.cast(parsing: "-0.000e5")
    #expect(zero == Cast(raw: 0, isInexact: false, isOverflow: false))
  }

  @Test(
    "Numbers are read as C writes them",
    arguments: [
      ("1", 16), ("+1", 16), ("1.", 16), (".5", 8), ("-1.5e-1", -3), ("15E-1", 24), ("0x1", 16),
      ("0X.8P1", 16), (" 2\t", 32), ("0x1.8p-3", 3), ("0x1P+2", 64),
    ])
  func spellings(_ text: String, _ raw: Int) throws {
    #expect(try Format(width: 16, integerBits: 12).cast(parsing: text).raw == Int128(raw))
  }

  @Test(
    "What is not a number is refused by its own text",
    arguments: [
      "", " ", "abc", "1,5", "1e", "1e+", "--1", "+-1", ".", "-", "0x", "0x.p1", "0x1p", "1 2",
      "1_000",
      "nan", "inf", "-Infinity", "1.2.3", "١", "1f", "e5", "\u{0}",
    ])
  func refusals(_ text: String) throws {
    let format = try Format(width: 16, integerBits: 12)
    #expect(throws: NumberError(text: text)) { try format.cast(parsing: text) }
    #expect(NumberError(text: text).description.contains("is not a"))
    #expect(!NumberError(text: "a\nb").description.contains("\n"))
  }

  private func check(_ text: String, _ format: Format, _ trial: String) throws {
    let cast = try format.cast(parsing: text)
    let expected = ExactModel(format: format).cast(Rational(decimal: text))
    try #require(cast == expected, "\(trial): \(text) into \(format)")
  }
}

extension SeededGenerator {
  /// A decimal number with a point and an exponent in places of all kinds.
  mutating func decimal(digits: ClosedRange<Int>, exponents: ClosedRange<Int>) -> String {
    let count = integer(in: digits)
    var text = chance(2) ? "-" : ""
    let point = chance(4) ? -1 : index(below: count)
    for place in 0..<count {
      if place == point { text += "." }
      text += String(index(below: chance(3) ? 1 : 10))
    }
    if !chance(3) { text += "e\(integer(in: exponents))" }
    return text
  }
}
