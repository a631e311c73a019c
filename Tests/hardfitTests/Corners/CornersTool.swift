import Cases
import Cosimulation
import Foundation
import Testing

@testable import hardfit

/// The tool that wrote most cases of `vectors/corners/modes`: each takes every cast through another pair of modes.
///
///     HARDFIT_CORNERS=FOLDER swift test --filter CornersTool
///
/// writes all of them below the folder, each with the samples that were found for it.
@Suite struct CornersTool {
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
    arguments: ModeGrid.Cell.all)
  func `every case is written`(_ cell: ModeGrid.Cell) throws {
    let folder = ProcessInfo.processInfo.environment["HARDFIT_CORNERS"]!
    let found = try #require(ModeGrid.find(cell, cycles: 1200, limit: 60))
    try Self.write(found, to: URL(filePath: folder))
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
