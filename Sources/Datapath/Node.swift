import FixedPoint

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
  /// The accumulators Σ xᵐ of `moments`, m = 0 … 2D.
  case moment
  /// The accumulators Σ y·xᵏ of `moments`.
  case cross
  /// The accumulator Σ y² of `moments`.
  case energy

  /// The nodes of the architecture `stream`.
  public static let allCases: [Node] = (x.rawValue...update.rawValue).map { Node(rawValue: $0)! }

  /// The nodes of every architecture.
  public static let every = (x.rawValue...energy.rawValue).map { Node(rawValue: $0)! }

  /// The name in every file and report.
  public var name: String { Self.names[rawValue] }

  // Once: the run time takes longer to give an enumeration case's name than a register's whole entry.
  private static let names = every.map { "\($0)" }

  public init?(name: some StringProtocol) {
    guard let node = Self.every.first(where: { $0.name == name }) else { return nil }
    self = node
  }

  /// The widest word that the node may have: exact products and accumulators may be wider than
  /// an operand.
  public var maximumWidth: Int {
    switch self {
    case .product, .gradient, .square, .loss, .moment, .cross, .energy: 127
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
    values = try Node.every.map(value)
  }

  public subscript(node: Node) -> Value {
    get { values[node.rawValue] }
    set { values[node.rawValue] = newValue }
  }
}

extension Format {
  /// What stands for the format of a node that an architecture does not have: a bit.
  public static let unused = try! Format(width: 1, integerBits: 1)
}

extension NodeMap: Sendable where Value: Sendable {}
extension NodeMap: Equatable where Value: Equatable {}
