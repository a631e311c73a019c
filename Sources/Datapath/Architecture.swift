/// How a datapath takes up its samples: which description it is built by, and which nodes it has.
public enum Architecture: String, CaseIterable, Hashable, Sendable {
  /// Eq. 3 over samples that pass once an epoch.
  case stream
  /// Samples that pass once, and Eq. 3 on their moments.
  case moments

  /// The nodes, in the order in which they are listed.
  public var nodes: [Node] { Self.nodes[self == .stream ? 0 : 1] }

  private static let nodes = [
    Node.allCases,
    [
      .x, .y, .theta, .weight, .power, .gradient, .loss, .step, .update, .moment, .cross, .energy,
    ],
  ]

  /// The nodes that the hardware casts into; the others arrive cast by the host.
  package func castNodes(degree: Int) -> [Node] {
    nodes.filter {
      self == .stream ? $0.isCastInHardware(degree: degree) : ![.x, .y, .step].contains($0)
    }
  }

  /// Whether samples pass once a run, not once an epoch.
  package var passesOnce: Bool { self == .moments }

  /// The module in `rtl/`.
  package var module: String {
    switch self {
    case .stream: "hardfit"
    case .moments: "hardfit_moments"
    }
  }
}

/// What a description follows from.
struct Variant: Sendable {
  let architecture: Architecture
  var running = RunMode.Running.off
  let degree: Int

  func description(isAsBuilt: Bool = true) -> Description {
    switch architecture {
    case .stream: .stream(degree: degree, isAsBuilt: isAsBuilt)
    case .moments: .moments(degree: degree, running, isAsBuilt: isAsBuilt)
    }
  }

  /// What follows from a variant, made once: by the architecture and its modes, then by the degree from 1.
  static func table<Value>(_ value: (Variant) -> Value) -> [[Value]] {
    let modes: [(Architecture, RunMode.Running)] =
      [(.stream, .off)] + RunMode.Running.allCases.map { (.moments, $0) }
    return modes.map { architecture, running in
      Design.degrees.map {
        value(Variant(architecture: architecture, running: running, degree: $0))
      }
    }
  }
}

extension Design {
  /// The nodes that its hardware casts into.
  package var castNodes: [Node] { architecture.castNodes(degree: degree) }

  /// The entry of a table for this design.
  func entry<Value>(_ table: [[Value]]) -> Value {
    let row =
      architecture == .stream ? 0 : 1 + RunMode.Running.allCases.firstIndex(of: mode.running)!
    return table[row][degree - 1]
  }
}
