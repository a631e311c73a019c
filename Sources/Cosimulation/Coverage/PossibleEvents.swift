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
  /// Registers that may hold any word, whatever is loaded.
  private var free: Set<Int> = []
  private let design: Design

  init(_ design: Design) {
    self.design = design
    events = NodeMap { design.castNodes.contains($0) ? [] : nil }
    let description = design.valueDescription
    for (position, register) in description.registers.enumerated() {
      guard let node = description.node(of: position),
        register.scope == "parameters" || node == .theta, node != .weight
      else { continue }
      free.insert(position)
      values[position] = words(of: node).map { .any(Set($0)) }
    }
    let rules = design.valueRules
    // The weights come first: they follow from the parameters alone, and all samples meet them.
    for rule in rules where description.node(of: rule.target) == .weight { load([rule]) }
    for rule in rules where rule.event.isOfPipeline { load([rule]) }
    for cycle in description.cycles(from: description.drained) {
      load(cycle.transfers.map { rules[$0] })
    }
  }

  /// What registers hold after a cycle; what they held before is gone.
  private mutating func load(_ rules: [Rule]) {
    var loaded: [Int: Values?] = [:]
    for rule in rules {
      let new: Values?
      switch rule.operation {
      case .copy: new = values(of: rule.sources[0])
      case .product: new = product(rule)
      case .exactSum, .exactDifference: new = sources(rule)
      case .cast(let node), .sum(let node), .difference(let node): new = cast(rule, node)
      default: continue
      }
      if !free.contains(rule.target) { loaded.updateValue(new, forKey: rule.target) }
    }
    for (register, new) in loaded { values[register] = new }
  }

  private func words(of node: Node) -> [Int128]? {
    let format = design.formats[node]
    guard format.width <= 12 else { return nil }
    // The most negative word is a word under SAT_SYM too: the ports may carry it.
    let least = format.isSigned ? -format.greatestRaw - 1 : 0
    return Array(least...format.greatestRaw)
  }

  private func values(of operand: Transfer.Operand) -> Values? {
    switch operand {
    case .register(let position): values[position]
    case .port(.x): words(of: .x).map { .ofX($0) }
    case .port(.y): words(of: .y).map { .any(Set($0)) }
    default: nil
    }
  }

  private func product(_ rule: Rule) -> Values? {
    guard let left = values(of: rule.sources[0]), let right = values(of: rule.sources[1]) else {
      return nil
    }
    if case (.ofX(let left), .ofX(let right)) = (left, right) {
      return .ofX(zip(left, right).map { $0 * $1 })
    }
    if rule.sources[0] == rule.sources[1] {
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

  private mutating func cast(_ rule: Rule, _ node: Node) -> Values? {
    guard let sources = sources(rule) else {
      events[node] = nil
      return nil
    }
    if var found = events[node] {
      for exact in sources.all {
        found.formUnion(CastEvents(casting: exact, fractionBits: rule.finest, to: rule.format!))
      }
      events[node] = found
    }
    let word = { (exact: Int128) in rule.cast(exact).raw }
    switch sources {
    case .ofX(let exact): return .ofX(exact.map(word))
    case .any(let exact): return .any(Set(exact.map(word)))
    }
  }

  /// The exact values that are summed or cast, in units of the finest LSB.
  private func sources(_ rule: Rule) -> Values? {
    if rule.sources.count == 1 { return values(of: rule.sources[0]) }
    if rule.event.isOfPipeline, rule.sources[0] == .register(rule.target) {
      return accumulated(rule)
    }
    guard let a = values(of: rule.sources[0]), let b = values(of: rule.sources[1]) else {
      return nil
    }
    return pairs(a, b).map { pairs in .any(Set(pairs.map { rule.exact([$0, $1])! })) }
  }

  /// The sums in an accumulator: from zero, with every term, until no new one comes.
  private func accumulated(_ rule: Rule) -> Values? {
    // The stage's `valid` is 1 when it is counted.
    let isCount =
      if case .valid(let valid) = rule.event { rule.sources[1] == .register(valid) } else { false }
    guard let terms = isCount ? [1] : values(of: rule.sources[1])?.all else { return nil }
    var (reached, fresh): (Set<Int128>, Set<Int128>) = ([0], [0])
    var sums: Set<Int128> = []
    while !fresh.isEmpty {
      guard reached.count * terms.count <= Self.limit else { return nil }
      var next: Set<Int128> = []
      for total in fresh {
        for term in terms {
          // Of an accumulator that may begin anew, the bit that says so: a sum that begins is one from zero.
          let sum = rule.exact([total, term, 0])!
          guard sums.insert(sum).inserted else { continue }
          let word = rule.cast(sum).raw
          if reached.insert(word).inserted { next.insert(word) }
        }
      }
      fresh = next
    }
    return .any(sums)
  }
}
