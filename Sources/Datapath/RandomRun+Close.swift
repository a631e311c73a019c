import FixedPoint
import Samples

/// Random designs in which each format is close to what is cast into it.
///
/// Formats drawn apart from one another overflow at once or never, and two unsigned operands seldom meet. What a single
/// rule decides (the sign of an unsigned difference, the top bit of an unsigned square, a loss that becomes
/// negative, a weight that overflows first) is seen where ranges are nearly equal and signs are drawn for the whole design.
extension RandomRun {
  static func closeDesign(degree: Int, _ random: inout SplitMix64) -> Design? {
    var draw = CloseFormats(random)
    defer { random = draw.random }
    draw.set(.x, width: draw.pick(2...6), fraction: draw.pick(0...4))
    draw.set(.theta, width: draw.pick(3...8), fraction: draw.pick(1...5))
    draw.fit(.weight, to: draw[.theta])
    draw.fit(.power, to: draw[.x].squared)
    draw.fit(.estimate, to: draw[.weight] * draw[.x])
    draw.fit(.y, to: draw[.estimate])
    draw.fit(.error, to: draw[.y] + draw[.estimate])
    draw.fit(.product, to: draw[.error] * draw[.x])
    draw.fit(.gradient, to: draw[.product])
    draw.fit(.square, to: draw[.error].squared)
    // A loss that is to become negative has to wrap.
    draw.fit(.loss, to: draw[.square], wraps: Bool.random(using: &draw.random))
    // A step with which the greatest gradient moves theta by about its range, so that most move it by less.
    let fraction = draw[.theta].fractionBits - draw[.gradient].fractionBits + draw.pick(0...3)
    draw.set(
      .step, width: draw.pick(2...4) + max(0, draw[.theta].width - draw[.gradient].width),
      fraction: fraction)
    draw.fit(.update, to: draw[.theta])
    return try? Design(degree: degree, formats: draw.formats)
  }
}

extension RandomRun {
  /// The same of the architecture `moments`: each format is close to the exact sum that is cast into it.
  static func closeMoments(degree: Int, _ random: inout SplitMix64) -> Design? {
    var draw = CloseFormats(random)
    defer { random = draw.random }
    draw.set(.x, width: draw.pick(2...6), fraction: draw.pick(0...4))
    draw.set(.y, width: draw.pick(2...6), fraction: draw.pick(0...4))
    draw.set(.theta, width: draw.pick(3...8), fraction: draw.pick(1...5))
    draw.fit(.weight, to: draw[.theta])
    draw.fit(.power, to: draw[.x].squared)
    draw.fit(.moment, to: draw[.power] * draw[.x])
    draw.fit(.cross, to: draw[.y] * draw[.power])
    draw.fit(.energy, to: draw[.y].squared)
    let residual = Exact(
      remainderOf: draw[.cross], minus: draw[.weight] * draw[.moment], count: degree + 1)
    draw.set(
      .gradient, width: residual.width,
      fraction: residual.fractionBits - max(0, residual.width - draw.pick(8...16)))
    // A loss that is to become negative has to wrap.
    let loss = draw[.weight] * draw[.gradient] + draw[.energy]
    draw.set(
      .loss, width: loss.width,
      fraction: loss.fractionBits - max(0, loss.width - draw.pick(8...16)),
      wraps: Bool.random(using: &draw.random))
    let fraction = draw[.theta].fractionBits - draw[.gradient].fractionBits + draw.pick(0...3)
    draw.set(
      .step, width: draw.pick(2...4) + max(0, draw[.theta].width - draw[.gradient].width),
      fraction: fraction)
    draw.fit(.update, to: draw[.theta])
    return try? Design(.moments, degree: degree, formats: draw.formats)
  }
}

/// Formats being drawn in the order of the data.
private struct CloseFormats {
  var random: SplitMix64
  private(set) var formats = NodeMap { node in
    try! Format(width: 1, integerBits: 0, isSigned: node != .step)
  }
  /// The share of nodes that are signed: none, half or all.
  private let signedShare: Double

  init(_ random: SplitMix64) {
    self.random = random
    signedShare = [0, 0.5, 1].randomElement(using: &self.random)!
  }

  subscript(node: Node) -> Exact { Exact(formats[node]) }

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func set(_ node: Node, width: Int, fraction: Int, wraps: Bool = false) {
    let width = min(max(width, 1), 16)
    let isSigned = node != .step && Double.random(in: 0..<1, using: &random) < signedShare
    var drawn: Format?
    while drawn == nil {
      drawn = try? Format(
        width: width, integerBits: width - fraction, isSigned: isSigned,
        quantization: Quantization.allCases.randomElement(using: &random)!,
        overflow: wraps ? .wrap : RandomRun.overflow(width: width, &random))
    }
    formats[node] = drawn!
  }

  /// Gives a node the range of a source, up to two bits less at either end.
  mutating func fit(_ node: Node, to source: Exact, wraps: Bool = false) {
    let (top, bottom) = (pick(0...2), pick(0...2))
    set(
      node, width: source.width - top - bottom, fraction: source.fractionBits - bottom,
      wraps: wraps)
  }
}
