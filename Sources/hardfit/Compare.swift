import Cases
import Reference
import Reports

/// `hardfit compare`: Eq. 3 in hard logic beside the algorithms that need memory.
enum CompareCommand {
  static let input = Parameter<String>.argument(
    ValueKind.file.named("CASE"),
    "A case folder (samples.csv, design.json), a CSV file, or - for standard input.")

  static let reach = Parameter<Double>.option(
    "reach", .positiveReal, default: Comparison.defaultReach,
    shown: NumberText.shortest(Comparison.defaultReach),
    "An algorithm has reached least squares when max |Δθ| / max |θ| is this or less, in scaled units."
  )
  static let memory = Parameter<Int>.option(
    "memory", .wholeNumber("MIB", in: 1...(1 << 30)), default: Comparison.defaultMemory >> 20,
    shown: "\(Comparison.defaultMemory >> 20)",
    "The most MiB that one algorithm may hold; one that would hold more is not run.")
  static let json = Parameter<Bool>.flag("json", "Print everything as JSON instead of the report.")
  static let csv = Parameter<String?>.option(
    "csv", .file,
    "Write the losses, an epoch a row and an algorithm a column. A cell is empty where an algorithm has ended or its number is beyond the range of a Double; - is standard output, instead of the report."
  )
  static let report = Parameter<String?>.option(
    "report", .file, "The tables and pictures as one HTML page that opens from the disk.")
  static let plots = Parameter<String?>.option(
    "plots", .folder,
    "Write the pictures as SVG into a folder, loss.svg, error.svg and storage.svg.")
  static let ascii = Parameter<Bool>.flag("ascii", "Write and draw with ASCII characters alone.")

  static let command = Command(
    "compare", "Compare Eq. 3 in hardware with algorithms that need memory",
    discussion: """
      Fits the same samples from the same start, with the same learning rate and epochs, by Eq. 3 in the fixed-point datapath of each architecture \
      and in Double, with a gradient tape, by forward and central differences, from the history of the loss (Eq. 2′), by \
      derivatives by rule, and in closed form. Shows where each ends, and what it costs: bits held, counted in the objects \
      of the run; multiplications and additions; passes over the samples.
      """,
    arguments: [input],
    options: DesignOptions.groups + [
      ParameterGroup(
        "Output", [reach, memory, DesignOptions.settle, json, csv, report, plots, ascii])
    ],
    examples: [
      Example("hardfit compare vectors/norris", "A line by ten algorithms."),
      Example(
        "hardfit compare vectors/noisy-quadratic --report compare.html",
        "With pictures to look at in a browser."),
      Example(
        "hardfit compare vectors/cars --degree 3 --reach 1e-6 --json",
        "Every figure, for a program."
      ),
      Example("hardfit compare vectors/norris --csv losses.csv", "The histories, an epoch a row."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let ofCycles: [any ParameterDeclaration] = [
      Parameter(.stallInput), Parameter(.stallOutput), DesignOptions.seed,
    ]
    for parameter in ofCycles where arguments.isGiven(parameter) {
      throw .usage(
        "changes cycles and no result, so it has no meaning here", about: parameter.row.key,
        fix: "leave it out, or ask hardfit simulate")
    }
    let (plan, name) = try CasePreparation.plan(
      arguments[input], arguments, console, tells: false)
    try HistoryRoom.ofThisProcess.check(plan, histories: FittingAlgorithm.allCases.count, console)
    // All are opened before the run, so that a name that cannot be written costs no waiting.
    let files = arguments.files(csv, report)
    try OutputPlaces.check(files, inputs: [arguments[input]], json: arguments[json])
    let outputs = try Outputs(files, console)
    if let folder = arguments[plots] { try OutputFolder.make(folder) }
    let isSeen = console.output.isTerminal && !arguments[json] && !outputs.replacesReport
    func warn(_ warnings: [String]) { if !isSeen { warnings.forEach(console.warn) } }

    let progress = console.progress(
      "comparing", of: Comparison.totalEpochs(plan), unit: "epochs")
    defer { progress.finish() }
    let comparison = Comparison(
      plan, reach: arguments[reach], memory: arguments[memory] << 20,
      settle: arguments[DesignOptions.settle]
    ) { progress.advance(to: $0) }
    progress.finish()
    var report = ComparisonReport(comparison, name: name)
    report.width = console.terminal.width
    report.tableWidth = console.terminal.tableWidth(report.tableWidth)
    report.charset = arguments[ascii] ? .ascii : console.terminal.charset

    if let file = outputs[csv] {
      try comparison.writeLosses { row throws(Failure) in
        try file.write(row.joined(separator: ",") + "\n")
      }
    }
    try outputs[Self.report]?.write(report.html)
    if let folder = arguments[plots] {
      try console.write(report.pictures.map { ("\($0.name).svg", $0.svg()) }, to: folder)
    }
    try outputs.commit()
    if arguments[json] {
      try console.output.write(JSON(comparison, name: name).text())
    } else if !outputs.replacesReport {
      try console.print(report.lines)
    }
    warn(
      comparison.fit.notes.filter { $0.severity == .warning }.map(\.text) + report.refusals
        + comparison.results.flatMap { result in
          (result.fit?.overflowWarnings ?? []).map {
            result.fit?.plan === plan ? $0 : "\(result.algorithm.name): \($0)"
          }
        })
    try SimulateCommand.checkOverflows(comparison.fit)
  }
}
