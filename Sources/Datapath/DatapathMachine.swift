import Samples

/// A machine of whatever degree and arithmetic, at the grain at which a call costs nothing: a run, an epoch, a stretch
/// of samples.
protocol DatapathMachine {
  /// Gives `start` in cycle 0 and runs tick by tick until the machine is done.
  mutating func run<Observer: CycleObserver>(
    _ samples: PackedSamples, _ stalls: StallPattern, _ observer: inout Observer,
    _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult
  /// The same with nobody looking, so that stretches of samples may be computed at once.
  mutating func runCycles(
    _ samples: PackedSamples, _ stalls: StallPattern, _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult

  // MARK: By epochs

  /// Takes the configuration and derives the weights, from the cycle of `start` to the first of `run`.
  mutating func begin()
  /// Begins an epoch; the machine is in `run`.
  mutating func beginEpoch(_ stalls: StallPattern)
  /// Takes up samples of the epoch, in order.
  mutating func take(_ samples: PackedSamples, _ range: Range<Int>)
  /// Drains the pipeline and updates the parameters, up to the cycle in which the result is taken.
  mutating func finishEpoch(_ stalls: StallPattern) -> EpochResult
  /// Takes the result.
  ///
  /// - Returns: whether another epoch follows.
  mutating func takeResult() -> Bool
  var outcome: RunResult { get }
}

extension DatapathMachine {
  /// Runs by epochs until the machine is done.
  mutating func runEpochs(
    _ samples: PackedSamples, _ stalls: StallPattern, _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult {
    begin()
    repeat {
      beginEpoch(stalls)
      take(samples, 0..<samples.count)
      guard epochEnd(finishEpoch(stalls)) else { break }
    } while takeResult()
    return outcome
  }
}
