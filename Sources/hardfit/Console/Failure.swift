import FixedPoint

/// The one error that ends a run: what went wrong, where, how to fix it, and the exit code.
///
/// Commands throw it, and the top (``Program/run(_:)``) alone turns it into a line on standard error
/// and an exit code:
///
///     hardfit: --epochs: 'ten' is not a whole number; give 1 or more
///              subject   problem                      fix
struct Failure: Error, Equatable, Sendable {
  let code: ExitCode
  /// The option, the file and line, or the node that the problem is at.
  let subject: String?
  let problem: String
  /// What the user can do about it.
  let fix: String?

  init(_ code: ExitCode, _ problem: String, about subject: String? = nil, fix: String? = nil) {
    self.code = code
    self.subject = subject
    self.problem = problem
    self.fix = fix
  }

  /// The message without the program's name, always a single line.
  var message: String {
    let whole = (subject.map { $0 + ": " } ?? "") + problem + (fix.map { "; " + $0 } ?? "")
    return whole.escapingControlCharacters
  }
}

extension Failure {
  static func usage(_ problem: String, about subject: String? = nil, fix: String? = nil) -> Self {
    Failure(.usage, problem, about: subject, fix: fix)
  }

  static func data(_ problem: String, about subject: String? = nil, fix: String? = nil) -> Self {
    Failure(.data, problem, about: subject, fix: fix)
  }

  /// A check that the user asked for does not hold: exit code 1.
  static func check(_ problem: String, about subject: String? = nil, fix: String? = nil) -> Self {
    Failure(.checkFailed, problem, about: subject, fix: fix)
  }

  /// The reader went away: ends the run without a line.
  static let closedPipe = Failure(.closedPipe, "the reader of the output has gone")
}

/// Runs `body` and turns a library's error, whose description is its message, into a ``Failure``.
///
///     let table = try failing(.data, about: path) { () throws(CSVError) in try CSV(path) }
func failing<Result, Cause: Error>(
  _ code: ExitCode, about subject: String? = nil, _ body: () throws(Cause) -> Result
) throws(Failure) -> Result {
  do throws(Cause) {
    return try body()
  } catch {
    if let failure = error as? Failure { throw failure }
    throw Failure(code, String(describing: error), about: subject)
  }
}

extension String {
  /// The text in quotes, fit for one line, cut where it is very long.
  var quoted: String { FixedPoint.quoted(self) }

  /// The text with line ends, escapes and other control characters written as `\n` or `\u{1b}`.
  var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.isControl:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
