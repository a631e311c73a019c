import Cases
import Datapath
import Foundation
import Vectors

/// The files of `hardfit simulate`, all opened before the run, so that a name that cannot be written costs no
/// waiting.
struct SimulateOutputs {
  let waves: Output?
  /// How GTKWave is to show them, in a file beside.
  let layout: Output?
  let history: Output?
  let savedCase: SavedCase?
  /// Whether a file is written on standard output, where otherwise the report goes.
  let replacesReport: Bool

  /// - Throws: ``Failure`` for options that contradict each other, two outputs that are one, and an output
  ///   that would take the place of what is read.
  init(_ arguments: Arguments, _ plan: Plan, _ console: Console) throws(Failure) {
    if arguments[SimulateCommand.vcd] == nil, arguments[SimulateCommand.vcdCycles] != nil {
      throw .usage(
        "says which cycles to write, but no file", about: "--vcd-cycles", mend: "add --vcd FILE")
    }
    var files = [SimulateCommand.vcd, SimulateCommand.csv].compactMap { parameter in
      arguments[parameter].map { (key: parameter.row.key, path: $0) }
    }
    let folder = arguments[SavedCase.option]
    let layoutPath = arguments[SimulateCommand.vcd].flatMap(Self.layoutPath)
    if let layoutPath { files.append((key: "the layout of --vcd", path: layoutPath)) }
    try OutputPlaces.check(
      files, inputs: [arguments[SimulateCommand.input]], json: arguments[SimulateCommand.json],
      savedCase: folder)
    savedCase = try folder.map { folder throws(Failure) in try SavedCase(plan, to: folder) }
    replacesReport = files.contains { $0.path == "-" }
    waves = try arguments[SimulateCommand.vcd].map { path throws(Failure) in
      try console.open(path)
    }
    layout = try layoutPath.map { path throws(Failure) in try console.open(path) }
    history = try arguments[SimulateCommand.csv].map { path throws(Failure) in
      try console.open(path)
    }
    if let folder = arguments[SimulateCommand.plots] { try OutputFolder.make(folder) }
  }

  /// The place for the layout of waves: `waves.gtkw` for `waves.vcd`.
  ///
  /// - Returns: nil where the waves are no file, and where somebody has saved a layout of their own there.
  private static func layoutPath(_ waves: String) -> String? {
    guard waves != "-", SystemCall.status(of: waves)?.isRegularFile != false else { return nil }
    let path = (waves.hasSuffix(".vcd") ? String(waves.dropLast(4)) : waves) + ".gtkw"
    guard SystemCall.status(of: path) != nil else { return path }
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text?.hasPrefix(Design.waveLayoutMark) == true ? path : nil
  }

  /// Makes the files appear, all or none of them as far as that can be.
  func commit() throws(Failure) {
    for case let file as OutputFile in [waves, layout, history] { try file.complete() }
    try waves?.commit()
    try layout?.commit()
    try history?.commit()
    try savedCase?.commit()
  }
}
