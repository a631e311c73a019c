import Datapath
import FixedPoint

/// Rules tried on all that a simulation did.
///
/// In every cycle the next word of a register is predicted from the words that the RTL itself had, and has to be the
/// RTL's. So what is wrong upstream neither hides nor fakes a defect further down.
struct RuleTrial {
  /// What rules fit.
  struct Fit {
    /// The cycles in which the next word was predicted.
    var cycles = 0
    /// Those of them that the right rules predict otherwise.
    var telling = 0
  }

  private enum Prediction: Equatable {
    /// A word, or unknown bits that are kept.
    case word(Int128?)
    /// It depends on what is not known.
    case undetermined
  }

  let diagnosis: Diagnosis
  let right: RuleBook
  /// The words of all registers in each cycle.
  private var words: [[Int128?]] = []
  /// The same with the ports; where words are unknown, once with zeros in their place and once with ones.
  private var states: [[CycleWords]] = []

  /// - Parameter words: those of all registers in each cycle, the RTL's or the model's.
  init(_ diagnosis: Diagnosis, _ words: [[Int128?]]) {
    self.diagnosis = diagnosis
    right = diagnosis.rules
    for words in words { append(words) }
  }

  private mutating func append(_ next: [Int128?]) {
    let isKnown = !next.contains { $0 == nil }
    let cycle = words.count
    states.append(
      (isKnown ? [0] : [0, -1]).map { filling in
        diagnosis.state(
          zip(next, diagnosis.registers).map { word, register in
            word
              ?? LogicWord(filling, width: register.width).value(
                width: register.width, isSigned: register.isSigned)
          }, cycle)
      })
    words.append(next)
  }

  // MARK: Trying

  /// How rules fit a register; nil unless they predict every word of it.
  func fit(_ book: RuleBook, _ register: Int) -> Fit? {
    var fit = Fit()
    if words.first?[register] != 0 {
      // Something has to be other about `rst`.
      guard let first = book.rules[register].first, first.occasion != .reset || first.holds else {
        return nil
      }
      fit.telling += 1
    }
    let first = words.indices.first {
      words[$0][register] != diagnosis.modelRegisters[$0][register]
    }
    var predictions: [Prediction] = []
    for cycle in words.indices.dropLast() {
      let prediction = prediction(register, book, cycle)
      predictions.append(prediction)
      if prediction == .undetermined {
        // What cannot be told about the very difference explains nothing.
        if cycle + 1 == first { return nil }
        continue
      }
      guard prediction == .word(words[cycle + 1][register]) else { return nil }
      fit.cycles += 1
    }
    fit.telling += predictions.enumerated().count { cycle, prediction in
      guard prediction != .undetermined else { return false }
      let expected = self.prediction(register, right, cycle)
      return expected != .undetermined && expected != prediction
    }
    return fit
  }

  /// How rules fit some registers.
  func fit(_ book: RuleBook, _ registers: some Sequence<Int>) -> Fit? {
    var sum = Fit()
    for register in registers {
      guard let fit = fit(book, register) else { return nil }
      sum = Fit(cycles: max(sum.cycles, fit.cycles), telling: sum.telling + fit.telling)
    }
    return sum
  }

  /// The place of the rule that the register does not follow first; nil where that is a cycle without one.
  func failing(_ register: Int) -> Int? {
    for cycle in words.indices.dropLast() {
      let prediction = prediction(register, right, cycle)
      guard prediction != .undetermined, prediction != .word(words[cycle + 1][register]) else {
        continue
      }
      let view = view(register, right, 0)
      return right.rules[register].firstIndex { comes($0, cycle, view) }
    }
    return nil
  }

  /// Whether a machine of other rules has the RTL's words at every port; tried on the model's own words.
  ///
  /// From the cycle on in which its words are others than the model's, they follow from its own.
  ///
  /// - Parameter changed: the registers of which the rules are others.
  func fitsPorts(_ book: RuleBook, _ changed: [Int]) -> Bool {
    guard let firstPort = diagnosis.firstPort?.cycle,
      let start = words.indices.prefix(firstPort).first(where: { cycle in
        changed.contains { prediction($0, book, cycle) != .word(words[cycle + 1][$0]) }
      })
    else { return false }
    var run = self
    run.words.removeSubrange((start + 1)...)
    run.states.removeSubrange((start + 1)...)
    for cycle in start..<diagnosis.cycleCount - 1 {
      var next = run.words[cycle]
      for register in next.indices {
        guard case .word(let word) = run.prediction(register, book, cycle) else { return false }
        next[register] = word
      }
      for (field, word) in diagnosis.trace.outputs[cycle + 1].enumerated()
      where diagnosis.portWord(field, next) != word { return false }
      run.append(next)
    }
    return true
  }

  // MARK: Predicting

  /// The rules of all registers, as one register sees them.
  private struct View {
    let book: RuleBook
    let filling: Int
    /// A register without a rule for `rst` goes by the others all the same.
    let ignoresReset: Bool
  }

  private func view(_ register: Int, _ book: RuleBook, _ filling: Int) -> View {
    View(
      book: book, filling: filling,
      ignoresReset: book.rules[register].first?.occasion != .reset)
  }

  private func prediction(_ register: Int, _ book: RuleBook, _ cycle: Int) -> Prediction {
    let next = prediction(register, cycle, view(register, book, 0))
    guard states[cycle].count > 1 else { return next }
    return prediction(register, cycle, view(register, book, 1)) == next ? next : .undetermined
  }

  private func prediction(_ register: Int, _ cycle: Int, _ view: View) -> Prediction {
    for rule in view.book.rules[register] {
      let source = cycle - rule.wordDelay
      guard cycle - rule.eventDelay < states.count, source < states.count else {
        return .undetermined
      }
      guard source >= 0, comes(rule, cycle, view) else { continue }
      if rule.holds { break }
      return load(rule, source, view).map { .word($0.raw) } ?? .undetermined
    }
    return .word(words[cycle][register])
  }

  /// Whether a rule's occasion comes in a cycle. Nothing happened before the first one.
  private func comes(_ rule: RegisterRule, _ cycle: Int, _ view: View) -> Bool {
    let cycle = cycle - rule.eventDelay
    guard states.indices.contains(cycle) else { return false }
    let state = state(cycle, view)
    switch rule.occasion {
    case .reset: return state.inputs.reset
    case .event(let event): return state.happens(event)
    case .anyStart: return state.inputs.start && !state.inputs.reset
    case .overflow(let node):
      return view.book.casting[node].contains { register in
        view.book.rules[register].contains { cast in
          cast.rule.operation.node == node && comes(cast, cycle, view)
            && load(cast, cycle, view)?.isOverflow == true
        }
      }
    }
  }

  private func state(_ cycle: Int, _ view: View) -> CycleWords {
    var state = states[cycle][min(view.filling, states[cycle].count - 1)]
    if view.ignoresReset { state.inputs.reset = false }
    return state
  }

  private func load(_ rule: RegisterRule, _ cycle: Int, _ view: View) -> Cast? {
    let state = state(cycle, view)
    return rule.load(
      rule.rule,
      rule.sources.map { source in
        switch source {
        case .operand(let operand): state[operand]
        case .data(let position):
          Int128(truncatingIfNeeded: diagnosis.stimulus.data(in: cycle) >> UInt128(position))
        case .constant(let word): word
        }
      })
  }
}
