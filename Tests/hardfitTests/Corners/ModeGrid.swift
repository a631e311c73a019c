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

    var number: Int {
      switch self {
      case .signed(let number), .unsigned(let number, _): number
      }
    }

    func isSigned(_ node: Node) -> Bool {
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
}

extension Coverage {
  /// How many events that are possible at some node were not met there.
  var missingCount: Int { nodes.reduce(0) { $0 + missing(at: $1).count } }
}
