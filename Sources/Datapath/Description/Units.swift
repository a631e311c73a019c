import FixedPoint

/// What a description computes with.
extension Description {
  /// A product, a cast, or another operation that takes logic of its own: in the pipeline one a register; outside of it
  /// one an operation, which serves all registers in turn.
  struct Unit: Sendable {
    /// The register that takes the result, or the node where the unit serves several.
    let name: String
    let operation: Transfer.Operation
    let operands: [Content]
    let isInPipeline: Bool
    /// The node that an exact product is cast into.
    let productNode: Node?
    /// Whether it adds to the register that it loads.
    let isAccumulator: Bool
    /// Of which of a design's descriptions its operands are.
    let isAsBuilt: Bool

    var isMultiplier: Bool { operation.isProduct && !operation.isSerial }
  }

  /// Every unit in the order of the registers, multipliers of a kind side by side.
  ///
  /// - Parameter isAsBuilt: as the description is.
  func units(isAsBuilt: Bool = true) -> [Unit] {
    /// What a unit outside of the pipeline is known by.
    struct Use: Hashable {
      let operation: Transfer.Operation
      let result: Content?
    }
    var units: [Unit] = []
    var known: Set<Use> = []
    for transfer in transfers {
      let isInPipeline = if case .valid = transfer.event { true } else { false }
      switch transfer.operation {
      case .copy, .constant, .choose, .highestBit, .leave, .differs, .isZero, .waits: continue
      default:
        let use = Use(
          operation: transfer.operation,
          // A counter is one unit, whatever it counts.
          result: transfer.operation.isCount ? nil : registers[transfer.target].content)
        guard isInPipeline || known.insert(use).inserted else { continue }
      }
      let register = registers[transfer.target].name
      units.append(
        Unit(
          name: isInPipeline ? register : transfer.operation.node?.name ?? register,
          operation: transfer.operation,
          operands: transfer.operands.map { operand in
            guard case .register(let position) = operand else {
              preconditionFailure("units work on registers")
            }
            return registers[position].content
          }, isInPipeline: isInPipeline,
          productNode: transfer.operation == .product
            ? transfers.lazy.filter { $0.operands.contains(.register(transfer.target)) }
              .compactMap(\.operation.node).first : nil,
          isAccumulator: transfer.operands.first == .register(transfer.target),
          isAsBuilt: isAsBuilt))
    }
    var kinds: [Substring] = []
    for unit in units where unit.isMultiplier {
      let kind = unit.name.prefix { $0 != "_" }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    let multipliers = kinds.flatMap { kind in
      units.filter { $0.isMultiplier && $0.name.prefix { $0 != "_" } == kind }
    }
    return multipliers + units.filter { !$0.isMultiplier }
  }
}

extension Transfer.Operation {
  /// The node that the result is cast into.
  package var node: Node? {
    switch self {
    case .cast(let node), .sum(let node), .difference(let node): node
    default: nil
    }
  }

  /// Whether it multiplies.
  package var isProduct: Bool {
    switch self {
    case .product, .partialProduct, .shiftAdd, .digit: true
    default: false
    }
  }

  /// Whether it multiplies a bit at a time.
  package var isSerial: Bool {
    switch self {
    case .shiftAdd, .digit: true
    default: false
    }
  }

  /// Whether it counts.
  var isCount: Bool { if case .add = self { true } else { false } }

  /// The node as whose words the operand is rounded, ahead of its cast.
  package var roundedNode: Node? { if case .round(let node) = self { node } else { nil } }

  /// The node of which it uses the format.
  package var formatNode: Node? {
    switch self {
    case .highestBit(let node), .digit(let node): node
    default: node ?? roundedNode
    }
  }
}

extension Design {
  private static let units = Variant.table { $0.description().units() }
  private static let valueUnits = Variant.table {
    $0.description(isAsBuilt: false).units(isAsBuilt: false)
  }

  var units: [Description.Unit] { entry(Self.units) }
  /// The units, each in one piece.
  var valueUnits: [Description.Unit] { entry(Self.valueUnits) }

  /// The shape of an operand of a unit.
  func shape(_ unit: Description.Unit, _ index: Int) -> Exact {
    shape(of: unit.operands[index], in: unit.isAsBuilt ? description : valueDescription)
  }

  /// The exact value that a unit casts, or its exact product.
  func source(of unit: Description.Unit) -> Exact {
    switch unit.operation {
    case .product:
      return unit.operands[0] == unit.operands[1]
        ? shape(unit, 0).squared : shape(unit, 0) * shape(unit, 1)
    case .partialProduct(let isUpper):
      return shape(unit, 0).part(isUpper: isUpper) * shape(unit, 1)
    case .sum, .difference: return shape(unit, 0) + shape(unit, 1)
    case .exactSum, .exactDifference:
      return Exact(
        summing: shape(unit, 0), shape(unit, 1), isDifference: unit.operation == .exactDifference)
    default: return shape(unit, 0)
    }
  }

  /// The two's complement bits in which the cast of a unit can be computed without loss.
  ///
  /// An accumulator of the full 127 bits has a sum of 129: that carry is detected, so that one bit less is needed.
  func requiredBits(_ unit: Description.Unit, into node: Node) -> Int {
    let (exact, target) = (source(of: unit), formats[node])
    let detectsCarry =
      unit.isAccumulator && unit.isInPipeline && exact.signedWidth == 129
      && exact.fractionBits <= target.fractionBits
    return exact.requiredBits(castInto: target, detectsCarry: detectsCarry)
  }
}

extension Exact {
  /// The two's complement bits in which a cast can be computed without loss.
  ///
  /// Rounding adds at most half of the last bit kept; where more is dropped than the source has, that half is twice the
  /// source's weight.
  func requiredBits(castInto format: Format, detectsCarry: Bool = false) -> Int {
    let dropped = fractionBits - format.fractionBits
    let rounding = dropped <= 0 ? -dropped : dropped <= signedWidth ? 1 : 2
    return max(signedWidth - (detectsCarry ? 1 : 0) + rounding, Exact(format).signedWidth)
  }
}
