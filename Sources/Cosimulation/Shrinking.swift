import Datapath
import Synchronization
import Vectors

extension RandomVerification {
  /// A random design in which the RTL differs, made small.
  public struct Finding: Sendable {
    public let seed: UInt64
    /// The smallest run found that a case can hold; nil if only the raw stimulus shows the difference.
    public let reproduction: Reproduction?
    /// The cycles of it.
    public let cycles: Int
    /// What is known of the difference, from the whole stimulus: the more cycles, the fewer explanations fit.
    public let outcome: CaseVerification.Outcome
  }

  /// The most rounds of simplification.
  private static let rounds = 12

  /// Looks for the smallest run that shows the difference of a seed.
  public func shrink(seed: UInt64) throws(ToolError) -> Finding {
    let outcome = try Stimulus(seed: seed).verify(tools, rtl, timeLimit: timeLimit)
    let run = Reproduction(RandomRun(seed: seed, style: DesignStyle(draw: seed)))
    var found = try failing([run]).first ?? nil
    if found == nil { found = try failing(Self.plays(of: run)).lazy.compactMap { $0 }.first }
    guard var best = found, best.changed(by: []) != nil else {
      return Finding(seed: seed, reproduction: nil, cycles: 0, outcome: outcome)
    }
    for _ in 0..<Self.rounds {
      guard let simpler = try simplified(best) else { break }
      best = simpler
    }
    return Finding(
      seed: seed, reproduction: best, cycles: best.stimulus().cycles.count, outcome: outcome)
  }

  /// The run with as many simplifications as it takes at once; nil if it takes none.
  private func simplified(_ run: Reproduction) throws(ToolError) -> Reproduction? {
    let changes = run.simplifications
    let singly = try failing(changes.map { run.changed(by: [$0]) })
    let possible = zip(changes, singly).filter { $1 != nil }.map(\.0)
    guard !possible.isEmpty else { return nil }
    // What goes alone may go together, or the first half of it.
    var together: [Reproduction?] = []
    var count = possible.count
    while count > 1 {
      together.append(run.changed(by: possible.prefix(count)))
      together.append(run.changed(by: possible.suffix(count)))
      count /= 2
    }
    let first = try failing(together).lazy.compactMap { $0 }.first
    return first ?? singly.lazy.compactMap { $0 }.first
  }

  /// Those of some runs in which the RTL differs; nil in the place of the others.
  private func failing(_ runs: [Reproduction?]) throws(ToolError) -> [Reproduction?] {
    let present = runs.enumerated().compactMap { index, run in run.map { (index, $0) } }
    let size = Batch.size(tools.simulator, count: present.count, cores: cores)
    let result = Mutex([Reproduction?](repeating: nil, count: runs.count))
    try inParallel((present.count + size - 1) / size, cores: cores) { number throws(ToolError) in
      let part = present[(number * size)..<min((number + 1) * size, present.count)]
      let outcomes = try Batch(stimuli: part.map { $0.1.stimulus() }).run(
        tools, rtl, timeLimit: timeLimit)
      for ((index, run), outcome) in zip(part, outcomes) {
        guard case .failed(let cycle) = outcome else { continue }
        var run = run
        if let scenario = run.scenario {
          run.scenario!.cycles = min(scenario.cycles, cycle + 1)
        }
        result.withLock { $0[index] = run }
      }
    }
    return result.withLock { $0 }
  }

  /// What may happen at the ports of the same design beyond a run.
  private static func plays(of run: Reproduction) -> [Reproduction] {
    (1...8).map { seed in
      var copy = run
      var scenario = Scenario(cycles: 800)
      scenario.seed = UInt64(seed)
      scenario.samples = .random
      scenario.configuration = .random
      scenario.reset = seed % 2 == 0 ? 0.01 : 0
      scenario.gap = 0...(seed % 3)
      scenario.wait = 0...(seed % 4)
      copy.scenario = scenario
      return copy
    }
  }
}
