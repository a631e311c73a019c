/// A quantisation point of the datapath; no value is rounded anywhere else.
///
/// The raw value is the node's position wherever nodes are listed: reports, vectors, and the bits of
/// the `overflow` port. The name is the same everywhere too: design file, register, Verilog
/// parameter, vector column.
public enum Node: Int, CaseIterable, Hashable, BitwiseCopyable, Sendable {
  /// The samples' abscissae, cast by the host.
  case x
  /// The samples' ordinates, cast by the host.
  case y
  /// The parameters θₖ.
  case theta
  /// What the multipliers see of theta.
  case weight
  /// xᵏ for k ≥ 2.
  case power
  /// ŷ, after each Horner step.
  case estimate
  /// e = y − ŷ.
  case error
  /// e·xᵏ.
  case product
  /// The accumulators Σ e·xᵏ.
  case gradient
  /// e².
  case square
  /// The accumulator Σ e².
  case loss
  /// μ, unsigned, cast by the host.
  case step
  /// μ·gradient, before it is added to theta.
  case update

  /// The name in every file and report.
  public var name: String { Self.names[rawValue] }

  // Once: the run time takes longer to give an enumeration case's name than a register's whole entry.
  private static let names = allCases.map { "\($0)" }

  public init?(name: some StringProtocol) {
    guard let node = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = node
  }

  /// The widest word that the node may have: exact products and accumulators may be wider than
  /// an operand.
  public var maximumWidth: Int {
    switch self {
    case .product, .gradient, .square, .loss: 127
    default: 64
    }
  }

  /// Whether the hardware casts into this node; the others arrive cast by the host.
  public func isCastInHardware(degree: Int) -> Bool {
    switch self {
    case .x, .y, .step: false
    case .power: degree >= 2
    default: true
    }
  }
}

/// A value for each node.
public struct NodeMap<Value> {
  private var values: [Value]

  public init(_ value: (Node) throws -> Value) rethrows {
    values = try Node.allCases.map(value)
  }

  public subscript(node: Node) -> Value {
    get { values[node.rawValue] }
    set { values[node.rawValue] = newValue }
  }
}

extension NodeMap: Sendable where Value: Sendable {}
extension NodeMap: Equatable where Value: Equatable {}
