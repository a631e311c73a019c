import Cases

/// What is known of a sweep after a look at every design: the two fronts, and how many designs ended how.
///
/// It takes rows as text, so that those of an earlier run and of other machines count the same.
public struct SweepSummary: Sendable {
  /// Error against the cost that was asked for, and against register bits.
  public private(set) var costFront = ParetoFront()
  public private(set) var bitsFront = ParetoFront()
  /// Error against that cost of the designs that may win.
  public private(set) var candidates = ParetoFront()
  public private(set) var designs = 0
  public private(set) var refused = 0
  public private(set) var stalled = 0
  public private(set) var cycles = 0
  public private(set) var unsettled = 0
  public private(set) var diverged = 0
  public private(set) var overflowed = 0
  public private(set) var firstRefusal: String?

  private let allowsUnsettled: Bool

  /// Where the fields are.
  public let fields: FieldPlaces

  public struct FieldPlaces: Sendable {
    public let error: Int
    public let cost: Int
    public let bits: Int
    public let settles: Int
    public let overflows: Range<Int>
    /// The overflows that count as errors.
    let forbidden: [Int]
    public let note: Int
  }

  /// - Precondition: the frame's error and cost are among its columns.
  public init(_ frame: SweepFrame) {
    let columns = frame.columns
    allowsUnsettled = frame.allowsUnsettled
    let overflows = columns.names.indices.filter { columns.names[$0].hasPrefix("overflow_") }
    fields = FieldPlaces(
      error: columns.index(frame.error)!, cost: columns.index(frame.cost)!,
      bits: columns.index(SweepFrame.bits)!, settles: columns.index("settles")!,
      overflows: overflows.first!..<overflows.last! + 1,
      forbidden: frame.forbidden.map { columns.index("overflow_\($0.name)")! },
      note: columns.index("note")!)
  }

  /// A row's fields by their places; of most rows only a few are asked for.
  public typealias Fields = (Int) -> String

  /// Takes up the row that stands for a design.
  public mutating func add(_ row: Fields) {
    designs += 1
    switch end(row) {
    case nil:
      refused += 1
      if firstRefusal == nil { firstRefusal = row(fields.note) }
      return
    case .stalled: stalled += 1
    case .cycle: cycles += 1
    case .unsettled: unsettled += 1
    case .diverged: diverged += 1
    }
    if hasOverflowed(row) { overflowed += 1 }
    let (cost, bits) = points(row)
    if let cost { costFront.add(cost) }
    if let point = candidate(row) { candidates.add(point) }
    if let bits { bitsFront.add(bits) }
  }

  /// What the design settles in; nil where it cannot be built.
  public func end(_ row: Fields) -> SettledEnd? { SettledEnd(rawValue: row(fields.settles)) }

  /// Whether the design may be on a front.
  public func isCandidate(_ row: Fields) -> Bool {
    end(row).map { $0.isSettled || allowsUnsettled } ?? false
  }

  /// Whether a node of the design overflowed.
  public func hasOverflowed(_ row: Fields) -> Bool {
    fields.overflows.contains { !["", "0"].contains(row($0)) }
  }

  /// The cost and error of a design that may win: it settles, and overflows at no node where that counts as an error.
  func candidate(_ row: Fields) -> ParetoFront.Point? {
    guard end(row)?.isSettled == true,
      fields.forbidden.allSatisfy({ ["", "0"].contains(row($0)) })
    else { return nil }
    return points(row).cost
  }

  /// Whether a design is one of those among which a target chooses.
  public func isChosenFrom(_ row: Fields) -> Bool {
    candidate(row).map { candidates.contains($0) } ?? false
  }

  /// The fronts a design is on, where settled designs alone have a place unless others are asked for: `cost`, `bits`, `cost+bits` or nothing.
  public func front(_ row: Fields) -> String {
    let (cost, bits) = points(row)
    return [
      cost.map { costFront.contains($0) } == true ? "cost" : nil,
      bits.map { bitsFront.contains($0) } == true ? "bits" : nil,
    ].compactMap { $0 }.joined(separator: "+")
  }

  private func points(_ row: Fields) -> (cost: ParetoFront.Point?, bits: ParetoFront.Point?) {
    guard isCandidate(row), let error = Double(row(fields.error)) else { return (nil, nil) }
    func point(_ field: Int) -> ParetoFront.Point? {
      Double(row(field)).map { ParetoFront.Point(cost: $0, error: error) }
    }
    return (point(fields.cost), point(fields.bits))
  }
}
