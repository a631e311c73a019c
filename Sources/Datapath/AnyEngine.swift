import Samples

/// An epoch engine of whatever arithmetic and statistics, at the grain at which an indirect call costs nothing: a
/// run, an epoch, a block of samples.
///
/// Closures rather than a protocol, because they are made where all types are known: what they call is specialised,
/// whereas the witnesses of a generic type are not.
struct AnyEngine {
  /// Runs until the machine is done.
  let runEpochs: (PackedSamples, StallPattern, (EpochResult) -> Bool) -> RunResult

  // MARK: By epochs, a piece at a time

  /// Takes the configuration and derives the weights, from the cycle of `start` to the first of `run`.
  let start: () -> Void
  /// Begins an epoch.
  let beginEpoch: (StallPattern) -> Void
  /// Takes up samples of the epoch, in order.
  let take: (PackedSamples, Range<Int>) -> Void
  /// Drains the pipeline and updates the parameters, up to the cycle in which the result is taken.
  let finishEpoch: (StallPattern) -> EpochResult
  /// Takes the result; whether another epoch follows.
  let takeResult: () -> Bool
  /// The word of a register that is no delay, by its place in the description of values.
  let word: (Int) -> Int128
  /// How the run stands.
  let outcome: () -> RunResult

  @inline(__always)
  init<Value: Word, Counts: Tally>(_ fresh: consuming EpochEngine<Value, Counts>) {
    var engine = fresh
    runEpochs = { engine.runEpochs($0, $1, $2) }
    start = { engine.start() }
    beginEpoch = { engine.beginEpoch($0) }
    take = { engine.stream($0, $1) }
    finishEpoch = { engine.finishEpoch($0) }
    takeResult = { engine.takeResult() }
    word = { engine.words[$0] }
    outcome = { engine.outcome }
  }
}
