import Samples

/// A machine of whatever degree, arithmetic and statistics, at the grain at which an indirect call costs nothing: a
/// run, an epoch, a stretch of samples.
///
/// Closures rather than a protocol, because they are made where all types are known: what they call is specialised,
/// whereas the witnesses of a generic type are not.
struct AnyMachine {
  /// Gives `start` in cycle 0 and runs tick by tick until the machine is done; an observer sees every cycle.
  let runWatched:
    (PackedSamples, StallPattern, inout AnyObserver, (EpochResult) -> Bool) -> RunResult
  /// The same with nobody looking, so that stretches of samples may be computed at once.
  let runUnwatched: (PackedSamples, StallPattern, (EpochResult) -> Bool) -> RunResult

  /// The same by epochs.
  let runEpochs: (PackedSamples, StallPattern, (EpochResult) -> Bool) -> RunResult

  // MARK: By epochs, a piece at a time

  /// Takes the configuration and derives the weights, from the cycle of `start` to the first of `run`.
  let begin: () -> Void
  /// Begins an epoch.
  let beginEpoch: (StallPattern) -> Void
  /// Takes up samples of the epoch, in order.
  let take: (PackedSamples, Range<Int>) -> Void
  /// Drains the pipeline and updates the parameters, up to the cycle in which the result is taken.
  let finishEpoch: (StallPattern) -> EpochResult
  /// Takes the result; whether another epoch follows.
  let takeResult: () -> Bool
  /// How the run stands.
  let outcome: () -> RunResult

  @inline(__always)
  init<let D: Int, Value: Word, Counts: Tally>(_ start: Machine<D, Value, Counts>) {
    var machine = start
    runWatched = { machine.run($0, $1, &$2, $3) }
    runUnwatched = {
      var observer = NoObserver()
      return machine.run($0, $1, &observer, $2)
    }
    runEpochs = {
      // A variable of its own, which nothing else can reach, so that the compiler knows all that is done with it.
      var machine = start
      return machine.runEpochs($0, $1, $2)
    }
    begin = { machine.begin() }
    beginEpoch = { machine.beginEpoch($0) }
    take = { machine.stream($0, $1) }
    finishEpoch = { machine.finishEpoch($0) }
    takeResult = { machine.takeResult() }
    outcome = { machine.outcome }
  }
}

/// An observer of any kind.
struct AnyObserver: CycleObserver {
  static var isWatching: Bool { true }
  var base: any CycleObserver

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    base.observe(cycle: cycle, inputs: inputs, outputs: outputs, registers: registers)
  }

  var hasSeenEnough: Bool { base.hasSeenEnough }
}
