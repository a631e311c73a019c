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

    let frame = it.addFrame(
      degree: degree, nodes: Architecture.stream.castNodes(degree: degree))
    let weight = frame.weight

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
    let total = it.add("accumulators", "loss", .word(.loss))
    it.transfer(total, at: taken, .sum(.loss), [total, stages.atEnd(square)])
    let decrease = it.addLosses(frame, total: total, isCleared: true)

    it.addUpdate(frame, gradient: gradient, isAsBuilt: isAsBuilt)
    it.addStart(frame)
    it.beginUpdate(
      frame, at: .drained(valid: stages.valid[quantize], last: stages.last[quantize]))
    it.addPhases(frame, decrease: decrease)
    it.endEpoch(frame, goingOn: .run)
    return it
  }
}
