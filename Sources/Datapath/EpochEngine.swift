import FixedPoint
import Samples

/// The epoch engine: weights in, sums out, whole epochs at once, with the results, statistics and cycle counts of the
/// ``Machine`` that ticks.
///
/// Between two epochs it does what the description's controller does, cycle for cycle. `Value` is the arithmetic of the
/// sample path, `Counts` what it tells of its casts.
struct EpochEngine<Value: Word, Counts: Tally>: ~Copyable {
  let design: Design
  private let program: EpochProgram<Value>
  // Of the program and its layout what an epoch reads, so that it follows no reference.
  private let phases: InlineArray<4, EpochProgram<Value>.Phase>
  let steps: UnsafeBufferPointer<EpochProgram<Value>.Step>
  let accumulations: UnsafeBufferPointer<EpochProgram<Value>.Step>
  let places: EpochLayout.Places
  private let depth: Int
  /// What the configuration ports carry; taken at `start`.
  let configuration: Configuration
  /// The words of the registers outside of the pipeline, and of the configuration's ports.
  let words: UnsafeMutablePointer<Int128>
  /// One sticky bit a node, at the node's position.
  private(set) var overflow: UInt16 = 0

  // What follows watches the machine and is no part of it.
  var tally = Counts()
  private var slowTally = FullTally<Int128>()
  /// How often each sequence of the controller was gone through.
  private var plays: InlineArray<4, Int> = .init(repeating: 0)
  var cycle = 0
  var epoch = 0
  var samplesAccepted = 0
  private var samplesAcceptedBefore = 0
  /// How blocks of samples are computed in vectors; nil where the design has more than the kernels know.
  let kernel: BlockKernel?
  /// Whether the accumulators hold all of the epoch already, taken up over groups of samples.
  private(set) var isTakenWhole = false
  /// The clock of a source that pauses.
  private var source: SourceClock?
  /// The first cycle in which the source may offer the next epoch's first sample.
  private var sourceFree = 0
  private var inputStalls = 0
  private var outputStalls = 0

  init(_ design: Design, _ configuration: Configuration, kernel: BlockKernel? = nil) {
    precondition(design.accepts(configuration))
    self.kernel = kernel
    self.design = design
    self.configuration = configuration
    program = EpochProgram(design)
    (phases, steps, accumulations) = (program.phases, program.steps, program.accumulations)
    (places, depth) = (program.layout.places, program.layout.depth)
    let (registers, ports) = (program.layout.registers, design.words(of: configuration))
    words = .allocate(capacity: registers + ports.count)
    words.initialize(repeating: 0, count: registers)
    (words + registers).initialize(from: ports, count: ports.count)
    for register in program.layout.counted { words[register] = 1 }
  }

  deinit { words.deallocate() }

  var layout: EpochLayout { program.layout }

  // MARK: A run

  /// Runs until the machine is done.
  mutating func runEpochs(
    _ samples: PackedSamples, _ stalls: StallPattern, _ epochEnd: (EpochResult) -> Bool
  ) -> RunResult {
    start()
    repeat {
      beginEpoch(stalls)
      stream(samples, 0..<samples.count)
      guard epochEnd(finishEpoch(stalls)) else { break }
    } while takeResult()
    return outcome
  }

  /// Takes the configuration and derives the weights.
  mutating func start() { play(.start) }

  /// Whether samples pass but once, and have passed.
  var holdsSamples: Bool { design.architecture == .moments && epoch > 0 }

  /// Begins an epoch; the machine is in `run`, or has all samples.
  mutating func beginEpoch(_ stalls: StallPattern) {
    guard !holdsSamples else { return }
    source =
      stalls.pausesInput ? SourceClock(pattern: stalls, ready: cycle, free: sourceFree) : nil
    guard let kernel else { return }
    kernel.beginEpoch(weight: weight)
    isTakenWhole = !Counts.isFull && kernel.mayTakeGroups && takesGroups(kernel)
  }

  /// Takes up a whole epoch over groups of samples, where that is possible and pays.
  private mutating func takesGroups(_ kernel: BlockKernel) -> Bool {
    guard
      let sums = kernel.sumsOfGroups(
        weight: weight, epoch: epoch + 1, of: configuration.maximumEpochs)
    else { return false }
    for k in 0..<places.parameters { words[places.gradient[k]] = Int128(sums.gradient[k]) }
    words[places.loss] = Int128(sums.loss)
    return true
  }

  /// Drains the pipeline and updates the parameters, up to the cycle in which the result is taken.
  mutating func finishEpoch(_ stalls: StallPattern) -> EpochResult {
    if holdsSamples {
      epoch += 1
      play(.again)
    } else {
      drain()
      play(.end)
    }
    while isOffering, stalls.stallsOutput(cycle) {
      outputStalls += 1
      cycle += 1
    }
    return EpochResult(
      epoch: epoch, cycle: cycle, loss: words[places.lossPrevious], theta: theta,
      converged: words[places.converged] != 0, stalled: words[places.stalled] != 0)
  }

  /// Whether the epoch's result is offered.
  private var isOffering: Bool {
    design.mode.results == .every || words[places.converged] != 0 || words[places.stalled] != 0
      || words[places.epochsLeft] == 0
  }

  /// From the cycle after the last sample was accepted to its arrival in the last stage.
  private mutating func drain() {
    if let source {
      let count = samplesAccepted - samplesAcceptedBefore
      let end = source.acceptance(of: count) + 1
      inputStalls += end - source.ready - count
      cycle = end
    }
    sourceFree = cycle
    // The last sample is in stage 0 now.
    cycle += depth - 1
    epoch += 1
    samplesAcceptedBefore = samplesAccepted
  }

  /// Takes the result.
  ///
  /// - Returns: whether another epoch follows.
  mutating func takeResult() -> Bool {
    play(.taken)
    return words[places.done] == 0
  }

  private var theta: InlineArray<4, Int128> {
    .init { $0 < places.parameters ? words[places.theta[$0]] : 0 }
  }

  /// The weights as the kernel takes them.
  private var weight: InlineArray<4, Int64> {
    .init {
      $0 < places.parameters ? Int64(truncatingIfNeeded: words[places.weight[$0]]) : 0
    }
  }

  /// How the run stands.
  var outcome: RunResult {
    RunResult(
      cycles: cycle, inputStallCycles: inputStalls, outputStallCycles: outputStalls,
      epochs: epoch, theta: (0..<places.parameters).map { words[places.theta[$0]] },
      loss: words[places.lossPrevious],
      converged: words[places.converged] != 0, stalled: words[places.stalled] != 0,
      isDone: words[places.done] != 0, overflow: overflow, statistics: statistics)
  }

  /// The statistics of both tallies, with the number of casts: each sample is cast once for each of its values.
  private var statistics: NodeMap<NodeStatistics> {
    let (path, slow) = (tally.statistics, slowTally.statistics)
    return NodeMap { node in
      var statistics = layout.slowNodes.contains(node) ? slow[node] : path[node]
      statistics.casts =
        layout.casts[node] * samplesAccepted
        + layout.sequences.indices.reduce(0) { $0 + layout.sequences[$1].casts[node] * plays[$1] }
      return statistics
    }
  }

  // MARK: The controller

  /// Does what the controller does in cycles that are the same in every epoch.
  @inline(__always)
  private mutating func play(_ phase: EpochLayout.Phase) {
    plays[phase.rawValue] += 1
    let compiled = phases[phase.rawValue]
    if compiled.isNarrow(words) {
      for index in compiled.operations.indices { load(compiled.operations.baseAddress! + index) }
    } else {
      playWide(phase)
    }
    cycle += compiled.cycles
  }

  @inline(never)
  private mutating func playWide(_ phase: EpochLayout.Phase) {
    let operations = program.wide(phase, design)
    for index in operations.indices { load(operations.baseAddress! + index) }
  }

  @inline(__always)
  private mutating func load<Narrow: Word>(
    _ timed: UnsafePointer<EpochProgram<Value>.Timed<Narrow>>
  ) {
    let target = timed.pointee.operation.target
    let words = words
    let value = timed.pointee.operation.value { words[$0] }
    guard timed.pointee.operation.isCast else {
      words[target] = value
      return
    }
    let exact = Narrow(truncatingIfNeeded: value)
    let k = timed.pointee.operation.caster.quantize(exact)
    words[target] =
      timed.pointee.operation.caster.isInRange(k) ? Int128(k) : overflowed(timed, Int128(k))
    if Counts.isFull {
      let caster = timed.pointee.operation.caster
      slowTally.record(caster.node, words[target], isInexact: caster.isInexact(exact))
    }
  }

  @inline(never)
  private mutating func overflowed<Narrow: Word>(
    _ timed: UnsafePointer<EpochProgram<Value>.Timed<Narrow>>, _ k: Int128
  ) -> Int128 {
    let caster = timed.pointee.operation.caster
    let node = caster.node
    overflow |= 1 << UInt16(node.rawValue)
    slowTally.recordOverflows(node, wraps: caster.format.overflow.wraps, count: 1)
    if slowTally.wantsPlace(node, epoch: epoch, sample: nil) {
      slowTally.recordPlace(
        node, Moment(cycle: cycle + timed.pointee.cycle, epoch: epoch, sample: nil))
    }
    return caster.format.overflowed(bits: k, isNegative: k < 0)
  }

  // MARK: What the sample path needs

  /// The number in its epoch, from 1, of the next sample.
  var nextSample: Int { samplesAccepted - samplesAcceptedBefore + 1 }

  /// The word of an accumulator.
  subscript(register: Int) -> Value {
    get { Value(truncatingIfNeeded: words[register]) }
    set { words[register] = Int128(newValue) }
  }

  mutating func advance(_ count: Int) {
    cycle += count
    samplesAccepted += count
  }

  mutating func raiseOverflow(_ node: Node) { overflow |= 1 << UInt16(node.rawValue) }

  /// What a cast of the sample path gives that is out of range. Out of line, because it is rare.
  @inline(never)
  mutating func overflowed(
    _ step: UnsafePointer<EpochProgram<Value>.Step>, _ k: Value, isNegative: Bool, sample: Int
  ) -> Value {
    let (node, format) = (step.pointee.operation.caster.node, step.pointee.operation.caster.format)
    raiseOverflow(node)
    tally.recordOverflows(node, wraps: format.overflow.wraps, count: 1)
    if tally.wantsPlace(node, epoch: epoch + 1, sample: sample) {
      // The clock stands at the acceptance of the next sample.
      let acceptance = source?.acceptance(of: sample) ?? cycle + sample - nextSample
      tally.recordPlace(
        node, Moment(cycle: acceptance + step.pointee.stage, epoch: epoch + 1, sample: sample))
    }
    return Value(truncatingIfNeeded: format.overflowed(bits: Int128(k), isNegative: isNegative))
  }
}
