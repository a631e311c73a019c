import FixedPoint

/// The exact values between the nodes of a design, in the order of the pipeline.
///
/// The one place in which the intermediate widths are derived; the arithmetic, the register list
/// and the limits of a design all read them here.
struct Path {
  let design: Design

  init(_ design: Design) { self.design = design }

  /// weight·x for the first Horner step, estimate·x after.
  func horner(_ step: Int) -> Exact {
    (step == 1 ? design[.weight] : design[.estimate]) * design[.x]
  }
  /// x² for k = 2, power·x after.
  func raise(_ k: Int) -> Exact { k == 2 ? design[.x].squared : design[.power] * design[.x] }
  /// error for k = 0, error·x for k = 1, error·power after.
  func partial(_ k: Int) -> Exact {
    switch k {
    case 0: design[.error]
    case 1: design[.error] * design[.x]
    default: design[.error] * design[.power]
    }
  }
  var squared: Exact { design[.error].squared }
  var scaled: Exact { design[.step] * design[.gradient] }

  /// The exact products, with the node that each is cast into.
  var products: [(node: Node, product: Exact)] {
    let degree = design.degree
    return (1...degree).map { (.estimate, horner($0)) }
      + (1...degree).dropFirst().map { (.power, raise($0)) }
      + (1...degree).map { (.product, partial($0)) }
      + [(.square, squared), (.update, scaled)]
  }

  /// A cast: the node and the exact source.
  struct Source {
    let node: Node
    let exact: Exact
    let target: Format
    /// Whether a carry out of the top is detected, so that one bit less is needed.
    var detectsCarry = false

    /// The two's complement bits in which this cast can be computed without loss.
    ///
    /// Rounding adds at most half of the last place kept; where more is dropped than the source has,
    /// that half is twice the source's weight.
    var requiredBits: Int {
      let dropped = exact.fractionBits - target.fractionBits
      let source = exact.signedWidth - (detectsCarry ? 1 : 0)
      let rounding = dropped <= 0 ? -dropped : dropped <= exact.signedWidth ? 1 : 2
      return max(source + rounding, Exact(target).signedWidth)
    }
  }

  /// The casts that each sample meets.
  var sampleCasts: [Source] {
    let degree = design.degree
    var casts: [Source] = []
    for step in 1...degree {
      casts.append(source(.estimate, horner(step) + design[.weight]))
    }
    for k in 1...degree where k >= 2 {
      casts.append(source(.power, raise(k)))
    }
    casts.append(source(.error, design[.y] + design[.estimate]))
    for k in 0...degree {
      casts.append(source(.product, partial(k)))
    }
    casts.append(source(.square, squared))
    casts.append(accumulation(.gradient, design[.gradient] + design[.product]))
    casts.append(accumulation(.loss, design[.loss] + design[.square]))
    return casts
  }

  /// The casts of the update, once an epoch and parameter.
  var updateCasts: [Source] {
    [
      source(.update, scaled),
      source(.theta, design[.theta] + design[.update]),
      source(.weight, design[.theta]),
    ]
  }

  private func source(_ node: Node, _ exact: Exact) -> Source {
    Source(node: node, exact: exact, target: design.formats[node])
  }

  /// An accumulator of the full 127 bits has a sum of 129: the model detects that carry.
  private func accumulation(_ node: Node, _ exact: Exact) -> Source {
    let target = design.formats[node]
    return Source(
      node: node, exact: exact, target: target,
      detectsCarry: exact.signedWidth == 129 && exact.fractionBits <= target.fractionBits)
  }
}
