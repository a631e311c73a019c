/// The names of the modes as people write them: IEEE 1666's with or without a prefix, and those of other owners.

/// A mode, of either kind.
protocol NamedMode: CustomStringConvertible {
  /// - Parameter prefix: of the names that an error suggests.
  init(parsing text: String, prefix: String) throws(NotationError)
}

extension Quantization: NamedMode {
  /// The name of the mode in IEEE 1666, without prefix.
  public var description: String { rawValue }

  /// Other owners' names: MathWorks, en_cl_fix, VHDL's fixed_pkg, System Generator.
  var otherNames: [String] {
    switch self {
    case .trn: ["Floor", "Trunc_s", "fixed_truncate", "xlTruncate"]
    case .trnZero: ["Zero"]
    case .rnd: ["Nearest", "NonSymPos_s", "Round_s"]
    case .rndMinInf: ["NonSymNeg_s"]
    case .rndZero: ["SymZero_s"]
    case .rndInf: ["Round", "SymInf_s", "xlRound"]
    case .rndConv: ["Convergent", "ConvEven_s", "fixed_round"]
    }
  }

  /// All names without a prefix.
  static let names = allCases.map(\.rawValue) + allCases.flatMap(\.otherNames)

  /// What is a mode elsewhere and none of IEEE 1666, and what it does.
  private static let foreign = [
    "RND_CONV_ODD": "rounds ties to odd", "CONVODD_S": "rounds ties to odd",
    "CEILING": "rounds toward +∞", "CEIL": "rounds toward +∞",
  ]

  /// Reads a mode's name in any letter case: `RND_CONV`, `AP_RND_CONV`, `SC_RND_CONV`,
  /// `AC_RND_CONV`, MathWorks' `Convergent`, en_cl_fix's `ConvEven_s`.
  ///
  /// - Throws: ``NotationError`` with the nearest known name.
  public init(parsing text: String) throws(NotationError) {
    try self.init(parsing: text, prefix: "")
  }

  init(parsing text: String, prefix: String) throws(NotationError) {
    let name = text.withoutBlanksAround.uppercased()
    let bare = name.withoutModePrefix
    let known = Self.allCases.first { mode in
      mode.rawValue == bare || mode.otherNames.contains { $0.uppercased() == name }
    }
    if let known {
      self = known
      return
    }
    let names = Self.allCases.map { prefix + $0.rawValue }
    if let meaning = Self.foreign[bare] {
      throw NotationError(
        text,
        "\(meaning), which IEEE 1666 does not have; there are \(names.joined(separator: ", "))")
    }
    throw NotationError(
      text,
      "is not a quantisation mode"
        + fix(
          for: prefix + bare, or: names,
          among: prefix.isEmpty ? Self.names : names))
  }
}

extension Overflow: NamedMode {
  /// The name of the mode in IEEE 1666, without prefix; `n_bits` follows after a colon where it is
  /// not 0: `WRAP:2`.
  public var description: String { saturatedBits == 0 ? name : "\(name):\(saturatedBits)" }

  /// Reads a mode's name in any letter case: `SAT`, `AP_SAT`, `SC_WRAP_SM`, `WRAP:2` (the number
  /// is `n_bits`), MathWorks' `Saturate`, en_cl_fix's `Sat_s`.
  ///
  /// - Throws: ``NotationError`` with the nearest known name.
  public init(parsing text: String) throws(NotationError) {
    try self.init(parsing: text, prefix: "")
  }

  init(parsing text: String, prefix: String) throws(NotationError) {
    let parts = text.withoutBlanksAround.uppercased().split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "").withoutBlanksAround
    let bare = name.withoutModePrefix
    let known = Self.otherNames.first { $0.key.uppercased() == name }?.value
    guard let mode = known ?? Self.named(bare, saturatedBits: 0) else {
      let names = Self.names.map { prefix + $0 }
      throw NotationError(
        text,
        "is not an overflow mode"
          + fix(
            for: prefix + bare, or: names,
            among: names + (prefix.isEmpty ? Self.otherNames.keys.sorted() : [])))
    }
    self = parts.count == 2 ? try mode.with(saturatedBits: String(parts[1]), of: text) : mode
  }

  static let names = ["SAT", "SAT_ZERO", "SAT_SYM", "WRAP", "WRAP_SM"]

  /// Other owners' names: MathWorks (whose `Wrap` is IEEE 1666's too), en_cl_fix, VHDL's fixed_pkg, System Generator.
  static let otherNames: [String: Overflow] = [
    "Saturate": .sat, "Sat_s": .sat, "SatWarn_s": .sat, "None_s": .wrap, "Warn_s": .wrap,
    "fixed_saturate": .sat, "fixed_wrap": .wrap, "xlSaturate": .sat, "xlWrap": .wrap,
  ]

  /// The mode of a bare upper-case name; `n_bits` is ignored where the mode has none.
  static func named(_ name: String, saturatedBits: Int) -> Overflow? {
    switch name {
    case "SAT": .sat
    case "SAT_ZERO": .satZero
    case "SAT_SYM": .satSym
    case "WRAP": .wrap(saturatedBits: saturatedBits)
    case "WRAP_SM": .wrapSM(saturatedBits: saturatedBits)
    default: nil
    }
  }

  /// The mode with its `n_bits` as a text says them.
  ///
  /// - Parameters:
  ///   - name: the mode as it was written before, `WRAP:2` or `WRAP`.
  ///   - whole: what an error is about.
  func with(
    saturatedBits text: String, after name: String = "", of whole: String
  ) throws(NotationError) -> Overflow {
    guard let bits = smallInteger(text), bits >= 0 else {
      throw NotationError(
        whole, "has '\(text)' for n_bits; it counts bits, so give 0 or more")
    }
    guard wraps || bits == 0 else {
      throw NotationError(
        whole, "has n_bits, which only WRAP and WRAP_SM have; write \(self.name) alone")
    }
    guard !name.contains(":") else {
      throw NotationError(
        whole, "has two values for n_bits, \(saturatedBits) and \(bits); leave one out")
    }
    return Overflow.named(self.name, saturatedBits: bits) ?? self
  }
}

private func fix(for name: String, or names: [String], among spellings: [String]) -> String {
  if let nearest = nearestName(to: name, among: spellings) { return "; did you mean \(nearest)?" }
  return "; there are \(names.joined(separator: ", "))"
}

/// A number of bits or a position: an integer so small that no sum of a few of them overflows.
func smallInteger(_ text: some StringProtocol) -> Int? {
  guard let value = Int(String(text).withoutBlanksAround), value.magnitude <= 1_000_000 else {
    return nil
  }
  return value
}

extension String {
  var withoutBlanksAround: String {
    let head = drop(while: \.isWhitespace)
    return String(head.reversed().drop(while: \.isWhitespace).reversed())
  }

  fileprivate var withoutModePrefix: String {
    for prefix in ["AP_", "SC_", "AC_"] where hasPrefix(prefix) { return String(dropFirst(3)) }
    return self
  }
}
