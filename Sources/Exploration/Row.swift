import Cases
import Datapath

/// A row of a sweep's results.
public struct Row: Hashable, Sendable {
  /// As many as ``RowColumns/names``.
  public let figures: [Figure]

  public init(figures: [Figure]) { self.figures = figures }

  /// What became of a design on a case.
  enum Outcome {
    case figures([Figure])
    /// It cannot be built; the reason, as `hardfit simulate` gives it.
    case refused(String)
  }
}

/// The columns of a sweep's rows: the design's number, the case, the knobs, the architecture where it is no knob, the figures,
/// the Pareto front, a note.
public struct RowColumns: Sendable {
  public let names: [String]
  public let figureColumns: [FigureColumn]
  /// The greatest degree of any design.
  let degree: Int
  let caseNames: [String]
  /// Of each case, beside itself.
  let variations: Int
  private let knobs: [[Knob]]
  /// Of each case, where it is not varied.
  let caseArchitectures: [Architecture]
  /// The dimension that is the architecture.
  private let architecturePlace: Int?
  /// The architectures of all designs, and their nodes.
  package let architectures: [Architecture]
  let nodes: [Node]
  /// Whether each column holds numbers.
  public let areNumeric: [Bool]

  /// The rows of a case, or of all cases.
  static let worst = "worst"
  static let mean = "mean"

  init(
    _ dimensions: [Variation], caseNames: [String], architectures: [Architecture], variations: Int,
    degree: Int
  ) {
    caseArchitectures = architectures
    architecturePlace = dimensions.architecture
    let all = dimensions.architectures ?? architectures
    self.architectures = Architecture.allCases.filter(all.contains)
    nodes = Node.every.filter { node in all.contains { $0.nodes.contains(node) } }
    self.degree = degree
    self.variations = variations
    self.caseNames = caseNames
    figureColumns = FigureColumn.all(degree: degree, nodes: nodes)
    knobs = dimensions.map(\.knobs)
    let fixed = architecturePlace == nil ? [Knob.architecture] : []
    areNumeric =
      [true, false] + (knobs.joined() + fixed).map(\.isNumeric)
      + figureColumns.map { !["stop", "settles", "multipliers"].contains($0.name) } + [
        false, false,
      ]
    names =
      ["design", "case"] + (knobs.joined() + fixed).map(\.name) + figureColumns.map(\.name) + [
        "pareto", "note",
      ]
  }

  /// Whether a design is judged by one run alone.
  public var isSingle: Bool { caseNames.count == 1 && variations == 0 }

  /// Rows a design has: one a case as it is, and with several cases or variations two more.
  public var rowsPerDesign: Int { isSingle ? 1 : caseNames.count + 2 }

  /// Which of a design's rows stands for it on the fronts: its only one, or the worst over cases and variations.
  public var representative: Int { isSingle ? 0 : caseNames.count }

  /// The position of a column.
  public func index(_ name: String) -> Int? { names.firstIndex(of: name) }

  /// - Parameter outcomes: of each case as it is and then of its variations, case after case.
  func rows(design: Int, values: [String], _ outcomes: [Row.Outcome]) -> [Row] {
    let names = caseNames.flatMap { [$0] + Array(repeating: $0, count: variations) }
    var rows = caseNames.enumerated().map { index, name in
      switch outcomes[index * (1 + variations)] {
      case .figures(let figures): row(design, name, index, values, figures, note: nil)
      case .refused(let reason): row(design, name, index, values, refused, note: reason)
      }
    }
    guard outcomes.count > 1 else { return rows }
    var all: [[Figure]] = []
    for (name, outcome) in zip(names, outcomes) {
      guard case .refused(let reason) = outcome else {
        if case .figures(let figures) = outcome { all.append(figures) }
        continue
      }
      for word in [Self.worst, Self.mean] {
        rows.append(row(design, word, nil, values, refused, note: "\(name): \(reason)"))
      }
      return rows
    }
    rows.append(row(design, Self.worst, nil, values, worst(all), note: nil))
    rows.append(row(design, Self.mean, nil, values, mean(all), note: nil))
    return rows
  }

  private var refused: [Figure] {
    [.text(Self.refusedStop)] + Array(repeating: .missing, count: figureColumns.count - 1)
  }

  /// What `stop` says of a design that cannot be built.
  public static let refusedStop = "refused"

  /// - Parameter place: of the case; nil for all of them.
  private func row(
    _ design: Int, _ name: String, _ place: Int?, _ values: [String], _ figures: [Figure],
    note: String?
  ) -> Row {
    let varied = architecturePlace.flatMap { Architecture(rawValue: values[$0]) }
    var fields: [Figure] = []
    fields.reserveCapacity(names.count)
    fields.append(Figure(design + 1))
    fields.append(.text(name))
    for (value, knobs) in zip(values, knobs) {
      for knob in knobs { fields.append(knob.isOf(varied) ? .text(value) : .missing) }
    }
    if architecturePlace == nil {
      let all = place.map { [caseArchitectures[$0]] } ?? caseArchitectures
      fields.append(Set(all).count == 1 ? .text(all[0].rawValue) : .missing)
    }
    fields += figures
    fields.append(.missing)
    fields.append(note.map { .text($0) } ?? .missing)
    return Row(figures: fields)
  }

  /// The worst of each figure over the cases and variations that have it. A NaN is worse than every number.
  private func worst(_ all: [[Figure]]) -> [Figure] {
    figureColumns.indices.map { index in
      let figures = all.map { $0[index] }
      let column = figureColumns[index]
      // An end that says least about the fit is the worst one.
      let words: [String: [String]] = [
        "stop": [Stop.abandoned, .stalled, .epochs, .converged].map(\.rawValue),
        "settles": SettledEnd.allCases.reversed().map(\.rawValue),
      ]
      if let order = words[column.name] {
        return order.map { .text($0) }.first { figures.contains($0) } ?? .missing
      }
      let known = figures.filter { $0.number != nil }
      guard column.worst != .none, !known.isEmpty else { return .missing }
      return known.reduce(known[0]) { worst, figure in
        let (old, new) = (worst.number!, figure.number!)
        let isWorse = new.isNaN || (column.worst == .greatest ? new > old : new < old)
        return isWorse ? figure : worst
      }
    }
  }

  /// The arithmetic mean of each figure over the cases and variations that have it.
  private func mean(_ all: [[Figure]]) -> [Figure] {
    figureColumns.indices.map { index in
      let numbers = all.compactMap { $0[index].number }
      guard figureColumns[index].worst != .none, !numbers.isEmpty else { return .missing }
      return .real(numbers.reduce(0, +) / Double(numbers.count))
    }
  }
}
