/// How far reading has come.
public struct ReadingProgress: Hashable, Sendable {
  public let bytes: Int
  /// The size of the whole, where it is known.
  public let totalBytes: Int?
  /// Whether this is the last report.
  public let isLast: Bool
}

/// Passes progress on, ten times a second at most, and once at the end.
struct ProgressReporter {
  private let totalBytes: Int?
  private let report: ((ReadingProgress) -> Void)?
  private let clock = ContinuousClock()
  private var lastReport: ContinuousClock.Instant

  init(totalBytes: Int?, report: ((ReadingProgress) -> Void)?) {
    self.totalBytes = totalBytes
    self.report = report
    lastReport = clock.now
  }

  mutating func update(bytes: Int, isLast: Bool) {
    guard let report else { return }
    let now = clock.now
    guard isLast || now - lastReport >= .milliseconds(100) else { return }
    lastReport = now
    report(ReadingProgress(bytes: bytes, totalBytes: totalBytes, isLast: isLast))
  }
}
