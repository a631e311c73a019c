import Datapath
import FixedPoint

// Other rules: when a register is loaded and cleared, and the right words at the wrong time.

extension HypothesisSearch {
  /// What a slip of the hand makes of the rules of the register.
  func ruleHypotheses() -> [Hypothesis] {
    guard let trial = RuleTrial(diagnosis, register) else { return [] }
    var found: [Hypothesis] = []
    func attempt(_ change: String, _ variant: RuleTrial.Variant) {
      guard !found.contains(where: { $0.change == change }), let fit = trial.fit(variant) else {
        return
      }
      found.append(Hypothesis(change: change, evidence: fit.text))
    }
    func attempt(_ change: String, _ rules: [RegisterRule]) {
      attempt(change, RuleTrial.Variant(rules: rules))
    }
    let rules = trial.rules
    let others = rules.indices.filter { rules[$0].kind != .reset }
    for reset in [RuleTrial.Variant.Reset.keeps, .ignored] {
      attempt("it were not cleared by rst", RuleTrial.Variant(rules: rules, reset: reset))
    }
    // Whether a run is under way is no question of one register.
    if rules.contains(where: { $0.kind == .start }) {
      attempt(
        "start were taken while a run is under way",
        RuleTrial.Variant(rules: rules, startsBusy: true))
    }
    if diagnosis.registers[register].name == "state" { return found }
    for index in others {
      var changed = rules
      changed.remove(at: index)
      attempt("it were not \(rules[index].effect.rawValue) \(rules[index].text)", changed)
    }
    if others.count == 1, let only = others.first {
      var changed = rules
      changed[only].happens = { !$0.inputs.reset }
      attempt("it were loaded in every cycle, not only \(rules[only].text)", changed)
    }
    for delay in [1, -1, 2, -2, 3, -3] {
      attempt("it were \(Diagnosis.shiftText(delay))", shifted(rules, others, delay))
    }
    for delay in [1, -1, 2, -2] {
      for index in others {
        let (rule, shift) = (rules[index], Diagnosis.shiftText(delay))
        let what = "what is \(rule.effect.rawValue) \(rule.text) were \(rule.effect.rawValue)"
        if others.count > 1 {
          attempt("\(what) \(shift)", shifted(rules, [index], delay))
        }
        guard rule.effect == .loads else { continue }
        attempt(
          "it were loaded \(shift), not \(rule.text), with the words of that cycle",
          shifted(rules, [index], delay, withWords: false))
      }
    }
    found += siblingHypotheses(trial)
    return found
  }

  private func shifted(
    _ rules: [RegisterRule], _ places: [Int], _ delay: Int, withWords: Bool = true
  ) -> [RegisterRule] {
    var rules = rules
    for place in places {
      rules[place].eventDelay = delay
      if withWords { rules[place].wordDelay = delay }
    }
    return rules
  }

  /// It is loaded when and as the word of another index is.
  private func siblingHypotheses(_ trial: RuleTrial) -> [Hypothesis] {
    let (kind, k) = Design.split(name)
    guard kind != name else { return [] }
    return [k - 1, k + 1].flatMap { other -> [Hypothesis] in
      guard
        let sibling = diagnosis.registers.indices.first(where: {
          diagnosis.name($0) == "\(kind)_\(other)"
        })
      else { return [] }
      let theirs = diagnosis.rules(of: sibling)
      return trial.rules.indices.compactMap { index in
        let rule = trial.rules[index]
        guard rule.kind == .other, theirs.indices.contains(index) else { return nil }
        var rules = trial.rules
        rules[index].happens = theirs[index].happens
        rules[index].word = theirs[index].word
        return trial.fit(RuleTrial.Variant(rules: rules)).map { fit in
          Hypothesis(
            change:
              "it were \(rule.effect.rawValue) \(theirs[index].text), as \(diagnosis.name(sibling)) is, instead of \(rule.text)",
            evidence: fit.text)
        }
      }
    }
  }

  /// A counter of epochs that is too narrow for `cfg_max_epochs`.
  func counterHypotheses() -> [Hypothesis] {
    guard diagnosis.registers[register].name == "epochs_left",
      let trial = RuleTrial(diagnosis, register)
    else { return [] }
    // The counter itself, or what it takes at start.
    for isWhole in [true, false] {
      var (widths, evidence): ([Int], String) = ([], "")
      for width in 1..<32 {
        let mask: Int128 = (1 << Int128(width)) - 1
        var rules = trial.rules
        for index in rules.indices where isWhole || rules[index].kind == .start {
          let word = rules[index].word
          rules[index].word = { state in word(state).map { $0 & mask } }
        }
        guard let fit = trial.fit(RuleTrial.Variant(rules: rules)) else { continue }
        widths.append(width)
        evidence = fit.text
      }
      guard let least = widths.first, let greatest = widths.last else { continue }
      let count = least == greatest ? "\(least)" : "\(least) to \(greatest)"
      return [
        Hypothesis(
          change: isWhole
            ? "it had only \(count) bits" : "it took only \(count) bits of cfg_max_epochs",
          evidence: evidence)
      ]
    }
    return []
  }
}

extension RuleTrial.Fit {
  /// "all 421 cycles looked at, 3 of which tell".
  var text: String {
    "all \(cycles) cycles looked at, \(telling) of which the model has otherwise"
  }
}
