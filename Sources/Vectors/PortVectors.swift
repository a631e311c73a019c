import Datapath
import FixedPoint
import Samples

extension Design {
  /// The input ports as columns of `stimulus.hex`.
  public var stimulusLine: HexLine {
    portLine([
      "rst", "start", "s_axis_tvalid", "s_axis_tlast", "m_axis_tready", "s_axis_tdata", "cfg_step",
      "cfg_theta_init", "cfg_tolerance", "cfg_max_epochs",
    ])
  }

  /// The output ports as columns of `expected.hex`.
  public var expectedLine: HexLine {
    portLine([
      "s_axis_tready", "m_axis_tvalid", "m_axis_tdata", "done", "converged", "stalled", "overflow",
    ])
  }

  private func portLine(_ names: [String]) -> HexLine {
    let ports = Dictionary(uniqueKeysWithValues: self.ports.map { ($0.name, $0) })
    return HexLine(names.map { (name: $0, fields: ports[$0]!.fields) })
  }
}

/// Writes `stimulus.hex` and `expected.hex`: what the ports carry, a cycle a line.
///
/// An expected word is what stands before the clock edge that ends the cycle of the stimulus in the same
/// line. A bench resets the design with one clock edge before the first line.
///
/// As an observer of a ``Simulation`` it fills with random words whatever the rules of the ports let nobody
/// look at: sample and `tlast` without `tvalid`, the configuration without `start`. A design that
/// looks is detected. With ``write(_:_:_:)`` a scenario of one's own is written as it is.
public struct PortVectorWriter<Sink: ByteSink>: CycleObserver {
  private let design: Design
  private let configuration: Configuration
  private let window: ClosedRange<Int>
  private var random: SplitMix64
  private var stimulus: HexLineWriter<Sink>
  private var expected: HexLineWriter<Sink>
  private var stimulusValues: [Int128]
  private var expectedValues: [Int128]

  /// Prepares the two files.
  ///
  /// - Parameters:
  ///   - configuration: what a simulation that is observed takes at `start`.
  ///   - window: the cycles of a simulation to write, the first cycle being 0.
  ///   - seed: the seed of the words that nobody may look at.
  public init(
    stimulus: Sink, expected: Sink, design: Design, configuration: Configuration,
    window: ClosedRange<Int> = 0...Int.max, seed: UInt64 = 1
  ) {
    self.design = design
    self.configuration = configuration
    self.window = window
    random = SplitMix64(seed: seed)
    self.stimulus = HexLineWriter(to: stimulus, design.stimulusLine)
    self.expected = HexLineWriter(to: expected, design.expectedLine)
    stimulusValues = Array(repeating: 0, count: 11 + design.degree)
    expectedValues = Array(repeating: 0, count: 8 + design.degree)
  }

  /// The cycles written so far.
  public var cycleCount: Int { stimulus.lineCount }

  /// What stopped the writing; a simulation that is observed is not disturbed by it.
  public var failure: (any Error)? { stimulus.failure ?? expected.failure }

  public mutating func observe(
    cycle: Int, inputs: Inputs<Int128>, outputs: Outputs, registers: () -> [Int128]
  ) {
    guard window.contains(cycle), failure == nil else { return }
    var inputs = inputs
    if !inputs.sampleValid {
      let bits = random.next()
      inputs.x = Int128(truncatingIfNeeded: bits)
      inputs.y = Int128(truncatingIfNeeded: random.next())
      inputs.sampleLast = bits >> 63 == 1
    }
    set(inputs)
    if inputs.start { set(configuration) } else { setNoConfiguration() }
    write(outputs)
  }

  /// Writes a cycle as it is: the ports before the clock edge that ends it.
  public mutating func write(
    _ inputs: Inputs<Int128>, _ configuration: Configuration, _ outputs: Outputs
  ) {
    guard failure == nil else { return }
    set(inputs)
    set(configuration)
    write(outputs)
  }

  /// Writes out what is left and gives the sinks back.
  ///
  /// - Throws: whatever stopped the writing, now or before.
  public mutating func finish() throws -> (stimulus: Sink, expected: Sink) {
    (try stimulus.finish(), try expected.finish())
  }

  // MARK: The values of a line, in its order

  private mutating func set(_ inputs: Inputs<Int128>) {
    stimulusValues[0] = inputs.reset ? 1 : 0
    stimulusValues[1] = inputs.start ? 1 : 0
    stimulusValues[2] = inputs.sampleValid ? 1 : 0
    stimulusValues[3] = inputs.sampleLast ? 1 : 0
    stimulusValues[4] = inputs.resultReady ? 1 : 0
    stimulusValues[5] = inputs.y
    stimulusValues[6] = inputs.x
  }

  private mutating func set(_ configuration: Configuration) {
    let degree = design.degree
    stimulusValues[7] = configuration.step
    for k in 0...degree { stimulusValues[8 + k] = configuration.initialTheta[degree - k] }
    stimulusValues[9 + degree] = configuration.tolerance
    stimulusValues[10 + degree] = Int128(configuration.maximumEpochs)
  }

  private mutating func setNoConfiguration() {
    for index in 7..<stimulusValues.count {
      stimulusValues[index] =
        Int128(truncatingIfNeeded: random.next()) << 64
        | Int128(truncatingIfNeeded: random.next() as UInt64)
    }
  }

  private mutating func write(_ outputs: Outputs) {
    stimulus.write(stimulusValues)
    let degree = design.degree
    expectedValues[0] = outputs.sampleReady ? 1 : 0
    expectedValues[1] = outputs.resultValid ? 1 : 0
    expectedValues[2] = outputs.loss
    for k in 0...degree { expectedValues[3 + k] = outputs.theta[degree - k] }
    expectedValues[4 + degree] = outputs.done ? 1 : 0
    expectedValues[5 + degree] = outputs.converged ? 1 : 0
    expectedValues[6 + degree] = outputs.stalled ? 1 : 0
    expectedValues[7 + degree] = Int128(outputs.overflow)
    expected.write(expectedValues)
  }
}
