import Datapath
import FixedPoint

extension Certificate.Spared {
  /// What makes the bits superfluous, where the formats alone tell; that they are is proved in any case.
  func reason(in places: UsedPlaces) -> String? {
    let loads = places.loads(of: register)
    let reachesTop = bits.upperBound == register.width - 1
    // Where the bits of what is cast into it are found in the register.
    let square = loads.lazy.compactMap { places.square(castBy: $0) }.first
    let isLow = square.map { bits == $0...$0 } ?? false
    let isSecond = square.map { bits == $0 + 1...$0 + 1 } ?? false
    switch fate {
    case .constant(false) where register.name.hasPrefix("overflow_"):
      return "\(register.name.dropFirst(9)) cannot overflow"
    case .constant(false) where isSecond: return "a square is 0 or 1 modulo 4"
    case .copies where isLow: return "a square is odd as its root is"
    case .copies(register, bits.lowerBound - 1) where reachesTop: return "copies of the sign"
    case .constant(false), .copies(register, _):
      if let (source, count) = places.finer(register), bits.upperBound < count {
        return "\(count) place\(count == 1 ? "" : "s") finer than \(source)"
      }
      return fate == .constant(false) && reachesTop ? "no value is so great" : nil
    case .unread: return places.unreadReason(register, bits)
    case .constant, .copies, .parallel: return nil
    }
  }
}

/// Which places of a design's registers have ever a bit, by the formats of what is loaded.
struct UsedPlaces {
  private let registers: [Register]
  private let rules: [Rule]

  init(_ design: Design) {
    (registers, rules) = (design.registers, design.rules)
  }

  func loads(of register: Register) -> [Rule] {
    rules.filter { registers[$0.target] == register && $0.operation != .constant(0) }
  }

  /// Where the lowest bit of a square is in the register that a rule loads with it, or with its cast.
  func square(castBy rule: Rule) -> Int? {
    if isSquare(rule) { return 0 }
    guard case .cast = rule.operation, case .register(let source) = rule.sources[0],
      rules.contains(where: { $0.target == source && isSquare($0) })
    else { return nil }
    return rule.shape.fractionBits - rule.operands[0].fractionBits
  }

  private func isSquare(_ rule: Rule) -> Bool {
    rule.operation == .product && rule.sources[0] == rule.sources[1]
  }

  /// How many of a register's places are finer than all that is loaded, and than what.
  func finer(_ register: Register) -> (source: String, places: Int)? {
    guard let position = registers.firstIndex(of: register), let fraction = register.fractionBits
    else { return nil }
    // A sum has no other places than what is summed.
    let sources = loads(of: register).filter { !$0.operation.isProduct }.flatMap(\.sources)
    let candidates = sources.compactMap { source -> (source: String, places: Int)? in
      guard case .register(let source) = source, source != position else { return nil }
      return used(source)
    }
    guard let finest = candidates.max(by: { $0.places < $1.places }), fraction > finest.places
    else {
      return nil
    }
    return (finest.source, fraction - finest.places)
  }

  /// The fraction bits that a register makes use of: its own, or those of what is cast into it.
  private func used(_ position: Int) -> (source: String, places: Int) {
    var most: (source: String, places: Int)?
    for rule in loads(of: registers[position]) {
      for (source, shape) in zip(rule.sources, rule.operands) {
        guard case .register(let source) = source, !rule.operation.isProduct else { continue }
        let operand =
          rule.operation == .copy
          ? used(source) : (source: registers[source].name, places: shape.fractionBits)
        if operand.places > most?.places ?? .min { most = operand }
      }
    }
    // What is no number, as a bit that is counted, is whole.
    let own = (source: registers[position].name, places: registers[position].fractionBits ?? 0)
    return most.map { $0.places < own.places ? $0 : own } ?? own
  }

  /// A cast that drops places may look at the first of them alone, or at none.
  func unreadReason(_ register: Register, _ bits: ClosedRange<Int>) -> String? {
    guard let position = registers.firstIndex(of: register), let fraction = register.fractionBits,
      let cast = rules.first(where: {
        $0.target != position && $0.format != nil && $0.sources.contains(.register(position))
      }), let format = cast.format, let node = cast.operation.node
    else { return nil }
    let dropped = fraction - format.fractionBits
    switch format.quantization {
    case .trn where bits.upperBound < dropped: return "below \(node.name), which truncates"
    case .rnd where bits.upperBound < dropped - 1:
      return "below the place by which \(node.name) rounds"
    default: return nil
    }
  }
}
