import FixedPoint

/// A number that somebody wrote down: its digits, all of them, and the nearest `Double`.
///
/// A `Double` holds no tenth; a word of 60 bits holds it better. So what becomes a word is cast from the digits.
public struct WrittenNumber: Hashable, Sendable {
  /// The digits, as ``Format/cast(parsing:)`` reads them.
  public let text: String
  /// The nearest `Double`.
  public let value: Double

  /// Reads a number; nil for what is none, or is beyond the range of a `Double`.
  public init?(_ text: some StringProtocol) {
    guard let value = Double(text), value.isFinite else { return nil }
    (self.text, self.value) = (String(text), value)
  }

  /// The number that a `Double` is.
  public init(_ value: Double) { (text, self.value) = ("\(value)", value) }

  /// Whether JSON can write it: it has no .5 and no 0x1p-1.
  var isJSON: Bool {
    if case .number? = (try? JSONText.parse(text.utf8))?.value { true } else { false }
  }

  /// The word that the number becomes, rounded once.
  func cast(into format: Format) throws(NumberError) -> Cast { try format.cast(parsing: text) }
}

extension WrittenNumber: CustomStringConvertible {
  public var description: String { text }
}

extension WrittenNumber: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}
