import FixedPoint
import Testing

@Suite("Casts")
struct CastTests {
  @Test("Every small format casts every source as the definitions say")
  func smallFormats() throws {
    for width in 1...5 {
      for isSigned in [true, false] {
        let overflows = overflowModes(nBits: Array(0...width + 1), isSigned: isSigned)
        // In eighths of the LSB, over four times the range.
        let sources = (-8 << (width + 1))...(8 << (width + 1))
        for quantization in Quantization.allCases {
          for overflow in overflows {
            let format = try Format(
              width: width, integerBits: width - 1, isSigned: isSigned,
              quantization: quantization, overflow: overflow)
            let model = ExactModel(format: format)
            for source in sources {
              let cast = format.cast(Int128(source), fractionBits: 4)
              let expected = model.cast(Rational(Int128(source), fractionBits: 4))
              if cast != expected {
                Issue.record("\(source)/16 into \(format): \(cast), expected \(expected)")
                return
              }
            }
          }
        }
      }
    }
  }

  @Test("Random casts of all modes and widths to 127 agree with the exact model")
  func randomCasts() throws {
    var random = SeededGenerator(seed: 0x5eed_0001)
    var overflows = 0
    var inexact = 0
    let count = 200_000
    for trial in 0..<count {
      let format = try random.format()
      let (integer, fractionBits) = random.source(for: format)
      let cast = format.cast(integer, fractionBits: fractionBits)
      let expected = ExactModel(format: format)
        .cast(Rational(integer, fractionBits: fractionBits))
      if cast != expected {
        Issue.record(
          """
          seed \(random.seed), trial \(trial): \(integer) · 2^\(-fractionBits) into \(format): \
          \(cast), expected \(expected)
          """)
        return
      }
      if cast.isOverflow { overflows += 1 }
      if cast.isInexact { inexact += 1 }
    }
    // The sources would be no good if they all fitted or none did.
    #expect(overflows > count / 10 && overflows < count * 9 / 10, "\(overflows) overflows")
    #expect(inexact > count / 10 && inexact < count * 9 / 10, "\(inexact) inexact")
  }

  @Test("The end of a shift's range and the ends of Int128 do not trap")
  func extremes() throws {
    let values: [Int128] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
    let shifts = [
      Int.min, -1 << 40, -1001, -129, -128, -127, -1, 0, 1, 126, 127, 128, 129, 130, 1001, 1 << 40,
      Int.max,
    ]
    for width in [1, 2, 64, 126, 127] {
      for isSigned in [true, false] {
        for overflow in overflowModes(nBits: [0, 1, 2, 500], isSigned: isSigned) {
          for quantization in Quantization.allCases {
            let format = try Format(
              width: width, integerBits: width, isSigned: isSigned, quantization: quantization,
              overflow: overflow)
            for value in values {
              for shift in shifts {
                let cast = format.cast(value, fractionBits: shift)
                let expected = ExactModel(format: format)
                  .cast(Rational(value, fractionBits: min(max(shift, -400), 400)))
                try #require(cast == expected, "\(value) · 2^-\(shift) into \(format)")
              }
            }
          }
        }
      }
    }
  }

  @Test("A word of a format casts into it unchanged")
  func wordsAreFixedPoints() throws {
    var random = SeededGenerator(seed: 0x5eed_0002)
    for _ in 0..<20_000 {
      let format = try random.format()
      let (integer, fractionBits) = random.source(for: format)
      let once = format.cast(integer, fractionBits: fractionBits)
      let again = format.cast(once.raw, fractionBits: format.fractionBits)
      try #require(
        again == Cast(raw: once.raw, isInexact: false, isOverflow: false),
        "seed \(random.seed): \(once.raw) again into \(format)")
      try #require(format.word(fromBits: once.raw) == once.raw)
      try #require(
        format.word(fromBits: Int128(truncatingIfNeeded: format.bits(ofRaw: once.raw)))
          == once.raw)
    }
  }

  @Test("A mode that saturates never turns the order of two values around")
  func monotonic() throws {
    var random = SeededGenerator(seed: 0x5eed_0003)
    for _ in 0..<20_000 {
      let mode = try random.format()
      let format = try Format(
        width: mode.width, integerBits: mode.integerBits, isSigned: mode.isSigned,
        quantization: mode.quantization, overflow: random.chance(2) ? .sat : .satSym)
      let (integer, fractionBits) = random.source(for: format)
      guard integer < .max - 100 else { continue }
      let low = format.cast(integer, fractionBits: fractionBits)
      let high = format.cast(
        integer + Int128(random.index(below: 100)), fractionBits: fractionBits)
      try #require(
        low.raw <= high.raw,
        "seed \(random.seed): \(integer) · 2^\(-fractionBits) into \(format)")
    }
  }

  @Test("Rounding to the nearest is never off by more than half an LSB, truncation by one")
  func errorBounds() throws {
    var random = SeededGenerator(seed: 0x5eed_0004)
    for _ in 0..<20_000 {
      let mode = try random.format(width: 40...60)
      let dropped = random.integer(in: 1...30)
      let format = try Format(
        width: 60, integerBits: 60, quantization: mode.quantization, overflow: .sat)
      let integer = Int128(Int64(truncatingIfNeeded: random.next()) >> 10)
      let error =
        format.cast(integer, fractionBits: dropped).raw << Int128(dropped) - integer
      let half = Int128(1) << Int128(dropped - 1)
      switch format.quantization {
      case .trn: #expect((-2 * half + 1...0).contains(error))
      case .trnZero: #expect(error.magnitude < 2 * half.magnitude)
      default: #expect(error.magnitude <= half.magnitude)
      }
    }
  }
}
