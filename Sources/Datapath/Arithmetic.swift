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

/// The casts of the update, once an epoch and parameter, in 128 bits: the exact product of a wide accumulator and the step
/// seldom is sure to fit less.
struct UpdateArithmetic: Sendable {
  let update: Caster<Int128>
  let theta: SumCaster<Int128>
  let weight: Caster<Int128>
  /// The same in 64 bits.
  let narrow: NarrowUpdate

  init(_ design: Design) {
    let formats = design.formats
    update = Caster(.update, from: Path(design).scaled, to: formats[.update])
    theta = SumCaster(.theta, design[.theta], design[.update], to: formats[.theta])
    weight = Caster(.weight, from: design[.theta], to: formats[.weight])
    narrow = NarrowUpdate(design)
  }
}

/// The casts of the update in 64 bits, for products of the step and a gradient that turn out to be small enough, as they do
/// but in the wildest runs.
struct NarrowUpdate: Sendable {
  /// Whether the formats allow it. If not, nothing else here means anything; no optional, which would be copied whole
  /// in every epoch.
  let isPossible: Bool
  let update: Caster<Int64>
  let theta: SumCaster<Int64>
  let weight: Caster<Int64>

  /// The bits that the cast of a product may drop, so that rounding adds less than half of ``greatestProduct``.
  private static let greatestShift = 61
  private static let greatestProduct: UInt64 = 1 << 62

  fileprivate init(_ design: Design) {
    let formats = design.formats
    let scaled = Path(design).scaled
    let dropped = scaled.fractionBits - formats[.update].fractionBits
    isPossible =
      (0...Self.greatestShift).contains(dropped) && design[.step].signedWidth <= 64
      && design[.update].signedWidth <= 64
      && [Node.theta, .weight].allSatisfy { node in
        design.units.allSatisfy {
          $0.operation.node != node || design.requiredBits($0, into: node) <= 64
        }
      }
    guard isPossible else {
      let bit = try! Format(width: 1, integerBits: 1)
      update = Caster(.update, from: Exact(bit), to: bit)
      theta = SumCaster(.theta, Exact(bit), Exact(bit), to: bit)
      weight = update
      return
    }
    update = Caster(.update, from: scaled, to: formats[.update])
    theta = SumCaster(.theta, design[.theta], design[.update], to: formats[.theta])
    weight = Caster(.weight, from: design[.theta], to: formats[.weight])
  }

  /// The exact product of the step and a gradient; nil where it is too large for a cast in 64 bits.
  @inline(__always)
  func product<Gradient: Word>(_ step: Int128, _ gradient: Gradient) -> Int64? {
    guard let gradient = Int64(exactly: gradient) else { return nil }
    let (product, isWide) = Int64(truncatingIfNeeded: step).multipliedReportingOverflow(
      by: gradient)
    return isWide || product.magnitude >= Self.greatestProduct ? nil : product
  }

  /// A weight from a parameter; nil where it is out of range.
  @inline(__always)
  func weight(of theta: Int64) -> (word: Int64, isInexact: Bool)? {
    let word = weight.quantize(theta)
    return weight.isInRange(word) ? (word, weight.isInexact(theta)) : nil
  }
}
