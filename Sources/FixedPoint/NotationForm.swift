/// The spellings of formats: one table of which text belongs to whom, what its numbers mean, how it says
/// modes and which it has where it says none.
///
/// The sources are in README.md beside this file.
struct NotationForm: Sendable {
  let notation: FormatNotation
  let signed: NotationPattern
  /// nil where there is no unsigned word, or where one pattern says both with `{S}`.
  let unsigned: NotationPattern?
  let modes: Modes
  /// The owner's modes where none are written; nil where the owner has none.
  let defaults: (quantization: Quantization, overflow: Overflow)?
  /// The widths that the type has.
  let widths: Widths
  /// Whether letter case is free.
  let anyCase: Bool

  /// Where the text says the modes.
  enum Modes: Equatable, Sendable {
    /// After the word: `sfix16_En12,RND,SAT`.
    case appended
    /// In the `{list}`, by names that begin with a prefix, or by their place in an enumeration.
    case listed(ModeList)
    /// After the word; the `{name}` is MathWorks' scaling.
    case scale
    /// After the word; the `{list}` is MathWorks' scaling.
    case arguments
    /// The `{list}` is MathWorks' scaling and pairs of a property and its value.
    case properties
    /// The `{name}` is Model Composer's: `_En12_r6w4`.
    case indexed
    /// The `{quoted}` is another text.
    case quoted
    /// The text is understood and cannot be taken.
    case refused(String)
  }

  enum Widths: Equatable, Sendable {
    case any
    /// A longer word would not be computed to the bit.
    case upTo(Int)
    case bytes
    /// Any, but the binary point stands in the word or at one of its ends.
    case aroundPoint
  }

  private init(
    _ notation: FormatNotation, _ pattern: String, _ modes: Modes,
    _ defaults: (quantization: Quantization, overflow: Overflow)?, _ widths: Widths, _ anyCase: Bool
  ) {
    self.notation = notation
    signed = NotationPattern(pattern, isSigned: true)
    unsigned = pattern.contains("|") ? NotationPattern(pattern, isSigned: false) : nil
    (self.modes, self.defaults, self.widths, self.anyCase) = (modes, defaults, widths, anyCase)
  }

  // MARK: The table

  static let all = table()

  static let first = Dictionary(all.map { ($0.notation, $0) }) { first, _ in first }

  private static func table() -> [NotationForm] {
    var forms: [NotationForm] = []
    func add(
      _ notation: FormatNotation, _ patterns: String..., modes: Modes = .appended,
      _ quantization: Quantization? = nil, _ overflow: Overflow = .wrap, widths: Widths = .any,
      anyCase: Bool = false
    ) {
      forms += patterns.map {
        NotationForm(notation, $0, modes, quantization.map { ($0, overflow) }, widths, anyCase)
      }
    }
    add(.amd, "ap_{|u}fixed<{W},{I}{list}>", modes: .listed(.amd), .trn)
    add(.amd, "ap_{|u}int<{W}>", modes: .appended, .trn)

    add(
      .systemC, "sc_{|u}fixed<{W},{I}{list}>", "sc_{|u}fix({W},{I}{list})",
      modes: .listed(.systemC), .trn)
    add(
      .systemC, "sc_{|u}fixed_fast<{W},{I}{list}>", "sc_{|u}fix_fast({W},{I}{list})",
      modes: .listed(.systemC), .trn, widths: .upTo(53))
    add(.systemC, "sc_{|u}int<{W}>", modes: .appended, .trn, widths: .upTo(64))
    add(.systemC, "sc_big{|u}int<{W}>", modes: .appended, .trn)

    add(.siemens, "ac_fixed<{W},{I},{T}{list}>", modes: .listed(.siemens), .trn)
    add(.siemens, "ac_fixed<{W},{I}>", "ac_int<{W},{T}>", "ac_int<{W}>", modes: .appended, .trn)

    add(.mathWorks, "{s|u}fix{W}{name}", modes: .scale, anyCase: true)
    add(
      .mathWorks, "flt{s|u}{W}{name}", modes: .refused("is a scaled double, no word of bits"),
      anyCase: true)
    add(
      .fixdt, "fixdt({S},{W}{list})", "numerictype({S},{W}{list})", modes: .arguments,
      anyCase: true)
    add(.fixdt, "fixdt({quoted})", "numerictype({quoted})", modes: .quoted, anyCase: true)
    add(
      .fixdt, "fi({value}{S},{W}{list})", "fi({value}numerictype({S},{W}{list}))",
      modes: .properties, .rnd, .sat, anyCase: true)

    add(
      .vhdl, "{s|u}fixed({M} downto {E})", "{s|u}fixed({M} to {E})", modes: .appended, .rndConv,
      .sat, anyCase: true)

    add(.enClFix, "({S},{i},{F})", "[{S},{i},{F}]", modes: .appended, .trn)

    add(
      .systemGenerator, "{|U}Fix_{W}_{F}", modes: .appended, .trn, widths: .aroundPoint,
      anyCase: true)
    add(.modelComposer, "x_{s|u}fix{W}{name}", modes: .indexed, .trn, widths: .aroundPoint)

    add(.hls4ml, "{|u}fixed<{W},{I}{list}>", modes: .listed(.hls4ml), .trn)
    add(.hls4ml, "{|u}int<{W}>", modes: .appended, .trn)

    add(.fxpmath, "fxp-{s|u}{W}/{F}", modes: .appended, .trnZero, .sat, anyCase: true)
    add(
      .fxpmath, "fxp-{s|u}{W}/{F}-complex",
      modes: .refused("is complex; write the format of one part"), anyCase: true)

    // Two of the three say a word, in any order; fx also by place.
    let names = [("I", "int_bits"), ("F", "frac_bits"), ("W", "bits")]
    for (function, quantization) in [("fx", Quantization.rndInf), ("APyFixed", .trn)] {
      for (first, second) in names.flatMap({ a in names.map { (a, $0) } }) where first != second {
        let pair = "\(first.1)={\(first.0)}, \(second.1)={\(second.0)})"
        add(
          .apyTypes, "\(function)({value}\(pair)", "\(function)(\(pair)", modes: .appended,
          quantization)
      }
      add(.apyTypes, "\(function)({value}{I},{F})", modes: .appended, quantization)
    }

    add(
      .amaranth, "fixed.{S|U}Q({I}, {F})", "{S|U}Q({I}, {F})",
      "fixed.Shape({signed|unsigned}({W}), {F})", modes: .appended, .trn, widths: .aroundPoint)
    add(.amaranth, "{signed|unsigned}({W})", modes: .appended, .trn)

    add(.chisel, "FixedPoint({W}.W, {F}.BP)", "{SInt|UInt}({W}.W)", modes: .appended, .trn)

    add(
      .spinalHDL, "{S|U}Fix({i} exp, {W} bits?)", "{S|U}Fix({i} exp, {E} exp)",
      "AFix.{S|U}({i} exp, {W} bits?)", "AFix.{S|U}({i} exp, {E} exp)",
      "AFix.{S|U}Q({i} bits?, {F} bits?)", "{S|U}Int({W} bits?)", modes: .appended, .trn)
    add(
      .spinalHDL, "AFix({value}{value}{W} exp)",
      modes: .refused(
        "is a range of raw integers, not a word; write its bits, for example SFix(3 exp, 16 bits)"))

    add(.clash, "{S|U}Fixed {I} {F}", modes: .appended, .trn, .sat, widths: .aroundPoint)
    add(.clash, "{Signed|Unsigned} {W}", modes: .appended, .trn)

    add(.integer, "{|u}int{W}", "{|u}int{W}_t", widths: .bytes)
    add(.integer, "{signed|unsigned}({B} downto 0)", anyCase: true)
    add(.integer, "{signed |}[{B}:0]", "{signed|unsigned} [{B}:0]")
    return forms
  }

  // MARK: Reading

  /// Whether it is a range that counts upwards, which means no word.
  var isAscending: Bool {
    notation == .vhdl && signed.elements.count < Self.first[.vhdl]!.signed.elements.count
  }

  /// The word that the numbers of a match say.
  func word(_ match: NotationPattern.Match, isSigned: Bool) -> (width: Int, integerBits: Int) {
    let numbers = match.numbers
    let fraction = numbers["F"] ?? numbers["E"].map { -$0 }
    let integer =
      numbers["I"] ?? numbers["i"].map { $0 + (isSigned ? 1 : 0) }
      ?? numbers["M"].map { $0 + 1 }
    let width = numbers["W"] ?? numbers["B"].map { $0 + 1 } ?? (integer ?? 0) + (fraction ?? 0)
    return (width, integer ?? width - (fraction ?? 0))
  }

  /// Why the type has no such word, nil where it has.
  func refusal(of format: Format) -> String? {
    switch widths {
    case .any: nil
    case .upTo(let most):
      format.width <= most ? nil : "this type computes with \(most) bits at most"
    case .bytes: [8, 16, 32, 64].contains(format.width) ? nil : "there is no such type"
    case .aroundPoint:
      format.integerBits >= 0 && format.fractionBits >= 0
        ? nil : "\(notation.name) keeps the binary point within the word"
    }
  }

  // MARK: Writing

  /// A text of this form that is accepted.
  var example: String {
    let widths = widths == .bytes || signed.elements.contains(.number("B")) ? 16 : 4
    let format = try? Format(
      width: 16, integerBits: widths, quantization: .rnd, overflow: .sat)
    return format.flatMap { try? text(of: $0) } ?? "sfix16_En12"
  }

  var usage: String {
    switch modes {
    case .listed(let list): signed.usage(list: list.usage)
    case .arguments, .properties: signed.usage(list: ",F")
    case .scale: signed.usage(list: "", name: "_EnF")
    case .indexed: signed.usage(list: "", name: "_EnF_rQwO")
    default: signed.usage(list: "")
    }
  }

  /// The format in this form.
  func text(of format: Format) throws(NotationError) -> String {
    func none(_ reason: String) -> NotationError {
      NotationError(format.description, "has no \(signed.head): \(reason)")
    }
    if let reason = refusal(of: format) { throw none(reason) }
    guard let pattern = format.isSigned || signed.hasFlag ? signed : unsigned
    else { throw none("\(notation.name) has no unsigned words") }
    switch modes {
    case .listed(let list):
      guard let modes = list.text(of: format) else {
        throw none(
          "\(notation.name) has no \(format.overflow.saturatedBits != 0 && !list.hasBits ? "n_bits" : format.overflow.name)"
        )
      }
      return pattern.filled(format, list: modes)
    case .scale: return pattern.filled(format, name: MathWorksScaling.name(format.fractionBits))
    case .arguments, .properties: return pattern.filled(format, list: ",\(format.fractionBits)")
    case .indexed:
      guard let modes = ModeList.modelComposer.indices(of: format) else {
        throw none("\(notation.name) has no n_bits")
      }
      return pattern.filled(
        format,
        name: "_En\(format.fractionBits)_r\(modes.quantization)w\(modes.overflow)")
    default:
      let text = pattern.filled(format)
      // The same numbers in round brackets may mean another word.
      return notation == .enClFix && AmbiguousTriple(format) != nil
        ? "[\(text.dropFirst().dropLast())]" : text
    }
  }
}
