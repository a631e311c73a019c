/// How the modes stand in the brackets of a type: the names' prefix, the order of the enumerations, which
/// HLS logs print as numbers, and what the type has not.
struct ModeList: Equatable, Sendable {
  let prefix: String
  let quantizations: [Quantization]
  /// The names of the overflow modes.
  let overflows: [String]
  let hasBits: Bool
  /// The first number of the enumerations.
  var firstIndex = 0
  /// Whether the names are read without the prefix and in any letter case.
  var isLenient = false

  private static let ieeeOrder: [Quantization] = [
    .rnd, .rndZero, .rndMinInf, .rndInf, .rndConv, .trn, .trnZero,
  ]

  static let amd = ModeList(
    prefix: "AP_", quantizations: ieeeOrder, overflows: Overflow.names, hasBits: true)
  static let systemC = ModeList(
    prefix: "SC_", quantizations: ieeeOrder, overflows: Overflow.names, hasBits: true)
  static let siemens = ModeList(
    prefix: "AC_",
    quantizations: [.trn, .rnd, .trnZero, .rndZero, .rndInf, .rndMinInf, .rndConv],
    overflows: ["WRAP", "SAT", "SAT_ZERO", "SAT_SYM"], hasBits: false)
  static let hls4ml = ModeList(
    prefix: "",
    quantizations: [.trn, .trnZero, .rnd, .rndZero, .rndInf, .rndMinInf, .rndConv],
    overflows: ["WRAP", "SAT", "SAT_ZERO", "SAT_SYM"], hasBits: true, firstIndex: 1,
    isLenient: true)
  static let modelComposer = ModeList(
    prefix: "", quantizations: ieeeOrder, overflows: Overflow.names, hasBits: false, firstIndex: 1)

  // MARK: Writing

  var usage: String { ",Q,O" + (hasBits ? ",n" : "") }

  /// The places of a format's modes in the enumerations; nil where one of them is not there.
  func indices(of format: Format) -> (quantization: Int, overflow: Int)? {
    guard let quantization = quantizations.firstIndex(of: format.quantization),
      let overflow = overflows.firstIndex(of: format.overflow.name),
      hasBits || format.overflow.saturatedBits == 0
    else { return nil }
    return (quantization + firstIndex, overflow + firstIndex)
  }

  /// `,AP_RND,AP_SAT`; nil where the type has no such mode.
  func text(of format: Format) -> String? {
    guard indices(of: format) != nil else { return nil }
    let bits = format.overflow.saturatedBits
    return ",\(prefix)\(format.quantization),\(prefix)\(format.overflow.name)"
      + (bits == 0 ? "" : ",\(bits)")
  }

  // MARK: Reading

  /// The modes that some arguments say, nil for those that are left out.
  ///
  /// - Parameter example: of the whole text.
  func modes(
    _ arguments: [String], example: String
  ) throws(NotationError) -> (Quantization?, Overflow?) {
    guard arguments.count <= (hasBits ? 3 : 2) else {
      throw NotationError("", "has too many arguments; write for example \(example)")
    }
    var quantization: Quantization?
    if let name = arguments.first {
      quantization = try mode(
        name, among: quantizations, other: Overflow.self,
        "an overflow mode; it stands after the quantisation mode")
    }
    guard arguments.count > 1 else { return (quantization, nil) }
    let named = overflows.map { Overflow.named($0, saturatedBits: 0)! }
    var overflow = try mode(
      arguments[1], among: named, other: Quantization.self,
      "a quantisation mode; it stands before the overflow mode")
    guard overflows.contains(overflow.name) else {
      throw NotationError("", "has \(prefix)\(overflow.name), which the type has not")
    }
    if arguments.count > 2 {
      overflow = try overflow.with(saturatedBits: arguments[2], after: arguments[1], of: "")
    } else if overflow.saturatedBits != 0, !hasBits {
      throw NotationError("", "has n_bits, which the type has not")
    }
    return (quantization, overflow)
  }

  /// One mode: `AP_RND`, `(ap_q_mode)5`, `5`.
  private func mode<Mode: NamedMode, Other: NamedMode>(
    _ argument: String, among enumeration: [Mode], other: Other.Type, _ place: String
  ) throws(NotationError) -> Mode {
    var name = argument
    if name.first == "(", let end = name.firstIndex(of: ")") {
      name = String(name[name.index(after: end)...]).withoutBlanksAround
    }
    let digits = name.hasSuffix("u") ? String(name.dropLast()) : name
    if let index = smallInteger(digits) {
      guard enumeration.indices.contains(index - firstIndex) else {
        throw NotationError(
          "",
          "has the mode \(index), which no name of IEEE 1666 stands for; there are \(firstIndex) to \(enumeration.count - 1 + firstIndex)"
        )
      }
      return enumeration[index - firstIndex]
    }
    let mode: Mode
    do { mode = try Mode(parsing: name, prefix: prefix) } catch {
      if (try? Other(parsing: name, prefix: prefix)) != nil {
        throw NotationError("", "has '\(name)', \(place)")
      }
      throw NotationError(
        "", error.text == name ? "has '\(name)', which \(error.reason)" : error.reason)
    }
    guard isLenient || name == "\(prefix)\(mode)" else {
      throw NotationError("", "has the mode '\(name)', which is written \(prefix)\(mode) there")
    }
    return mode
  }
}
