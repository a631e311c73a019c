import Datapath
import FixedPoint
import Samples
import Vectors

/// A run as a case can hold it: one in which the RTL differs from the model, or one that was made to try it.
package struct Reproduction: Sendable {
  package var design: Design
  package var configuration: Configuration
  package var samples: [Sample]
  package var stalls: StallPattern
  /// What happens at the ports, if a run of the samples is not enough.
  package var scenario: Scenario?
  /// The cycles of a run that are enough to show it, where the whole run would be too long.
  package var cycles: Int?

  /// The raw words of a sample.
  package struct Sample: Hashable, Sendable {
    package var x: Int128
    package var y: Int128
  }

  init(
    design: Design, configuration: Configuration, samples: [Sample],
    stalls: StallPattern = .none, scenario: Scenario? = nil
  ) {
    self.design = design
    self.configuration = configuration
    self.samples = samples
    self.stalls = stalls
    self.scenario = scenario
  }

  init(_ run: RandomRun) {
    design = run.design
    configuration = run.configuration
    samples = (0..<run.samples.count).map { index in
      Sample(
        x: run.samples.x.load(index, as: Int128.self),
        y: run.samples.y.load(index, as: Int128.self))
    }
    stalls = run.stalls
  }

  var packed: PackedSamples {
    PackedSamples(
      count: samples.count, xFormat: design.formats[.x], yFormat: design.formats[.y]
    ) { (samples[$0].x, samples[$0].y) }
  }

  /// The most cycles that are tried.
  static let longest = 4000

  /// What the ports carry; as long as it takes to tell that no more comes.
  func stimulus(upTo count: Int = longest) -> Stimulus {
    var stimulus = scenario.map { play($0, upTo: count) } ?? run(upTo: count)
    // As the vectors of a case have it: each field of the sample extended by its sign.
    for cycle in stimulus.cycles.indices {
      let inputs = stimulus.cycles[cycle].inputs
      stimulus.cycles[cycle].padding = (inputs.x < 0 ? 0xFF : 0) | (inputs.y < 0 ? 0xFF00 : 0)
    }
    return stimulus
  }

  private func play(_ scenario: Scenario, upTo count: Int) -> Stimulus {
    let play = ScenarioPlay(
      scenario, design: design, configuration: configuration, samples: packed)
    return Stimulus(
      design, play.prefix(count).map { Stimulus.Cycle($0.inputs, $0.configuration) })
  }

  private func run(upTo count: Int) -> Stimulus {
    var simulation = Simulation(design: design, configuration: configuration, samples: packed)
    simulation.stalls = stalls
    simulation.runs = design.playedRuns
    var stimulus = Stimulus(simulation, upTo: count)
    // Nobody may look at the configuration without start; a design that does is detected.
    var random = SplitMix64(seed: stalls.seed)
    for cycle in stimulus.cycles.indices where !stimulus.cycles[cycle].inputs.start {
      stimulus.cycles[cycle].configuration = random.configuration(of: design)
    }
    return stimulus
  }

  /// The vectors of it.
  package func vectorPlan(named name: String, command: String) -> VectorPlan {
    var plan = VectorPlan(
      caseName: name, command: command, design: design, configuration: configuration,
      samples: packed)
    plan.stalls = stalls
    plan.scenario = scenario
    plan.levels = [.port]
    if let cycles { plan.cycles = 0...(cycles - 1) }
    return plan
  }
}

// MARK: - Simpler ones

extension Reproduction {
  typealias Change = @Sendable (inout Reproduction) -> Void

  /// The run with some changes; nil if no case can hold it.
  func changed(by changes: some Sequence<Change>) -> Reproduction? {
    var copy = self
    for change in changes { change(&copy) }
    copy.shortenNumbers()
    return copy.isPossible ? copy : nil
  }

  /// What makes the run simpler, each in one respect.
  var simplifications: [Change] {
    var list: [Change] = []
    func add(_ change: @escaping Change) { list.append(change) }
    if let scenario {
      if scenario.reset > 0 { add { $0.scenario!.reset = 0 } }
      if scenario.cycles > 50 { add { $0.scenario!.cycles /= 2 } }
    }
    if !stalls.isEmpty { add { $0.stalls = .none } }
    if configuration.maximumEpochs > 1 {
      add { $0.configuration.maximumEpochs = 1 }
      add { $0.configuration.maximumEpochs = max(1, $0.configuration.maximumEpochs - 1) }
    }
    if configuration.tolerance != design.neverConverges {
      add { $0.configuration.tolerance = $0.design.neverConverges }
    }
    if configuration.initialTheta.contains(where: { $0 != 0 }) {
      add { $0.configuration.initialTheta = $0.configuration.initialTheta.map { _ in 0 } }
    }
    if samples.count > 1 {
      add { $0.samples.removeLast($0.samples.count / 2) }
      add { $0.samples.removeFirst($0.samples.count / 2) }
    }
    if design.degree > 1 { add { $0.take(degree: $0.design.degree - 1, $0.design.formats) } }
    for node in design.nodes { addSimplerFormats(node, add) }
    return list
  }

  private func addSimplerFormats(_ node: Node, _ add: (@escaping Change) -> Void) {
    func replace(_ other: @escaping @Sendable (Format) -> Format?) {
      guard let changed = other(design.formats[node]), changed != design.formats[node] else {
        return
      }
      add { copy in
        let formats = copy.design.formats
        guard let new = other(formats[node]) else { return }
        copy.take(degree: copy.design.degree, NodeMap { $0 == node ? new : formats[$0] })
      }
    }
    replace { $0.with(quantization: .trn) }
    replace { $0.with(overflow: .wrap) }
    // Narrower at the top, then at the bottom; a few bits stay for a reader to look at.
    replace { $0.narrowed(droppingTop: true) }
    replace { $0.narrowed(droppingTop: false) }
  }

  /// Takes another design and brings every word into its formats.
  private mutating func take(degree: Int, _ formats: NodeMap<Format>) {
    guard
      let design = try? Design(
        self.design.architecture, self.design.mode, degree: degree, formats: formats)
    else {
      samples = []
      return
    }
    func word(_ value: Int128, _ node: Node) -> Int128 {
      let format = formats[node]
      return min(max(format.word(fromBits: value), format.leastRaw), format.greatestRaw)
    }
    let neverConverged = configuration.tolerance == self.design.neverConverges
    self.design = design
    samples = samples.map { Sample(x: word($0.x, .x), y: word($0.y, .y)) }
    configuration.step = word(configuration.step, .step)
    configuration.initialTheta = configuration.initialTheta.prefix(degree + 1).map {
      word($0, .theta)
    }
    configuration.tolerance =
      neverConverged
      ? design.neverConverges
      : min(
        max(configuration.tolerance, design.tolerances.lowerBound), design.tolerances.upperBound)
  }

  /// Rounds the numbers that `design.json` gives as a `Double` to 53 bits, toward 0.
  private mutating func shortenNumbers() {
    func shortened(_ word: Int128) -> Int128 {
      let excess = max(0, Int128.bitWidth - word.magnitude.leadingZeroBitCount - 53)
      let magnitude = (word.magnitude >> UInt128(excess)) << UInt128(excess)
      // The least word has no positive counterpart.
      return word < 0 ? 0 &- Int128(truncatingIfNeeded: magnitude) : Int128(magnitude)
    }
    configuration.step = shortened(configuration.step)
    configuration.tolerance = shortened(configuration.tolerance)
  }

  /// Whether a case can hold it: as many different x as parameters, and a step.
  private var isPossible: Bool {
    Set(samples.map(\.x)).count > design.degree && configuration.step > 0
      && design.accepts(configuration)
  }
}

extension Format {
  /// About half as wide, but for the least that shows anything.
  fileprivate func narrowed(droppingTop: Bool) -> Format? {
    guard width > 6 else { return nil }
    let width = max(6, width / 2)
    return try? Format(
      width: width,
      integerBits: droppingTop ? integerBits - self.width + width : integerBits,
      isSigned: isSigned, quantization: quantization, overflow: overflow)
  }
}
