import Cases
import Datapath
import FixedPoint
import Samples

/// The designs of a sweep, numbered from 0; any of them is made from its number alone.
public struct DesignSpace: Sendable {
  public let dimensions: [Variation]
  /// How many designs the sweep has.
  public let count: Int
  private let selection: Selection

  private enum Selection: Sendable {
    /// The whole grid, the last dimension fastest.
    case grid
    case sample(of: UInt128, seed: UInt64)
    /// The positions of the values, dimension by dimension, design after design.
    case list([UInt32])
  }

  /// More designs than this are not a sweep but a sample of one.
  public static let greatestCount = 1_000_000_000

  /// All designs of a grid.
  ///
  /// - Throws: ``SettingError`` for dimensions that contradict each other, or too large a grid.
  public init(grid dimensions: [Variation]) throws(SettingError) {
    let size = try Self.size(dimensions)
    guard size <= UInt128(Self.greatestCount) else {
      throw SettingError(
        "the grid has \(size) designs; take a part of it with --sample N, or give fewer values")
    }
    (self.dimensions, count, selection) = (dimensions, Int(size), .grid)
  }

  /// Some designs of a grid, spread over it at random.
  ///
  /// The grid is cut into as many blocks of its order as designs are asked for, and each gives one, drawn
  /// evenly: a stratified sample, in the grid's order, without repetition.
  public init(sample count: Int, seed: UInt64, of dimensions: [Variation]) throws(SettingError) {
    let size = try Self.size(dimensions)
    guard count >= 1, count <= Self.greatestCount else {
      throw SettingError("a sample has 1 to \(Self.greatestCount) designs, not \(count)")
    }
    guard UInt128(count) <= size else {
      throw SettingError(
        "the grid has \(size) designs, fewer than the \(count) of --sample; leave it out")
    }
    self.dimensions = dimensions
    self.count = count
    selection = .sample(of: size, seed: seed)
  }

  /// A list of designs.
  ///
  /// - Parameter rows: a value for each knob.
  public init(_ knobs: [Knob], rows: [[String]]) throws(SettingError) {
    guard !rows.isEmpty else { throw SettingError("the list has no designs") }
    var dimensions: [Variation] = []
    var positions = Array(repeating: UInt32(0), count: rows.count * knobs.count)
    for (index, knob) in knobs.enumerated() {
      var distinct = Set(rows.map { $0[index] })
      var values: [String] = []
      for row in rows where distinct.remove(row[index]) != nil { values.append(row[index]) }
      if knob.isNumeric { values.sort { (Double($0) ?? .nan) < (Double($1) ?? .nan) } }
      let dimension = try Variation([knob], values: values)
      let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, UInt32($0)) })
      for (row, fields) in rows.enumerated() {
        positions[row * knobs.count + index] = places[fields[index]]!
      }
      dimensions.append(dimension)
    }
    _ = try Self.size(dimensions)
    (self.dimensions, count, selection) = (dimensions, rows.count, .list(positions))
  }

  /// The number of designs of a grid.
  private static func size(_ dimensions: [Variation]) throws(SettingError) -> UInt128 {
    var seen: Set<Knob> = []
    for knob in dimensions.flatMap(\.knobs) where !seen.insert(knob).inserted {
      throw SettingError("\(knob.name) is varied twice; put all its values into one --vary")
    }
    for case .field(let node, .width) in seen
    where seen.contains(.field(node, .integer)) && seen.contains(.field(node, .fraction)) {
      throw SettingError(
        "\(node.name).width is the sum of \(node.name).integer and \(node.name).fraction; vary two of the three"
      )
    }
    var size: UInt128 = 1
    for dimension in dimensions {
      let (product, overflow) = size.multipliedReportingOverflow(
        by: UInt128(dimension.values.count))
      guard !overflow else {
        throw SettingError("the grid has more than 10^38 designs; give fewer values")
      }
      size = product
    }
    return size
  }

  /// The positions of a design's values in the dimensions.
  public func positions(_ design: Int) -> [Int] {
    var rest: UInt128
    switch selection {
    case .grid: rest = UInt128(design)
    case .sample(let size, let seed): rest = place(design, of: size, seed: seed)
    case .list(let positions):
      let width = dimensions.count
      return (0..<width).map { Int(positions[design * width + $0]) }
    }
    var result = Array(repeating: 0, count: dimensions.count)
    for index in dimensions.indices.reversed() {
      let values = UInt128(dimensions[index].values.count)
      result[index] = Int(rest % values)
      rest /= values
    }
    return result
  }

  /// The place in the grid's order of the design that a block of it gives.
  private func place(_ design: Int, of size: UInt128, seed: UInt64) -> UInt128 {
    let (whole, rest) = size.quotientAndRemainder(dividingBy: UInt128(count))
    func start(_ block: Int) -> UInt128 {
      UInt128(block) * whole + min(UInt128(block), rest)
    }
    let length = start(design + 1) - start(design)
    var generator = SplitMix64(seed: seed &+ UInt64(design) &* 0xD134_2543_DE82_EF95)
    // 128 random bits against at most 2^128 / count places: no place is favoured by what one could see.
    let bits = UInt128(generator.next()) << 64 | UInt128(generator.next())
    return start(design) + (length == 1 ? 0 : bits % length)
  }

  /// A design's values, one a dimension.
  public func values(_ design: Int) -> [String] {
    zip(dimensions, positions(design)).map { $0.values[$1] }
  }

  /// The greatest degree of any design on cases of these settings.
  public func greatestDegree(_ settings: [Settings]) -> Int {
    let varied = dimensions.first { $0.knobs.contains(.setting(Setting.degree.option)) }?.values
      .compactMap { Int($0) }
      .filter { Design.degrees.contains($0) }
    return varied?.max() ?? settings.map { $0.degree ?? Plan.defaultDegree }.max()!
  }

  /// Text that differs where the designs do.
  var description: String {
    let names = dimensions.map { "\($0.name)=\($0.values.joined(separator: ","))" }
    switch selection {
    case .grid: return "grid \(names.joined(separator: " "))"
    case .sample(_, let seed):
      return "sample \(count) \(seed) \(names.joined(separator: " "))"
    case .list(let positions):
      return "list \(names.joined(separator: " ")) \(positions)"
    }
  }
}
