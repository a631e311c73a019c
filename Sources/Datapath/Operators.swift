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
  /// Every multiplier: one serves each Horner step, each power beyond x, each e·xᵏ with k ≥ 1, e², and one all
  /// parameters' updates in turn.
  public var multipliers: [Multiplier] {
    units.filter { $0.operation == .product }.map { unit in
      Multiplier(name: unit.name, left: shape(unit, 0), right: shape(unit, 1))
    }
  }

  /// Every adder: the exact sums before the casts, the rounding of each cast that is not a mere cut, the comparison of
  /// two losses and the counter of epochs.
  public var adders: [Adder] {
    var list: [Adder] = []
    for unit in units {
      switch unit.operation {
      case .sum, .difference:
        list.append(Adder(name: unit.name, width: source(of: unit).signedWidth))
      case .converges:
        let width = (shape(unit, 1) + shape(unit, 2)).signedWidth
        // The comparison with the tolerance is one more subtraction of that width.
        list.append(Adder(name: "loss_previous − loss", width: width))
        list.append(Adder(name: "convergence", width: width))
      case .add: list.append(Adder(name: unit.name, width: shape(unit, 0).width))
      default: break
      }
      guard let node = unit.operation.node else { continue }
      // Rounding adds at most one in the last bit kept; what it is decided by is a few gates.
      let source = source(of: unit)
      let dropped = source.fractionBits - formats[node].fractionBits
      guard formats[node].quantization != .trn, dropped > 0 else { continue }
      list.append(
        Adder(name: "rounding of \(unit.name)", width: max(1, source.signedWidth - dropped + 1)))
    }
    return list
  }
}
