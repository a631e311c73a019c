/// The names of the modes as people write them: IEEE 1666's with or without a prefix, and MathWorks'.

extension Quantization: CustomStringConvertible {
  /// The name of the mode in IEEE 1666, without prefix.
  public var description: String { rawValue }

  /// The name of the mode in MathWorks' Fixed-Point Designer, where it has one.
  public var mathWorksName: String? {
    switch self {
    case .trn: "Floor"
    case .trnZero: "Zero"
    case .rnd: "Nearest"
    case .rndInf: "Round"
    case .rndConv: "Convergent"
    case .rndMinInf, .rndZero: nil
    }
  }

  /// Reads a mode's name in any letter case: `RND_CONV`, `AP_RND_CONV`, `SC_RND_CONV`,
  /// `AC_RND_CONV` or MathWorks' `Convergent`.
  ///
  /// - Throws: ``NotationError`` with the nearest known name.
  public init(parsing text: String) throws(NotationError) {
    let name = text.withoutBlanksAround.uppercased()
    let bare = name.withoutModePrefix
    let known = Self.allCases.first {
      $0.rawValue == bare || $0.mathWorksName?.uppercased() == name
    }
    if let known {
      self = known
      return
    }
    if bare == "RND_CONV_ODD" {
      throw NotationError(
        text, "rounds ties to odd, which IEEE 1666 does not have; the nearest mode is RND_CONV")
    }
    if bare == "CEILING" || bare == "CEIL" {
      throw NotationError(text, "rounds toward +∞, which IEEE 1666 does not have")
    }
    let names = Self.allCases.map(\.rawValue)
    let spellings = names + Self.allCases.compactMap(\.mathWorksName)
    throw NotationError(
      text, "is no quantisation mode" + mend(for: bare, among: spellings, or: names))
  }
}

extension Overflow: CustomStringConvertible {
  /// The name of the mode in IEEE 1666, without prefix; `n_bits` follows after a colon where it is
  /// not 0: `WRAP:2`.
  public var description: String { saturatedBits == 0 ? name : "\(name):\(saturatedBits)" }

  /// Reads a mode's name in any letter case: `SAT`, `AP_SAT`, `SC_WRAP_SM`, `WRAP:2` (the number
  /// is `n_bits`) or MathWorks' `Saturate`.
  ///
  /// - Throws: ``NotationError`` with the nearest known name.
  public init(parsing text: String) throws(NotationError) {
    let parts = text.withoutBlanksAround.uppercased().split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "").withoutBlanksAround.withoutModePrefix
    var saturatedBits = 0
    if parts.count == 2 {
      guard let bits = smallInteger(parts[1]), bits >= 0 else {
        throw NotationError(text, "has no n_bits after the colon; write a number, as in WRAP:2")
      }
      saturatedBits = bits
    }
    guard let mode = Self.named(name, saturatedBits: saturatedBits) else {
      throw NotationError(
        text,
        "is no overflow mode" + mend(for: name, among: Self.names + ["Saturate"], or: Self.names))
    }
    if saturatedBits != 0, !mode.wraps {
      throw NotationError(text, "has n_bits, which only WRAP and WRAP_SM have; write \(mode.name)")
    }
    self = mode
  }

  static let names = ["SAT", "SAT_ZERO", "SAT_SYM", "WRAP", "WRAP_SM"]

  /// The mode of a bare upper-case name; `n_bits` is ignored where the mode has none.
  static func named(_ name: String, saturatedBits: Int) -> Overflow? {
    switch name {
    case "SAT", "SATURATE": .sat
    case "SAT_ZERO": .satZero
    case "SAT_SYM": .satSym
    case "WRAP": .wrap(saturatedBits: saturatedBits)
    case "WRAP_SM": .wrapSM(saturatedBits: saturatedBits)
    default: nil
    }
  }
}

private func mend(for name: String, among spellings: [String], or names: [String]) -> String {
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
