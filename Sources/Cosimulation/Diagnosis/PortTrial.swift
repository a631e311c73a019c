import Datapath
import FixedPoint

/// Other uses of the right words at an output port, tried in every cycle.
///
/// What is right follows from the registers that the RTL itself had in the cycle, where they are known; so what a
/// wrong port does to the rest of the run is no matter. Otherwise it is the model's word.
struct PortTrial {
  private let diagnosis: Diagnosis
  private let field: Int
  private let port: String
  private let actual: [LogicWord]
  private let right: [LogicWord]
  private var found: [Divergence.Hypothesis] = []

  /// What fits at an output port.
  static func hypotheses(_ diagnosis: Diagnosis, field: Int) -> [Divergence.Hypothesis] {
    var trial = Self(diagnosis, field)
    let families: [(inout Self) -> Void] = [
      { $0.tryFields() }, { $0.tryMachines() }, { $0.tryDelays() }, { $0.tryHandshakes() },
      { $0.tryEdges() },
    ]
    // What is simple and fits makes what is less so superfluous.
    for family in families where trial.found.isEmpty { family(&trial) }
    return trial.found
  }

  private init(_ diagnosis: Diagnosis, _ field: Int) {
    (self.diagnosis, self.field) = (diagnosis, field)
    port = diagnosis.trace.fields[field].port
    let cycles = 0..<diagnosis.cycleCount
    actual = cycles.map { diagnosis.trace.outputs[$0][field] }
    right = cycles.map { cycle in
      (diagnosis.hasRegisters ? diagnosis.portWord(field, diagnosis.rtlRegisters[cycle]) : nil)
        ?? diagnosis.modelOutputs[cycle][field]
    }
  }

  /// Tries what a port might carry in some cycles, all of them if none are given.
  private mutating func attempt(
    _ change: String, in cycles: Range<Int>? = nil, evidence: String? = nil,
    _ expected: (Int) -> LogicWord
  ) {
    let cycles = cycles ?? actual.indices
    guard cycles.count > 1, cycles.allSatisfy({ actual[$0] == expected($0) }) else { return }
    let telling = cycles.count { expected($0) != right[$0] }
    guard telling > 0 else { return }
    found.append(
      Divergence.Hypothesis(
        change: change,
        evidence: evidence
          ?? "the port in all \(cycles.count) cycles looked at, \(telling) of which the model has otherwise"
      ))
  }

  /// Fields of a port in other places, or extended in another way.
  private mutating func tryFields() {
    let (fields, model) = (diagnosis.trace.fields, diagnosis.modelOutputs)
    let own = fields[field].field
    for (other, place) in fields.enumerated() where other != field && place.port == port {
      guard place.field.width == own.width else { continue }
      attempt("it carried \(place.field.name) instead of \(own.name)") { model[$0][other] }
    }
    let word = { [right] (cycle: Int) in right[cycle].bits & .mask(own.wordLength) }
    if own.wordLength < own.width {
      attempt("the sign extension of \(own.name) to whole bytes were missing") {
        LogicWord(bits: word($0))
      }
      attempt("\(own.name) were extended by its highest bit") {
        LogicWord(
          LogicWord(bits: word($0)).value(width: own.wordLength, isSigned: true), width: own.width)
      }
    }
    if own.width == 1 { attempt("it were inverted") { LogicWord(bits: 1 - word($0)) } }
  }

  /// Where the registers are not known: another mode at any one node, or a counter of fewer bits.
  private mutating func tryMachines() {
    guard !diagnosis.hasRegisters else { return }
    let trial = RuleTrial(diagnosis, diagnosis.modelRegisters)
    let evidence = "every port in all \(diagnosis.cycleCount) cycles looked at"
    for (node, format, change) in diagnosis.design.modeChanges {
      let book = trial.right.replacing { $0 == node ? format : nil }
      guard trial.fitsPorts(book, trial.right.casting[node] + [trial.right.flags[node]!]) else {
        continue
      }
      found.append(.init(change: change, evidence: evidence))
    }
    let counter = HypothesisSearch(
      trial: trial, register: diagnosis.register(named: "controller.epochs_left")!)
    let widths = (1..<diagnosis.registers[counter.register].width).filter { width in
      var book = trial.right
      book.rules[counter.register] = counter.narrowed(to: width, Array(counter.rules.indices))
      return trial.fitsPorts(book, [counter.register])
    }
    guard let least = widths.first, let greatest = widths.last else { return }
    found.append(
      .init(
        change: "the counter of epochs had only \(HypothesisSearch.bits(least, greatest))",
        evidence: evidence))
  }

  /// The port has the right words early or late, from first to last.
  private mutating func tryDelays() {
    for delay in [1, 2, 3, -1, -2, -3] {
      let last = actual.count - max(0, -delay)
      guard max(0, delay) < last else { continue }
      attempt("\(port) were \(Diagnosis.shiftText(delay))", in: max(0, delay)..<last) {
        [right] in right[$0 - delay]
      }
    }
  }

  /// A ready or valid that looks at more than it should, or at another state.
  private mutating func tryHandshakes() {
    guard case .state(let own) = diagnosis.outputSources[field] else { return }
    let inputs = diagnosis.stimulus.cycles.map(\.inputs)
    let isRight = { [right] (cycle: Int) in right[cycle].bits == 1 }
    func bit(_ holds: Bool) -> LogicWord { LogicWord(bits: holds ? 1 : 0) }
    if own == .result {
      attempt("m_axis_tvalid waited for m_axis_tready") {
        bit(isRight($0) && inputs[$0].resultReady)
      }
      attempt("m_axis_tvalid fell after one cycle, whether the result was taken or not") {
        bit(isRight($0) && ($0 == 0 || !isRight($0 - 1) || inputs[$0 - 1].resultReady))
      }
    } else {
      attempt("s_axis_tready waited for s_axis_tvalid") {
        bit(isRight($0) && inputs[$0].sampleValid)
      }
    }
    guard diagnosis.hasRegisters else { return }
    for state in State.allCases {
      attempt("\(port) were 1 in state \(state) too") { [diagnosis] in
        bit(isRight($0) || diagnosis.isRTL(in: state, $0))
      }
    }
  }

  /// Each edge of one direction comes early or late by the same number of cycles, the others come when they should.
  private mutating func tryEdges() {
    let words = right.map(\.bits)
    guard words.allSatisfy({ $0 <= 1 }), words.count > 1 else { return }
    for delay in (-16...16) where delay != 0 {
      for rises in [true, false] {
        let (moved, count) = Self.movingEdges(of: words, by: delay, rising: rises)
        guard count > 1 else { continue }
        attempt(
          "\(port) \(rises ? "rose" : "fell") \(Diagnosis.shiftText(delay))",
          evidence:
            "all its \(count) \(rises ? "rising" : "falling") edges in the \(words.count) cycles looked at"
        ) { LogicWord(bits: moved[$0]) }
      }
    }
  }

  /// A port with the edges of a direction moved, and how many these are.
  private static func movingEdges(
    of words: [UInt128], by delay: Int, rising: Bool
  ) -> (words: [UInt128], count: Int) {
    var (moved, count) = (words, 0)
    for cycle in 1..<words.count where words[cycle] != words[cycle - 1] {
      guard (words[cycle] == 1) == rising else { continue }
      count += 1
      // From the edge to where it should be, or the other way round, the port has the other word.
      let ends = delay > 0 ? cycle..<(cycle + delay) : (cycle + delay)..<cycle
      let word = delay > 0 ? words[cycle - 1] : words[cycle]
      for other in ends where moved.indices.contains(other) { moved[other] = word }
    }
    return (moved, count)
  }
}

extension Diagnosis {
  static func shiftText(_ delay: Int) -> String {
    "\(abs(delay)) \(abs(delay) == 1 ? "cycle" : "cycles") \(delay > 0 ? "late" : "early")"
  }
}
