import FixedPoint

/// The casts of the sample path, prepared for one word type: `Int64` where every intermediate value fits,
/// `Int128` where not. A design picks once.
struct SampleArithmetic<Value: Word>: Sendable {
  /// horner_1 + weight, and horner_h + weight for the later steps.
  let firstEstimate: SumCaster<Value>
  let nextEstimate: SumCaster<Value>
  /// x·x, and power·x for the higher powers.
  let firstPower: Caster<Value>
  let nextPower: Caster<Value>
  let error: SumCaster<Value>
  /// error, error·x, and error·power for the higher powers.
  let constantProduct: Caster<Value>
  let linearProduct: Caster<Value>
  let powerProduct: Caster<Value>
  let square: Caster<Value>
  let gradient: SumCaster<Value>
  let loss: SumCaster<Value>

  init(_ design: Design) {
    let path = Path(design)
    let formats = design.formats
    func sum(_ node: Node, _ left: Exact, _ right: Exact) -> SumCaster<Value> {
      SumCaster(node, left, right, to: formats[node])
    }
    func cast(_ node: Node, _ source: Exact) -> Caster<Value> {
      Caster(node, from: source, to: formats[node])
    }
    let degree = design.degree
    // What a degree has no use for is given the place of something it has, so that it fits the word.
    firstEstimate = sum(.estimate, path.horner(1), design[.weight])
    nextEstimate =
      degree > 1 ? sum(.estimate, path.horner(2), design[.weight]) : firstEstimate
    let error = sum(.error, design[.y], design[.estimate])
    self.error = error
    firstPower = degree > 1 ? cast(.power, path.raise(2)) : error.caster
    nextPower = degree > 2 ? cast(.power, path.raise(3)) : error.caster
    constantProduct = cast(.product, path.partial(0))
    linearProduct = cast(.product, path.partial(1))
    powerProduct = degree > 1 ? cast(.product, path.partial(2)) : linearProduct
    square = cast(.square, path.squared)
    gradient = sum(.gradient, design[.gradient], design[.product])
    loss = sum(.loss, design[.loss], design[.square])
  }
}

/// The casts of the update, once an epoch and parameter: always in 128 bits, since the exact product
/// of a wide accumulator and the step seldom fits less, and time does not matter there.
struct UpdateArithmetic: Sendable {
  let update: Caster<Int128>
  let theta: SumCaster<Int128>
  let weight: Caster<Int128>

  init(_ design: Design) {
    let formats = design.formats
    update = Caster(.update, from: Path(design).scaled, to: formats[.update])
    theta = SumCaster(.theta, design[.theta], design[.update], to: formats[.theta])
    weight = Caster(.weight, from: design[.theta], to: formats[.weight])
  }
}
