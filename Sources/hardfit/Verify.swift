import Cases
import Cosimulation
import Datapath
import FixedPoint
import Vectors

/// `hardfit verify`: runs the RTL in foreign simulators and compares it with the model.
enum VerifyCommand {
  static let input = Parameter<String?>.argument(
    ValueKind.file.named("CASE"),
    "A case folder, a CSV file, or - for standard input; with --all a folder of cases."
  )

  static let simulators = Parameter<[Simulator]>.option(
    "simulator",
    .choice([
      ("icarus", [.icarus]), ("verilator", [.verilator]), ("all", Simulator.allCases),
    ]), default: [.icarus], shown: "icarus", "In which simulator: icarus, verilator or all.")
  static let rtl = Parameter<String?>.option(
    "rtl", .folder, shown: "rtl, here or beside the program", "The folder of the Verilog.")
  static let top = Parameter<String>.option(
    "top", .text("MODULE"), default: RTLSource.defaultTop,
    "The module, with the ports of hardfit.")
  enum Latency: String, CaseIterable, Sendable {
    case exact, any
  }

  static let latency = Parameter<Latency>.option(
    "latency", .choice, default: .exact, shown: "exact",
    "exact: every output port in every cycle; any: the result of each epoch, for another implementation with the same ports."
  )
  static let cycles = Parameter<Int?>.option(
    "cycles", .wholeNumber(in: 1...Int.max), shown: "all", "Compare the first N cycles.")
  static let keep = Parameter<String?>.option(
    "keep", .folder, "Keep what the tools read and wrote in a folder of its own.")
  static let all = Parameter<Bool>.flag(
    "all", "Verify every case in a folder and those below it.")
  static let random = Parameter<Int?>.option(
    "random", .wholeNumber(in: 1...1_000_000),
    "Verify N random designs instead of a case, drawn from --seed on (1 unless given).")
  static let output = Parameter<String?>.option(
    "output", short: "o", .folder,
    "Write the smallest case that shows a difference of --random into this folder. Where no case does, vectors and their bench are written."
  )
  static let synthesis = Parameter<Bool>.flag(
    "synthesis",
    "Synthesise with Yosys and show that the flip-flops are the model's registers, bit for bit.")
  static let json = Parameter<Bool>.flag("json", "Print the outcome as JSON.")
  static let junit = Parameter<String?>.option(
    "junit", .file,
    "Write the outcome as JUnit XML. A test case is a case or a random design, with its seed.")
  static let timeLimit = Parameter<Int>.option(
    "time-limit", .wholeNumber("SECONDS", in: 1...1_000_000), default: 600,
    "How long a compilation, a simulation, or a run of Yosys or nextpnr may take.")

  static let command = Command(
    "verify", "Compare the RTL with the model in a simulator",
    discussion: """
      Writes the vectors of the case, compiles the Verilog with the bench and compares every output \
      port in every cycle. At a difference the registers are compared too: the first one that \
      differs is named with cycle, epoch, sample, operands and the changes of the model that \
      make it equal to the RTL. A pass ends with what it could not have shown: nodes that never overflowed, \
      handshakes and stop conditions that were not met, and what would show them. A case folder that holds exported vectors is verified against these, once their SHA-256 is right \
      and they are what the case gives today. With --synthesis the design is synthesised instead: every bit of the \
      model's registers has to be a flip-flop of the RTL and nothing else may be one; what \
      synthesis merges or removes is named, and proved to be superfluous.
      """,
    arguments: [input],
    options: [
      ParameterGroup(
        "Simulation",
        [simulators, all, random, rtl, top, latency, cycles, synthesis, timeLimit]),
      ParameterGroup("Output", [json, junit, output, keep]),
    ] + DesignOptions.groups,
    examples: [
      Example("hardfit verify vectors/norris --epochs 20", "NIST's Norris data through the RTL."),
      Example(
        "hardfit verify vectors/cars --epochs 20 --format theta=sfix16_En12 --stall-input 0.3",
        "Another design, and gaps between the samples."),
      Example(
        "hardfit verify vectors/norris --synthesis",
        "The certificate: what the RTL stores, and why."
      ),
      Example("hardfit verify vectors/corners/modes --all", "Every case below a folder."),
      Example("hardfit verify --random 20 --seed 1", "Random designs and data."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    try refuseWhatDoesNotGoTogether(arguments)
    let outputs = try Outputs(arguments.files(junit), console)
    switch (arguments[input], arguments[random]) {
    case (let input?, nil) where arguments[synthesis]:
      try VerifySynthesis(input, arguments).run(console, outputs)
    case (let input?, nil) where arguments[latency] == .any:
      try VerifyResults(input, arguments).run(console, outputs)
    case (let input?, nil) where arguments[all]: try runAll(input, arguments, console, outputs)
    case (let input?, nil):
      let outcome = try VerifyCase(input, arguments).run(console)
      if arguments[json] { try console.output.write(JSON.array(outcome.reports).text()) }
      try write(outcome.tests, outputs)
      if let failure = outcome.failure { throw failure }
    case (nil, let count?): try VerifyRandom(count, arguments).run(console, outputs)
    case (nil, nil):
      throw .usage("CASE is missing", fix: "name a case folder or a CSV file, or give --random N")
    case (_?, _?):
      throw .usage("takes no case", about: "--random", fix: "leave one of the two out")
    }
  }

  /// Every case of a tree; one that fails does not keep the others from being verified.
  private static func runAll(
    _ root: String, _ arguments: Arguments, _ console: Console, _ outputs: Outputs
  ) throws(Failure) {
    let paths = try ExportAll.cases(root)
    var (reports, failures, unseen): ([JSON], [Failure], Unseen) = ([], [], Unseen())
    var tests = JUnitReport()
    for path in paths {
      let outcome = try VerifyCase(path, arguments).run(console)
      reports += outcome.reports
      unseen.add(outcome.unseen)
      tests.cases += outcome.tests.cases
      if let failure = outcome.failure { failures.append(failure) }
    }
    if arguments[json] { try console.output.write(JSON.array(reports).text()) }
    try write(tests, outputs)
    if let first = failures.first {
      throw failures.count == 1
        ? first
        : .check(
          "the RTL differs from the model in \(failures.count) of \(counted(paths.count, "case"))",
          about: root
        )
    }
    if !arguments[json] {
      try console.print(
        "\(counted(paths.count, "case")), every one equal\n\(unseen.text(of: .scenario))")
    }
  }

  /// Writes the file of `--junit`, if there is one.
  static func write(_ tests: JUnitReport, _ outputs: Outputs) throws(Failure) {
    try outputs[junit]?.write(tests.text)
    try outputs.commit()
  }

  /// Options that would say nothing are mistakes.
  private static func refuseWhatDoesNotGoTogether(_ arguments: Arguments) throws(Failure) {
    if arguments[synthesis] {
      let ofSimulation: [any ParameterDeclaration] = [simulators, all, random, latency, cycles]
      if let given = ofSimulation.first(where: { arguments.isGiven($0) }) {
        throw .usage(
          "does not go with --synthesis, which simulates nothing", about: given.row.key,
          fix: "leave it out")
      }
    }
    if arguments[all], arguments[latency] == .any || arguments.isGiven(keep) {
      throw .usage(
        "does not go with \(arguments.isGiven(keep) ? "--keep" : "--latency any")", about: "--all",
        fix: "verify one case")
    }
    if arguments[random] == nil {
      guard arguments[output] == nil else {
        throw .usage(
          "is for what --random finds", about: "--output", fix: "give --keep to keep the files")
      }
      return
    }
    // The seed is that of the draws.
    let others: [any ParameterDeclaration] =
      [latency, cycles, keep, all]
      + DesignOptions.groups.flatMap(\.parameters).filter {
        ![DesignOptions.seed.row.key, DesignOptions.architecture.row.key].contains($0.row.key)
      }
    if let given = others.first(where: { arguments.isGiven($0) }) {
      throw .usage(
        "does not go with --random, which draws everything", about: given.row.key,
        fix: "leave it out")
    }
  }

  /// The RTL that the command line names, or that which comes with the program.
  ///
  /// - Parameter architecture: whose module it is, where the command line names none.
  static func source(
    _ arguments: Arguments, of architecture: Architecture = .stream
  ) throws(Failure) -> RTLSource {
    let top = arguments.isGiven(Self.top) ? arguments[Self.top] : architecture.module
    let source = try failing(.noInput, about: arguments[rtl].map { _ in "--rtl" }) {
      () throws(RTLError) in
      guard let folder = arguments[rtl] else { return try RTLSource.shipped(top: top) }
      return try RTLSource(folder: folder, top: top)
    }
    if source.lacksTop {
      let modules = source.modules
      throw .data(
        "\(source.folder) has no module \(top.quoted)", about: Self.top.row.key,
        fix: NearMiss.suggestion(
          for: top, in: modules,
          or: modules.isEmpty ? "name its top module" : "give \(modules.formattedAsChoice)"))
    }
    return source
  }

  static func workingFolder(_ arguments: Arguments) throws(Failure) -> WorkingFolder {
    guard let path = arguments[keep] else {
      return try tool { () throws(ToolError) in try WorkingFolder() }
    }
    try KeptFolder.make(path)
    return try tool { () throws(ToolError) in try WorkingFolder(keeping: path) }
  }

  /// Runs what uses foreign programs and turns its error into a failure.
  ///
  /// - Parameter folder: the folder that may be kept; when writing fails, nothing of the run stays there.
  static func tool<Result>(
    in folder: WorkingFolder? = nil, _ body: () throws(ToolError) -> Result
  ) throws(Failure) -> Result {
    do throws(ToolError) { return try body() } catch {
      if case .cannotWrite = error { folder?.discardWritten() }
      let code: ExitCode =
        switch error {
        case .missing: .unavailable
        case .cannotStart, .timedOut, .crashed: .unavailable
        case .failed, .unfit, .doesNotPack: .data
        case .cannotWrite: .inputOutput
        }
      throw Failure(code, "\(error)")
    }
  }
}
