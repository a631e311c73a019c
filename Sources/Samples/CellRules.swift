/// How the cells of a column are read: decimal numbers, words of another base, times, and what is missing.
struct CellRules: Hashable, Sendable {
  var mark = DecimalMark.point
  var thousands: ThousandsMark?
  /// nil is decimal, and another base by its prefix.
  var radix: Radix?
  var signedWidth: Int?
  var dates: DateOrder?
  /// What else is missing, as texts in lower case and as numbers.
  var missingTexts: Set<String> = []
  var missingNumbers: [Double] = []

  init() {}

  init(_ options: CSVOptions, mark: DecimalMark, radix: Radix?, signedWidth: Int?) {
    self.mark = mark
    thousands = options.thousands
    self.radix = radix
    self.signedWidth = signedWidth
    dates = options.dates
    missingTexts = Set(options.missingValues.map { $0.lowercased() })
    missingNumbers = options.missingValues.compactMap(Double.init)
  }

  /// Whether a number is what ``RowShape`` reads.
  var isPlain: Bool { thousands == nil && radix ?? .dec == .dec && signedWidth == nil }

  /// What a cell holds.
  enum Outcome<Value> {
    case value(Value)
    case empty
    /// Spelled as missing, by everybody or by the user's list.
    case missing(isListed: Bool)
    case problem(ReadingError.Problem)

    var value: Value? { if case .value(let value) = self { value } else { nil } }

    /// Whether there is a number, or the place of one.
    var hasPlace: Bool {
      switch self {
      case .value, .missing: true
      case .empty, .problem: false
      }
    }
  }

  /// What stands in tables and reports for a value that is not there.
  private static let missingWords: Set<String> = [
    "na", "n/a", "#n/a", "nan", "#nan", "null", "none", "nil", "-", "--", "---", "?", "#value!",
    "#div/0!", "#num!", "#ref!", "#name?", "missing", "1.#qnan", "-1.#ind", "1.#ind",
  ]

  /// Calls `body` with what the whole cell is, if it is a number or a time.
  func withNumber<Value>(
    _ bytes: [UInt8], _ body: (CellNumber) -> Value
  ) -> Outcome<Value> { understood(bytes, body) ?? notANumber(bytes) }

  /// The same; nil for what is no number.
  func understood<Value>(
    _ bytes: [UInt8], _ body: (CellNumber) -> Value
  ) -> Outcome<Value>? {
    if bytes.isEmpty { return .empty }
    if !missingTexts.isEmpty, missingTexts.contains(Self.text(bytes).lowercased()) {
      return .missing(isListed: true)
    }
    if let radix, radix != .dec { return word(bytes, radix, body) ?? missing(bytes) }
    if let outcome = scanned(bytes, body) { return outcome }
    if let radix = Self.prefix(bytes) { return hexFloat(bytes, body) ?? word(bytes, radix, body) }
    if let thousands, let digits = thousands.removed(from: bytes, mark: mark),
      let outcome = scanned(digits, body)
    {
      return outcome
    }
    do throws(ClockTime.Refusal) {
      return .value(body(.time(try ClockTime(bytes, order: dates))))
    } catch {
      switch error {
      case .ambiguous: return .problem(.ambiguousDate(text: shortened(bytes)))
      case .notATime: return missing(bytes) ?? infinity(bytes)
      }
    }
  }

  // MARK: The kinds of numbers

  /// A decimal number from the first byte to the last.
  private func scanned<Value>(
    _ bytes: [UInt8], _ body: (CellNumber) -> Value
  ) -> Outcome<Value>? {
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, let numeral = Numeral(at: base, mark: mark.byte),
        numeral.end == base + bytes.count
      else { return nil }
      return accepted(numeral, bytes, body)
    }
  }

  private func accepted<Value>(
    _ numeral: Numeral, _ bytes: [UInt8], _ body: (CellNumber) -> Value
  ) -> Outcome<Value> {
    if !missingNumbers.isEmpty, missingNumbers.contains(numeral.value) {
      return .missing(isListed: true)
    }
    guard numeral.value.isFinite else { return .problem(.tooLarge(text: shortened(bytes))) }
    guard let signedWidth else { return .value(body(.decimal(numeral))) }
    let end: UInt128 = 1 << UInt128(signedWidth)
    let magnitude = UInt128(numeral.significand)
    guard numeral.exponent == 0, !numeral.isTruncated,
      numeral.isNegative ? magnitude <= end / 2 : magnitude < end
    else { return .problem(.notAWord(text: shortened(bytes), width: signedWidth)) }
    if numeral.isNegative || magnitude < end / 2 { return .value(body(.decimal(numeral))) }
    return .value(body(.decimal(Numeral(magnitude: UInt64(end - magnitude), isNegative: true))))
  }

  /// A whole number of digits of a base, with its prefix or without.
  private func word<Value>(
    _ bytes: [UInt8], _ radix: Radix, _ body: (CellNumber) -> Value
  ) -> Outcome<Value>? {
    var digits = bytes[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    if Self.prefix(Array(digits)) == radix { digits.removeFirst(2) }
    guard !digits.isEmpty else { return nil }
    var magnitude: UInt64 = 0
    var isTooLong = false
    for byte in digits where byte != UInt8(ascii: "_") {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix.base else {
        return nil
      }
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: radix.base)
      magnitude = product | UInt64(digit)
      isTooLong = isTooLong || overflow
    }
    guard !isTooLong else { return .problem(.notAWord(text: shortened(bytes), width: 64)) }
    return accepted(Numeral(magnitude: magnitude, isNegative: isNegative), bytes, body)
  }

  /// C's hexadecimal floating point, `0x1.8p3`, where a Double holds all of its digits.
  private func hexFloat<Value>(
    _ bytes: [UInt8], _ body: (CellNumber) -> Value
  ) -> Outcome<Value>? {
    let text = Self.text(bytes).lowercased()
    guard text.contains("p"), let value = Double(text) else { return nil }
    let digits = text.drop { "+-0x".contains($0) }.prefix { $0 != "p" }.filter { $0 != "." }
    let significant = digits.drop { $0 == "0" }.reversed().drop { $0 == "0" }
    guard signedWidth == nil, significant.count <= 14, value.isNormal || significant.isEmpty else {
      return .problem(.tooManyDigits(text: shortened(bytes)))
    }
    if missingNumbers.contains(value) { return .missing(isListed: true) }
    return .value(body(.exact(value)))
  }

  private static func prefix(_ bytes: [UInt8]) -> Radix? {
    let digits = bytes.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard digits.count > 2, digits.first == UInt8(ascii: "0") else { return nil }
    switch digits[digits.startIndex + 1] | 0x20 {
    case UInt8(ascii: "x"): return .hex
    case UInt8(ascii: "b"): return .bin
    case UInt8(ascii: "o"): return .oct
    default: return nil
    }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: What is no number

  private func missing<Value>(_ bytes: [UInt8]) -> Outcome<Value>? {
    bytes.count <= 8 && Self.missingWords.contains(Self.text(bytes).lowercased())
      ? .missing(isListed: false) : nil
  }

  private func infinity<Value>(_ bytes: [UInt8]) -> Outcome<Value>? {
    guard (3...9).contains(bytes.count) else { return nil }
    let word = Self.text(bytes).lowercased().drop { $0 == "+" || $0 == "-" }
    return ["inf", "infinity", "1.#inf"].contains(word)
      ? .problem(.notFinite(text: shortened(bytes))) : nil
  }

  private func notANumber<Value>(_ bytes: [UInt8]) -> Outcome<Value> {
    if let radix, radix != .dec { return .problem(.notInBase(text: shortened(bytes), radix)) }
    let other: DecimalMark = mark == .point ? .comma : .point
    var rules = self
    rules.mark = other
    let readings = ThousandsMark.allCases.filter {
      thousands == nil && $0.removed(from: bytes, mark: mark) != nil
    }
    let hasOtherMark = rules.scanned(bytes, { _ in true })?.value == true
    if hasOtherMark || !readings.isEmpty {
      return .problem(
        .digitGroups(
          text: shortened(bytes), decimal: hasOtherMark ? other : nil, thousands: readings.first))
    }
    if let both = ThousandsMark.allCases.first(where: {
      thousands == nil && $0.removed(from: bytes, mark: other) != nil
    }) {
      return .problem(.otherMarks(text: shortened(bytes), decimal: other, thousands: both))
    }
    return .problem(.notANumber(text: shortened(bytes)))
  }
}

/// What a cell holds, for as long as its text is there.
enum CellNumber {
  case decimal(Numeral)
  /// A number that is exactly this `Double`.
  case exact(Double)
  case time(ClockTime)
}

extension ThousandsMark {
  /// The texts that stand for it: a blank may be any of Unicode's narrow ones.
  private var spellings: [[UInt8]] {
    switch self {
    case .comma: [[UInt8(ascii: ",")]]
    case .point: [[UInt8(ascii: ".")]]
    case .space:
      [
        [UInt8(ascii: " ")], Array("\u{A0}".utf8), Array("\u{202F}".utf8), Array("\u{2009}".utf8),
        [0xA0],
      ]
    case .apostrophe: [[UInt8(ascii: "'")], Array("\u{2019}".utf8)]
    case .underscore: [[UInt8(ascii: "_")]]
    }
  }

  /// The number without the marks, if they cut the digits before the decimal mark into groups of three.
  ///
  /// - Returns: nil if there are none, or if a group is not of three digits.
  func removed(from bytes: [UInt8], mark: DecimalMark) -> [UInt8]? {
    guard spellings != [[mark.byte]] else { return nil }
    var digits: [UInt8] = []
    // The digits of the group at hand; nil in the first one and after the last.
    var group: Int?
    var first = 0
    var next = 0
    while next < bytes.count {
      let byte = bytes[next]
      if let spelling = spellings.first(where: { bytes[next...].starts(with: $0) }) {
        guard group == 3 || (group == nil && (1...3).contains(first)) else { return nil }
        group = 0
        next += spelling.count
        continue
      }
      if (0x30...0x39).contains(byte) {
        if group != nil { group! += 1 } else { first += 1 }
      } else if !digits.isEmpty || !(byte == 0x2B || byte == 0x2D) {
        // The fraction or the exponent: no mark may follow.
        guard byte == mark.byte || byte | 0x20 == UInt8(ascii: "e"), group == 3 else { return nil }
        let rest = bytes[next...]
        guard
          !spellings.contains(where: { spelling in
            rest.indices.contains { rest[$0...].starts(with: spelling) }
          })
        else { return nil }
        return digits + rest
      }
      digits.append(byte)
      next += 1
    }
    return group == 3 ? digits : nil
  }
}
