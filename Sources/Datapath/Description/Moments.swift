/// The architecture `moments`: samples pass once, and Eq. 3 is iterated on their moments.
///
///     Σ e·xᵏ = Σ y·xᵏ − Σ_j θ_j Σ x^(j+k)         k, j = 0 … D
///     Σ e²   = Σ y² − Σ_k θ_k (Σ y·xᵏ + Σ e·xᵏ)
///
/// The second follows from Σ e² = Σ e·y − Σ_k θ_k Σ e·xᵏ and Σ e·y = Σ y² − Σ_k θ_k Σ y·xᵏ. Both are exact sums of the words
/// of `moment`, `cross`, `energy` and `weight`, with a cast each: into `gradient`, which the second one reads, and `loss`.
extension Description {
  /// The description for a degree.
  ///
  /// Where samples keep coming (`running`), a sum begins anew with the first sample of a stream, and the iterations read
  /// what was `held` of the last stream taken over: `swap` passes through the pipeline behind that stream's last sample.
  static func moments(
    degree: Int, _ running: RunMode.Running = .off, isAsBuilt: Bool = true
  ) -> Description {
    var it = Description()
    let isRunning = running != .off
    let frame = it.addFrame(
      degree: degree, nodes: Architecture.moments.castNodes(degree: degree), indexBits: 9)

    // The pipeline: the powers of x up to 2D, a product and a cast each, and beside them y·xᵏ and y².
    var path = Pipeline(isAsBuilt: isAsBuilt)
    let x = path.sample(.x)
    let y = path.sample(.y)
    var powers = [x]
    for k in 2...2 * degree {
      let raise = path.product("raise_\(k)", powers.last!, x, at: 2 * k - 3)
      powers.append(path.cast("power_\(k)", raise, to: .power, at: 2 * k - 2))
    }
    let partials = (1...degree).map {
      path.product("partial_\($0)", y, powers[$0 - 1], at: 2 * $0 - 1)
    }
    let squared = path.product("squared", y, y, at: 1)
    let stages = path.place(into: &it, swaps: isRunning)

    // The accumulators, each behind the stage of its term; the count takes `valid` for its term.
    var begins: [Int: Int] = [:]
    func accumulate(_ name: String, _ node: Node, _ term: (register: Int, stage: Int)) -> Int {
      let sum = it.add("accumulators", name, .word(node))
      let taken = Transfer.Event.valid(stages.valid[term.stage])
      guard isRunning else {
        it.transfer(sum, at: taken, .sum(node), [sum, term.register])
        it.set(sum, to: 0, at: .start)
        return sum
      }
      if begins[term.stage] == nil {
        let first = it.add("accumulators", "begins_\(term.stage)", .bits(1))
        it.transfer(first, at: taken, .copy, [stages.last[term.stage]])
        it.set(first, to: 1, at: .start)
        begins[term.stage] = first
      }
      it.transfer(sum, at: taken, .sum(node), [sum, term.register, begins[term.stage]!])
      let held = it.add("held", "held_\(name)", .word(node))
      it.transfer(held, at: .valid(stages.swap[term.stage]), .copy, [sum])
      return held
    }
    let count = (register: stages.valid[0], stage: 0)
    let moment = ([count] + powers.map(stages.first)).enumerated().map {
      accumulate("moment_\($0)", .moment, $1)
    }
    let cross = ([y] + partials).enumerated().map {
      accumulate("cross_\($0)", .cross, stages.first($1))
    }
    let energy = accumulate("energy", .energy, stages.first(squared))

    // The gradients and the loss, without a multiplier: a bit of a weight a cycle.
    let gradient = (0...degree).map { it.add("residual", "gradient_\($0)", .word(.gradient)) }
    let total = it.add("residual", "loss", .word(.loss))
    let chosen = it.add("residual", "chosen", .word(.moment))
    let term = it.add("residual", "term", .product(frame.weight[0], moment[0]))
    let residual = it.add("residual", "residual", .total(cross[0], term, count: degree + 1))
    let pair = it.add("residual", "pair", .sum(cross[0], gradient[0], isDifference: false))
    let share = it.add("residual", "share", .product(frame.weight[0], pair))
    let remainder = it.add("residual", "remainder", .total(energy, share, count: degree + 1))

    /// A weight times a word: loaded, multiplied, taken off what is left.
    func multiply(_ step: Residual, _ product: Int, _ weight: Int, _ factor: Int) {
      if isAsBuilt {
        it.set(product, to: 0, at: step.at(.load))
        it.transfer(frame.bitsLeft, at: step.at(.load), .highestBit(.weight), [Int]())
        it.transfer(
          product, at: step.at(.multiply), .digit(.weight),
          [product, factor, weight, frame.bitsLeft])
        it.transfer(frame.bitsLeft, at: step.at(.multiply), .add(-1), [frame.bitsLeft])
      } else {
        it.transfer(product, at: step.at(.multiply), .product, [weight, factor])
      }
    }
    for k in 0...degree {
      // From the last term on, so that the subtraction's widest operand comes first.
      for j in (0...degree).reversed() {
        let step = Residual(k: k, j: j)
        if isAsBuilt { it.transfer(chosen, at: step.at(.load), .copy, [moment[j + k]]) }
        multiply(step, term, frame.weight[j], isAsBuilt ? chosen : moment[j + k])
        it.transfer(
          residual, at: step.at(.subtract), .exactDifference, [j == 0 ? cross[k] : residual, term])
      }
    }
    for k in (0...degree).reversed() {
      let step = Residual(k: k, j: degree + 1)
      it.transfer(gradient[k], at: step.at(.cast), .cast(.gradient), [residual])
      it.transfer(pair, at: step.at(.load), .exactSum, [cross[k], gradient[k]])
      multiply(step, share, frame.weight[k], pair)
      it.transfer(
        remainder, at: step.at(.subtract), .exactDifference, [k == 0 ? energy : remainder, share])
    }
    let judged = Residual(k: degree + 1, j: 0)
    it.transfer(total, at: judged.at(.cast), .cast(.loss), [remainder])
    let decrease = it.addLosses(frame, total: total, isCleared: false)

    // What later runs begin with, where no `start` begins them.
    let initial =
      running == .loaded
      ? (
        step: it.add("parameters", "initial_step", .word(.step)),
        theta: (0...degree).map { it.add("parameters", "initial_\($0)", .word(.theta)) }
      ) : nil
    let epochs = isRunning ? it.add("controller", "epochs", .bits(32)) : nil
    it.addUpdate(frame, gradient: gradient, isAsBuilt: isAsBuilt, initial: initial)
    it.addStart(frame, epochs: epochs, step: initial?.step)
    it.addPhases(frame, decrease: decrease)

    // The controller between the samples and the update.
    let first = Residual(k: 0, j: 0).index(.load)
    if let epochs {
      let waiting = it.add("controller", "waiting", .bits(1))
      it.transfer(
        waiting, at: .always, .waits,
        [.register(waiting), .port(.accept), .port(.acceptLast), .port(.swap)])
      let swap = Transfer.Event.swap(waiting: waiting)
      it.set(frame.state, to: State.drain.rawValue, at: swap)
      for flag in [frame.hasPrevious, frame.done] { it.set(flag, to: 0, at: swap) }
      it.transfer(frame.epochsLeft, at: swap, .copy, [epochs])
    }
    let ended = isRunning ? stages.swap.last! : stages.valid.last!
    let drained = Transfer.Event.drained(
      valid: ended, last: isRunning ? ended : stages.last.last!)
    it.set(frame.state, to: State.update.rawValue, at: drained)
    it.set(frame.index, to: first, at: drained)
    if running == .loaded {
      it.transfer(
        frame.index, at: .taken, .choose(ifOver: Phase.reloading, otherwise: first),
        [frame.converged, frame.stalled, frame.epochsLeft])
    } else {
      it.set(frame.index, to: first, at: .taken)
    }
    for k in 0...degree {
      for j in 0...degree + 1 {
        let step = Residual(k: k, j: j)
        func go(_ phase: Residual.Phase, to next: Int) {
          it.set(frame.index, to: next, at: step.at(phase))
        }
        go(.load, to: step.index(.multiply))
        it.transfer(
          frame.index, at: step.at(.multiply),
          .leave(
            to: step.index(.subtract), otherwise: step.index(.multiply), bitsOf: .weight),
          [frame.bitsLeft])
        if j <= degree {
          let next = Residual(k: k, j: j + 1)
          go(.subtract, to: next.index(j < degree ? .load : .cast))
        } else {
          go(.cast, to: step.index(.load))
          let next = Residual(k: k + 1, j: 0)
          go(.subtract, to: next.index(k < degree ? .load : .cast))
        }
      }
    }
    it.beginUpdate(frame, at: judged.at(.cast))
    let end: [RunMode.Running: State] = [.off: .idle, .kept: .run, .loaded: .load]
    it.endEpoch(frame, goingOn: .update, orTo: end[running]!)
    return it
  }
}

/// A step of the residual: gradient k and its term j; j = D + 1 is its share of the loss, k = D + 1 the loss.
private struct Residual {
  let k, j: Int

  enum Phase: Int {
    case load, multiply, subtract, cast
  }

  /// The highest bit of `index` tells it from the update; below it the phase, k and j.
  func index(_ phase: Phase) -> Int { 1 << 8 | phase.rawValue << 6 | k << 3 | j }

  func at(_ phase: Phase) -> Transfer.Event { .state(.update, index: index(phase)) }
}
