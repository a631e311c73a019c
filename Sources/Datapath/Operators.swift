import FixedPoint

/// A multiplier of a design: the exact product of two words.
public struct Multiplier: Hashable, Sendable {
  /// The register that takes the product, as in ``Design/registers``.
  public let name: String
  public let left: Exact
  public let right: Exact
}

/// An adder of a design.
public struct Adder: Hashable, Sendable {
  /// What it computes: a node's name, with an index where there are several.
  public let name: String
  /// The bits of its result.
  public let width: Int
}

/// What a design computes with. Beside ``Design/registers``, what it remembers, this is all its hardware
/// but for wires, multiplexers and the controller's few gates.
extension Design {
  /// Every multiplier, in the order of the register list.
  ///
  /// One serves each Horner step, each power beyond x, each e·xᵏ with k ≥ 1, e², and one all parameters' updates in
  /// turn.
  public var multipliers: [Multiplier] {
    let (x, error) = (self[.x], self[.error])
    var list: [Multiplier] = []
    for h in 1...degree {
      list.append(
        Multiplier(name: "horner_\(h)", left: self[h == 1 ? .weight : .estimate], right: x))
    }
    for k in 1...degree where k >= 2 {
      list.append(Multiplier(name: "raise_\(k)", left: k == 2 ? x : self[.power], right: x))
    }
    for k in 1...degree {
      list.append(Multiplier(name: "partial_\(k)", left: error, right: k == 1 ? x : self[.power]))
    }
    list.append(Multiplier(name: "squared", left: error, right: error))
    list.append(Multiplier(name: "scaled", left: self[.gradient], right: self[.step]))
    return list
  }

  /// Every adder: the exact sums before the casts, the rounding of each cast that is not a mere cut, the comparison of
  /// two losses and the counter of epochs.
  public var adders: [Adder] {
    let path = Path(self)
    var list: [Adder] = []
    func sum(_ name: String, _ exact: Exact) {
      list.append(Adder(name: name, width: exact.signedWidth))
    }
    /// Rounding adds at most one in the last place kept; what it is decided by is a few gates.
    func rounding(_ name: String, _ node: Node, from source: Exact) {
      let format = formats[node]
      let dropped = source.fractionBits - format.fractionBits
      guard format.quantization != .trn, dropped > 0 else { return }
      list.append(
        Adder(name: "rounding of \(name)", width: max(1, source.signedWidth - dropped + 1)))
    }
    for h in 1...degree {
      sum("estimate_\(h)", path.horner(h) + self[.weight])
      rounding("estimate_\(h)", .estimate, from: path.horner(h) + self[.weight])
    }
    for k in 1...degree where k >= 2 { rounding("power_\(k)", .power, from: path.raise(k)) }
    sum("error", self[.y] + self[.estimate])
    rounding("error", .error, from: self[.y] + self[.estimate])
    for k in 0...degree { rounding("product_\(k)", .product, from: path.partial(k)) }
    rounding("square", .square, from: path.squared)
    for k in 0...degree {
      sum("gradient_\(k)", self[.gradient] + self[.product])
      rounding("gradient_\(k)", .gradient, from: self[.gradient] + self[.product])
    }
    sum("loss", self[.loss] + self[.square])
    rounding("loss", .loss, from: self[.loss] + self[.square])
    rounding("update", .update, from: path.scaled)
    sum("theta", self[.theta] + self[.update])
    rounding("theta", .theta, from: self[.theta] + self[.update])
    rounding("weight", .weight, from: self[.theta])
    sum("loss_previous − loss", self[.loss] + self[.loss])
    // The comparison with the tolerance is one more subtraction of that width.
    sum("convergence", self[.loss] + self[.loss])
    list.append(Adder(name: "epochs_left", width: 32))
    return list
  }
}
