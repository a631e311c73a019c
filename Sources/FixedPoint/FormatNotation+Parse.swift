/// Reading a format in any of the notations.

extension FormatNotation {
  /// Reads a format.
  ///
  /// Blanks are free between the parts; letter case is free where the language has it so (VHDL) and
  /// in the names of appended modes. Trailing arguments of `ap_`, `sc_` and `ac_fixed` may be left
  /// out; they then have the language's own defaults, `TRN` and `WRAP`.
  ///
  /// A notation that has no modes takes them appended, as a list after commas: quantisation,
  /// overflow, `n_bits`, each as in the brackets of `ap_fixed` and with or without a prefix. Either
  /// mode may be left out: `sfix16_En12,RND_CONV,SAT`, `fixdt(1,16,12),SAT`, `(1,3,12),RND,WRAP:2`.
  ///
  /// - Throws: ``NotationError`` for a text that is no format, for bare `Qm.n` (it has two
  ///   readings), and for a format that cannot exist here.
  public static func parse(_ text: String) throws(NotationError) -> ParsedFormat {
    var reader = NotationReader(text: text)
    return try reader.format()
  }
}

/// One reading of one text, from left to right.
private struct NotationReader {
  let text: String
  private var rest: Substring

  init(text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func format() throws(NotationError) -> ParsedFormat {
    skipBlanks()
    let head = word()
    switch head {
    case "ap_fixed", "ap_ufixed", "sc_fixed", "sc_ufixed":
      return try template(head, prefix: head.prefix(1) == "a" ? "AP_" : "SC_")
    case "ac_fixed":
      return try template(head, prefix: "AC_")
    case "fixdt":
      return try fixdt()
    case "":
      return try enClFix()
    default:
      break
    }
    if ["sfixed", "ufixed"].contains(head.lowercased()) {
      return try vhdl(isSigned: head.lowercased() == "sfixed")
    }
    if head.hasPrefix("sfix") || head.hasPrefix("ufix") { return try mathWorks(head) }
    try refuseQ(head)
    let known = [
      "ap_fixed", "ap_ufixed", "sc_fixed", "sc_ufixed", "ac_fixed", "fixdt", "sfixed", "ufixed",
    ]
    if let nearest = nearestName(to: head, among: known) {
      throw error("is no format; did you mean \(nearest)?")
    }
    throw error("is no format; write it as ap_fixed<16,4,AP_RND,AP_SAT> or sfix16_En12")
  }

  // MARK: The notations

  /// `ap_fixed<W,I,Q,O,n>` and its kin; `ac_fixed` has S third and no n.
  private mutating func template(_ name: String, prefix: String) throws(NotationError)
    -> ParsedFormat
  {
    let isSiemens = prefix == "AC_"
    let example =
      isSiemens ? "ac_fixed<16,4,true,AC_RND,AC_SAT>" : "\(name)<16,4,\(prefix)RND,\(prefix)SAT>"
    let arguments = try list(from: "<", to: ">", example: example)
    let leading = isSiemens ? 3 : 2
    guard arguments.count >= leading, arguments.count <= 5 else {
      throw error(
        "needs \(leading) to 5 arguments, not \(arguments.count); write for example \(example)")
    }
    try end("the modes belong between the brackets, as in \(example)")
    let isSigned = isSiemens ? try flag(arguments[2]) : !name.hasSuffix("ufixed")
    let width = try integer(arguments[0])
    let integerBits = try integer(arguments[1])
    var quantization = Quantization.trn
    var overflow: Overflow = .wrap
    var modes = arguments.dropFirst(leading)
    if let name = modes.popFirst() {
      quantization = try languageName(name, prefix: prefix) { text throws(NotationError) in
        try Quantization(parsing: text)
      }
    }
    if let name = modes.popFirst() {
      overflow = try languageName(name, prefix: prefix) { text throws(NotationError) in
        try Overflow(parsing: text)
      }
      if isSiemens, case .wrapSM = overflow { throw error("has AC_WRAP_SM, which Siemens has not") }
    }
    if let bits = modes.popFirst() {
      overflow = try self.overflow(overflow, saturatedBits: bits)
    }
    return try checked(width, integerBits, isSigned, quantization, overflow)
  }

  /// `sfix16_En12`: the exponent of the last place, negative with `n`.
  private mutating func mathWorks(_ head: String) throws(NotationError) -> ParsedFormat {
    let example = "sfix16_En12"
    let parts = head.dropFirst(4).split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count <= 2, let digits = parts.first, let width = smallInteger(digits), width >= 0
    else { throw error("is no MathWorks type name; write for example \(example)") }
    var fractionBits = 0
    if parts.count == 2 {
      let scale = parts[1]
      if scale.contains(where: { "SFB".contains($0) }) {
        throw error("has a slope or a bias, not a binary point; write for example \(example)")
      }
      let isNegative = scale.hasPrefix("En")
      let magnitude = scale.dropFirst(isNegative || scale.hasPrefix("Ep") ? 2 : 1)
      guard scale.hasPrefix("E"), magnitude.allSatisfy(\.isWholeNumber),
        let exponent = smallInteger(magnitude)
      else { throw error("has no exponent after the underscore; write for example \(example)") }
      fractionBits = isNegative ? exponent : -exponent
    }
    return try withAppendedModes(width, width - fractionBits, head.hasPrefix("s"))
  }

  /// `fixdt(S,W,F)`.
  private mutating func fixdt() throws(NotationError) -> ParsedFormat {
    let arguments = try list(from: "(", to: ")", example: "fixdt(1,16,12)")
    guard arguments.count == 3 else {
      throw error(
        arguments.count > 3
          ? "has a slope and a bias, not a binary point; write for example fixdt(1,16,12)"
          : "leaves the binary point open; write sign, width and fraction bits as in fixdt(1,16,12)"
      )
    }
    let isSigned = try flag(arguments[0])
    let width = try integer(arguments[1])
    return try withAppendedModes(width, width - integer(arguments[2]), isSigned)
  }

  /// `sfixed(3 downto -12)`: the powers of two of the first and the last bit.
  private mutating func vhdl(isSigned: Bool) throws(NotationError) -> ParsedFormat {
    let example = "sfixed(3 downto -12)"
    let range = try list(from: "(", to: ")", example: example)
    let parts = range.count == 1 ? range[0].split(whereSeparator: \.isWhitespace) : []
    guard parts.count == 3 else { throw error("has no range; write for example \(example)") }
    guard parts[1].lowercased() == "downto" else {
      throw error("counts upwards; fixed_pkg wants \(parts[2]) downto \(parts[0])")
    }
    let first = try integer(String(parts[0]))
    let last = try integer(String(parts[2]))
    return try withAppendedModes(first - last + 1, first + 1, isSigned)
  }

  /// `(S,I,F)`.
  private mutating func enClFix() throws(NotationError) -> ParsedFormat {
    guard rest.first == "(" else {
      throw error("is no format; write it as ap_fixed<16,4,AP_RND,AP_SAT> or sfix16_En12")
    }
    let arguments = try list(from: "(", to: ")", example: "(1,3,12)")
    guard arguments.count == 3 else {
      throw error("needs sign, integer bits and fraction bits, as in (1,3,12)")
    }
    let isSigned = try flag(arguments[0])
    let integerBits = try integer(arguments[1]) + (isSigned ? 1 : 0)
    return try withAppendedModes(integerBits + integer(arguments[2]), integerBits, isSigned)
  }

  /// Refuses `Qm.n`: ARM counts the sign among the m bits, Texas Instruments does not.
  private mutating func refuseQ(_ head: String) throws(NotationError) {
    let letters = head.prefix { $0.isLetter }.uppercased()
    guard letters == "Q" || letters == "UQ" else { return }
    let numbers = (String(head.dropFirst(letters.count)) + rest).withoutBlanksAround
      .split(separator: ".", omittingEmptySubsequences: false).map(smallInteger)
    guard numbers.count == 2, let m = numbers[0], let n = numbers[1] else {
      throw error("does not say the word length without doubt; write for example sfix16_En15")
    }
    func reading(_ integerBits: Int) -> String {
      let format = try? Format(
        width: integerBits + n, integerBits: integerBits, isSigned: letters == "Q")
      guard let format else { return "impossible" }
      let type = format.isSigned ? "ap_fixed" : "ap_ufixed"
      return "\(format.shortDescription) or \(type)<\(format.width),\(format.integerBits)>"
    }
    if letters == "UQ" {
      throw error(
        "is Q notation, which has more than one reading; ARM and TI both mean \(reading(m)) here, so write that"
      )
    }
    throw error(
      "has two readings: with ARM (m counts the sign) \(reading(m)), with TI (it does not) \(reading(m + 1)); write the one you mean"
    )
  }

  // MARK: The parts

  /// The modes that may follow a notation that has none: `,Q,O,n`.
  private mutating func withAppendedModes(
    _ width: Int, _ integerBits: Int, _ isSigned: Bool
  ) throws(NotationError) -> ParsedFormat {
    skipBlanks()
    var names: ArraySlice<String> = []
    if rest.first == "," {
      names =
        rest.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0).withoutBlanksAround }[...]
      rest = ""
    }
    try end("append modes after a comma, as in sfix16_En12,RND_CONV,SAT")
    var quantization: Quantization?
    var overflow: Overflow?
    if let name = names.first, let mode = try? Quantization(parsing: name) {
      quantization = mode
      names.removeFirst()
    }
    if let name = names.first {
      do {
        overflow = try Overflow(parsing: name)
      } catch {
        // Only the first name may be of either kind.
        guard quantization == nil else { throw error }
        let names = Quantization.allCases.map(\.rawValue) + Overflow.names
        let nearest = nearestName(to: name, among: names).map { "; did you mean \($0)?" }
        throw NotationError(name, "is neither a quantisation nor an overflow mode\(nearest ?? "")")
      }
      names.removeFirst()
    }
    if let bits = names.popFirst() {
      guard let mode = overflow else { throw error("has '\(bits)' where a mode was expected") }
      overflow = try self.overflow(mode, saturatedBits: bits)
    }
    guard names.isEmpty else { throw error("goes on after n_bits; nothing can follow it") }
    return try checked(width, integerBits, isSigned, quantization, overflow)
  }

  /// A mode with its `n_bits`, which beside a saturating one can only be 0.
  private func overflow(
    _ mode: Overflow, saturatedBits text: String
  ) throws(NotationError) -> Overflow {
    let bits = try integer(text)
    guard mode.wraps || bits == 0 else {
      throw error(
        "has n_bits, which only WRAP and WRAP_SM have; leave the \(bits) out or write another mode than \(mode.name)"
      )
    }
    return Overflow.named(mode.name, saturatedBits: bits) ?? mode
  }

  /// A mode that is spelled as the language of the type spells it, `AP_RND` in `ap_fixed`.
  private func languageName<Mode: CustomStringConvertible>(
    _ name: String, prefix: String, _ parse: (String) throws(NotationError) -> Mode
  ) throws(NotationError) -> Mode {
    let mode = try parse(name)
    guard name == "\(prefix)\(mode)" else {
      throw error("has the mode '\(name)', which is written \(prefix)\(mode) there")
    }
    return mode
  }

  private func checked(
    _ width: Int, _ integerBits: Int, _ isSigned: Bool, _ quantization: Quantization?,
    _ overflow: Overflow?
  ) throws(NotationError) -> ParsedFormat {
    let parsed = ParsedFormat(
      width: width, integerBits: integerBits, isSigned: isSigned, quantization: quantization,
      overflow: overflow)
    do {
      _ = try parsed.format()
    } catch {
      throw self.error("cannot be: \(error)")
    }
    return parsed
  }

  private mutating func list(
    from open: Character, to close: Character, example: String
  ) throws(NotationError) -> [String] {
    skipBlanks()
    guard rest.first == open, let end = rest.firstIndex(of: close) else {
      throw error("has no \(open)…\(close); write for example \(example)")
    }
    let inside = rest[rest.index(after: rest.startIndex)..<end]
    rest = rest[rest.index(after: end)...]
    return inside.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0).withoutBlanksAround }
  }

  private func integer(_ text: String) throws(NotationError) -> Int {
    guard let value = smallInteger(text) else {
      throw error("has '\(text)' where a small integer belongs")
    }
    return value
  }

  private func flag(_ text: String) throws(NotationError) -> Bool {
    switch text.lowercased() {
    case "1", "true": return true
    case "0", "false": return false
    default: throw error("has '\(text)' for the sign; write 1 or true, 0 or false")
    }
  }

  private mutating func word() -> String {
    let word = rest.prefix { $0.isLetter || $0.isWholeNumber || $0 == "_" }
    rest = rest[word.endIndex...]
    return String(word)
  }

  private mutating func skipBlanks() { rest = rest.drop(while: \.isWhitespace) }

  private mutating func end(_ mend: String) throws(NotationError) {
    skipBlanks()
    guard rest.isEmpty else { throw error("goes on with '\(rest)'; \(mend)") }
  }

  private func error(_ reason: String) -> NotationError { NotationError(text, reason) }
}
