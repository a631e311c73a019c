import Cases
import Cosimulation
import Datapath
import FixedPoint

/// `hardfit corners`: writes cases that take every cast of the datapath through every mode.
enum CornersCommand {
  static let folder = Parameter<String>.argument(
    ValueKind.folder.named("FOLDER"), "The folder in which each case gets a folder of its own.")

  static let cases = Parameter<[String]>.options(
    "case", .text("NAME"), shown: "all", "Write the case of this name alone, such as signed-07.")
  static let cycles = Parameter<Int>.option(
    "cycles", .wholeNumber(in: 24...1_000_000), default: 1200,
    "The most cycles of a case; it ends as soon as everything is met.")
  static let tries = Parameter<Int>.option(
    "tries", .wholeNumber(in: 1...100_000), default: 60,
    "The designs that are tried for a case before the best is taken.")

  static let command = Command(
    "corners", "Write cases that take every cast through every mode",
    discussion: """
      In each case every node has another pair of a quantisation and an overflow mode, signed ones all 63 that are \
      different formulas. Formats of few bits and samples are searched for until every tie, end and overflow that \
      is possible at a cast is met there, measured on the model. Most cases in vectors/corners/modes were written so; \
      hardfit export --all writes their vectors and hardfit coverage tells what they meet.
      """,
    arguments: [folder],
    options: [ParameterGroup("Cases", [cases, cycles, tries])],
    examples: [
      Example("hardfit corners corners --case signed-10", "One of them."),
      Example(
        "hardfit corners corners --case signed-12 --tries 2 --cycles 240",
        "A short one, which does not meet everything."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let folder = arguments[folder]
    let cells = try chosen(arguments[cases])
    let progress = console.progress("searching", of: cells.count, unit: "cases")
    defer { progress.finish() }
    for (number, cell) in cells.enumerated() {
      guard
        let found = ModeGrid.find(
          cell, cycles: arguments[cycles], limit: arguments[tries])
      else {
        throw .check("no formats were found for \(cell.name)", about: folder)
      }
      try OutputFolder.make(folder)
      try write(found, to: "\(folder)/\(cell.name)", console)
      progress.advance(to: number + 1)
    }
  }

  private static func chosen(_ names: [String]) throws(Failure) -> [ModeGrid.Cell] {
    let all = ModeGrid.Cell.all
    guard !names.isEmpty else { return all }
    var cells: [ModeGrid.Cell] = []
    for name in names {
      guard let cell = all.first(where: { $0.name == name }) else {
        throw .usage(
          "there is no case \(name)", about: "--case",
          mend: NearMiss.suggestion(for: name, in: all.map(\.name), or: "try signed-01"))
      }
      cells.append(cell)
    }
    return cells
  }

  private static func write(
    _ found: ModeGrid.Found, to path: String, _ console: Console
  ) throws(Failure) {
    try OutputFolder.make(path)
    for (name, text) in ReproductionFile(found.run, note: note(found.cell)).texts {
      let file = try console.open("\(path)/\(name)")
      try file.write(text)
      try file.commit()
    }
    let missing = found.coverage.missingCount
    try console.print(
      "\(path): \(missing == 0 ? "every event that is possible at a cast is met" : "\(counted(missing, "event")) not met"), \(counted(found.tries, "design")) tried\n"
    )
  }

  private static func note(_ cell: ModeGrid.Cell) -> String {
    "Written by hardfit corners --case \(cell.name): another pair of modes at every cast; the samples were chosen so that it meets every tie, end and overflow that is possible."
  }
}
