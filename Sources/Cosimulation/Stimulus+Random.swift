import Datapath
import FixedPoint
import Samples

extension Stimulus {
  /// A random design and all that a bench may do to it: a run with stalls as a well-behaved source and sink make
  /// it, then a block without manners.
  ///
  /// - Parameters:
  ///   - seed: the draw; the same on every machine.
  ///   - anyMode: whether the mode is drawn, too.
  package init(seed: UInt64, _ architecture: Architecture = .stream, anyMode: Bool = false) {
    let run = Reproduction(seed: seed, architecture, anyMode: anyMode)
    // Longer runs add no new kind of event, and simulators are slow.
    let several = 6 * run.design.overheadCycles
    self = run.stimulus(upTo: 500 + several)
    var random = SplitMix64(seed: ~seed)
    for index in cycles.indices { cycles[index].padding = random.bits() }
    // One reset in between, or none: then the next run begins where the last one was left.
    if Bool.random(using: &random) {
      cycles.append(Cycle(Inputs(reset: true, x: 0, y: 0), run.configuration))
    }
    appendUnruly(run.configuration, count: 300 + several, &random)
  }

  /// Resets and starts at any time, samples that are withdrawn, other configurations in every cycle.
  private mutating func appendUnruly(
    _ configuration: Configuration, count: Int, _ random: inout SplitMix64
  ) {
    var configuration = configuration
    let (x, y) = (design.formats[.x], design.formats[.y])
    let resets = [0.0, 0.004, 0.02].randomElement(using: &random)!
    let starts = [0.02, 0.3].randomElement(using: &random)!
    let valid = Double.random(in: 0.3...1, using: &random)
    let last = Double.random(in: 0.05...0.5, using: &random)
    let ready = Double.random(in: 0.2...1, using: &random)
    for _ in 0..<count {
      if random.chance(0.3) { configuration = random.configuration(of: design) }
      let inputs = Inputs<Int128>(
        reset: random.chance(resets), start: random.chance(starts),
        sampleValid: random.chance(valid), sampleLast: random.chance(last),
        x: random.word(x), y: random.word(y), resultReady: random.chance(ready))
      cycles.append(Cycle(inputs, configuration, padding: random.bits()))
    }
  }
}

extension Reproduction {
  /// The run of a random design.
  ///
  /// - Parameters:
  ///   - seed: the draw; the same on every machine.
  ///   - anyMode: whether the mode is drawn, too.
  init(seed: UInt64, _ architecture: Architecture = .stream, anyMode: Bool = false) {
    self.init(
      RandomRun(seed: seed, style: DesignStyle(draw: seed), architecture: architecture))
    var random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15)
    if anyMode { design = design.drawingMode(seed) }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: configuration.maximumEpochs = random.lonelyBit()
    case 1:
      configuration.tolerance = decreases().randomElement(using: &random) ?? configuration.tolerance
    default: break
    }
  }

  /// Tolerances that end the run because the loss decreases by just as much and not more.
  private func decreases() -> [Int128] {
    var run = self
    run.design = design.running(as: RunMode())
    run.configuration.tolerance = design.neverConverges
    var (losses, wasValid): ([Int128], Bool) = ([], false)
    run.stimulus(upTo: 500 + 6 * design.overheadCycles).drive { _, machine in
      let outputs = machine.outputs
      if outputs.resultValid, !wasValid { losses.append(outputs.loss) }
      wasValid = outputs.resultValid
      return true
    }
    let decreases = zip(losses, losses.dropFirst()).map { $0 - $1 }
    // One that an earlier epoch undercuts would end the run there.
    return decreases.indices.filter { index in
      decreases[..<index].allSatisfy { $0 > decreases[index] }
    }.map { decreases[$0] }
  }
}

extension DesignStyle {
  /// Of eight draws one is ordinary, two have formats that are close to one another; the others go to one of the ends.
  init(draw: UInt64) {
    let isClose = draw % 8 == 0 || draw % 8 == 7
    self.init(
      isWide: draw % 4 == 1, isTight: draw % 4 == 2, isExtreme: draw % 8 == 3, isClose: isClose)
  }
}

extension SplitMix64 {
  fileprivate mutating func chance(_ share: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < share
  }

  /// One more than a power of two: a counter of epochs that loses the high bit ends the run after the first.
  fileprivate mutating func lonelyBit() -> UInt32 {
    1 << UInt32.random(in: 0...31, using: &self) | 1
  }

  fileprivate mutating func bits() -> UInt16 { UInt16(truncatingIfNeeded: next()) }

  /// Any word of a format, its ends more often than chance has them.
  fileprivate mutating func word(_ format: Format) -> Int128 {
    switch Int.random(in: 0..<8, using: &self) {
    case 0: format.word(fromBits: 1 << Int128(format.width - 1))
    case 1: format.greatestRaw
    default:
      format.word(
        fromBits: Int128(truncatingIfNeeded: UInt128.random(in: 0...(.max), using: &self)))
    }
  }

  mutating func configuration(of design: Design) -> Configuration {
    let (theta, step) = (design.formats[.theta], design.formats[.step])
    return Configuration(
      step: Int128.random(in: 0...step.greatestRaw, using: &self),
      initialTheta: (0...design.degree).map { _ in
        Int128.random(in: theta.leastRaw...theta.greatestRaw, using: &self)
      },
      tolerance: chance(0.5)
        ? design.neverConverges : Int128.random(in: design.tolerances, using: &self),
      maximumEpochs: chance(0.2) ? lonelyBit() : UInt32.random(in: 0...4, using: &self))
  }
}
