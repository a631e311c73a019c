/// When a source that pauses has its samples accepted in an epoch, computed without moving a machine.
///
/// A sample that is on offer stays on offer, so the machine takes each in the first cycle, after it took the one before,
/// in which the source does not pause, but none before it is ready. The first sample of an epoch may be on offer long
/// before that.
struct SourceClock: Sendable {
  let pattern: StallPattern
  /// The cycle in which the machine is ready for the epoch's first sample.
  let ready: Int
  /// The first cycle in which that sample may be on offer.
  let free: Int

  private func offer(_ cycle: Int) -> Int {
    var cycle = cycle
    while pattern.stallsInput(cycle) { cycle += 1 }
    return cycle
  }

  /// The cycle in which a sample is accepted, the epoch's first being 1.
  func acceptance(of sample: Int) -> Int {
    var cycle = max(ready, offer(free))
    for _ in 1..<sample { cycle = offer(cycle + 1) }
    return cycle
  }
}
