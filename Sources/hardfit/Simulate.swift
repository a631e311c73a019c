import Cases
import Datapath
import FixedPoint
import Reports
import Samples
import Vectors

/// `hardfit simulate`: runs the datapath on a case and shows what it did.
enum SimulateCommand {
  static let input = Parameter<String>.argument(
    ValueKind.file.named("CASE"),
    "A case folder (samples.csv, design.json), a CSV file, or - for standard input.")

  static let json = Parameter<Bool>.flag("json", "Print everything as JSON instead of the report.")
  static let csv = Parameter<String?>.option(
    "csv", .file,
    "Write the history, an epoch a row. A cell is empty where its number is beyond the range of a Double; - is standard output, instead of the report."
  )
  static let vcd = Parameter<String?>.option(
    "vcd", .file,
    "Write every port and register as waves. A layout for GTKWave is written beside FILE.vcd, as FILE.gtkw."
  )
  static let vcdCycles = Parameter<ClosedRange<Int>?>.option(
    "vcd-cycles", .window, shown: "all", "Write the waves of these cycles only.")
  static let plots = Parameter<String?>.option(
    "plots", .folder,
    "Write the pictures as SVG into a folder. They are convergence.svg, fit.svg and residuals.svg.")
  static let statistics = Parameter<Statistics>.option(
    "statistics", .choice, default: .full, shown: "full",
    "What is counted of the casts; less is faster. full: ranges, inexact ones and overflows; overflow: overflows alone; none: the sticky overflow bits alone."
  )
  static let timing = Parameter<Bool>.flag(
    "timing", "Print on standard error how long a cycle of the simulation took.")
  static let registers = Parameter<Bool>.flag(
    "registers", "List every register and the total of bits instead of the report.")
  static let runs = Parameter<Int?>.option(
    "runs", .wholeNumber(in: 1...10_000), shown: "3",
    "With --running: how many runs are shown, while the samples come again and again.")
  static let ascii = Parameter<Bool>.flag("ascii", "Write and draw with ASCII characters alone.")
  static let maxError = Parameter<Double?>.option(
    "max-error", .realAtLeastZero,
    "Fail (exit code 1) if a coefficient is further than this from the Double reference. It is in the data's units."
  )
  static let parameterError = Parameter<Double?>.option(
    "parameter-error", .positiveReal, shown: "half an LSB of theta",
    "With --architecture moments, tell how many fraction bits the sums need for an error of the parameters. It is in scaled units: no rounding in the sums moves a parameter further."
  )

  static let command = Command(
    "simulate", "Run the datapath on samples and compare it with Double",
    discussion:
      "Streams the samples through the fixed-point datapath of Eq. 3, epoch by epoch, until the loss decreases no further, no parameter changes, or the epochs are used up. Every node's format can be set; every rounding and overflow is counted.",
    arguments: [input],
    options: DesignOptions.groups + [
      ParameterGroup(
        "Output",
        [
          json, csv, vcd, vcdCycles, plots, SavedCase.option, registers, statistics,
          DesignOptions.settle, timing, runs, ascii, maxError, parameterError,
        ])
    ],
    examples: [
      Example("hardfit simulate vectors/norris", "NIST's Norris data through the datapath."),
      Example(
        "hardfit simulate vectors/cars --format theta=sfix16_En12 --epochs 500",
        "The same with a 16-bit theta."),
      Example(
        "hardfit simulate vectors/norris --stall-input 0.3 --stall-output 0.2 --seed 7 --json",
        "Gaps and back-pressure: other cycles, same bits."),
      Example(
        "hardfit simulate vectors/pontius --vcd waves.vcd --vcd-cycles 0...200",
        "Cycles 0 to 200 as waves."),
      Example(
        "hardfit simulate vectors/norris --architecture moments --format power.fraction=20 --parameter-error 1e-4",
        "Sums that drop bits, and how many they may drop."),
      Example("hardfit simulate vectors/norris --max-error 0.02", "A check for a script."),
      Example(
        "hardfit simulate vectors/norris --registers",
        "The registers: all that the hardware stores."),
      Example(
        "hardfit simulate vectors/norris --format y.width=12 --save-case mine",
        "This design as a case that gives the same bits anywhere."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    let (plan, name) = try CasePreparation.plan(
      arguments[input], arguments, console, keepingDigits: arguments[SavedCase.option] != nil,
      tells: false)
    if arguments[registers] {
      let ofRuns: [any ParameterDeclaration] = [
        csv, vcd, vcdCycles, plots, SavedCase.option, DesignOptions.settle, timing, runs,
        maxError, parameterError,
      ]
      for parameter in ofRuns where arguments.isGiven(parameter) {
        throw .usage(
          "lists what a design has and runs nothing, so \(parameter.row.key) has no effect",
          about: "--registers", fix: "leave one of the two out")
      }
      try printRegisters(plan.design, asJSON: arguments[json], console)
      return
    }
    guard plan.design.architecture == .moments || !arguments.isGiven(parameterError) else {
      throw .usage(
        "is for sums over which samples pass once", about: "--parameter-error",
        fix: "give --architecture moments too, or leave it out")
    }
    if arguments[runs] != nil, !plan.design.isRunning {
      throw .usage(
        "is of samples that keep coming", about: "--runs",
        fix: "add --architecture moments --running kept, or leave it out")
    }
    let outputs = try SimulateOutputs(arguments, plan, console)
    try HistoryRoom.ofThisProcess.check(plan, console)
    // A warning stands in the report; where that is not on the screen, it is said besides.
    let isSeen = console.output.isTerminal && !arguments[json] && !outputs.files.replacesReport
    func warn(_ warnings: [String]) { if !isSeen { warnings.forEach(console.warn) } }
    if arguments[timing] { tellTime(plan, arguments, console) }
    let fit = try simulate(plan, outputs.files[vcd], arguments, console)

    if let history = outputs.files[csv] {
      try fit.writeHistory { row throws(Failure) in
        try history.write(row.joined(separator: ",") + "\n")
      }
    }
    if let layout = outputs.layout, let waves = outputs.files[vcd] {
      let name = waves.name.split(separator: "/").last.map(String.init) ?? waves.name
      try layout.write(plan.design.waveLayout(ofDump: name))
    }
    var report = FitReport(fit, name: name)
    if plan.design.isRunning { report.runs = StreamRuns(plan, runs: shownRuns(plan, arguments)) }
    report.width = console.terminal.width
    report.tableWidth = console.terminal.tableWidth(report.tableWidth)
    report.parameterError = arguments[parameterError]
    report.charset = arguments[ascii] ? .ascii : console.terminal.charset
    if let folder = arguments[plots] {
      try console.write(
        [
          ("convergence.svg", report.convergencePlot.svg()), ("fit.svg", report.fitPlot.svg()),
          ("residuals.svg", report.residualPlot.svg()),
        ], to: folder)
    }
    try outputs.commit(console)
    if arguments[json] {
      var json = JSON(fit, name: name, parameterError: arguments[parameterError])
      if let runs = report.runs { json.append("runs", JSON(runs)) }
      try console.output.write(json.text())
    } else if !outputs.files.replacesReport {
      try console.print(report.lines)
    }
    warn(
      (fit.notes + plan.advice).filter { $0.severity == .warning }.map(\.text)
        + fit.overflowWarnings)
    try check(fit, maxError: arguments[maxError], console)
  }

  enum Statistics: String, CaseIterable, Sendable {
    case none, overflow, full

    var counted: Simulation.Statistics {
      switch self {
      case .none: .none
      case .overflow: .overflows
      case .full: .full
      }
    }
  }

  // MARK: The run

  private static func simulate(
    _ plan: Plan, _ waves: Output?, _ arguments: Arguments, _ console: Console
  ) throws(Failure) -> Fit {
    let (counting, settle) = (arguments[statistics].counted, arguments[DesignOptions.settle])
    let progress = console.progress("simulating", of: plan.epochs, unit: "epochs")
    defer { progress.finish() }
    guard let waves else {
      return Fit(plan, counting: counting, settle: settle) { epoch in
        progress.advance(to: epoch)
        return true
      }
    }
    var writer = WaveformWriter(
      to: waves, design: plan.design, configuration: plan.configuration,
      window: arguments[vcdCycles] ?? 0...Int.max)
    let fit: Fit
    let advance = { (epoch: Int) -> Bool in
      progress.advance(to: epoch)
      return true
    }
    let end: Int
    if plan.design.isRunning {
      fit = Fit(plan, counting: counting, settle: settle, progress: advance)
      var simulation = plan.simulation
      simulation.runs = shownRuns(plan, arguments)
      end = simulation.run(observer: &writer).cycles
    } else {
      fit = Fit(
        plan, observer: &writer, counting: counting, settle: settle, progress: advance)
      end = fit.run.cycles
    }
    do { _ = try writer.finish() } catch {
      throw (error as? Failure) ?? Failure(.inputOutput, "\(error)", about: waves.name)
    }
    if let window = arguments[vcdCycles], window.lowerBound > end {
      console.warn("--vcd-cycles: the run ends before, after \(end) cycles; no waves")
    }
    return fit
  }

  private static func shownRuns(_ plan: Plan, _ arguments: Arguments) -> Int {
    arguments[runs] ?? plan.design.playedRuns
  }

  /// Runs the plan once more for the clock alone.
  private static func tellTime(_ plan: Plan, _ arguments: Arguments, _ console: Console) {
    var simulation = plan.simulation
    simulation.statistics = arguments[statistics].counted
    var cycles = 0
    let time = ContinuousClock().measure { cycles = simulation.run().cycles }
    let nanoseconds = time / Duration.nanoseconds(1)
    console.say(
      "\(cycles) cycles in \(NumberText.fixed(nanoseconds / 1e6, decimals: 3)) ms: \(NumberText.fixed(nanoseconds / Double(cycles), decimals: 3)) ns a cycle (\(simulation.usesNarrowArithmetic ? "\(simulation.instructionSet)" : "128-bit arithmetic"), statistics \(arguments[statistics]))"
    )
  }

  /// The checks that decide about the exit code.
  private static func check(_ fit: Fit, maxError: Double?, _ console: Console) throws(Failure) {
    if let maxError, !(fit.greatestError <= maxError) {
      let distance =
        fit.greatestError.isFinite
        ? "\(NumberText.shortest(fit.greatestError)) from the Double reference, \(NumberText.significant(fit.greatestError - maxError, digits: 3)) more than allowed"
        : "farther from the Double reference than a Double can say"
      throw .check(
        "\(fit.farthestCoefficient) is \(distance)",
        about: "--max-error \(NumberText.shortest(maxError))")
    }
    try checkOverflows(fit)
  }

  /// Fails where a node overflowed that must not.
  static func checkOverflows(_ fit: Fit) throws(Failure) {
    if let (node, line) = fit.firstError {
      throw .check(
        "\(line), and that counts as an error here", about: "node \(node.name)",
        fix: "give \(fit.plan.design.formats[node]) more integer bits")
    }
  }

  // MARK: Output

  private static func printRegisters(
    _ design: Design, asJSON: Bool, _ console: Console
  ) throws(Failure) {
    if asJSON {
      try console.output.write(JSON(registersOf: design).text())
      return
    }
    var table = TextTable([
      .init("part"), .init("register"), .init("bits", .right), .init("format"),
    ])
    for register in design.registers {
      let shape = register.fractionBits.map { fraction in
        "\(register.isSigned ? "s" : "u")fix\(register.width)_\(fraction < 0 ? "E\(-fraction)" : "En\(fraction)")"
      }
      table.addRow([register.scope, register.name, "\(register.width)", shape ?? ""])
    }
    let lines =
      table.lines(width: console.terminal.width) + [
        "", "\(design.registerBits) bits in \(design.registers.count) registers",
      ]
    try console.print(lines)
  }
}
