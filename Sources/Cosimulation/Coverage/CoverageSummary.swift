import Datapath
import FixedPoint

/// What several cases meet together: which pairs of modes at which node, and which decisions of the controller.
package struct CoverageSummary: Sendable {
  /// A quantisation mode with an overflow mode, `n_bits` of 0, 1 and more apart: they are different formulas.
  package struct Modes: Hashable, Sendable, CustomStringConvertible {
    package let quantization: Quantization
    /// `WRAP 0`, `WRAP 1`, `WRAP n`, `SAT`, …
    package let overflow: String

    init(_ format: Format) {
      quantization = format.quantization
      let bits = format.overflow.saturatedBits
      overflow =
        format.overflow.wraps
        ? "\(format.overflow.name) \(bits > 1 ? "n" : "\(bits)")" : format.overflow.name
    }

    private init(_ quantization: Quantization, _ overflow: String) {
      (self.quantization, self.overflow) = (quantization, overflow)
    }

    package var description: String { "\(quantization.rawValue) \(overflow)" }

    /// Every pair that a signed node, or an unsigned one, can have.
    package static func all(signed: Bool) -> [Modes] {
      let overflows =
        ["SAT", "SAT_ZERO", "SAT_SYM", "WRAP 0", "WRAP 1", "WRAP n"]
        + (signed ? ["WRAP_SM 0", "WRAP_SM 1", "WRAP_SM n"] : [])
      return Quantization.allCases.flatMap { mode in overflows.map { Modes(mode, $0) } }
    }
  }

  private struct Place: Hashable {
    let node: Node
    let isSigned: Bool
    let modes: Modes
  }

  package private(set) var caseCount = 0
  package private(set) var cycleCount = 0
  /// The decisions of each architecture's controller that were taken in any case.
  private var decisions: [Architecture: Set<String>] = [:]
  /// In how many cases a node has too many words to try what is possible.
  package private(set) var unjudged: [Node: Int] = [:]
  /// What was possible and not met, in the case in which least was missing.
  private var missing: [Place: CastEvents] = [:]
  private var met: [Node: CastEvents] = [:]
  /// Of `moments`, what was possible at a node in any case, and what was met.
  private var ofMoments: [Node: (possible: CastEvents?, met: CastEvents)] = [:]
  /// The nodes at which a sign-magnitude wrap of three saturated bits overflows in some case, and of four or more.
  ///
  /// With n_bits the bit that tells whether a word is inverted moves: up to two it stands at the end of the word or next to
  /// it, as a fixed place could have it. At three every node has to show that its place is counted from n_bits, and once
  /// more bits tell the count from a table that ends there.
  private var deepWraps: [Int: Set<Node>] = [:]

  package init() {}

  /// Takes in what a case meets.
  package mutating func add(_ coverage: Coverage) {
    caseCount += 1
    cycleCount += coverage.cycleCount
    decisions[coverage.design.architecture, default: []].formUnion(coverage.decisions)
    if coverage.design.architecture == .moments {
      for node in coverage.nodes {
        let known = ofMoments[node, default: (nil, [])]
        let possible = coverage.possible[node].map { $0.union(known.possible ?? []) }
        ofMoments[node] = (possible ?? known.possible, known.met.union(coverage.met[node]))
        if coverage.possible[node] == nil { unjudged[node, default: 0] += 1 }
      }
      return
    }
    for node in coverage.nodes {
      met[node, default: []].formUnion(coverage.met[node])
      if case .wrapSM(let bits) = coverage.design.formats[node].overflow, bits >= 3,
        !coverage.met[node].isDisjoint(with: [.overflowBelow, .overflowAbove])
      {
        deepWraps[min(bits, 4), default: []].insert(node)
      }
      guard coverage.possible[node] != nil else {
        unjudged[node, default: 0] += 1
        continue
      }
      let format = coverage.design.formats[node]
      let place = Place(node: node, isSigned: format.isSigned, modes: Modes(format))
      let new = coverage.missing(at: node)
      if new.count <= missing[place]?.count ?? .max { missing[place] = new }
    }
  }

  /// The nodes that cases of `moments` cast, each with the events met there and those possible that were not; nil where no
  /// case has few enough words to try.
  package var nodesOfMoments: [(node: Node, met: CastEvents, missing: CastEvents?)] {
    Node.every.compactMap { node in
      ofMoments[node].map { (node, $0.met, $0.possible?.subtracting($0.met)) }
    }
  }

  /// The nodes that the cases of `stream` cast in hardware.
  package var nodes: [Node] { Node.every.filter { met[$0] != nil } }

  /// The pairs at a node, and those of them with a case that meets everything that is possible there.
  package func pairs(at node: Node, signed: Bool) -> (complete: Int, all: Int) {
    let all = Modes.all(signed: signed)
    return (
      all.count { missing[Place(node: node, isSigned: signed, modes: $0)] == [] }, all.count
    )
  }

  /// The modes of unsigned words at a node, by themselves.
  package func unsignedModes(at node: Node) -> (quantizations: Int, overflows: Int) {
    let places = missing.filter {
      $0.key.node == node && !$0.key.isSigned && $0.value.isEmpty
    }.keys
    return (
      Set(places.map(\.modes.quantization)).count, Set(places.map(\.modes.overflow)).count
    )
  }

  /// The events that no case meets at a node.
  package func neverMet(at node: Node) -> CastEvents {
    CastEvents.all.subtracting(met[node] ?? [])
  }

  /// Everything that is missing, a line each: pairs of signed words that no case has or none completes, sign-magnitude wraps
  /// of many bits that never overflow, events at the nodes of `moments`, decisions.
  package var holes: [String] {
    var holes: [String] = []
    for node in nodes {
      for modes in Modes.all(signed: true) {
        let place = Place(node: node, isSigned: true, modes: modes)
        guard let events = missing[place] else {
          holes.append("\(node.name) \(modes): no case has it")
          continue
        }
        if !events.isEmpty {
          holes.append("\(node.name) \(modes): not met: \(events.names.joined(separator: ", "))")
        }
      }
    }
    for (node, _, missing) in nodesOfMoments {
      guard let missing else {
        holes.append("moments: \(node.name): no case has few enough words to try")
        continue
      }
      holes += missing.names.map { "moments: \(node.name): \($0)" }
    }
    holes += nodes.filter { !deepWraps[3, default: []].contains($0) }.map {
      "\($0.name) WRAP_SM 3: no case overflows with it"
    }
    if deepWraps[4] == nil, !nodes.isEmpty {
      holes.append("WRAP_SM 4 or more: no case overflows with it")
    }
    for (title, taken) in controllers {
      holes += ControlDecisions.all.filter { !taken.contains($0) }.map { "\(title): \($0)" }
    }
    return holes
  }

  private var controllers: [(title: String, taken: Set<String>)] {
    Architecture.allCases.compactMap { architecture in
      let title = architecture == .stream ? "controller" : "\(architecture): controller"
      return decisions[architecture].map { (title, $0) }
    }
  }

  /// The decisions of each architecture's controller, "controller: 47 of 47 decisions".
  package var decisionLines: [String] {
    controllers.map { "\($0.title): \($0.taken.count) of \(ControlDecisions.all.count) decisions" }
  }
}
