/// The update, once an epoch, where it does not fit 64 bits; and what decides whether the run goes on.
extension EpochEngine {
  /// Takes the configuration and derives the weights.
  mutating func start() {
    for k in 0...D { registers.theta[k] = configuration.initialTheta[k] }
    registers.step = configuration.step
    registers.tolerance = configuration.tolerance
    registers.epochsLeft = configuration.maximumEpochs
    cycle += 1
    for k in 0...D {
      takeWeight(k)
      cycle += 1
    }
  }

  /// Moves every parameter. The clock stands at the cycle in which each value is cast, three parameters being under way
  /// at a time.
  mutating func update() {
    let first = cycle
    registers.changed = false
    for k in 0...D {
      let scaled = registers.step &* Int128(registers.gradient[k])
      registers.gradient[k] = 0
      cycle = first + k + 1
      let update = castOnce(updateArithmetic.update, scaled)
      cycle += 1
      let exact = updateArithmetic.theta.sum(registers.theta[k], update)
      let theta = castOnce(updateArithmetic.theta.caster, exact)
      if theta != registers.theta[k] { registers.changed = true }
      registers.theta[k] = theta
      updates += 1
      cycle += 1
      // The last weight is derived as the result is taken.
      if k < D { takeWeight(k) }
    }
    cycle = first + D + 3
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
  }

  mutating func takeWeight(_ k: Int) {
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
