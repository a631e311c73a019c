import Cases
import Exploration

/// `hardfit merge`: joins the parts of a sweep that several machines computed.
enum MergeCommand {
  static let parts = Parameter<[String]>.arguments(
    ValueKind.file.named("PART"), isRequired: true,
    "The files of hardfit sweep --shard, all of them, in any order.")

  static let command = Command(
    "merge", "Join the parts of a sweep into its table and fronts",
    discussion: """
      Checks that every part is whole, that none is missing or given twice and that all are of the same sweep. The table is byte \
      for byte what hardfit sweep without --shard writes. Its fronts and the winner of --target follow from the parts; for the commands \
      of designs and for pictures of residuals the cases are read again, where they are still at their places.
      """,
    arguments: [parts],
    options: [
      ParameterGroup(
        "Results",
        [
          SweepCommand.output, SweepCommand.report, SweepCommand.plots, SweepCommand.json,
          SweepCommand.target, SavedCase.option,
        ]),
      ParameterGroup(
        "Synthesis", isShared: true, SweepSynthesis.parameters + [SweepCommand.threads]),
    ],
    examples: [
      Example(
        "for i in 1 2 3; do hardfit sweep vectors/norris --vary theta.fraction=6...24:3 --epochs 20 --shard $i/3 -o part-$i.csv; done; hardfit merge part-*.csv -o results.csv",
        "A sweep in three parts, which as many machines may compute.")
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    try SweepOutput.check(arguments, inputs: arguments[parts], hasJournal: false)
    SystemCall.allowManyFiles()
    var parts: [SweepPart] = []
    for path in arguments[self.parts] {
      let part = try SweepPart(path)
      if let first = parts.first {
        var frame = part.frame
        (frame.shard, frame.sources) = (first.frame.shard, first.frame.sources)
        guard frame == first.frame, part.frame.shard.count == first.frame.shard.count else {
          throw .data(
            "is of another sweep than \(first.path)", about: path,
            fix: "give the parts of one sweep")
        }
        if let twin = parts.first(where: { $0.frame.shard == part.frame.shard }) {
          throw .data(
            "is part \(part.frame.shard), and so is \(twin.path)", about: path,
            fix: "give each part once")
        }
      }
      parts.append(part)
    }
    parts.sort { $0.frame.shard.index < $1.frame.shard.index }
    var frame = parts[0].frame
    let synthesis = try SweepSynthesis(arguments, of: frame.columns.architectures)
    let present = Set(parts.map(\.frame.shard.index))
    let missing = (1...frame.shard.count).filter { !present.contains($0) }
    if let first = missing.first {
      let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
      throw .data(
        "part \(first)/\(frame.shard.count)\(others) is missing",
        fix: "compute it with --shard \(first)/\(frame.shard.count)")
    }
    frame.shard = .whole
    if let target = arguments[SweepCommand.target] {
      frame.error = target.column(of: frame.error) ?? target.column(of: nil)!
    }
    let count = frame.count
    let all = parts
    let results = try SweepResults(frame) { body throws(Failure) in
      for part in all { try part.rewind() }
      for design in 0..<count {
        for row in try all[design % all.count].nextDesign() { try body(row) }
      }
    }
    try SweepOutput.write(
      results, sources: sources(frame, console), synthesis: synthesis, arguments, console)
  }

  /// The cases of the sweep, where they can still be read.
  private static func sources(_ frame: SweepFrame, _ console: Console) -> [SweepSource]? {
    var sources: [SweepSource] = []
    do throws(Failure) {
      for (line, name) in zip(frame.sources, frame.caseNames) {
        sources.append(try SweepSource(line: line, name: name, console))
      }
    } catch {
      console.warn(
        "\(error.message); so commands leave defaults out, and luck is not checked")
      return nil
    }
    return sources
  }
}
