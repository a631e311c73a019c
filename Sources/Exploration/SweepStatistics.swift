import Cases
import Foundation

/// What the report of a sweep shows: errors by value of each field, and by pairs of fields, clouds of points, the designs of
/// the fronts and those that went wrong. Its size follows from the grid, not from the number of designs.
public struct SweepStatistics: Sendable {
  /// The errors of all designs that have one value of one field.
  public struct Spread: Hashable, Sendable {
    public internal(set) var least = Double.infinity
    public internal(set) var greatest = -Double.infinity
    /// Σ log₁₀ and count of those above 0.
    private var logarithms = 0.0
    private var count = 0

    /// The geometric mean of the errors above 0; nil where there is none.
    public var mean: Double? { count > 0 ? pow(10, logarithms / Double(count)) : nil }
    public var isEmpty: Bool { least > greatest }

    mutating func add(_ error: Double) {
      guard error.isFinite else { return }
      least = min(least, error)
      greatest = max(greatest, error)
      guard error > 0 else { return }
      logarithms += log10(error)
      count += 1
    }
  }

  /// The least error for each pair of values of two fields; infinite where there is none.
  public struct Map: Hashable, Sendable {
    public let across: Int
    public let up: Int
    public internal(set) var least: [Double]
  }

  /// A design as a point of a picture.
  public struct Speck: Hashable, Sendable {
    public let cost: Double
    public let bits: Double
    public let error: Double
    public let isSettled: Bool
  }

  /// A design that deserves a line: its number, values and what there is to say.
  public struct Mention: Hashable, Sendable {
    public let design: String
    public let values: [String]
    public let remark: String
  }

  /// Mentions of one kind: the first ones, and how many there are.
  public struct Mentions: Hashable, Sendable {
    public internal(set) var count = 0
    public internal(set) var first: [Mention] = []

    mutating func add(_ mention: Mention) {
      count += 1
      if first.count < SweepStatistics.greatestMentions { first.append(mention) }
    }
  }

  public static let greatestMentions = 50
  /// A field of more values than this has no curve, and no map.
  public static let greatestValues = 256

  public let frame: SweepFrame
  public let summary: SweepSummary
  public let columns: RowColumns
  /// A curve for each dimension, a spread for each of its values; empty where it has too many.
  public private(set) var curves: [[Spread]]
  public private(set) var maps: [Map] = []
  /// Some of the designs, all over the sweep.
  public private(set) var cloud: [Speck] = []
  /// The rows of the fronts, with the column `pareto` filled; one a point.
  public private(set) var frontRows: [[String]] = []
  public private(set) var stalled = Mentions()
  public private(set) var unsettled = Mentions()
  public private(set) var diverged = Mentions()
  public private(set) var overflowed = Mentions()
  public private(set) var refused = Mentions()

  private var places: [[String: Int]] = []
  private var seenPoints: Set<[ParetoFront.Point]> = []
  private var stride = 1
  private var number = 0
  private let paretoPlace: Int

  static let greatestCloud = 1500

  public init(_ frame: SweepFrame, _ summary: SweepSummary) {
    self.frame = frame
    self.summary = summary
    columns = frame.columns
    paretoPlace = columns.index("pareto")!
    let dimensions = frame.dimensions
    for dimension in dimensions {
      places.append(
        Dictionary(uniqueKeysWithValues: dimension.values.enumerated().map { ($1, $0) }))
    }
    curves = dimensions.map { dimension in
      dimension.values.count > Self.greatestValues
        ? [] : dimension.values.map { _ in Spread() }
    }
    for across in dimensions.indices {
      for up in dimensions.indices where up > across {
        let (width, height) = (curves[across].count, curves[up].count)
        guard width > 1, height > 1 else { continue }
        maps.append(
          Map(
            across: across, up: up,
            least: Array(repeating: .infinity, count: width * height)))
      }
    }
  }

  /// Takes up the row that stands for a design.
  public mutating func add(_ row: [String]) {
    defer { number += 1 }
    mention(row)
    guard let error = Double(row[summary.fields.error]) else { return }
    keep(row, error)
    // What nobody may choose helps no field.
    guard summary.isCandidate({ row[$0] }) else { return }
    let positions = zip(places, frame.values(row)).map { $0[$1] }
    for (dimension, position) in positions.enumerated() where !curves[dimension].isEmpty {
      if let position { curves[dimension][position].add(error) }
    }
    if error.isFinite {
      for index in maps.indices {
        guard let across = positions[maps[index].across], let up = positions[maps[index].up] else {
          continue
        }
        let cell = up * curves[maps[index].across].count + across
        if error < maps[index].least[cell] { maps[index].least[cell] = error }
      }
    }
  }

  private mutating func keep(_ row: [String], _ error: Double) {
    let fields = summary.fields
    guard let cost = Double(row[fields.cost]), let bits = Double(row[fields.bits]) else { return }
    if error.isFinite, number.isMultiple(of: stride) {
      let isSettled = summary.end { row[$0] }?.isSettled ?? false
      cloud.append(Speck(cost: cost, bits: bits, error: error, isSettled: isSettled))
      if cloud.count > Self.greatestCloud {
        cloud = Swift.stride(from: 0, to: cloud.count, by: 2).map { cloud[$0] }
        stride *= 2
      }
    }
    guard !row[paretoPlace].isEmpty else { return }
    let points = [
      ParetoFront.Point(cost: cost, error: error), ParetoFront.Point(cost: bits, error: error),
    ]
    if seenPoints.insert(points).inserted { frontRows.append(row) }
  }

  private mutating func mention(_ row: [String]) {
    let fields = summary.fields
    let values = frame.values(row)
    func mention(_ remark: String) -> Mention {
      Mention(design: row[0], values: values, remark: remark)
    }
    func field(_ name: String) -> String { row[columns.index(name)!] }
    let error = "\(frame.error) \(row[fields.error])"
    switch summary.end({ row[$0] }) {
    case nil:
      refused.add(mention(row[fields.note]))
      return
    case .stalled:
      stalled.add(mention("from epoch \(field("cycle_from")) on, \(error)"))
    case .cycle: break
    case .unsettled: unsettled.add(mention("\(error) or more"))
    case .diverged: diverged.add(mention("loss \(field("loss")), \(error)"))
    }
    if summary.hasOverflowed({ row[$0] }) {
      let nodes = fields.overflows.filter { !["", "0"].contains(row[$0]) }.map {
        "\(columns.names[$0].dropFirst("overflow_".count)) \(row[$0])×"
      }
      overflowed.add(mention(nodes.joined(separator: ", ")))
    }
  }
}

/// Where more of a field stops helping.
public struct Knee: Hashable, Sendable {
  /// The position of the first value from which on the best error is within ``tolerance`` of the best of all.
  public let position: Int
  /// The least error with any value.
  public let least: Double

  /// 1.1: ten per cent more error than the least still counts as enough.
  public static let tolerance = 1.1

  /// - Parameter spreads: in ascending order of the values.
  public init?(_ spreads: [SweepStatistics.Spread]) {
    guard let least = spreads.filter({ !$0.isEmpty }).map(\.least).min(),
      let position = spreads.firstIndex(where: {
        !$0.isEmpty && $0.least <= least * Self.tolerance
      })
    else { return nil }
    self.position = position
    self.least = least
  }
}
