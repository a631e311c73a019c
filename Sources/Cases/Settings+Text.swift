import Datapath
import FixedPoint

extension FormatChoice {
  /// Reads what stands behind the `=` of `theta=sfix24_En18`.
  public init(parsing text: String, of node: Node) throws(SettingError) {
    do {
      self.init(try FormatNotation.parse(text))
    } catch {
      throw SettingError("node \(node.name): \(error)")
    }
  }

  /// Sets one field from text, as in `theta.fraction=18`.
  public mutating func set(_ field: Field, to text: String, of node: Node) throws(SettingError) {
    func integer() throws(SettingError) -> Int {
      guard let value = Int(text) else {
        throw SettingError("node \(node.name): \(field.rawValue) is '\(text)'; give a whole number")
      }
      return value
    }
    switch field {
    case .width: width = try integer()
    case .integer: integerBits = try integer()
    case .fraction: fractionBits = try integer()
    case .saturatedBits: saturatedBits = try integer()
    case .signed:
      guard let value = Bool(text) else {
        throw SettingError("node \(node.name): signed is '\(text)'; give true or false")
      }
      isSigned = value
    case .quantization:
      do { quantization = try Quantization(parsing: text) } catch {
        throw SettingError("node \(node.name): \(error)")
      }
    case .overflow:
      do { overflow = try Overflow(parsing: text) } catch {
        throw SettingError("node \(node.name): \(error)")
      }
    }
    try checkPlaces(of: node)
  }
}

extension Settings {
  /// The node of a name, or an error that names the nearest one.
  public static func node(_ name: String) throws(SettingError) -> Node {
    if let node = Node(name: name) { return node }
    throw SettingError(
      "'\(name)' is not a node; \(suggestion(name, among: Node.every.map(\.name), called: "nodes"))"
    )
  }

  /// The field of a node's format, or an error that names the nearest one.
  public static func field(
    _ name: String, of node: Node
  ) throws(SettingError) -> FormatChoice.Field {
    if let field = FormatChoice.Field(rawValue: name) { return field }
    let names = FormatChoice.Field.allCases.map(\.rawValue)
    throw SettingError(
      "node \(node.name) has no field '\(name)'; \(suggestion(name, among: names, called: "fields"))"
    )
  }

  /// Takes `NODE=FORMAT` or `NODE.FIELD=VALUE`, in any order: what was said of the node before stands beside it.
  ///
  /// - Throws: ``SettingError`` for what is no format, and for what contradicts something said before.
  public mutating func setFormat(_ assignment: String) throws(SettingError) {
    let (name, text) = try Self.split(assignment, example: "theta=sfix24_En18")
    let path = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let node = try Self.node(String(path[0]))
    var choice = FormatChoice()
    if path.count == 1 {
      choice = try FormatChoice(parsing: text, of: node)
    } else {
      let field = try Self.field(String(path[1]), of: node)
      try choice.set(field, to: text, of: node)
    }
    formats[node] = try choice.beside(formats[node] ?? FormatChoice(), of: node)
  }

  /// Takes `NODE=silent|warning|error`, or one of the three for all nodes.
  public mutating func setOverflowResponse(_ assignment: String) throws(SettingError) {
    if let response = OverflowResponse(rawValue: assignment) {
      for node in Node.every { onOverflow[node] = response }
      return
    }
    guard assignment.contains("=") else {
      let names = OverflowResponse.allCases.map(\.rawValue)
      throw SettingError(
        "'\(assignment)' is not a response to an overflow, nor NODE=RESPONSE; \(suggestion(assignment, among: names, called: "choices"))"
      )
    }
    let (name, text) = try Self.split(assignment, example: "theta=error")
    let node = try Self.node(name)
    onOverflow[node] = try Self.choice(text, "on_overflow", OverflowResponse.self)
  }

  /// One of an enumeration's words, or an error that names the nearest one.
  public static func choice<Choice: RawRepresentable & CaseIterable>(
    _ text: String, _ key: String, _: Choice.Type
  ) throws(SettingError) -> Choice where Choice.RawValue == String {
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw SettingError(
      "\(key) is '\(text)'; \(suggestion(text, among: names, called: "choices"))")
  }

  private static func split(
    _ assignment: String, example: String
  ) throws(SettingError) -> (String, String) {
    guard let equals = assignment.firstIndex(of: "=") else {
      throw SettingError("'\(assignment)' has no '='; write it as in \(example)")
    }
    return (
      String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...])
    )
  }
}

/// "did you mean 'theta'?" if a known word is near or begun, otherwise all of them: "the nodes are x, y".
package func suggestion(_ word: String, among known: [String], called kind: String) -> String {
  probableName(for: word, among: known).map { "did you mean '\($0)'?" }
    ?? "the \(kind) are \(known.joined(separator: ", "))"
}
