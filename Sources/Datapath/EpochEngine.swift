import FixedPoint

/// The epoch engine: weights in, sums out, whole epochs at once, with the results, statistics and cycle counts of the
/// ``Machine`` that ticks.
///
/// It knows nothing of the description, and so the two check each other. `D` is the degree, `Value` the arithmetic of the
/// sample path, `Counts` what it tells of its casts.
struct EpochEngine<
  let D: Int,
  Value: Word,
  Counts: Tally
> {
  var registers = EpochState<Value>()
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

  /// The weights as the kernel takes them.
  var narrowWeight: InlineArray<4, Int64> {
    var weight: InlineArray<4, Int64> = .init(repeating: 0)
    for k in 0...D { weight[k] = Int64(truncatingIfNeeded: registers.weight[k]) }
    return weight
  }

  // MARK: Casts

  @inline(__always)
  mutating func accumulate(
    _ node: Node, _ adder: SumCaster<Value>, _ sum: Value, _ term: Value, sample: Int
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

  /// A cast of the sample path.
  ///
  /// - Parameters:
  ///   - stage: whose register takes it in the machine that ticks.
  ///   - sample: the sample's number in the epoch, from 1.
  @inline(__always)
  mutating func cast(
    _ node: Node, _ caster: Caster<Value>, _ exact: Value, _ stage: Int, _ sample: Int
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
    if tally.wantsPlace(node, epoch: epoch + 1, sample: sample) {
      tally.recordPlace(
        node, Moment(cycle: acceptance(of: sample) + stage, epoch: epoch + 1, sample: sample))
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
