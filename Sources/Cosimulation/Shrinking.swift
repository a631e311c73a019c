import Datapath
import Synchronization
import Vectors

extension RandomVerification {
  /// A random design in which the RTL differs, made small.
  public struct Finding: Sendable {
    public let seed: UInt64
    /// The smallest run found that a case can hold; nil if only the stimulus itself shows the difference.
    public let reproduction: Reproduction?
    /// The cycles of it.
    public let cycles: Int
    /// What the ports carried, up to the first difference: it shows what no case may be found for.
    public let stimulus: Stimulus
    /// What is known of the difference, from the whole stimulus: the more cycles, the fewer explanations fit.
    public let outcome: CaseVerification.Outcome
  }

  /// The most rounds of simplification.
  private static let rounds = 12

  /// Looks for the smallest run that shows the difference of a seed.
  public func shrink(seed: UInt64) throws(ToolError) -> Finding {
    let stimulus = Stimulus(seed: seed)
    let outcome = try stimulus.verify(tools, rtl, timeLimit: timeLimit)
    let failing = try shortened(stimulus)
    guard var best = try firstFailing(of: seed, failing) else {
      return Finding(
        seed: seed, reproduction: nil, cycles: failing.cycles.count, stimulus: failing,
        outcome: outcome)
    }
    for _ in 0..<Self.rounds {
      guard let simpler = try simplified(best) else { break }
      best = simpler
    }
    // The vectors of the case have other words where nobody may look.
    let verification = CaseVerification(best.vectorPlan(named: "seed-\(seed)", command: ""), rtl)
    if case .passed = try verification.run(tools.simulator, in: WorkingFolder()) {
      return Finding(
        seed: seed, reproduction: nil, cycles: failing.cycles.count, stimulus: failing,
        outcome: outcome)
    }
    return Finding(
      seed: seed, reproduction: best, cycles: best.cycles ?? best.stimulus().cycles.count,
      stimulus: failing, outcome: outcome)
  }

  /// The first run that fails: the draw's own, anything at the ports of its design, or one of the words that
  /// the failing stimulus offers.
  private func firstFailing(
    of seed: UInt64, _ stimulus: Stimulus
  ) throws(ToolError) -> Reproduction? {
    let draw = Reproduction(seed: seed)
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
  private func shortened(_ stimulus: Stimulus) throws(ToolError) -> Stimulus {
    func firstDifference(_ stimuli: [Stimulus]) throws(ToolError) -> [LaneOutcome] {
      try Batch(stimuli: stimuli).run(tools, rtl, timeLimit: timeLimit)
    }
    guard case .failed(let cycle) = try firstDifference([stimulus])[0] else { return stimulus }
    let whole = stimulus.prefix(cycle + 1)
    let parts = whole.beginnings().reversed().map {
      Stimulus(whole.design, Array(whole.cycles[$0...]))
    }
    guard !parts.isEmpty else { return whole }
    for (part, outcome) in zip(parts, try firstDifference(parts)) {
      if case .failed(let cycle) = outcome { return part.prefix(cycle + 1) }
    }
    return whole
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
      let stimuli = part.map { $0.1.stimulus() }
      let outcomes = try Batch(stimuli: stimuli).run(tools, rtl, timeLimit: timeLimit)
      for (((index, run), stimulus), outcome) in zip(zip(part, stimuli), outcomes) {
        guard case .failed(let cycle) = outcome else { continue }
        var run = run
        if let scenario = run.scenario {
          run.scenario!.cycles = min(scenario.cycles, cycle + 1)
        } else {
          run.cycles = stimulus.cycles.count < Reproduction.longest ? nil : cycle + 1
        }
        result.withLock { $0[index] = run }
      }
    }
    return result.withLock { $0 }
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
      let inputs = cycles[number].inputs
      let isIdle = machine.registers[design.equationLayout.state] == RegisterEquation.Layout.idle
      if number > 0, wasReset || (inputs.start && isIdle && !inputs.reset) {
        beginnings.append(number)
      }
      wasReset = inputs.reset
      return true
    }
    return beginnings
  }

  /// Runs of the samples that the last run takes: of each epoch its own, of all together, and of all that were
  /// ever taken.
  fileprivate func offeredRuns() -> [Reproduction] {
    var configuration: Configuration?
    var (all, epochs): ([Reproduction.Sample], [[Reproduction.Sample]]) = ([], [[]])
    let layout = design.equationLayout
    drive { number, machine in
      let cycle = cycles[number]
      let inputs = cycle.inputs
      if inputs.reset { return true }
      let isIdle = machine.registers[layout.state] == RegisterEquation.Layout.idle
      if isIdle, inputs.start { (configuration, epochs) = (cycle.configuration, [[]]) }
      if machine.outputs.sampleReady, inputs.sampleValid {
        let sample = Reproduction.Sample(x: inputs.x, y: inputs.y)
        all.append(sample)
        epochs[epochs.count - 1].append(sample)
        if inputs.sampleLast { epochs.append([]) }
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
