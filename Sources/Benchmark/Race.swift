/// Measurements of several contenders on one workload, in turn, each checked against the machine that
/// ticks cycle by cycle.
///
/// A round measures each once, and the next begins again with the first, so that whatever slows a machine down for a
/// while meets all of them.
package struct Race: Sendable {
  /// The samples of an epoch.
  package let samples: Int
  /// The bytes that they take.
  package let bytes: Int
  /// The clock cycles of an epoch.
  package let cyclesPerEpoch: Int
  package let rows: [Row]

  /// What a contender showed.
  package struct Row: Sendable {
    package let subject: Subject
    package let title: String
    package let designs: Int
    /// Whether it is of the design that the simulators have.
    package let isLine: Bool
    /// The epochs of a run: those of the workload, fewer of what would take too long.
    package let epochs: Int
    /// In nanoseconds a sample, an epoch and a design.
    package let time: Figures
    package let agreement: Agreement
  }

  /// Whether the bits are those of the ticking machine.
  package enum Agreement: Hashable, Sendable {
    /// It computes nothing.
    case nothing
    /// Equal in all that it tells, by name.
    case equal([String])
    /// The first difference.
    case differs(String)

    package var isRefused: Bool { if case .differs = self { true } else { false } }
  }

  /// Runs the rounds.
  ///
  /// - Parameters:
  ///   - duration: about how long a measurement shall take; a run is repeated until it does.
  ///   - progress: called with the measurements done.
  package init(
    _ workload: Workload, _ contenders: [Contender], rounds: Int, duration: Duration,
    progress: (Int) -> Void = { _ in }
  ) throws(BenchmarkError) {
    samples = workload.samples.count
    bytes = workload.bytes
    cyclesPerEpoch = workload.cyclesPerEpoch
    var entries: [Entry] = []
    for contender in contenders {
      entries.append(try Entry(contender, workload, duration))
    }
    var references = References(workload)
    var done = 0
    for _ in 0..<rounds {
      for index in entries.indices {
        try entries[index].measure(&references)
        done += 1
        progress(done)
      }
    }
    rows = entries.map(\.row)
  }

  /// The first row of a subject.
  package func row(_ subject: Subject) -> Row? { rows.first { $0.subject == subject } }

  /// How many times as long a row took as another; nil where either's bits are wrong, or they are of different designs.
  package static func ratio(_ row: Row?, to other: Row?) -> Double? {
    guard let row, let other, !row.agreement.isRefused, !other.agreement.isRefused,
      row.isLine == other.isLine || row.subject == .read || other.subject == .read
    else { return nil }
    return row.time.median / other.time.median
  }

  /// The clock cycles that a simulator of the RTL runs in a second, its bench included; nil for what is no simulator.
  package func cyclesPerSecond(_ row: Row) -> Double? {
    guard [.verilator, .icarus].contains(row.subject), !row.agreement.isRefused else { return nil }
    return 1e9 * Double(cyclesPerEpoch) / (Double(samples) * row.time.median)
  }
}

/// A contender with its measurements so far.
private struct Entry {
  private let contender: Contender
  private let workload: Workload
  private let epochs: Int
  private let runs: Int
  private var times: [Double] = []
  private var agreement: Race.Agreement?

  /// Determines how many epochs and runs take about as long as is wished.
  init(_ contender: Contender, _ workload: Workload, _ duration: Duration) throws(BenchmarkError) {
    self.contender = contender
    self.workload = workload
    var (epochs, runs) = (1, 1)
    // The first run is cold, and a short one too coarse; each step comes nearer.
    for _ in 0..<3 {
      let time = try contender.measure(epochs, runs).time
      let pace = duration / max(time, .nanoseconds(100))
      if pace < 2 { break }
      let wanted = pace * Double(epochs * runs)
      epochs = max(1, Int(min(wanted, Double(contender.epochs ?? workload.epochs))))
      runs = max(1, Int(min(wanted / Double(epochs), 1e9)))
    }
    self.epochs = epochs
    self.runs = runs
  }

  mutating func measure(_ references: inout References) throws(BenchmarkError) {
    let measurement = try contender.measure(epochs, runs)
    let count = Double(runs * epochs * contender.designs) * Double(workload.samples.count)
    times.append(measurement.time / .nanoseconds(1) / count)
    guard !(agreement?.isRefused ?? false) else { return }
    agreement = references.judge(
      contender, measurement.outcomes, epochs: epochs)
  }

  var row: Race.Row {
    Race.Row(
      subject: contender.subject, title: contender.title, designs: contender.designs,
      isLine: contender.start.isLine, epochs: epochs, time: Figures(times),
      agreement: agreement ?? .nothing)
  }
}

/// What runs have to come to, computed when it is first asked for.
private struct References {
  private let workload: Workload
  private var known: [Key: [Outcome]] = [:]

  private struct Key: Hashable {
    let designs: Int
    let epochs: Int
    let start: Workload.Start
  }

  init(_ workload: Workload) { self.workload = workload }

  mutating func judge(
    _ contender: Contender, _ outcomes: [Outcome], epochs: Int
  ) -> Race.Agreement {
    guard contender.subject != .read else { return .nothing }
    let key = Key(designs: contender.designs, epochs: epochs, start: contender.start)
    let expected: [Outcome]
    if let found = known[key] {
      expected = found
    } else {
      expected = Engines.reference(
        workload, designs: contender.designs, epochs: epochs, from: contender.start)
      known[key] = expected
    }
    guard outcomes.count == expected.count else {
      return .differs("\(outcomes.count) results of \(expected.count) designs")
    }
    if let early = expected.first(where: { $0.epochs != epochs }) {
      // The time would be divided by epochs that were not run.
      return .differs("epochs: a run ends after \(early.epochs ?? 0) of \(epochs)")
    }
    for (index, (own, other)) in zip(outcomes, expected).enumerated() {
      if let difference = own.difference(from: other) {
        return .differs(outcomes.count == 1 ? difference : "design \(index + 1): \(difference)")
      }
    }
    return .equal(outcomes.first?.told ?? [])
  }
}
