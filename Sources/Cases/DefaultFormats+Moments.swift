import Datapath
import FixedPoint

/// The formats of the architecture `moments` where the user does not say otherwise: as exact as 128 bits allow.
///
/// `x`, `y`, `theta`, `weight`, `step` and `update` are those of `stream`.
///
/// | node | width | integer bits |
/// |---|---|---|
/// | power | exact for every xᵏ, k ≤ 2D; at most 64 bits | what x²ᴰ needs |
/// | moment | exact + guard bits, for the count too | |
/// | cross | exact for every y·xᵏ, as far as the loss fits, + guard bits | |
/// | energy | exact + guard bits | |
/// | gradient | exact, as far as the loss fits | |
/// | loss | LSB of energy | as if each error took a bit more than y |
extension DefaultFormats {
  func resolveMoments() throws(SettingError) -> NodeMap<Format> {
    let (x, y, theta) = try resolveParameters()
    let weight = try weight(theta)

    // Exact powers have the LSB of the finest of them, x²ᴰ where x has a fraction.
    let order = 2 * degree
    let fractions = (2...order).map { $0 * x.fractionBits }
    let powerBits = Self.integerBits(covering: greatestPowers(order), width: 64)
    let power = try choose(.power) { () throws(FormatError) in
      try Self.rounding(
        max(1, min(64, powerBits + fractions.max()!)), powerBits, isSigned: true)
    }

    let guardBits = guardBits
    func total(_ terms: [Exact]) throws(FormatError) -> Format {
      let isSigned = terms.contains { $0.isSigned }
      let fractionBits = terms.map(\.fractionBits).max()!
      let integerBits = terms.map { (isSigned ? $0.signedWidth : $0.width) - $0.fractionBits }
        .max()!
      return try Self.lossless(
        integerBits + fractionBits + guardBits, integerBits + guardBits, isSigned)
    }
    let one = Exact(width: 1, fractionBits: 0, isSigned: false)
    let moment = try choose(.moment) { () throws(FormatError) in
      try total([one, Exact(x), Exact(power)])
    }
    // What is left of the energy takes a weight times the sum of a cross sum and a gradient, for each parameter, and has to
    // fit 128 bits: that leaves so many for the sum.
    let room = 124 - weight.width
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
    func residual(_ cross: Exact) -> Exact {
      Exact(remainderOf: cross, minus: Exact(weight) * Exact(moment), count: degree + 1)
    }
    func integerBits(_ word: Exact) -> Int { word.signedWidth - word.fractionBits }
    let cross = try choose(.cross) { () throws(FormatError) in
      let format = try total(crossed)
      let fractionBits = room - 1 - integerBits(residual(Exact(format)))
      guard fractionBits < format.fractionBits else { return format }
      return try Self.rounding(
        max(1, format.integerBits + fractionBits), format.integerBits, isSigned: format.isSigned)
    }
    let energy = try choose(.energy) { () throws(FormatError) in try total([Exact(y).squared]) }

    let rest = residual(Exact(cross))
    let gradient = try choose(.gradient) { () throws(FormatError) in
      let fractionBits = min(rest.fractionBits, room - 1 - integerBits(rest))
      return try fractionBits == rest.fractionBits
        ? Self.lossless(rest.width, integerBits(rest), true)
        : Self.rounding(
          max(1, integerBits(rest) + fractionBits), integerBits(rest), isSigned: true)
    }
    let isExact =
      power.fractionBits >= fractions.max()! && moment.fractionBits >= power.fractionBits
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
