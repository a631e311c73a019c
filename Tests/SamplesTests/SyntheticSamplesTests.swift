import Testing

@testable import Samples

struct SyntheticSamplesTests {
  static func text(_ samples: SyntheticSamples) -> String {
    var bytes: [UInt8] = []
    for sample in samples { samples.append(sample, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("SplitMix64 gives its published sequence")
  func splitMix() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test("without noise the samples are the polynomial")
  func noiseless() throws {
    let samples = try SyntheticSamples(
      coefficients: [1, -2, 0.5], from: -1, to: 1, count: 5, decimals: 3)
    #expect(
      Self.text(samples)
        == "-1.000,3.500\n-0.500,2.125\n0.000,1.000\n0.500,0.125\n1.000,-0.500\n")
    let whole = try SyntheticSamples(coefficients: [0, 3], from: -7, to: 5, count: 2, decimals: 0)
    #expect(Self.text(whole) == "-7,-21\n5,15\n")
  }

  @Test("the same seed gives the same text, another seed another")
  func seeds() throws {
    func text(_ seed: UInt64, _ spacing: SyntheticSamples.Spacing = .uniform) throws -> String {
      Self.text(
        try SyntheticSamples(
          coefficients: [1, 2], from: 0, to: 1, count: 3, sigma: 0.1, spacing: spacing, decimals: 4,
          seed: seed))
    }
    #expect(try text(7) == text(7))
    #expect(try text(7) != text(8))
    #expect(try text(7) == golden)
  }

  // The same few lines in Python gave this; a change of it would change every generated file.
  let golden = "0.3898,1.7323\n0.8713,2.8833\n0.0767,1.1335\n"

  @Test("the noise has the deviation asked for, and reading gives back what was made")
  func noise() throws {
    let samples = try SyntheticSamples(
      coefficients: [0], from: 0, to: 1, count: 20_000, sigma: 2, seed: 3)
    let read = try columns(Self.text(samples))
    let summary = ColumnSummary(read.y)
    #expect(abs(summary.mean) < 0.06)
    #expect(abs(summary.standardDeviation - 2) < 0.04)
    #expect(read.x == samples.map { Double($0.x) / 1e6 })
    #expect(read.y == samples.map { Double($0.y) / 1e6 })
  }

  @Test("what cannot be made is refused")
  func refused() {
    func error(
      _ coefficients: [Double] = [1], _ least: Double = 0, _ greatest: Double = 1, count: Int = 1,
      sigma: Double = 0, decimals: Int = 6
    ) -> SyntheticError? {
      do throws(SyntheticError) {
        _ = try SyntheticSamples(
          coefficients: coefficients, from: least, to: greatest, count: count, sigma: sigma,
          decimals: decimals)
        return nil
      } catch {
        return error
      }
    }
    #expect(error() == nil)
    #expect(error(count: 0) == .count(0))
    #expect(error([1], 1, 0) == .range(1, 0))
    #expect(error([1], .nan, 0) != nil)
    #expect(error([1], -.infinity, .infinity) == .tooLarge(decimals: 6))
    #expect(error([.nan]) == .tooLarge(decimals: 6))
    #expect(error([1e13]) == .tooLarge(decimals: 6))
    #expect(error([0, 0, 1e9], 0, 1e6) == .tooLarge(decimals: 6))
    #expect(error(sigma: -1) == .sigma(-1))
    #expect(error(sigma: 1e300) == .tooLarge(decimals: 6))
    #expect(error(decimals: 16) == .decimals(16))
  }
}
