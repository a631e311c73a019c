extension Program {
  /// All there is. A new command is a file beside this one and a word in this list.
  static let hardfit = Program(
    name: "hardfit",
    version: "0.1.0",
    summary:
      "Fits lines and curves by gradient descent as streaming hardware does: in fixed point, to the bit and to the cycle.",
    commands: [
      SimulateCommand.command, CompareCommand.command, SweepCommand.command, MergeCommand.command,
      FormatCommand.command, GenerateCommand.command, ExportCommand.command, VerifyCommand.command,
      CoverageCommand.command, SynthesizeCommand.command, BenchCommand.command,
      CompletionsCommand.command,
      ManualCommand.command,
    ])
}
