import Datapath

/// The decisions of the controller: what may happen at the ports in each of its states, and why an epoch was
/// the last.
///
/// Each is a short text, so that a hole in the coverage reads as a sentence.
enum ControlDecisions {
  private static let states = State.allCases.map { "\($0)" }

  /// All that a design of any degree can decide.
  static let all: [String] =
    states.map { "reset in \($0)" } + states.map { "start in \($0)" }
    + states.map { "sample offered in \($0)" } + states.map { "sink ready in \($0)" } + [
      "no sample offered in run", "sink not ready in result", "an epoch of one sample",
      "an epoch of several samples", "a gap inside an epoch", "samples without a gap",
      "tlast without tvalid", "start again after done", "start with other samples in the pipeline",
      "one epoch asked for", "2^32 epochs asked for", "loss decreases by more than the tolerance",
      "loss decreases by the tolerance", "loss decreases by less than the tolerance",
      "the first epoch is not compared", "goes on", "ends by epochs", "ends by convergence",
      "ends by a stall", "ends by convergence and a stall", "a parameter moves",
      "only the last parameter moves", "no parameter moves",
    ]

  /// All that a design can decide: where samples keep coming, `start` counts after a reset alone.
  static func all(of design: Design) -> [String] {
    design.mode.running == .off ? all : all.filter { $0 != "start again after done" }
  }

  /// What happens in a cycle.
  ///
  /// - Parameters:
  ///   - moved: which parameters this epoch's update has changed, this cycle's not included.
  static func taken(
    _ names: ControlRegisters, _ words: CycleWords, _ history: ControlHistory
  ) -> [String] {
    let (state, inputs, values) = (words.state, words.inputs, words.registers)
    if inputs.reset { return ["reset in \(state)"] }
    var taken: [String] = []
    if inputs.start { taken.append("start in \(state)") }
    if inputs.sampleValid { taken.append("sample offered in \(state)") }
    if inputs.resultReady { taken.append("sink ready in \(state)") }
    if words.isReady {
      if !inputs.sampleValid {
        if state == .run { taken.append("no sample offered in run") }
        if inputs.sampleLast { taken.append("tlast without tvalid") }
        if history.samples > 0 { taken.append("a gap inside an epoch") }
      } else if history.samples > 0, history.wasAccepted {
        taken.append("samples without a gap")
      }
      if inputs.sampleValid, inputs.sampleLast {
        taken.append(
          history.samples == 0 ? "an epoch of one sample" : "an epoch of several samples")
      }
    }
    switch state {
    case .idle where inputs.start:
      if values[names.done] == 1 { taken.append("start again after done") }
      if words.configuration.maximumEpochs == 1 { taken.append("one epoch asked for") }
      if words.configuration.maximumEpochs == 0 { taken.append("2^32 epochs asked for") }
    case .run:
      if inputs.start, names.valid.contains(where: { values[$0] == 1 }) {
        taken.append("start with other samples in the pipeline")
      }
    case .update where words.happens(names.judged):
      let decrease = values[names.decrease]
      let tolerance = values[names.tolerance]
      if values[names.hasPrevious] == 0 {
        taken.append("the first epoch is not compared")
      } else if decrease == tolerance {
        taken.append("loss decreases by the tolerance")
      } else {
        taken.append(
          "loss decreases by \(decrease > tolerance ? "more" : "less") than the tolerance")
      }
    case .result:
      if !words.happens(.taken) { taken.append("sink not ready in result") }
      taken.append(
        values[names.stalled] == 1
          ? "no parameter moves"
          : history.changedBeforeLast ? "a parameter moves" : "only the last parameter moves")
      guard words.happens(.taken) else { break }
      let ends = (values[names.converged] == 1, values[names.stalled] == 1)
      switch (ends, values[names.epochsLeft] == 0) {
      case ((true, true), _): taken.append("ends by convergence and a stall")
      case ((true, false), false): taken.append("ends by convergence")
      case ((false, true), false): taken.append("ends by a stall")
      case ((false, false), true): taken.append("ends by epochs")
      case ((false, false), false): taken.append("goes on")
      default: break
      }
    default: break
    }
    return taken
  }
}

/// What of the past a decision depends on.
struct ControlHistory {
  /// The samples of this epoch that were accepted before.
  var samples = 0
  /// Whether one was in the cycle before.
  var wasAccepted = false
  /// Whether a parameter had changed before the last one was looked at.
  var changedBeforeLast = false

  mutating func advance(_ names: ControlRegisters, _ words: CycleWords) {
    wasAccepted = words.happens(.accept)
    if !words.isReady || words.inputs.reset { samples = 0 }
    samples = words.happens(.acceptLast) ? 0 : samples + (wasAccepted ? 1 : 0)
    if words.happens(names.lastMove) { changedBeforeLast = words.registers[names.changed] == 1 }
  }
}

/// Where the controller's registers are among ``Design/registers``.
struct ControlRegisters {
  let epochsLeft, hasPrevious, changed, done, converged, stalled: Int
  let tolerance, decrease: Int
  let valid: [Int]
  /// When the last parameter moves, and when an epoch is judged.
  let lastMove, judged: Transfer.Event

  init(_ design: Design) {
    var positions: [String: Int] = [:]
    for (position, register) in design.registers.enumerated() {
      positions["\(register.scope).\(register.name)"] = position
    }
    func place(_ name: String) -> Int { positions[name]! }
    epochsLeft = place("controller.epochs_left")
    hasPrevious = place("controller.has_previous")
    changed = place("controller.changed")
    done = place("controller.done")
    converged = place("controller.converged")
    stalled = place("controller.stalled")
    tolerance = place("parameters.tolerance")
    decrease = place("accumulators.decrease")
    valid = design.description.pipelineValids
    lastMove = design.description.transfers.last { $0.operation == .differs }!.event
    judged =
      design.description.transfers.first { [hasPrevious] in
        $0.target == hasPrevious && $0.operation == .constant(1)
      }!.event
  }
}
