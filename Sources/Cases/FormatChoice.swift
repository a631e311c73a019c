import Datapath
import FixedPoint

/// What a user says of a node's format; what is left out keeps the default.
///
/// A width, integer or fraction bits alone keep the rest in a sensible place: the integer bits (the
/// range) stay where they are unless they are given, and of width and fraction the one that is
/// not given follows.
public struct FormatChoice: Hashable, Sendable {
  public var width: Int?
  public var integerBits: Int?
  public var fractionBits: Int?
  public var isSigned: Bool?
  public var quantization: Quantization?
  public var overflow: Overflow?
  /// `n_bits` of a wrapping overflow mode, where it is said apart from the mode.
  public var saturatedBits: Int?
  /// The notation that a whole format was written in; its type may differ from IEEE 1666.
  public var notation: FormatNotation?

  public init() {}

  /// A whole format as a notation gives it; its modes only where the notation says them.
  public init(_ parsed: ParsedFormat) {
    width = parsed.width
    integerBits = parsed.integerBits
    isSigned = parsed.isSigned
    quantization = parsed.quantization
    overflow = parsed.overflow
    notation = parsed.notation
  }

  /// The fields of a node that can be set one by one, as in `theta.fraction=18`.
  public enum Field: String, CaseIterable, Sendable {
    case width, integer, fraction, signed, quantization, overflow
    case saturatedBits = "n_bits"
  }

  /// This choice where it says something, the other elsewhere.
  public func over(_ other: FormatChoice) -> FormatChoice {
    var choice = self
    // Where the binary point is said anew, an older width or fraction is no longer meant.
    choice.quantization = quantization ?? other.quantization
    choice.overflow = overflow ?? other.overflow
    choice.saturatedBits = saturatedBits ?? (overflow == nil ? other.saturatedBits : nil)
    choice.isSigned = isSigned ?? other.isSigned
    choice.notation = notation ?? other.notation
    if places == 0 {
      (choice.width, choice.integerBits, choice.fractionBits) =
        (other.width, other.integerBits, other.fractionBits)
    } else if places == 1 {
      let old = (width: other.width, integer: other.integer, fraction: other.fraction)
      if fractionBits != nil || width != nil {
        choice.integerBits = old.integer
      } else {
        choice.width = old.width
      }
    }
    return choice
  }

  /// This choice after an earlier one that the same person said, as with two `--format` of a command line.
  ///
  /// As ``over(_:)``, but two places of the binary point that do not contradict each other both stand.
  public func after(_ earlier: FormatChoice) -> FormatChoice {
    var choice = over(earlier)
    let places = [
      (width, earlier.width), (integerBits, earlier.integerBits),
      (fractionBits, earlier.fractionBits),
    ]
    let said = places.map { $0.0 ?? $0.1 }
    if places.allSatisfy({ $0.0 == nil || $0.1 == nil }), said.compactMap({ $0 }).count == 2 {
      (choice.width, choice.integerBits, choice.fractionBits) = (said[0], said[1], said[2])
    }
    return choice
  }

  /// This choice and another of the same node, neither before the other, as two keys of a design file.
  ///
  /// - Throws: ``SettingError`` where both say the same thing differently, or say together what no format of the
  ///   node can have.
  func beside(_ other: FormatChoice, of node: Node) throws(SettingError) -> FormatChoice {
    func one<Value: Equatable>(
      _ field: Field, _ mine: Value?, _ theirs: Value?
    ) throws(SettingError) -> Value? {
      if let mine, let theirs, mine != theirs {
        throw SettingError(
          "node \(node.name): \(field.rawValue) is \(theirs) and also \(mine); leave one out")
      }
      return mine ?? theirs
    }
    var choice = FormatChoice()
    choice.width = try one(.width, width, other.width)
    choice.integerBits = try one(.integer, integerBits, other.integerBits)
    choice.fractionBits = try one(.fraction, fractionBits, other.fractionBits)
    choice.isSigned = try one(.signed, isSigned, other.isSigned)
    choice.quantization = try one(.quantization, quantization, other.quantization)
    choice.overflow = try one(.overflow, overflow, other.overflow)
    choice.saturatedBits = try one(.saturatedBits, saturatedBits, other.saturatedBits)
    choice.notation = notation ?? other.notation
    try choice.check(of: node)
    return choice
  }

  /// Whether it says where the word's ends are, its sign and its modes: nothing is left to a default.
  var isWhole: Bool {
    integer != nil && fraction != nil && isSigned != nil && quantization != nil && overflow != nil
  }

  private var integer: Int? {
    integerBits ?? (width.flatMap { width in fractionBits.map { width - $0 } })
  }

  private var fraction: Int? {
    fractionBits ?? (width.flatMap { width in integerBits.map { width - $0 } })
  }

  /// The format: this choice where it says something, the default elsewhere.
  public func format(default standard: Format) throws(FormatError) -> Format {
    let integerBits: Int
    let width: Int
    switch (self.width, self.integerBits, self.fractionBits) {
    case (nil, nil, nil): (width, integerBits) = (standard.width, standard.integerBits)
    case (let w?, let i?, _): (width, integerBits) = (w, i)
    case (let w?, nil, let f?): (width, integerBits) = (w, Self.clamp(w) - Self.clamp(f))
    case (let w?, nil, nil): (width, integerBits) = (w, standard.integerBits)
    case (nil, let i?, let f?): (width, integerBits) = (Self.clamp(i) + Self.clamp(f), i)
    case (nil, nil, let f?):
      (width, integerBits) = (standard.integerBits + Self.clamp(f), standard.integerBits)
    case (nil, let i?, nil): (width, integerBits) = (standard.width, i)
    }
    var overflow = self.overflow ?? standard.overflow
    if let saturatedBits {
      switch overflow {
      case .wrap: overflow = .wrap(saturatedBits: saturatedBits)
      case .wrapSM: overflow = .wrapSM(saturatedBits: saturatedBits)
      default: throw .saturatedBitsWithoutWrap(overflow)
      }
    }
    return try Format(
      width: width, integerBits: integerBits, isSigned: isSigned ?? standard.isSigned,
      quantization: quantization ?? standard.quantization, overflow: overflow)
  }

  /// Keeps sums of absurd numbers from overflowing; the format's own limits refuse them after.
  private static func clamp(_ bits: Int) -> Int { min(max(bits, -100_000), 100_000) }
}

extension FormatChoice {
  /// What is said, field by field.
  package var said: [(field: Field, text: String)] {
    let fields: [(Field, String?)] = [
      (.width, width.map { "\($0)" }), (.integer, integerBits.map { "\($0)" }),
      (.fraction, fractionBits.map { "\($0)" }), (.signed, isSigned.map { "\($0)" }),
      (.quantization, quantization.map { "\($0)" }), (.overflow, overflow.map { "\($0)" }),
      (.saturatedBits, saturatedBits.map { "\($0)" }),
    ]
    return fields.compactMap { field, value in value.map { (field, $0) } }
  }
}
