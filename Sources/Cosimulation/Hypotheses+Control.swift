import Datapath
import FixedPoint

// Why a run ends: the decisions of the controller.

extension HypothesisSearch {
  /// Other decisions than those of the microarchitecture page, for the registers that hold one.
  func controlHypotheses() -> [Hypothesis] {
    switch diagnosis.registers[register].name {
    case "converged":
      decisions(
        "at the end of the update",
        [
          (
            "the decrease were compared by < instead of ≤",
            { $0.hasPrevious && $0.decrease < $0.tolerance }
          ),
          ("the first epoch were compared too", { $0.decrease <= $0.tolerance }),
          (
            "the decrease were compared with cfg_tolerance as it stands",
            { $0.hasPrevious && $0.decrease <= $0.offeredTolerance }
          ),
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
        "at the end of the update",
        [
          ("the last parameter were left out", { !$0.hasChanged }),
          ("only the last parameter counted", { !$0.lastMoves }),
          ("it were never set", { _ in false }),
        ])
    case "done":
      decisions(
        "when the result is taken",
        [
          ("converged ended no run", { $0.hasStalled || $0.epochsLeft == 0 }),
          ("stalled ended no run", { $0.hasConverged || $0.epochsLeft == 0 }),
          ("the number of epochs ended no run", { $0.hasConverged || $0.hasStalled }),
          (
            "the run ended an epoch early",
            { $0.hasConverged || $0.hasStalled || $0.epochsLeft <= 1 }
          ),
          (
            "cfg_max_epochs were looked at as it stands",
            { $0.hasConverged || $0.hasStalled || $0.offeredEpochs == 0 }
          ),
          ("every epoch ended the run", { _ in true }),
        ])
    default: []
    }
  }

  /// What a decision rests on.
  struct Grounds {
    let hasPrevious, hasChanged, lastMoves, hasConverged, hasStalled: Bool
    let decrease, tolerance, offeredTolerance, epochsLeft, offeredEpochs: Int128
  }

  private var lossBits: Int { design.formats[.loss].width }

  /// Tries other decisions wherever one is made, on the RTL's own words.
  ///
  /// - Parameter event: when it is made, in the words of the rule.
  private func decisions(
    _ event: String, _ others: [(change: String, decision: @Sendable (Grounds) -> Bool)]
  ) -> [Hypothesis] {
    guard let trial = RuleTrial(diagnosis, register),
      let place = trial.rules.firstIndex(where: { $0.text == event })
    else { return [] }
    let grounds = grounds()
    let isKept = diagnosis.registers[register].name == "done"
    return others.compactMap { change, decision in
      var rules = trial.rules
      rules[place].word = { [register] state in
        decision(grounds(state)) ? 1 : isKept ? state.values[register] : 0
      }
      guard let fit = trial.fit(RuleTrial.Variant(rules: rules), about: place) else { return nil }
      let caution = fit.telling < Self.certainty ? "; so few may fit by chance" : ""
      return Hypothesis(
        change: change,
        evidence:
          "all \(fit.occasions) decisions, \(fit.telling) of which the model takes otherwise\(caution)"
      )
    }
  }

  /// The decisions of one bit that have to be other than the model's until chance is out of the question.
  private static let certainty = 4

  private func grounds() -> @Sendable (RegisterEquation.State) -> Grounds {
    func position(_ name: String) -> Int {
      diagnosis.registers.firstIndex { $0.name == name }!
    }
    let theta = position("theta_\(design.degree)")
    let updates = diagnosis.equations.filter { $0.target == theta }
    let (hasPrevious, changed) = (position("has_previous"), position("changed"))
    let (converged, stalled) = (position("converged"), position("stalled"))
    let (previous, loss) = (position("loss_previous"), position("loss"))
    let (tolerance, epochsLeft) = (position("tolerance"), position("epochs_left"))
    return { state in
      let values = state.values
      let moved = updates.first { $0.isActive(state) }
      return Grounds(
        hasPrevious: values[hasPrevious] == 1, hasChanged: values[changed] == 1,
        lastMoves: moved.map { $0.result(state) != values[theta] } ?? false,
        hasConverged: values[converged] == 1, hasStalled: values[stalled] == 1,
        decrease: values[previous] &- values[loss], tolerance: values[tolerance],
        offeredTolerance: state.configuration.tolerance, epochsLeft: values[epochsLeft],
        offeredEpochs: Int128(state.configuration.maximumEpochs))
    }
  }
}
