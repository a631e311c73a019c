import Benchmark
import Cases

extension JSON {
  /// Every measurement of a benchmark.
  init(_ benchmark: Benchmark) {
    let machine = benchmark.machine
    self = [
      "processor": .string(machine.processor), "processors": JSON(machine.threads),
      "debug_build": .bool(machine.isDebugBuild),
      "races": .array(benchmark.races.map { JSON($0) }),
      "sweep": benchmark.sweep.map { JSON($0) } ?? .null,
      "process": benchmark.process.map { JSON($0) } ?? .null,
      "files": .array(
        benchmark.files.map {
          [
            "title": .string($0.title), "bytes": JSON($0.bytes),
            "megabytes_per_second": JSON($0.rate),
          ]
        }),
      "not_measured": .array(
        benchmark.missing.map {
          ["name": .string($0.subject.rawValue), "reason": .string($0.reason.description)]
        }),
    ]
  }

  private init(_ race: Race) {
    let (read, verilator) = (race.row(.read), race.row(.verilator))
    self = [
      "samples": JSON(race.samples), "bytes": JSON(race.bytes),
      "cycles_per_epoch": JSON(race.cyclesPerEpoch),
      "rows": .array(
        race.rows.map { row in
          [
            "name": .string(row.subject.rawValue), "title": .string(row.title),
            "designs": JSON(row.designs), "epochs": JSON(row.epochs),
            "ns_per_sample_and_design": JSON(row.time),
            "ratio_to_read": JSON(Race.ratio(row, to: read)),
            "times_as_fast_as_verilator": row.subject == .read
              ? .null : JSON(Race.ratio(verilator, to: row)),
            "cycles_per_second": JSON(race.cyclesPerSecond(row)),
            "bits": JSON(row.agreement),
          ]
        }),
    ]
  }

  private init(_ sweep: SweepRace) {
    self = [
      "designs": JSON(sweep.designs), "epochs": JSON(sweep.epochs),
      "rows": .array(
        sweep.rows.map { row in
          [
            "name": .string(row.subject.rawValue), "title": .string(row.title),
            "threads": JSON(row.threads), "designs": JSON(row.designs),
            "designs_per_second": JSON(row.rate),
            "times_as_fast_as_apytypes": JSON(sweep.ratio(row)), "bits": JSON(row.agreement),
          ]
        }),
    ]
  }

  private init(_ process: ProcessFigures) {
    self = [
      "command": .array(process.command.map { .string($0) }), "milliseconds": JSON(process.time),
      "peak_memory_bytes": JSON(process.peakMemory),
      "peak_memory_is_upper_bound": .bool(process.isUpperBound),
    ]
  }

  private init(_ figures: Figures) {
    self = [
      "median": JSON(figures.median), "least": JSON(figures.least),
      "greatest": JSON(figures.greatest), "all": JSON(figures.values),
    ]
  }

  private init(_ agreement: Race.Agreement) {
    self =
      switch agreement {
      case .nothing: .null
      case .equal(let names):
        ["state": "equal", "compared": .array(names.map { .string($0) })]
      case .differs(let difference): ["state": "differ", "difference": .string(difference)]
      }
  }
}
