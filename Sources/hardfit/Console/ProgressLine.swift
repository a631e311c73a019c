import Reports

/// One line on standard error that says how far a long run is: share, rate and time left.
///
///     reading samples.csv  43%  43.1 MB of 100 MB  215 MB/s  0:01 left
///
/// It is written at most ten times a second and erased at the end, on whatever way out. Where it is not
/// shown, `advance` costs a comparison.
///
///     let progress = console.progress("reading samples.csv", of: size, unit: "B")
///     while … { progress.advance(to: bytesRead) }
///     progress.finish()
final class ProgressLine {
  private let standardError: StandardError
  private let label: String
  private let total: Int?
  private let unit: String
  private let width: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant
  /// The count at which the clock is looked at again; `Int.max` where nothing is shown.
  private var nextLook: Int
  private var lastLook: (done: Int, time: ContinuousClock.Instant)

  static let interval = Duration.milliseconds(100)

  init(
    _ label: String, of total: Int?, unit: String, width: Int, isShown: Bool,
    on standardError: StandardError
  ) {
    self.standardError = standardError
    self.label = label.escapingControlCharacters
    self.total = total
    self.unit = unit
    self.width = width
    start = clock.now
    lastShown = start
    lastLook = (0, start)
    nextLook = isShown ? 0 : Int.max
  }

  deinit { finish() }

  /// Tells how much is done by now, in units; may be called for every one.
  @inline(__always)
  func advance(to done: Int) {
    if done >= nextLook { look(done) }
  }

  /// Erases the line.
  func finish() { if nextLook != Int.max { standardError.eraseTransientLine() } }

  private func look(_ done: Int) {
    let now = clock.now
    // Look again after what passes in about a hundredth of a second at the present rate. The rate of
    // the first steps says little, so a step is at most twice the last one.
    let step = done - lastLook.done
    let seconds = (now - lastLook.time) / Duration.seconds(1)
    let pace = seconds > 0 ? min(Double(step) / seconds / 100, 1e9) : 0
    nextLook = done + max(1, min(Int(pace), 2 * step))
    lastLook = (done, now)
    guard now - lastShown >= Self.interval else { return }
    lastShown = now
    let elapsed = (now - start) / Duration.seconds(1)
    let line = Self.line(label, done: done, of: total, unit: unit, elapsed: elapsed)
    standardError.show(transient: line.shortened(toColumns: width - 1, mark: ""))
  }

  /// The line's text after `elapsed` seconds.
  static func line(
    _ label: String, done: Int, of total: Int?, unit: String, elapsed: Double
  ) -> String {
    let rate = elapsed > 0 ? Double(done) / elapsed : 0
    var parts = [label]
    if let total, total > 0 {
      parts.append("\(Int(100 * Double(min(done, total)) / Double(total)))%")
      // A symbol belongs to each number, a word comes once.
      parts.append("\(amount(done, unit.count == 1 ? unit : "")) of \(amount(total, unit))")
    } else {
      parts.append(amount(done, unit))
    }
    parts.append("\(amount(rate, unit))/s")
    if let total, rate > 0, done < total {
      parts.append("\(time(Double(total - done) / rate)) left")
    }
    return parts.joined(separator: "  ")
  }

  private static func amount(_ number: Int, _ unit: String) -> String {
    amount(Double(number), unit)
  }

  /// Three digits with a prefix and a unit: `4.31 MB`, `4.31 M samples`.
  static func amount(_ number: Double, _ unit: String) -> String {
    let prefixes = ["", "k", "M", "G", "T"]
    var number = number
    var index = 0
    while number >= 999.5, index < prefixes.count - 1 {
      number /= 1000
      index += 1
    }
    let places = index == 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2
    let isSymbol = unit.count == 1
    let parts = isSymbol ? [prefixes[index] + unit] : [prefixes[index], unit]
    return ([NumberText.fixed(number, decimals: places)] + parts.filter { !$0.isEmpty })
      .joined(separator: " ")
  }

  /// `1:05`, or `2:03:04` from an hour on.
  static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 359_999))
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return whole < 3600
      ? "\(whole / 60):\(padded(whole % 60))"
      : "\(whole / 3600):\(padded(whole / 60 % 60)):\(padded(whole % 60))"
  }
}
