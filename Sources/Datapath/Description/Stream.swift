extension Description {
  /// The architecture `stream`: Eq. 3 over samples that pass once an epoch, one a cycle.
  ///
  /// It reads like the tables of the microarchitecture page: the pipeline stage by stage, the accumulators, the update,
  /// the controller.
  ///
  /// - Parameter isAsBuilt: whether an operation that takes several cycles has the registers inside it; without them its
  ///   value is there at once, in the cycle in which it would be ready.
  static func stream(degree: Int, isAsBuilt: Bool = true) -> Description {
    var it = Description()

    // The registers of the controller and the parameters.
    let state = it.add("controller", "state", .bits(3))
    let index = it.add("controller", "index", .bits(6))
    let bitsLeft = it.add("controller", "bits_left", .bits(6))
    let epochsLeft = it.add("controller", "epochs_left", .bits(32))
    let hasPrevious = it.add("controller", "has_previous", .bits(1))
    let changed = it.add("controller", "changed", .bits(1))
    let done = it.add("controller", "done", .bits(1))
    let converged = it.add("controller", "converged", .bits(1))
    let stalled = it.add("controller", "stalled", .bits(1))
    let overflow = Node.allCases.filter { $0.isCastInHardware(degree: degree) }.map {
      it.add("controller", "overflow_\($0.name)", .bits(1))
    }
    let step = it.add("parameters", "step", .word(.step))
    let tolerance = it.add("parameters", "tolerance", .difference(.loss))
    let theta = (0...degree).map { it.add("parameters", "theta_\($0)", .word(.theta)) }
    let weight = (0...degree).map { it.add("parameters", "weight_\($0)", .word(.weight)) }

    // The pipeline: Horner's rule, the powers of x as late as the products allow, the error, the products.
    var path = Pipeline(isAsBuilt: isAsBuilt)
    let x = path.sample(.x)
    let y = path.sample(.y)
    var estimate = path.register(weight[degree])
    for h in 1...degree {
      let horner = path.product(
        "horner_\(h)", lower: "lower_\(h)", upper: "upper_\(h)", estimate, x, at: 4 * h - 2)
      estimate = path.sum(
        "estimate_\(h)", exact: "sum_\(h)", horner, path.register(weight[degree - h]),
        to: .estimate, at: 4 * h)
    }
    let (subtract, multiply, quantize) = (4 * degree + 2, 4 * degree + 3, 4 * degree + 4)
    var powers = [x]
    for k in 1...degree where k >= 2 {
      let stage = subtract - 2 * (degree - k)
      let raise = path.product("raise_\(k)", powers.last!, x, at: stage - 1)
      powers.append(path.cast("power_\(k)", raise, to: .power, at: stage))
    }
    let error = path.difference(
      "error", exact: "difference", y, estimate, to: .error, at: subtract)
    let partials = powers.enumerated().map {
      path.product("partial_\($0 + 1)", error, $1, at: multiply)
    }
    let squared = path.product("squared", error, error, at: multiply)
    let products = ([error] + partials).enumerated().map {
      path.cast("product_\($0)", $1, to: .product, at: quantize)
    }
    let square = path.cast("square", squared, to: .square, at: quantize)
    let stages = path.place(into: &it)
    let taken = Transfer.Event.valid(stages.valid[quantize])

    // The accumulators.
    let gradient = products.enumerated().map { k, product in
      let sum = it.add("accumulators", "gradient_\(k)", .word(.gradient))
      it.transfer(sum, at: taken, .sum(.gradient), [sum, stages.atEnd(product)])
      it.transfer(sum, at: .step(.scale, k), .constant(0), [Int]())
      return sum
    }
    let judged = Transfer.Event.step(.weigh, degree + 1)
    let total = it.add("accumulators", "loss", .word(.loss))
    let previous = it.add("accumulators", "loss_previous", .word(.loss))
    let decrease = it.add("accumulators", "decrease", .difference(.loss))
    it.transfer(total, at: taken, .sum(.loss), [total, stages.atEnd(square)])
    it.transfer(decrease, at: .step(.scale, 0), .exactDifference, [previous, total])
    it.transfer(total, at: judged, .constant(0), [Int]())
    it.transfer(previous, at: judged, .copy, [total])

    // The update, one parameter after the other, without a multiplier: a bit of the step a cycle.
    let scaled = it.add("update", "scaled", .product(step, gradient[0]))
    let update = it.add("update", "update", .word(.update))
    let moved = it.add("update", "moved", .word(.theta))
    let viewed = it.add("update", "viewed", .word(.theta))
    let factor = it.add("update", "factor", .word(.gradient))
    let rounded = it.add("update", "rounded", .rounded(scaled, .update))
    let sum = it.add("update", "sum", .sum(theta[0], update, isDifference: false))
    for k in 0...degree {
      func at(_ phase: Phase) -> Transfer.Event { .step(phase, k) }
      if isAsBuilt {
        it.transfer(factor, at: at(.scale), .copy, [gradient[k]])
        it.transfer(scaled, at: at(.scale), .copy, [step])
        it.transfer(bitsLeft, at: at(.scale), .highestBit(.step), [Int]())
        it.transfer(scaled, at: at(.multiply), .shiftAdd, [scaled, factor])
        it.transfer(bitsLeft, at: at(.multiply), .add(-1), [bitsLeft])
        it.transfer(rounded, at: at(.round), .round(.update), [scaled])
        it.transfer(update, at: at(.limit), .cast(.update), [rounded])
        it.transfer(sum, at: at(.add), .exactSum, [theta[k], update])
        it.transfer(moved, at: at(.settle), .cast(.theta), [sum])
      } else {
        it.transfer(scaled, at: at(.scale), .product, [step, gradient[k]])
        it.transfer(update, at: at(.limit), .cast(.update), [scaled])
        it.transfer(moved, at: at(.settle), .sum(.theta), [theta[k], update])
      }
      it.transfer(theta[k], at: at(.move), .copy, [moved])
      it.transfer(changed, at: at(.move), .differs, [changed, moved, theta[k]])
      it.transfer(theta[k], at: .start, .copy, [.port(.initialTheta(k))])
      for state in [State.load, .update] {
        it.transfer(viewed, at: .step(.weigh, k, in: state), .copy, [theta[k]])
        it.transfer(weight[k], at: .step(.weigh, k + 1, in: state), .cast(.weight), [viewed])
      }
    }

    // The controller.
    func go(_ next: State, at event: Transfer.Event) {
      it.transfer(state, at: event, .constant(next.rawValue), [Int]())
    }
    func set(_ register: Int, to word: Int, at event: Transfer.Event) {
      it.transfer(register, at: event, .constant(word), [Int]())
    }
    for flag in [hasPrevious, changed, done, converged, stalled] + overflow {
      set(flag, to: 0, at: .start)
    }
    it.transfer(step, at: .start, .copy, [.port(.step)])
    it.transfer(tolerance, at: .start, .copy, [.port(.tolerance)])
    it.transfer(epochsLeft, at: .start, .copy, [.port(.maximumEpochs)])
    set(index, to: Phase.weigh.index(0), at: .start)
    go(.load, at: .start)

    go(.drain, at: .acceptLast)

    let drained = Transfer.Event.drained(
      valid: stages.valid[quantize], last: stages.last[quantize])
    set(index, to: Phase.scale.index(0), at: drained)
    set(changed, to: 0, at: drained)
    go(.update, at: drained)

    for k in 0...degree {
      for phase in Phase.allCases {
        let (event, next) = (Transfer.Event.step(phase, k), phase.next(k, of: degree))
        if phase == .multiply {
          it.transfer(
            index, at: event, .leave(to: next, otherwise: phase.index(k)), [bitsLeft])
        } else {
          set(index, to: next, at: event)
        }
      }
      set(index, to: Phase.weigh.index(k + 1), at: .step(.weigh, k, in: .load))
    }
    go(.run, at: .step(.weigh, degree + 1, in: .load))

    it.transfer(converged, at: judged, .converges, [hasPrevious, decrease, tolerance])
    it.transfer(stalled, at: judged, .isZero, [changed])
    set(hasPrevious, to: 1, at: judged)
    it.transfer(epochsLeft, at: judged, .add(-1), [epochsLeft])
    go(.result, at: judged)

    let ends = [converged, stalled, epochsLeft]
    it.transfer(done, at: .taken, .choose(ifOver: 1, otherwise: nil), ends + [done])
    it.transfer(
      state, at: .taken,
      .choose(ifOver: State.idle.rawValue, otherwise: State.run.rawValue), ends)
    return it
  }
}

/// What the update does to a parameter, in this order: the upper three bits of `index`, of which the lower three count
/// the parameters.
private enum Phase: Int, CaseIterable {
  case scale, multiply, round, limit, add, settle, move
  /// After all parameters have moved: their weights.
  case weigh

  func index(_ k: Int) -> Int { rawValue << 3 | k }

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
  fileprivate static func step(_ phase: Phase, _ k: Int, in state: State = .update) -> Self {
    .state(state, index: phase.index(k))
  }
}
