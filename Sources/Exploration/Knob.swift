import Cases
import Datapath
import FixedPoint

/// Something of a design that a sweep turns: one field of one node, or a setting of the run.
public enum Knob: Hashable, Sendable {
  case field(Node, FormatChoice.Field)
  /// By the name of its option; one of ``Settings/varied``.
  case setting(String)

  /// The name on the command line, in files and in reports: `theta.fraction`, `epochs`.
  public var name: String {
    switch self {
    case .field(let node, let field): "\(node.name).\(field.rawValue)"
    case .setting(let name): name
    }
  }

  private static func setting(named name: String) -> (any AnySetting)? {
    Settings.varied.first { $0.option == name }
  }

  /// Whether the values are numbers, so that they lie on an axis.
  public var isNumeric: Bool {
    switch self {
    case .field(_, let field): [.width, .integer, .fraction, .saturatedBits].contains(field)
    case .setting(let name): !(Self.setting(named: name)?.isChoice ?? false)
    }
  }

  /// The knob that turns the architecture.
  package static let architecture = Knob.setting(Setting.architecture.option)

  /// Whether designs of an architecture have it; nil stands for any.
  package func isOf(_ architecture: Architecture?) -> Bool {
    guard case .field(let node, _) = self, let architecture else { return true }
    return architecture.nodes.contains(node)
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
    if let setting = Self.setting(named: name.replacing("_", with: "-")) {
      self = .setting(setting.option)
      return
    }
    guard let point = name.firstIndex(of: ".") else {
      let settings = Settings.varied.map(\.option)
      let nodes = Node.every.map(\.name)
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
    let said = try turn(to: text).settings
    switch self {
    case .field(let node, let field):
      return said.formats[node]!.said.first { $0.field == field }!.text
    case .setting(let name):
      let text = Self.setting(named: name)!.text(in: said)!
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
  }

  /// Reads a value for the designs that have it.
  func turn(to text: String) throws(SettingError) -> KnobTurn {
    var settings = Settings()
    switch self {
    case .field(let node, let field):
      var choice = FormatChoice()
      try choice.set(field, to: text, of: node)
      settings.formats[node] = choice
    case .setting(let name):
      // Of all numbers that can be varied, a tolerance alone may be none.
      guard !isNumeric || Double(text)?.isFinite == true || text == "none" && name == "tolerance"
      else { throw SettingError("\(name): '\(text)' is not a number") }
      do throws(PlacedError) {
        try Self.setting(named: name)!.take(
          JSONText(
            value: !isNumeric || text == "none" ? .string(text) : .number(text), line: 1),
          into: &settings)
      } catch { throw SettingError(error.message) }
    }
    return KnobTurn(knob: self, settings: settings)
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
struct KnobTurn: Hashable, Sendable {
  let knob: Knob
  /// That say the value and nothing else.
  let settings: Settings

  /// Sets the value, after what the command line says.
  func apply(to settings: inout Settings) {
    switch knob {
    case .field(let node, _):
      settings.formats[node] = self.settings.formats[node]!.after(
        settings.formats[node] ?? FormatChoice())
    case .setting(let name):
      for setting in Settings.varied where setting.option == name {
        setting.take(from: self.settings, replacing: true, into: &settings)
      }
    }
  }
}

extension FormatChoice.Field {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
