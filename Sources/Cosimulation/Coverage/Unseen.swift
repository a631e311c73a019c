import Datapath
import FixedPoint
import Vectors

/// What comparisons that found no difference could not have shown, since nothing met it: of each node whether it
/// overflowed, met a tie and an end of its range, and the decisions of the controller.
///
/// Measured by ``Coverage`` on the model. A node that cannot meet a thing by its widths is not told of.
package struct Unseen: Sendable {
  /// What was not shown, and what would show it.
  package struct Gap: Hashable, Sendable {
    package let topic: String
    package let things: [String]
    package let remedy: String
  }

  /// What was played: each has other options.
  package enum Play: Hashable, Sendable {
    case run, scenario
    /// A run of which the results are compared, by a bench that makes starts, stalls and resets of its own.
    case results
    case random(designs: Int)
  }

  /// The cycles of a case that are looked at; longer ones are not, which ``isCut`` says.
  static let greatestCycles = 100_000

  package private(set) var cycleCount = 0
  package private(set) var isCut = false
  private var met: [Node: CastEvents] = [:]
  private var conceivable: [Node: CastEvents] = [:]
  private var decisions: Set<String> = []
  /// The fields of a result that repeat their sign to whole bytes, and those that were negative.
  private var extended: Set<String> = []
  private var negative: Set<String> = []

  package init() {}

  /// Takes in what a case meets.
  package mutating func add(_ plan: VectorPlan) {
    var plan = plan
    let limit = Self.greatestCycles - 1
    if plan.cycles.upperBound > limit { plan.cycles = min(plan.cycles.lowerBound, limit)...limit }
    let coverage = Coverage(plan, tryingAllWords: false)
    if coverage.cycleCount > limit { isCut = true }
    add(coverage)
    if plan.scenario == nil { addSigns(plan) }
  }

  private mutating func addSigns(_ plan: VectorPlan) {
    let fields = plan.design.ports.filter { $0.name == "m_axis_tdata" }.flatMap(\.fields)
    extended.formUnion(
      fields.filter { $0.isSigned && $0.width > $0.wordLength }.map(\.name))
    var simulation = Simulation(
      design: plan.design, configuration: plan.configuration, samples: plan.samples)
    simulation.statistics = .none
    _ = simulation.run { result in
      let words = [result.loss] + (0...plan.design.degree).reversed().map { result.theta[$0] }
      for (field, word) in zip(fields, words) where word < 0 { negative.insert(field.name) }
      return true
    }
  }

  package mutating func add(_ coverage: Coverage) {
    cycleCount += coverage.cycleCount
    decisions.formUnion(coverage.decisions)
    for node in coverage.nodes {
      met[node, default: []].formUnion(coverage.met[node])
      conceivable[node, default: []].formUnion(coverage.conceivable[node])
    }
  }

  package mutating func add(_ other: Unseen) {
    cycleCount += other.cycleCount
    isCut = isCut || other.isCut
    extended.formUnion(other.extended)
    negative.formUnion(other.negative)
    decisions.formUnion(other.decisions)
    met.merge(other.met) { $0.union($1) }
    conceivable.merge(other.conceivable) { $0.union($1) }
  }

  // MARK: What is missing

  /// The gaps, in the order of a report; empty where nothing is missing.
  ///
  /// - Parameter isBuiltIn: whether the module has formats of its own, which no option changes.
  package func gaps(of play: Play, isBuiltIn: Bool = false) -> [Gap] {
    let random: String? =
      switch play {
      case .random(let designs): "--random \(max(200, 4 * designs))"
      case .run, .scenario: isBuiltIn ? nil : "--random 200"
      case .results: nil
      }
    func remedy(_ option: String?) -> String {
      let option = [.run, .results].contains(play) ? option : nil
      let ways = [option, random].compactMap(\.self)
      if ways.isEmpty { return play == .run ? "a case with a scenario" : "another scenario" }
      return ways.joined(separator: ", or ")
    }
    var gaps = Self.casts.compactMap { topic, events, field in
      gap(
        topic, nodes(without: events),
        remedy(
          isBuiltIn
            ? "a case with fewer \(field) bits there, and the module built for it"
            : "--format NODE.\(field)=N with fewer bits"))
    }
    gaps += [
      gap(
        "never negative, so that the sign above it was always 0",
        extended.subtracting(negative).sorted(), remedy("a case in which it is"))
    ].compactMap(\.self)
    let topics = play == .results ? [.stop] : ControlTopic.allCases
    gaps += topics.compactMap { topic in
      gap(
        topic.rawValue,
        ControlDecisions.all.filter { !decisions.contains($0) && ControlTopic($0) == topic },
        remedy(topic.option))
    }
    return gaps
  }

  private static let casts: [(topic: String, events: CastEvents, field: String)] = [
    ("never overflowed", [.overflowBelow, .overflowAbove], "integer"),
    (
      "never met a tie", [.positiveEvenTie, .positiveOddTie, .negativeEvenTie, .negativeOddTie],
      "fraction"
    ),
    ("never met an end of the range", [.least, .greatest], "integer"),
  ]

  private func gap(_ topic: String, _ things: [String], _ remedy: String) -> Gap? {
    things.isEmpty ? nil : Gap(topic: topic, things: things, remedy: remedy)
  }

  /// The nodes that can meet some of the events and met none.
  private func nodes(without events: CastEvents) -> [String] {
    Node.every.filter { node in
      !(conceivable[node] ?? []).isDisjoint(with: events)
        && (met[node] ?? []).isDisjoint(with: events)
    }.map(\.name)
  }
}

/// The decisions of the controller, by what brings them about.
private enum ControlTopic: String, CaseIterable {
  case gaps = "no gap of the source"
  case waiting = "no back-pressure of the sink"
  case stop = "not taken at an epoch's end"
  case anyTime = "did not happen"

  init(_ decision: String) {
    self =
      switch decision {
      case "no sample offered in run", "a gap inside an epoch": .gaps
      case "sink not ready in result": .waiting
      default:
        [
          "goes on", "ends by", "loss decreases", "the first epoch", "a parameter", "only the last",
          "no parameter",
        ]
        .contains { decision.hasPrefix($0) } ? .stop : .anyTime
      }
  }

  /// The option of a run that brings it about.
  var option: String? {
    switch self {
    case .gaps: "--stall-input 0.3"
    case .waiting: "--stall-output 0.9"
    case .stop: "--epochs N or --tolerance T"
    case .anyTime: nil
    }
  }
}
