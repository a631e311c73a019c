// The values of a file that a person wrote, taken as what its key wants or refused with the place.

/// A message with the line of a nested value, if that is not the key's own.
package struct PlacedError: Error {
  package var line: Int?
  package var message: String

  package init(line: Int? = nil, message: String) {
    self.line = line
    self.message = message
  }
}

extension JSONText {
  package func double(_ key: String, orElse alternative: String? = nil) throws(PlacedError)
    -> Double
  {
    guard case .number(let text) = value, let number = Double(text) else {
      throw PlacedError(
        line: line,
        message:
          "\(key) is \(kind); give a number\(alternative.map { " or \($0)" } ?? "")")
    }
    return number
  }

  /// A number with all its digits; one that JSON cannot write, such as 0x1.8p-3, as a text.
  func writtenNumber(_ key: String) throws(PlacedError) -> WrittenNumber {
    switch value {
    case .number(let text): if let number = WrittenNumber(text) { return number }
    case .string(let text):
      if let number = WrittenNumber(text), !number.isJSON { return number }
    default: break
    }
    return WrittenNumber(try double(key))
  }

  package func integer(_ key: String) throws(PlacedError) -> Int {
    guard case .number(let text) = value, let number = Int(text) else {
      if case .number(let text) = value {
        throw PlacedError(line: line, message: "\(key) is \(text); give a whole number")
      }
      throw PlacedError(line: line, message: "\(key) is \(kind); give a whole number")
    }
    return number
  }

  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(PlacedError) -> Choice where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    guard case .string(let text) = value else {
      throw PlacedError(line: line, message: "\(key) is \(kind); give one of \(names)")
    }
    do { return try Settings.choice(text, key, Choice.self) } catch {
      throw PlacedError(line: line, message: error.description)
    }
  }

  package func members(_ key: String) throws(PlacedError) -> [(key: String, value: JSONText)] {
    guard case .object(let members) = value else {
      throw PlacedError(line: line, message: "\(key) is \(kind); give an object { … }")
    }
    return members
  }

  /// The members of an object, all of them known.
  package func members<Key: RawRepresentable & CaseIterable>(
    of _: Key.Type, _ what: String
  ) throws(PlacedError) -> [(key: Key, value: JSONText)] where Key.RawValue == String {
    let known = Key.allCases.map(\.rawValue)
    return try members(what).map { name, value throws(PlacedError) in
      guard let key = Key(rawValue: name) else {
        throw PlacedError(
          line: value.line,
          message:
            "'\(name)' is not a key of \(what); \(suggestion(name, among: known.sorted(), called: "keys"))"
        )
      }
      return (key, value)
    }
  }

  /// The value of a key, where this is an object that has it.
  package subscript(key: String) -> JSONText? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }
}
