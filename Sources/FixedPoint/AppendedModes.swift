/// The modes that follow a word after commas: `,RND,SAT` in either order, `n_bits` after the overflow mode.
struct AppendedModes {
  var quantization: Quantization?
  var overflow: Overflow?

  /// Reads a list, each item after its comma, beside what is said already.
  ///
  /// - Parameter text: the whole, for errors.
  mutating func read(_ list: Substring, of text: String) throws(NotationError) {
    var before: String?
    for item in list.split(separator: ",", omittingEmptySubsequences: false).dropFirst() {
      let name = String(item).withoutBlanksAround
      guard !name.isEmpty else {
        throw NotationError(
          text, "has nothing after a comma; write a mode there, as in sfix16_En12,RND_CONV,SAT")
      }
      if smallInteger(name) != nil {
        guard let mode = overflow, let last = before else {
          throw NotationError(text, "has '\(name)' where a mode was expected")
        }
        overflow = try mode.with(saturatedBits: name, after: last, of: text)
        before = nil
        continue
      }
      switch try Self.mode(name) {
      case .quantization(let mode):
        guard quantization == nil else { throw Self.twice("quantisation", text) }
        (quantization, before) = (mode, nil)
      case .overflow(let mode):
        guard overflow == nil else { throw Self.twice("overflow", text) }
        (overflow, before) = (mode, name)
      }
    }
  }

  private static func twice(_ kind: String, _ text: String) -> NotationError {
    NotationError(text, "has two \(kind) modes; leave one out")
  }

  private enum Mode {
    case quantization(Quantization)
    case overflow(Overflow)
  }

  private static func mode(_ name: String) throws(NotationError) -> Mode {
    // What one of the two knows better than that the name is none of its own is the reason.
    var reason: NotationError?
    do { return .quantization(try Quantization(parsing: name)) } catch {
      if !error.reason.hasPrefix("is not a") { reason = error }
    }
    do { return .overflow(try Overflow(parsing: name)) } catch {
      if !error.reason.hasPrefix("is not a") { reason = error }
    }
    let names = Quantization.names + Overflow.names + Overflow.otherNames.keys.sorted()
    let nearest = nearestName(to: name, among: names).map { "; did you mean \($0)?" }
    throw reason
      ?? NotationError(name, "is neither a quantisation nor an overflow mode\(nearest ?? "")")
  }
}
