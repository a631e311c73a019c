import FixedPoint

/// The exact products between the nodes of a design, as the epoch engine forms them.
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
}
