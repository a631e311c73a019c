import Cases
import Datapath
import FixedPoint

/// Something of a design that a sweep turns: one field of one node, or a setting of the run.
public enum Knob: Hashable, Sendable {
  case field(Node, FormatChoice.Field)
  case learningRate
  case epochs
  case degree
  case tolerance
  case capacity

  /// The settings beside the nodes' fields, by name.
  private static let settings: [(name: String, knob: Knob)] = [
    ("learning-rate", .learningRate), ("epochs", .epochs), ("degree", .degree),
    ("tolerance", .tolerance), ("capacity", .capacity),
  ]

  /// The name on the command line, in files and in reports: `theta.fraction`, `epochs`.
  public var name: String {
    switch self {
    case .field(let node, let field): "\(node.name).\(field.rawValue)"
    default: Self.settings.first { $0.knob == self }!.name
    }
  }

  /// Whether the values are numbers, so that they lie on an axis.
  public var isNumeric: Bool {
    switch self {
    case .field(_, let field): [.width, .integer, .fraction, .saturatedBits].contains(field)
    default: true
    }
  }

  /// Whether the values are bits of a word.
  public var countsBits: Bool {
    switch self {
    case .field(_, let field): [.width, .integer, .fraction].contains(field)
    default: false
    }
  }

  /// Finds a knob by its name.
  ///
  /// - Throws: ``SettingError`` with the nearest name there is.
  public init(name: String) throws(SettingError) {
    if let setting = Self.settings.first(where: {
      $0.name == name || $0.name == name.replacing("_", with: "-")
    }) {
      self = setting.knob
      return
    }
    guard let point = name.firstIndex(of: ".") else {
      let settings = Self.settings.map(\.name)
      let nodes = Node.allCases.map(\.name)
      if Node(name: name) != nil {
        throw SettingError(
          "node \(name) is varied by a field; write \(name).fraction or another of \(FormatChoice.Field.names)"
        )
      }
      let near = nearestName(to: name, among: settings + nodes).map { "; did you mean '\($0)'?" }
      throw SettingError(
        "'\(name)' is nothing that can be varied\(near ?? ""); give NODE.FIELD, \(settings.joined(separator: ", "))"
      )
    }
    let node = try Settings.node(String(name[..<point]))
    self = .field(
      node, try Settings.field(String(name[name.index(after: point)...]), of: node))
  }

  /// Reads a value and gives it as this sweep writes it.
  ///
  /// - Throws: ``SettingError`` for a text that is no value of the knob.
  public func canonical(_ text: String) throws(SettingError) -> String {
    func whole() throws(SettingError) -> String {
      guard let value = Int(text) else {
        throw SettingError("\(name): '\(text)' is not a whole number")
      }
      return String(value)
    }
    switch self {
    case .field(let node, let field):
      var choice = FormatChoice()
      try choice.set(field, to: text, of: node)
      return switch field {
      case .quantization: choice.quantization!.description
      case .overflow: choice.overflow!.description
      case .signed: String(choice.isSigned!)
      default: try whole()
      }
    case .learningRate, .tolerance:
      if self == .tolerance, text == "none" { return text }
      guard let value = Double(text), value.isFinite else {
        throw SettingError("\(name): '\(text)' is not a number")
      }
      let text = value.description
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    case .epochs, .degree, .capacity: return try whole()
    }
  }

  /// Reads a value for the designs that have it.
  func turn(to value: String) throws(SettingError) -> KnobTurn {
    let text = try canonical(value)
    switch self {
    case .field(let node, let field):
      var choice = FormatChoice()
      try choice.set(field, to: text, of: node)
      return .format(node, choice)
    case .learningRate: return .learningRate(Double(text)!)
    case .tolerance: return .tolerance(text == "none" ? .none : .value(Double(text)!))
    case .epochs: return .epochs(Int(text)!)
    case .degree: return .degree(Int(text)!)
    case .capacity: return .capacity(Int(text)!)
    }
  }

  /// The words of `hardfit simulate` that say the same.
  public func option(_ text: String) -> String {
    switch self {
    case .field: "--format \(name)=\(text)"
    default: "--\(name) \(text)"
    }
  }
}

/// A knob at one of its values.
enum KnobTurn: Hashable, Sendable {
  case format(Node, FormatChoice)
  case learningRate(Double)
  case tolerance(Settings.Tolerance)
  case epochs(Int)
  case degree(Int)
  case capacity(Int)

  /// Sets the value, after what the command line says.
  func apply(to settings: inout Settings) {
    switch self {
    case .format(let node, let choice):
      settings.formats[node] = choice.after(settings.formats[node] ?? FormatChoice())
    case .learningRate(let value): settings.learningRate = value
    case .tolerance(let value): settings.tolerance = value
    case .epochs(let value): settings.epochs = value
    case .degree(let value): settings.degree = value
    case .capacity(let value): settings.capacity = value
    }
  }
}

extension FormatChoice.Field {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
