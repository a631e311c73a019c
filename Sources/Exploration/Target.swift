/// The error that a design must not exceed: in the data's units, or in per cent of y's span.
public enum Target: Hashable, Sendable {
  case absolute(Double)
  case percent(Double)

  /// What the error is compared with, in the unit of its column.
  public var limit: Double {
    switch self {
    case .absolute(let limit), .percent(let limit): limit
    }
  }

  /// The column that it is a limit of.
  ///
  /// - Parameter error: the column that the sweep calls error; nil if nobody chose one.
  /// - Returns: nil if that is no error of the fit, in the data's units or in per cent.
  public func column(of error: String?) -> String? {
    let stem = (error ?? FigureColumn.settledError).replacing(/_fit_(error|percent)$/, with: "")
    guard FigureColumn.all(degree: 1).contains(where: { $0.name == stem + "_fit_percent" }) else {
      return nil
    }
    switch self {
    case .absolute: return stem + "_fit_error"
    case .percent: return stem + "_fit_percent"
    }
  }
}

extension FigureColumn {
  /// The error that a design is judged by, the worst of what it settles in: from least squares, at the samples, in the data's units.
  public static let settledError = "worst_ls_fit_error"
  /// The same in per cent of y's span.
  public static let settledPercent = "worst_ls_fit_percent"
}

/// What a sweep answers to a target: the cheapest design that meets it, and how far the next cheaper one misses it.
///
/// Both are on the Pareto front of error and cost of the designs that may win. Of several of the same cost the one
/// with the least error wins; of those with the same error too, the first in the order of the sweep.
public struct Answer: Sendable {
  public let target: Target
  /// The cheapest design that meets the target; nil where none does.
  public private(set) var winner: [String]?
  /// The design before it on the front: of all that cost less, the one that misses the target by least. Where no
  /// design meets the target, the one that comes nearest.
  public private(set) var runnerUp: [String]?
  private let winnerPoint: ParetoFront.Point?
  private let runnerUpPoint: ParetoFront.Point?
  private let summary: SweepSummary

  public init(_ target: Target, _ summary: SweepSummary) {
    self.target = target
    self.summary = summary
    let points = summary.candidates.points
    let place = points.firstIndex { $0.error <= target.limit } ?? points.endIndex
    winnerPoint = place < points.count ? points[place] : nil
    runnerUpPoint = place > 0 ? points[place - 1] : nil
  }

  /// Takes up the row that stands for a design.
  public mutating func add(_ row: [String]) {
    guard let point = summary.candidate({ row[$0] }) else { return }
    if winner == nil, point == winnerPoint { winner = row }
    if runnerUp == nil, point == runnerUpPoint { runnerUp = row }
  }

  /// By how much a design's error is above the target.
  public func miss(_ row: [String]) -> Double {
    (Double(row[summary.fields.error]) ?? .nan) - target.limit
  }
}
