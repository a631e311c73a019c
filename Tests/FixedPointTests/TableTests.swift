import FixedPoint
import Testing

/// Printed tables, value by value.
@Suite("Tables of IEEE 1666")
struct TableTests {
  @Test(
    "Halves are rounded as the table says",
    arguments: [
      (Quantization.trn, [-1.5, -1, -0.5, 0, 0.5, 1, -1.5]),
      (.trnZero, [-1, -0.5, 0, 0, 0.5, 1, -1]),
      (.rnd, [-1, -0.5, 0, 0.5, 1, 1.5, -1]),
      (.rndMinInf, [-1.5, -1, -0.5, 0, 0.5, 1, -1]),
      (.rndZero, [-1, -0.5, 0, 0, 0.5, 1, -1]),
      (.rndInf, [-1.5, -1, -0.5, 0.5, 1, 1.5, -1]),
      (.rndConv, [-1, -1, 0, 0, 1, 1, -1]),
    ])
  func quantization(_ mode: Quantization, _ expected: [Double]) throws {
    let format = try Format(width: 8, integerBits: 7, quantization: mode)
    let sources = [-1.25, -0.75, -0.25, 0.25, 0.75, 1.25, -1.125]
    for (source, value) in zip(sources, expected) {
      let cast = try format.cast(source)
      #expect(format.value(ofRaw: cast.raw) == value, "\(source)")
      #expect(cast.isInexact)
      #expect(!cast.isOverflow)
    }
  }

  @Test(
    "Four bits overflow as the table says",
    arguments: [
      (Overflow.sat, [-8, -8, -8, -8, 7, 7, 7, 7]),
      (.satZero, [0, 0, 0, -8, 0, 0, 0, 0]),
      (.satSym, [-7, -7, -7, -7, 7, 7, 7, 7]),
      (.wrap(saturatedBits: 0), [-8, -3, 7, -8, -8, -7, 3, -8]),
      (.wrap(saturatedBits: 1), [-8, -3, -1, -8, 0, 1, 3, 0]),
      (.wrap(saturatedBits: 2), [-8, -7, -5, -8, 4, 5, 7, 4]),
      (.wrap(saturatedBits: 3), [-8, -7, -7, -8, 6, 7, 7, 6]),
      (.wrapSM(saturatedBits: 0), [7, 2, -8, -8, 7, 6, -4, -8]),
      (.wrapSM(saturatedBits: 1), [-8, -3, -8, -8, 7, 6, 3, 7]),
      (.wrapSM(saturatedBits: 2), [-8, -6, -8, -8, 7, 6, 4, 7]),
      (.wrapSM(saturatedBits: 3), [-8, -7, -8, -8, 7, 6, 7, 7]),
    ])
  func overflow(_ mode: Overflow, _ expected: [Int128]) throws {
    let format = try Format(width: 4, integerBits: 4, overflow: mode)
    for (source, raw) in zip([-24, -19, -9, -8, 8, 9, 19, 24] as [Int128], expected) {
      let cast = format.cast(source, fractionBits: 0)
      #expect(cast.raw == raw, "\(source)")
      #expect(cast.isOverflow == (source != -8 || mode == .satSym), "\(source)")
    }
  }

  @Test("Below zero it is the rounded value that overflows an unsigned word")
  func justBelowZero() throws {
    func cast(_ quantization: Quantization, _ overflow: Overflow) throws -> Cast {
      try Format(
        width: 4, integerBits: 4, isSigned: false, quantization: quantization, overflow: overflow
      ).cast(-0.125)
    }
    #expect(try cast(.trn, .wrap) == Cast(raw: 15, isInexact: true, isOverflow: true))
    #expect(try cast(.trn, .sat) == Cast(raw: 0, isInexact: true, isOverflow: true))
    #expect(try cast(.rnd, .wrap) == Cast(raw: 0, isInexact: true, isOverflow: false))
    #expect(try cast(.trnZero, .wrap) == Cast(raw: 0, isInexact: true, isOverflow: false))
  }

  @Test("Where other types differ, the casts are those of SystemC")
  func systemCFigures() throws {
    for (n, raw) in [(1, 5), (2, 1), (3, 1), (4, 0)] {
      let format = try Format(
        width: 4, integerBits: 4, isSigned: false, overflow: .wrap(saturatedBits: n))
      #expect(format.cast(-19, fractionBits: 0).raw == Int128(raw))
    }
    let folded = try Format(
      width: 4, integerBits: 4, quantization: .rnd, overflow: .wrapSM(saturatedBits: 0))
    #expect(try folded.cast(-48.5).raw == -1)
    let single = try Format(width: 1, integerBits: 1, overflow: .satSym)
    for source in [-2.0, -1, 0, 1, 2] { #expect(try single.cast(source).raw == 0) }
  }
}
