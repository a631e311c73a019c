import Datapath
import FixedPoint

/// The formats of the architecture `moments` where the user does not say otherwise: as exact as 128 bits allow.
///
/// `x`, `y`, `theta`, `weight`, `step` and `update` are those of `stream`.
///
/// | node | width | integer bits |
/// |---|---|---|
/// | power | exact for every xᵏ, k ≤ 2D; at most 64 bits, and what a total of y·xᵏ leaves | what x²ᴰ needs |
/// | moment | exact + guard bits, for the count too, as far as the gradient fits | |
/// | cross | exact for every y·xᵏ, as far as the loss fits, + guard bits | |
/// | energy | exact + guard bits | |
/// | gradient | exact, as far as the loss fits | |
/// | loss | LSB of energy | as if each error took a bit more than y |
extension DefaultFormats {
  func resolveMoments() throws(SettingError) -> NodeMap<Format> {
    let (x, y, theta) = try resolveParameters()
    let weight = try weight(theta)

    // Exact powers have the LSB of the finest of them, x²ᴰ where x has a fraction. The total of y times one has to fit too.
    let order = 2 * degree
    let fractions = (2...order).map { $0 * x.fractionBits }
    let powerBits = Self.integerBits(covering: greatestPowers(order), width: 64)
    let power = try choose(.power) { () throws(FormatError) in
      try Self.rounding(
        max(1, min(64, powerBits + fractions.max()!, 125 - guardBits - y.width)), powerBits,
        isSigned: true)
    }

    /// The total of N terms: exact, or with as many fraction bits as are left beside its integer bits.
    func total(
      _ terms: [Exact], keeping most: (Exact) -> Int = { _ in .max }
    ) throws(FormatError) -> Format {
      let isSigned = terms.contains { $0.isSigned }
      let fractionBits = terms.map(\.fractionBits).max()!
      let integerBits =
        terms.map { (isSigned ? $0.signedWidth : $0.width) - $0.fractionBits }.max()! + guardBits
      let kept = most(Exact(width: max(1, integerBits), fractionBits: 0, isSigned: isSigned))
      return try kept < fractionBits
        ? Self.rounding(max(1, integerBits + kept), integerBits, isSigned: isSigned)
        : Self.lossless(integerBits + fractionBits, integerBits, isSigned)
    }
    var crossed = [Exact(y), Exact(y) * Exact(x)]
    if degree >= 2 {
      // Of the power's fraction, xᴰ has but a part.
      let fraction = min(power.fractionBits, fractions[degree - 2])
      crossed.append(
        Exact(y)
          * Exact(
            width: max(1, power.integerBits + fraction), fractionBits: fraction,
            isSigned: power.isSigned))
    }
    func residual(_ cross: Exact, _ moment: Exact) -> Exact {
      Exact(remainderOf: cross, minus: Exact(weight) * moment, count: degree + 1)
    }
    func integerBits(_ word: Exact) -> Int { word.signedWidth - word.fractionBits }
    // What is left of a cross sum has to fit 128 bits. What is left of the energy has to as well, and takes a weight times
    // the sum of a cross sum and a gradient, for each parameter: that leaves so many for the sum.
    let room = 124 - weight.width
    let one = Exact(width: 1, fractionBits: 0, isSigned: false)
    let whole = Exact(
      width: max(1, crossed.map(integerBits).max()! + guardBits), fractionBits: 0, isSigned: true)
    let moment = try choose(.moment) { () throws(FormatError) in
      try total([one, Exact(x), Exact(power)]) {
        126 - integerBits(residual(whole, $0)) - weight.fractionBits
      }
    }
    let cross = try choose(.cross) { () throws(FormatError) in
      try total(crossed) { room - 1 - integerBits(residual($0, Exact(moment))) }
    }
    let energy = try choose(.energy) { () throws(FormatError) in try total([Exact(y).squared]) }

    let rest = residual(Exact(cross), Exact(moment))
    let gradient = try choose(.gradient) { () throws(FormatError) in
      let fractionBits = min(rest.fractionBits, room - 1 - integerBits(rest))
      return try fractionBits == rest.fractionBits
        ? Self.lossless(rest.width, integerBits(rest), true)
        : Self.rounding(
          max(1, integerBits(rest) + fractionBits), integerBits(rest), isSigned: true)
    }
    let isExact =
      power.fractionBits >= fractions.max()!
      && moment.fractionBits >= max(x.fractionBits, power.fractionBits)
      && cross.fractionBits >= crossed.map(\.fractionBits).max()!
      && gradient.fractionBits >= rest.fractionBits
    let loss = try choose(.loss) { () throws(FormatError) in
      // Where bits are given away, the loss may come out below zero.
      let isSigned = !isExact
      let integerBits = energy.integerBits + 2 + (isSigned ? 1 : 0)
      return try Self.rounding(
        max(1, integerBits + energy.fractionBits), integerBits, isSigned: isSigned)
    }
    let (step, update) = try (step(), update(theta))
    return NodeMap { node in
      switch node {
      case .x: x
      case .y: y
      case .theta: theta
      case .weight: weight
      case .power: power
      case .gradient: gradient
      case .loss: loss
      case .step: step
      case .update: update
      case .moment: moment
      case .cross: cross
      case .energy: energy
      case .estimate, .error, .product, .square: .unused
      }
    }
  }
}
