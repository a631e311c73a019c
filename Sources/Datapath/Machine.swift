import FixedPoint

/// The machine that ticks: a description's registers, and one clock edge after the other.
///
/// It interprets the description, compiled once for a design into flat operations on words. What loads in every cycle of
/// the pipeline is in `Value`, 64 bits where all exact values fit; what loads a few times an epoch is in 128.
struct Machine<Value: Word, Counts: Tally> {
  let design: Design
  /// What the configuration ports carry; taken at `start`.
  var configuration: Configuration {
    didSet {
      slow.replaceSubrange(program.registers.count..., with: design.words(of: configuration))
    }
  }
  private let program: Program<Value>
  /// The words of the registers that the pipeline loads, by position.
  private var words: [Value]
  /// The words of the others, and of the configuration's ports.
  private var slow: [Int128]
  /// One sticky bit a node, at the node's position.
  private(set) var overflow: UInt16 = 0

  // What follows watches the machine and is no part of it.
  private(set) var tally = Counts()
  private(set) var slowTally = FullTally<Int128>()
  private var casts = NodeMap { _ in 0 }
  private(set) var cycle = 0
  private(set) var epoch = 0
  private var samplesAccepted = 0
  private var samplesAcceptedBefore = 0

  init(_ design: Design, _ configuration: Configuration) {
    precondition(design.accepts(configuration))
    self.design = design
    self.configuration = configuration
    program = Program(design)
    words = Array(repeating: 0, count: program.registers.count)
    slow =
      Array(repeating: 0, count: program.registers.count) + design.words(of: configuration)
  }

  /// The values of ``Design/registers``, in that order.
  var registers: [Int128] {
    get { program.registers.indices.map(word) }
    set {
      for position in program.registers.indices { set(position, to: newValue[position]) }
    }
  }

  /// The word of a register, or of a port of the configuration.
  private func word(_ position: Int) -> Int128 {
    guard position < words.count else { return slow[position] }
    return switch program.places[position] {
    case .pipeline: Int128(words[position])
    case .slow: slow[position]
    case .overflow(let node): Int128(overflow >> UInt16(node.rawValue) & 1)
    }
  }

  private mutating func set(_ position: Int, to word: Int128) {
    switch program.places[position] {
    case .pipeline: words[position] = Value(truncatingIfNeeded: word)
    case .slow: slow[position] = word
    case .overflow(let node):
      let bit: UInt16 = 1 << UInt16(node.rawValue)
      overflow = word != 0 ? overflow | bit : overflow & ~bit
    }
  }

  var state: State { State(rawValue: Int(slow[program.state]))! }

  var outputs: Outputs {
    let state = state
    func flag(_ position: Int) -> Bool { slow[position] != 0 }
    var theta: InlineArray<4, Int128> = .init(repeating: 0)
    for (k, position) in program.theta.enumerated() { theta[k] = slow[position] }
    return Outputs(
      sampleReady: state == .run, resultValid: state == .result,
      loss: slow[program.lossPrevious], theta: theta, done: flag(program.done),
      converged: flag(program.converged), stalled: flag(program.stalled), overflow: overflow)
  }

  /// One rising edge of the clock.
  @inline(__always)
  mutating func tick(_ inputs: Inputs<Value>) {
    if inputs.reset {
      for position in words.indices { (words[position], slow[position]) = (0, 0) }
      overflow = 0
      (samplesAccepted, samplesAcceptedBefore, epoch) = (0, 0, 0)
    } else {
      let state = state
      let isAccepted = state == .run && inputs.sampleValid
      let operations = slowOperations(state, inputs, isAccepted: isAccepted)
      // Where the controller loads anything that the pipeline reads, the pipeline is empty.
      for operation in operations {
        let value = operation.value(word)
        set(operation.target, to: operation.isCast ? castOnce(operation.caster, value) : value)
      }
      move(inputs, isAccepted: isAccepted)
      if state == .drain, !operations.isEmpty {
        epoch += 1
        samplesAcceptedBefore = samplesAccepted
      }
      samplesAccepted &+= isAccepted ? 1 : 0
    }
    cycle &+= 1
  }

  // MARK: The pipeline

  /// Moves every stage whose samples are valid, the last first, so that each reads what was there ahead of the edge.
  @inline(__always)
  private mutating func move(_ inputs: Inputs<Value>, isAccepted: Bool) {
    for stage in program.stages where words[stage.valid] != 0 {
      for operation in stage.operations {
        words[operation.target] = result(of: operation, earlier: stage.earlier)
      }
    }
    for flag in program.flags { words[flag.target] = words[flag.source] }
    words[program.accept] = isAccepted ? 1 : 0
    words[program.acceptLast] = isAccepted && inputs.sampleLast ? 1 : 0
    if isAccepted {
      words[program.x] = inputs.x
      words[program.y] = inputs.y
    }
  }

  @inline(__always)
  private mutating func result(of operation: Operation<Value>, earlier: [Int]) -> Value {
    let (left, right) = (words[operation.operands[0]], words[operation.operands[1]])
    switch operation.kind {
    case .copy: return left
    case .product: return left &* right
    case .sum where operation.operands[0] == operation.target:
      let (exact, carries) = operation.sumReportingCarry(left, right)
      guard carries else { return cast(operation, exact, earlier) }
      // Only an accumulator of the full width carries, and nothing is dropped there.
      return overflowed(operation, exact, isNegative: exact >= 0, earlier)
    default: return cast(operation, operation.exact(left, right), earlier)
    }
  }

  @inline(__always)
  private mutating func cast(
    _ operation: Operation<Value>, _ exact: Value, _ earlier: [Int]
  ) -> Value {
    let caster = operation.caster
    let k = caster.quantize(exact)
    guard caster.isInRange(k) else {
      return overflowed(
        operation, k, isNegative: k < 0, isInexact: caster.isInexact(exact), earlier)
    }
    casts[caster.node] += 1
    tally.record(caster.node, k, isInexact: caster.isInexact(exact))
    return k
  }

  /// Out of line, because it is rare.
  @inline(never)
  private mutating func overflowed(
    _ operation: Operation<Value>, _ k: Value, isNegative: Bool, isInexact: Bool = false,
    _ earlier: [Int]
  ) -> Value {
    let node = operation.caster.node
    let format = design.formats[node]
    overflow |= 1 << UInt16(node.rawValue)
    casts[node] += 1
    tally.recordOverflows(node, wraps: format.overflow.wraps, count: 1)
    // Those accepted after this sample fill the stages before it.
    let later = earlier.count { words[$0] != 0 }
    let sample = samplesAccepted - samplesAcceptedBefore - later
    if tally.wantsPlace(node, epoch: epoch + 1, sample: sample) {
      tally.recordPlace(node, Moment(cycle: cycle, epoch: epoch + 1, sample: sample))
    }
    let word = Value(
      truncatingIfNeeded: format.overflowed(bits: Int128(k), isNegative: isNegative))
    tally.record(node, word, isInexact: isInexact)
    return word
  }

  // MARK: The rest

  private func slowOperations(
    _ state: State, _ inputs: Inputs<Value>, isAccepted: Bool
  ) -> [Operation<Int128>] {
    let controller = program.controller
    return switch state {
    case .idle: inputs.start ? controller.start : []
    case .load, .update: controller.at(state, index: Int(slow[program.index]))
    case .run: isAccepted && inputs.sampleLast ? controller.acceptedLast : []
    case .drain:
      words[controller.drained.valid] != 0 && words[controller.drained.last] != 0
        ? controller.drainedLast : []
    case .result: inputs.resultReady ? controller.taken : []
    }
  }

  private mutating func castOnce(_ caster: Caster<Int128>, _ exact: Int128) -> Int128 {
    let k = caster.quantize(exact)
    var word = k
    casts[caster.node] += 1
    if !caster.isInRange(k) {
      let node = caster.node
      overflow |= 1 << UInt16(node.rawValue)
      word = caster.format.overflowed(bits: k, isNegative: k < 0)
      slowTally.recordOverflows(node, wraps: caster.format.overflow.wraps, count: 1)
      if slowTally.wantsPlace(node, epoch: epoch, sample: nil) {
        slowTally.recordPlace(node, Moment(cycle: cycle, epoch: epoch, sample: nil))
      }
    }
    if Counts.isFull {
      slowTally.record(caster.node, word, isInexact: caster.isInexact(exact))
    }
    return word
  }

  /// What each node that casts in hardware has seen.
  var statistics: NodeMap<NodeStatistics> {
    let (path, slow) = (tally.statistics, slowTally.statistics)
    return NodeMap { node in
      var statistics = program.slowNodes.contains(node) ? slow[node] : path[node]
      statistics.casts = casts[node]
      return statistics
    }
  }
}
