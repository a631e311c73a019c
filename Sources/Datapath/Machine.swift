import FixedPoint

/// The machine: its registers, and one clock edge after the other.
///
/// `D` is the degree, `Value` the arithmetic of the sample path, `Counts` what it tells of its casts.
/// All three are known at compile time, so that a tick is straight code.
struct Machine<
  let D: Int,
  Value: Word,
  Counts: Tally
> {
  typealias State = Registers<Value>.State

  var registers = Registers<Value>()
  let design: Design
  /// What the configuration ports carry; taken at `start`.
  var configuration: Configuration
  let arithmetic: SampleArithmetic<Value>
  let updateArithmetic: UpdateArithmetic

  // What follows watches the machine and is no part of it.
  var tally = Counts()
  var epochTally = FullTally<Int128>()
  var cycle = 0
  var epoch = 0
  var samplesAccepted = 0
  var samplesAcceptedBefore = 0
  var updates = 0
  var weightCasts = 0
  /// How stretches of samples are computed in vectors; nil where the design needs more than 64 bits.
  let kernel: StretchKernel?
  /// Whether the accumulators hold all of the epoch already, taken up over groups of samples.
  var isTakenWhole = false
  /// The clock of a source that pauses, for stretches.
  var source: SourceClock?
  /// The first cycle in which the source may offer the next epoch's first sample.
  var sourceFree = 0
  var inputStalls = 0
  var outputStalls = 0

  init(
    _ design: Design, _ configuration: Configuration, kernel: StretchKernel? = nil
  ) {
    precondition(design.degree == D && design.accepts(configuration))
    self.kernel = kernel
    self.design = design
    self.configuration = configuration
    arithmetic = SampleArithmetic(design)
    updateArithmetic = UpdateArithmetic(design)
  }

  var outputs: Outputs {
    Outputs(
      sampleReady: registers.state == .run, resultValid: registers.state == .result,
      loss: Int128(registers.lossPrevious), theta: registers.theta, done: registers.done,
      converged: registers.converged, stalled: registers.stalled, overflow: registers.overflow)
  }

  /// One rising edge of the clock.
  ///
  /// Stages are moved from the last to the first, so that each reads what the stage before it held
  /// ahead of the edge.
  @inline(__always)
  mutating func tick(_ inputs: Inputs<Value>) {
    if inputs.reset {
      registers = Registers()
      (samplesAccepted, samplesAcceptedBefore) = (0, 0)
      epoch = 0
    } else {
      accumulate()
      product()
      multiply()
      error()
      horner()
      let isAccepted = registers.state == .run && inputs.sampleValid
      if isAccepted {
        registers.x[0] = inputs.x
        registers.y[0] = inputs.y
      }
      if registers.state == .run {
        if isAccepted && inputs.sampleLast { registers.state = .drain }
      } else {
        control(inputs)
      }
      let mask: UInt16 = 1 << UInt16(2 * D + 4) - 1
      registers.valid = (registers.valid << 1 | (isAccepted ? 1 : 0)) & mask
      registers.last = (registers.last << 1 | (isAccepted && inputs.sampleLast ? 1 : 0)) & mask
      samplesAccepted &+= isAccepted ? 1 : 0
    }
    cycle &+= 1
  }

  /// The weights as the kernel takes them.
  var narrowWeight: InlineArray<4, Int64> {
    var weight: InlineArray<4, Int64> = .init(repeating: 0)
    for k in 0...D { weight[k] = Int64(truncatingIfNeeded: registers.weight[k]) }
    return weight
  }

  // MARK: The pipeline

  @inline(__always)
  private func isValid(_ stage: Int) -> Bool { registers.valid & (1 << UInt16(stage)) != 0 }

  /// Stage 2D + 3 into the accumulators.
  @inline(__always)
  private mutating func accumulate() {
    guard isValid(2 * D + 3) else { return }
    for k in 0...D {
      registers.gradient[k] = accumulate(
        .gradient, arithmetic.gradient, registers.gradient[k], registers.product[k])
    }
    registers.loss = accumulate(.loss, arithmetic.loss, registers.loss, registers.square)
  }

  @inline(__always)
  mutating func accumulate(
    _ node: Node, _ adder: SumCaster<Value>, _ sum: Value, _ term: Value, sample: Int = 0
  ) -> Value {
    guard Value.bitWidth > 64 else {
      return cast(node, adder.caster, adder.sum(sum, term), 2 * D + 4, sample)
    }
    let (exact, carried) = adder.sumReportingCarry(sum, term)
    guard carried else { return cast(node, adder.caster, exact, 2 * D + 4, sample) }
    // Only an accumulator of the full width carries, and nothing is dropped there.
    let word = overflowed(node, exact, isNegative: exact >= 0, stage: 2 * D + 4, sample)
    tally.record(node, word, isInexact: false)
    return word
  }

  /// Stage 2D + 2 into stage 2D + 3: the products in their own format.
  @inline(__always)
  private mutating func product() {
    guard isValid(2 * D + 2) else { return }
    let stage = 2 * D + 3
    registers.product[0] = cast(.product, arithmetic.constantProduct, registers.error[1], stage)
    registers.product[1] = cast(.product, arithmetic.linearProduct, registers.partial[1], stage)
    if D >= 2 {
      registers.product[2] = cast(.product, arithmetic.powerProduct, registers.partial[2], stage)
    }
    if D >= 3 {
      registers.product[3] = cast(.product, arithmetic.powerProduct, registers.partial[3], stage)
    }
    registers.square = cast(.square, arithmetic.square, registers.squared, stage)
  }

  /// Stage 2D + 1 into stage 2D + 2: the exact products of the error.
  @inline(__always)
  private mutating func multiply() {
    guard isValid(2 * D + 1) else { return }
    let e = registers.error[0]
    registers.error[1] = e
    registers.partial[1] = e &* registers.x[2 * D + 1]
    if D >= 2 { registers.partial[2] = e &* registers.power2[2 * D + 1] }
    if D >= 3 { registers.partial[3] = e &* registers.power3[2 * D + 1] }
    registers.squared = e &* e
  }

  /// Stage 2D into stage 2D + 1: the error, and the highest power beside it.
  @inline(__always)
  private mutating func error() {
    guard isValid(2 * D) else { return }
    let exact = arithmetic.error.difference(registers.y[2 * D], registers.estimate[D])
    registers.error[0] = cast(.error, arithmetic.error.caster, exact, 2 * D + 1)
    registers.x[2 * D + 1] = registers.x[2 * D]
    movePowers(into: 2 * D + 1)
  }

  /// Stages 0…2D − 1 into stages 1…2D: Horner's rule, a product and a sum a step, and the powers
  /// of x in time for the products.
  @inline(__always)
  private mutating func horner() {
    var h = D
    while h >= 1 {
      let add = 2 * h
      if isValid(add - 1) {
        let adder = h == 1 ? arithmetic.firstEstimate : arithmetic.nextEstimate
        registers.estimate[h] = cast(
          .estimate, adder.caster, adder.sum(registers.horner[h], registers.weight[D - h]), add)
        registers.x[add] = registers.x[add - 1]
        registers.y[add] = registers.y[add - 1]
        movePowers(into: add)
      }
      if isValid(add - 2) {
        let factor = h == 1 ? registers.weight[D] : registers.estimate[h - 1]
        registers.horner[h] = factor &* registers.x[add - 2]
        registers.x[add - 1] = registers.x[add - 2]
        registers.y[add - 1] = registers.y[add - 2]
        movePowers(into: add - 1)
      }
      h -= 1
    }
  }

  /// What the chain of powers does at a stage: xᵏ is multiplied out at stage 2k and cast at 2k + 1,
  /// as late as the products allow, so that few stages carry it.
  @inline(__always)
  private mutating func movePowers(into stage: Int) {
    if D >= 2, stage == 4 { registers.raise[2] = registers.x[3] &* registers.x[3] }
    if D >= 2, stage == 5 {
      registers.power2[5] = cast(.power, arithmetic.firstPower, registers.raise[2], stage)
    }
    if D >= 3, stage == 6 {
      registers.raise[3] = registers.power2[5] &* registers.x[5]
      registers.power2[6] = registers.power2[5]
    }
    if D >= 3, stage == 7 {
      registers.power3[7] = cast(.power, arithmetic.nextPower, registers.raise[3], stage)
      registers.power2[7] = registers.power2[6]
    }
  }

  // MARK: Casts

  /// A cast of the sample path, into a register of the given stage.
  ///
  /// - Parameter sample: the sample's number where a stretch is computed without the pipeline; 0
  ///   where the pipeline tells it.
  @inline(__always)
  mutating func cast(
    _ node: Node, _ caster: Caster<Value>, _ exact: Value, _ stage: Int, _ sample: Int = 0
  ) -> Value {
    if caster.isLossless {
      tally.record(node, exact, isInexact: false)
      return exact
    }
    let k = caster.quantize(exact)
    let word =
      caster.isInRange(k) ? k : overflowed(node, k, isNegative: k < 0, stage: stage, sample)
    tally.record(node, word, isInexact: caster.isInexact(exact))
    return word
  }

  /// Out of line, because it is rare.
  @inline(never)
  private mutating func overflowed(
    _ node: Node, _ k: Value, isNegative: Bool, stage: Int, _ sample: Int
  ) -> Value {
    let format = design.formats[node]
    registers.overflow |= 1 << UInt16(node.rawValue)
    tally.recordOverflows(node, wraps: format.overflow.wraps, count: 1)
    var place = sample
    if sample == 0 {
      // The value comes from the stage before; those accepted after it fill the stages ahead of that.
      let later = registers.valid & (1 << UInt16(stage - 1) - 1)
      place = samplesAccepted - samplesAcceptedBefore - later.nonzeroBitCount
    }
    if tally.wantsPlace(node, epoch: epoch + 1, sample: place) {
      let cycle = sample == 0 ? cycle : acceptance(of: sample) + stage
      tally.recordPlace(node, Moment(cycle: cycle, epoch: epoch + 1, sample: place))
    }
    return Value(truncatingIfNeeded: format.overflowed(bits: Int128(k), isNegative: isNegative))
  }

  /// The cycle in which a sample of a stretch is accepted.
  private func acceptance(of sample: Int) -> Int {
    // The clock stands at the acceptance of the first sample of the stretch.
    source?.acceptance(of: sample) ?? cycle + sample - 1 - (samplesAccepted - samplesAcceptedBefore)
  }

  /// A cast of the update.
  mutating func castOnce(_ caster: Caster<Int128>, _ exact: Int128) -> Int128 {
    let k = caster.quantize(exact)
    var word = k
    if !caster.isInRange(k) {
      registers.overflow |= 1 << UInt16(caster.node.rawValue)
      word = caster.format.overflowed(bits: k, isNegative: k < 0)
      let node = caster.node
      epochTally.recordOverflows(node, wraps: caster.format.overflow.wraps, count: 1)
      if epochTally.wantsPlace(node, epoch: epoch, sample: nil) {
        epochTally.recordPlace(node, Moment(cycle: cycle, epoch: epoch, sample: nil))
      }
    }
    epochTally.record(caster.node, word, isInexact: caster.isInexact(exact))
    return word
  }
}
