import Cases
import Exploration
import Foundation
import Samples
import Testing

@testable import hardfit

/// The journal of a sweep, cut short and damaged in every place.
@Suite struct SweepJournalTests {
  private func frame(_ vary: String = "x.width=8...10", cases: Int = 1) throws -> SweepFrame {
    let space = try DesignSpace(grid: [try Variation(parsing: vary)])
    let sweepCases = try (1...cases).map { number in
      try SweepCase(
        name: "case \(number)", settings: Settings(),
        columns: SampleColumns(x: [0, 1, 2], y: [1, 2, Double(number)]))
    }
    return SweepFrame(
      Evaluation(space, cases: sweepCases), shard: .whole, error: "ls_fit_error",
      cost: "logic_cells", version: "0")
  }

  private func rows(_ journal: SweepJournal) throws -> [String] {
    var rows: [String] = []
    try journal.forEachRow { rows.append($0) }
    return rows
  }

  /// Journals of three designs, of one row each or of four.
  private func write(_ frame: SweepFrame, _ path: String) throws -> [String] {
    let rows = (1...frame.rowCount).map { "\($0),\"row, \($0)\",ŷ" }
    let journal = try SweepJournal(beside: path, of: frame)
    #expect(journal.designs == 0)
    for start in stride(from: 0, to: rows.count, by: frame.columns.rowsPerDesign) {
      try journal.append(Array(rows[start..<start + frame.columns.rowsPerDesign]))
    }
    try journal.sync()
    #expect(try self.rows(journal) == rows)
    return rows
  }

  @Test(arguments: [1, 2])
  func `a journal cut off anywhere goes on after its last whole design`(cases: Int) throws {
    let folder = try TemporaryFolder()
    let frame = try frame(cases: cases)
    let all = try write(frame, folder.path("whole.csv"))
    let bytes = try Data(contentsOf: folder.url.appending(path: "whole.csv.journal"))
    let file = folder.url.appending(path: "cut.csv.journal")
    var before = 0
    // With several rows a design the ends of lines matter, which the first case has seen byte by byte.
    for length in Array(stride(from: 0, to: bytes.count, by: cases == 1 ? 1 : 9)) + [bytes.count] {
      try bytes.prefix(length).write(to: file)
      let journal = try SweepJournal(beside: folder.path("cut.csv"), of: frame)
      let perDesign = frame.columns.rowsPerDesign
      #expect(journal.designs >= before && journal.designs <= before + 1, "at byte \(length)")
      before = journal.designs
      #expect(try rows(journal) == Array(all.prefix(journal.designs * perDesign)), "at \(length)")
      // What is written now is read back the next time.
      guard length.isMultiple(of: 7), journal.designs < 3 else { continue }
      let next = all[(journal.designs * perDesign)..<((journal.designs + 1) * perDesign)]
      try journal.append(Array(next))
      try journal.sync()
      #expect(try rows(journal) == Array(all.prefix(journal.designs * perDesign)))
    }
    #expect(before == 3)
  }

  @Test func `a byte that changed anywhere ends what is taken, or is refused`() throws {
    let folder = try TemporaryFolder()
    let frame = try frame()
    let all = try write(frame, folder.path("whole.csv"))
    let bytes = try Data(contentsOf: folder.url.appending(path: "whole.csv.journal"))
    let file = folder.url.appending(path: "bad.csv.journal")
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var damaged = bytes
      damaged[place] = damaged[place] == 0 ? 1 : 0
      try damaged.write(to: file)
      do {
        let journal = try SweepJournal(beside: folder.path("bad.csv"), of: frame)
        #expect(journal.designs < 3, "byte \(place)")
        #expect(try rows(journal) == Array(all.prefix(journal.designs)), "byte \(place)")
      } catch let failure as Failure {
        #expect(failure.code == .data, "byte \(place)")
        #expect(try Data(contentsOf: file) == damaged, "byte \(place)")
      }
    }
  }

  @Test func `the journal of another sweep is refused and left as it is`() throws {
    let folder = try TemporaryFolder()
    _ = try write(try frame(), folder.path("t.csv"))
    let before = folder["t.csv.journal"]
    for other in [try frame("x.width=8...11"), try frame("y.width=8...10"), try frame(cases: 2)] {
      #expect {
        try SweepJournal(beside: folder.path("t.csv"), of: other)
      } throws: { error in
        (error as? Failure)?.message.contains("is the journal of another sweep") == true
      }
    }
    #expect(folder["t.csv.journal"] == before)
    folder["u.csv.journal"] = "something else\n"
    #expect(throws: Failure.self) { try SweepJournal(beside: folder.path("u.csv"), of: frame()) }
  }

  @Test func `two runs cannot write the same journal`() throws {
    let folder = try TemporaryFolder()
    let first = try SweepJournal(beside: folder.path("t.csv"), of: frame())
    #expect {
      try SweepJournal(beside: folder.path("t.csv"), of: frame())
    } throws: { error in
      (error as? Failure)?.message.contains("another run is writing") == true
    }
    _ = first
  }

  @Test func `a row is read as it was written`() {
    var generator = SplitMix64(seed: 11)
    let pieces = ["a", ",", "\"", " ", "ŷ", "", "\"\"", "x,y", "1.5"]
    for _ in 0..<500 {
      let texts = (0..<4).map { _ in
        (0..<generator.next() % 4).map { _ in pieces[Int(generator.next() % 9)] }.joined()
      }
      let line = RowText.line(Row(figures: texts.map { .text($0) } + [.missing, .integer(7)]))
      let row = RowText(line)
      #expect(row.fields == texts + ["", "7"], "\(line)")
      #expect(RowText(row.filling(4, with: "cost")).fields == texts + ["cost", "7"], "\(line)")
    }
  }

  @Test func `a link at the journal's name is refused`() throws {
    let folder = try TemporaryFolder()
    for target in ["nowhere", "there"] {
      folder["there"] = "text"
      let name = "\(target).csv"
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("\(name).journal"), withDestinationPath: target)
      let failure = #expect(throws: Failure.self) {
        _ = try SweepJournal(beside: folder.path(name), of: frame())
      }
      #expect(
        failure?.message
          == "\(folder.path(name)).journal: is a link, and a journal cannot be one; remove it, or give another --output"
      )
      #expect(folder["nowhere"] == nil && folder["there"] == "text")
    }
  }
}
