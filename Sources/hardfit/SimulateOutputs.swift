import Cases
import Datapath
import Foundation
import Vectors

/// The files of `hardfit simulate`, all opened before the run, so that a name that cannot be written costs no
/// waiting.
struct SimulateOutputs {
  let files: Outputs
  /// How GTKWave is to show the waves, in a file beside.
  var layout: Output? { files[Self.layoutKey] }
  private let savedCase: SavedCase?

  private static let layoutKey = "the layout of --vcd"

  /// - Throws: ``Failure`` for options that contradict each other, two outputs that are one, and an output
  ///   that would take the place of what is read.
  init(_ arguments: Arguments, _ plan: Plan, _ console: Console) throws(Failure) {
    if arguments[SimulateCommand.vcd] == nil, arguments[SimulateCommand.vcdCycles] != nil {
      throw .usage(
        "says which cycles to write, but no file", about: "--vcd-cycles", fix: "add --vcd FILE")
    }
    var files = arguments.files(SimulateCommand.vcd)
    let folder = arguments[SavedCase.option]
    let layoutPath = arguments[SimulateCommand.vcd].flatMap(Self.layoutPath)
    if let layoutPath { files.append((Self.layoutKey, layoutPath)) }
    files += arguments.files(SimulateCommand.csv)
    try OutputPlaces.check(
      files, inputs: [arguments[SimulateCommand.input]], json: arguments[SimulateCommand.json],
      savedCase: folder)
    savedCase = try folder.map { folder throws(Failure) in try SavedCase(plan, to: folder) }
    self.files = try Outputs(files, console)
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
  func commit(_ console: Console) throws(Failure) {
    try files.commit()
    try savedCase?.commit(console)
  }
}
