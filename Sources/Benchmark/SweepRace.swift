import Cases
import Datapath
import Exploration
import FixedPoint
import Samples

/// Ten thousand designs on NIST's Norris data by the sweep, and some of them by APyTypes in one process.
package struct SweepRace: Sendable {
  package let designs: Int
  package let epochs: Int
  package let rows: [Row]

  package struct Row: Sendable {
    /// Who computed the designs: the sweep, or a peer.
    package let subject: Subject
    package let title: String
    package let threads: Int
    /// How many designs of the sweep were computed.
    package let designs: Int
    /// Designs a second.
    package let rate: Figures
    package let agreement: Race.Agreement
  }

  /// What a row of the sweep has of a design's bits.
  fileprivate struct Words: Hashable {
    let theta: [Int128]
    let loss: Double
    let epochs: Int
  }

  private static let grid = [
    "theta.fraction=5...24", "x.width,y.width=8...17", "error.width=10...19",
    "error.quantization=TRN,RND,RND_CONV,TRN_ZERO,RND_ZERO",
  ]

  /// Runs the rounds.
  ///
  /// - Parameters:
  ///   - peer: APyTypes, where it is there.
  ///   - folder: the case.
  init(
    _ folder: String, peer: PythonPeer?, threads: Int, rounds: Int, isQuick: Bool,
    progress: (Int) -> Void
  ) throws(BenchmarkError) {
    let (sweepCase, space) = try Self.read(folder, epochs: isQuick ? 20 : 200, isQuick: isQuick)
    let designs = space.count
    let evaluations = [nil, 0].map {
      Evaluation(space, cases: [sweepCase], settle: $0)
    }
    let settled = try Self.settled(evaluations[1], threads: threads)
    // An odd stride, so that every value of every field has its turn.
    let stride = max(1, designs / (isQuick ? 4 : 25)) | 1
    let chosen = Array(Swift.stride(from: stride / 2, to: designs, by: stride))

    // What settling takes beyond the runs' own epochs shows in the second, what it takes of designs that settle within
    // them in the third.
    var contenders = evaluations.map { (threads: 1, evaluation: $0, designs: Array(0..<designs)) }
    contenders.append((1, evaluations[0], settled))
    if threads > 1 { contenders.append((threads, evaluations[0], Array(0..<designs))) }
    var rates = contenders.map { _ in [Double]() }
    var peerRates: [Double] = []
    let plans = try chosen.map { design throws(BenchmarkError) in
      try Self.plan(evaluations[0], design, sweepCase)
    }
    let expected = plans.map { Words(Engines.ticked($0.simulation), $0) }
    var differences: [String?] = contenders.map { _ in nil }
    var peerDifference: String?
    var done = 0
    for _ in 0..<rounds {
      for (index, contender) in contenders.enumerated() {
        let clock = ContinuousClock()
        let start = clock.now
        let found = try Self.sweep(
          contender.evaluation, contender.designs, threads: contender.threads, keeping: Set(chosen))
        rates[index].append(Double(contender.designs.count) / ((clock.now - start) / .seconds(1)))
        let all = Set(contender.designs)
        let known = chosen.indices.filter { all.contains(chosen[$0]) }
        differences[index] =
          differences[index]
          ?? Self.difference(
            known.map { found[chosen[$0]] }, known.map { expected[$0] }, known.map { chosen[$0] })
        done += 1
        progress(done)
      }
      guard let peer else { continue }
      let measurement = try peer.run(plans.map(\.simulation), runs: 1)
      peerRates.append(Double(chosen.count) / (measurement.time / .seconds(1)))
      let found = zip(measurement.outcomes, plans).map { Words($0, $1) }
      peerDifference = peerDifference ?? Self.difference(found, expected, chosen)
      done += 1
      progress(done)
    }
    func agreement(_ difference: String?) -> Race.Agreement {
      difference.map { .differs($0) } ?? .equal(["theta", "loss", "epochs"])
    }
    var rows = contenders.indices.map { index in
      let (threads, evaluation, own) = contenders[index]
      let addition =
        evaluation.settle == 0
        ? ", --settle 0" : own.count < designs ? ", those that settle" : ""
      return Row(
        subject: .sweep, title: "sweep, \(counted(threads, "thread"))\(addition)",
        threads: threads, designs: own.count, rate: Figures(rates[index]),
        agreement: agreement(differences[index]))
    }
    if let peer {
      rows.append(
        Row(
          subject: .apytypes, title: "\(peer.title), 1 process", threads: 1, designs: chosen.count,
          rate: Figures(peerRates),
          agreement: agreement(peerDifference)))
    }
    (self.designs, epochs, self.rows) = (designs, sweepCase.settings.epochs!, rows)
  }

  /// How many times as many designs a second a row did as APyTypes; nil where it is not there or either's bits are wrong.
  package func ratio(_ row: Row) -> Double? {
    guard let peer = rows.first(where: { $0.subject == .apytypes }), !peer.agreement.isRefused,
      !row.agreement.isRefused
    else { return nil }
    return row.rate.median / peer.rate.median
  }

  private static func read(
    _ folder: String, epochs: Int, isQuick: Bool
  ) throws(BenchmarkError) -> (SweepCase, DesignSpace) {
    do {
      let input = try CaseInput(path: folder)
      var settings = input.settings
      settings.epochs = epochs
      let dimensions = try grid.map { try Variation(parsing: $0) }
      return (
        try SweepCase(
          name: input.name, settings: settings,
          columns: input.readSamples(options: CSVOptions(keepsDecimals: false))),
        isQuick
          ? try DesignSpace(sample: 100, seed: 1, of: dimensions)
          : try DesignSpace(grid: dimensions)
      )
    } catch { throw .impossible("\(error)") }
  }

  private static func plan(
    _ evaluation: Evaluation, _ design: Int, _ sweepCase: SweepCase
  ) throws(BenchmarkError) -> Plan {
    do { return try evaluation.plan(design, on: sweepCase) } catch {
      throw .failed("design \(design + 1): \(error)")
    }
  }

  /// The designs that are known to settle without an epoch beyond their own.
  private static func settled(
    _ evaluation: Evaluation, threads: Int
  ) throws(BenchmarkError) -> [Int] {
    let (settles, ends) = (evaluation.columns.index("settles")!, Set([SettledEnd.stalled, .cycle]))
    var settled: [Int] = []
    try visit(evaluation, Array(0..<evaluation.space.count), threads: threads) {
      (design, row) throws(BenchmarkError) in
      if case .text(let end) = row.figures[settles], ends.contains(where: { $0.rawValue == end }) {
        settled.append(design)
      }
    }
    return settled
  }

  /// Computes designs and gives the words of some.
  private static func sweep(
    _ evaluation: Evaluation, _ designs: [Int], threads: Int, keeping chosen: Set<Int>
  ) throws(BenchmarkError) -> [Int: Words] {
    let columns = evaluation.columns
    let (first, loss, ran) = (
      columns.index("theta_0")!, columns.index("loss")!, columns.index("epochs_run")!
    )
    var words: [Int: Words] = [:]
    try visit(evaluation, designs, threads: threads) { (design, row) throws(BenchmarkError) in
      guard chosen.contains(design) else { return }
      guard case .integer(let theta0) = row.figures[first],
        case .integer(let theta1) = row.figures[first + 1],
        case .real(let loss) = row.figures[loss], case .integer(let epochs) = row.figures[ran]
      else { throw .failed("design \(design + 1) was refused") }
      words[design] = Words(theta: [theta0, theta1], loss: loss, epochs: Int(epochs))
    }
    return words
  }

  /// Computes designs in pieces and visits their rows in order.
  private static func visit(
    _ evaluation: Evaluation, _ designs: [Int], threads: Int,
    _ take: (Int, Exploration.Row) throws(BenchmarkError) -> Void
  ) throws(BenchmarkError) {
    let size = evaluation.pieceSize
    try OrderedWork.run(count: (designs.count + size - 1) / size, threads: threads) { piece in
      let part = Array(designs[piece * size..<min((piece + 1) * size, designs.count)])
      return (part, evaluation.rows(part))
    } take: { part throws(BenchmarkError) in
      for (design, row) in zip(part.0, part.1) { try take(design, row) }
    }
  }

  private static func difference(
    _ found: [Words?], _ expected: [Words], _ designs: [Int]
  ) -> String? {
    guard found.count == expected.count else {
      return "\(found.count) results of \(expected.count) designs"
    }
    for (design, (own, other)) in zip(designs, zip(found, expected)) where own != other {
      return "design \(design + 1): \(own.map { "\($0)" } ?? "no row"), not \(other)"
    }
    return nil
  }
}

extension SweepRace.Words {
  fileprivate init(_ outcome: Outcome, _ plan: Plan) {
    self.init(
      theta: outcome.theta,
      loss: outcome.loss.map { plan.design.formats[.loss].value(ofRaw: $0) } ?? .nan,
      epochs: outcome.epochs ?? 0)
  }
}

extension SweepRace.Words: CustomStringConvertible {
  var description: String { "theta \(theta), loss \(loss), epochs \(epochs)" }
}
