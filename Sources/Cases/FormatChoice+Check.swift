import Datapath
import FixedPoint

extension FormatChoice {
  /// Refuses what no format of the node can have, whatever the defaults beside it are.
  ///
  /// So the place is known where it was said: the line of a file, the option.
  ///
  /// - Throws: ``SettingError`` naming the node.
  public func check(of node: Node) throws(SettingError) {
    try checkPlaces(of: node)
    if let integerBits, let fractionBits {
      if let width, width != integerBits + fractionBits {
        throw SettingError(
          "node \(node.name): \(integerBits) integer and \(fractionBits) fraction bits are no \(width) bits; leave one of the three out"
        )
      }
      try Self.check(width: integerBits + fractionBits, of: node)
    } else if let width {
      try Self.check(width: width, of: node)
    }
    if let saturatedBits, saturatedBits < 0 {
      throw SettingError("node \(node.name): \(FormatError.saturatedBits(saturatedBits))")
    }
    if node == .step, isSigned == true { throw SettingError("\(DesignError.signedStep)") }
  }

  /// Refuses a binary point that is too far from every word.
  func checkPlaces(of node: Node) throws(SettingError) {
    let limit = Format.maximumFractionBits
    for (field, bits) in [(Field.integer, integerBits), (.fraction, fractionBits)] {
      if let bits, !(-limit...limit).contains(bits) {
        throw SettingError("node \(node.name): \(field.rawValue) is \(bits); stay within ±\(limit)")
      }
    }
  }

  private static func check(width: Int, of node: Node) throws(SettingError) {
    guard width >= 1 else { throw SettingError(tooNarrow(width, node)) }
    guard width <= node.maximumWidth else {
      throw SettingError("\(DesignError.nodeTooWide(node, width: width))")
    }
  }

  /// What to say of a word without a bit.
  static func tooNarrow(_ width: Int, _ node: Node) -> String {
    "node \(node.name): a word of \(width) bits does not exist here; a width is 1 to \(node.maximumWidth)"
  }

  /// Whether it says one of width, integer and fraction bits, and not where the word's ends are.
  public var isOnePlace: Bool { places == 1 }

  /// Takes over the one of width, integer and fraction bits that another choice says.
  public mutating func addPlace(of other: FormatChoice) {
    width = other.width ?? width
    integerBits = other.integerBits ?? integerBits
    fractionBits = other.fractionBits ?? fractionBits
  }

  /// How many of width, integer and fraction bits it says.
  var places: Int { [width, integerBits, fractionBits].count { $0 != nil } }
}
