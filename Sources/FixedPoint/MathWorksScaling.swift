/// MathWorks' scalings: a real value is slope · raw + bias, and slope = F · 2^E.
///
/// A word of bits with a binary point has a bias of 0 and a slope that is a power of two; any other
/// scaling is refused for what it is. The names' encoding is that of "Fixed-Point Numbers in Simulink":
/// `n` for a minus, `p` for the decimal point, `e` for a power of ten, and `_S`, `_B`, `_F`, `_E`.
struct MathWorksScaling {
  var slope = 1.0
  var bias = 0.0

  /// The fraction bits of the scaling.
  func fractionBits() throws(NotationError) -> Int {
    guard bias == 0, slope > 0, slope.isNormal, slope.significand == 1 else {
      throw NotationError(
        "",
        "has a slope and a bias (\(slope) and \(bias)) and not a binary point alone, which takes a power of two and 0; write for example sfix16_En12"
      )
    }
    return -Int(slope.exponent)
  }

  // MARK: In a name

  /// `_En12`, `_E3` or nothing.
  static func name(_ fractionBits: Int) -> String {
    fractionBits > 0 ? "_En\(fractionBits)" : fractionBits < 0 ? "_E\(-fractionBits)" : ""
  }

  /// The fraction bits of what follows the width in a name: `_En12`, `_Sp5`, `_F1_En3_B0`.
  static func fractionBits(name: String) throws(NotationError) -> Int {
    func unreadable(_ part: some StringProtocol) -> NotationError {
      NotationError(
        "", "has '\(part)' where an exponent such as _En12 belongs; write for example sfix16_En12")
    }
    var scaling = MathWorksScaling()
    guard !name.isEmpty else { return 0 }
    guard name.first == "_" else { throw unreadable(name) }
    var exponent = 0
    for part in name.dropFirst().split(separator: "_", omittingEmptySubsequences: false) {
      let digits = part.dropFirst()
      guard !digits.isEmpty else { throw unreadable(part) }
      let text =
        (digits.first?.isNumber == true || digits.first?.lowercased() == "n" ? "" : "0")
        + digits.lowercased().map { $0 == "n" ? "-" : $0 == "p" ? "." : String($0) }.joined()
      switch part.first?.uppercased() {
      case "E":
        // Ep3 is 3 as well.
        guard let value = smallInteger(text.replacingPrefix("0.", by: "")), abs(value) <= 10_000
        else { throw unreadable(part) }
        exponent = value
      case "S", "F":
        guard let value = Double(text) else { throw unreadable(part) }
        scaling.slope *= value
      case "B":
        guard let value = Double(text) else { throw unreadable(part) }
        scaling.bias = value
      case "C", "D":
        throw NotationError(
          "",
          "has a bias in compressed encoding and not a binary point alone; write for example sfix16_En12"
        )
      default: throw unreadable(part)
      }
    }
    // Kept apart: a large exponent is no Double.
    return try scaling.fractionBits() - exponent
  }

  // MARK: In arguments

  /// The fraction bits of what follows sign and width in `fixdt`, `numerictype` and `fi`: F; slope, bias;
  /// slope adjustment, exponent, bias.
  static func fractionBits(arguments: [String]) throws(NotationError) -> Int {
    func number(_ text: String) throws(NotationError) -> Double {
      if let value = value(text) { return value }
      throw NotationError(
        "", "has '\(text)' where a number belongs; write for example fixdt(1,16,12)")
    }
    switch arguments.count {
    case 0:
      throw NotationError(
        "",
        "leaves the binary point open; write sign, width and fraction bits as in fixdt(1,16,12)")
    case 1:
      guard let bits = smallInteger(arguments[0]) else {
        throw NotationError(
          "",
          "has '\(arguments[0])' where the fraction bits belong; write for example fixdt(1,16,12)")
      }
      return bits
    case 2:
      return try MathWorksScaling(slope: number(arguments[0]), bias: number(arguments[1]))
        .fractionBits()
    case 3:
      guard let exponent = smallInteger(arguments[1]) else {
        throw NotationError(
          "", "has '\(arguments[1])' where the exponent belongs; write for example fixdt(1,16,12)")
      }
      return try MathWorksScaling(slope: number(arguments[0]), bias: number(arguments[2]))
        .fractionBits() - exponent
    default:
      throw NotationError("", "has too many arguments; write for example fixdt(1,16,12)")
    }
  }

  /// `0.25`, `2^-12`, `2^(-12)`, `1/4096`.
  private static func value(_ text: String) -> Double? {
    let parts = text.filter { !"() ".contains($0) }.split(separator: "/")
    let factors = parts.map { part -> Double? in
      if part.hasPrefix("2^") {
        return smallInteger(part.dropFirst(2)).flatMap {
          abs($0) > 1000 ? nil : Double(sign: .plus, exponent: $0, significand: 1)
        }
      }
      return Double(part)
    }
    guard let first = factors.first ?? nil, factors.count <= 2 else { return nil }
    guard factors.count == 2 else { return first }
    return factors[1].map { first / $0 }
  }

  /// The modes of `fi`'s properties: `'RoundingMethod','Floor','OverflowAction','Wrap'`.
  ///
  /// - Returns: the modes, and the arguments before them.
  static func properties(
    _ arguments: [String]
  ) throws(NotationError) -> (rest: [String], Quantization?, Overflow?) {
    let isText = { (argument: String) in argument.first == "'" || argument.first == "\"" }
    let count = arguments.firstIndex(where: isText) ?? arguments.count
    var quantization: Quantization?
    var overflow: Overflow?
    var rest = arguments[count...].map { $0.filter { $0 != "'" && $0 != "\"" } }[...]
    while let property = rest.popFirst() {
      guard let value = rest.popFirst() else {
        throw NotationError("", "has no value for '\(property)'")
      }
      switch property.lowercased() {
      case "roundingmethod", "roundmode": quantization = try Quantization(parsing: value)
      case "overflowaction", "overflowmode": overflow = try Overflow(parsing: value)
      default:
        throw NotationError(
          "", "has the property '\(property)'; only RoundingMethod and OverflowAction are read here"
        )
      }
    }
    return (Array(arguments[..<count]), quantization, overflow)
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, by other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
