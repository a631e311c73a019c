import FixedPoint

/// The machine that ticks: a description's registers, and one clock edge after the other.
///
/// It interprets the description, compiled once for a design into flat operations on words. What loads in every cycle of
/// the pipeline is in `Value`, 64 bits where all exact values fit; what loads a few times an epoch is in 128.
final class Machine<Value: Word, Counts: Tally> {
  let design: Design
  /// What the configuration ports carry; taken at `start`.
  var configuration: Configuration {
    didSet { takeConfiguration() }
  }
  private let program: Program<Value>
  private let wiring: Program<Value>.Wiring
  /// The words of the registers that the pipeline loads or reads, by address.
  private let words: UnsafeMutablePointer<Value>
  /// The words of the others by position, and of the configuration's ports.
  private let slow: UnsafeMutablePointer<Int128>
  private let count: Int
  /// The values of ``registers`` when they were last asked for: who looks at them in every cycle costs no memory.
  private var shown: [Int128]
  /// What the ports show and where the controller is, decoded from the registers whenever it loads any; the sticky bits are
  /// kept here.
  @exclusivity(unchecked) private(set) var outputs: Outputs
  @exclusivity(unchecked) private(set) var state = State.idle

  // What follows watches the machine and is no part of it.
  @exclusivity(unchecked) private(set) var tally = Counts()
  @exclusivity(unchecked) private(set) var slowTally = FullTally<Int128>()
  /// The casts outside of the pipeline.
  @exclusivity(unchecked) private var casts: InlineArray<16, Int> = .init(repeating: 0)
  @exclusivity(unchecked) private(set) var cycle = 0
  @exclusivity(unchecked) private(set) var epoch = 0
  @exclusivity(unchecked) private var samplesAccepted = 0
  @exclusivity(unchecked) private var samplesAcceptedBefore = 0
  /// How many samples came without a pause, up to now; none after a reset.
  @exclusivity(unchecked) private var consecutiveSamples = 0

  init(_ design: Design, _ configuration: Configuration) {
    precondition(design.accepts(configuration))
    self.design = design
    self.configuration = configuration
    program = Program(design)
    (wiring, count) = (program.wiring, program.registers.count)
    words = program.memory.row(of: Value.self, count: wiring.words).baseAddress!
    words.initialize(repeating: 0, count: wiring.words)
    let ports = design.words(of: configuration)
    slow = program.memory.row(of: Int128.self, count: count + ports.count).baseAddress!
    slow.initialize(repeating: 0, count: count + ports.count)
    shown = Array(repeating: 0, count: count)
    outputs = Outputs(
      sampleReady: false, resultValid: false, loss: 0, theta: .init(repeating: 0), done: false,
      converged: false, stalled: false, overflow: 0)
    takeConfiguration()
  }

  /// A second machine in the same state, without what was counted of the first.
  func copy() -> Machine {
    let copy = Machine(design, configuration)
    copy.registers = registers
    (copy.cycle, copy.epoch) = (cycle, epoch)
    (copy.samplesAccepted, copy.samplesAcceptedBefore) = (samplesAccepted, samplesAcceptedBefore)
    return copy
  }

  private func takeConfiguration() {
    for (port, word) in design.words(of: configuration).enumerated() { slow[count + port] = word }
  }

  /// The values of ``Design/registers``, in that order.
  var registers: [Int128] {
    get {
      shown.withUnsafeMutableBufferPointer { shown in
        for position in 0..<count { shown[position] = word(position) }
      }
      return shown
    }
    set {
      for position in 0..<count { set(position, to: newValue[position]) }
      consecutiveSamples = 0
      decode()
    }
  }

  /// The word of a register, or of a port of the configuration.
  @inline(__always)
  private func word(_ position: Int) -> Int128 {
    guard position < count else { return slow[position] }
    return switch wiring.places[position] {
    case .pipeline(let address): Int128(words[address])
    case .slow: slow[position]
    case .overflow(let node): Int128(outputs.overflow >> UInt16(node.rawValue) & 1)
    }
  }

  private func set(_ position: Int, to word: Int128) {
    switch wiring.places[position] {
    case .pipeline(let address): words[address] = Value(truncatingIfNeeded: word)
    case .slow: slow[position] = word
    case .overflow(let node):
      let bit: UInt16 = 1 << UInt16(node.rawValue)
      outputs.overflow = word != 0 ? outputs.overflow | bit : outputs.overflow & ~bit
    }
  }

  /// Whether a complete stream's sums are taken over.
  @inline(__always)
  private var isSwapping: Bool {
    guard let waiting = wiring.waiting else { return false }
    return state == .run && words[waiting] != 0
  }

  private func decode() {
    state = State(rawValue: Int(truncatingIfNeeded: slow[wiring.state]))!
    // Samples that keep coming are accepted in every state after `start`.
    outputs.sampleReady = wiring.waiting == nil ? state == .run : state != .idle
    (outputs.done, outputs.converged) = (slow[wiring.done] != 0, slow[wiring.converged] != 0)
    outputs.stalled = slow[wiring.stalled] != 0
    // None but the last result is offered where the run's end alone is, once the run stops.
    outputs.resultValid =
      state == .result
      && (design.mode.results == .every || outputs.converged || outputs.stalled
        || slow[wiring.epochsLeft] == 0)
    outputs.loss = slow[wiring.lossPrevious]
    for k in wiring.theta.indices { outputs.theta[k] = slow[wiring.theta[k]] }
  }

  /// One rising edge of the clock.
  @inline(__always)
  func tick(_ inputs: Inputs<Value>) {
    if inputs.reset {
      words.update(repeating: 0, count: wiring.words)
      slow.update(repeating: 0, count: count)
      outputs.overflow = 0
      decode()
      (samplesAccepted, samplesAcceptedBefore, consecutiveSamples, epoch) = (0, 0, 0, 0)
    } else {
      let state = state
      let isAccepted = outputs.sampleReady && inputs.sampleValid
      let isSwapping = isSwapping
      let operations = slowOperations(state, inputs, isAccepted: isAccepted)
      // Where the controller loads anything that the pipeline reads, the pipeline is empty.
      for index in operations.indices { load(operations.baseAddress! + index) }
      move(inputs, isAccepted: isAccepted)
      if let swap = wiring.swap, let waiting = wiring.waiting {
        words[swap] = isSwapping ? 1 : 0
        words[waiting] =
          isAccepted ? inputs.sampleLast ? 1 : 0 : isSwapping ? 0 : words[waiting]
      }
      if !operations.isEmpty {
        decode()
        if state == .drain {
          epoch += 1
          // Samples that keep coming are counted from `start` on.
          if wiring.waiting == nil { samplesAcceptedBefore = samplesAccepted }
        }
        // Of samples that pass once, the next epoch begins here.
        if state == .result, self.state == .update { epoch += 1 }
      }
      samplesAccepted &+= isAccepted ? 1 : 0
    }
    cycle &+= 1
  }

  // MARK: The pipeline

  /// Moves what goes along, and then computes every stage whose samples are valid, the last first: each reads what was there
  /// ahead of the edge.
  @inline(__always)
  private func move(_ inputs: Inputs<Value>, isAccepted: Bool) {
    // Every stage is valid, and all rows move as one block.
    let isFull = isAccepted && consecutiveSamples >= wiring.depth
    if !isFull {
      for copy in wiring.copies where words[copy.valid] != 0 {
        words[copy.source + 1] = words[copy.source]
      }
    }
    (words + 1).update(from: words, count: (isFull ? wiring.rows : wiring.bits) - 1)
    for stage in wiring.captures where words[stage.valid + 1] != 0 { compute(stage.operations) }
    if isFull {
      compute(wiring.operations)
    } else {
      for stage in wiring.stages where words[stage.valid + 1] != 0 { compute(stage.operations) }
    }
    consecutiveSamples = isAccepted ? consecutiveSamples &+ 1 : 0
    words[wiring.accept] = isAccepted ? 1 : 0
    words[wiring.acceptLast] = isAccepted && inputs.sampleLast ? 1 : 0
    if isAccepted {
      words[wiring.x] = inputs.x
      words[wiring.y] = inputs.y
    }
  }

  @inline(__always)
  private func compute(_ operations: UnsafeBufferPointer<Operation<Value>>) {
    guard var operation = operations.baseAddress else { return }
    let end = operation + operations.count
    while operation < end {
      words[operation.pointee.target] = result(of: operation)
      operation += 1
    }
  }

  @inline(__always)
  private func result(of operation: UnsafePointer<Operation<Value>>) -> Value {
    let operands = operation.pointee.operands
    let (left, right) = (words[operands[0]], words[operands[1]])
    switch operation.pointee.kind {
    case .copy: return left
    case .cast: return cast(operation, left)
    case .product, .lowerProduct, .upperProduct, .exactSum, .exactDifference:
      return operation.pointee.exact(left, right)
    case .sum where operands[0] == operation.pointee.target:
      let isFirst = operation.pointee.begins.map { words[$0] != 0 } ?? false
      let (exact, carries) = operation.pointee.sumReportingCarry(isFirst ? 0 : left, right)
      guard carries else { return cast(operation, exact) }
      // Only an accumulator of the full width carries, and nothing is dropped there.
      return overflowed(operation, exact, isNegative: exact >= 0)
    default: return cast(operation, operation.pointee.exact(left, right))
    }
  }

  @inline(__always)
  private func cast(_ operation: UnsafePointer<Operation<Value>>, _ exact: Value) -> Value {
    let k = operation.pointee.caster.quantize(exact)
    let isInexact = operation.pointee.caster.isInexact(exact)
    guard operation.pointee.caster.isInRange(k) else {
      return overflowed(operation, k, isNegative: k < 0, isInexact: isInexact)
    }
    tally.record(operation.pointee.caster.node, k, isInexact: isInexact)
    return k
  }

  /// Out of line, because it is rare.
  @inline(never)
  private func overflowed(
    _ operation: UnsafePointer<Operation<Value>>, _ k: Value, isNegative: Bool,
    isInexact: Bool = false
  ) -> Value {
    let node = operation.pointee.caster.node
    let format = design.formats[node]
    outputs.overflow |= 1 << UInt16(node.rawValue)
    tally.recordOverflows(node, wraps: format.overflow.wraps, count: 1)
    let stage = wiring.stages.first { $0.holds(operation) }!
    // Those accepted after this sample fill the stages before it; their bits have moved on.
    let later = (wiring.accept..<stage.valid).count { words[$0 + 1] != 0 }
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

  @inline(__always)
  private func slowOperations(
    _ state: State, _ inputs: Inputs<Value>, isAccepted: Bool
  ) -> Controller.Operations {
    let controller = wiring.controller
    return switch state {
    case .idle: inputs.start ? controller.start : controller.none
    case .load, .update:
      controller.at(state, index: Int(truncatingIfNeeded: slow[wiring.index]))
    case .run where isSwapping: controller.swap
    case .run: isAccepted && inputs.sampleLast ? controller.acceptedLast : controller.none
    case .drain:
      words[controller.drained.valid] != 0 && words[controller.drained.last] != 0
        ? controller.drainedLast : controller.none
    case .result: inputs.resultReady || !outputs.resultValid ? controller.taken : controller.none
    }
  }

  private func load(_ operation: UnsafePointer<Operation<Int128>>) {
    let value = operation.pointee.value { word($0) }
    let target = operation.pointee.target
    let caster = operation.pointee.caster
    let node = caster.node
    guard operation.pointee.isCast else {
      if Counts.isFull, operation.pointee.kind == .round,
        caster.isInexact(word(operation.pointee.operands[0]))
      {
        slowTally.recordInexact(node)
      }
      return set(target, to: value)
    }
    let k = caster.quantize(value)
    var cast = k
    casts[node.rawValue] += 1
    if !caster.isInRange(k) {
      outputs.overflow |= 1 << UInt16(node.rawValue)
      cast = caster.format.overflowed(bits: k, isNegative: k < 0)
      slowTally.recordOverflows(node, wraps: caster.format.overflow.wraps, count: 1)
      if slowTally.wantsPlace(node, epoch: epoch, sample: nil) {
        slowTally.recordPlace(node, Moment(cycle: cycle, epoch: epoch, sample: nil))
      }
    }
    if Counts.isFull { slowTally.record(node, cast, isInexact: caster.isInexact(value)) }
    set(target, to: cast)
  }

  /// What each node that casts in hardware has seen.
  var statistics: NodeMap<NodeStatistics> {
    let (path, slow) = (tally.statistics, slowTally.statistics)
    var statistics = NodeMap { node in
      var statistics = program.slowNodes.contains(node) ? slow[node] : path[node]
      statistics.casts = casts[node.rawValue]
      return statistics
    }
    for stage in wiring.stages {
      // All samples have been there but those that are ahead of it.
      let ahead = (wiring.accept...stage.valid).count { words[$0] != 0 }
      for operation in stage.operations where operation.isCast {
        statistics[operation.caster.node].casts += samplesAccepted - ahead
      }
    }
    return statistics
  }
}
