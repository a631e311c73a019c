import Columns

/// Values that are hardly samples: what instruments write for an overload or a missing reading, and a value that lies
/// orders of magnitude from all others.
struct Suspects {
  /// A value with the row where it is first.
  struct Suspect: Hashable {
    let value: Double
    let row: Int
    let count: Int
  }

  private(set) var found: [Suspect] = []

  /// Written for an overload (SCPI's 9.9E37 and 9.91E37) or for no reading (−999 and its like), or the greatest and least
  /// words of converters and counters.
  private static let sentinels: Set<Double> = {
    let written: Set<Double> = [
      999, 9999, 99999, 999_999, 999.25, 999.9, 999.99, 99.99, 888, 8888, 777, 7777, 6999, 7999,
      9.9e37, 9.91e37, 9.92e37, 1e30, 1e31, 1e35, 1e36, 1e37, 1e38, 3.4e38,
      Double(Float.greatestFiniteMagnitude),
    ]
    return written.union(
      [8, 10, 12, 14, 16, 18, 20, 24, 32].flatMap { bits in
        let half = Double(UInt64(1) << (bits - 1))
        return [half - 1, half, 2 * half - 1]
      })
  }()

  /// How many times the span of all other values a value lies away that no list names.
  private static let outlying = 1000.0

  init(_ column: LongColumn<Double>) {
    guard column.count > 3 else { return }
    // A value after the other is set aside, the farthest first: each may hide the next.
    while found.count < 4, let suspect = Self.farthest(column, besides: found.map(\.value)) {
      found.append(suspect)
    }
  }

  private static func farthest(_ column: LongColumn<Double>, besides known: [Double]) -> Suspect? {
    column.withUnsafeBufferPointer { values in
      // The two least and the two greatest that differ.
      var (least, nextLeast) = (Double.infinity, Double.infinity)
      var (greatest, nextGreatest) = (-Double.infinity, -Double.infinity)
      for value in values where known.isEmpty || !known.contains(value) {
        if value < least {
          (least, nextLeast) = (value, least)
        } else if value > least, value < nextLeast {
          nextLeast = value
        }
        if value > greatest {
          (greatest, nextGreatest) = (value, greatest)
        } else if value < greatest, value > nextGreatest {
          nextGreatest = value
        }
      }
      guard least < greatest else { return nil }
      let isLow = nextLeast - least > greatest - nextGreatest
      let value = isLow ? least : greatest
      let gap = isLow ? nextLeast - least : greatest - nextGreatest
      let rest = isLow ? greatest - nextLeast : nextGreatest - least
      let size = isLow ? max(abs(nextLeast), abs(greatest)) : max(abs(nextGreatest), abs(least))
      let isNamed = sentinels.contains(abs(value))
      // All others equal: their distance from 0 takes the place of their span.
      let scale = max(rest, rest == 0 || !isNamed ? size : 0)
      guard gap > scale * (isNamed ? 1 : outlying) else { return nil }
      let count = values.count { $0 == value }
      // What most values are is no exception.
      guard 2 * count < values.count, let row = values.firstIndex(of: value) else { return nil }
      return Suspect(value: value, row: row, count: count)
    }
  }
}

extension Suspects {
  /// What looks wrong in a column.
  static func warnings(
    _ axis: String, _ column: LongColumn<Double>, _ decimals: Decimals?, _ lines: LineNumbers
  ) -> [String] {
    if let decimals, column.allSatisfy({ $0 == column[0] }), !decimals.isConstant {
      return [
        "\(axis) has one value in Double, \(column[0]), although its digits differ; --scale standardize subtracts exactly"
      ]
    }
    return Suspects(column).found.map { suspect in
      let value = "\(suspect.value)"
      let shown = value.hasSuffix(".0") ? String(value.dropLast(2)) : value
      let more = suspect.count > 1 ? " and \(suspect.count - 1) more" : ""
      return
        "\(axis) is \(shown) in line \(lines[suspect.row])\(more), far from all other values; if that is no sample, leave it out (--na \(shown))"
    }
  }
}
