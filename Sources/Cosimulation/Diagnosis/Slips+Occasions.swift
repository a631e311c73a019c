import Datapath
import FixedPoint

// Slips in when a register is loaded and cleared, and the right words at the wrong time.

extension HypothesisSearch {
  mutating func tryOccasions() {
    let rules = rules
    let others = rules.indices.filter { rules[$0].occasion != .reset }
    for holds in [true, false] {
      var changed = rules
      changed[0].holds = holds
      if !holds { changed.removeFirst() }
      attempt("it were not cleared by rst", changed)
    }
    if let start = others.first(where: { rules[$0].occasion == .event(.start) }) {
      attempt("start were taken while a run is under way", with(start) { $0.occasion = .anyStart })
    }
    for index in others {
      var changed = rules
      changed.remove(at: index)
      attempt(
        "it were not \(rules[index].effect) \(diagnosis.text(rules[index].occasion))", changed)
    }
    if others.count == 1, let only = others.first {
      attempt(
        "it were loaded in every cycle, not only \(diagnosis.text(rules[only].occasion))",
        with(only) { $0.occasion = .event(.always) })
    }
    for delay in [1, -1, 2, -2, 3, -3] {
      var changed = rules
      for index in others { changed[index].delay(by: delay) }
      attempt("it were \(Diagnosis.shiftText(delay))", changed)
    }
    for delay in [1, -1, 2, -2] { for index in others { tryDelay(index, delay, others.count > 1) } }
    trySiblings()
  }

  private mutating func tryDelay(_ index: Int, _ delay: Int, _ isOneOfSeveral: Bool) {
    let (rule, shift) = (rules[index], Diagnosis.shiftText(delay))
    let occasion = diagnosis.text(rule.occasion)
    if isOneOfSeveral {
      attempt(
        "what is \(rule.effect) \(occasion) were \(rule.effect) \(shift)",
        with(index) { $0.delay(by: delay) })
    }
    guard rule.effect == "loaded" else { return }
    attempt(
      "it were loaded \(shift), not \(occasion), with the words of that cycle",
      with(index) { $0.eventDelay = delay })
  }

  /// It is loaded when and as the word of another index is.
  private mutating func trySiblings() {
    let (kind, k) = Design.split(name)
    guard kind != name else { return }
    for other in [k - 1, k + 1] {
      guard let sibling = diagnosis.register(named: "\(kind)_\(other)") else { continue }
      let theirs = trial.right.rules[sibling]
      for index in rules.indices where theirs.indices.contains(index) {
        let (mine, changed) = (rules[index].occasion, theirs[index].occasion)
        guard mine != .reset, mine != .event(.start) else { continue }
        attempt(
          "it were \(rules[index].effect) \(diagnosis.text(changed)), as \(diagnosis.name(sibling)) is, instead of \(diagnosis.text(mine))",
          with(index) { ($0.occasion, $0.sources) = (changed, theirs[index].sources) })
      }
    }
  }

  /// A counter of fewer bits, or one that takes fewer of its port.
  mutating func tryWidths() {
    guard diagnosis.registers[register].fractionBits == nil else { return }
    let starts = rules.indices.filter { rules[$0].occasion == .event(.start) }
    for places in [Array(rules.indices), starts] {
      var fits: [(width: Int, fit: RuleTrial.Fit)] = []
      for width in 1..<max(1, diagnosis.registers[register].width) {
        if let fit = fit(narrowed(to: width, places)) { fits.append((width, fit)) }
      }
      guard let least = fits.first, let greatest = fits.last else { continue }
      let bits = Self.bits(least.width, greatest.width)
      let ports = starts.flatMap { rules[$0].sources }.map { diagnosis.text($0) }
      add(
        places == starts
          ? "it took only \(bits) of \(ports.joined(separator: ", "))" : "it had only \(bits)",
        greatest.fit.text(isBit: false))
      return
    }
  }

  func narrowed(to width: Int, _ places: [Int]) -> [RegisterRule] {
    var rules = rules
    let shape = Exact(width: width, fractionBits: 0, isSigned: false)
    for place in places {
      rules[place].load = { rule, words in
        rule.load(words).map {
          Cast(raw: shape.word(fromBits: $0.raw), isInexact: false, isOverflow: false)
        }
      }
    }
    return rules
  }

  static func bits(_ least: Int, _ greatest: Int) -> String {
    "\(least == greatest ? "\(least)" : "\(least) to \(greatest)") bits"
  }

  /// What is wrong with a sticky flag of overflow.
  mutating func tryFlag(of node: Node) {
    let place = rules.firstIndex { $0.occasion == .overflow(node) }!
    var sometimes = rules.last!
    (sometimes.occasion, sometimes.rule.operation) = (.event(.always), .constant(0))
    attempt("it were not sticky", rules + [sometimes])
    for other in Node.every where other != node && !trial.right.casting[other].isEmpty {
      attempt(
        "it were set by overflows of \(other.name)",
        with(place) { $0.occasion = .overflow(other) })
    }
  }

  private func with(_ place: Int, _ alter: (inout RegisterRule) -> Void) -> [RegisterRule] {
    var rules = rules
    alter(&rules[place])
    return rules
  }
}

extension RegisterRule {
  fileprivate mutating func delay(by cycles: Int) {
    (eventDelay, wordDelay) = (cycles, cycles)
  }
}
