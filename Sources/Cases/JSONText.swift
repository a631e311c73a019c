/// JSON as a person wrote it: every value with its line, so that an error can name the place.
///
/// After RFC 8259; a key that stands twice in an object is an error, and so are numbers that a
/// `Double` cannot hold.
public struct JSONText: Sendable {
  public indirect enum Value: Sendable {
    case null
    case bool(Bool)
    /// The digits as written: a consumer may want them exact.
    case number(String)
    case string(String)
    case array([JSONText])
    case object([(key: String, value: JSONText)])
  }

  public let value: Value
  /// Counted from 1.
  public let line: Int

  package init(value: Value, line: Int) { (self.value, self.line) = (value, line) }

  /// What is wrong with a text, and where.
  public struct SyntaxError: Error, Equatable {
    public let line: Int
    public let message: String
  }

  /// Reads one value that fills the whole text.
  public static func parse(_ bytes: some Collection<UInt8>) throws(SyntaxError) -> JSONText {
    var parser = JSONParser(Array(bytes))
    let value = try parser.parseValue(depth: 0)
    parser.skipBlanks()
    guard parser.position == parser.bytes.count else {
      throw parser.error("there is more after the end of the value")
    }
    return value
  }

  /// What kind of value this is, for messages.
  public var kind: String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  func error(_ message: String) -> JSONText.SyntaxError {
    JSONText.SyntaxError(line: line, message: message)
  }

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func parseValue(depth: Int) throws(JSONText.SyntaxError) -> JSONText {
    guard depth < 64 else { throw error("the values are nested too deeply") }
    skipBlanks()
    let start = line
    guard let byte = next else { throw error("a value is missing at the end") }
    switch byte {
    case UInt8(ascii: "{"):
      return JSONText(value: .object(try parseObject(depth: depth)), line: start)
    case UInt8(ascii: "["):
      return JSONText(value: .array(try parseArray(depth: depth)), line: start)
    case UInt8(ascii: "\""):
      return JSONText(value: .string(try parseString()), line: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONText(value: .number(try parseNumber()), line: start)
    default:
      let word = bytes[position...].prefix {
        (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
      }
      position += word.count
      switch String(decoding: word, as: UTF8.self) {
      case "true": return JSONText(value: .bool(true), line: start)
      case "false": return JSONText(value: .bool(false), line: start)
      case "null": return JSONText(value: .null, line: start)
      case "": throw error("'\(Unicode.Scalar(byte))' does not begin a value")
      case let other: throw error("'\(other)' is not a value; write a text in double quotes")
      }
    }
  }

  mutating func parseObject(depth: Int) throws(JSONText.SyntaxError) -> [(
    key: String, value: JSONText
  )] {
    position += 1
    var members: [(key: String, value: JSONText)] = []
    var keys: Set<String> = []
    skipBlanks()
    if take("}") { return members }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("a key in double quotes is missing") }
      let key = try parseString()
      guard keys.insert(key).inserted else {
        throw error("the key '\(key)' stands here a second time")
      }
      skipBlanks()
      guard take(":") else { throw error("a colon is missing after the key '\(key)'") }
      members.append((key, try parseValue(depth: depth + 1)))
      skipBlanks()
      if take("}") { return members }
      guard take(",") else { throw error("a comma or the closing } is missing") }
    }
  }

  mutating func parseArray(depth: Int) throws(JSONText.SyntaxError) -> [JSONText] {
    position += 1
    var elements: [JSONText] = []
    skipBlanks()
    if take("]") { return elements }
    while true {
      elements.append(try parseValue(depth: depth + 1))
      skipBlanks()
      if take("]") { return elements }
      guard take(",") else { throw error("a comma or the closing ] is missing") }
    }
  }

  mutating func parseNumber() throws(JSONText.SyntaxError) -> String {
    let start = position
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    _ = take("-")
    let first = next
    guard isDigit(first) else { throw error("a digit is missing after the minus sign") }
    while isDigit(next) { position += 1 }
    if first == UInt8(ascii: "0"), bytes[position - 1] != first || position - start > 2 {
      throw error("a number does not begin with 0 unless a point follows")
    }
    if take(".") {
      guard isDigit(next) else { throw error("a digit is missing after the point") }
      while isDigit(next) { position += 1 }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard isDigit(next) else { throw error("a digit is missing in the exponent") }
      while isDigit(next) { position += 1 }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw error("\(text) is beyond the greatest number")
    }
    return text
  }

  mutating func parseString() throws(JSONText.SyntaxError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a text is not valid UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): try parseEscape(into: &text)
      case 0..<0x20: throw error("a text is not closed before the end of its line")
      default: text.append(byte)
      }
    }
    throw error("a text is not closed")
  }

  mutating func parseEscape(into text: inout [UInt8]) throws(JSONText.SyntaxError) {
    guard let byte = next else { throw error("a text is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = UInt32(try parseFourDigits())
      if (0xD800...0xDBFF).contains(code), take("\\"), take("u") {
        let low = UInt32(try parseFourDigits())
        guard (0xDC00...0xDFFF).contains(low) else {
          throw error("half of a surrogate pair is missing")
        }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw error("half of a surrogate pair is missing")
      }
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw error("'\\\(Unicode.Scalar(byte))' is not an escape")
    }
  }

  mutating func parseFourDigits() throws(JSONText.SyntaxError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let code = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
      !digits.contains(UInt8(ascii: "+"))
    else { throw error("\\u wants four hexadecimal digits") }
    position += 4
    return code
  }
}
