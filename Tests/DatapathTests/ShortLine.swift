import FixedPoint
import Samples

@testable import Datapath

/// A line whose samples and roundings are those of the 32-bit lanes, or just not.
struct ShortLine {
  let simulation: Simulation

  /// Draws a line.
  ///
  /// - Parameter fits: whether the samples lie near the line that the run begins with, so that errors are small.
  init?(seed: UInt64, fits: Bool = false) {
    var random = SplitMix64(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    func format(
      _ width: Int, _ integer: Int, signed: Bool = true, _ quantization: Quantization? = nil
    ) -> Format {
      let rounding: Quantization = [.trn, .rnd, .rndConv, .rndConv][number(0...3)]
      return try! Format(
        width: width, integerBits: integer, isSigned: signed,
        quantization: quantization ?? rounding, overflow: number(0...1) == 0 ? .sat : .wrap)
    }
    // Words of 16 bits in memory, as these lanes take them.
    let (x, y) = (number(9...16), number(9...16))
    let (xInteger, yInteger) = (number(-1...3), number(-1...3))
    let weight = number(6...28)
    let weightInteger = number(1...4)
    let most = max(xInteger + weightInteger, weightInteger, yInteger) + number(0...2)
    let estimateFraction = number(max(1, y - yInteger - 1)...y - yInteger + 8)
    let estimate = estimateFraction + most
    let error = estimate + 1 - number(-1...6)
    guard (4...28).contains(estimate), error >= 3 else { return nil }
    let exact = 60
    let xFormat = format(x, xInteger, signed: number(0...5) > 0)
    let errorInteger = most + 1
    let xFraction = x - xInteger
    let errorFraction = error - errorInteger
    guard
      let design = try? Design(
        degree: 1,
        formats: NodeMap { node in
          switch node {
          case .x: xFormat
          case .y: format(y, yInteger)
          case .theta, .update, .weight: format(weight, weightInteger, .trn)
          case .power: format(8, 4)
          case .error: format(error, errorInteger)
          case .product:
            format(
              (error + x + 8), (error + x + 8) - errorFraction - max(0, xFraction),
              .trn)
          case .gradient:
            format(exact, exact - errorFraction - max(0, xFraction) - number(0...1), .trn)
          case .square:
            format((2 * error + 1), (2 * error + 1) - 2 * errorFraction, .trn)
          case .loss: format(exact, exact - 2 * errorFraction - number(0...1), .trn)
          case .step: format(10, -3, signed: false)
          default: format(estimate, most)
          }
        }), design.sampleBits <= 64
    else { return nil }
    let count = number(1...700)
    let (yFormat, theta) = (design.formats[.y], design.formats[.theta])
    // Words at the ends and halves of LSBs, where ties are, as often as any.
    func word(_ format: Format) -> Int128 {
      switch number(0...5) {
      case 0: format.leastRaw
      case 1: format.greatestRaw
      case 2: (format.leastRaw + format.greatestRaw) / 2 + Int128(number(-1...1))
      default: Int128.random(in: format.leastRaw...format.greatestRaw, using: &random)
      }
    }
    func weightWord() -> Int128 {
      let word = Int128.random(in: theta.leastRaw...theta.greatestRaw, using: &random)
      // Trailing zeros make ties.
      return (word >> Int128(number(0...weight - 1))) << Int128(number(0...weight / 2))
    }
    let start = (0...1).map { _ in min(max(weightWord(), theta.leastRaw), theta.greatestRaw) }
    let noise = Double(1 << number(0...12))
    let samples = PackedSamples(count: count, xFormat: xFormat, yFormat: yFormat) { _ in
      let xWord = word(xFormat)
      guard fits else { return (xWord, word(yFormat)) }
      let value =
        (Double(start[1]) * Double(xWord) * xFormat.lsb + Double(start[0]))
        * theta.lsb
      let near = value / yFormat.lsb + Double.random(in: -noise...noise, using: &random)
      return (
        xWord,
        Int128(min(max(near.rounded(), Double(yFormat.leastRaw)), Double(yFormat.greatestRaw)))
      )
    }
    simulation = Simulation(
      design: design,
      configuration: Configuration(
        step: Int128(number(0...1023)),
        initialTheta: start, tolerance: design.neverConverges, maximumEpochs: UInt32(number(1...6))),
      samples: samples)
  }

  /// The weights that the first epoch computes with.
  var firstWeight: InlineArray<4, Int64> {
    var weight: InlineArray<4, Int64> = .init(repeating: 0)
    for k in 0...1 {
      let theta = simulation.configuration.initialTheta[k]
      weight[k] = Int64(
        simulation.design.formats[.weight].cast(
          theta, fractionBits: simulation.design.formats[.theta].fractionBits
        ).raw)
    }
    return weight
  }
}
