import Cases
import Samples

/// From the name of a case and the options of a command to a plan.
enum CasePreparation {
  /// Reads the case, lets the command line win, and makes every choice.
  ///
  /// - Parameters:
  ///   - middle: settings that win over the case's file, and the command line over them.
  ///   - keepingDigits: whether the samples' texts are kept, to be written again.
  ///   - tells: whether what was read is told here, because no report does.
  static func plan(
    _ path: String, _ arguments: Arguments, _ console: Console, over middle: Settings = Settings(),
    keepingDigits: Bool = false, tells: Bool = true
  ) throws(Failure) -> (plan: Plan, name: String) {
    let (input, settings, columns) = try read(
      path, arguments, console, over: middle, keepingDigits: keepingDigits, tells: tells)
    do throws(PlanError) {
      return (try Plan(settings, columns: columns), input.name)
    } catch {
      // Where the command line says nothing of the design, it is the file that does.
      if case .setting(let message) = error, let design = input.designPath,
        !DesignOptions.groups[0].parameters.contains(where: { arguments.isGiven($0) })
      {
        throw .data(message, about: design)
      }
      throw Failure(error, samples: input.samplesPath)
    }
  }

  /// Reads the case and lets the command line win.
  static func read(
    _ path: String, _ arguments: Arguments, _ console: Console, over middle: Settings = Settings(),
    keepingDigits: Bool = false, tells: Bool = true
  ) throws(Failure) -> (input: CaseInput, settings: Settings, columns: SampleColumns) {
    let commandLine = try DesignOptions.settings(arguments)
    let input = try reading { () throws(CaseError) in try CaseInput(path: path) }
    let settings = commandLine.over(middle.over(input.settings))
    let progress = console.progress(
      "reading \(input.name)", of: SystemCall.fileSize(input.samplesPath), unit: "B")
    defer { progress.finish() }
    var options = settings.csvOptions
    if keepingDigits { options.keepsDecimals = true }
    let columns = try reading { [options] () throws(CaseError) in
      try input.readSamples(options: options) {
        progress.advance(to: $0.bytes)
      }
    }
    progress.finish()
    if tells, let reading = columns.reading {
      for line in reading.isRemarkable ? reading.lines : [] {
        console.note("\(input.name): \(line)")
      }
      for warning in reading.warnings { console.warn("\(input.name): \(warning)") }
    }
    return (input, settings, columns)
  }

  /// Runs what reads a case and turns its error into a failure.
  static func reading<Result>(
    _ body: () throws(CaseError) -> Result
  ) throws(Failure) -> Result {
    do { return try body() } catch {
      switch error {
      case .noSamples: throw Failure(.noInput, "\(error)")
      case .design: throw Failure(.data, "\(error)")
      case .reading(let cause):
        throw Failure(ExitCode(cause.category), "\(cause)")
      }
    }
  }
}

extension Failure {
  /// - Parameter samples: the file of the samples.
  init(_ error: PlanError, samples: String) {
    switch error {
    case .setting(let message): self = .usage(message)
    case .samples(let message):
      self = .data(message, about: samples == "-" ? "standard input" : samples)
    case .storage(let error): self = Failure(.inputOutput, "\(error)")
    }
  }
}

extension ExitCode {
  init(_ category: ReadingError.Category) {
    self =
      switch category {
      case .data: .data
      case .noInput: .noInput
      case .inputOutput: .inputOutput
      case .usage: .usage
      }
  }
}
