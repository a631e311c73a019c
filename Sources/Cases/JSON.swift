/// A JSON value whose objects keep the order of their keys, so that the same value is always the
/// same text (RFC 8259).
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// Written in full. Readers that know only `Double` lose digits beyond 2^53.
  case integer(Int128)
  /// Written with the fewest digits that read back the same; infinities and NaN become null.
  case number(Double)
  /// A number by its digits, for one that no `Double` is.
  case digits(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key and its value.
  public struct Member: Hashable, Sendable {
    public let key: String
    public let value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  public init(_ value: some BinaryInteger) { self = .integer(Int128(clamping: value)) }

  public init(_ value: Double) { self = .number(value) }

  public init(_ value: String) { self = .string(value) }

  /// null for nil.
  public init(_ value: Double?) {
    if let value { self = .number(value) } else { self = .null }
  }

  public init(_ values: some Sequence<Double>) { self = .array(values.map { .number($0) }) }

  /// The value of a key, where this is an object that has it.
  public subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// Appends a member to an object; anything else becomes an object with this member alone.
  public mutating func append(_ key: String, _ value: JSON) {
    guard case .object(var members) = self else {
      self = .object([Member(key, value)])
      return
    }
    self = .null  // so that the members are not copied
    members.append(Member(key, value))
    self = .object(members)
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0, $1) })
  }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(Int128(value)) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(nilLiteral: ()) { self = .null }
}
