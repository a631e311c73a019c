import Cases
import Datapath
import FixedPoint
import Samples

/// What a folder of vectors is to hold.
public struct VectorPlan: Sendable {
  public var caseName: String
  /// The command line that writes it, for whoever finds a file damaged.
  public var command: String
  public let design: Design
  public let configuration: Configuration
  public let samples: PackedSamples
  public var stalls = StallPattern.none
  /// How the samples were scaled, where they came from readings.
  public var scales: SampleScales?
  /// What happens at the ports instead of a run of the samples; level `port` alone.
  public var scenario: Scenario?
  /// What the ports carry, cycle by cycle, instead of either; level `port` alone.
  public var recording: [PortCycle]?
  public var levels = Set(VectorLevel.allCases)
  /// The cycles of `stimulus.hex` and `expected.hex`; the other files end where it ends.
  public var cycles = 0...Int.max
  /// The seed of the words that nobody may look at.
  public var seed: UInt64 = 1
  /// Whether the bench and a page on how to use it are put beside.
  public var hasGuide = true
  /// The case that the folder is to hold beside its vectors, so that it can be used alone.
  public var heldCase: HeldCase?

  /// The files that make a folder a case.
  public struct HeldCase: Sendable {
    public let resolved: ResolvedCase
    /// What happens at the ports beyond a run, if the case says that.
    public let scenario: ScenarioFile?

    public init(_ resolved: ResolvedCase, _ scenario: ScenarioFile?) {
      (self.resolved, self.scenario) = (resolved, scenario)
    }
  }

  public init(
    caseName: String, command: String, design: Design, configuration: Configuration,
    samples: PackedSamples
  ) {
    self.caseName = caseName
    self.command = command
    self.design = design
    self.configuration = configuration
    self.samples = samples
  }

  /// Whether the ports carry a run of the samples and nothing else.
  var isRun: Bool { scenario == nil && recording == nil }

  /// From readings to words and back.
  var formulas: ScalingFormulas? { isRun ? scales.map { ScalingFormulas(design, $0) } : nil }

  /// Whether the vectors can drive a design: they begin where it is reset.
  var drives: Bool { levels.contains(.port) && cycles.lowerBound == 0 }
}

/// What was written.
public struct VectorSummary: Sendable {
  public internal(set) var cycles = 0
  public internal(set) var epochs = 0
  public internal(set) var samples = 0
  public internal(set) var files: [VectorFile] = []
  /// What was written last; nil before.
  public internal(set) var manifest: Manifest?

  public var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }
}

extension VectorPlan {
  /// Writes all files, the manifest last.
  ///
  /// Nothing is kept in memory but a block of each file, however long the run is.
  ///
  /// - Parameters:
  ///   - open: opens a file of the folder by its name.
  ///   - progress: is told the cycle from time to time.
  /// - Throws: whatever opening and writing throws.
  public func write<Sink: ByteSink>(
    opening open: @escaping (String) throws -> Sink, progress: @escaping (Int) -> Void = { _ in }
  ) throws -> VectorSummary {
    let open = { (name: String) in HashingSink(try open(name)) }
    var summary = VectorSummary()
    func put(_ name: String, _ meaning: String, _ bytes: [UInt8]) throws {
      var sink = try open(name)
      try sink.write(bytes)
      summary.files.append(
        VectorFile(name, meaning, byteCount: sink.byteCount, digest: sink.digest))
    }
    func add(
      _ name: String, _ meaning: String, _ line: HexLine, _ count: Int, _ sink: HashingSink<Sink>
    ) {
      summary.files.append(
        VectorFile(
          name, meaning, line: line, lineCount: count, byteCount: sink.byteCount,
          digest: sink.digest))
    }
    try put(
      "design.vh", "the parameters of the design as localparams",
      Array(design.verilogParameters.utf8))

    var observer = try VectorObserver(self, open, progress)
    if let recording {
      for cycle in recording {
        observer.write(cycle)
        if observer.hasSeenEnough { break }
      }
    } else if let scenario {
      for cycle in ScenarioPlay(
        scenario, design: design, configuration: configuration, samples: samples)
      {
        observer.write(cycle)
        if observer.hasSeenEnough { break }
      }
    } else {
      var simulation = Simulation(
        design: design, configuration: configuration, samples: samples)
      simulation.stalls = stalls
      simulation.runs = design.playedRuns
      simulation.statistics = .none
      _ = simulation.run(observer: &observer)
    }

    if var ports = observer.ports {
      summary.cycles = ports.cycleCount
      let sinks = try ports.finish()
      add(
        "stimulus.hex", "the input ports, a cycle a line", design.stimulusLine, summary.cycles,
        sinks.stimulus)
      add(
        "expected.hex",
        "the output ports before the clock edge that ends the cycle, a cycle a line",
        design.expectedLine, summary.cycles, sinks.expected)
    }
    if var epochs = observer.epochs {
      summary.epochs = epochs.epochCount
      add(
        "epochs.hex", "the result of each epoch", design.epochLine, summary.epochs,
        try epochs.finish())
    }
    if var nodes = observer.nodes {
      let (samples, updates) = (nodes.sampleCount, nodes.updateCount)
      let sinks = try nodes.finish()
      summary.samples = samples
      add(
        "nodes.hex",
        "every node, a sample\(design.architecture.passesOnce ? "" : " of every epoch") a line; accumulators after the sample",
        design.nodeLine, samples, sinks.nodes)
      add(
        "updates.hex", "the update, an epoch a line; the weights are those of the next epoch",
        design.updateLine, updates, sinks.updates)
    }
    if isRun, !levels.isDisjoint(with: [.epoch, .node]) {
      add(
        "samples.hex", "the samples of an epoch", design.sampleLine, samples.count,
        try writeSamples(to: open("samples.hex")))
    }
    if let heldCase {
      var sink = try open(CaseInput.samplesName)
      try heldCase.resolved.writeSamples { try sink.write($0) }
      summary.files.append(
        VectorFile(
          CaseInput.samplesName, "the samples as they were read", byteCount: sink.byteCount,
          digest: sink.digest))
      try put(
        CaseInput.designName, "the design, everything resolved",
        Array(heldCase.resolved.design.utf8))
      if let text = heldCase.scenario?.text {
        try put(ScenarioFile.name, "what happens at the ports", Array(text.utf8))
      }
    }
    if hasGuide {
      try put(
        Design.instanceName, "the design as an instance, to be included",
        Array(design.verilogInstance.utf8))
      try put(
        Design.stubName, "an empty module with the ports, to begin your own with",
        Array(design.verilogStub.utf8))
      if drives {
        try put(
          BenchText.name, "a self-checking bench for rtl/\(design.architecture.module).v",
          BenchText.bytes(for: design))
      }
      try put("README.md", "how to use these files", Array(guide(summary).utf8))
    }
    let manifest = Manifest(
      caseName: caseName, command: command, design: design,
      configuration: isRun || scenario?.configuration == .given ? configuration : nil,
      sampleCount: isRun ? samples.count : nil, scaling: formulas,
      firstCycle: levels.contains(.port) ? cycles.lowerBound : 0, files: summary.files)
    summary.manifest = manifest
    try put(Manifest.name, "the manifest", Array(manifest.json.text(width: 240).utf8))
    return summary
  }

  private func writeSamples<Sink: ByteSink>(to sink: Sink) throws -> Sink {
    var writer = HexLineWriter(to: sink, design.sampleLine)
    for index in 0..<samples.count {
      writer.write([samples.x.load(index, as: Int128.self), samples.y.load(index, as: Int128.self)])
    }
    return try writer.finish()
  }
}

/// Shows a run to the writers of all levels.
private struct VectorObserver<Sink: ByteSink>: CycleObserver {
  private(set) var ports: PortVectorWriter<Sink>?
  private(set) var epochs: EpochVectorWriter<Sink>?
  private(set) var nodes: NodeVectorWriter<Sink>?
  private let window: ClosedRange<Int>
  private let progress: (Int) -> Void
  private(set) var hasSeenEnough = false
  private var cycle = 0

  init(
    _ plan: VectorPlan, _ open: (String) throws -> Sink, _ progress: @escaping (Int) -> Void
  ) throws {
    let design = plan.design
    window = plan.cycles
    self.progress = progress
    if plan.levels.contains(.port) {
      ports = PortVectorWriter(
        stimulus: try open("stimulus.hex"), expected: try open("expected.hex"), design: design,
        configuration: plan.configuration, window: plan.cycles, seed: plan.seed)
    }
    guard plan.isRun else { return }
    if plan.levels.contains(.epoch) {
      epochs = EpochVectorWriter(to: try open("epochs.hex"), design: design)
    }
    if plan.levels.contains(.node) {
      nodes = NodeVectorWriter(
        nodes: try open("nodes.hex"), updates: try open("updates.hex"), design: design)
    }
  }

  mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    ports?.observe(cycle: cycle, inputs: inputs, outputs: outputs, registers: registers)
    epochs?.observe(cycle: cycle, inputs: inputs, outputs: outputs, registers: registers)
    nodes?.observe(cycle: cycle, inputs: inputs, outputs: outputs, registers: registers)
    advance(past: cycle)
  }

  /// A cycle of a scenario.
  mutating func write(_ port: PortCycle) {
    if window.contains(cycle) { ports?.write(port.inputs, port.configuration, port.outputs) }
    advance(past: cycle)
    cycle += 1
  }

  private mutating func advance(past cycle: Int) {
    hasSeenEnough =
      cycle >= window.upperBound || ports?.failure != nil || epochs?.failure != nil
      || nodes?.failure != nil
    if cycle & 0xFFF == 0 { progress(cycle) }
  }
}
