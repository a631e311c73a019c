import Datapath
import FixedPoint
import Samples

/// A cycle at the ports.
public struct PortCycle: Sendable {
  public let inputs: Inputs<Int128>
  public let configuration: Configuration
  public let outputs: Outputs

  /// - Parameter outputs: as they stand before the clock edge that ends the cycle.
  public init(inputs: Inputs<Int128>, configuration: Configuration, outputs: Outputs) {
    (self.inputs, self.configuration, self.outputs) = (inputs, configuration, outputs)
  }
}

/// Plays a scenario on the model, a cycle at a time.
///
/// The source keeps the rules of AXI4-Stream: what is on offer stays on offer until it is taken or the
/// design is reset. Words that nobody may look at are random ones.
public struct ScenarioPlay: Sequence, IteratorProtocol {
  private let scenario: Scenario
  private let configuration: Configuration
  /// The samples of the case; whoever chooses them one after the other replaces those that are yet to come.
  package var samples: PackedSamples
  private let formats: NodeMap<Format>
  /// The model as it is before the next cycle.
  package private(set) var driver: PortDriver
  private var random: SplitMix64
  private var cyclesLeft: Int

  // The source: what it offers, and what of the epoch is to come.
  private var offer: (x: Int128, y: Int128)?
  private var isLast = false
  private var samplesLeft = 0
  private var gapLeft = 0
  /// The place of the sample of the case that is offered next.
  package private(set) var position = 0
  /// The sink: the cycles for which the next result has to wait.
  private var waitLeft = 0

  /// - Parameters:
  ///   - configuration: taken at `start` unless the scenario draws its own.
  ///   - samples: streamed again and again unless the scenario draws its own; not empty.
  public init(
    _ scenario: Scenario, design: Design, configuration: Configuration, samples: PackedSamples
  ) {
    self.scenario = scenario
    self.configuration = configuration
    self.samples = samples
    formats = design.formats
    driver = PortDriver(design)
    random = SplitMix64(seed: scenario.seed)
    cyclesLeft = scenario.cycles
    waitLeft = Int.random(in: scenario.wait, using: &random)
  }

  public mutating func next() -> PortCycle? {
    guard cyclesLeft > 0 else { return nil }
    cyclesLeft -= 1
    let outputs = driver.outputs
    var inputs = Inputs<Int128>(x: 0, y: 0)
    inputs.reset = happens(scenario.reset)
    inputs.start = happens(scenario.start)
    offerSample(&inputs)
    takeResult(&inputs, outputs)
    let configuration =
      switch inputs.start ? scenario.configuration : .random {
      case .given: self.configuration
      case .random: drawConfiguration()
      case .corners: drawCornerConfiguration()
      }
    driver.tick(inputs, configuration)

    if inputs.reset {
      (offer, samplesLeft, gapLeft) = (nil, 0, 0)
    } else if inputs.sampleValid, outputs.sampleReady {
      offer = nil
      gapLeft = Int.random(in: scenario.gap, using: &random)
    }
    return PortCycle(inputs: inputs, configuration: configuration, outputs: outputs)
  }

  // MARK: Source and sink

  private mutating func offerSample(_ inputs: inout Inputs<Int128>) {
    if offer == nil, gapLeft == 0 {
      if samplesLeft == 0 { samplesLeft = Int.random(in: scenario.epochSamples, using: &random) }
      samplesLeft -= 1
      isLast = samplesLeft == 0
      offer = nextSample()
    } else if offer == nil {
      gapLeft -= 1
    }
    inputs.sampleValid = offer != nil
    (inputs.x, inputs.y) = offer ?? (drawWord(.x), drawWord(.y))
    inputs.sampleLast = offer != nil ? isLast : Bool.random(using: &random)
  }

  private mutating func nextSample() -> (x: Int128, y: Int128) {
    switch scenario.samples {
    case .random: return (drawWord(.x), drawWord(.y))
    case .corners: return (drawCorner(.x), drawCorner(.y))
    case .given:
      defer { position = (position + 1) % samples.count }
      return (samples.x.load(position, as: Int128.self), samples.y.load(position, as: Int128.self))
    }
  }

  private mutating func takeResult(_ inputs: inout Inputs<Int128>, _ outputs: Outputs) {
    guard outputs.resultValid else {
      inputs.resultReady = Bool.random(using: &random)
      return
    }
    inputs.resultReady = waitLeft == 0
    if waitLeft > 0 {
      waitLeft -= 1
    } else {
      waitLeft = Int.random(in: scenario.wait, using: &random)
    }
  }

  // MARK: Words

  private mutating func happens(_ share: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < share
  }

  private mutating func drawWord(_ node: Node) -> Int128 {
    let format = formats[node]
    return draw(in: format.leastRaw...format.greatestRaw)
  }

  /// A number of a range: any, one near an end, or one of any magnitude.
  private mutating func draw(in range: ClosedRange<Int128>) -> Int128 {
    let drawn: Int128
    switch Int.random(in: 0..<8, using: &random) {
    case 0: drawn = range.lowerBound + Int128.random(in: 0...1, using: &random)
    case 1: drawn = range.upperBound - Int128.random(in: 0...1, using: &random)
    case 2, 3, 4:
      let magnitude = range.upperBound >> Int128.random(in: 0...126, using: &random)
      drawn = Int128.random(in: -magnitude...magnitude, using: &random)
    default: drawn = Int128.random(in: range, using: &random)
    }
    return Swift.min(Swift.max(drawn, range.lowerBound), range.upperBound)
  }

  private mutating func drawCorner(_ node: Node) -> Int128 {
    let format = formats[node]
    return drawCorner(in: format.leastRaw...format.greatestRaw)
  }

  /// A power of two of a range, one more or one less, or an end of the range where that is outside.
  private mutating func drawCorner(in range: ClosedRange<Int128>) -> Int128 {
    // The power above the range gives its end.
    let bits = Int128.bitWidth - range.upperBound.leadingZeroBitCount
    let power = Int128(1) << Int128.random(in: 0...Int128(Swift.min(bits, 126)), using: &random)
    let corner = power + Int128.random(in: -1...1, using: &random)
    let signed = range.lowerBound < 0 && Bool.random(using: &random) ? -corner : corner
    return Swift.min(Swift.max(signed, range.lowerBound), range.upperBound)
  }

  private mutating func drawCornerConfiguration() -> Configuration {
    let design = driver.design
    return Configuration(
      step: drawCorner(.step),
      initialTheta: (0...design.degree).map { _ in drawCorner(.theta) },
      tolerance: drawCorner(in: design.tolerances),
      // A counter that loses its only high bit ends the run after the first epoch; 1 if it has none.
      maximumEpochs: (1 << UInt32.random(in: 0...32, using: &random)) &+ 1)
  }

  private mutating func drawConfiguration() -> Configuration {
    let design = driver.design
    return Configuration(
      step: drawWord(.step),
      initialTheta: (0...design.degree).map { _ in drawWord(.theta) },
      tolerance: Bool.random(using: &random)
        ? design.neverConverges : draw(in: design.tolerances),
      maximumEpochs: drawEpochs())
  }

  private mutating func drawEpochs() -> UInt32 {
    // A run that only a reset ends, in order that no bit of the counter stays what it is.
    if scenario.reset > 0, Int.random(in: 0..<4, using: &random) == 0 {
      return (1 << UInt32.random(in: 0...32, using: &random))
        &+ UInt32.random(in: 0...1, using: &random)
    }
    return UInt32(Int.random(in: scenario.epochs, using: &random))
  }
}
