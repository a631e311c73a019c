import Cases
import Cosimulation
import Datapath
import Exploration
import Foundation
import Reports

/// The designs of a sweep that matter, synthesised: `--synthesize`.
struct SweepSynthesis {
  static let device = Parameter<Device?>.option(
    "synthesize", .choice(Device.all.map { ($0.name, $0) }).named("DEVICE"),
    "Synthesise the designs that may be on the front for a device: \(Device.all.map(\.name).formattedAsChoice). Needs Yosys and nextpnr, as hardfit synthesize does."
  )
  static let cache = Parameter<String?>.option(
    "synthesis-cache", .folder, shown: "hardfit in $XDG_CACHE_HOME or ~/.cache",
    "The folder of what was synthesised. Later runs take it from there, and several may share it at the same time."
  )

  static let parameters: [any ParameterDeclaration] = [
    device, cache, SynthesizeCommand.seeds, VerifyCommand.rtl, VerifyCommand.top,
    VerifyCommand.timeLimit,
  ]

  /// Of each architecture that is swept.
  private let caches: [Architecture: SynthesisCache]
  private let seeds: Int
  private let threads: Int?
  private let device: Device

  /// Finds the tools and the folder, before the sweep takes its time; nil where nothing is to be synthesised.
  ///
  /// - Parameter architectures: of the designs.
  init?(_ arguments: Arguments, of architectures: [Architecture]) throws(Failure) {
    guard let device = arguments[Self.device] else {
      if let given = Self.parameters.first(where: { arguments.isGiven($0) }) {
        throw .usage(
          "has no effect without --synthesize", about: given.row.key, fix: "leave it out")
      }
      return nil
    }
    if architectures.count > 1, arguments.isGiven(VerifyCommand.top) {
      throw .usage(
        "names one module, and these designs are of \(architectures.map(\.rawValue).joined(separator: " and "))",
        about: VerifyCommand.top.row.key, fix: "leave it out, or sweep one architecture")
    }
    let home = SystemCall.environment("HOME") ?? "."
    let shared = SystemCall.environment("XDG_CACHE_HOME") ?? "\(home)/.cache"
    let folder = arguments[Self.cache] ?? "\(shared)/hardfit"
    var caches: [Architecture: SynthesisCache] = [:]
    for architecture in architectures {
      let source = try VerifyCommand.source(arguments, of: architecture)
      caches[architecture] = try VerifyCommand.tool { () throws(ToolError) in
        try SynthesisCache(
          folder: folder, rtl: source, device: device,
          timeLimit: .seconds(arguments[VerifyCommand.timeLimit]))
      }
    }
    (self.caches, self.device) = (caches, device)
    seeds = arguments[SynthesizeCommand.seeds]
    threads = arguments[SweepCommand.threads]
  }

  /// The columns of the cost model that stand for the front's costs.
  private var models: [(column: String, figure: String)] {
    device.blocks > 0
      ? [("adder_bits", "LUTs"), ("dsp_18x18", "DSP blocks")] : [("logic_cells", "LUTs")]
  }

  private func costs(_ cells: MappedCells) -> [Double] {
    let costs = [Double(cells.lutSites), Double(cells.blocks)]
    return Array(costs.prefix(models.count))
  }

  /// Synthesises until the front on real figures stands.
  ///
  /// - Parameter sources: the one case, which gives a design its formats.
  func run(
    _ results: SweepResults, _ sources: [SweepSource]?, _ console: Console
  ) throws(Failure) -> SynthesizedFront {
    guard let sources, sources.count == 1 else {
      throw .usage(
        sources == nil
          ? "the samples cannot be read again" : "a design has other formats on each case",
        about: Self.device.row.key, fix: sources == nil ? "leave it out" : "sweep one case")
    }
    let progress = console.progress("synthesizing", of: nil, unit: "designs")
    defer { progress.finish() }
    let (places, designs) = try candidates(results)
    var front = RealFront(designs)
    var cells: [Int: MappedCells] = [:]
    var rows: [Int: [String]] = [:]
    func design(_ index: Int) throws(Failure) -> Design {
      try self.design(rows[places[index]]!, results.frame, sources[0])
    }
    while case let batch = front.next, !batch.isEmpty {
      rows.merge(try self.rows(batch.map { places[$0] }, of: results)) { $1 }
      let designs = try batch.map(design)
      let done = cells.count
      let mapped = try ToolWork.run(
        count: batch.count, threads: threads,
        { [caches] index throws(ToolError) in
          try caches[designs[index].architecture]!.cells(of: designs[index])
        },
        progress: { progress.advance(to: done + $0) })
      for (index, mapped) in zip(batch, mapped) {
        cells[index] = mapped
        front.add(
          mapped.fit(device) ? costs(mapped) : models.map { _ in .infinity }, of: index)
      }
    }
    let best = front.front
    let clocks = try clocks(try best.map(design), console)
    let measured = cells.keys.sorted()
    let figures = measured.map { costs(cells[$0]!) + [Double(cells[$0]!.flipFlops)] }
    let rankings = (models + [(SweepFrame.bits, "flip-flops")]).enumerated().map { place, model in
      let column = results.columns.index(model.column)!
      return SynthesizedFront.Ranking(
        column: model.column, figure: model.figure,
        correlation: rankCorrelation(
          measured.map { Double(rows[places[$0]]![column]) ?? .nan }, figures.map { $0[place] }))
    }
    return SynthesizedFront(
      device: device.name, tools: caches.values.first.map { [$0.synthesizer, $0.placer] } ?? [],
      seeds: seeds,
      measured: measured.count, designs: designs.count,
      tooLarge: cells.values.count { !$0.fit(device) },
      rows: zip(best, clocks).map { index, clocks in
        SynthesizedFront.Row(
          fields: rows[places[index]]!, luts: cells[index]!.lutSites,
          flipFlops: cells[index]!.flipFlops, blocks: cells[index]!.blocks,
          clock: [clocks.least, clocks.median, clocks.greatest].map { $0 / 1e6 })
      }, rankings: rankings)
  }

  private func clocks(_ designs: [Design], _ console: Console) throws(Failure) -> [Clocks] {
    let progress = console.progress("placing the front", of: designs.count, unit: "designs")
    defer { progress.finish() }
    return try ToolWork.run(
      count: designs.count, threads: threads,
      { [caches, seeds] index throws(ToolError) in
        Clocks(
          try caches[designs[index].architecture]!.clocks(of: designs[index], seeds: seeds))!
      }, progress: { progress.advance(to: $0) })
  }

  /// The designs that may be on a front, by their places among the rows that stand for designs.
  private func candidates(
    _ results: SweepResults
  ) throws(Failure) -> (places: [Int], designs: [RealFront.Design]) {
    var (places, designs): ([Int], [RealFront.Design]) = ([], [])
    let columns = models.map { results.columns.index($0.column)! }
    try forEachDesign(of: results) { place, row in
      guard results.summary.isCandidate({ row[$0] }),
        let error = Double(row[results.summary.fields.error]), error.isFinite
      else { return }
      places.append(place)
      designs.append(RealFront.Design(error: error, model: columns.map { Double(row[$0]) ?? 0 }))
    }
    return (places, designs)
  }

  private func rows(
    _ places: [Int], of results: SweepResults
  ) throws(Failure) -> [Int: [String]] {
    let wanted = Set(places)
    var rows: [Int: [String]] = [:]
    try forEachDesign(of: results) { place, row in
      if wanted.contains(place) { rows[place] = row.fields }
    }
    return rows
  }

  private func forEachDesign(
    of results: SweepResults, _ body: (Int, RowText) -> Void
  ) throws(Failure) {
    let columns = results.columns
    var number = 0
    try results.forEachRow { line throws(Failure) in
      if number % columns.rowsPerDesign == columns.representative {
        body(number / columns.rowsPerDesign, RowText(line))
      }
      number += 1
    }
  }

  private func design(
    _ row: [String], _ frame: SweepFrame, _ source: SweepSource
  ) throws(Failure) -> Design {
    do throws(PlanError) {
      return try source.plan(frame.values(row), of: frame.dimensions).plan.design
    } catch { throw .usage(error.description, about: "design \(row[0])") }
  }
}
