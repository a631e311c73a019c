import Datapath
import FixedPoint
import Samples
import Vectors

@testable import Cosimulation

/// Small designs that together take every cast through every quantisation mode × every overflow mode.
///
/// In each design every node has another pair of modes; from one design to the next every node moves on by one
/// pair, so that there are as many designs as pairs. Words are of four to eight bits: so few that all of their values can
/// be tried, and that a few hundred cycles at the ports meet every tie, every end and every overflow that the formats make
/// possible. A design and its seed are searched for until that is so.
enum ModeGrid {
  /// A quantisation and an overflow mode.
  struct Pair: Hashable, Sendable {
    let quantization: Quantization
    let overflow: Overflow
  }

  /// The overflow modes of signed words: `n_bits` of 0, 1 and more are three formulas.
  static let overflows: [Overflow] = [
    .sat, .wrap(saturatedBits: 0), .satSym, .wrapSM(saturatedBits: 0), .satZero,
    .wrap(saturatedBits: 1), .wrapSM(saturatedBits: 1), .wrap(saturatedBits: 2),
    .wrapSM(saturatedBits: 2),
  ]
  /// Those of unsigned words.
  static let unsignedOverflows: [Overflow] = [
    .sat, .wrap(saturatedBits: 0), .satSym, .satZero, .wrap(saturatedBits: 1),
    .wrap(saturatedBits: 2), .wrap(saturatedBits: 8),
  ]

  /// All pairs, neighbours differing in both.
  static let pairs = pairs(of: overflows)

  private static func pairs(of overflows: [Overflow]) -> [Pair] {
    let quantizations = Quantization.allCases
    return overflows.indices.flatMap { turn in
      quantizations.indices.map { index in
        Pair(
          quantization: quantizations[index],
          overflow: overflows[(turn + index) % overflows.count])
      }
    }
  }

  /// The nodes that are cast in hardware, in the order of the data.
  static let nodes: [Node] = [
    .weight, .power, .estimate, .error, .product, .gradient, .square, .loss, .update, .theta,
  ]

  /// One design of the grid.
  enum Cell: Hashable, Sendable {
    /// Every node signed but those that are never negative.
    case signed(Int)
    /// Every other node unsigned; the two halves are two designs.
    case unsigned(Int, isEven: Bool)

    static let all: [Cell] =
      pairs.indices.map { .signed($0) }
      + Quantization.allCases.indices.flatMap {
        [.unsigned($0, isEven: true), .unsigned($0, isEven: false)]
      }

    /// `signed-07`, `unsigned-2b`.
    var name: String {
      switch self {
      case .signed(let number): "signed-\(number < 9 ? "0" : "")\(number + 1)"
      case .unsigned(let number, let isEven): "unsigned-\(number + 1)\(isEven ? "a" : "b")"
      }
    }

    fileprivate var number: Int {
      switch self {
      case .signed(let number), .unsigned(let number, _): number
      }
    }

    fileprivate func isSigned(_ node: Node) -> Bool {
      switch (self, node) {
      case (_, .step): false
      case (.signed, _): true
      // A node that is never negative unless the one before it is unsigned belongs to the other half.
      case (.unsigned(_, let isEven), .weight), (.unsigned(_, let isEven), .power),
        (.unsigned(_, let isEven), .error), (.unsigned(_, let isEven), .product),
        (.unsigned(_, let isEven), .loss), (.unsigned(_, let isEven), .update):
        !isEven
      case (.unsigned(_, let isEven), .theta), (.unsigned(_, let isEven), .estimate),
        (.unsigned(_, let isEven), .gradient), (.unsigned(_, let isEven), .square):
        isEven
      case (.unsigned(let number, _), .x): number % 3 != 0
      case (.unsigned(let number, _), .y): number % 3 != 1
      // No node of this architecture.
      case (_, .moment), (_, .cross), (_, .energy): true
      }
    }

    func pair(_ node: Node) -> Pair {
      let place = nodes.firstIndex(of: node)!
      switch self {
      case .signed(let number): return pairs[(number + 13 * place) % pairs.count]
      case .unsigned(let number, _):
        let quantization = Quantization.allCases[(number + 3 * place) % 7]
        let overflows = isSigned(node) ? ModeGrid.overflows : unsignedOverflows
        return Pair(
          quantization: quantization, overflow: overflows[(number + place) % overflows.count])
      }
    }
  }

  /// What a search came to.
  struct Found: Sendable {
    let cell: Cell
    let run: Reproduction
    let coverage: Coverage
    /// The designs that were tried.
    let tries: Int
  }

  /// Searches a design and samples that meet everything that is possible at every cast.
  ///
  /// - Parameters:
  ///   - known: a design that may do, to be tried first.
  ///   - cycles: the most cycles of the scenario; it ends as soon as everything is met.
  ///   - limit: the designs to try.
  /// - Returns: the first that does, or the best; the same every time.
  static func find(
    _ cell: Cell, startingWith known: Design? = nil, cycles: Int, limit: Int
  ) -> Found? {
    var best: Found?
    var random = SplitMix64(seed: UInt64(cell.number))
    var tries = 0
    func attempt(_ design: Design) -> Bool {
      tries += 1
      var scenario = scenario(cycles: cycles)
      scenario.seed = UInt64(tries)
      let (samples, coverage, played) = SampleChoice(design, scenario).choose(
        atLeast: min(leastCycles, cycles), &random)
      let run = Reproduction(
        design: design, configuration: idle(design), samples: samples, scenario: played)
      if coverage.missingCount < best?.coverage.missingCount ?? .max {
        best = Found(cell: cell, run: run, coverage: coverage, tries: tries)
      }
      return coverage.missingCount == 0 || tries == limit
    }
    if let known, attempt(known) { return best }
    // Most draws of formats come to nothing, and quickly; where all do, the modes leave less to be met.
    for number in 0..<limit * 300 {
      let degree = degree(of: cell)
      let isStrict = tries > 0 || number < strictDraws
      guard let formats = formats(cell, degree: degree, isStrict: isStrict, &random),
        let design = try? Design(degree: degree, formats: formats)
      else { continue }
      if attempt(design) { break }
    }
    return best
  }

  /// The draws after which formats are taken that make less possible than is hoped for.
  private static let strictDraws = 200

  /// Enough for every state of the controller to be met several times.
  private static let leastCycles = 1200

  /// Short epochs, gaps, back-pressure, resets and starts at any time.
  private static func scenario(cycles: Int) -> Scenario {
    var scenario = Scenario(cycles: cycles)
    (scenario.samples, scenario.configuration) = (.given, .random)
    (scenario.epochSamples, scenario.epochs) = (1...4, 1...3)
    (scenario.gap, scenario.wait) = (0...1, 0...1)
    (scenario.reset, scenario.start) = (0.004, 0.4)
    return scenario
  }

  /// Powers are cast from degree 2 on, signed ones at degree 3; a smaller design has shorter epochs, and more of them.
  private static func degree(of cell: Cell) -> Int { cell.number % 3 == 2 ? 3 : 2 }

  /// A case has a configuration, although this scenario draws others.
  private static func idle(_ design: Design) -> Configuration {
    Configuration(
      step: design.formats[.step].greatestRaw,
      initialTheta: Array(repeating: 0, count: design.degree + 1),
      tolerance: design.neverConverges, maximumEpochs: 1)
  }

  // MARK: Formats

  /// Formats in which every cast drops bits at both ends, and can meet what its place allows.
  ///
  /// - Parameter isStrict: whether nothing less will do; otherwise the best of some draws is taken.
  private static func formats(
    _ cell: Cell, degree: Int, isStrict: Bool, _ random: inout SplitMix64
  ) -> NodeMap<Format>? {
    var draw = FormatDraw(cell: cell, degree: degree, random: random)
    defer { random = draw.random }
    let fraction = draw.pick(2...3)
    draw.set(.x, width: 5, fraction: fraction)
    let steps: [(Node, (inout FormatDraw) -> Void)] = [
      (
        .weight,
        { draw in
          let fraction = draw.pick(1...2)
          let thetaFraction = fraction + draw.pick(1...2)
          draw.set(.weight, width: 3, fraction: fraction)
          // One integer bit more than the weights, and a sign where they have none.
          let sign = cell.isSigned(.theta) && !cell.isSigned(.weight) ? 1 : 0
          draw.set(
            .theta, width: draw[.weight].width + thetaFraction - fraction + 1 + sign,
            fraction: thetaFraction)
        }
      ),
      // A square of odd words ends in 01, so that only an odd number of dropped bits meets ties.
      (.power, { $0.narrow($0[.x].squared, to: .power, bottom: $0.odd, top: 0...3) }),
      (
        .estimate,
        { draw in
          let sum = draw[.weight] * draw[.x] + draw[.weight]
          draw.narrow(sum, to: .estimate, bottom: 2...3, top: 0...3, within: 4...5)
        }
      ),
      (
        .error,
        { draw in
          let estimate = draw[.estimate]
          draw.set(
            .y, width: estimate.width + draw.pick(0...2),
            fraction: estimate.fractionBits + draw.pick(0...1))
          draw.narrow(draw[.y] + estimate, to: .error, bottom: 2...2, top: 0...2, within: 5...6)
        }
      ),
      (
        .product,
        { draw in
          // The product with x⁰ is the error itself, which is to lose bits too.
          let dropped = draw[.x].fractionBits + draw.pick(1...2)
          draw.narrow(
            draw[.error] * draw[.x], to: .product, bottom: dropped...dropped, top: 0...4,
            within: 4...5)
        }
      ),
      (
        .square,
        { draw in
          // A loss that cuts off what a term adds below its LSB needs terms beyond it to grow at all.
          let cuts = [.trn, .trnZero].contains(cell.pair(.loss).quantization)
          draw.narrow(
            draw[.error].squared, to: .square, bottom: draw.odd, top: 0...4,
            within: (cuts ? 4 : 3)...5)
        }
      ),
      (
        .gradient,
        { draw in
          let product = draw[.product]
          draw.set(
            .gradient, width: max(3, product.width + draw.pick(-2 ... -1)),
            fraction: product.fractionBits - 2)
        }
      ),
      (
        .loss,
        { draw in
          let square = draw[.square]
          draw.set(
            .loss, width: max(3, square.width + draw.pick(-2 ... -1)),
            fraction: square.fractionBits - 2)
        }
      ),
      (
        .update,
        { draw in
          let theta = draw[.theta]
          let (more, lost) = (draw.pick(1...2), draw.pick(2...3))
          let fraction = theta.fractionBits + more
          draw.set(
            .update, width: theta.width + more + draw.pick(-2 ... -1), fraction: fraction)
          draw.set(
            .step, width: draw[.update].width + lost + draw.pick(1...2) - draw[.gradient].width,
            fraction: fraction + lost - draw[.gradient].fractionBits)
        }
      ),
    ]
    for (node, step) in steps {
      guard draw.settle(node, isStrict: isStrict, step) else { return nil }
    }
    return draw.formats
  }

  /// Formats being drawn, one node after the other.
  private struct FormatDraw {
    let cell: Cell
    let degree: Int
    var random: SplitMix64
    /// Those not drawn yet have the least words that a design may have.
    private(set) var formats: NodeMap<Format>
    private var isPossible = true

    init(cell: Cell, degree: Int, random: SplitMix64) {
      self.cell = cell
      self.degree = degree
      self.random = random
      formats = NodeMap { node in
        try! Format(width: 1, integerBits: 0, isSigned: node != .step)
      }
    }

    mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// 3 or 5.
    var odd: ClosedRange<Int> {
      mutating get {
        let number = 3 + 2 * pick(0...1)
        return number...number
      }
    }

    subscript(node: Node) -> Exact { Exact(formats[node]) }

    /// Draws until the casts into a node can meet what its place allows.
    mutating func settle(
      _ node: Node, isStrict: Bool, _ step: (inout FormatDraw) -> Void
    ) -> Bool {
      var best: (missing: Int, formats: NodeMap<Format>)?
      for _ in 0..<40 {
        isPossible = true
        step(&self)
        guard isPossible, let design = try? Design(degree: degree, formats: formats) else {
          continue
        }
        let missing = Coverage(design).poverty(at: node)
        if missing == 0 { return true }
        if missing < best?.missing ?? .max { best = (missing, formats) }
      }
      guard !isStrict, let best else { return false }
      formats = best.formats
      return true
    }

    mutating func set(_ node: Node, width: Int, fraction: Int) {
      let pair =
        nodes.contains(node) ? cell.pair(node) : Pair(quantization: .trn, overflow: .wrap)
      let format = try? Format(
        width: width, integerBits: width - fraction, isSigned: cell.isSigned(node),
        quantization: pair.quantization, overflow: pair.overflow)
      if let format, (3...(node == .step ? 12 : 8)).contains(width) {
        formats[node] = format
      } else {
        isPossible = false
      }
    }

    /// Takes some bits off a source at the bottom, and some at the top.
    mutating func narrow(
      _ source: Exact, to node: Node, bottom: ClosedRange<Int>, top: ClosedRange<Int>,
      within widths: ClosedRange<Int> = 3...6
    ) {
      let dropped = pick(bottom)
      let sign = source.isSigned && !cell.isSigned(node) ? 1 : 0
      let width = source.width - dropped - pick(top) - sign
      set(
        node, width: min(max(width, widths.lowerBound), widths.upperBound),
        fraction: source.fractionBits - dropped)
    }
  }
}

extension Coverage {
  /// How many events that are possible at some node were not met there.
  var missingCount: Int { nodes.reduce(0) { $0 + missing(at: $1).count } }

  /// How many of the events that the place in the datapath allows the formats make impossible at a cast.
  fileprivate func poverty(at node: Node) -> Int {
    possible[node].map { richness(node).subtracting($0).count } ?? 1000
  }

  /// What a node is to meet in the grid.
  ///
  /// A square is never negative, and one of which half an LSB is dropped has an even floor; a sum of
  /// squares is not negative unless the squares have wrapped.
  fileprivate func richness(_ node: Node) -> CastEvents {
    let positive: CastEvents = [
      .exact, .positiveBelowHalf, .positiveEvenTie, .greatest, .onePastGreatest, .overflowAbove,
    ]
    // Where words are unsigned, what comes before may never be negative.
    if Node.allCases.contains(where: { !design.formats[$0].isSigned && $0 != .step }) {
      return positive
    }
    if node == .power {
      return design.degree == 2
        ? positive
        : [.exact, .positiveBelowHalf, .positiveEvenTie, .overflowAbove, .overflowBelow]
    }
    if node == .square { return positive }
    if node == .loss { return positive.union([.positiveAboveHalf, .positiveOddTie]) }
    // Few bits lie between theta and the weights.
    let isShort = node == .theta || node == .weight
    let all = CastEvents(rawValue: (1 << UInt16(CastEvents.named.count)) - 1)
    return isShort
      ? all.subtracting([
        .positiveBelowHalf, .negativeBelowHalf, .positiveAboveHalf, .negativeAboveHalf,
      ]) : all
  }
}
