import Cosimulation
import Foundation

/// All measurements of a benchmark, one after the other.
package struct Benchmark: Sendable {
  package let machine: ThisMachine
  package internal(set) var process: ProcessFigures?
  package internal(set) var files: [FileFigures] = []
  package internal(set) var races: [Race] = []
  package internal(set) var sweep: SweepRace?
  /// What was asked for and could not be measured.
  package internal(set) var missing: [Missing] = []

  package struct Missing: Sendable {
    package let subject: Subject
    package let reason: BenchmarkError
  }

  /// What is measured, and how.
  package struct Options: Sendable {
    package var subjects = Set(Subject.allCases)
    /// The numbers of samples.
    package var counts = [1 << 10, 1 << 16, 1 << 26]
    /// How often each is measured.
    package var rounds = 7
    /// About how long a measurement takes.
    package var duration = Duration.milliseconds(60)
    package var threads = ProcessInfo.processInfo.activeProcessorCount
    /// Fewer designs, and no second compilation of a simulation.
    package var isQuick = false
    /// The interpreter for peers in Python; `python3` if nil.
    package var python: String?
    package var rtl: RTLSource?
    /// The program whose start to finish is measured.
    package var program = ""
    /// The case that it is measured on, and the sweep.
    package var norris: String?
    /// Changes contenders before they run; for tests.
    package var adjusting: @Sendable ([Contender]) -> [Contender] = { $0 }

    package init() {}
  }

  /// The most samples that a peer is given: more would take gigabytes, and in Icarus minutes.
  static func greatestCount(_ peer: Subject) -> Int { peer == .icarus ? 1 << 12 : 1 << 17 }

  /// Measures everything.
  ///
  /// - Parameter progress: called with what is measured, how many measurements are done and how many there are.
  package init(
    _ options: Options, progress: (String, Int, Int) -> Void = { _, _, _ in }
  ) throws(BenchmarkError) {
    machine = .current
    // First, while this process is small: see ``ProcessFigures/isUpperBound``.
    try measureProcess(options, progress)
    if options.subjects.contains(.files) {
      files = try FileFigures.measure(
        options.program, count: options.isQuick ? 1 << 12 : 1 << 18, times: options.rounds
      ) { progress("reading and exporting", $0, 2 * options.rounds) }
    }
    let pythons = try findPythonPeers(options)
    let raced = options.subjects.subtracting([.process, .files, .sweep])
    for count in raced.isEmpty ? [] : options.counts {
      progress("preparing \(count) samples", 0, 1)
      let workload = try Workload(count: count)
      let contenders = options.adjusting(try contenders(workload, pythons, options, progress))
      guard contenders.contains(where: { $0.subject != .read }) || raced == [.read]
      else { continue }
      races.append(
        try Race(
          workload, contenders, rounds: options.rounds, duration: options.duration
        ) { progress("\(count) samples", $0, contenders.count * options.rounds) })
    }
    try measureSweep(options, pythons[.apytypes], progress)
  }

  /// Whose bits are wrong, and how.
  package var disagreements: [(title: String, difference: String)] {
    let rows =
      races.flatMap { race in
        race.rows.map { ("\($0.title), \(race.samples) samples", $0.agreement) }
      } + (sweep?.rows ?? []).map { ("\($0.title), sweep", $0.agreement) }
    return rows.compactMap { title, agreement in
      if case .differs(let difference) = agreement { (title, difference) } else { nil }
    }
  }

  // MARK: Parts

  private mutating func measureProcess(
    _ options: Options, _ progress: (String, Int, Int) -> Void
  ) throws(BenchmarkError) {
    guard options.subjects.contains(.process) else { return }
    guard let norris = options.norris else {
      missing.append(Missing(subject: .process, reason: Self.noCase))
      return
    }
    process = try ProcessFigures(
      [options.program, "simulate", norris], times: options.rounds
    ) { progress("hardfit simulate", $0, options.rounds) }
  }

  private static let noCase = BenchmarkError.impossible(
    "no folder vectors/norris here, beside this program or above it")

  private mutating func findPythonPeers(
    _ options: Options
  ) throws(BenchmarkError) -> [Subject: PythonPeer] {
    var peers: [Subject: PythonPeer] = [:]
    for subject in [.numpy, .apytypes] as [Subject] where options.subjects.contains(subject) {
      peers[subject] = try optional(subject) { () throws(BenchmarkError) in
        try PythonPeer(subject, interpreter: options.python)
      }
    }
    return peers
  }

  private mutating func contenders(
    _ workload: Workload, _ pythons: [Subject: PythonPeer], _ options: Options,
    _ progress: (String, Int, Int) -> Void
  ) throws(BenchmarkError) -> [Contender] {
    let subjects = options.subjects
    var contenders: [Contender] = []
    if subjects.contains(.read) { contenders.append(try PlainRead.contender(workload)) }
    if subjects.contains(.epoch) { contenders += Engines.epoch(workload) }
    if subjects.contains(.batch) {
      contenders += Engines.batch(workload, threads: options.threads)
    }
    if subjects.contains(.paths), workload.samples.count <= Workload.greatestVariedCount {
      contenders += Engines.paths(workload)
    }
    if subjects.contains(.cycle) { contenders.append(Engines.cycle(workload)) }
    if subjects.contains(.watch), workload.samples.count <= Workload.greatestVariedCount {
      contenders += Engines.watched(workload)
    }
    for (subject, simulator) in [(Subject.verilator, Simulator.verilator), (.icarus, .icarus)]
    where workload.samples.count <= Self.greatestCount(subject) && subjects.contains(subject)
      && !missing.contains(where: { $0.subject == subject })
    {
      progress("compiling with \(simulator.title)", 0, 1)
      let contender = try optional(subject) { () throws(BenchmarkError) in
        guard let rtl = options.rtl else {
          throw .impossible("no folder rtl with hardfit.v here, beside this program or above it")
        }
        return try Contender.rtl(simulator, workload, rtl, isQuick: options.isQuick)
      }
      if let contender { contenders.append(contender) }
    }
    for subject in [.numpy, .apytypes] as [Subject]
    where workload.samples.count <= Self.greatestCount(subject) {
      if let peer = pythons[subject] { contenders.append(.python(peer, workload)) }
    }
    return contenders
  }

  private mutating func measureSweep(
    _ options: Options, _ peer: PythonPeer?, _ progress: (String, Int, Int) -> Void
  ) throws(BenchmarkError) {
    guard options.subjects.contains(.sweep) else { return }
    guard let norris = options.norris else {
      missing.append(Missing(subject: .sweep, reason: Self.noCase))
      return
    }
    let rounds = options.isQuick ? 1 : min(options.rounds, 3)
    let total = rounds * ((options.threads > 1 ? 3 : 2) + (peer == nil ? 0 : 1))
    sweep = try SweepRace(
      norris, peer: peer, threads: options.threads, rounds: rounds, isQuick: options.isQuick
    ) { progress("sweeping", $0, total) }
  }

  /// The result, or nil where it is not there; that is noted.
  private mutating func optional<Result>(
    _ subject: Subject, _ body: () throws(BenchmarkError) -> Result
  ) throws(BenchmarkError) -> Result? {
    do throws(BenchmarkError) { return try body() } catch {
      if case .failed = error { throw error }
      missing.append(Missing(subject: subject, reason: error))
      return nil
    }
  }
}
