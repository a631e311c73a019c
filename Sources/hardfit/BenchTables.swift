import Benchmark
import Reports

/// What `hardfit bench` prints: a table for each number of samples, the process, the sweep, and what is not installed.
struct BenchTables {
  private let benchmark: Benchmark

  init(_ benchmark: Benchmark) { self.benchmark = benchmark }

  /// The lines, at most so many columns wide where that can be.
  func lines(width: Int) -> [String] {
    let machine = benchmark.machine
    let processors = machine.threads == 1 ? "1 processor" : "\(machine.threads) processors"
    var lines = ["\(machine.processor), \(processors); medians of measurements in turn"]
    for race in benchmark.races { lines += [""] + table(race, width) }
    if let sweep = benchmark.sweep { lines += [""] + table(sweep, width) }
    if let process = benchmark.process { lines += [""] + line(process) }
    for file in benchmark.files {
      let rate = file.rate
      lines.append(
        "\(file.title), \(ProgressLine.amount(Double(file.bytes), "B")): \(Self.figure(rate.median)) MB/s (\(Self.figure(rate.least)) to \(Self.figure(rate.greatest)))"
      )
    }
    let disagreements = benchmark.disagreements
    if !disagreements.isEmpty { lines.append("") }
    for (title, difference) in disagreements { lines.append("\(title): \(difference)") }
    if !benchmark.missing.isEmpty { lines.append("") }
    for missing in benchmark.missing { lines.append("\(missing.subject): \(missing.reason)") }
    return lines
  }

  // MARK: The engines

  private func table(_ race: Race, _ width: Int) -> [String] {
    let (read, verilator) = (race.row(.read), race.row(.verilator))
    var columns: [TextTable.Column] = [
      .init(""), .init("median", .right), .init("spread", .right),
    ]
    if read != nil { columns.append(.init("/ read", .right)) }
    if verilator != nil { columns.append(.init("Verilator /", .right)) }
    columns.append(.init("bits"))
    var table = TextTable(columns)
    for row in race.rows {
      var cells = [row.title, Self.figure(row.time.median), Self.spread(row.time)]
      if let read { cells.append(Self.ratio(Race.ratio(row, to: read))) }
      if let verilator {
        cells.append(row.subject == .read ? "" : Self.ratio(Race.ratio(verilator, to: row)))
      }
      table.addRow(cells + [Self.text(row.agreement)])
    }
    let count = NumberText.grouped(race.samples)
    let size = ProgressLine.amount(Double(race.bytes), "B")
    let cycles = NumberText.grouped(race.cyclesPerEpoch)
    return [
      "\(count) samples, \(size), \(cycles) cycles an epoch; ns a sample and design"
    ] + table.lines(width: width) + notes(race)
  }

  /// What rows of the same thing come to beside each other.
  private func notes(_ race: Race) -> [String] {
    var notes: [String] = []
    let batch = race.rows.filter { $0.subject == .batch }
    if batch.count > 1, let ratio = Race.ratio(batch.first, to: batch.last) {
      notes.append("\(batch.last!.title): \(Self.ratio(ratio)) times as fast as 1 thread")
    }
    for row in race.rows {
      guard let pace = race.cyclesPerSecond(row) else { continue }
      notes.append("\(row.title): \(Self.figure(pace)) cycles a second, its bench included")
    }
    return notes
  }

  // MARK: The sweep and the process

  private func table(_ sweep: SweepRace, _ width: Int) -> [String] {
    var table = TextTable([
      .init(""), .init("median", .right), .init("spread", .right), .init("/ APyTypes", .right),
      .init("designs", .right), .init("bits"),
    ])
    let peer = sweep.rows.first { $0.subject == .apytypes }
    for row in sweep.rows {
      table.addRow([
        row.title, Self.figure(row.rate.median), Self.spread(row.rate),
        peer == nil ? "" : Self.ratio(sweep.ratio(row)), NumberText.grouped(row.designs),
        Self.text(row.agreement),
      ])
    }
    return [
      "\(NumberText.grouped(sweep.designs)) designs on Norris, \(sweep.epochs) epochs each: designs a second"
    ] + table.lines(width: width)
  }

  private func line(_ process: ProcessFigures) -> [String] {
    let time = process.time
    let bound = process.isUpperBound ? "at most " : ""
    return [
      "start to finish of hardfit simulate vectors/norris: \(Self.figure(time.median)) ms (\(Self.figure(time.least)) to \(Self.figure(time.greatest))), peak memory \(bound)\(ProgressLine.amount(Double(process.peakMemory), "B"))"
    ]
  }

  // MARK: Cells

  /// Three digits.
  private static func figure(_ value: Double) -> String {
    value >= 999.5
      ? NumberText.grouped(Int(value.rounded())) : NumberText.significant(value, digits: 3)
  }

  /// A ratio that was refused is a dash.
  private static func ratio(_ value: Double?) -> String { value.map(figure) ?? "—" }

  /// From the least to the greatest, as a share of the median.
  private static func spread(_ figures: Figures) -> String {
    "\(Int((100 * (figures.greatest - figures.least) / figures.median).rounded())) %"
  }

  private static func text(_ agreement: Race.Agreement) -> String {
    switch agreement {
    case .nothing: ""
    case .equal: "equal"
    case .differs: "DIFFER"
    }
  }
}
