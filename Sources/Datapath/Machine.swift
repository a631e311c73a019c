import FixedPoint

/// The machine that ticks: a description's registers, and one clock edge after the other.
///
/// It interprets the description, compiled once for a design into flat operations on words. What loads in every cycle of
/// the pipeline is in `Value`, 64 bits where all exact values fit; what loads a few times an epoch is in 128.
struct Machine<Value: Word, Counts: Tally> {
  let design: Design
  /// What the configuration ports carry; taken at `start`.
  var configuration: Configuration
  private let program: Program<Value>
  /// The words of the registers that the pipeline loads, by position.
  private var words: [Value]
  /// The words of the others.
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
    slow = Array(repeating: 0, count: program.registers.count)
  }

  /// The values of ``Design/registers``, in that order.
  var registers: [Int128] {
    get { program.registers.indices.map(word) }
    set {
      for position in program.registers.indices { set(position, to: newValue[position]) }
    }
  }

  private func word(_ position: Int) -> Int128 {
    switch program.places[position] {
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
      let transfers = slowTransfers(state, inputs, isAccepted: isAccepted)
      let loads = transfers.map { load($0) }
      move(inputs, isAccepted: isAccepted)
      for (transfer, word) in zip(transfers, loads) { set(transfer.target, to: word) }
      if state == .drain, !transfers.isEmpty {
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
    for group in program.stages where words[group.valid] != 0 {
      for operation in group.operations { words[operation.target] = result(of: operation) }
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
  private mutating func result(of operation: PipelineOperation<Value>) -> Value {
    let left = words[operation.left]
    switch operation.kind {
    case .copy: return left
    case .product: return left &* words[operation.right]
    case .cast: return cast(operation, left)
    case .sum:
      let right = words[operation.right] &<< operation.rightShift
      return cast(operation, (left &<< operation.leftShift) &+ right)
    case .difference:
      let right = words[operation.right] &<< operation.rightShift
      return cast(operation, (left &<< operation.leftShift) &- right)
    case .carryingSum:
      let (exact, carries) = (left &<< operation.leftShift).addingReportingOverflow(
        words[operation.right] &<< operation.rightShift)
      guard carries else { return cast(operation, exact) }
      // Only an accumulator of the full width carries, and nothing is dropped there.
      return overflowed(operation, exact, isNegative: exact >= 0)
    }
  }

  @inline(__always)
  private mutating func cast(_ operation: PipelineOperation<Value>, _ exact: Value) -> Value {
    let caster = operation.caster
    let k = caster.isLossless ? exact : caster.quantize(exact)
    guard caster.isLossless || caster.isInRange(k) else {
      return overflowed(operation, k, isNegative: k < 0, isInexact: caster.isInexact(exact))
    }
    casts[operation.node] += 1
    tally.record(operation.node, k, isInexact: !caster.isLossless && caster.isInexact(exact))
    return k
  }

  /// Out of line, because it is rare.
  @inline(never)
  private mutating func overflowed(
    _ operation: PipelineOperation<Value>, _ k: Value, isNegative: Bool, isInexact: Bool = false
  ) -> Value {
    let node = operation.node
    let format = design.formats[node]
    overflow |= 1 << UInt16(node.rawValue)
    casts[node] += 1
    tally.recordOverflows(node, wraps: format.overflow.wraps, count: 1)
    // Those accepted after this sample fill the stages before it.
    let later = operation.earlierValid.count { words[$0] != 0 }
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

  private func slowTransfers(
    _ state: State, _ inputs: Inputs<Value>, isAccepted: Bool
  ) -> [SlowTransfer] {
    switch state {
    case .idle: inputs.start ? program.start : []
    case .load, .update: program.at(state, index: Int(slow[program.index]))
    case .run: isAccepted && inputs.sampleLast ? program.acceptedLast : []
    case .drain:
      words[program.drained.valid] != 0 && words[program.drained.last] != 0
        ? program.drainedLast : []
    case .result: inputs.resultReady ? program.taken : []
    }
  }

  /// What a register loads in this cycle.
  private mutating func load(_ transfer: SlowTransfer) -> Int128 {
    func operand(_ index: Int) -> Int128 {
      switch transfer.operands[index] {
      case .register(let position): return word(position)
      case .port(.step): return configuration.step
      case .port(.tolerance): return configuration.tolerance
      case .port(.maximumEpochs): return Int128(configuration.maximumEpochs)
      case .port(.initialTheta(let k)): return configuration.initialTheta[k]
      case .port: preconditionFailure("only the pipeline loads samples")
      }
    }
    func isMoved() -> Bool {
      let sum = transfer.sum!
      let exact = sum.sum(operand(1), operand(2))
      let k = sum.caster.quantize(exact)
      let word =
        sum.caster.isInRange(k) ? k : sum.caster.format.overflowed(bits: k, isNegative: k < 0)
      return operand(0) != 0 || word != operand(1)
    }
    switch transfer.operation {
    case .copy: return operand(0)
    case .constant(let word): return Int128(word)
    case .product: return operand(0) &* operand(1)
    case .cast: return castOnce(transfer.caster!, operand(0))
    case .sum: return castOnce(transfer.sum!.caster, transfer.sum!.sum(operand(0), operand(1)))
    case .difference:
      return castOnce(transfer.sum!.caster, transfer.sum!.difference(operand(0), operand(1)))
    case .add(let count):
      return (operand(0) + Int128(count)) & (1 << Int128(transfer.width) - 1)
    case .hasMoved: return isMoved() ? 1 : 0
    case .hasStalled: return isMoved() ? 0 : 1
    case .converges: return operand(0) != 0 && operand(1) - operand(2) <= operand(3) ? 1 : 0
    case .choose(let ifOver, let otherwise):
      let isOver = operand(0) != 0 || operand(1) != 0 || operand(2) == 0
      return Int128(isOver ? ifOver : otherwise)
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
    slowTally.record(caster.node, word, isInexact: caster.isInexact(exact))
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
