import Datapath
import Synchronization
import Vectors

extension RandomVerification {
  /// A random design in which the RTL differs, made small.
  package struct Finding: Sendable {
    package let seed: UInt64
    /// The smallest run found that a case can hold; nil if only the stimulus itself shows the difference.
    package let reproduction: Reproduction?
    /// Whether the search for it came to its end.
    package let isSmallest: Bool
    /// The cycles of it.
    package let cycles: Int
    /// What the ports carried, up to the first difference: it shows what no case may be found for.
    package let stimulus: Stimulus
    /// What is known of the difference, from the whole stimulus: the more cycles, the fewer explanations fit.
    package let outcome: CaseVerification.Outcome
  }

  /// The most rounds of simplification.
  fileprivate static let rounds = 12

  /// Looks for the smallest run that shows the difference of a seed.
  ///
  /// Verilator compiles every run that is tried, which takes seconds. Where Icarus shows the difference too the runs are tried
  /// there, and only the smallest has to fail in Verilator as well; otherwise no more than ``runLimit`` are tried.
  package func shrink(seed: UInt64) throws(ToolError) -> Finding {
    let stimulus = Stimulus(seed: seed, architecture, anyMode: true)
    let outcome = try stimulus.verify(tools, rtl, timeLimit: timeLimit)
    if tools.simulator == .verilator, let icarus {
      var search = Search(verification: self, left: .max)
      search.verification.tools = icarus
      if let finding = try? search.smallest(of: seed, stimulus, outcome, failingIn: tools),
        finding.reproduction != nil
      {
        return finding
      }
    }
    var search = Search(
      verification: self, left: runLimit ?? (tools.simulator == .verilator ? 60 : .max))
    return try search.smallest(of: seed, stimulus, outcome, failingIn: tools)
  }
}

/// A search for a small run, with the number of runs that it may still try.
private struct Search {
  var verification: RandomVerification
  var left: Int

  /// The smallest run found that fails, in other tools too.
  mutating func smallest(
    of seed: UInt64, _ stimulus: Stimulus, _ outcome: CaseVerification.Outcome,
    failingIn tools: SimulatorTools
  ) throws(ToolError) -> RandomVerification.Finding {
    let failing = try shortened(stimulus)
    var best = try firstFailing(of: seed, failing)
    for _ in 0..<RandomVerification.rounds {
      guard let run = best, let simpler = try simplified(run) else { break }
      best = simpler
    }
    if let run = best {
      // The vectors of the case have other words where nobody may look.
      let plan = run.vectorPlan(named: "seed-\(seed)", command: "")
      let verification = CaseVerification(plan, verification.rtl)
      if case .passed = try verification.run(tools.simulator, in: WorkingFolder()).outcome {
        best = nil
      }
    }
    return RandomVerification.Finding(
      seed: seed, reproduction: best, isSmallest: left > 0,
      cycles: best.map { $0.cycles ?? $0.stimulus().cycles.count } ?? failing.cycles.count,
      stimulus: failing, outcome: outcome)
  }

  /// The first run that fails: the draw's own, anything at the ports of its design, or one of the words that
  /// the failing stimulus offers.
  private mutating func firstFailing(
    of seed: UInt64, _ stimulus: Stimulus
  ) throws(ToolError) -> Reproduction? {
    let draw = Reproduction(seed: seed, verification.architecture, anyMode: true)
    let attempts: [() -> [Reproduction]] = [
      { [draw] },
      { Self.plays(of: draw, words: .random, seeds: 1...8) },
      { stimulus.offeredRuns() },
      { stimulus.offeredRuns().flatMap { Self.plays(of: $0, words: .given, seeds: 1...8) } },
      { Self.plays(of: draw, words: .corners, seeds: 9...16) },
    ]
    for attempt in attempts {
      let runs = attempt().map { $0.changed(by: []) }
      if let found = try failing(runs).lazy.compactMap({ $0 }).first { return found }
    }
    return nil
  }

  /// The stimulus up to its first difference, from the last reset or start on if that is enough.
  private mutating func shortened(_ stimulus: Stimulus) throws(ToolError) -> Stimulus {
    guard case .failed(let cycle)? = try outcomes(of: [stimulus]).first else { return stimulus }
    let whole = stimulus.prefix(cycle + 1)
    let parts = whole.beginnings().reversed().map {
      Stimulus(whole.design, Array(whole.cycles[$0...]))
    }
    for (part, outcome) in zip(parts, try outcomes(of: parts)) {
      if case .failed(let cycle) = outcome { return part.prefix(cycle + 1) }
    }
    return whole
  }

  /// The run with as many simplifications as it takes at once; nil if it takes none.
  ///
  /// All of them are tried together, then each half, each quarter, … and at last each alone.
  private mutating func simplified(_ run: Reproduction) throws(ToolError) -> Reproduction? {
    let changes = run.simplifications
    var size = changes.count
    while size > 0 {
      let groups = stride(from: 0, to: changes.count, by: size).map {
        changes[$0..<min($0 + size, changes.count)]
      }
      let found = try failing(groups.map { run.changed(by: $0) })
      let possible = zip(groups, found).filter { $1 != nil }
      if possible.count > 1,
        let all = try failing([run.changed(by: possible.flatMap(\.0))]).first ?? nil
      {
        return all
      }
      if let first = possible.first { return first.1 }
      size = size > 1 ? (size + 1) / 2 : 0
    }
    return nil
  }

  /// Those of some runs in which the RTL differs; nil in the place of the others.
  private mutating func failing(
    _ runs: [Reproduction?]
  ) throws(ToolError) -> [Reproduction?] {
    let present = runs.indices.filter { runs[$0] != nil }
    let stimuli = present.map { runs[$0]!.stimulus() }
    var result = [Reproduction?](repeating: nil, count: runs.count)
    for (index, (stimulus, outcome)) in zip(present, zip(stimuli, try outcomes(of: stimuli))) {
      guard case .failed(let cycle) = outcome, var run = runs[index] else { continue }
      if let scenario = run.scenario {
        run.scenario!.cycles = min(scenario.cycles, cycle + 1)
      } else {
        run.cycles = stimulus.cycles.count < Reproduction.longest ? nil : cycle + 1
      }
      result[index] = run
    }
    return result
  }

  /// What the first of some stimuli come to, as many as may still be tried.
  private mutating func outcomes(of stimuli: [Stimulus]) throws(ToolError) -> [LaneOutcome] {
    let stimuli = Array(stimuli.prefix(left))
    left -= stimuli.count
    let (tools, rtl, cores) = (verification.tools, verification.rtl, verification.cores)
    let timeLimit = verification.timeLimit
    let size = Batch.size(tools.simulator, count: stimuli.count, cores: cores)
    let result = Mutex([LaneOutcome?](repeating: nil, count: stimuli.count))
    try inParallel((stimuli.count + size - 1) / size, cores: cores) { number throws(ToolError) in
      let part = number * size..<min((number + 1) * size, stimuli.count)
      let outcomes = try Batch(stimuli: Array(stimuli[part])).run(tools, rtl, timeLimit: timeLimit)
      result.withLock { $0.replaceSubrange(part, with: outcomes) }
    }
    return result.withLock { $0.map { $0! } }
  }

  /// What may happen at the ports of the same design beyond a run.
  private static func plays(
    of run: Reproduction, words: Scenario.Words, seeds: ClosedRange<Int>
  ) -> [Reproduction] {
    seeds.map { seed in
      var copy = run
      var scenario = Scenario(cycles: 800)
      scenario.seed = UInt64(seed)
      scenario.samples = words
      scenario.configuration = words
      scenario.reset = seed % 2 == 0 ? 0.01 : 0
      scenario.gap = 0...(seed % 3)
      scenario.wait = 0...(seed % 4)
      copy.scenario = scenario
      return copy
    }
  }
}

extension Stimulus {
  /// The cycles at which a run begins, or the design is reset just before.
  fileprivate func beginnings() -> [Int] {
    var beginnings: [Int] = []
    var wasReset = false
    drive { number, machine in
      let isStart = words(number, machine).happens(.start)
      if number > 0, wasReset || isStart { beginnings.append(number) }
      wasReset = cycles[number].inputs.reset
      return true
    }
    return beginnings
  }

  /// Runs of the samples that the last run takes: of each epoch its own, of all together, and of all that were
  /// ever taken.
  fileprivate func offeredRuns() -> [Reproduction] {
    var configuration: Configuration?
    var (all, epochs): ([Reproduction.Sample], [[Reproduction.Sample]]) = ([], [[]])
    drive { number, machine in
      let (cycle, words) = (cycles[number], words(number, machine))
      if words.happens(.start) { (configuration, epochs) = (cycle.configuration, [[]]) }
      if words.happens(.accept) {
        let sample = Reproduction.Sample(x: cycle.inputs.x, y: cycle.inputs.y)
        all.append(sample)
        epochs[epochs.count - 1].append(sample)
        if cycle.inputs.sampleLast { epochs.append([]) }
      }
      return true
    }
    guard let configuration else { return [] }
    let choices = epochs.reversed().prefix(8) + [epochs.flatMap { $0 }, all]
    return choices.filter { !$0.isEmpty }.map { samples in
      Reproduction(design: design, configuration: configuration, samples: samples)
    }
  }
}
