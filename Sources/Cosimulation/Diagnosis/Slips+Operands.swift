import Datapath
import FixedPoint

// Slips of the hand in what a rule loads: other operands, and other uses of them.

extension HypothesisSearch {
  /// Tries all of them at the rule that is not followed first.
  mutating func tryOperands(_ place: Int) {
    let right = rules[place]
    for (index, source) in right.sources.enumerated() {
      trySign(place, index)
      for other in ports(loading: source) {
        // In all its loads, or in those on one occasion.
        for isEverywhere in [true, false] {
          attempt(
            "it took \(diagnosis.text(other)) as it stands instead of \(diagnosis.text(source))",
            like: place
          ) {
            if $0.sources[index] == source, isEverywhere || $0.occasion == right.occasion {
              $0.sources[index] = other
            }
          }
        }
      }
      for other in alternatives(to: source) {
        attempt(
          "it took \(diagnosis.text(other)) instead of \(diagnosis.text(source))", like: place
        ) {
          if $0.sources[index] == source { $0.sources[index] = other }
        }
      }
      if let word = right.rule.neutral(index) {
        attempt(leftOut(right, index), like: place) { $0.sources[index] = .constant(word) }
      }
    }
    tryNeighbours(place)
    switch right.rule.operation {
    case .cast, .sum, .difference, .exactSum, .exactDifference, .round: tryCast(place)
    case .converges, .choose: tryDecision(place)
    case .digit(let node): tryDigits(place, node)
    case .highestBit, .leave: tryCount(place)
    default: break
    }
  }

  private mutating func trySign(_ place: Int, _ index: Int) {
    let (rule, name) = (rules[place].rule, diagnosis.text(rules[place].sources[index]))
    guard rule.operands[index].width > 1 else { return }
    let change =
      rule.operands[index].isSigned
      ? "the sign extension of \(name) were missing" : "\(name) were taken for a signed word"
    attempt(change, like: place) { $0.rule.operands[index].toggleSign() }
    // In an adder no wider than it has to be, such a word overflows.
    guard rule.format != nil else { return }
    attempt(change, like: place) {
      let shape = $0.rule.exactShape
      $0.rule.operands[index].toggleSign()
      $0.load = { rule, words in rule.exact(words).map { rule.cast(shape.word(fromBits: $0)) } }
    }
  }

  /// The word that another index would choose; zero beyond the ends.
  private mutating func tryNeighbours(_ place: Int) {
    for (index, source) in rules[place].sources.enumerated() {
      guard let kind = indexed(source)?.kind else { continue }
      for step in [1, -1] {
        let rules = altered(like: place) {
          guard let (kind, k) = indexed($0.sources[index]) else { return }
          $0.sources[index] =
            diagnosis.register(named: "\(kind)_\(k + step)").map { .operand(.register($0)) }
            ?? .constant(0)
        }
        attempt("it took \(kind)_(k\(step > 0 ? "+" : "−")1) instead of \(kind)_k", rules)
      }
    }
  }

  /// `accumulators.gradient` and 2, if a word is one of several that an index chooses from.
  private func indexed(_ source: RegisterRule.Source) -> (kind: String, k: Int)? {
    guard case .operand(.register(let register)) = source,
      diagnosis.registers[register].stage == nil
    else { return nil }
    let (kind, k) = Design.split(diagnosis.name(register))
    return kind == diagnosis.name(register) ? nil : (kind, k)
  }

  /// Words that a wrong index or a missing delay would take: those of the same node, and the other field of
  /// the sample.
  private func alternatives(to source: RegisterRule.Source) -> [RegisterRule.Source] {
    guard case .operand(let operand) = source else { return [] }
    switch operand {
    case .register(let own):
      return diagnosis.registers.indices.filter { other in
        other != own && other != register && diagnosis.registers[own].node != nil
          && diagnosis.registers[other].node == diagnosis.registers[own].node
      }.map { .operand(.register($0)) }
    case .port(.x): return [.data(from: (diagnosis.design.formats[.y].width + 7) / 8 * 8)]
    case .port(.y): return [.data(from: 0)]
    case .port(.initialTheta(let k)):
      return (0...diagnosis.design.degree).filter { $0 != k }.map {
        .operand(.port(.initialTheta($0)))
      }
    case .port: return []
    }
  }

  /// The port that a register took at start.
  private func ports(loading source: RegisterRule.Source) -> [RegisterRule.Source] {
    guard case .operand(.register(let register)) = source else { return [] }
    return trial.right.rules[register].filter { $0.occasion == .event(.start) }.flatMap(\.sources)
  }

  // MARK: Casts

  private mutating func tryCast(_ place: Int) {
    let right = rules[place]
    for slip in right.rule.operation.node == nil ? [] : RangeSlip.all(of: right.rule.format!) {
      attempt(slip.text(diagnosis.registers[register].node), like: place) {
        $0.load = { rule, words in rule.load(words).map { slip.changed($0, in: rule.format!) } }
      }
    }
    for places in [1, -1, 2, -2, 3, -3, 4, -4] {
      for (index, source) in right.sources.enumerated() {
        let count = "\(abs(places)) \(abs(places) == 1 ? "place" : "places")"
        attempt(
          "the binary point of \(diagnosis.text(source)) were \(count) \(places > 0 ? "lower" : "higher")",
          like: place
        ) { $0.rule.operands[index] = $0.rule.operands[index].shifted(by: places) }
      }
    }
    guard right.sources.count == 2 else { return }
    attempt("the operands were \(right.rule.subtracts ? "added" : "subtracted")", like: place) {
      switch $0.rule.operation {
      case .sum(let node): $0.rule.operation = .difference(node)
      case .difference(let node): $0.rule.operation = .sum(node)
      case .exactSum: $0.rule.operation = .exactDifference
      default: $0.rule.operation = .exactSum
      }
    }
    if right.rule.subtracts {
      let names = right.sources.map { diagnosis.text($0) }
      attempt("the difference were \(names[1]) − \(names[0])", like: place) {
        $0.rule.operands.reverse()
        $0.sources.reverse()
      }
    }
  }

  // MARK: Serial multiplications

  private mutating func tryDigits(_ place: Int, _ node: Node) {
    let format = rules[place].rule.format!
    if let plain = try? Format(
      width: format.width, integerBits: format.integerBits, isSigned: false)
    {
      attempt("the sign of \(node.name) counted like its other bits", like: place) {
        $0.rule.format = plain
      }
    }
    for bit in 0..<format.width {
      attempt("bit \(bit) of \(node.name) were skipped", like: place) {
        $0.load = { rule, words in
          rule.load([words[0], words[1], words[2] & ~(1 << Int128(bit)), words[3]])
        }
      }
    }
  }

  /// The counter of the bits, which begins or ends elsewhere.
  private mutating func tryCount(_ place: Int) {
    switch rules[place].rule.operation {
    case .highestBit(let node):
      for other in rules.compactMap(\.rule.operation.formatNode) where other != node {
        let format = diagnosis.design.formats[other]
        attempt("it counted the bits of \(other.name) instead of \(node.name)", like: place) {
          $0.rule.format = format
        }
      }
      for bits in [1, -1] as [Int128] {
        attempt("it counted one bit \(bits > 0 ? "more" : "less")", like: place) {
          $0.load = { rule, words in
            rule.load(words).map {
              let word = rule.shape.word(fromBits: $0.raw + bits)
              return Cast(raw: word, isInexact: false, isOverflow: false)
            }
          }
        }
      }
    case .leave:
      for left in [1, -1] as [Int128] {
        attempt("it ended a bit \(left > 0 ? "early" : "late")", like: place) {
          $0.load = { rule, words in rule.load([words[0] - left]) }
        }
      }
    default: break
    }
  }

  // MARK: Decisions

  private mutating func tryDecision(_ place: Int) {
    switch rules[place].rule.operation {
    case .converges:
      attempt("the decrease were compared by < instead of ≤", like: place) {
        $0.load = { rule, words in rule.load([words[0], words[1], words[2] - 1]) }
      }
      attempt("the decrease were compared without its sign", like: place) {
        $0.load = { rule, words in
          let bits = { LogicWord($0, width: rule.operands[2].width).bits }
          let settles = words[0] != 0 && bits(words[1]) <= bits(words[2])
          return Cast(raw: settles ? 1 : 0, isInexact: false, isOverflow: false)
        }
      }
    case .choose(let ifOver, _):
      attempt("the run ended an epoch early", like: place) {
        $0.load = { rule, words in
          var words = words
          if words[2] == 1 { words[2] = 0 }
          return rule.load(words)
        }
      }
      attempt("every epoch ended the run", like: place) { $0.rule.operation = .constant(ifOver) }
    default: break
    }
  }

  private func leftOut(_ rule: RegisterRule, _ index: Int) -> String {
    let name = diagnosis.text(rule.sources[index])
    return switch (rule.rule.operation, index) {
    case (.converges, _): "the first epoch were compared too"
    case (.differs, 0): "only the last parameter counted"
    case (.choose, 2): "the number of epochs ended no run"
    case (.choose, _): "\(name.split(separator: ".").last!) ended no run"
    default: "\(name) were left out"
    }
  }
}

extension Rule {
  /// The word of an operand that changes nothing: what it is if it is left out.
  fileprivate func neutral(_ index: Int) -> Int128? {
    switch (operation, index) {
    case (.sum, _), (.difference, _), (.exactSum, _), (.exactDifference, _), (.differs, 0): 0
    case (.converges, 0), (.choose, 2): 1
    case (.choose, 0), (.choose, 1): 0
    default: nil
    }
  }
}

extension Exact {
  fileprivate mutating func toggleSign() {
    self = Exact(width: width, fractionBits: fractionBits, isSigned: !isSigned)
  }

  fileprivate func shifted(by places: Int) -> Exact {
    Exact(width: width, fractionBits: fractionBits - places, isSigned: isSigned)
  }
}
