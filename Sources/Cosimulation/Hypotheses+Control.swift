import Datapath
import FixedPoint

// Why a run ends: the decisions of the controller.

extension HypothesisSearch {
  /// Other decisions than those of the microarchitecture page, for the registers that hold one.
  func controlHypotheses() -> [Hypothesis] {
    switch diagnosis.registers[register].name {
    case "converged":
      decisions(
        at: isJudged, isRight: { $0.hasPrevious && $0.decrease <= $0.tolerance },
        [
          (
            "the decrease were compared by < instead of ≤",
            { $0.hasPrevious && $0.decrease < $0.tolerance }
          ),
          ("the first epoch were compared too", { $0.decrease <= $0.tolerance }),
          (
            "the decrease were compared without its sign",
            { [bits = lossBits + 1] in
              $0.hasPrevious
                && LogicWord($0.decrease, width: bits).bits
                  <= LogicWord($0.tolerance, width: bits).bits
            }
          ),
          (
            "loss_previous and loss were exchanged",
            { $0.hasPrevious && -$0.decrease <= $0.tolerance }
          ),
          ("it were never set", { _ in false }),
        ])
    case "stalled":
      decisions(
        at: isJudged, isRight: { !$0.hasChanged && !$0.lastMoves },
        [
          ("the last parameter were left out", { !$0.hasChanged }),
          ("only the last parameter counted", { !$0.lastMoves }),
          ("it were never set", { _ in false }),
        ])
    case "done":
      decisions(
        at: isTaken, isRight: { $0.hasConverged || $0.hasStalled || $0.epochsLeft == 0 },
        [
          ("converged ended no run", { $0.hasStalled || $0.epochsLeft == 0 }),
          ("stalled ended no run", { $0.hasConverged || $0.epochsLeft == 0 }),
          ("the number of epochs ended no run", { $0.hasConverged || $0.hasStalled }),
          (
            "the run ended an epoch early",
            { $0.hasConverged || $0.hasStalled || $0.epochsLeft <= 1 }
          ),
          ("every epoch ended the run", { _ in true }),
        ])
    default: []
    }
  }

  /// What a decision rests on.
  struct Grounds {
    let hasPrevious, hasChanged, lastMoves, hasConverged, hasStalled: Bool
    let decrease, tolerance, epochsLeft: Int128
  }

  private var lossBits: Int { design.formats[.loss].width }

  private func isJudged(_ state: RegisterEquation.State) -> Bool {
    RegisterEquation.Condition.state(RegisterEquation.Layout.update, index: design.degree + 2)
      .holds(in: state)
  }

  private func isTaken(_ state: RegisterEquation.State) -> Bool {
    RegisterEquation.Condition.taken.holds(in: state)
  }

  /// Tries other decisions wherever one is made, on the RTL's own words.
  private func decisions(
    at isMade: (RegisterEquation.State) -> Bool, isRight: (Grounds) -> Bool,
    _ others: [(change: String, decision: (Grounds) -> Bool)]
  ) -> [Hypothesis] {
    var made: [(grounds: Grounds, actual: Int128?)] = []
    for cycle in 0..<max(0, diagnosis.rtlRegisters.count - 1) {
      guard let state = diagnosis.rtlState(cycle), isMade(state) else { continue }
      made.append((grounds(state), diagnosis.rtlRegisters[cycle + 1][register]))
    }
    return others.compactMap { change, decision in
      guard made.allSatisfy({ (decision($0.grounds) ? 1 : 0) == $0.actual }) else { return nil }
      let changed = made.count { decision($0.grounds) != isRight($0.grounds) }
      guard changed > 0 else { return nil }
      return Hypothesis(
        change: change,
        evidence: "all \(made.count) decisions, \(changed) of which the model takes otherwise")
    }
  }

  private func grounds(_ state: RegisterEquation.State) -> Grounds {
    func value(_ name: String) -> Int128 {
      state.values[diagnosis.registers.firstIndex { $0.name == name }!]
    }
    let theta = "theta_\(design.degree)"
    let position = diagnosis.registers.firstIndex { $0.name == theta }!
    let moved = diagnosis.equations.first { $0.target == position && $0.isActive(state) }
    return Grounds(
      hasPrevious: value("has_previous") == 1, hasChanged: value("changed") == 1,
      lastMoves: moved?.result(state) ?? value(theta) != value(theta),
      hasConverged: value("converged") == 1, hasStalled: value("stalled") == 1,
      decrease: value("loss_previous") &- value("loss"), tolerance: value("tolerance"),
      epochsLeft: value("epochs_left"))
  }
}
