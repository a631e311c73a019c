extension Description {
  /// The architecture `stream`: Eq. 3 over samples that pass once an epoch, one a cycle.
  ///
  /// It reads like the tables of the microarchitecture page: the pipeline stage by stage, the accumulators, the update,
  /// the controller.
  static func stream(degree: Int) -> Description {
    var it = Description()

    // The registers of the controller and the parameters.
    let state = it.add("controller", "state", .bits(3))
    let index = it.add("controller", "index", .bits(3))
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
    var path = Pipeline()
    let x = path.sample(.x)
    let y = path.sample(.y)
    var estimate = path.register(weight[degree], .weight)
    for h in 1...degree {
      let horner = path.product("horner_\(h)", estimate, x, at: 2 * h - 1)
      estimate = path.sum(
        "estimate_\(h)", horner, path.register(weight[degree - h], .weight), to: .estimate,
        at: 2 * h)
    }
    var powers = [x]
    for k in 1...degree where k >= 2 {
      let raise = path.product("raise_\(k)", powers.last!, x, at: 2 * k)
      powers.append(path.cast("power_\(k)", raise, to: .power, at: 2 * k + 1))
    }
    let (subtract, multiply, quantize) = (2 * degree + 1, 2 * degree + 2, 2 * degree + 3)
    let error = path.difference("error", y, estimate, to: .error, at: subtract)
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
      it.transfer(sum, at: .state(.update, index: k), .constant(0), [Int]())
      return sum
    }
    let judged = Transfer.Event.state(.update, index: degree + 2)
    let total = it.add("accumulators", "loss", .word(.loss))
    let previous = it.add("accumulators", "loss_previous", .word(.loss))
    it.transfer(total, at: taken, .sum(.loss), [total, stages.atEnd(square)])
    it.transfer(total, at: judged, .constant(0), [Int]())
    it.transfer(previous, at: judged, .copy, [total])

    // The update, one parameter a cycle through one multiplier.
    let scaled = it.add("update", "scaled", .product(step, gradient[0]))
    let update = it.add("update", "update", .word(.update))
    for k in 0...degree {
      it.transfer(scaled, at: .state(.update, index: k), .product, [step, gradient[k]])
      it.transfer(update, at: .state(.update, index: k + 1), .cast(.update), [scaled])
      let moves = Transfer.Event.state(.update, index: k + 2)
      it.transfer(theta[k], at: moves, .sum(.theta), [theta[k], update])
      it.transfer(changed, at: moves, .hasMoved(.theta), [changed, theta[k], update])
      it.transfer(theta[k], at: .start, .copy, [.port(.initialTheta(k))])
      it.transfer(weight[k], at: .state(.load, index: k + 3), .cast(.weight), [theta[k]])
      it.transfer(
        weight[k], at: k < degree ? .state(.update, index: k + 3) : .taken, .cast(.weight),
        [theta[k]])
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
    set(index, to: 3, at: .start)
    go(.load, at: .start)

    for cycle in 3..<degree + 3 { set(index, to: cycle + 1, at: .state(.load, index: cycle)) }
    go(.run, at: .state(.load, index: degree + 3))

    go(.drain, at: .acceptLast)

    let drained = Transfer.Event.drained(
      valid: stages.valid[quantize], last: stages.last[quantize])
    set(index, to: 0, at: drained)
    set(changed, to: 0, at: drained)
    go(.update, at: drained)

    for cycle in 0...degree + 2 { set(index, to: cycle + 1, at: .state(.update, index: cycle)) }
    it.transfer(
      converged, at: judged, .converges, [hasPrevious, previous, total, tolerance])
    it.transfer(stalled, at: judged, .hasStalled(.theta), [changed, theta[degree], update])
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
