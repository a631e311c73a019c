import FixedPoint

/// The bits that each node's values needed, drawn against the bits of its format.
///
/// All words stand on one scale of bit weights, their binary points below each other, so that one
/// sees at a glance where bits lie idle and where they are given away.
public struct RangeBar: Hashable, Sendable {
  /// A node: its format and the words that it has held.
  public struct Row: Hashable, Sendable {
    public var name: String
    public var format: Format
    /// The least and the greatest raw value seen; nil where there was none.
    public var range: ClosedRange<Int128>?
    /// How many casts overflowed.
    public var overflows = 0

    /// The width that would have held every value seen, 0…width of the format.
    public var neededBits: Int {
      guard let range else { return 0 }
      let least = RangeBar.bits(range.lowerBound, isSigned: format.isSigned)
      let greatest = RangeBar.bits(range.upperBound, isSigned: format.isSigned)
      return min(format.width, max(least, greatest))
    }

    /// The leading bits that no value needed; nil where there was none.
    public var headroomBits: Int? { range == nil ? nil : format.width - neededBits }
  }

  public var rows: [Row]
  public var charset: Charset

  public init(_ rows: [Row], charset: Charset = .unicode) {
    self.rows = rows
    self.charset = charset
  }

  /// The shortest word that holds the value: 0 and −1 take one bit signed, 0 takes none unsigned.
  static func bits(_ value: Int128, isSigned: Bool) -> Int {
    let magnitude = value < 0 ? ~value : value
    return 128 - magnitude.leadingZeroBitCount + (isSigned ? 1 : 0)
  }

  /// A line a row and one that explains, each at most so many columns wide.
  public func lines(width: Int = 76) -> [String] {
    guard !rows.isEmpty else { return [] }
    let isUnicode = charset == .unicode
    let (used, idle, point) = isUnicode ? ("■", "·", "│") : ("#", ".", "|")
    let names = rows.map(\.name.printable)
    let nameColumns = min(names.map(\.terminalColumns).max() ?? 0, 16)
    let notes = rows.map(note)
    let noteColumns = notes.map(\.terminalColumns).max() ?? 0
    // Two groups at least: one on either side of the point.
    let room = max(2, width - nameColumns - noteColumns - 5)

    // Groups of bits have bounds at multiples of their size, so that the point lies between two.
    let top = rows.map(\.format.integerBits).max() ?? 0
    let bottom = rows.map { -$0.format.fractionBits }.min() ?? 0
    var size = 1
    func group(_ weight: Int) -> Int { Int((Double(weight) / Double(size)).rounded(.down)) }
    while group(top - 1) - group(bottom) + 1 > room { size += 1 }
    let groups = stride(from: group(top - 1), through: group(bottom), by: -1)

    var lines = zip(rows.indices, rows).map { index, row in
      let highest = row.format.integerBits - 1
      let lowest = -row.format.fractionBits
      let seen = highest - (row.headroomBits ?? row.format.width)
      var bar = ""
      for current in groups {
        if current == -1 { bar += point }
        let bits = (current * size)...(current * size + size - 1)
        if bits.upperBound < lowest || bits.lowerBound > highest {
          bar += " "
        } else {
          bar += max(bits.lowerBound, lowest) <= seen ? used : idle
        }
      }
      let name = names[index].shortened(toColumns: nameColumns, mark: isUnicode ? "…" : "~")
      return name.padded(toColumns: nameColumns) + "  " + bar + "  " + notes[index]
    }
    let unit = size == 1 ? "1 bit" : "\(size) bits"
    lines.append("\(used) needed, \(idle) idle, \(point) binary point; a mark is \(unit)")
    return lines.map {
      $0.withoutTrailingSpaces.shortened(toColumns: width, mark: isUnicode ? "…" : "~")
    }
  }

  private func note(_ row: Row) -> String {
    guard let headroom = row.headroomBits else { return "no value" }
    if row.overflows > 0 { return "overflowed" }
    return headroom == 0 ? "full" : "\(headroom) idle"
  }
}
