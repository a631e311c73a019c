import Columns
import Datapath
import FixedPoint
import Reference
import Samples

/// Everything a run needs, with each choice made: what the user said over what the data ask for.
///
/// A class, though nothing of it ever changes: it has many parts, and whatever tells of a run refers to it.
public final class Plan: Sendable {
  public let settings: Settings
  /// The samples, scaled, and their closed form.
  public let problem: Problem
  public let rate: LearningRate
  public let epochs: Int
  public let tolerance: Settings.Tolerance
  public let design: Design
  public let configuration: Configuration
  /// How the host brought θ₀ … θ_D into `theta` for the start.
  public let initialThetaCasts: [Cast]
  public let quantized: QuantizedSamples
  public let stalls: StallPattern
  public let notes: [Note]

  /// Something the user should know.
  public struct Note: Hashable, Sendable {
    public enum Severity: String, Sendable { case information, warning }
    public let severity: Severity
    public let text: String
    /// Whether the type that a format was written as differs from the node, which whoever builds hardware from
    /// the design must know.
    public var isOfNotation = false
    /// Whether it asks for more epochs, which a run that has settled has no use for.
    var wantsEpochs = false

    init(
      _ severity: Severity, _ text: String, isOfNotation: Bool = false, wantsEpochs: Bool = false
    ) {
      (self.severity, self.text) = (severity, text)
      (self.isOfNotation, self.wantsEpochs) = (isOfNotation, wantsEpochs)
    }
  }

  /// Makes every choice that is left once the samples are scaled and solved.
  ///
  /// - Precondition: the settings are valid (``Settings/validate()``).
  /// - Parameters:
  ///   - problem: of the degree and the scaling that the settings say.
  ///   - quantize: gives the samples in the formats of x and y; whoever plans many designs keeps them.
  public init(
    _ settings: Settings, problem: Problem,
    quantize: ((_ x: Format, _ y: Format) throws -> QuantizedSamples)? = nil
  ) throws(PlanError) {
    precondition(
      problem.degree == settings.degree ?? Self.defaultDegree
        && problem.samples.scales.scaling == settings.scale ?? Self.defaultScaling,
      "the problem is not the one of the settings")
    let degree = problem.degree
    let columns = problem.samples.columns
    let scaledLeastSquares = problem.scaledLeastSquares
    var notes = (columns.reading?.warnings ?? []).map { Note(.warning, $0) }

    let architecture = settings.architecture ?? .stream
    // The rate decides whether the default number of epochs is enough, and the other way round.
    let needs = DefaultFormats.Needs(
      x: problem.samples.xRange, y: problem.samples.yRange,
      theta: scaledLeastSquares, initialTheta: settings.initialTheta?.map(\.value) ?? [], step: 1)
    var defaults = DefaultFormats(
      architecture, degree: degree, capacity: settings.capacity ?? Self.defaultCapacity,
      choices: settings.formats, needs: needs)
    let bits = try setting { () throws(SettingError) in
      max(8, try defaults.resolveParameters().theta.fractionBits + 1)
    }
    rate = LearningRate(
      given: settings.learningRate, objective: settings.loss ?? .sum, stability: problem.stability,
      epochs: settings.epochs ?? Self.defaultEpochs, bits: bits)
    epochs =
      settings.epochs
      ?? min(max(Self.defaultEpochs, rate.epochsNeeded ?? 0), Self.greatestDefaultEpochs)
    notes += rate.notes(
      epochs: epochs, isGiven: settings.epochs != nil, scaling: problem.samples.scales.scaling)
    guard (-900...900).contains(rate.step.exponent), rate.step > 0 else {
      throw .setting(
        "learning rate \(shortest(rate.eta)) makes the step μ = \(shortest(rate.step)), which no word can hold; stay near the largest stable one, \(briefly(rate.greatestStable))"
      )
    }

    defaults = DefaultFormats(
      architecture, degree: degree, capacity: defaults.capacity, choices: settings.formats,
      needs: DefaultFormats.Needs(
        x: needs.x, y: needs.y, theta: needs.theta, initialTheta: needs.initialTheta,
        step: rate.step))
    let formats = try setting { () throws(SettingError) in try defaults.resolve() }
    do {
      design = try Design(architecture, settings.mode, degree: degree, formats: formats)
    } catch {
      throw .setting("\(error)" + Self.suspect(settings, rate, scaledLeastSquares))
    }
    notes += design.nodes.flatMap { node in
      (settings.formats[node]?.notation?.notes(on: formats[node]) ?? []).map {
        Note(.warning, "node \(node.name): \($0)", isOfNotation: true)
      }
    }
    notes += Note.capacity(settings, samples: columns.count)

    initialThetaCasts = try Self.initialTheta(
      settings, formats[.theta], count: degree + 1, notes: &notes)
    try setting { [rate] () throws(SettingError) in
      try settings.resolution?.checkSamples(columns.count, rate)
    }
    (configuration, tolerance) = try Self.configure(
      design, settings, step: rate.step, theta: initialThetaCasts.map(\.raw), epochs: epochs,
      notes: &notes)
    do {
      quantized =
        try quantize?(formats[.x], formats[.y])
        ?? columns.quantized(scales: problem.samples.scales, x: formats[.x], y: formats[.y])
    } catch QuantizingError.noRoom(let error) {
      throw .storage(error)
    } catch { throw .setting("\(error)") }
    let (scales, samples) = (problem.samples.scales, problem.samples)
    notes += [
      Note(coarse: "x", scales.x, samples.xRange), Note(coarse: "y", scales.y, samples.yRange),
      Note(collapsed: "y", samples.yInDataUnits, count: columns.count),
      Note(uncertain: problem.leastSquares),
      Note(unusable: Self.writtenForm(of: [scaledLeastSquares], samples, digits: 1)),
    ].compactMap(\.self)
    stalls = StallPattern(
      input: settings.stallInput ?? 0, output: settings.stallOutput ?? 0,
      seed: settings.seed ?? 1)!
    self.problem = problem
    self.settings = settings
    self.notes = notes
  }

  public var degree: Int { design.degree }
  public var columns: SampleColumns { problem.samples.columns }
  public var sampleCount: Int { columns.count }
  public var scales: SampleScales { problem.samples.scales }
  public var scaling: Scaling { scales.scaling }
  /// The scaled samples, before they are quantised.
  public var scaled: Observations { problem.samples.scaled }
  /// The closed form on the data as given, in the data's units.
  public var leastSquares: LeastSquares { problem.leastSquares }
  /// Its parameters in scaled units, low to high.
  public var scaledLeastSquares: [Double] { problem.scaledLeastSquares }
  /// θ₀ … θ_D at the start, in scaled units.
  public var initialTheta: [Double] {
    settings.initialTheta?.map(\.value) ?? Array(repeating: 0, count: degree + 1)
  }

  /// The simulation of this plan.
  public var simulation: Simulation {
    var simulation = Simulation(
      design: design, configuration: configuration, samples: quantized.samples)
    simulation.stalls = stalls
    return simulation
  }

  /// The real values of parameters in LSBs of `theta`.
  public func values(ofTheta raw: [Int128]) -> [Double] {
    raw.map { design.formats[.theta].value(ofRaw: $0) }
  }

  /// The parameters in the data's units.
  public func coefficients(_ theta: [Double]) -> [Double] {
    scales.coefficients(inDataUnits: theta)
  }
}

/// Why no run can be planned.
public enum PlanError: Error {
  /// The design cannot be what was asked for.
  case setting(String)
  /// The samples cannot be fitted.
  case samples(String)
  /// There is no room for what is as long as the samples.
  case storage(StorageError)
}

extension PlanError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .setting(let message), .samples(let message): message
    case .storage(let error): error.description
    }
  }
}

extension Plan {
  public static let defaultCapacity = 1 << 24
  static let defaultEpochs = 100
  /// More than these are not chosen by default, however slow the fit.
  static let greatestDefaultEpochs = 100_000

  /// The degree and the scaling, where nobody says otherwise.
  public static let defaultDegree = 1
  public static let defaultScaling = Scaling.standardize

  /// Makes every choice.
  public convenience init(_ settings: Settings, columns: SampleColumns) throws(PlanError) {
    try setting { () throws(SettingError) in try settings.validate() }
    let degree = settings.degree ?? Self.defaultDegree
    try ScaledSamples.check(columns, degree: degree)
    let samples = try ScaledSamples(columns, settings)
    try self.init(settings, problem: Problem(samples, degree: degree))
  }

  /// What widens the default formats beyond all measure, where the user said so.
  private static func suspect(
    _ settings: Settings, _ rate: LearningRate, _ fit: [Double]
  ) -> String {
    let reach = 0x1p40 * (fit + [1]).reduce(0) { max($0, abs($1)) }
    if let theta = settings.initialTheta?.first(where: { abs($0.value) > reach }) {
      return "; theta_init begins at \(theta), far from any fit"
    }
    guard rate.origin == .given, rate.eta > 0x1p40 * rate.greatestStable else { return "" }
    return
      "; learning rate \(shortest(rate.eta)) is far above the largest stable one, \(briefly(rate.greatestStable))"
  }

  /// The words of the configuration ports.
  private static func configure(
    _ design: Design, _ settings: Settings, step: Double, theta: [Int128], epochs: Int,
    notes: inout [Note]
  ) throws(PlanError) -> (Configuration, Settings.Tolerance) {
    let formats = design.formats
    let stepWord = try cast(step, formats[.step], "step")
    guard stepWord.raw > 0 else {
      throw .setting(
        "node step: μ = \(step) becomes 0 in \(formats[.step]); give it more \(stepWord.isOverflow ? "integer" : "fraction") bits"
      )
    }
    if stepWord.isOverflow {
      notes.append(
        Note(
          .warning,
          "node step: μ = \(step) is out of range of \(formats[.step]) and becomes \(formats[.step].value(ofRaw: stepWord.raw)); give it more integer bits"
        ))
    }
    let tolerance = settings.tolerance ?? .none
    guard let toleranceWord = tolerance.word(in: formats[.loss]) else {
      guard case .value(let value) = tolerance else { preconditionFailure("never has a word") }
      throw .setting(
        "tolerance \(value) is beyond the range of node loss, \(formats[.loss]); give one nearer to 0, or none"
      )
    }
    let words = settings.resolution?.words(for: settings, formats)
    return (
      Configuration(
        step: words?.step ?? stepWord.raw, initialTheta: theta,
        tolerance: words?.tolerance ?? toleranceWord, maximumEpochs: UInt32(epochs)), tolerance
    )
  }

  private static func initialTheta(
    _ settings: Settings, _ format: Format, count: Int, notes: inout [Note]
  ) throws(PlanError) -> [Cast] {
    var casts: [Cast] = []
    for (k, number) in (settings.initialTheta ?? Array(repeating: 0, count: count)).enumerated() {
      let cast: Cast
      do { cast = try number.cast(into: format) } catch { throw .setting("node theta: \(error)") }
      casts.append(cast)
      guard cast.isOverflow, settings.onOverflow[.theta] != .silent else { continue }
      notes.append(
        Note(
          .warning,
          "node theta: the initial θ\(k) = \(number) is out of range of \(format) and becomes \(format.value(ofRaw: cast.raw))"
        ))
    }
    return casts
  }

  private static func cast(
    _ value: Double, _ format: Format, _ node: String
  ) throws(PlanError) -> Cast {
    do { return try format.cast(value) } catch { throw .setting("node \(node): \(error)") }
  }
}

extension Settings.Tolerance {
  /// The word of `cfg_tolerance`, in LSBs of the loss rounded down, since E_prev − E is a whole number of them; nil for a
  /// value that is beyond the register.
  func word(in loss: Format) -> Int128? {
    let never = Int128(-1) << Int128(loss.width)
    guard case .value(let value) = self else { return never }
    let word = Int128(exactly: (value / loss.lsb).rounded(.down))
    return word.flatMap { (never...(-1 - never)).contains($0) ? $0 : nil }
  }
}

/// Turns an error of a setting into one of a plan.
private func setting<Result>(
  _ body: () throws(SettingError) -> Result
) throws(PlanError) -> Result {
  do { return try body() } catch { throw .setting(error.description) }
}
