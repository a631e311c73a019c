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
  /// The dimension that is the architecture.
  private let architecture: Int?

  private enum Selection: Sendable {
    /// The whole grid.
    case grid(Grid)
    case sample(of: Grid, seed: UInt64)
    /// The positions of the values, dimension by dimension, design after design.
    case list([UInt32])
  }

  /// More designs than this are not a sweep but a sample of one.
  public static let greatestCount = 1_000_000_000

  /// All designs of a grid.
  ///
  /// - Throws: ``SettingError`` for dimensions that contradict each other, or too large a grid.
  public init(grid dimensions: [Variation]) throws(SettingError) {
    let grid = try Grid(dimensions)
    guard grid.size <= UInt128(Self.greatestCount) else {
      throw SettingError(
        "the grid has \(grid.size) designs; take a part of it with --sample N, or give fewer values"
      )
    }
    self.init(dimensions, Int(grid.size), .grid(grid))
  }

  private init(_ dimensions: [Variation], _ count: Int, _ selection: Selection) {
    (self.dimensions, self.count, self.selection) = (dimensions, count, selection)
    architecture = dimensions.architecture
  }

  /// Some designs of a grid, spread over it at random.
  ///
  /// The grid is cut into as many blocks of its order as designs are asked for, and each gives one, drawn
  /// evenly: a stratified sample, in the grid's order, without repetition.
  public init(sample count: Int, seed: UInt64, of dimensions: [Variation]) throws(SettingError) {
    let grid = try Grid(dimensions)
    guard count >= 1, count <= Self.greatestCount else {
      throw SettingError("a sample has 1 to \(Self.greatestCount) designs, not \(count)")
    }
    guard UInt128(count) <= grid.size else {
      throw SettingError(
        "the grid has \(grid.size) designs, fewer than the \(count) of --sample; leave it out")
    }
    self.init(dimensions, count, .sample(of: grid, seed: seed))
  }

  /// A list of designs.
  ///
  /// - Parameter rows: a value for each knob; empty where the design's architecture has it not.
  public init(_ knobs: [Knob], rows: [[String]]) throws(SettingError) {
    guard !rows.isEmpty else { throw SettingError("the list has no designs") }
    var dimensions: [Variation] = []
    var positions = Array(repeating: UInt32(0), count: rows.count * knobs.count)
    for (index, knob) in knobs.enumerated() {
      var distinct = Set(rows.map { $0[index] }).subtracting([""])
      var values: [String] = []
      for row in rows where distinct.remove(row[index]) != nil { values.append(row[index]) }
      if knob.isNumeric { values.sort { (Double($0) ?? .nan) < (Double($1) ?? .nan) } }
      let dimension = try Variation([knob], values: values)
      let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, UInt32($0)) })
      for (row, fields) in rows.enumerated() {
        positions[row * knobs.count + index] = fields[index].isEmpty ? 0 : places[fields[index]]!
      }
      dimensions.append(dimension)
    }
    _ = try Grid(dimensions)
    self.init(dimensions, rows.count, .list(positions))
  }

  /// Refuses a node that the designs have not.
  ///
  /// - Parameter cases: what is said of all designs on each.
  public func check(_ cases: [Settings]) throws(SettingError) {
    let fixed = cases.map { $0.architecture ?? .stream }
    for knob in dimensions.flatMap(\.knobs) {
      let lacking =
        if let varied = dimensions.architectures {
          varied.contains(where: knob.isOf) ? nil : varied.first
        } else { fixed.first { !knob.isOf($0) } }
      guard let lacking else { continue }
      let others = Architecture.allCases.filter(knob.isOf).map(\.rawValue)
      throw SettingError(
        "\(knob.name): the architecture \(lacking.rawValue) has not that node; vary architecture=\(([lacking.rawValue] + others).joined(separator: ",")) too, or give --architecture \(others[0])"
      )
    }
  }

  /// Refuses dimensions that contradict each other.
  fileprivate static func check(_ dimensions: [Variation]) throws(SettingError) {
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
  }

  /// The positions of a design's values in the dimensions.
  public func positions(_ design: Int) -> [Int] {
    switch selection {
    case .grid(let grid): return grid.positions(UInt128(design))
    case .sample(let grid, let seed):
      return grid.positions(place(design, of: grid.size, seed: seed))
    case .list(let positions):
      let width = dimensions.count
      return (0..<width).map { Int(positions[design * width + $0]) }
    }
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

  /// A design's values, one a dimension; empty where its architecture has none of the nodes.
  public func values(_ design: Int) -> [String] {
    let values = zip(dimensions, positions(design)).map { $0.values[$1] }
    guard let architecture = architecture.flatMap({ Architecture(rawValue: values[$0]) }) else {
      return values
    }
    return zip(dimensions, values).map { $0.isOf(architecture) ? $1 : "" }
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

/// All designs of some dimensions: those of one architecture after the other, each with the last dimension fastest.
///
/// A dimension of nodes that an architecture has not is none of its own.
private struct Grid: Sendable {
  let size: UInt128
  /// How many values each dimension has, for each architecture.
  private let counts: [[UInt128]]
  private let sizes: [UInt128]
  /// The dimension that is the architecture.
  private let architecture: Int?

  /// - Throws: ``SettingError`` for dimensions that contradict each other, or too large a grid.
  init(_ dimensions: [Variation]) throws(SettingError) {
    try DesignSpace.check(dimensions)
    architecture = dimensions.architecture
    let architectures: [Architecture?] = dimensions.architectures ?? [nil]
    counts = architectures.map { [place = architecture] architecture in
      dimensions.enumerated().map {
        $0 == place || !$1.isOf(architecture) ? 1 : UInt128($1.values.count)
      }
    }
    (sizes, size) = try Self.sizes(counts)
  }

  private static func sizes(
    _ counts: [[UInt128]]
  ) throws(SettingError) -> (each: [UInt128], all: UInt128) {
    var (sizes, all) = ([UInt128](), UInt128(0))
    for counts in counts {
      var size: UInt128 = 1
      var isTooLarge = false
      for count in counts {
        let (product, overflow) = size.multipliedReportingOverflow(by: count)
        size = product
        isTooLarge = isTooLarge || overflow
      }
      let (sum, overflow) = all.addingReportingOverflow(size)
      guard !isTooLarge, !overflow else {
        throw SettingError("the grid has more than 10^38 designs; give fewer values")
      }
      sizes.append(size)
      all = sum
    }
    return (sizes, all)
  }

  /// The positions of a design's values in the dimensions.
  func positions(_ place: UInt128) -> [Int] {
    var rest = place
    var block = 0
    while rest >= sizes[block] {
      rest -= sizes[block]
      block += 1
    }
    var result = Array(repeating: 0, count: counts[block].count)
    for index in result.indices.reversed() {
      result[index] = Int(rest % counts[block][index])
      rest /= counts[block][index]
    }
    if let architecture { result[architecture] = block }
    return result
  }
}

extension [Variation] {
  /// The dimension that is the architecture.
  var architecture: Int? { firstIndex { $0.knobs.contains(.architecture) } }

  /// The architectures that are varied; nil where none is.
  var architectures: [Architecture]? {
    architecture.map { self[$0].values.compactMap { Architecture(rawValue: $0) } }
  }
}
