import Datapath

/// What a run came to: the bits that all who compute it have to agree about.
package struct Outcome: Hashable, Sendable {
  /// θ₀ … θ_D in LSBs of `theta`.
  package var theta: [Int128]
  /// In LSBs of `loss`; nil where it is not told.
  package var loss: Int128?
  package var epochs: Int?
  /// From the cycle of `start` to the first of `done`; nil for those who know no cycles.
  package var cycles: Int?
  package var flags: Flags?

  /// The status ports at the end.
  package struct Flags: Hashable, Sendable {
    package var converged: Bool
    package var stalled: Bool
    /// The sticky bits, one a node at the node's position.
    package var overflow: UInt16

    package init(converged: Bool, stalled: Bool, overflow: UInt16) {
      self.converged = converged
      self.stalled = stalled
      self.overflow = overflow
    }
  }

  package init(
    theta: [Int128], loss: Int128?, epochs: Int? = nil, cycles: Int? = nil, flags: Flags? = nil
  ) {
    self.theta = theta
    self.loss = loss
    self.epochs = epochs
    self.cycles = cycles
    self.flags = flags
  }

  package init(_ run: RunResult) {
    self.init(
      theta: run.theta, loss: run.loss, epochs: run.epochs, cycles: run.cycles,
      flags: Flags(converged: run.converged, stalled: run.stalled, overflow: run.overflow))
  }

  /// The names of what is told.
  package var told: [String] {
    ["theta"] + (loss == nil ? [] : ["loss"]) + (epochs == nil ? [] : ["epochs"])
      + (cycles == nil ? [] : ["cycles"]) + (flags == nil ? [] : ["flags"])
  }

  /// The first thing in which this differs from what it should be; nil where all that is told is equal.
  package func difference(from expected: Outcome) -> String? {
    func differs<Value: Equatable>(_ name: String, _ own: Value?, _ other: Value?) -> String? {
      guard let own, let other, own != other else { return nil }
      return "\(name) is \(own), not \(other)"
    }
    if theta.count != expected.theta.count { return "\(theta.count) parameters" }
    for (k, (own, other)) in zip(theta, expected.theta).enumerated() {
      if let text = differs("theta_\(k)", own, other) { return text }
    }
    return differs("loss", loss, expected.loss) ?? differs("epochs", epochs, expected.epochs)
      ?? differs("cycles", cycles, expected.cycles)
      ?? differs("converged", flags?.converged, expected.flags?.converged)
      ?? differs("stalled", flags?.stalled, expected.flags?.stalled)
      ?? differs("overflow", flags?.overflow, expected.flags?.overflow)
  }
}
