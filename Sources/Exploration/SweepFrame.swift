import Cases
import Datapath

/// What a sweep is, apart from its rows: enough to read them, to join parts and to draw the report.
///
/// It is written as lines `key value` at the head of a part, and read back from there.
public struct SweepFrame: Hashable, Sendable {
  /// A hash of everything that decides about a row.
  public var fingerprint: String
  public var shard: Shard
  /// The designs of the whole sweep.
  public var count: Int
  public var dimensions: [Variation]
  public var caseNames: [String]
  /// Of each case, where it is not varied.
  public var architectures: [Architecture]
  /// The greatest degree of any design.
  public var degree: Int
  /// The variations of each case that a design is judged by too.
  public var perturbation: Perturbation?
  /// The nodes whose overflow counts as an error.
  public var forbidden: [Node] = []
  /// For each case what reads it and says what was said of it, as words of a shell for `hardfit simulate`.
  public var sources: [String] = []
  /// The column that the fronts call error.
  public var error: String
  /// The column that they call cost, beside the register bits.
  public var cost: String
  /// How many epochs more a design may run to know what it settles in; nil for what the samples allow.
  public var settle: Int?
  /// Whether designs that are not settled, or diverged, may be on the fronts.
  public var allowsUnsettled: Bool

  public static let bits = "register_bits"

  public var columns: RowColumns {
    RowColumns(
      dimensions, caseNames: caseNames, architectures: architectures,
      variations: perturbation?.count ?? 0, degree: degree)
  }

  /// The rows of this part.
  public var rowCount: Int { shard.size(of: count) * columns.rowsPerDesign }

  public init(
    _ evaluation: Evaluation, shard: Shard, perturbation: Perturbation? = nil, error: String,
    cost: String, allowsUnsettled: Bool = false, version: String
  ) {
    self.shard = shard
    self.perturbation = perturbation
    forbidden = evaluation.columns.nodes.filter { node in
      evaluation.cases.contains { $0.settings.onOverflow[node] == .error }
    }
    count = evaluation.space.count
    dimensions = evaluation.space.dimensions
    caseNames = evaluation.cases.map(\.name)
    architectures = evaluation.columns.caseArchitectures
    degree = evaluation.columns.degree
    self.error = error
    self.cost = cost
    settle = evaluation.settle
    self.allowsUnsettled = allowsUnsettled
    var checksum = Checksum()
    for text in [
      "sweep 3", version, evaluation.space.description, error, cost,
      Self.text(settle), "\(allowsUnsettled)",
    ] {
      checksum.add(text)
    }
    checksum.add(perturbation.map { "\($0)" } ?? "as they are")
    checksum.add(forbidden.map(\.name).joined(separator: ","))
    for sweepCase in evaluation.cases {
      checksum.add(sweepCase.name)
      checksum.add(sweepCase.settings.canonicalText)
      let columns = sweepCase.samples.columns
      checksum.add([Double(columns.count)])
      checksum.add(columns.x)
      checksum.add(columns.y)
      columns.forEachDigits(beyondDoublesFor: sweepCase.samples.scales.scaling) {
        checksum.add($0)
      }
    }
    fingerprint = checksum.text
  }

  /// The values of a row, one a dimension; empty where the design's architecture has none of the nodes.
  public func values(_ row: [String]) -> [String] {
    var place = 2
    return dimensions.map { dimension in
      defer { place += dimension.knobs.count }
      return row[place..<place + dimension.knobs.count].first { !$0.isEmpty } ?? ""
    }
  }

  // MARK: As text

  private static let title = "hardfit-sweep 3"

  private static func text(_ settle: Int?) -> String { settle.map { "\($0)" } ?? "default" }

  /// The lines at the head of a part.
  public var lines: [String] {
    [
      Self.title, "fingerprint \(fingerprint)", "shard \(shard)", "designs \(count)",
      "degree \(degree)", "error \(error)", "cost \(cost)", "settle \(Self.text(settle))",
      "unsettled \(allowsUnsettled)",
    ]
      + (perturbation.map { ["perturb \($0)"] } ?? []) + forbidden.map { "forbid \($0.name)" }
      + caseNames.map { "case \($0)" } + architectures.map { "architecture \($0.rawValue)" }
      + sources.map { "source \($0)" }
      + dimensions.map { "vary \($0.name)=\($0.values.joined(separator: ","))" }
  }

  /// Reads ``lines``; nil for anything else.
  public init?(lines: [String]) {
    guard lines.first == Self.title else { return nil }
    var values: [String: [String]] = [:]
    for line in lines.dropFirst() {
      guard let space = line.firstIndex(of: " ") else { return nil }
      values[String(line[..<space]), default: []].append(
        String(line[line.index(after: space)...]))
    }
    guard let fingerprint = values["fingerprint"]?.first,
      let shard = values["shard"]?.first.flatMap({ Shard(parsing: $0) }),
      let count = values["designs"]?.first.flatMap({ Int($0) }), count > 0,
      let degree = values["degree"]?.first.flatMap({ Int($0) }), (1...3).contains(degree),
      let error = values["error"]?.first, let cost = values["cost"]?.first,
      let settle = values["settle"]?.first,
      let allowsUnsettled = values["unsettled"]?.first.flatMap({ Bool($0) }),
      let caseNames = values["case"],
      case let architectures = (values["architecture"] ?? []).compactMap({
        Architecture(rawValue: $0)
      }), architectures.count == caseNames.count,
      let dimensions = try? (values["vary"] ?? []).map({ try Variation(parsing: $0) })
    else { return nil }
    self.fingerprint = fingerprint
    self.shard = shard
    self.count = count
    self.degree = degree
    self.error = error
    self.cost = cost
    self.settle = Int(settle)
    self.allowsUnsettled = allowsUnsettled
    (self.caseNames, self.architectures) = (caseNames, architectures)
    self.dimensions = dimensions
    perturbation = values["perturb"]?.first.flatMap { Perturbation(parsing: $0, degree: degree) }
    forbidden = (values["forbid"] ?? []).compactMap { Node(name: $0) }
    sources = values["source"] ?? []
    guard self.lines == lines else { return nil }
  }
}

extension Settings {
  /// All that is said, in a fixed order.
  fileprivate var canonicalText: String {
    let formats = self.formats.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      "\($0.key.name) \($0.value)"
    }
    let values = Self.table.map { "\($0.name) \($0.text(in: self) ?? "")" }
    return (values + ["\(formats)"]).joined(separator: "\n")
  }
}
