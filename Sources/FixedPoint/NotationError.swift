/// A text that names no format or no mode, and what to write instead.
public struct NotationError: Error, Hashable, Sendable {
  /// What was read, as it was written.
  public let text: String
  /// Why it cannot be taken, and the fix; it continues a sentence that begins with the text.
  public let reason: String

  init(_ text: some StringProtocol, _ reason: String) {
    self.text = String(text)
    self.reason = reason
  }
}

extension NotationError: CustomStringConvertible {
  public var description: String { "\(quoted(text)) \(reason)" }
}

/// The text between quotation marks, fit for one line of a message: control characters are escaped
/// and a long text is cut.
package func quoted(_ text: String) -> String {
  let limit = 60
  var shown = ""
  for scalar in text.unicodeScalars.prefix(limit) {
    shown += scalar.escaped(asASCII: false)
  }
  if text.unicodeScalars.dropFirst(limit).isEmpty == false { shown += "…" }
  return "'\(shown)'"
}
