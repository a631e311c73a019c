/// What every architecture has in common: the controller's registers, the parameters, and their update once an epoch.
extension Description {
  /// Registers that every architecture has, by their positions.
  struct Frame {
    let state, index, bitsLeft, epochsLeft, hasPrevious, changed, done, converged, stalled: Int
    let overflow: [Int]
    let step, tolerance: Int
    let theta, weight: [Int]

    var degree: Int { theta.count - 1 }
    /// The cycle after the last weight: the epoch's loss is judged.
    var judged: Transfer.Event { .step(.weigh, degree + 1) }
  }

  /// Appends the registers of the controller and the parameters.
  ///
  /// - Parameter nodes: those that are cast in hardware.
  mutating func addFrame(degree: Int, nodes: [Node], indexBits: Int = 6) -> Frame {
    Frame(
      state: add("controller", "state", .bits(3)),
      index: add("controller", "index", .bits(indexBits)),
      bitsLeft: add("controller", "bits_left", .bits(6)),
      epochsLeft: add("controller", "epochs_left", .bits(32)),
      hasPrevious: add("controller", "has_previous", .bits(1)),
      changed: add("controller", "changed", .bits(1)),
      done: add("controller", "done", .bits(1)),
      converged: add("controller", "converged", .bits(1)),
      stalled: add("controller", "stalled", .bits(1)),
      overflow: nodes.map { add("controller", "overflow_\($0.name)", .bits(1)) },
      step: add("parameters", "step", .word(.step)),
      tolerance: add("parameters", "tolerance", .difference(.loss)),
      theta: (0...degree).map { add("parameters", "theta_\($0)", .word(.theta)) },
      weight: (0...degree).map { add("parameters", "weight_\($0)", .word(.weight)) })
  }

  /// The epoch's loss beside the one before.
  ///
  /// - Parameter isCleared: whether the loss adds up from 0 again.
  /// - Returns: by how much it decreased.
  mutating func addLosses(_ frame: Frame, total: Int, isCleared: Bool) -> Int {
    let previous = add("accumulators", "loss_previous", .word(.loss))
    let decrease = add("accumulators", "decrease", .difference(.loss))
    transfer(decrease, at: .step(.scale, 0), .exactDifference, [previous, total])
    if isCleared { set(total, to: 0, at: frame.judged) }
    transfer(previous, at: frame.judged, .copy, [total])
    return decrease
  }

  /// The update, one parameter after the other, without a multiplier: a bit of the step a cycle.
  ///
  /// - Parameter initial: what keeps the step and the first parameters, where more than one run begins with them.
  mutating func addUpdate(
    _ frame: Frame, gradient: [Int], isAsBuilt: Bool, initial: (step: Int, theta: [Int])? = nil
  ) {
    let (step, theta, weight, bitsLeft) = (frame.step, frame.theta, frame.weight, frame.bitsLeft)
    let scaled = add("update", "scaled", .product(step, gradient[0]))
    let update = add("update", "update", .word(.update))
    let moved = add("update", "moved", .word(.theta))
    let viewed = add("update", "viewed", .word(.theta))
    let factor = add("update", "factor", .word(.gradient))
    let rounded = add("update", "rounded", .rounded(scaled, .update))
    let sum = add("update", "sum", .sum(theta[0], update, isDifference: false))
    for k in 0...frame.degree {
      func at(_ phase: Phase) -> Transfer.Event { .step(phase, k) }
      if isAsBuilt {
        transfer(factor, at: at(.scale), .copy, [gradient[k]])
        transfer(scaled, at: at(.scale), .copy, [step])
        transfer(bitsLeft, at: at(.scale), .highestBit(.step), [Int]())
        transfer(scaled, at: at(.multiply), .shiftAdd, [scaled, factor])
        transfer(bitsLeft, at: at(.multiply), .add(-1), [bitsLeft])
        transfer(rounded, at: at(.round), .round(.update), [scaled])
        transfer(update, at: at(.limit), .cast(.update), [rounded])
        transfer(sum, at: at(.add), .exactSum, [theta[k], update])
        transfer(moved, at: at(.settle), .cast(.theta), [sum])
      } else {
        transfer(scaled, at: at(.scale), .product, [step, gradient[k]])
        transfer(update, at: at(.limit), .cast(.update), [scaled])
        transfer(moved, at: at(.settle), .sum(.theta), [theta[k], update])
      }
      transfer(theta[k], at: at(.move), .copy, [moved])
      transfer(frame.changed, at: at(.move), .differs, [frame.changed, moved, theta[k]])
      transfer(initial?.theta[k] ?? theta[k], at: .start, .copy, [.port(.initialTheta(k))])
      if let initial { transfer(theta[k], at: .reload, .copy, [initial.theta[k]]) }
      for state in [State.load, .update] {
        transfer(viewed, at: .step(.weigh, k, in: state), .copy, [theta[k]])
        transfer(weight[k], at: .step(.weigh, k + 1, in: state), .cast(.weight), [viewed])
      }
    }
  }

  /// The controller, from `start` to the last sample.
  ///
  /// - Parameters:
  ///   - epochs: what takes the number of epochs, where it is kept for runs to come.
  ///   - step: what takes the step, where it is loaded again with the parameters.
  mutating func addStart(_ frame: Frame, epochs: Int? = nil, step: Int? = nil) {
    for flag in [frame.hasPrevious, frame.changed, frame.done, frame.converged, frame.stalled]
      + frame.overflow
    {
      set(flag, to: 0, at: .start)
    }
    transfer(step ?? frame.step, at: .start, .copy, [.port(.step)])
    transfer(frame.tolerance, at: .start, .copy, [.port(.tolerance)])
    transfer(epochs ?? frame.epochsLeft, at: .start, .copy, [.port(.maximumEpochs)])
    set(
      frame.index, to: step == nil ? Phase.weigh.index(0) : Phase.reloading, at: .start)
    set(frame.state, to: State.load.rawValue, at: .start)
    if let step {
      transfer(frame.step, at: .reload, .copy, [step])
      set(frame.index, to: Phase.weigh.index(0), at: .reload)
    }
    if epochs == nil { set(frame.state, to: State.drain.rawValue, at: .acceptLast) }
  }

  /// The controller, from the update to the result.
  mutating func addPhases(_ frame: Frame, decrease: Int) {
    let (index, degree) = (frame.index, frame.degree)
    for k in 0...degree {
      for phase in Phase.allCases {
        let (event, next) = (Transfer.Event.step(phase, k), phase.next(k, of: degree))
        if phase == .multiply {
          transfer(
            index, at: event, .leave(to: next, otherwise: phase.index(k), bitsOf: .step),
            [frame.bitsLeft])
        } else {
          set(index, to: next, at: event)
        }
      }
      set(index, to: Phase.weigh.index(k + 1), at: .step(.weigh, k, in: .load))
    }
    set(frame.state, to: State.run.rawValue, at: .step(.weigh, degree + 1, in: .load))

    transfer(
      frame.converged, at: frame.judged, .converges, [frame.hasPrevious, decrease, frame.tolerance])
    transfer(frame.stalled, at: frame.judged, .isZero, [frame.changed])
    set(frame.hasPrevious, to: 1, at: frame.judged)
    transfer(frame.epochsLeft, at: frame.judged, .add(-1), [frame.epochsLeft])
    set(frame.state, to: State.result.rawValue, at: frame.judged)
  }

  /// Begins the update.
  mutating func beginUpdate(_ frame: Frame, at event: Transfer.Event) {
    set(frame.index, to: Phase.scale.index(0), at: event)
    set(frame.changed, to: 0, at: event)
    set(frame.state, to: State.update.rawValue, at: event)
  }

  /// Ends the run when the result is taken, or goes on in a state.
  ///
  /// - Parameter end: the state after a run.
  mutating func endEpoch(_ frame: Frame, goingOn next: State, orTo end: State = .idle) {
    let ends = [frame.converged, frame.stalled, frame.epochsLeft]
    transfer(frame.done, at: .taken, .choose(ifOver: 1, otherwise: nil), ends + [frame.done])
    transfer(
      frame.state, at: .taken,
      .choose(ifOver: end.rawValue, otherwise: next.rawValue), ends)
  }

  mutating func set(_ register: Int, to word: Int, at event: Transfer.Event) {
    transfer(register, at: event, .constant(word), [Int]())
  }
}

/// What the update does to a parameter, in this order: the upper three bits of `index`, of which the lower three count
/// the parameters.
enum Phase: Int, CaseIterable {
  case scale, multiply, round, limit, add, settle, move
  /// After all parameters have moved: their weights.
  case weigh

  func index(_ k: Int) -> Int { rawValue << 3 | k }

  /// What `index` counts up from where parameters are loaded again.
  static let reloading = weigh.index(0) - 1

  /// The index of the cycle that follows.
  func next(_ k: Int, of degree: Int) -> Int {
    switch self {
    case .weigh: index(k + 1)
    case .move where k < degree: Phase.scale.index(k + 1)
    case .move: Phase.weigh.index(0)
    default: Phase(rawValue: rawValue + 1)!.index(k)
    }
  }
}

extension Transfer.Event {
  /// The cycle before the first weight, in which parameters are loaded again.
  static let reload = Transfer.Event.state(.load, index: Phase.reloading)

  static func step(_ phase: Phase, _ k: Int, in state: State = .update) -> Self {
    .state(state, index: phase.index(k))
  }
}
