import Foundation

/// A foreign program that is installed: a simulator, a synthesiser.
package struct Tool: Hashable, Sendable {
  /// As it is called: `iverilog`.
  package let name: String
  /// Where it was found.
  package let path: String

  /// Looks along `PATH`; where two names are in one folder, the first counts.
  ///
  /// - Parameters:
  ///   - package: the Debian package that has it, for the message where it is missing; nil if none has.
  ///   - python: the program, and the package of PyPI, that does the same.
  /// - Throws: ``ToolError/missing(name:install:)``.
  package init(_ name: String, package: String?, python: String? = nil) throws(ToolError) {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
      for name in [name, python].compactMap({ $0 }) {
        let path = "\(folder.isEmpty ? "." : folder)/\(name)"
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 {
          self.init(name: name, path: path)
          return
        }
      }
    }
    let ways = [package.map { "apt-get install \($0)" }, python.map { "pip install \($0)" }]
    throw .missing(name: name, install: ways.compactMap { $0 }.joined(separator: ", or "))
  }

  /// A program at a known place, such as one that a compiler has just made.
  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}

/// Why a foreign program gave no answer.
package enum ToolError: Error, Hashable, Sendable {
  /// It is not on `PATH`.
  case missing(name: String, install: String)
  /// The operating system would not start it.
  case cannotStart(name: String, reason: String)
  /// It ran longer than it was allowed to and was killed, with all it had started.
  case timedOut(name: String, limit: Duration)
  /// It died of a signal.
  case crashed(name: String, signal: Int32)
  /// It gave up; the line is the one that says why.
  case failed(name: String, line: String)
  /// The module that it compiled is not one that can be verified.
  case unfit(module: String, reason: String)
  /// The cells that a design takes are there, but its carry chains cannot be packed among them.
  case doesNotPack(device: String)
  /// It, or this program, could not write its files.
  case cannotWrite(path: String, reason: String)
}

extension ToolError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let name, let install):
      "\(name) is not installed; \(install)"
    case .cannotStart(let name, let reason):
      "\(name) cannot be started: \(reason)"
    case .timedOut(let name, let limit):
      "\(name) did not end within \(limit.components.seconds) s and was stopped; give it more with --time-limit"
    case .crashed(let name, let signal):
      "\(name) crashed: \(String(cString: strsignal(signal)).lowercased()) (signal \(signal))"
    case .failed(let name, let line):
      "\(name) failed: \(line)"
    case .unfit(let module, let reason):
      "module \(module): \(reason)"
    case .doesNotPack(let device):
      "\(device): the design takes nearly all cells and cannot be packed into them; choose a larger device, or fewer bits"
    case .cannotWrite(let path, let reason):
      "\(path): cannot write: \(reason)\(Self.remedy(reason).map { "; \($0)" } ?? "")"
    }
  }

  static let tooLarge = String(cString: strerror(EFBIG)).lowercased()

  private static func remedy(_ reason: String) -> String? {
    if reason == tooLarge { return "raise the limit on a file's size (ulimit -f)" }
    let full = [ENOSPC, EDQUOT].map { String(cString: strerror($0)).lowercased() }
    return full.contains(reason)
      ? "make room, or name a folder that has some: TMPDIR for temporary files, --keep for those to keep"
      : nil
  }
}
