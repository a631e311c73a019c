/// What is known of a sweep after a look at every design: the two fronts, and how many designs ended how.
///
/// It takes rows as text, so that those of an earlier run and of other machines count the same.
public struct SweepSummary: Sendable {
  /// Error against the cost that was asked for, and against register bits.
  public private(set) var costFront = ParetoFront()
  public private(set) var bitsFront = ParetoFront()
  public private(set) var designs = 0
  public private(set) var refused = 0
  public private(set) var stalled = 0
  public private(set) var diverged = 0
  public private(set) var overflowed = 0
  public private(set) var firstRefusal: String?

  /// Where the fields are.
  public let fields: FieldPlaces

  public struct FieldPlaces: Sendable {
    public let error: Int
    public let cost: Int
    public let bits: Int
    public let stop: Int
    public let diverged: Int
    public let overflows: Range<Int>
    public let note: Int
  }

  /// - Precondition: the frame's error and cost are among its columns.
  public init(_ frame: SweepFrame) {
    let columns = frame.columns
    let overflows = columns.names.indices.filter { columns.names[$0].hasPrefix("overflow_") }
    fields = FieldPlaces(
      error: columns.index(frame.error)!, cost: columns.index(frame.cost)!,
      bits: columns.index(SweepFrame.bits)!, stop: columns.index("stop")!,
      diverged: columns.index("diverged")!,
      overflows: overflows.first!..<overflows.last! + 1, note: columns.index("note")!)
  }

  /// A row's fields by their places; of most rows only a few are asked for.
  public typealias Fields = (Int) -> String

  /// Takes up the row that stands for a design.
  public mutating func add(_ row: Fields) {
    designs += 1
    switch row(fields.stop) {
    case RowColumns.refusedStop:
      refused += 1
      if firstRefusal == nil { firstRefusal = row(fields.note) }
      return
    case "stalled": stalled += 1
    default: break
    }
    if row(fields.diverged) == "1" { diverged += 1 }
    if hasOverflowed(row) { overflowed += 1 }
    let (cost, bits) = points(row)
    if let cost { costFront.add(cost) }
    if let bits { bitsFront.add(bits) }
  }

  /// Whether a node of the design overflowed.
  public func hasOverflowed(_ row: Fields) -> Bool {
    fields.overflows.contains { !["", "0"].contains(row($0)) }
  }

  /// The fronts a design is on: `cost`, `bits`, `cost+bits` or nothing.
  public func front(_ row: Fields) -> String {
    let (cost, bits) = points(row)
    return [
      cost.map { costFront.contains($0) } == true ? "cost" : nil,
      bits.map { bitsFront.contains($0) } == true ? "bits" : nil,
    ].compactMap { $0 }.joined(separator: "+")
  }

  private func points(_ row: Fields) -> (cost: ParetoFront.Point?, bits: ParetoFront.Point?) {
    guard let error = Double(row(fields.error)) else { return (nil, nil) }
    func point(_ field: Int) -> ParetoFront.Point? {
      Double(row(field)).map { ParetoFront.Point(cost: $0, error: error) }
    }
    return (point(fields.cost), point(fields.bits))
  }
}
