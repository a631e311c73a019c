import Datapath
import FixedPoint
import Samples

@testable import Cosimulation

/// The formats of the grid's designs: small words in which every cast can meet what its place allows.
extension ModeGrid {
  /// Formats in which every cast drops bits at both ends, and can meet what its place allows.
  ///
  /// - Parameter isStrict: whether nothing less will do; otherwise the best of some draws is taken.
  static func formats(
    _ cell: Cell, degree: Int, isStrict: Bool, _ random: inout SplitMix64
  ) -> NodeMap<Format>? {
    var draw = FormatDraw(cell: cell, degree: degree, random: random)
    defer { random = draw.random }
    let fraction = draw.pick(2...3)
    draw.set(.x, width: 5, fraction: fraction)
    let steps: [(Node, (inout FormatDraw) -> Void)] = [
      (
        .weight,
        { draw in
          let fraction = draw.pick(1...2)
          let thetaFraction = fraction + draw.pick(1...2)
          draw.set(.weight, width: 3, fraction: fraction)
          // One integer bit more than the weights, and a sign where they have none.
          let sign = cell.isSigned(.theta) && !cell.isSigned(.weight) ? 1 : 0
          draw.set(
            .theta, width: draw[.weight].width + thetaFraction - fraction + 1 + sign,
            fraction: thetaFraction)
        }
      ),
      // A square of odd words ends in 01, so that only an odd number of dropped bits meets ties.
      (.power, { $0.narrow($0[.x].squared, to: .power, bottom: $0.odd, top: 0...3) }),
      (
        .estimate,
        { draw in
          let sum = draw[.weight] * draw[.x] + draw[.weight]
          draw.narrow(sum, to: .estimate, bottom: 2...3, top: 0...3, within: 4...5)
        }
      ),
      (
        .error,
        { draw in
          let estimate = draw[.estimate]
          draw.set(
            .y, width: estimate.width + draw.pick(0...2),
            fraction: estimate.fractionBits + draw.pick(0...1))
          draw.narrow(draw[.y] + estimate, to: .error, bottom: 2...2, top: 0...2, within: 5...6)
        }
      ),
      (
        .product,
        { draw in
          // The product with x⁰ is the error itself, which is to lose bits too.
          let dropped = draw[.x].fractionBits + draw.pick(1...2)
          draw.narrow(
            draw[.error] * draw[.x], to: .product, bottom: dropped...dropped, top: 0...4,
            within: 4...5)
        }
      ),
      (
        .square,
        { draw in
          // A loss that cuts off what a term adds below its LSB needs terms beyond it to grow at all.
          let cuts = [.trn, .trnZero].contains(cell.pair(.loss).quantization)
          draw.narrow(
            draw[.error].squared, to: .square, bottom: draw.odd, top: 0...4,
            within: (cuts ? 4 : 3)...5)
        }
      ),
      (
        .gradient,
        { draw in
          let product = draw[.product]
          draw.set(
            .gradient, width: max(3, product.width + draw.pick(-2 ... -1)),
            fraction: product.fractionBits - 2)
        }
      ),
      (
        .loss,
        { draw in
          let square = draw[.square]
          draw.set(
            .loss, width: max(3, square.width + draw.pick(-2 ... -1)),
            fraction: square.fractionBits - 2)
        }
      ),
      (
        .update,
        { draw in
          let theta = draw[.theta]
          let (more, lost) = (draw.pick(1...2), draw.pick(2...3))
          let fraction = theta.fractionBits + more
          draw.set(
            .update, width: theta.width + more + draw.pick(-2 ... -1), fraction: fraction)
          draw.set(
            .step, width: draw[.update].width + lost + draw.pick(1...2) - draw[.gradient].width,
            fraction: fraction + lost - draw[.gradient].fractionBits)
        }
      ),
    ]
    for (node, step) in steps {
      guard draw.settle(node, isStrict: isStrict, step) else { return nil }
    }
    return draw.formats
  }

  /// Formats being drawn, one node after the other.
  private struct FormatDraw {
    let cell: Cell
    let degree: Int
    var random: SplitMix64
    /// Those not drawn yet have the least words that a design may have.
    private(set) var formats: NodeMap<Format>
    private var isPossible = true

    init(cell: Cell, degree: Int, random: SplitMix64) {
      self.cell = cell
      self.degree = degree
      self.random = random
      formats = NodeMap { node in
        try! Format(width: 1, integerBits: 0, isSigned: node != .step)
      }
    }

    mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// 3 or 5.
    var odd: ClosedRange<Int> {
      mutating get {
        let number = 3 + 2 * pick(0...1)
        return number...number
      }
    }

    subscript(node: Node) -> Exact { Exact(formats[node]) }

    /// Draws until the casts into a node can meet what its place allows.
    mutating func settle(
      _ node: Node, isStrict: Bool, _ step: (inout FormatDraw) -> Void
    ) -> Bool {
      var best: (missing: Int, formats: NodeMap<Format>)?
      for _ in 0..<40 {
        isPossible = true
        step(&self)
        guard isPossible, let design = try? Design(degree: degree, formats: formats) else {
          continue
        }
        let missing = Coverage(design).poverty(at: node)
        if missing == 0 { return true }
        if missing < best?.missing ?? .max { best = (missing, formats) }
      }
      guard !isStrict, let best else { return false }
      formats = best.formats
      return true
    }

    mutating func set(_ node: Node, width: Int, fraction: Int) {
      let pair =
        nodes.contains(node) ? cell.pair(node) : Pair(quantization: .trn, overflow: .wrap)
      let format = try? Format(
        width: width, integerBits: width - fraction, isSigned: cell.isSigned(node),
        quantization: pair.quantization, overflow: pair.overflow)
      if let format, (3...(node == .step ? 12 : 8)).contains(width) {
        formats[node] = format
      } else {
        isPossible = false
      }
    }

    /// Takes some bits off a source at the bottom, and some at the top.
    mutating func narrow(
      _ source: Exact, to node: Node, bottom: ClosedRange<Int>, top: ClosedRange<Int>,
      within widths: ClosedRange<Int> = 3...6
    ) {
      let dropped = pick(bottom)
      let sign = source.isSigned && !cell.isSigned(node) ? 1 : 0
      let width = source.width - dropped - pick(top) - sign
      set(
        node, width: min(max(width, widths.lowerBound), widths.upperBound),
        fraction: source.fractionBits - dropped)
    }
  }
}

extension Coverage {
  /// How many of the events that the place in the datapath allows the formats make impossible at a cast.
  fileprivate func poverty(at node: Node) -> Int {
    possible[node].map { richness(node).subtracting($0).count } ?? 1000
  }

  /// What a node is to meet in the grid.
  ///
  /// A square is never negative, and one of which half an LSB is dropped has an even floor; a sum of
  /// squares is not negative unless the squares have wrapped.
  fileprivate func richness(_ node: Node) -> CastEvents {
    let positive: CastEvents = [
      .exact, .positiveBelowHalf, .positiveEvenTie, .greatest, .onePastGreatest, .overflowAbove,
    ]
    // Where words are unsigned, what comes before may never be negative.
    if Node.allCases.contains(where: { !design.formats[$0].isSigned && $0 != .step }) {
      return positive
    }
    if node == .power {
      return design.degree == 2
        ? positive
        : [.exact, .positiveBelowHalf, .positiveEvenTie, .overflowAbove, .overflowBelow]
    }
    if node == .square { return positive }
    if node == .loss { return positive.union([.positiveAboveHalf, .positiveOddTie]) }
    // Few bits lie between theta and the weights.
    let isShort = node == .theta || node == .weight
    let all = CastEvents(rawValue: (1 << UInt16(CastEvents.named.count)) - 1)
    return isShort
      ? all.subtracting([
        .positiveBelowHalf, .negativeBelowHalf, .positiveAboveHalf, .negativeAboveHalf,
      ]) : all
  }
}
