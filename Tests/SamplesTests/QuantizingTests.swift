import FixedPoint
import Testing

@testable import Samples

/// Words made from samples, against rational arithmetic written here.
struct QuantizingTests {
  static let overflows: [Overflow] = [.sat, .satZero, .satSym, .wrap, .wrap(saturatedBits: 2)]

  /// Rounds `numerator / denominator` by the definitions of the modes, in whole numbers.
  static func rounded(_ numerator: Int128, _ denominator: Int128, _ mode: Quantization) -> Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    let floor = remainder < 0 ? quotient - 1 : quotient
    if remainder == 0 { return floor }
    let above = floor + 1
    // Twice the distance to the floor, less the denominator: below, at or above the middle.
    let middle = 2 * (numerator - floor * denominator) - denominator
    if mode == .trn { return floor }
    if mode == .trnZero { return numerator < 0 ? above : floor }
    if middle != 0 { return middle < 0 ? floor : above }
    return switch mode {
    case .rnd: above
    case .rndMinInf: floor
    case .rndZero: numerator < 0 ? above : floor
    case .rndInf: numerator < 0 ? floor : above
    default: floor & 1 == 0 ? floor : above
    }
  }

  /// The word for k, for the overflow modes whose definition is one line.
  static func word(_ k: Int128, _ format: Format) -> Int128 {
    if k >= format.leastRaw, k <= format.greatestRaw { return k }
    switch format.overflow {
    case .satZero: return 0
    case .sat, .satSym: return k < 0 ? format.leastRaw : format.greatestRaw
    case .wrap(saturatedBits: 0):
      let modulus = Int128(1) << Int128(format.width)
      let low = ((k % modulus) + modulus) % modulus
      return format.isSigned && low >= modulus / 2 ? low - modulus : low
    default: return format.overflowed(bits: k, isNegative: k < 0)
    }
  }

  static func randomFormat(_ random: inout SplitMix64, width: ClosedRange<Int>) throws -> Format {
    let width = Int.random(in: width, using: &random)
    return try Format(
      width: width, integerBits: Int.random(in: -4...width + 4, using: &random),
      isSigned: Bool.random(using: &random),
      quantization: Quantization.allCases.randomElement(using: &random) ?? .trn,
      overflow: overflows.randomElement(using: &random) ?? .sat)
  }

  @Test("a word is the exact cast of the decimal text, never of the Double nearest to it")
  func decimalTexts() throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let format = try Self.randomFormat(&random, width: 1...34)
      let fractionBits = format.fractionBits
      var text = ""
      var expected: [(raw: Int128, isInexact: Bool)] = []
      for _ in 0..<100 {
        // Half of the numbers lie a hair, or nothing, off a boundary between two words.
        var digits = Int64.random(in: -9_999_999_999...9_999_999_999, using: &random)
        var places = Int.random(in: 0...10, using: &random)
        if Bool.random(using: &random) {
          // (2k + 1)/2 or k LSBs, in decimal digits as far as they go, plus or minus one digit.
          let bits = min(max(fractionBits + 1, 0), 10)
          let halves = Int64.random(in: -200...200, using: &random)
          places = bits + Int.random(in: 0...7, using: &random)
          digits = halves
          for _ in 0..<bits { digits *= 5 }
          for _ in bits..<places { digits *= 10 }
          digits += Int64.random(in: -1...1, using: &random)
        }
        text += "\(digits)e-\(places),\(digits)e-\(places)\n"
        var numerator = Int128(digits)
        var denominator: Int128 = 1
        for _ in 0..<places { denominator *= 10 }
        if fractionBits > 0 {
          numerator <<= Int128(fractionBits)
        } else {
          denominator <<= Int128(-fractionBits)
        }
        let k = Self.rounded(numerator, denominator, format.quantization)
        expected.append((Self.word(k, format), numerator % denominator != 0))
      }
      let read = try columns(text, CSVOptions(hasHeader: false))
      let scales = SampleScales(scaling: .none, x: .identity, y: .identity)
      let quantized = try read.quantized(scales: scales, x: format, y: format)
      for row in expected.indices {
        #expect(
          quantized.samples.x.load(row, as: Int128.self) == expected[row].raw,
          "row \(row) into \(format), seed \(seed)")
      }
      #expect(quantized.x.inexact == expected.count { $0.isInexact })
      #expect(quantized.x == quantized.y)
      #expect(quantized.x.count == expected.count)
      #expect(quantized.x.leastRaw == expected.map(\.raw).min())
      #expect(quantized.x.greatestRaw == expected.map(\.raw).max())
    }
  }

  @Test("digits that no Double holds still decide")
  func beyondDouble() throws {
    func raws(_ texts: [String], _ format: Format, _ options: CSVOptions = CSVOptions()) throws
      -> [Int]
    {
      let read = try columns(texts.map { "\($0),0\n" }.joined(), options)
      let scales = SampleScales(scaling: .none, x: .identity, y: .identity)
      let samples = try read.quantized(scales: scales, x: format, y: format).samples
      return texts.indices.map { samples.x.load($0, as: Int.self) }
    }
    let texts = [
      "0.5", "0.49999999999999999999", "0.50000000000000000001", "0.4999999999999999999",
      "0.5000000000000000001", "-0.5", "-0.49999999999999999999", "-0.50000000000000000001",
      "0.99999999999999999999999999999999999999", "1e-400", "-1e-400",
      "1.0000000000000000000000000000000000001",
    ]
    let rounded = try Format(width: 8, integerBits: 8, quantization: .rnd)
    #expect(try raws(texts, rounded) == [1, 0, 1, 0, 1, 0, 0, -1, 1, 0, 0, 1])
    let down = try Format(width: 8, integerBits: 8, quantization: .trn)
    #expect(try raws(texts, down) == [0, 0, 0, 0, 0, -1, -1, -1, 0, 0, -1, 1])
    // Without the texts the Doubles are all there is.
    let doubles = try raws(texts, rounded, CSVOptions(keepsDecimals: false))
    #expect(doubles == [1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1])
    // 64 bits see further than the 53 of a Double.
    let wide = try Format(width: 64, integerBits: 4, quantization: .rndConv)
    #expect(
      try raws(["0.1", "-3.3"], wide) == [115_292_150_460_684_698, -3_804_640_965_202_595_021])
    let whole = try Format(width: 64, integerBits: 64)
    #expect(
      try raws(["9007199254740993", "-9223372036854775807"], whole) == [
        9_007_199_254_740_993, -.max,
      ])
    // The low bits of a number far out of range, from Python's integers.
    let small = try Format(width: 12, integerBits: 12)
    #expect(
      try raws(["1234567890123456789012", "12345678901234567.5", "1e30"], small) == [
        -1516, -1145, 0,
      ])
  }

  @Test("casts in double arithmetic equal the general ones, for every mode and size")
  func doubles() throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let format = try Self.randomFormat(&random, width: 1...64)
      let shift = Int.random(in: -3...3, using: &random)
      let caster = RealCaster(format, shift: shift)
      for _ in 0..<200 {
        // Sizes about the format's own, and now and then any Double.
        var value = Double(
          sign: .plus,
          exponent: Int.random(in: -4...format.width + 3, using: &random) - format.fractionBits,
          significand: 1 + Double(random.next() >> 12) * 0x1p-52)
        switch Int.random(in: 0...9, using: &random) {
        case 0: value = Double(Int.random(in: -9...9, using: &random)) * format.lsb / 2
        case 1: value = Double(bitPattern: random.next())
        case 2:
          value =
            [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude][
              Int.random(in: 0...3, using: &random)]
        default: break
        }
        guard value.isFinite else { continue }
        if Bool.random(using: &random) { value.negate() }
        var isOnBoundary = false
        let cast = caster.cast(value, isOnBoundary: &isOnBoundary)
        #expect(cast == caster.castGenerally(value), "\(value) into \(format), seed \(seed)")
        // Up to here the shift was exact, so the format's own cast of the shifted value is the same.
        let shifted = value * Double(sign: .plus, exponent: -shift, significand: 1)
        if shifted.isNormal { #expect(try cast == format.cast(shifted)) }
      }
    }
  }

  @Test("a decimal under a shift is cast as the number that the shift makes of it")
  func shiftedDecimals() throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<6000 {
      let format = try Self.randomFormat(&random, width: 1...64)
      let digits = random.next() >> UInt64.random(in: 1...63, using: &random)
      let places = Int.random(in: 0...27, using: &random)
      let shift = Int.random(in: 0...9, using: &random)
      // n · 10^−p · 2^−s is n · 5^s · 10^−(p + s), written out.
      let fives = (0..<shift).reduce(UInt128(digits)) { product, _ in product * 5 }
      let spelled = "\(digits)000.000e-\(places + 3)"
      let cast = Array(spelled.utf8).withUnsafeBytes { format.cast(parsing: $0, shift: shift) }
      #expect(
        try cast == format.cast(parsing: "\(fives)e-\(places + shift)"),
        "\(spelled) · 2^-\(shift) into \(format), seed \(seed)")
    }
  }

  @Test("overflows are counted by their kind, and the first is named")
  func statistics() throws {
    let read = SampleColumns(x: [0, 1, 9, -9, 0.3], y: [0, 8, 9, -8, 7])
    let scales = SampleScales(scaling: .none, x: .identity, y: .identity)
    let quantized = try read.quantized(
      scales: scales, x: Format(width: 4, integerBits: 4),
      y: Format(width: 4, integerBits: 4, overflow: .sat))
    #expect((quantized.x.wraps, quantized.x.saturations) == (2, 0))
    #expect((quantized.y.wraps, quantized.y.saturations) == (0, 2))
    #expect((quantized.x.firstOverflow, quantized.y.firstOverflow) == (2, 1))
    #expect((quantized.x.inexact, quantized.y.inexact) == (1, 0))
    #expect((quantized.x.leastRaw, quantized.x.greatestRaw) == (-7, 7))
    #expect((0..<5).map { quantized.samples.y.load($0, as: Int32.self) } == [0, 7, 7, -8, 7])
  }

  @Test("a format wider than a sample can be is refused")
  func tooWide() throws {
    let format = try Format(width: 65, integerBits: 4)
    let scales = SampleScales(scaling: .none, x: .identity, y: .identity)
    #expect(throws: QuantizingError.width(axis: "x", 65)) {
      _ = try SampleColumns(x: [1], y: [1]).quantized(scales: scales, x: format, y: format)
    }
  }

  @Test("words of every width and sign come back from their lane")
  func lanes() throws {
    var random = SplitMix64(seed: seed)
    for width in 1...64 {
      for isSigned in [true, false] {
        let format = try Format(width: width, integerBits: width, isSigned: isSigned)
        let words =
          (0..<20).map { _ in format.word(fromBits: Int128(random.next())) }
          + [format.leastRaw, format.greatestRaw]
        let packed = PackedSamples(count: words.count, xFormat: format, yFormat: format) {
          (words[$0], words[words.count - 1 - $0])
        }
        #expect(words.indices.map { packed.x.load($0, as: Int128.self) } == words)
        #expect(words.indices.map { packed.y.load($0, as: Int128.self) } == words.reversed())
      }
    }
  }

  @Test("the integer bits are the fewest that hold the ends after rounding")
  func integerBits() throws {
    func bits(_ least: Double, _ greatest: Double, _ mode: Quantization = .trn) -> Int? {
      Format.integerBits(covering: least, greatest, width: 8, quantization: mode)
    }
    #expect(bits(-1, 0.99) == 1)
    #expect(bits(-1, 1) == 2)
    #expect(bits(-1.01, 0) == 2)
    #expect(bits(-1, 0.999) == 1)
    #expect(bits(-1, 0.999, .rnd) == 2)
    #expect(bits(-0.5, 0.25) == 0)
    #expect(bits(-100, 3e6) == 23)
    #expect(bits(0, 0) == 1)
    #expect(bits(-.infinity, 0) == nil)
    #expect(bits(0, 1e308) == nil)
    #expect(bits(0, .leastNonzeroMagnitude) != nil)
    #expect(Format.integerBits(covering: 0, 0.99, width: 8, isSigned: false) == 0)
    #expect(Format.integerBits(covering: -1, 0.99, width: 8, isSigned: false) == nil)
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let width = Int.random(in: 2...64, using: &random)
      let ends = (0..<2).map { _ in
        Double.random(in: -1...1, using: &random) * [1e-9, 1, 1e9].randomElement(using: &random)!
      }
      let mode = Quantization.allCases.randomElement(using: &random) ?? .trn
      let found = try #require(
        Format.integerBits(covering: ends.min()!, ends.max()!, width: width, quantization: mode))
      func fits(_ integerBits: Int) throws -> Bool {
        let caster = RealCaster(
          try Format(width: width, integerBits: integerBits, quantization: mode))
        return ends.allSatisfy { !caster.castGenerally($0).isOverflow }
      }
      #expect(try fits(found))
      #expect(try !fits(found - 1), "\(ends) in \(width) bits \(mode), seed \(seed)")
    }
  }
}
