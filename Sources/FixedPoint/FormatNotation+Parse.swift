/// Reading a format in any of the notations.

extension FormatNotation {
  /// Reads a format.
  ///
  /// Blanks are free between the parts; letter case is free where the language has it so (VHDL, MathWorks)
  /// and in the names of appended modes. Name spaces (`sc_dt::`, `apytypes.`) and words of a declaration
  /// (`const`, `reg`) before it say nothing.
  ///
  /// A mode that is not written is the owner's default, if the owner has one (README.md beside this
  /// file). A notation that has no modes takes them appended after commas, in either order and with or
  /// without a prefix, `n_bits` after the overflow mode: `sfix16_En12,RND_CONV,SAT`,
  /// `fixdt(1,16,12),SAT`, `(1,3,12),WRAP:2,RND`.
  ///
  /// - Throws: ``NotationError`` for a text that is no format, for one that has two readings (`Qm.n`,
  ///   `(1,16,12)`), and for a format that cannot exist here.
  public static func parse(_ text: String) throws(NotationError) -> ParsedFormat {
    try NotationReader(text: text).format()
  }
}

/// One reading of one text.
private struct NotationReader {
  let text: String
  /// The text without what says nothing.
  private let bare: String

  init(text: String) {
    self.text = text
    bare = Self.bare(text)
  }

  func format() throws(NotationError) -> ParsedFormat {
    var furthest: (form: NotationForm, mismatch: NotationPattern.Mismatch)?
    if let format = try read(furthest: &furthest) { return format }
    throw refusal(furthest)
  }

  /// The format, nil where no form has the shape of the text.
  private func read(
    furthest: inout (form: NotationForm, mismatch: NotationPattern.Mismatch)?
  ) throws(NotationError) -> ParsedFormat? {
    for candidate in [bare, Self.withoutModule(bare)] {
      for form in NotationForm.all {
        for (pattern, isSigned) in [(form.signed, true), (form.unsigned, false)] {
          guard let pattern else { continue }
          switch pattern.match(candidate, anyCase: form.anyCase) {
          case .success(let match): return try format(form, match, isSigned: isSigned)
          case .failure(let mismatch):
            let head = pattern.head.utf8.count
            if head > 1 || mismatch.elements > head, mismatch.elements >= head,
              mismatch.elements > furthest?.mismatch.elements ?? 0
            {
              furthest = (form, mismatch)
            }
          }
        }
      }
    }
    return nil
  }

  // MARK: What a match says

  private func format(
    _ form: NotationForm, _ match: NotationPattern.Match, isSigned: Bool
  ) throws(NotationError) -> ParsedFormat {
    var (isSigned, modes) = (match.isSigned ?? isSigned, AppendedModes())
    var (width, integerBits) = form.word(match, isSigned: isSigned)
    if case .listed = form.modes, !match.rest.isEmpty {
      throw error(
        "goes on with '\(match.rest)'; the modes belong between the brackets, as in \(form.example)"
      )
    }
    do throws(NotationError) {
      switch form.modes {
      case .appended: try checkReadings(form, match, isSigned)
      case .listed(let list):
        (modes.quantization, modes.overflow) = try list.modes(match.list, example: form.example)
      case .scale: integerBits -= try MathWorksScaling.fractionBits(name: match.name)
      case .arguments: integerBits -= try MathWorksScaling.fractionBits(arguments: match.list)
      case .properties:
        let (arguments, quantization, overflow) = try MathWorksScaling.properties(match.list)
        (modes.quantization, modes.overflow) = (quantization, overflow)
        integerBits -= try MathWorksScaling.fractionBits(arguments: arguments)
      case .indexed:
        let name = match.name.split(separator: "_", omittingEmptySubsequences: false)
        let hasModes = name.count > 1 && name.last!.first == "r"
        if hasModes {
          let indices = name.last!.dropFirst().split(separator: "w").map(String.init)
          (modes.quantization, modes.overflow) = try ModeList.modelComposer.modes(
            indices, example: form.example)
        }
        integerBits -= try MathWorksScaling.fractionBits(
          name: name.dropLast(hasModes ? 1 : 0).joined(separator: "_"))
      case .quoted:
        let inner = try NotationReader(text: match.name).format()
        guard [.mathWorks, .integer].contains(inner.notation), inner.quantization == nil,
          inner.overflow == nil
        else { throw NotationError("", "has '\(match.name)', which is not a MathWorks type name") }
        (width, integerBits, isSigned) = (inner.width, inner.integerBits, inner.isSigned)
      case .refused(let reason): throw NotationError("", reason)
      }
    } catch { throw self.error(error.reason) }
    try modes.read(match.rest, of: text)
    let parsed = ParsedFormat(
      width: width, integerBits: integerBits, isSigned: isSigned,
      quantization: modes.quantization ?? form.defaults?.quantization,
      overflow: modes.overflow ?? form.defaults?.overflow, notation: form.notation,
      hasDefaultModes: form.defaults != nil && (modes.quantization == nil || modes.overflow == nil))
    let format: Format
    do throws(FormatError) { format = try parsed.format() } catch {
      throw self.error("cannot be: \(error)")
    }
    if let reason = form.refusal(of: format) {
      throw error("cannot be: \(reason); write \(format.shortDescription)")
    }
    return parsed
  }

  /// Refuses a triple that may mean either of two words, and a range of bits the wrong way round.
  private func checkReadings(
    _ form: NotationForm, _ match: NotationPattern.Match, _ isSigned: Bool
  ) throws(NotationError) {
    let numbers = match.numbers
    if form.notation == .enClFix, bare.first == "(", let integer = numbers["i"],
      let fraction = numbers["F"],
      let triple = AmbiguousTriple(isSigned: isSigned, integer, fraction)
    {
      throw NotationError("", triple.refusal)
    }
    if form.notation == .vhdl, let first = numbers["M"], let last = numbers["E"],
      form.isAscending || first < last
    {
      let (high, low) = (max(first, last), min(first, last))
      let format = try? Format(width: high - low + 1, integerBits: high + 1, isSigned: isSigned)
      throw NotationError(
        "",
        "does not count down to the LSB, as fixed_pkg wants it; write "
          + ((try? format.map { try FormatNotation.vhdl.text(of: $0) }) ?? form.example))
    }
  }

  // MARK: What no form reads

  private func refusal(
    _ furthest: (form: NotationForm, mismatch: NotationPattern.Mismatch)?
  ) -> NotationError {
    if let q = qReadings { return error(q) }
    let typed = bare.prefix { $0.isInName && !$0.isNumber }
    let names = NotationForm.all.flatMap { [$0.signed, $0.unsigned].compactMap { $0?.name } }
    if !names.contains(String(typed)) {
      // Only the name is another; the nearest is offered with which the whole is a format.
      let offers = nearNames(to: String(typed), among: names).map {
        $0 + bare.dropFirst(typed.count)
      }
      var unused = furthest
      let isFormat = { (text: String) in
        ((try? NotationReader(text: text).read(furthest: &unused)) ?? nil) != nil
      }
      if let offered = offers.first(where: isFormat) {
        return error("is not a format; did you mean \(offered)?")
      }
    }
    if let (form, mismatch) = furthest {
      let rest = mismatch.rest.isEmpty ? "its end" : "'\(mismatch.rest)'"
      return error(
        "is not of the form \(form.usage) from \(rest) on; write for example \(form.example)")
    }
    return error("is not a format; write it as ap_fixed<16,4,AP_RND,AP_SAT> or sfix16_En12")
  }

  /// Both readings of `Qm.n`: ARM counts the sign among the m bits, Texas Instruments does not.
  private var qReadings: String? {
    let word = bare.prefix { $0 != "," }
    let letters = word.prefix { $0.isLetter }.uppercased()
    guard ["Q", "UQ", "SQ"].contains(letters), word.dropFirst(letters.count).first?.isNumber == true
    else { return nil }
    let numbers = word.dropFirst(letters.count)
      .split(separator: ".", omittingEmptySubsequences: false).map(smallInteger)
    guard numbers.count == 2, let m = numbers[0], let n = numbers[1] else {
      return "does not say the word length without doubt; write for example sfix16_En15"
    }
    func reading(_ integerBits: Int) -> String {
      let format = try? Format(
        width: integerBits + n, integerBits: integerBits, isSigned: letters != "UQ")
      guard let format else { return "impossible" }
      let type = format.isSigned ? "ap_fixed" : "ap_ufixed"
      return "\(format.shortDescription) or \(type)<\(format.width),\(format.integerBits)>"
    }
    return letters == "UQ"
      ? "is Q notation, which has more than one reading; ARM and TI both mean \(reading(m)) here, so write that"
      : "has two readings: with ARM (m counts the sign) \(reading(m)), with TI (it does not) \(reading(m + 1)); write the one you mean"
  }

  private func error(_ reason: String) -> NotationError { NotationError(text, reason) }

  // MARK: What says nothing

  private static let declarations: Set<String> = [
    "const", "static", "class", "struct", "wire", "reg", "logic", "input", "output", "signal",
  ]

  /// The text without blanks around it, name spaces and words of a declaration.
  private static func bare(_ text: String) -> String {
    var bare = String(text.map { $0.isWhitespace ? " " : $0 == "−" ? "-" : $0 }).withoutBlanksAround
    while let colons = bare.firstRange(of: "::") {
      let before = bare[..<colons.lowerBound]
      let name = before.reversed().prefix { $0.isInName }.count
      bare = String(before.dropLast(name) + bare[colons.upperBound...])
    }
    while let space = bare.firstIndex(of: " "), declarations.contains(String(bare[..<space])) {
      bare = String(bare[space...]).withoutBlanksAround
    }
    return bare
  }

  /// The text without the module before its name: `apytypes.fx(…)`.
  private static func withoutModule(_ text: String) -> String {
    let path = text.prefix { $0.isInName || $0 == "." }
    guard let point = path.lastIndex(of: "."), path[point...].dropFirst().first?.isLetter == true
    else { return text }
    return String(text[point...].dropFirst())
  }
}

/// A triple such as `(1,16,12)`: en_cl_fix means S, I, F by it, and MathWorks' constructors S, W, F.
struct AmbiguousTriple {
  let isSigned: Bool
  let second: Int
  let fractionBits: Int

  /// nil where the second number is below the third: so few bits of width with so many of fraction are
  /// written by nobody.
  init?(isSigned: Bool, _ second: Int, _ fractionBits: Int) {
    guard second >= 1, fractionBits <= second else { return nil }
    (self.isSigned, self.second, self.fractionBits) = (isSigned, second, fractionBits)
  }

  init?(_ format: Format) {
    self.init(
      isSigned: format.isSigned, format.integerBits - (format.isSigned ? 1 : 0),
      format.fractionBits)
  }

  var refusal: String {
    let sign = isSigned ? 1 : 0
    func reading(_ width: Int) -> String {
      let format = try? Format(
        width: width, integerBits: width - fractionBits, isSigned: isSigned)
      return format?.shortDescription ?? "impossible"
    }
    let width = sign + second + fractionBits
    return
      "has two readings: S, I, F (en_cl_fix) of \(width) bits, \(reading(width)), and S, W, F (fixdt) of \(second) bits, \(reading(second)); write the one you mean, en_cl_fix also as [\(sign),\(second),\(fractionBits)]"
  }
}
