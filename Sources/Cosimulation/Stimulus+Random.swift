import Datapath
import FixedPoint
import Samples

extension Stimulus {
  /// A random design and all that a bench may do to it: a run with stalls as a well-behaved source and sink make
  /// it, then a block without manners.
  ///
  /// - Parameter seed: the draw; the same on every machine.
  package init(seed: UInt64) {
    let run = Reproduction(seed: seed)
    // Longer runs add no new kind of event, and simulators are slow.
    self = run.stimulus(upTo: 500)
    var random = SplitMix64(seed: ~seed)
    for index in cycles.indices { cycles[index].padding = random.bits() }
    // One reset in between, or none: then the next run begins where the last one was left.
    if Bool.random(using: &random) {
      cycles.append(Cycle(Inputs(reset: true, x: 0, y: 0), run.configuration))
    }
    appendUnruly(run.configuration, count: 300, &random)
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
  /// - Parameter seed: the draw; the same on every machine.
  init(seed: UInt64) {
    self.init(RandomRun(seed: seed, style: DesignStyle(draw: seed)))
    var random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: configuration.maximumEpochs = random.lonelyBit()
    case 1:
      configuration.tolerance = decreases().randomElement(using: &random) ?? configuration.tolerance
    default: if DesignStyle(draw: seed).isClose { self = Self.lateWeight(seed: seed) ?? self }
    }
  }

  /// A run in which the highest weight, and none before it, overflows first as a result is taken that has waited: whether
  /// it is cast in that cycle or before shows nowhere else.
  ///
  /// The first parameters are zero, and the weights lose their high bits one after the other until one does.
  private static func lateWeight(seed: UInt64) -> Reproduction? {
    var run = Reproduction(RandomRun(seed: seed, style: DesignStyle(isPractical: true)))
    let (degree, formats) = (run.design.degree, run.design.formats)
    run.configuration.initialTheta = Array(repeating: 0, count: degree + 1)
    run.stalls = StallPattern(input: 0, output: 0.7, seed: seed)!
    let weight = formats[.weight]
    for lost in 1...5 {
      guard
        let narrow = try? Format(
          width: weight.width - lost, integerBits: weight.integerBits - lost,
          isSigned: weight.isSigned, quantization: weight.quantization, overflow: weight.overflow),
        let design = try? Design(
          degree: degree, formats: NodeMap { $0 == .weight ? narrow : formats[$0] })
      else { continue }
      run.design = design
      if run.overflowsWeightLate { return run }
    }
    return nil
  }

  private var overflowsWeightLate: Bool {
    let stimulus = stimulus(upTo: 300)
    var (waited, taken, found) = (false, false, false)
    stimulus.drive { number, machine in
      let outputs = machine.outputs
      guard outputs.overflow & 1 << UInt16(Node.weight.rawValue) == 0 else {
        found = waited && taken
        return false
      }
      taken = outputs.resultValid && stimulus.cycles[number].inputs.resultReady
      waited = outputs.resultValid && (waited || !taken)
      return true
    }
    return found
  }

  /// Tolerances that end the run because the loss decreases by just as much and not more.
  private func decreases() -> [Int128] {
    var run = self
    run.configuration.tolerance = design.neverConverges
    var (losses, wasValid): ([Int128], Bool) = ([], false)
    run.stimulus(upTo: 500).drive { _, machine in
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
