import FixedPoint

/// A datapath: its degree and the formats of its nodes. Everything that hardware is made of.
///
/// A design knows neither the samples nor their number: its registers (``registers``) and its latency
/// (``overheadCycles``) follow from it alone. A `Design` that exists can be built: every exact
/// intermediate value fits the widths that the model and the RTL have.
public struct Design: Sendable, Equatable {
  /// How samples are taken up.
  public let architecture: Architecture
  /// How it runs; of `stream` always as at first.
  public let mode: RunMode
  /// The degree D of the polynomial, 1…3.
  public let degree: Int
  /// The format of each node; of those that the architecture does not have (``nodes``), a bit.
  public let formats: NodeMap<Format>
  /// The bits that the sample path's arithmetic needs, two's complement.
  private(set) var sampleBits: Int

  public static let degrees = 1...3

  /// The widest exact product; it is a register.
  public static let maximumProductWidth = 127

  /// Makes a design.
  ///
  /// - Throws: ``DesignError`` with the node at which the design cannot be built.
  public init(
    _ architecture: Architecture = .stream, _ mode: RunMode = RunMode(), degree: Int,
    formats: NodeMap<Format>
  ) throws(DesignError) {
    guard architecture == .moments || mode == RunMode() else { throw .mode(architecture) }
    guard Self.degrees.contains(degree) else { throw .degree(degree) }
    for node in architecture.nodes where formats[node].width > node.maximumWidth {
      throw .nodeTooWide(node, width: formats[node].width)
    }
    guard !formats[.step].isSigned else { throw .signedStep }
    (self.architecture, self.mode) = (architecture, mode)
    self.degree = degree
    self.formats = NodeMap {
      architecture.nodes.contains($0) ? formats[$0] : .unused
    }
    sampleBits = 0
    for unit in valueUnits {
      if let node = unit.productNode {
        let width = source(of: unit).width
        guard width <= Self.maximumProductWidth else { throw .productTooWide(node, width: width) }
      }
      guard let node = unit.operation.node else { continue }
      let width = requiredBits(unit, into: node)
      guard width <= 128 else { throw .castTooWide(node, width: width) }
      if unit.isInPipeline { sampleBits = max(sampleBits, width) }
    }
  }

  /// The nodes of the architecture.
  public var nodes: [Node] { architecture.nodes }
  /// The bits of the port `overflow`: one a node, at the node's position.
  public var overflowBits: Int { nodes.map(\.rawValue).max()! + 1 }

  /// The cycles of an epoch beyond one a sample. Of `stream`, L = (D + 1) · (W + 11) + 3, W the bits of the step.
  ///
  /// The pipeline's 4D + 5 stages drain, the update takes W + 6 cycles a parameter and D + 2 for the weights, the result
  /// one. Of `moments`, whose samples pass before the first epoch, all the cycles of an epoch:
  /// (D + 1) · ((D + 2) · (V + 2) + W + 8) + 3, V the bits of the weight.
  public var overheadCycles: Int { latency.overhead }

  /// The cycles from `start` to the first sample's acceptance: one to take the configuration,
  /// D + 2 to derive the weights.
  public var startCycles: Int { latency.start }

  /// The cycles of a whole run without stalls, from `start` to the first cycle of `done`.
  ///
  /// Of a design that keeps running those of its first run, where the samples come again and again.
  public func cycles(samples: Int, epochs: Int) -> Int {
    if isRunning {
      return firstStream(samples: samples) + samples + latency.pass + epochs * overheadCycles
    }
    let passes = architecture == .stream ? epochs : 1
    return startCycles + passes * samples + latency.pass + epochs * overheadCycles
  }

  /// The cycle in which the stream of the first run begins, of streams of so many samples each that follow one another: it
  /// is the first that is complete when a run may begin.
  public func firstStream(samples: Int) -> Int {
    1 + (startCycles - 2) / samples * samples
  }

  /// The cycles from the last sample's acceptance to the first epoch, where samples pass but once; else 0.
  public var passCycles: Int { latency.pass }

  subscript(node: Node) -> Exact { Exact(formats[node]) }
}

/// Why a design cannot be built.
public enum DesignError: Error, Hashable, Sendable {
  case degree(Int)
  case mode(Architecture)
  case nodeTooWide(Node, width: Int)
  case signedStep
  /// The exact product that feeds a node is wider than any register.
  case productTooWide(Node, width: Int)
  /// The exact sum (or the aligned source) of the cast into a node is wider than the adder.
  case castTooWide(Node, width: Int)
}

extension DesignError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .degree(let degree):
      "degree \(degree) is not supported; give 1, 2 or 3"
    case .mode(let architecture):
      "the architecture \(architecture.rawValue) offers the result of every epoch and takes the samples of one run; give \(Architecture.moments.rawValue) for other modes"
    case .nodeTooWide(let node, let width):
      "node \(node.name) has \(width) bits; make it \(node.maximumWidth) or fewer"
    case .signedStep:
      "node step is signed; μ is positive, so give it an unsigned format such as ufix18_En23"
    case .productTooWide(let node, let width):
      "node \(node.name) is cast from the exact product \(Self.factors(of: node)), which has \(width) bits, more than \(Design.maximumProductWidth); make its factors narrower"
    case .castTooWide(let node, let width):
      "the exact value cast into node \(node.name) needs \(width) bits, more than 128; bring the binary points of its operands closer together or make them narrower"
    }
  }

  /// What is multiplied on the way to a node.
  private static func factors(of node: Node) -> String {
    var products: [String] = []
    for architecture in Architecture.allCases {
      let variant = Variant(architecture: architecture, degree: Design.degrees.upperBound)
      for unit in variant.description(isAsBuilt: false).units(isAsBuilt: false)
      where unit.productNode == node {
        let product = unit.operands.map { content in
          if case .word(let node) = content { node.name } else { "\(content)" }
        }.joined(separator: "·")
        if !products.contains(product) { products.append(product) }
      }
    }
    return products[0] + products.dropFirst().map { " (or \($0))" }.joined()
  }
}
