import Cases
import Datapath
import FixedPoint

/// One direction of a sweep: knobs that turn together, and the values they take in turn.
public struct Variation: Hashable, Sendable {
  /// One or more; all of them have the same value in a design.
  public let knobs: [Knob]
  /// As ``Knob`` writes them, all different, in the order of the sweep.
  public let values: [String]
  /// The first of the values as the knobs take them, one a knob: read once for all designs.
  private let knownTurns: [[KnobTurn]]

  private static let greatestKnown = 1024

  /// No direction has more values than this.
  public static let greatestCount = 1_000_000

  /// What axes and tables call it: `x.width,y.width`.
  public var name: String { knobs.map(\.name).joined(separator: ",") }

  /// Whether designs of an architecture have one of the knobs.
  func isOf(_ architecture: Architecture?) -> Bool { knobs.contains { $0.isOf(architecture) } }

  /// - Throws: ``SettingError`` for values that are missing, said twice or too many.
  public init(_ knobs: [Knob], values: [String]) throws(SettingError) {
    let name = knobs.map(\.name).joined(separator: ",")
    guard !values.isEmpty else { throw SettingError("\(name) has no values; give some") }
    var seen: Set<String> = []
    for value in values where !seen.insert(value).inserted {
      throw SettingError("\(name) has the value \(value) twice; give each once")
    }
    self.knobs = knobs
    self.values = values
    var known: [[KnobTurn]] = []
    for value in values.prefix(Self.greatestKnown) {
      known.append(try Self.turns(knobs, to: value))
    }
    knownTurns = known
  }

  /// What a value turns.
  func turns(_ position: Int) throws(SettingError) -> [KnobTurn] {
    position < knownTurns.count
      ? knownTurns[position] : try Self.turns(knobs, to: values[position])
  }

  private static func turns(
    _ knobs: [Knob], to value: String
  ) throws(SettingError) -> [KnobTurn] {
    var turns: [KnobTurn] = []
    for knob in knobs { turns.append(try knob.turn(to: value)) }
    return turns
  }

  /// Reads `theta.fraction=6...24`, `x.width,y.width=8...18:2` or `error.quantization=TRN,RND`.
  ///
  /// A value is a number, the name of a mode, or a range of numbers with both ends included and a step after a
  /// colon; commas stand between several.
  public init(parsing text: String) throws(SettingError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw SettingError("'\(text)' has no '='; write it as in theta.fraction=6...24")
    }
    var knobs: [Knob] = []
    for name in text[..<equals].split(separator: ",", omittingEmptySubsequences: false) {
      let knob = try Knob(name: String(name))
      guard !knobs.contains(knob) else {
        throw SettingError("\(knob.name) stands twice before the '='; name it once")
      }
      knobs.append(knob)
    }
    let words = text[text.index(after: equals)...]
    guard !words.isEmpty else {
      throw SettingError("\(text) has no values; write them as in 6...24 or 8,12,16")
    }
    var values: [String] = []
    for word in words.split(separator: ",", omittingEmptySubsequences: false) {
      values += try Self.values(of: String(word), for: knobs)
      guard values.count <= Self.greatestCount else { throw Self.tooMany(knobs) }
    }
    try self.init(knobs, values: values)
  }

  private static func tooMany(_ knobs: [Knob]) -> SettingError {
    SettingError(
      "\(knobs.map(\.name).joined(separator: ",")) has more than \(greatestCount) values; give a larger step"
    )
  }

  /// What one word between commas stands for.
  private static func values(of word: String, for knobs: [Knob]) throws(SettingError) -> [String] {
    guard let dots = word.firstRange(of: "..."), word[dots.upperBound...].first != "." else {
      if knobs.allSatisfy(\.isNumeric), let range = nearestRange(to: word) {
        throw SettingError(
          "\(knobs.map(\.name).joined(separator: ",")): '\(word)' is not a range; did you mean '\(range)'?"
        )
      }
      var value = word
      for knob in knobs { value = try knob.canonical(word) }
      return [value]
    }
    let name = knobs.map(\.name).joined(separator: ",")
    guard knobs.allSatisfy(\.isNumeric) else {
      throw SettingError("\(name) has no numbers, so '\(word)' is not a range; give the values")
    }
    let first = String(word[..<dots.lowerBound])
    let rest = word[dots.upperBound...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let last = String(rest[0])
    let step = rest.count > 1 ? String(rest[1]) : nil
    if let low = Int(first), let high = Int(last), let step = step.map({ Int($0) }) ?? 1 {
      return try whole(low, high, step, name, knobs)
    }
    guard let low = Double(first), let high = Double(last), low.isFinite, high.isFinite,
      let step = step.flatMap(Double.init)
    else {
      throw SettingError(
        "\(name): '\(word)' is not a range; write one as 6...24, 6...24:2 or 0.01...0.1:0.01")
    }
    let count = ((high - low) / step * (1 + 1e-12)).rounded(.down)
    guard step > 0, count >= 0 else { throw empty(word, name) }
    guard count < Double(greatestCount) else { throw tooMany(knobs) }
    var values: [String] = []
    for index in 0...Int(count) {
      // To twelve digits, so that 0.01 + 2 · 0.01 is written 0.03.
      let value = low + Double(index) * step
      let digits = 12 - (value == 0 ? 0 : Int(value.exponent) * 301 / 1000)
      let power = Double("1e\(min(max(digits, 0), 22))")!
      values.append(try knobs[0].canonical(((value * power).rounded() / power).description))
    }
    return values
  }

  private static func whole(
    _ low: Int, _ high: Int, _ step: Int, _ name: String, _ knobs: [Knob]
  ) throws(SettingError) -> [String] {
    let (span, overflow) = high.subtractingReportingOverflow(low)
    guard !overflow, step > 0, span >= 0 else {
      if overflow { throw tooMany(knobs) }
      throw empty("\(low)...\(high)" + (step == 1 ? "" : ":\(step)"), name)
    }
    guard span / step < greatestCount else { throw tooMany(knobs) }
    var values: [String] = []
    for value in stride(from: low, through: high, by: step) {
      values.append(try knobs[0].canonical(String(value)))
    }
    return values
  }

  private static func empty(_ range: String, _ name: String) -> SettingError {
    SettingError(
      "\(name): the range \(range) is empty; write the lower end first and a step above 0")
  }
}
