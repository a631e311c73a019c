import FixedPoint

/// What a word on the command line stands for: how it is read, named in help and completed.
struct ValueKind<Value: Sendable>: Sendable {
  /// Stands for the value in help: `N`, `FILE`.
  let placeholder: String
  let completion: Completion
  let read: @Sendable (String) throws(Misreading) -> Value

  init(
    _ placeholder: String, completion: Completion = .nothing,
    read: @escaping @Sendable (String) throws(Misreading) -> Value
  ) {
    self.placeholder = placeholder
    self.completion = completion
    self.read = read
  }

  /// The same kind under another placeholder.
  func named(_ placeholder: String) -> ValueKind {
    ValueKind(placeholder, completion: completion, read: read)
  }
}

/// Why a word is not a value of its kind, and what would be.
struct Misreading: Error, Equatable, Sendable {
  let problem: String
  let mend: String?

  init(_ problem: String, mend: String? = nil) {
    self.problem = problem
    self.mend = mend
  }
}

/// What a shell can offer for a value.
enum Completion: Equatable, Sendable {
  case nothing
  case files
  case folders
  case words([String])
  /// The beginnings of `key=value`.
  case keys([String])
}

extension ValueKind where Value == String {
  /// Any text, which someone else reads.
  static func text(_ placeholder: String, completion: Completion = .nothing) -> Self {
    ValueKind(placeholder, completion: completion) { $0 }
  }

  /// A file to read or write; `-` stands for standard input or output.
  static let file = ValueKind("FILE", completion: .files) { path throws(Misreading) in
    guard !path.isEmpty else { throw Misreading("the file name is empty", mend: "give a file") }
    return path
  }

  static let folder = ValueKind("FOLDER", completion: .folders) { path throws(Misreading) in
    guard !path.isEmpty else { throw Misreading("the folder name is empty", mend: "give a folder") }
    return path
  }
}

extension ValueKind where Value == Int {
  /// A whole number in decimal digits, which underscores may group: `1_000_000`.
  static func wholeNumber(_ placeholder: String = "N", in range: ClosedRange<Int>) -> Self {
    ValueKind(placeholder) { word throws(Misreading) in
      let mend =
        range.upperBound == Int.max
        ? "give \(range.lowerBound) or more"
        : "give \(range.lowerBound) to \(range.upperBound)"
      let digits = word.filter { $0 != "_" }
      let isNumber = digits.drop { $0 == "-" || $0 == "+" }.allSatisfy { "0"..."9" ~= $0 }
      guard let number = Int(digits) else {
        let isTooLong = isNumber && digits.contains { "0"..."9" ~= $0 } && digits.count > 18
        throw Misreading(
          "\(word.quoted) is \(isTooLong ? "out of range" : "not a whole number")", mend: mend)
      }
      guard range.contains(number) else {
        throw Misreading("\(word.quoted) is out of range", mend: mend)
      }
      return number
    }
  }

  static func wholeNumber(_ placeholder: String = "N", in range: PartialRangeFrom<Int>) -> Self {
    wholeNumber(placeholder, in: range.lowerBound...Int.max)
  }
}

extension ValueKind where Value == UInt64 {
  /// The seed of a generator: any word of 64 bits, decimal or `0x…`.
  static let seed = ValueKind("SEED") { word throws(Misreading) in
    let isHex = word.hasPrefix("0x") || word.hasPrefix("0X")
    guard let seed = isHex ? UInt64(word.dropFirst(2), radix: 16) : UInt64(word) else {
      throw Misreading("\(word.quoted) is not a seed", mend: "give 0 to \(UInt64.max)")
    }
    return seed
  }
}

extension ValueKind where Value == Double {
  /// A finite number that `holds`; `meaning` says which those are ("greater than 0").
  static func real(
    _ placeholder: String = "X", _ meaning: String = "a number",
    where holds: @escaping @Sendable (Double) -> Bool = { _ in true }
  ) -> Self {
    ValueKind(placeholder) { word throws(Misreading) in
      let number = try Double(onCommandLine: word, mend: "give \(meaning)")
      guard holds(number) else {
        throw Misreading("\(word.quoted) is out of range", mend: "give \(meaning)")
      }
      return number
    }
  }

  static let positiveReal = real("X", "a number greater than 0") { $0 > 0 }
  static let realAtLeastZero = real("X", "a number of 0 or more") { $0 >= 0 }
  /// A probability below one: a source that always stalls never ends.
  static let shareBelowOne = real("P", "a share from 0 up to, but not, 1") { 0 <= $0 && $0 < 1 }
}

extension Double {
  /// Reads a finite number; one that is beyond a `Double`, or nearer to 0 than one but not 0, is refused.
  init(onCommandLine word: String, mend: String) throws(Misreading) {
    guard let number = Double(word) else {
      throw Misreading("\(word.quoted) is not a number", mend: mend)
    }
    let isHexadecimal = word.contains { "xX".contains($0) }
    let digits = word.prefix { !(isHexadecimal ? "pP" : "eE").contains($0) }
    if number.isInfinite, digits.contains(where: \.isNumber) {
      throw Misreading(
        "\(word.quoted) is farther from 0 than a Double can be (1.8e308)", mend: mend)
    }
    guard number.isFinite else { throw Misreading("\(word.quoted) is out of range", mend: mend) }
    if number == 0, digits.contains(where: { $0.isHexDigit && $0 != "0" }) {
      throw Misreading(
        "\(word.quoted) is nearer to 0 than a Double can be (4.9e-324)",
        mend: "give a greater magnitude")
    }
    self = number
  }
}

extension ValueKind where Value == ClosedRange<Int> {
  /// A window of cycles or epochs, both ends included: `1000...2000`, or a single number.
  static let window = ValueKind("FIRST...LAST") { word throws(Misreading) in
    let ends = word.ends(around: "...") ?? (word, word)
    guard let first = Int(ends.0), let last = Int(ends.1), 0 <= first, first <= last else {
      let near = ends.0 == word ? nearestRange(to: word) : nil
      throw Misreading(
        "\(word.quoted) is not a window",
        mend: near.map { "did you mean '\($0)'?" } ?? "write one as 1000...2000")
    }
    return first...last
  }
}

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  static var choice: Self { choice(Value.allCases.map { ($0.rawValue, $0) }) }
}

extension ValueKind {
  /// One of some named values.
  static func choice(_ choices: [(name: String, value: Value)]) -> Self {
    let names = choices.map(\.name)
    return ValueKind(names.joined(separator: "|"), completion: .words(names)) {
      word throws(Misreading) in
      if let choice = choices.first(where: { $0.name == word }) { return choice.value }
      throw Misreading(
        "\(word.quoted) is not a choice",
        mend: NearMiss.suggestion(for: word, in: names, or: "give \(names.formattedAsChoice)"))
    }
  }

  /// A value that a library reads, with an error whose description is its message.
  ///
  ///     ValueKind.reading("FORMAT") { word throws(NotationError) in try Format(notation: word) }
  static func reading<Cause: Error>(
    _ placeholder: String, completion: Completion = .nothing,
    _ read: @escaping @Sendable (String) throws(Cause) -> Value
  ) -> Self {
    ValueKind(placeholder, completion: completion) { word throws(Misreading) in
      do throws(Cause) { return try read(word) } catch { throw Misreading("\(error)") }
    }
  }
}

/// A pair as in `--format theta=sfix24_En18`.
struct Assignment<Key: Sendable, Value: Sendable>: Sendable {
  let key: Key
  let value: Value
}

extension ValueKind {
  /// `key=value`, where the key is one of some names and the value is of another kind.
  static func assignment<Key, Assigned>(
    _ keyPlaceholder: String, _ keys: [(name: String, value: Key)], to kind: ValueKind<Assigned>
  ) -> Self where Value == Assignment<Key, Assigned> {
    let names = keys.map(\.name)
    let shape = "\(keyPlaceholder)=\(kind.placeholder)"
    return ValueKind(shape, completion: .keys(names)) { word throws(Misreading) in
      guard let (name, text) = word.ends(around: "=") else {
        throw Misreading("\(word.quoted) has no '='", mend: "write \(shape)")
      }
      guard let key = keys.first(where: { $0.name == name }) else {
        throw Misreading(
          "\(name.quoted) is not a \(keyPlaceholder)",
          mend: NearMiss.suggestion(for: name, in: names, or: "give \(names.formattedAsChoice)"))
      }
      return Assignment(key: key.value, value: try kind.read(text))
    }
  }
}

extension String {
  /// The text before and after the first separator.
  func ends(around separator: String) -> (String, String)? {
    guard let range = firstRange(of: separator) else { return nil }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}

extension [String] {
  /// "sum, mean or none".
  var formattedAsChoice: String {
    count < 2
      ? first ?? "" : dropLast().joined(separator: ", ") + " or " + self[count - 1]
  }
}
