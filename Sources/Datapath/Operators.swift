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
  /// Every multiplier: one or two serve each Horner step, one each power beyond x, each e·xᵏ with k ≥ 1, and e².
  ///
  /// A single bit is multiplied by a row of gates. The update has none, it adds bit by bit.
  public var multipliers: [Multiplier] {
    units.compactMap { unit in
      var left: Exact { shape(unit, 0) }
      switch unit.operation {
      case .product: return Multiplier(name: unit.name, left: left, right: shape(unit, 1))
      case .partialProduct(false) where left.split == 1: return nil
      case .partialProduct(let isUpper):
        return Multiplier(
          name: unit.name, left: left.part(isUpper: isUpper), right: shape(unit, 1))
      default: return nil
      }
    }
  }

  /// The products and the sums of each sample, in the pipeline, or of each epoch, outside of it; differences are sums.
  ///
  /// What joins the parts of a product, rounds, compares or counts epochs is left out.
  public func operations(inPipeline: Bool) -> (products: Int, sums: Int) {
    let description = valueDescription
    let all = description.transfers.filter {
      $0.event.isOfPipeline == inPipeline
        && description.registers[$0.target].content != .difference(.loss)
    }
    return (
      all.count { $0.operation == .product },
      all.count {
        switch $0.operation {
        case .sum, .difference, .exactSum, .exactDifference: true
        default: false
        }
      }
    )
  }

  /// Every adder: the exact sums before the casts, the rounding of each cast that is not a mere cut, the comparison of
  /// two losses and the counter of epochs.
  public var adders: [Adder] {
    var list: [Adder] = []
    for unit in units {
      switch unit.operation {
      case .sum, .difference, .exactSum, .exactDifference:
        list.append(Adder(name: unit.name, width: source(of: unit).signedWidth))
      case .shiftAdd: list.append(Adder(name: unit.name, width: shape(unit, 1).signedWidth + 1))
      case .digit: list.append(Adder(name: unit.name, width: shape(unit, 0).signedWidth))
      case .converges:
        list.append(
          Adder(name: "convergence", width: (shape(unit, 1) + shape(unit, 2)).signedWidth))
      case .add: list.append(Adder(name: unit.name, width: shape(unit, 0).width))
      default: break
      }
      guard let node = unit.operation.node ?? unit.operation.roundedNode else { continue }
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
