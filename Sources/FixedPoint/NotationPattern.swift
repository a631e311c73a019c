/// The shape of a notation's text: one pattern reads it and writes it.
///
/// A pattern is the text itself with the variable parts in braces:
///
/// | part | stands for |
/// |---|---|
/// | `{W}` `{I}` `{F}` | word length, integer bits with the sign, fraction bits |
/// | `{i}` | integer bits without the sign, which is also the exponent of the least power of two beyond the range |
/// | `{M}` `{E}` `{B}` | exponent of the highest bit, I − 1; of the LSB, −F; index of the highest bit, W − 1 |
/// | `{S}`, `{T}` | the sign, read as 1, true, 0 or false and written as 1 or 0, true or false |
/// | `{a\|b}` | `a` in a signed word, `b` in an unsigned one |
/// | `{list}` | more arguments, each after a comma, up to the closing bracket |
/// | `{value}` | any argument and its comma |
/// | `{name}` | the rest of the name |
/// | `{quoted}` | a text in quotation marks |
///
/// A `?` makes the letter before it optional. Blanks are free around punctuation.
struct NotationPattern: Sendable {
  enum Element: Equatable, Sendable {
    case letter(UInt8)
    case optional(UInt8)
    case blank
    case number(Character)
    case flag(isWord: Bool)
    case list, value, name, quoted
  }

  let elements: [Element]

  init(_ text: String, isSigned: Bool) {
    var elements: [Element] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "{":
        let part = rest.prefix { $0 != "}" }
        rest = rest.dropFirst(part.count + 1)
        switch part {
        case "S", "T": elements.append(.flag(isWord: part == "T"))
        case "list": elements.append(.list)
        case "value": elements.append(.value)
        case "name": elements.append(.name)
        case "quoted": elements.append(.quoted)
        default:
          let choices = part.split(separator: "|", omittingEmptySubsequences: false)
          elements +=
            choices.count == 2
            ? choices[isSigned ? 0 : 1].utf8.map { .letter($0) } : [.number(part.first!)]
        }
      case "?":
        guard case .letter(let letter) = elements.removeLast() else { continue }
        elements.append(.optional(letter))
      case " ": elements.append(.blank)
      default: elements += character.utf8.map { .letter($0) }
      }
    }
    self.elements = elements
  }

  /// What a text says in this shape.
  struct Match: Sendable {
    var numbers: [Character: Int] = [:]
    var isSigned: Bool?
    var list: [String] = []
    var name = ""
    /// What follows.
    var rest: Substring = ""
  }

  /// How far a text has this shape, where it has not all of it.
  struct Mismatch: Error {
    let elements: Int
    let rest: Substring
  }

  /// The letters that a text must begin with.
  var head: String {
    String(
      decoding: elements.prefix { if case .letter = $0 { true } else { false } }.map {
        if case .letter(let letter) = $0 { letter } else { 0 }
      }.prefix { $0.isInName || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }, as: UTF8.self)
  }

  /// Whether the text says the sign by a part of its own.
  var hasFlag: Bool { elements.contains { if case .flag = $0 { true } else { false } } }

  /// The first name in it.
  var name: String { String(head.prefix { $0.isInName && !$0.isNumber }) }

  // MARK: Reading

  /// Reads a text that has the shape, with nothing behind it but a list after a comma.
  func match(_ text: String, anyCase: Bool) -> Result<Match, Mismatch> {
    var match = Match()
    var rest = text[...]
    for (index, element) in elements.enumerated() {
      guard read(element, &rest, &match, anyCase) else {
        return .failure(Mismatch(elements: index, rest: rest))
      }
    }
    match.rest = rest.drop(while: \.isBlank)
    guard match.rest.isEmpty || match.rest.first == "," else {
      return .failure(Mismatch(elements: elements.count, rest: match.rest))
    }
    return .success(match)
  }

  private func read(
    _ element: Element, _ rest: inout Substring, _ match: inout Match, _ anyCase: Bool
  ) -> Bool {
    switch element {
    case .letter(let letter), .optional(let letter):
      let next = letter.isInName ? rest : rest.drop(while: \.isBlank)
      let found = next.utf8.first
      if found == letter || anyCase && found?.lowercased == letter.lowercased {
        rest = next.dropFirst()
        if !letter.isInName { rest = rest.drop(while: \.isBlank) }
        return true
      }
      return element == .optional(letter)
    case .blank:
      // Before this stands a number or a name, or else punctuation, which has taken the blanks.
      let isFree =
        rest.startIndex == rest.base.startIndex || !rest.base[..<rest.startIndex].last!.isInName
      defer { rest = rest.drop(while: \.isBlank) }
      return isFree || rest.first?.isBlank == true
    case .number(let letter):
      let sign = rest.first == "-" || rest.first == "+" ? 1 : 0
      let digits = rest.dropFirst(sign).prefix { $0.isASCII && $0.isWholeNumber }
      guard let number = smallInteger(rest.prefix(sign + digits.count)), !digits.isEmpty else {
        return false
      }
      rest = rest[digits.endIndex...]
      match.numbers[letter] = number
    case .flag:
      let word = rest.prefix { $0.isInName }
      guard let flag = ["1": true, "true": true, "0": false, "false": false][word.lowercased()]
      else { return false }
      rest = rest[word.endIndex...]
      match.isSigned = flag
    case .list:
      rest = rest.drop(while: \.isBlank)
      while rest.first == "," {
        let item = Self.item(rest.dropFirst())
        match.list.append(String(item).withoutBlanksAround)
        rest = rest[item.endIndex...]
      }
    case .value:
      let item = Self.item(rest)
      guard rest[item.endIndex...].first == "," else { return false }
      rest = rest[item.endIndex...].dropFirst().drop(while: \.isBlank)
    case .name:
      let word = rest.prefix { $0.isInName }
      match.name = String(word)
      rest = rest[word.endIndex...]
    case .quoted:
      guard let mark = rest.first, mark == "'" || mark == "\"",
        let end = rest.dropFirst().firstIndex(of: mark)
      else { return false }
      match.name = String(rest[..<end].dropFirst())
      rest = rest[end...].dropFirst()
    }
    return true
  }

  /// The text up to the next comma or closing bracket that belongs to no bracket within it.
  private static func item(_ text: Substring) -> Substring {
    var depth = 0
    return text.prefix { character in
      if "([{<".contains(character) { depth += 1 }
      if ")]}>".contains(character) { depth -= 1 }
      return depth > 0 || depth == 0 && (character != "," || depth > 0)
    }
  }

  // MARK: Writing

  /// The text of a format; what the list and the rest of the name say is given.
  func filled(_ format: Format, list: String = "", name: String = "") -> String {
    let (width, integerBits) = (format.width, format.integerBits)
    return text(list: list, name: name, flags: format.isSigned ? ("1", "true") : ("0", "false")) {
      letter in
      let number =
        switch letter {
        case "W": width
        case "I": integerBits
        case "F": width - integerBits
        case "i": integerBits - (format.isSigned ? 1 : 0)
        case "M": integerBits - 1
        case "E": integerBits - width
        default: width - 1
        }
      return "\(number)"
    }
  }

  /// The pattern for people: `sfixed(I-1 downto -F)`.
  func usage(list: String, name: String = "") -> String {
    text(list: list, name: name, flags: ("S", "S")) { letter in
      switch letter {
      case "i": hasFlag ? "I-S" : "I-1"
      case "M": "I-1"
      case "E": "-F"
      case "B": "W-1"
      default: String(letter)
      }
    }
  }

  private func text(
    list: String, name: String, flags: (digit: String, word: String),
    _ number: (Character) -> String
  ) -> String {
    elements.reduce(into: "") { text, element in
      switch element {
      case .letter(let letter), .optional(let letter):
        text.unicodeScalars.append(Unicode.Scalar(letter))
      case .blank: text += " "
      case .number(let letter): text += number(letter)
      case .flag(let isWord): text += isWord ? flags.word : flags.digit
      case .list: text += list
      case .value: text += "0, "
      case .name, .quoted: text += name
      }
    }
  }
}

extension UInt8 {
  fileprivate var isInName: Bool { Character(Unicode.Scalar(self)).isInName }

  fileprivate var lowercased: UInt8 { 65...90 ~= self ? self + 32 : self }
}

extension Character {
  var isInName: Bool { isASCII && (isLetter || isWholeNumber) || self == "_" }

  fileprivate var isBlank: Bool { self == " " }
}
