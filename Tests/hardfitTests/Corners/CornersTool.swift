import Cases
import Cosimulation
import Foundation
import Testing

@testable import hardfit

/// The tool that wrote most cases of `vectors/corners/modes`: each takes every cast through another pair of modes.
///
///     HARDFIT_CORNERS=FOLDER swift test --filter CornersTool
///
/// writes all of them below the folder, or those that `HARDFIT_CELLS` names with commas, each with the samples that were
/// found for it. Of a case that is there the formats are tried first.
@Suite struct CornersTool {
  private static let cells: [ModeGrid.Cell] = {
    let names = ProcessInfo.processInfo.environment["HARDFIT_CELLS"]?.split(separator: ",")
    return ModeGrid.Cell.all.filter { names?.contains(Substring($0.name)) ?? true }
  }()

  @Test func `a short case is found, and written as it was played`() throws {
    let found = try #require(ModeGrid.find(.signed(9), cycles: 24, limit: 1))
    #expect(found.coverage.cycleCount == 24)
    #expect(found.run.scenario?.cycles == 24)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.write(found, to: folder)
    let input = try CaseInput(path: folder.appending(path: found.cell.name).path)
    #expect(input.settings.degree == found.run.design.degree)
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["HARDFIT_CORNERS"] != nil),
    arguments: cells)
  func `every case is written`(_ cell: ModeGrid.Cell) throws {
    let folder = URL(filePath: ProcessInfo.processInfo.environment["HARDFIT_CORNERS"]!)
    let known = try Self.plan(folder.appending(path: cell.name).path)
    let found = try #require(
      ModeGrid.find(cell, startingWith: known?.design, cycles: 6000, limit: 12))
    try Self.write(found, to: folder)
    print("\(cell.name): \(found.coverage.missingCount) not met, \(found.tries) designs tried")
  }

  @Test func `the grid has every pair of modes at every node`() {
    for node in ModeGrid.nodes {
      #expect(Set(ModeGrid.pairs).count == 63)
      #expect(ModeGrid.Cell.all.count == 63 + 14)
      let pairs = ModeGrid.Cell.all.prefix(63).map { $0.pair(node) }
      #expect(Set(pairs) == Set(ModeGrid.pairs), "\(node)")
    }
    #expect(ModeGrid.nodes.count == 10)
  }

  /// The case that is there.
  private static func plan(_ path: String) throws -> Plan? {
    guard let input = try? CaseInput(path: path), input.designPath != nil else { return nil }
    return try Plan(
      input.settings, columns: input.readSamples(options: input.settings.csvOptions))
  }

  private static func write(_ found: ModeGrid.Found, to folder: URL) throws {
    let folder = folder.appending(path: found.cell.name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let note =
      "Written by hardfit corners --case \(found.cell.name): another pair of modes at every cast; the samples were chosen so that it meets every tie, end and overflow that is possible."
    for (name, text) in ReproductionFile(found.run, note: note).texts {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
  }
}
