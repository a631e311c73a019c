import Datapath
import FixedPoint

/// What the casts of a design can meet at all: every value that can get there, tried.
///
/// The words of the sample ports, the parameters and the step are any of their formats; from these the
/// values of each register are worked out in the order of the data, products and sums of every pair. Values
/// that are functions of x alone stay so, since x² has fewer remainders than a product of two words;
/// all others are taken as independent. An event that is possible by this count may therefore be
/// impossible in truth, never the other way round.
struct PossibleEvents {
  /// For each node; nil where there are too many values to try.
  private(set) var events: NodeMap<CastEvents?>

  /// The values that a register can hold.
  private enum Values {
    /// The value for each word of x.
    case ofX([Int128])
    case any(Set<Int128>)

    var all: Set<Int128> {
      switch self {
      case .ofX(let values): Set(values)
      case .any(let values): values
      }
    }
  }

  /// The most pairs that are tried for one register.
  private static let limit = 1 << 18

  private var values: [Int: Values] = [:]
  /// The registers that one of their equations gives too many values to try.
  private var untold: Set<Int> = []
  private let design: Design

  init(_ design: Design) {
    self.design = design
    events = NodeMap { $0.isCastInHardware(degree: design.degree) ? [] : nil }
    let registers = design.registers
    for (position, register) in registers.enumerated() where register.scope == "parameters" {
      guard let node = register.node, node != .weight, let words = words(of: node) else { continue }
      values[position] = .any(Set(words))
    }
    // The weights come first: they follow from the parameters alone, and all samples meet them.
    let weights = design.equations.filter { registers[$0.target].node == .weight }
    let others = design.equations.filter { registers[$0.target].node != .weight }
    for equation in weights + others where equation.when != .start {
      let node = registers[equation.target].node
      switch equation.form {
      case .clear: continue
      case .copy: add(copy(equation), to: equation.target)
      case .product: add(product(equation), to: equation.target)
      case .cast(let format, _): cast(equation, format, node!)
      }
    }
  }

  private func words(of node: Node) -> [Int128]? {
    let format = design.formats[node]
    guard format.width <= 12 else { return nil }
    // The most negative word is a word under SAT_SYM too: the ports may carry it.
    let least = format.isSigned ? -format.greatestRaw - 1 : 0
    return Array(least...format.greatestRaw)
  }

  private func values(of operand: RegisterEquation.Operand) -> Values? {
    switch operand.source {
    case .register(let position): values[position]
    case .x: words(of: .x).map { .ofX($0) }
    case .y: words(of: .y).map { .any(Set($0)) }
    default: nil
    }
  }

  private mutating func add(_ new: Values?, to register: Int) {
    guard let new, !untold.contains(register) else {
      untold.insert(register)
      values[register] = nil
      return
    }
    guard let old = values[register] else {
      values[register] = new
      return
    }
    values[register] = .any(old.all.union(new.all))
  }

  private func copy(_ equation: RegisterEquation) -> Values? { values(of: equation.operands[0]) }

  private func product(_ equation: RegisterEquation) -> Values? {
    guard let left = values(of: equation.operands[0]),
      let right = values(of: equation.operands[1])
    else { return nil }
    if case (.ofX(let left), .ofX(let right)) = (left, right) {
      return .ofX(zip(left, right).map { $0 * $1 })
    }
    if case (.register(let a), .register(let b)) = (
      equation.operands[0].source, equation.operands[1].source
    ), a == b {
      return .any(Set(left.all.map { $0 * $0 }))
    }
    return pairs(left, right).map { pairs in .any(Set(pairs.map { $0 * $1 })) }
  }

  private func pairs(_ left: Values, _ right: Values) -> [(Int128, Int128)]? {
    let (left, right) = (left.all, right.all)
    guard left.count * right.count <= Self.limit else { return nil }
    return left.flatMap { a in right.map { b in (a, b) } }
  }

  // MARK: Casts

  private mutating func cast(_ equation: RegisterEquation, _ format: Format, _ node: Node) {
    guard let sources = sources(equation, format) else {
      events[node] = nil
      // Theta may hold any word, whatever is added to it.
      if node != .theta { add(nil, to: equation.target) }
      return
    }
    if var found = events[node] {
      for exact in sources.all {
        found.formUnion(CastEvents(casting: exact, fractionBits: equation.finest, to: format))
      }
      events[node] = found
    }
    let word = { (exact: Int128) in format.cast(exact, fractionBits: equation.finest).raw }
    switch sources {
    case .ofX(let exact): add(.ofX(exact.map(word)), to: equation.target)
    case .any(let exact): add(.any(Set(exact.map(word))), to: equation.target)
    }
  }

  /// The exact values that are cast, in units of the finest last place.
  private func sources(_ equation: RegisterEquation, _ format: Format) -> Values? {
    if equation.operands.count == 1 { return values(of: equation.operands[0]) }
    let left = equation.operands[0]
    if case .register(equation.target) = left.source, values[equation.target] == nil {
      return accumulated(equation, format)
    }
    guard let a = values(of: left), let b = values(of: equation.operands[1]) else { return nil }
    return pairs(a, b).map { pairs in .any(Set(pairs.map { equation.sum($0, $1) })) }
  }

  /// The sums in an accumulator: from zero, with every term, until no new one comes.
  private func accumulated(_ equation: RegisterEquation, _ format: Format) -> Values? {
    guard let terms = values(of: equation.operands[1])?.all else { return nil }
    var (reached, fresh): (Set<Int128>, Set<Int128>) = ([0], [0])
    var sums: Set<Int128> = []
    while !fresh.isEmpty {
      guard reached.count * terms.count <= Self.limit else { return nil }
      var next: Set<Int128> = []
      for total in fresh {
        for term in terms {
          let sum = equation.sum(total, term)
          guard sums.insert(sum).inserted else { continue }
          let word = format.cast(sum, fractionBits: equation.finest).raw
          if reached.insert(word).inserted { next.insert(word) }
        }
      }
      fresh = next
    }
    return .any(sums)
  }
}

extension RegisterEquation {
  /// The exact sum or difference of two words of the operands, in units of the finest last place.
  ///
  /// - Precondition: it fits 128 bits.
  fileprivate func sum(_ left: Int128, _ right: Int128) -> Int128 {
    let a = left << Int128(finest - operands[0].fractionBits)
    let b = right << Int128(finest - operands[1].fractionBits)
    if case .cast(_, subtracts: true) = form { return a - b }
    return a + b
  }
}
