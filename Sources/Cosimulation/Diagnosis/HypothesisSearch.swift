import Datapath
import FixedPoint

/// Looks for changes of a register's rules that make it equal to the RTL's.
///
/// Each is made, and tried in every cycle; those that do not fit are forgotten.
struct HypothesisSearch {
  typealias Hypothesis = Divergence.Hypothesis

  let trial: RuleTrial
  /// The register that differs first.
  let register: Int
  private(set) var found: [Hypothesis] = []

  var diagnosis: Diagnosis { trial.diagnosis }
  var name: String { diagnosis.name(register) }
  var rules: [RegisterRule] { trial.right.rules[register] }

  /// Everything that fits a register.
  static func hypotheses(about register: Int, _ trial: RuleTrial) -> [Hypothesis] {
    var search = Self(trial: trial, register: register)
    if let node = trial.right.node(flaggedBy: register) {
      search.tryFlag(of: node)
      search.tryOccasions()
      guard search.found.isEmpty else { return search.found }
      // Where the flag alone tells, the casts into its node may be others.
      return trial.right.casting[node].flatMap { cast in
        var search = Self(trial: trial, register: cast)
        search.tryLoads(search.rules.firstIndex { $0.rule.operation.node == node }!)
        return search.found
      }
    }
    if let place = trial.failing(register) { search.tryLoads(place) }
    // Where the machine would be the same altogether with other modes, that says more than one register does.
    if search.isExplainedByModes { return search.found }
    search.tryWidths()
    search.tryOccasions()
    return search.found
  }

  private(set) var isExplainedByModes = false

  private mutating func tryLoads(_ place: Int) {
    tryModes(place)
    isExplainedByModes = !found.isEmpty
    if found.isEmpty { tryOperands(place) }
  }

  // MARK: Trying

  /// Tries other rules of the register.
  ///
  /// Where its words are those of the right rules, the flag of its node's overflows has to tell.
  mutating func attempt(_ change: String, _ rules: [RegisterRule]) {
    guard !found.contains(where: { $0.change == change }), let fit = fit(rules) else { return }
    add(change, fit.text(isBit: diagnosis.registers[register].width == 1))
  }

  /// Tries a change of all rules of the register that do what one of them does, be it for another parameter.
  mutating func attempt(
    _ change: String, like place: Int, _ alter: (inout RegisterRule) -> Void
  ) {
    attempt(change, altered(like: place, alter))
  }

  func altered(like place: Int, _ alter: (inout RegisterRule) -> Void) -> [RegisterRule] {
    var rules = rules
    let right = rules[place]
    for index in rules.indices where rules[index].isOfOneKind(with: right) {
      alter(&rules[index])
    }
    return rules
  }

  func fit(_ rules: [RegisterRule]) -> RuleTrial.Fit? {
    var book = trial.right
    book.rules[register] = rules
    guard let fit = trial.fit(book, register) else { return nil }
    if fit.telling > 0 { return fit }
    guard let node = diagnosis.registers[register].node, let flag = trial.right.flags[node],
      let flagged = trial.fit(book, flag), flagged.telling > 0
    else { return nil }
    return flagged
  }

  mutating func add(_ change: String, _ evidence: String) {
    found.append(Hypothesis(change: change, evidence: evidence))
  }
}

extension RuleTrial.Fit {
  /// The words of one bit that have to be other than the model's until chance is out of the question.
  private static let certainty = 4

  /// "all 421 cycles looked at, 3 of which the model has otherwise".
  func text(isBit: Bool) -> String {
    let caution = isBit && telling < Self.certainty ? "; so few may fit by chance" : ""
    return "all \(cycles) cycles looked at, \(telling) of which the model has otherwise\(caution)"
  }
}

extension RegisterRule {
  /// Whether it does the same, be it for another parameter.
  fileprivate func isOfOneKind(with other: RegisterRule) -> Bool {
    guard sources.count == other.sources.count else { return false }
    return switch (rule.operation, other.rule.operation) {
    case (.constant, .constant), (.add, .add), (.choose, .choose): true
    case (.leave(_, _, let node), .leave(_, _, let other)): node == other
    case (let one, let other): one == other
    }
  }
}
