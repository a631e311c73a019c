import Datapath
import FixedPoint

/// Other uses of the right words at an output port, tried in every cycle.
///
/// What is right follows from the registers that the RTL itself had in the cycle, where they are known; so what a
/// wrong port does to the rest of the run is no matter. Otherwise it is the model's word.
struct PortTrial {
  private let diagnosis: Diagnosis
  private let port: String
  private let actual: [LogicWord]
  private let right: [LogicWord]

  init(_ diagnosis: Diagnosis, field: Int) {
    self.diagnosis = diagnosis
    port = diagnosis.trace.fields[field].port
    actual = (0..<diagnosis.cycleCount).map { diagnosis.trace.outputs[$0][field] }
    right = (0..<diagnosis.cycleCount).map {
      diagnosis.rightWord(of: field, in: $0) ?? diagnosis.modelOutputs[$0][field]
    }
  }

  /// The port has the right words early or late, from first to last.
  func shifts() -> [Divergence.Hypothesis] {
    [1, 2, 3, -1, -2, -3].compactMap { delay in
      let cycles = max(0, delay)..<(actual.count - max(0, -delay))
      guard cycles.count > 1, cycles.allSatisfy({ actual[$0] == right[$0 - delay] }) else {
        return nil
      }
      return Divergence.Hypothesis(
        change: "\(port) were \(Diagnosis.shiftText(delay))",
        evidence: "the port in \(cycles.count) cycles")
    }
  }

  /// A ready or valid that looks at more than it should, or at another state.
  func handshakes() -> [Divergence.Hypothesis] {
    guard port.hasSuffix("_tready") || port.hasSuffix("_tvalid") else { return [] }
    var found: [Divergence.Hypothesis] = []
    func attempt(_ change: String, _ expected: (Int) -> Bool) {
      guard
        actual.indices.allSatisfy({ actual[$0] == LogicWord(bits: expected($0) ? 1 : 0) })
      else { return }
      let telling = actual.indices.count { actual[$0] != right[$0] }
      found.append(
        Divergence.Hypothesis(
          change: change,
          evidence:
            "the port in all \(actual.count) cycles looked at, \(telling) of which the model has otherwise"
        ))
    }
    let inputs = diagnosis.stimulus.cycles.prefix(actual.count).map(\.inputs)
    let isRight = { (cycle: Int) in right[cycle].bits == 1 }
    if port == "m_axis_tvalid" {
      attempt("m_axis_tvalid waited for m_axis_tready") {
        isRight($0) && inputs[$0].resultReady
      }
      attempt("m_axis_tvalid fell after one cycle, whether the result was taken or not") {
        isRight($0) && ($0 == 0 || !isRight($0 - 1) || inputs[$0 - 1].resultReady)
      }
    } else {
      attempt("s_axis_tready waited for s_axis_tvalid") { isRight($0) && inputs[$0].sampleValid }
    }
    if diagnosis.hasRegisters {
      let states = diagnosis.rtlRegisters.map { $0[diagnosis.layout.state] }
      for (code, name) in ["idle", "load", "run", "drain", "update", "result"].enumerated() {
        attempt("\(port) were 1 in state \(name) too") {
          isRight($0) || states[$0] == Int128(code)
        }
      }
    }
    return found
  }

  /// Each edge of one direction comes early or late by the same number of cycles, the others come when they should.
  func edges() -> [Divergence.Hypothesis] {
    let words = right.map(\.bits)
    guard words.allSatisfy({ $0 <= 1 }), words.count > 1 else { return [] }
    var found: [Divergence.Hypothesis] = []
    for delay in (-16...16) where delay != 0 {
      for rises in [true, false] {
        if let count = movedEdges(words, by: delay, rising: rises) {
          found.append(
            Divergence.Hypothesis(
              change:
                "\(port) \(rises ? "rose" : "fell") \(Diagnosis.shiftText(delay))",
              evidence:
                "all its \(count) \(rises ? "rising" : "falling") edges in the \(words.count) cycles looked at"
            ))
        }
      }
    }
    return found
  }

  /// How many edges of a direction there are, if the port is right when all of them are moved.
  private func movedEdges(_ words: [UInt128], by delay: Int, rising: Bool) -> Int? {
    var (moved, count) = (words, 0)
    for cycle in 1..<words.count where words[cycle] != words[cycle - 1] {
      guard (words[cycle] == 1) == rising else { continue }
      count += 1
      // From the edge to where it should be, or the other way round, the port has the other word.
      let ends = delay > 0 ? cycle..<(cycle + delay) : (cycle + delay)..<cycle
      let word = delay > 0 ? words[cycle - 1] : words[cycle]
      for other in ends where moved.indices.contains(other) { moved[other] = word }
    }
    guard count > 1, actual == moved.map({ LogicWord(bits: $0) }) else { return nil }
    return count
  }
}

extension Diagnosis {
  /// What a field of an output port has to be by the RTL's own registers; nil where they are not known.
  func rightWord(of field: Int, in cycle: Int) -> LogicWord? {
    guard hasRegisters, let position = outputSources[field] else { return nil }
    switch position {
    case .state(let code):
      return rtlRegisters[cycle][layout.state].map { LogicWord(bits: $0 == code ? 1 : 0) }
    case .register(let register):
      let width = trace.fields[field].field.width
      return rtlRegisters[cycle][register].map { LogicWord($0, width: width) }
    }
  }

  /// Where a field comes from: a register, or the state that it is decoded from.
  enum OutputSource: Sendable {
    case state(Int128)
    case register(Int)
  }

  /// The source of a field; nil for the flags of overflow, which are several registers.
  func outputSource(of field: Trace.Field) -> OutputSource? {
    switch field.field.name {
    case "s_axis_tready": .state(Int128(RegisterEquation.Layout.run))
    case "m_axis_tvalid": .state(Int128(RegisterEquation.Layout.result))
    case "loss": registers.firstIndex { $0.name == "loss_previous" }.map { .register($0) }
    case let name: registers.firstIndex { $0.name == name }.map { .register($0) }
    }
  }
}
