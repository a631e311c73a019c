import Cases
import Exploration
import FixedPoint
import Foundation
import Reports
import Samples

/// `hardfit sweep`: many designs on the same samples, to the fewest bits that do.
enum SweepCommand {
  static let inputs = Parameter<[String]>.arguments(
    ValueKind.file.named("CASE"), isRequired: true,
    "Cases as for simulate: folders, CSV files, or - for standard input.")

  static let vary = Parameter<[Variation]>.options(
    "vary", .variation,
    "What to vary and its values: theta.fraction=6...24. Several together: x.width,y.width=8...18:2. Names: error.quantization=TRN,RND, architecture=stream,moments. Numbers: learning-rate, epochs, degree, tolerance, capacity."
  )
  static let designs = Parameter<String?>.option(
    "designs", .file, "A CSV file of designs instead: a column a field, a row a design.")
  static let perturb = Parameter<Int?>.option(
    "perturb", .wholeNumber(in: 1...Perturbation.greatestCount), shown: "none",
    "Judge each design by its worst on so many variations of the data too. --seed chooses them.")
  static let sample = Parameter<Int?>.option(
    "sample", .wholeNumber(in: 1...DesignSpace.greatestCount), shown: "the whole grid",
    "Take only so many designs, at random over the grid. --seed chooses them.")

  static let output = Parameter<String?>.option(
    "output", short: "o", .file,
    "Write the table, a row a design. CSV, or JSON lines if the name ends in .jsonl; - is standard output."
  )
  static let error = Parameter<String?>.option(
    "error", .column, shown: "worst_ls_fit_error, or worst_ls_fit_relative with several cases",
    "The column that the Pareto fronts call error.")
  static let cost = Parameter<String>.option(
    "cost", .column, default: "logic_cells", "The column that they call cost.")
  static let unsettled = Parameter<Bool>.flag(
    "unsettled", "Let unsettled and diverged designs onto the fronts.")
  static let target = Parameter<Target?>.option(
    "target", .target,
    "Name the cheapest design whose error is at most this: 0.5% of y's span, or 0.75 in the data's units. Exit code 1 if there is none."
  )
  static let json = Parameter<Bool>.flag(
    "json", "Print the fronts, the winner and its command as JSON instead of the tables.")
  static let report = Parameter<String?>.option(
    "report", .file, "The curves, maps and fronts as one HTML page that opens from the disk.")
  static let plots = Parameter<String?>.option(
    "plots", .folder, "Every picture of the report as SVG, into a folder.")
  static let shard = Parameter<Shard?>.option(
    "shard", .shard, "Compute the I-th of N parts only, for hardfit merge.")
  static let threads = Parameter<Int?>.option(
    "threads", .wholeNumber(in: 1...1024), shown: "as many as processors",
    "How many designs are computed at once; it changes no result.")

  static let command = Command(
    "sweep", "Vary formats and settings, and find the Pareto-optimal designs",
    discussion: """
      Runs every design of a grid on the samples, all cores at once, and writes a row for each: the errors against \
      Double and against least squares, the loss, epochs, cycles and overflows, and what the hardware takes. A row's figures are \
      those of hardfit simulate --json for the same design. Prints the Pareto-optimal designs, by the worst error of what they settle in: a figure at the last epoch of a cycle is a snapshot.

      If the run is stopped, the same command continues where it was: rows are kept in OUTPUT.journal until the table is whole.

      With --vary architecture=stream,moments both are on one front. A field of a node that one of them has not, such as moment.fraction or error.width, is varied for the designs of the \
      other alone, is empty in the rows of the rest, and what --format or the case says of it is for the other alone too. A field that no design has is refused.

      Columns: design, case (with several also worst and mean), the fields varied, architecture; stop, diverged, settles (stalled, cycle, unsettled or diverged), cycle_period, cycle_from, epochs_run, cycles, loss, double_loss; \
      coefficient_K in the data's units, theta_K as words; the errors from Double at the same epoch, double_…, and from least squares, ls_…: \
      …parameter_error and …fit_error (the greatest, in the data's units), …_relative, …_lsb (of theta, of estimate), …_sqnr_db; all of them again with worst_ before the name, the worst from the last epoch on, for ever; overflow_NODE, empty where the architecture has no such node; \
      register_bits, multipliers (their sizes), multiplier_bits (Σ a·b), dsp_18x18, dsp_27x18, adder_bits, logic_cells (multiplier_bits + adder_bits); \
      pareto (the fronts it is on: cost, bits), note (why it cannot be built). The report says what each means.

      --target: the winner is the cheapest design by --cost that meets it; of several of one cost the one of least error, then the first. A design \
      that cannot be built, diverges, or overflows where --on-overflow or design.json calls that an error never wins. The next cheaper design is the one before the \
      winner on the Pareto front. The command printed says every format, the learning rate, the epochs, and how the file is read.

      --perturb K: a variation has y′ = ȳ + g·(ŷᵢ + rₘ − ȳ) + o at x′ = xᵢ: ŷ the least-squares fit of the greatest degree that is swept, r its residuals, ȳ the \
      mean of y; the gain g is drawn from 1 ± 0.05 and the offset o from ± 0.05 spans of y, once a variation; the rows i and m are drawn with replacement, for each sample. \
      A design keeps its formats, its step and the scaling of the samples as they are, for the hardware is built once; so a variation may leave the range of x or y. \
      The rows of a design are the case as it is, the worst and the mean of it and its variations. The seed alone decides the variations.

      Without --perturb the report says when the error of a design is luck: least-squares parameters that lie nearer to words of theta than one case in a hundred does by \
      chance, (2·d)^(D+1) for a greatest distance of d LSB, where half an LSB away would cost more than the target or the error shown.

      --synthesize DEVICE: Yosys maps the designs that may be on the front of error against LUTs and DSP blocks: those that are on it by the cost model, their neighbours,       and then each that could be on it if the model counted too much for it as for the worst of those before, until there is none. nextpnr places the designs of the front.       A part of --shard does so for its own designs, and hardfit merge --synthesize for all; with one --synthesis-cache nothing is synthesised twice.

      A signed multiplier of a × b bits fills ⌈(a−1)/(A−1)⌉ · ⌈(b−1)/(B−1)⌉ blocks of A × B bits, the better way round; an unsigned word counts a bit more.
      """,
    arguments: [inputs],
    options: [
      ParameterGroup("Designs", [vary, designs, sample, perturb]),
      ParameterGroup(
        "Results",
        [
          output, report, plots, json, error, cost, target, SavedCase.option, DesignOptions.settle,
          unsettled, shard, threads,
        ]),
      ParameterGroup("Synthesis", isShared: true, SweepSynthesis.parameters),
    ] + DesignOptions.groups,
    examples: [
      Example(
        "hardfit sweep vectors/norris --vary theta.fraction=6...24:6 --vary x.width,y.width=8...18:5 --epochs 50 -o results.csv",
        "Twelve designs, and which of them are Pareto-optimal."),
      Example(
        "hardfit sweep vectors/noisy-quadratic --vary theta.fraction=8...20:2 --vary power.width=8...20:4 --epochs 60 -o results.csv --report report.html",
        "With curves, maps and fronts to look at in a browser."),
      Example(
        "hardfit sweep vectors/anscombe1 vectors/anscombe2 --vary error.quantization=TRN,RND,RND_CONV --epochs 20",
        "What rounding does, worst and mean over two cases."),
      Example(
        "hardfit sweep vectors/norris --vary theta.fraction=6...30 --vary error.width=8...24 --vary estimate.width=8...24 --sample 20 --seed 1 --epochs 20 -o some.jsonl",
        "Twenty of 7,225 designs."),
      Example(
        "hardfit sweep vectors/norris --vary architecture=stream,moments --vary theta.fraction=8...20:4 --cost dsp_18x18",
        "Samples that pass once an epoch against samples that pass once, on one front."),
      Example(
        "hardfit sweep vectors/norris --vary theta.width=12...24:3 --epochs 60 --perturb 4 --target 1%",
        "The cheapest design that keeps within 1 % of y's span on four variations of the data too."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    guard
      !arguments.isGiven(DesignOptions.onOverflow) || arguments.isGiven(target)
        || arguments.isGiven(shard)
    else {
      throw .usage(
        "has no effect without a target, since a sweep counts overflows in its table",
        about: "--on-overflow", fix: "leave it out, or add --target")
    }
    let error = try error(arguments)
    if arguments.isGiven(SweepSynthesis.device), arguments[inputs].count > 1 {
      throw .usage(
        "a design has other formats on each case", about: SweepSynthesis.device.row.key,
        fix: "sweep one case")
    }
    try SweepOutput.check(
      arguments, inputs: arguments[inputs] + [arguments[designs]].compactMap { $0 },
      hasJournal: true)
    let space = try designSpace(arguments)
    try refuseWhatIsVaried(space, arguments)
    let seed = arguments[DesignOptions.seed] ?? 1
    if arguments.isGiven(target), arguments[inputs].contains("%") {
      throw .usage(
        "% is apart from its number", about: "--target", fix: "write it without a blank, as 0.5%")
    }
    var perturbation: Perturbation?
    let sources = try SweepPreparation.cases(arguments[inputs], arguments, console) { settings in
      perturbation = arguments[perturb].map {
        Perturbation(count: $0, seed: seed, degree: space.greatestDegree(settings))
      }
      return perturbation
    }
    let cases = sources.map(\.sweepCase)
    try failing(arguments.isGiven(designs) ? .data : .usage, about: arguments[designs] ?? "--vary")
    { () throws(SettingError) in try space.check(cases.map(\.settings)) }
    let evaluation = Evaluation(space, cases: cases, settle: arguments[DesignOptions.settle])
    let shard = arguments[shard] ?? .whole
    guard shard.count <= space.count else {
      throw .usage(
        "the sweep has \(counted(space.count, "design")), fewer than \(shard.count) parts",
        about: "--shard", fix: "give fewer parts")
    }
    evaluation.notationNotes.forEach(console.warn)
    let path = arguments[output]
    let isPart = arguments[self.shard] != nil
    if isPart, path == nil || path == "-" {
      throw .usage("a part goes to a file", about: "--shard", fix: "add --output FILE")
    }
    let ofWholes: [any ParameterDeclaration] = [report, plots, json, target, SavedCase.option]
    if isPart, let option = ofWholes.first(where: { arguments.isGiven($0) })?.row.key {
      throw .usage(
        "a part has no report and no winner", about: "--shard",
        fix: "give \(option) to hardfit merge")
    }
    var frame = SweepFrame(
      evaluation, shard: shard, perturbation: perturbation,
      error: error ?? (cases.count == 1 ? FigureColumn.settledError : "worst_ls_fit_relative"),
      cost: arguments[cost], allowsUnsettled: arguments[unsettled], version: Program.hardfit.version
    )
    for (option, name) in [("--error", frame.error), ("--cost", frame.cost)]
    where frame.columns.index(name) == nil {
      throw .usage("these designs have no column \(name.quoted)", about: option)
    }
    let synthesis = try SweepSynthesis(arguments, of: frame.columns.architectures)
    let isResumable = try canCreate(path, console)
    _ = try canCreate(arguments[report], console)
    if let folder = arguments[plots] { try OutputFolder.make(folder) }
    let journal = try SweepJournal(beside: isResumable ? path : nil, of: frame)
    try compute(evaluation, shard, into: journal, arguments, console)
    if !isPart {
      let results = try SweepResults(frame) { body throws(Failure) in try journal.forEachRow(body) }
      do throws(Failure) {
        try SweepOutput.write(
          results, sources: sources, synthesis: synthesis, arguments, console)
      } catch {
        // The results are whole, whatever they say.
        if error.code == .checkFailed { journal.remove() }
        throw error
      }
    } else if let path {
      if let synthesis,
        let results = try? SweepResults(
          frame, forEachRow: { body throws(Failure) in try journal.forEachRow(body) })
      {
        _ = try synthesis.run(results, sources, console)
      }
      let file = try console.open(path)
      frame.sources = sources.map(\.line)
      try SweepPart.write(frame, to: file) { body throws(Failure) in try journal.forEachRow(body) }
    }
    journal.remove()
  }

  /// The column that the command line calls error: what the target is a limit of, where there is one.
  private static func error(_ arguments: Arguments) throws(Failure) -> String? {
    let given = arguments[error]
    guard let target = arguments[target] else { return given }
    guard let column = target.column(of: given) else {
      throw .usage(
        "a target is an error of the fit", about: "--error",
        fix: "give a column …fit_error or …fit_percent, or leave --error out")
    }
    return column
  }

  /// A setting has the values that it is varied over, so one more is a mistake.
  private static func refuseWhatIsVaried(
    _ space: DesignSpace, _ arguments: Arguments
  ) throws(Failure) {
    for case .setting(let name) in space.dimensions.flatMap(\.knobs)
    where arguments.isGiven("--" + name) {
      throw .usage(
        "the sweep varies it", about: "--" + name, fix: "leave it out, or do not vary it")
    }
  }

  /// Makes sure before the run that an output can be written, so that a wrong name costs no waiting.
  ///
  /// - Returns: whether it is a file, which may have a journal beside it.
  private static func canCreate(
    _ path: String?, _ console: Console
  ) throws(Failure) -> Bool {
    guard let path, let file = try console.open(path) as? OutputFile else { return false }
    file.discard()
    return true
  }

  private static func designSpace(_ arguments: Arguments) throws(Failure) -> DesignSpace {
    let seed = arguments[DesignOptions.seed] ?? 1
    if let path = arguments[designs] {
      guard arguments[vary].isEmpty, arguments[sample] == nil else {
        throw .usage("does not go with --vary or --sample", about: "--designs", fix: "give one")
      }
      return try SweepPreparation.designs(path)
    }
    let dimensions = arguments[vary]
    guard !dimensions.isEmpty else {
      throw .usage(
        "nothing is varied", fix: "give --vary theta.fraction=6...24, or --designs FILE")
    }
    return try failing(.usage, about: "--vary") { () throws(SettingError) in
      guard let count = arguments[sample] else { return try DesignSpace(grid: dimensions) }
      return try DesignSpace(sample: count, seed: seed, of: dimensions)
    }
  }

  /// Computes the designs that the journal has not.
  private static func compute(
    _ evaluation: Evaluation, _ shard: Shard, into journal: SweepJournal,
    _ arguments: Arguments, _ console: Console
  ) throws(Failure) {
    let total = shard.size(of: evaluation.space.count)
    let first = journal.designs
    if first > 0, first < total {
      console.note("\(journal.path): continuing after \(first) of \(counted(total, "design"))")
    }
    let progress = console.progress("sweeping", of: total - first, unit: "designs")
    defer { progress.finish() }
    let size = evaluation.pieceSize
    let pieces = (total - first + size - 1) / size
    try OrderedWork.run(
      count: pieces,
      threads: arguments[threads] ?? ProcessInfo.processInfo.activeProcessorCount
    ) { piece in
      let places = (first + piece * size)..<min(first + (piece + 1) * size, total)
      return evaluation.rows(places.map { shard.design($0) }).map { RowText.line($0) }
    } take: { rows throws(Failure) in
      try journal.append(rows)
      progress.advance(to: journal.designs - first)
    }
    try journal.sync()
  }
}

extension ValueKind where Value == Variation {
  static let variation = reading("FIELD=VALUES") { word throws(SettingError) in
    try Variation(parsing: word)
  }
}

extension ValueKind where Value == Shard {
  static let shard = ValueKind("I/N") { word throws(Misreading) in
    guard let shard = Shard(parsing: word) else {
      throw Misreading("\(word.quoted) is not a part", fix: "write 3/16 for the third of sixteen")
    }
    return shard
  }
}

extension ValueKind where Value == Target {
  static let target = ValueKind("X|P%") { word throws(Misreading) in
    let isPercent = word.hasSuffix("%")
    let fix =
      "give a number above 0 in the data's units, as 0.75, or in per cent of y's span, as 0.5%"
    guard let number = Double(isPercent ? String(word.dropLast()) : word), number > 0 else {
      throw Misreading("\(word.quoted) is not a target", fix: fix)
    }
    let limit = try Double(onCommandLine: isPercent ? String(word.dropLast()) : word, fix: fix)
    return isPercent ? .percent(limit) : .absolute(limit)
  }
}

extension ValueKind where Value == String {
  /// The name of a column of figures of which less is better.
  static let column = choice(
    FigureColumn.all(degree: 3).filter { $0.worst == .greatest }.map { ($0.name, $0.name) }
  ).named("COLUMN")
}
