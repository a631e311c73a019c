/// The controller: its states, and what it does in each.
extension Machine {
  /// Every state but `run`, which the tick itself decodes.
  @inline(never)
  mutating func control(_ inputs: Inputs<Value>) {
    switch registers.state {
    case .idle: if inputs.start { start() }
    case .load: load()
    case .run: break
    case .drain:
      let end: UInt16 = 1 << UInt16(2 * D + 3)
      if registers.valid & registers.last & end != 0 { endEpoch() }
    case .update: update()
    case .result: if inputs.resultReady { result() }
    }
  }

  /// The cycle in which the accumulators take up the last sample.
  mutating func endEpoch() {
    registers.index = 0
    registers.changed = false
    registers.state = .update
    epoch += 1
    samplesAcceptedBefore = samplesAccepted
  }

  private mutating func start() {
    for k in 0...D { registers.theta[k] = configuration.initialTheta[k] }
    registers.step = configuration.step
    registers.tolerance = configuration.tolerance
    registers.epochsLeft = configuration.maximumEpochs
    registers.hasPrevious = false
    registers.changed = false
    registers.done = false
    registers.converged = false
    registers.stalled = false
    registers.overflow = 0
    registers.index = 3
    registers.state = .load
  }

  private mutating func load() {
    takeWeight(Int(registers.index) - 3)
    if registers.index == D + 3 { registers.state = .run } else { registers.index += 1 }
  }

  /// One cycle of the update: up to three parameters are under way in it, at different steps. Later
  /// steps come first, so that each reads what was there ahead of the edge.
  private mutating func update() {
    let index = Int(registers.index)
    if index >= 3 { takeWeight(index - 3) }
    if index >= 2 {
      let k = index - 2
      let exact = updateArithmetic.theta.sum(registers.theta[k], registers.update)
      let theta = castOnce(updateArithmetic.theta.caster, exact)
      if theta != registers.theta[k] { registers.changed = true }
      registers.theta[k] = theta
      updates += 1
    }
    if index >= 1, index <= D + 1 {
      registers.update = castOnce(updateArithmetic.update, registers.scaled)
    }
    if index <= D {
      registers.scaled = registers.step &* Int128(registers.gradient[index])
      registers.gradient[index] = 0
    }
    if index == D + 2 { judge() }
    registers.index += 1
  }

  /// The last cycle of the update: does the run go on?
  mutating func judge() {
    let decrease = Int128(registers.lossPrevious) - Int128(registers.loss)
    registers.converged = registers.hasPrevious && decrease <= registers.tolerance
    registers.stalled = !registers.changed
    registers.lossPrevious = registers.loss
    registers.loss = 0
    registers.hasPrevious = true
    registers.epochsLeft &-= 1
    registers.state = .result
  }

  mutating func result() {
    takeWeight(D)
    let isLast = registers.converged || registers.stalled || registers.epochsLeft == 0
    registers.done = isLast
    registers.state = isLast ? .idle : .run
  }

  private mutating func takeWeight(_ k: Int) {
    weightCasts += 1
    if updateArithmetic.narrow.isPossible,
      let next = updateArithmetic.narrow.weight(of: Int64(truncatingIfNeeded: registers.theta[k]))
    {
      epochTally.record(.weight, Int128(next.word), isInexact: next.isInexact)
      registers.weight[k] = Value(truncatingIfNeeded: next.word)
      return
    }
    registers.weight[k] = Value(
      truncatingIfNeeded: castOnce(updateArithmetic.weight, registers.theta[k]))
  }
}
