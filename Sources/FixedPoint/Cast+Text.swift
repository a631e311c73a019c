/// From text, exactly: no `Double` on the way, so 0.1 is one tenth.

/// A text that is no number.
public struct NumberError: Error, Hashable, Sendable {
  /// What was read, as it was written.
  public let text: String

  public init(text: String) { self.text = text }
}

extension NumberError: CustomStringConvertible {
  public var description: String {
    let name = text.lowercased()
    return if ["nan", "inf", "infinity"].contains(String(name.drop { "+-".contains($0) })) {
      "\(quoted(text)) is not a finite number"
    } else {
      "\(quoted(text)) is not a number; write decimal such as -1.5e-3 or C hexadecimal such as 0x1.8p-3"
    }
  }
}

extension Format {
  /// Brings a number in decimal (`-1.5e-3`) or C hexadecimal notation (`0x1.8p-3`) into this format.
  ///
  /// The number is rounded once, by the format's own mode, however many digits it has and whatever
  /// its exponent is. Blanks around it are allowed.
  ///
  /// - Throws: ``NumberError`` for anything else, NaN and infinities included.
  public func cast(parsing text: String) throws(NumberError) -> Cast {
    var text = text
    let cast = text.withUTF8 { self.cast(parsing: UnsafeRawBufferPointer($0)) }
    guard let cast else { throw NumberError(text: text) }
    return cast
  }

  /// Brings a number in UTF-8 bytes into this format; nil where they are no number.
  public func cast(parsing bytes: UnsafeRawBufferPointer) -> Cast? {
    cast(parsing: bytes, shift: 0)
  }

  /// Brings a number in UTF-8 bytes, times `2^(−shift)`, into this format; nil where they are no number.
  package func cast(parsing bytes: UnsafeRawBufferPointer, shift: Int) -> Cast? {
    var position = bytes.firstIndex { !$0.isBlank } ?? bytes.endIndex
    guard let text = NumberText(scanning: bytes, at: &position),
      bytes[position...].allSatisfy(\.isBlank)
    else { return nil }
    return cast(ScaledValue(text, target: fractionBits - shift))
  }
}
