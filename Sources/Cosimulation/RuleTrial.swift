import Datapath

/// Other rules of a register, tried on all that a simulation did to it.
///
/// In every cycle the next word is predicted from the words that the RTL itself had, and has to be the RTL's.
struct RuleTrial {
  private typealias State = RegisterEquation.State

  /// The rules with a slip in them.
  struct Variant {
    var rules: [RegisterRule]
    /// `start` begins a run whatever the state is.
    var startsBusy = false
    /// `rst` does nothing to the register: it keeps its word, or the rules go on.
    var reset = Reset.clears

    enum Reset { case clears, keeps, ignored }
  }

  /// What a variant fits.
  struct Fit {
    /// The cycles in which the next word was predicted.
    let cycles: Int
    /// Those of them that the right rules predict otherwise.
    let telling: Int
    /// How often a rule that was asked about decided.
    let occasions: Int
  }

  let rules: [RegisterRule]
  private let words: [Int128?]
  /// The RTL's state in each cycle; where words are unknown, one with zeros in their place and one with ones.
  private let states: [[State]]
  /// What the right rules predict.
  private let expected: [Prediction]
  /// The first cycle in which the RTL's word is not the model's.
  private let first: Int

  private enum Prediction: Equatable {
    /// A word, or unknown bits that are kept.
    case word(Int128?)
    /// It depends on what is not known.
    case undetermined
  }

  init?(_ diagnosis: Diagnosis, _ register: Int) {
    let rules = diagnosis.rules(of: register)
    let words = diagnosis.rtlRegisters.map { $0[register] }
    let states = diagnosis.rtlRegisters.indices.map { diagnosis.possibleStates($0) }
    guard
      let first = words.indices.first(where: {
        words[$0] != diagnosis.modelRegisters[$0][register]
      })
    else { return nil }
    (self.rules, self.words, self.states, self.first) = (rules, words, states, first)
    let right = Variant(rules: rules)
    expected = words.indices.map { Self.prediction(right, $0, states, words) }
  }

  /// Tries a variant.
  ///
  /// - Parameter rule: whose decisions are counted.
  /// - Returns: nil unless it predicts every word, and some of them other than the right rules do.
  func fit(_ variant: Variant, about rule: Int? = nil) -> Fit? {
    var (cycles, telling, occasions) = (0, 0, 0)
    if words.first != .some(.some(0)) {
      guard variant.reset != .clears else { return nil }
      telling += 1
    }
    for cycle in words.indices.dropLast() {
      let prediction = Self.prediction(variant, cycle, states, words)
      guard prediction != .undetermined else {
        // What cannot be told about the very difference explains nothing.
        if cycle + 1 == first { return nil }
        continue
      }
      guard prediction == .word(words[cycle + 1]) else { return nil }
      cycles += 1
      if expected[cycle] != .undetermined, expected[cycle] != prediction { telling += 1 }
      if let rule, states[cycle].count == 1, variant.rules[rule].happens(states[cycle][0]) {
        occasions += 1
      }
    }
    guard telling > 0 else { return nil }
    return Fit(cycles: cycles, telling: telling, occasions: occasions)
  }

  private static func prediction(
    _ variant: Variant, _ cycle: Int, _ states: [[State]], _ words: [Int128?]
  ) -> Prediction {
    var result: Prediction?
    for filling in states[cycle].indices {
      let next = prediction(variant, cycle, filling, states, words)
      if let result, result != next { return .undetermined }
      result = next
    }
    return result ?? .undetermined
  }

  private static func prediction(
    _ variant: Variant, _ cycle: Int, _ filling: Int, _ states: [[State]], _ words: [Int128?]
  ) -> Prediction {
    if states[cycle][0].inputs.reset {
      switch variant.reset {
      case .clears: return .word(0)
      case .keeps: return .word(words[cycle])
      case .ignored: break
      }
    }
    func state(_ cycle: Int) -> State {
      let state = states[cycle][min(filling, states[cycle].count - 1)]
      return variant.reset == .ignored ? state.withoutReset : state
    }
    for rule in variant.rules where rule.kind != .reset {
      let (event, source) = (cycle - rule.eventDelay, cycle - rule.wordDelay)
      guard event < states.count, source < states.count else { return .undetermined }
      // Nothing happened before the first cycle.
      guard event >= 0, source >= 0 else { continue }
      let there = state(event)
      let happens =
        variant.startsBusy && rule.kind == .start
        ? there.inputs.start && !there.inputs.reset : rule.happens(there)
      if happens { return rule.word(state(source)).map { .word($0) } ?? .undetermined }
    }
    return .word(words[cycle])
  }
}

extension Diagnosis {
  /// The RTL's state in a cycle: one, or two in which unknown words are all zeros and all ones.
  fileprivate func possibleStates(_ cycle: Int) -> [RegisterEquation.State] {
    let words = rtlRegisters[cycle]
    guard words.contains(where: { $0 == nil }) else { return [rtlState(cycle)!] }
    return [false, true].map { hasOnes in
      let values = zip(words, registers).map { word, register in
        word
          ?? (hasOnes
            ? LogicWord(bits: .mask(register.width)).value(
              width: register.width, isSigned: register.isSigned) : 0)
      }
      return state(values, cycle)
    }
  }
}
