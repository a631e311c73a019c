import FixedPoint

/// What a word on the command line stands for: how it is read, named in help and completed.
package struct ValueKind<Value: Sendable>: Sendable {
  /// Stands for the value in help: `N`, `FILE`.
  package let placeholder: String
  package let completion: Completion
  package let read: @Sendable (String) throws(Misreading) -> Value

  package init(
    _ placeholder: String, completion: Completion = .nothing,
    read: @escaping @Sendable (String) throws(Misreading) -> Value
  ) {
    self.placeholder = placeholder
    self.completion = completion
    self.read = read
  }

  /// The same kind under another placeholder.
  package func named(_ placeholder: String) -> ValueKind {
    ValueKind(placeholder, completion: completion, read: read)
  }
}

/// Why a word is not a value of its kind, and what would be.
package struct Misreading: Error, Equatable, Sendable {
  package let problem: String
  package let fix: String?

  package init(_ problem: String, fix: String? = nil) {
    self.problem = problem
    self.fix = fix
  }
}

/// What a shell can offer for a value.
package enum Completion: Equatable, Sendable {
  case nothing
  case files
  case folders
  case words([String])
  /// The beginnings of `key=value`.
  case keys([String])
}

extension ValueKind where Value == String {
  /// Any text, which someone else reads.
  package static func text(_ placeholder: String, completion: Completion = .nothing) -> Self {
    ValueKind(placeholder, completion: completion) { $0 }
  }

  /// A file to read or write; `-` stands for standard input or output.
  package static let file = ValueKind("FILE", completion: .files) { path throws(Misreading) in
    guard !path.isEmpty else { throw Misreading("the file name is empty", fix: "give a file") }
    return path
  }

  package static let folder = ValueKind("FOLDER", completion: .folders) { path throws(Misreading) in
    guard !path.isEmpty else { throw Misreading("the folder name is empty", fix: "give a folder") }
    return path
  }
}

extension ValueKind where Value == Int {
  /// A whole number in decimal digits, which underscores may group: `1_000_000`.
  package static func wholeNumber(_ placeholder: String = "N", in range: ClosedRange<Int>) -> Self {
    ValueKind(placeholder) { word throws(Misreading) in
      let fix =
        range.upperBound == Int.max
        ? "give \(range.lowerBound) or more"
        : "give \(range.lowerBound) to \(range.upperBound)"
      let digits = word.filter { $0 != "_" }
      let isNumber = digits.drop { $0 == "-" || $0 == "+" }.allSatisfy { "0"..."9" ~= $0 }
      guard let number = Int(digits) else {
        let isTooLong = isNumber && digits.contains { "0"..."9" ~= $0 } && digits.count > 18
        throw Misreading(
          "\(quoted(word)) is \(isTooLong ? "out of range" : "not a whole number")", fix: fix)
      }
      guard range.contains(number) else {
        throw Misreading("\(quoted(word)) is out of range", fix: fix)
      }
      return number
    }
  }

  package static func wholeNumber(_ placeholder: String = "N", in range: PartialRangeFrom<Int>)
    -> Self
  {
    wholeNumber(placeholder, in: range.lowerBound...Int.max)
  }
}

extension ValueKind where Value == UInt64 {
  /// The seed of a generator: any word of 64 bits, decimal or `0x…`.
  package static let seed = ValueKind("SEED") { word throws(Misreading) in
    let isHex = word.hasPrefix("0x") || word.hasPrefix("0X")
    guard let seed = isHex ? UInt64(word.dropFirst(2), radix: 16) : UInt64(word) else {
      throw Misreading("\(quoted(word)) is not a seed", fix: "give 0 to \(UInt64.max)")
    }
    return seed
  }
}

extension ValueKind where Value == Double {
  /// A finite number that `holds`; `meaning` says which those are ("greater than 0").
  package static func real(
    _ placeholder: String = "X", _ meaning: String = "a number",
    where holds: @escaping @Sendable (Double) -> Bool = { _ in true }
  ) -> Self {
    ValueKind(placeholder) { word throws(Misreading) in
      let number = try Double(onCommandLine: word, fix: "give \(meaning)")
      guard holds(number) else {
        throw Misreading("\(quoted(word)) is out of range", fix: "give \(meaning)")
      }
      return number
    }
  }

  package static let positiveReal = real("X", "a number greater than 0") { $0 > 0 }
  package static let realAtLeastZero = real("X", "a number of 0 or more") { $0 >= 0 }
  /// A probability below one: a source that always stalls never ends.
  package static let shareBelowOne = real("P", "a share from 0 up to, but not, 1") {
    0 <= $0 && $0 < 1
  }
}

extension Double {
  /// Reads a finite number; one that is beyond a `Double`, or nearer to 0 than one but not 0, is refused.
  package init(onCommandLine word: String, fix: String) throws(Misreading) {
    guard let number = Double(word) else {
      throw Misreading("\(quoted(word)) is not a number", fix: fix)
    }
    let isHexadecimal = word.contains { "xX".contains($0) }
    let digits = word.prefix { !(isHexadecimal ? "pP" : "eE").contains($0) }
    if number.isInfinite, digits.contains(where: \.isNumber) {
      throw Misreading(
        "\(quoted(word)) is farther from 0 than a Double can be (1.8e308)", fix: fix)
    }
    guard number.isFinite else { throw Misreading("\(quoted(word)) is out of range", fix: fix) }
    if number == 0, digits.contains(where: { $0.isHexDigit && $0 != "0" }) {
      throw Misreading(
        "\(quoted(word)) is nearer to 0 than a Double can be (4.9e-324)",
        fix: "give a greater magnitude")
    }
    self = number
  }
}

extension ValueKind where Value == [Double] {
  package static let numbers = list { text, number in number }
}

extension ValueKind where Value == [WrittenNumber] {
  package static let writtenNumbers = list { text, number in
    WrittenNumber(text) ?? WrittenNumber(number)
  }
}

extension ValueKind {
  /// Numbers with commas between them, each made of its text and the nearest `Double`.
  fileprivate static func list<Number>(
    _ make: @escaping @Sendable (Substring, Double) -> Number
  ) -> Self where Value == [Number] {
    ValueKind("X,X,…") { word throws(Misreading) in
      var numbers: [Number] = []
      for part in word.split(separator: ",", omittingEmptySubsequences: false) {
        let number = try Double(
          onCommandLine: String(part), fix: "give numbers with commas between them")
        numbers.append(make(part, number))
      }
      return numbers
    }
  }
}

extension ValueKind where Value == Settings.Tolerance {
  package static let tolerance = ValueKind("X|none", completion: .words(["none"])) {
    word throws(Misreading) in
    if word == "none" { return .none }
    return .value(try Double(onCommandLine: word, fix: "give a finite number, or none"))
  }
}

extension ValueKind where Value == ClosedRange<Int> {
  /// A window of cycles or epochs, both ends included: `1000...2000`, or a single number.
  package static let window = ValueKind("FIRST...LAST") { word throws(Misreading) in
    let ends = word.ends(around: "...") ?? (word, word)
    guard let first = Int(ends.0), let last = Int(ends.1), 0 <= first, first <= last else {
      let near = ends.0 == word ? nearestRange(to: word) : nil
      throw Misreading(
        "\(quoted(word)) is not a window",
        fix: near.map { "did you mean '\($0)'?" } ?? "write one as 1000...2000")
    }
    return first...last
  }
}

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  package static var choice: Self { choice(Value.allCases.map { ($0.rawValue, $0) }) }
}

extension ValueKind {
  /// One of some named values.
  package static func choice(_ choices: [(name: String, value: Value)]) -> Self {
    let names = choices.map(\.name)
    return ValueKind(names.joined(separator: "|"), completion: .words(names)) {
      word throws(Misreading) in
      if let choice = choices.first(where: { $0.name == word }) { return choice.value }
      throw Misreading(
        "\(quoted(word)) is not a choice",
        fix: probableName(for: word, among: names).map { "did you mean '\($0)'?" }
          ?? "give \(names.formattedAsChoice)")
    }
  }

  /// A value that a library reads, with an error whose description is its message.
  ///
  ///     ValueKind.reading("FORMAT") { word throws(NotationError) in try Format(notation: word) }
  package static func reading<Cause: Error>(
    _ placeholder: String, completion: Completion = .nothing,
    _ read: @escaping @Sendable (String) throws(Cause) -> Value
  ) -> Self {
    ValueKind(placeholder, completion: completion) { word throws(Misreading) in
      do throws(Cause) { return try read(word) } catch { throw Misreading("\(error)") }
    }
  }
}

extension String {
  /// The text before and after the first separator.
  package func ends(around separator: String) -> (String, String)? {
    guard let range = firstRange(of: separator) else { return nil }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}

extension [String] {
  /// "sum, mean or none".
  package var formattedAsChoice: String {
    count < 2
      ? first ?? "" : dropLast().joined(separator: ", ") + " or " + self[count - 1]
  }
}
