import Foundation

/// Standard error: lines that stay, and one line at its end that comes and goes.
final class StandardError {
  let isTerminal = isatty(2) == 1
  private var hasTransientLine = false

  /// Writes a line; a transient line makes way for it.
  func write(line: String) {
    eraseTransientLine()
    put(line + "\n")
  }

  /// Shows a line in the place of the last transient one.
  func show(transient line: String) {
    Signals.transientLine.store(true, ordering: .relaxed)
    hasTransientLine = true
    put("\r\(line)\u{1b}[K")
  }

  func eraseTransientLine() {
    guard hasTransientLine else { return }
    hasTransientLine = false
    put("\r\u{1b}[K")
    Signals.transientLine.store(false, ordering: .relaxed)
  }

  /// In one call, so that lines of several processes do not mix. Failures have nowhere to go.
  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { start in
        SystemCall.retrying {
          systemWrite(2, start.baseAddress.map { $0 + written }, bytes.count - written)
        }
      }
      guard count > 0 else { return }
      written += count
    }
  }
}
