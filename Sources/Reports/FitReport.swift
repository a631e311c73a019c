import Cases
import Datapath
import FixedPoint
import Reference

/// A fit for people: the formats in force, the curve, the parameters, and what stood in their way.
public struct FitReport {
  public let fit: Fit
  public let name: String
  /// The columns of the terminal.
  public var width = 80
  /// The columns that a table may take.
  public var tableWidth = 100
  public var charset = Charset.unicode
  /// What the rounding of sums may move a parameter by, in scaled units; half an LSB of theta where nobody says.
  public var parameterError: Double?
  /// Where samples keep coming: several runs, of which the fit is the first.
  public var runs: StreamRuns?

  public init(_ fit: Fit, name: String) {
    self.fit = fit
    self.name = name
  }

  var plan: Plan { fit.plan }
  var formats: NodeMap<Format> { plan.design.formats }

  /// The whole report.
  public var lines: [String] {
    let head = (title.prefix(1) + [error] + title.dropFirst()).map(spelled)
    let parts =
      [
        head, nodes, bits, curve, parameters, coefficients, scaling, picture, effort, ending,
      ] + (runs.map { [following($0)] } ?? [])
    return Array(parts.joined(separator: [""]))
  }

  // MARK: What was asked

  private var title: [String] {
    let tolerance =
      switch plan.tolerance {
      case .none: "none"
      case .value(let value): NumberText.shortest(value)
      }
    let objective = plan.rate.objective == .sum ? "the sum" : "the mean"
    return [
      "\(name): \(counted(plan.sampleCount, "sample")) of \(plan.columns.xName), \(plan.columns.yName); degree \(plan.degree); scale \(plan.scaling.rawValue)",
      "learning rate \(NumberText.shortest(plan.rate.eta)) for \(objective) of e² (stable below \(NumberText.significant(plan.rate.greatestStable, digits: 4))), at most \(counted(plan.epochs, "epoch", shown: NumberText.grouped(plan.epochs))), tolerance \(tolerance)",
    ] + (plan.columns.reading?.lines ?? [])
      + (fit.notes + plan.advice).map {
        "\($0.severity == .warning ? "warning" : "note"): \($0.text)"
      }
  }

  /// The greatest error of the fit, at worst and at the end.
  private var error: String {
    func shown(_ errors: ErrorFigures) -> String {
      "\(NumberText.significant(errors.fitted, digits: 4)) (\(NumberText.significant(errors.fittedPercent, digits: 4)) % of the span of \(plan.columns.yName))"
    }
    let end =
      fit.settled.holds(fit.run)
      ? "settled"
      : fit.settled.end.isSettled
        ? "worst from the last epoch on" : "worst so far (\(fit.settled.end.rawValue))"
    return
      "greatest error of the fit, from least squares at the samples: \(end) \(shown(fit.settled.againstLeastSquares)); after the last epoch \(shown(fit.errorsAgainstLeastSquares))"
  }

  // MARK: The nodes

  private var nodes: [String] {
    var table = TextTable(
      [
        .init("node"), .init("format"), .init("modes"), .init("least", .right),
        .init("greatest", .right), .init("wraps", .right), .init("saturated", .right),
        .init("inexact", .right), .init("of casts", .right),
      ], charset: charset)
    let statistics = fit.statistics
    for node in plan.design.nodes {
      let (seen, format) = (statistics[node], formats[node])
      func value(_ raw: Int128?) -> String {
        raw.map { NumberText.significant(format.value(ofRaw: $0), digits: 5) } ?? "-"
      }
      var counts = ["\(seen.wraps)", "\(seen.saturations)", "\(seen.inexact)"]
      switch fit.counting(of: node) {
      case .full: break
      case .overflows: counts[2] = "-"
      case .none:
        counts = ["-", "-", "-"]
        if fit.hasOverflowed(node) { counts[format.overflow.wraps ? 0 : 1] = "yes" }
      }
      table.addRow(
        [
          node.name, format.shortDescription, "\(format.quantization) \(format.overflow)",
          value(seen.range?.lowerBound), value(seen.range?.upperBound),
        ] + counts + ["\(seen.casts)"])
    }
    return table.lines(width: tableWidth)
  }

  private var bits: [String] {
    let statistics = fit.statistics
    return RangeBar(
      plan.design.nodes.filter { fit.counting(of: $0) == .full }.map {
        RangeBar.Row(
          name: $0.name, format: formats[$0], range: statistics[$0].range,
          overflows: statistics[$0].overflows)
      }, charset: charset
    ).lines(width: width)
  }

  // MARK: The parameters

  private var parameters: [String] {
    let place = formats[.theta].lsb
    var table = TextTable(
      [
        .init("theta"), .init("word", .right), .init("value", .point), .init("Double", .point),
        .init("least squares", .point), .init("LSB off Double", .point),
        .init("LSB off l. s.", .point),
      ], charset: charset)
    for (k, raw) in fit.run.theta.enumerated() {
      let value = formats[.theta].value(ofRaw: raw)
      let (reference, exact) = (fit.referenceTheta[k], plan.scaledLeastSquares[k])
      table.addRow([
        spelled("θ\(k)"),
        "0x\(formats[.theta].hexString(ofRaw: raw))",
        NumberText.significant(value, digits: 9), NumberText.significant(reference, digits: 9),
        NumberText.significant(exact, digits: 9),
        NumberText.places((value - reference) / place),
        NumberText.places((value - exact) / place),
      ])
    }
    return [
      "parameters of the scaled samples (an LSB of theta is 2^\(-formats[.theta].fractionBits))"
    ]
      + table.lines(width: tableWidth)
  }

  private var coefficients: [String] {
    var table = TextTable(
      [
        .init("coefficient"), .init("datapath", .point), .init("Double", .point),
        .init("least squares", .point), .init("off Double", .point), .init("off l. s.", .point),
      ], charset: charset)
    let names = (plan.degree == 1 ? ["b = θ0", "a = θ1"] : ["1", "x", "x²", "x³"]).map(spelled)
    let (mine, reference) = (fit.coefficients, fit.referenceCoefficients)
    let form = fit.writtenForm
    for (k, exact) in plan.leastSquares.coefficients.enumerated() {
      table.addRow([
        names[k], NumberText.significant(mine[k], digits: form.digits),
        NumberText.significant(reference[k], digits: form.digits),
        NumberText.significant(exact, digits: form.digits),
        NumberText.significant(mine[k] - reference[k], digits: 3),
        NumberText.significant(mine[k] - exact, digits: 3),
      ])
    }
    let residual = plan.leastSquares.residualSumOfSquares
    let sum =
      residual.isFinite
      ? NumberText.significant(residual, digits: 9) : "beyond the range of a Double"
    let rSquared = plan.leastSquares.rSquared.map {
      ", R² \(NumberText.significant($0, digits: 9))"
    }
    let cells = plan.leastSquares.coefficients.indices.flatMap { k in
      [mine[k], reference[k], mine[k] - reference[k]].map { NumberText.significant($0) }
    }
    return ["in the data's units, \(plan.columns.yName) as a polynomial of \(plan.columns.xName)"]
      + table.lines(width: tableWidth) + centred(form) + [
        "least squares: residual sum of squares \(sum)\(spelled(rSquared ?? ""))"
      ] + (NumberText.note(on: cells).map { [spelled($0)] } ?? [])
  }

  /// The same polynomials where their variable is near 0, if that is needed.
  private func centred(_ form: WrittenForm) -> [String] {
    guard let variable = form.variable else { return [] }
    var table = TextTable(
      [
        .init("coefficient"), .init("datapath", .point), .init("Double", .point),
        .init("least squares", .point),
      ], charset: charset)
    let polynomials =
      [fit.theta, fit.referenceTheta].map { plan.scales.coefficients(inPowersOf: variable, $0) }
      + [plan.leastSquares(inPowersOf: variable)]
    for k in 0...plan.degree {
      table.addRow(
        [spelled(["1", "t", "t²", "t³"][k])]
          + polynomials.map { NumberText.significant($0[k], digits: form.centredDigits) })
    }
    return [spelled("the same as a polynomial of t = \(variable.description)")]
      + table.lines(width: tableWidth)
  }

  /// The scaling, as the host computes it.
  private var scaling: [String] {
    let formulas = ScalingFormulas(plan.design, plan.scales)
    let kind =
      switch plan.scaling {
      case .none: "none: readings are words as they are"
      case .standardize: "standardize: mean 0 and variance 1"
      case .minmax: "minmax: into [-1, 1)"
      case .pow2: "pow2: a shift, no arithmetic before the hardware"
      }
    let names = "x is \(plan.columns.xName), y is \(plan.columns.yName)"
    let width = formulas.lines.map(\.name.count).max() ?? 0
    return ["scale \(kind); \(names); in IEEE 754 binary64"]
      + formulas.lines.map { line in
        "  \(line.name)\(String(repeating: " ", count: width - line.name.count)) = \(line.text)"
      }
  }

  // MARK: The end

  private var effort: [String] {
    let design = plan.design
    let run = fit.run
    let start =
      design.isRunning ? design.firstStream(samples: plan.sampleCount) : design.startCycles
    var line = "\(NumberText.grouped(run.cycles)) cycles: \(start) to start, then "
    let epochs = counted(run.epochs, "epoch", shown: NumberText.grouped(run.epochs))
    let samples = NumberText.grouped(plan.sampleCount)
    let passing =
      switch design.architecture {
      case .stream: "\(epochs) of \(samples) + \(design.overheadCycles)"
      case .moments:
        "\(samples) + \(design.passCycles) for the samples, which pass once, then \(epochs) of \(design.overheadCycles)\(design.mode.results == .last ? ", of which the last one's result is offered" : "")"
      }
    line += passing
    let stalls = run.inputStallCycles + run.outputStallCycles
    if stalls > 0 {
      // Samples that keep coming pause while epochs run, too.
      let all = design.isRunning ? "pauses" : "\(NumberText.grouped(stalls)) stalled"
      line +=
        ", and \(all) (\(NumberText.grouped(run.inputStallCycles)) without a sample, \(NumberText.grouped(run.outputStallCycles)) with the result waiting)"
    }
    return [
      line + "; \(NumberText.significant(fit.cyclesPerSample, digits: 4)) a sample",
      "\(NumberText.grouped(design.registerBits)) register bits store everything, whatever the number of samples and epochs",
    ]
  }

  private var ending: [String] {
    let loss = fit.reference.losses.last ?? .nan
    let reference = loss.isFinite ? NumberText.significant(loss, digits: 6) : "beyond its range"
    return [
      "stopped after \(counted(fit.run.epochs, "epoch", shown: NumberText.grouped(fit.run.epochs))): \(fit.stop.explanation); loss \(NumberText.significant(fit.loss, digits: 6)), Double \(reference)",
      spelled(fit.settling),
    ] + (fit.diagnosis + fit.cancellationLines(holding: parameterError)).map(spelled)
  }

  /// The runs of samples that keep coming.
  private func following(_ runs: StreamRuns) -> [String] {
    var table = TextTable(
      [
        .init("run"), .init("done in cycle", .right), .init("samples so far", .right),
        .init("epochs", .right), .init("stop"), .init("loss", .right),
      ] + (0...plan.degree).map { .init(spelled("θ\($0)"), .right) }, charset: charset)
    for (index, run) in runs.runs.enumerated() {
      table.addRow(
        [
          "\(index + 1)", NumberText.grouped(run.end), NumberText.grouped(run.samples),
          "\(run.epochs)", run.stop.rawValue,
          NumberText.significant(formats[.loss].value(ofRaw: run.loss), digits: 6),
        ] + run.theta.map { "0x\(formats[.theta].hexString(ofRaw: $0))" })
    }
    return [
      "\(counted(runs.runs.count, "run")) while the samples come again and again; the first is the one above:"
    ] + table.lines(width: tableWidth)
  }

  /// A text in the characters that the report may use.
  private func spelled(_ text: String) -> String { charset.spelled(text) }
}

// MARK: - The pictures

extension FitReport {
  private var style: TerminalStyle { TerminalStyle(width: min(width, 100), charset: charset) }

  /// How the loss fell, beside the reference's.
  var curve: [String] { convergencePlot.lines(style) }

  /// The samples and the polynomial.
  var picture: [String] { fitPlot.lines(style) }

  public var convergencePlot: ConvergencePlot {
    let format = formats[.loss]
    return ConvergencePlot(
      title: spelled("loss Σe² of the scaled samples"),
      series: [
        .init("datapath", fit.history.map { format.value(ofRaw: $0.loss) }),
        .init("Double", fit.reference.losses),
      ])
  }

  public var residualPlot: FitPlot { FitPlot(residualsOf: fit, name: name) }

  public var fitPlot: FitPlot {
    let (x, y) = (plan.scales.x, plan.scales.y)
    return FitPlot(
      title: "\(name): samples and fit", x: plan.columns.x, y: plan.columns.y,
      curves: [
        .init("datapath", fit.theta, x: (x.offset, x.unit), y: (y.offset, y.unit))
      ], xTitle: plan.columns.xName, yTitle: plan.columns.yName)
  }
}
