import FixedPoint
import Samples

/// How random designs are drawn.
package struct DesignStyle: Hashable, Sendable {
  /// Nodes wide enough to need 128-bit arithmetic.
  package var isWide: Bool
  /// Nodes so narrow that they overflow all the time.
  package var isTight: Bool
  /// Nodes of any width that a design may have, those at the ends of words more often, and binary points
  /// outside of them.
  package var isExtreme: Bool
  /// Formats as people choose them: the exact nodes wide enough, the others of 8 to 24 bits, so that few casts
  /// overflow and many are proven not to.
  package var isPractical: Bool
  /// Formats close to what is cast into them, so that the rules for signs and ends decide.
  package var isClose: Bool

  package init(
    isWide: Bool = false, isTight: Bool = false, isExtreme: Bool = false,
    isPractical: Bool = false, isClose: Bool = false
  ) {
    self.isPractical = isPractical
    self.isClose = isClose
    self.isWide = isWide
    self.isTight = isTight
    self.isExtreme = isExtreme
  }
}

/// A random design, configuration and samples; everything a run is made of, from a seed.
package struct RandomRun: Sendable {
  package let design: Design
  package let configuration: Configuration
  package let samples: PackedSamples
  package let stalls: StallPattern

  /// - Parameter samples: how many there may be.
  package init(
    seed: UInt64, style: DesignStyle = DesignStyle(), architecture: Architecture = .stream,
    samples sampleCounts: ClosedRange<Int> = 1...40
  ) {
    var random = SplitMix64(seed: seed)
    var found: Design?
    while found == nil {
      let degree = Int.random(in: 1...3, using: &random)
      let scale = Int.random(in: -2...3, using: &random)
      if style.isPractical || style.isClose {
        found =
          switch architecture {
          case .moments: Self.closeMoments(degree: degree, &random)
          case .stream where style.isClose: Self.closeDesign(degree: degree, &random)
          case .stream: Self.practicalDesign(degree: degree, &random)
          }
        continue
      }
      var formats = NodeMap { _ in Format.unused }
      for node in architecture.nodes {
        formats[node] = Self.format(node, degree: degree, scale: scale, style, &random)
      }
      found = try? Design(architecture, degree: degree, formats: formats)
    }
    let design = found!
    let theta = design.formats[.theta]
    let step = design.formats[.step]
    let tolerance = design.tolerances
    self.design = design
    // Small parameters leave it to the run which cast overflows first.
    let divisor: Int128 = style.isClose ? 4 : 1
    let parameters = theta.leastRaw / divisor...theta.greatestRaw / divisor
    configuration = Configuration(
      step: Int128.random(in: 0...step.greatestRaw, using: &random),
      initialTheta: (0...design.degree).map { _ in
        Bool.random(using: &random) ? 0 : Int128.random(in: parameters, using: &random)
      },
      tolerance: Int.random(in: 0...2, using: &random) == 0 || style.isClose
        ? Int128.random(in: tolerance.lowerBound...tolerance.upperBound, using: &random)
        : design.neverConverges,
      maximumEpochs: UInt32.random(in: 1...7, using: &random))
    let count = Int.random(in: sampleCounts, using: &random)
    let (x, y) = (design.formats[.x], design.formats[.y])
    samples = PackedSamples(count: count, xFormat: x, yFormat: y) { _ in
      (
        Int128.random(in: x.leastRaw...x.greatestRaw, using: &random),
        Int128.random(in: y.leastRaw...y.greatestRaw, using: &random)
      )
    }
    stalls = StallPattern(
      input: Double.random(in: 0..<0.7, using: &random),
      output: Double.random(in: 0..<0.7, using: &random), seed: seed)!
  }

  /// A design much like the default one, with the modes of the nodes that round drawn.
  private static func practicalDesign(degree: Int, _ random: inout SplitMix64) -> Design? {
    let samples = Int.random(in: 8...16, using: &random)
    let theta = samples + Int.random(in: 0...8, using: &random)
    let error = samples + Int.random(in: 0...2, using: &random)
    let guardBits = Int.random(in: 0...24, using: &random)
    let (usual, mode) = (
      Int.random(in: 0...2, using: &random) > 0, Int.random(in: 0...6, using: &random)
    )
    func format(_ width: Int, _ integer: Int, signed: Bool = true, rounds: Bool = true) -> Format {
      try! Format(
        width: width, integerBits: integer, isSigned: signed,
        quantization: !rounds ? .trn : usual ? .rndConv : Quantization.allCases[mode],
        overflow: !rounds ? .wrap : usual ? .sat : [.sat, .satZero, .satSym, .wrap][mode % 4])
    }
    let formats = NodeMap { node in
      switch node {
      case .x, .y: format(samples, 2)
      case .theta, .update: format(theta, 3)
      case .weight: format(theta, 3, rounds: false)
      case .power: format(samples + 2, 3)
      case .error: format(error, 3)
      case .product: format(error + samples + 2, 6, rounds: false)
      case .gradient: format(error + samples + 2 + guardBits, 6 + guardBits, rounds: false)
      case .square: format(2 * error - 1, 5, signed: false, rounds: false)
      case .loss: format(2 * error - 1 + guardBits, 5 + guardBits, signed: false, rounds: false)
      case .step: format(12, -2, signed: false)
      default: format(samples + 4, 3)
      }
    }
    return try? Design(degree: degree, formats: formats)
  }

  private static func format(
    _ node: Node, degree: Int, scale: Int, _ style: DesignStyle, _ random: inout SplitMix64
  ) -> Format {
    let widest = node.maximumWidth == 127 ? (style.isWide ? 100 : 60) : (style.isWide ? 40 : 20)
    let narrowest = style.isTight ? 1 : 3
    while true {
      let (width, integerBits) =
        style.isExtreme
        ? extremeShape(node, &random)
        : {
          let width = Int.random(in: narrowest...(style.isTight ? 12 : widest), using: &random)
          return (
            width, Int.random(in: -3...(style.isTight ? 4 : width / 2 + 4), using: &random)
          )
        }()
      let overflow = overflow(width: width, &random)
      let format = try? Format(
        width: width, integerBits: integerBits + scale,
        isSigned: node == .step ? false : Int.random(in: 0...4, using: &random) > 0,
        quantization: Quantization.allCases.randomElement(using: &random)!, overflow: overflow)
      if let format { return format }
    }
  }

  /// Any overflow mode; sign-magnitude wrap is one for signed words alone.
  static func overflow(width: Int, _ random: inout SplitMix64) -> Overflow {
    let saturatedBits = Int.random(in: 0...width + 1, using: &random)
    return switch Int.random(in: 0...4, using: &random) {
    case 0: .sat
    case 1: .satZero
    case 2: .satSym
    case 3: .wrap(saturatedBits: Bool.random(using: &random) ? 0 : saturatedBits)
    default: .wrapSM(saturatedBits: Bool.random(using: &random) ? 0 : saturatedBits)
    }
  }

  /// Any width and binary point; ends of machine words, where code goes wrong, more often.
  private static func extremeShape(
    _ node: Node, _ random: inout SplitMix64
  ) -> (width: Int, integerBits: Int) {
    let ends = [1, 2, 31, 32, 33, 63, 64, 65, 126, 127].filter { $0 <= node.maximumWidth }
    let width =
      switch Int.random(in: 0...3, using: &random) {
      case 0: ends.randomElement(using: &random)!
      case 1: Int.random(in: 1...node.maximumWidth, using: &random)
      default: Int.random(in: 1...24, using: &random)
      }
    return (width, Int.random(in: -6...width + 6, using: &random))
  }

  package var simulation: Simulation {
    Simulation(design: design, configuration: configuration, samples: samples)
  }
}

extension Design {
  /// The same with any of the modes that its architecture has; of every second draw samples keep coming.
  package func drawingMode(_ seed: UInt64) -> Design {
    // Apart from the other draws, which stay as they are.
    var random = SplitMix64(seed: seed ^ 0x6D6F_6465)
    var mode = RunMode()
    mode.results = RunMode.Results.allCases.randomElement(using: &random)!
    if Bool.random(using: &random) {
      mode.running = Bool.random(using: &random) ? .kept : .loaded
    }
    return running(as: mode)
  }
}
