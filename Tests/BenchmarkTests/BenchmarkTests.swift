import Cosimulation
import Foundation
import Testing

@testable import Benchmark

/// Every measurement compares bits; none of these tests compares times.
@Suite struct BenchmarkTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The Python that Tests/run fills; the system's where it has not run.
  private static var python: String? {
    let path = root.appending(path: ".build/python/bin/python3").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  private static func options(
    _ subjects: Set<Subject>, count: Int = 300
  ) throws -> Benchmark.Options {
    var options = Benchmark.Options()
    options.subjects = subjects
    options.counts = [count]
    options.rounds = 2
    options.duration = .microseconds(50)
    options.threads = 2
    options.python = python
    options.rtl = try RTLSource(folder: root.appending(path: "rtl").path)
    options.norris = root.appending(path: "vectors/norris").path
    return options
  }

  @Test func `every engine and every peer ends with the bits of the ticking machine`() throws {
    var subjects = Set(Subject.allCases)
    subjects.subtract([.process, .files, .sweep])
    let benchmark = try Benchmark(Self.options(subjects))
    #expect(
      benchmark.missing.map { "\($0.subject): \($0.reason)" } == [],
      "Tests/run installs what is missing")
    #expect(benchmark.disagreements.map(\.difference) == [])
    let race = try #require(benchmark.races.first)
    #expect(Set(race.rows.map(\.subject)) == subjects)
    for row in race.rows {
      #expect(row.time.values.count == 2 && row.time.least > 0, "\(row.title)")
      #expect(Race.ratio(row, to: race.row(.read)) ?? 0 > 0, "\(row.title)")
      let expected: Race.Agreement =
        switch row.subject {
        case .read: .nothing
        case .numpy, .apytypes: .equal(["theta", "loss", "epochs"])
        case .verilator, .icarus: .equal(["theta", "loss", "cycles", "flags"])
        default: .equal(["theta", "loss", "epochs", "cycles", "flags"])
        }
      #expect(row.agreement == expected, "\(row.title)")
    }
  }

  @Test func `a run goes on to its last epoch and moves both parameters`() throws {
    for count in [2, 7, 200] {
      let workload = try Workload(count: count)
      let outcome = Engines.ticked(workload.simulation(epochs: workload.epochs))
      #expect(outcome.epochs == workload.epochs, "\(count) samples")
      #expect(outcome.theta.allSatisfy { $0 != 0 }, "\(count) samples")
      #expect(outcome.flags?.overflow == 0, "\(count) samples")
      #expect(
        outcome.cycles == workload.design.cycles(samples: count, epochs: workload.epochs))
    }
    let workload = try Workload(count: 16)
    let outcomes = Set(
      workload.designs(Engines.batchSize).map {
        Engines.ticked(workload.simulation(of: $0, epochs: 3))
      })
    #expect(outcomes.count > Engines.batchSize / 2, "the designs of a batch are hardly different")
  }

  private static let changes: [(String, @Sendable (inout Outcome) -> Void)] = [
    ("theta_1", { $0.theta[1] ^= 1 }), ("loss", { $0.loss! += 1 }), ("epochs", { $0.epochs! -= 1 }),
    ("cycles", { $0.cycles! += 1 }), ("converged", { $0.flags!.converged.toggle() }),
    ("stalled", { $0.flags!.stalled.toggle() }), ("overflow", { $0.flags!.overflow ^= 64 }),
  ]

  @Test(arguments: changes.indices)
  func `one wrong bit has no ratio and is named, and the others keep theirs`(index: Int) throws {
    let (name, change) = Self.changes[index]
    var options = try Self.options([.read, .epoch, .batch, .cycle], count: 40)
    options.adjusting = { contenders in
      contenders.map { contender in
        guard contender.subject == .batch else { return contender }
        var falsified = contender
        falsified.measure = { epochs, runs throws(BenchmarkError) in
          var measurement = try contender.measure(epochs, runs)
          change(&measurement.outcomes[63])
          return measurement
        }
        return falsified
      }
    }
    let benchmark = try Benchmark(options)
    let race = try #require(benchmark.races.first)
    let batches = race.rows.filter { $0.subject == .batch }
    #expect(batches.count == 2)
    #expect(benchmark.disagreements.count == 2)
    for (_, difference) in benchmark.disagreements {
      #expect(difference.hasPrefix("design 64: \(name) is "), "\(difference)")
    }
    for row in race.rows {
      #expect((Race.ratio(row, to: race.row(.read)) == nil) == (row.subject == .batch))
      #expect((Race.ratio(race.row(.cycle), to: row) == nil) == (row.subject == .batch))
    }
  }

  @Test func `a missing result is a difference`() throws {
    var options = try Self.options([.cycle], count: 10)
    options.adjusting = { contenders in
      contenders.map { contender in
        var silent = contender
        silent.measure = { epochs, runs throws(BenchmarkError) in
          Measurement(time: .milliseconds(1), outcomes: [])
        }
        return silent
      }
    }
    #expect(
      try Benchmark(options).disagreements.map(\.difference) == ["0 results of 1 designs"])
  }

  @Test func `the sweep and APyTypes end with the bits of simulate`() throws {
    var options = try Self.options([.sweep, .apytypes])
    options.counts = []
    options.isQuick = true
    let benchmark = try Benchmark(options)
    let sweep = try #require(benchmark.sweep)
    #expect(sweep.rows.map(\.subject) == [.sweep, .sweep, .sweep, .sweep, .apytypes])
    for row in sweep.rows {
      #expect(row.agreement == .equal(["theta", "loss", "epochs"]), "\(row.title)")
      #expect(sweep.ratio(row) ?? 0 > 0)
    }
  }

  @Test func `what is not installed is told with what to install`() throws {
    var options = try Self.options([.numpy, .apytypes, .cycle], count: 10)
    options.python = "/bin/false"
    let benchmark = try Benchmark(options)
    #expect(
      benchmark.missing.map(\.reason.description) == [
        "not installed: apt-get install python3-numpy", "not installed: pip install apytypes",
      ])
    #expect(benchmark.races.first?.rows.map(\.subject) == [.cycle])
    options.python = nil
    options.subjects = [.verilator, .process, .sweep]
    options.rtl = nil
    options.norris = nil
    #expect(
      try Benchmark(options).missing.map(\.subject) == [.process, .verilator, .sweep])
    options.subjects = [.read, .sweep]
    #expect(try Benchmark(options).races.first?.rows.map(\.subject) == [.read])
  }
}
