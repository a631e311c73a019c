import Cases
import Datapath
import Exploration
import FixedPoint
import Reference

/// A fit for other programs: all that the report tells, and all digits.
extension JSON {
  public init(_ fit: Fit, name: String, parameterError: Double? = nil) {
    let plan = fit.plan
    let formats = plan.design.formats
    self = [
      "case": .string(name),
      "degree": JSON(plan.degree),
      "scale": .string(plan.scaling.rawValue),
      "loss_kind": .string(plan.rate.objective.rawValue),
      "learning_rate": JSON(plan.rate.eta),
      "largest_stable_learning_rate": JSON(plan.rate.greatestStable),
      "step": [
        "raw": JSON(plan.configuration.step),
        "value": JSON(formats[.step].value(ofRaw: plan.configuration.step)),
        "exact": JSON(plan.rate.step),
      ],
      "tolerance": plan.tolerance.json,
      "samples": JSON(plan.sampleCount),
      "reading": plan.columns.reading.map { JSON($0, plan.columns) } ?? .null,
      "epochs": JSON(fit.run.epochs),
      "maximum_epochs": JSON(plan.epochs),
      "cycles": JSON(fit.run.cycles),
      "cycles_per_sample": JSON(fit.cyclesPerSample),
      "input_stall_cycles": JSON(fit.run.inputStallCycles),
      "output_stall_cycles": JSON(fit.run.outputStallCycles),
      "stop": .string(fit.stop.rawValue),
      "converged": .bool(fit.run.converged),
      "stalled": .bool(fit.run.stalled),
      "diverged": .bool(fit.hasDiverged),
      "settles": .string(fit.settled.end.rawValue),
      "cycle_period": fit.settled.cycle.map { JSON($0.period) } ?? .null,
      "cycle_from": fit.settled.cycle.map { JSON($0.firstEpoch) } ?? .null,
      "limit_cycle": fit.limitCycle.map {
        ["period": JSON($0.period), "first_epoch": JSON($0.firstEpoch)]
      } ?? .null,
      "theta": .array(
        fit.run.theta.map { raw in
          [
            "raw": JSON(raw),
            "hex": .string("0x\(formats[.theta].hexString(ofRaw: raw))"),
            "value": JSON(formats[.theta].value(ofRaw: raw)),
          ]
        }),
      "coefficients": JSON(fit.coefficients),
      "centred": fit.writtenForm.variable.map {
        [
          "offset": .digits($0.centreText), "unit": .digits($0.unitText),
          "coefficients": JSON(plan.scales.coefficients(inPowersOf: $0, fit.theta)),
          "reference": JSON(plan.scales.coefficients(inPowersOf: $0, fit.referenceTheta)),
          "least_squares": JSON(plan.leastSquares(inPowersOf: $0)),
        ]
      } ?? .null,
      "loss": JSON(fit.loss),
      "loss_raw": JSON(fit.run.loss),
      "reference": [
        "coefficients": JSON(fit.referenceCoefficients),
        "theta": JSON(fit.referenceTheta),
        "loss": JSON(fit.reference.losses.last),
        "greatest_difference": JSON(fit.greatestError),
      ],
      "least_squares": [
        "coefficients": JSON(plan.leastSquares.coefficients),
        "theta": JSON(plan.scaledLeastSquares),
        "residual_sum_of_squares": JSON(plan.leastSquares.residualSumOfSquares),
        "r_squared": JSON(plan.leastSquares.rSquared),
        "distance_in_lsb_of_theta": JSON(fit.distanceInPlaces),
      ],
      "scaling": ScalingFormulas(plan.design, plan.scales).json,
      "nodes": .object(
        plan.design.nodes.map { node in
          JSON.Member(
            node.name,
            fit.statistics[node].json(
              formats[node], counting: fit.counting(of: node), overflowed: fit.hasOverflowed(node)))
        }),
      "register_bits": JSON(plan.design.registerBits),
      "figures": .object(
        zip(
          FigureColumn.all(degree: plan.degree, nodes: plan.design.nodes),
          FigureColumn.figures(fit, degree: plan.degree, nodes: plan.design.nodes)
        ).map { JSON.Member($0.name, $1.json) }),
      "notes": .array(
        (fit.notes + plan.advice).map {
          ["severity": .string($0.severity.rawValue), "text": .string($0.text)]
        }),
      "diagnosis": .array(fit.diagnosis.map { .string($0) }),
      "cancellation": JSON(
        fit.cancellation, of: fit, holding: parameterError ?? formats[.theta].lsb / 2),
    ]
  }

  /// What the sums of `moments` lose; null for another architecture.
  private init(_ cancellation: Cancellation?, of fit: Fit, holding error: Double) {
    guard let cancellation else {
      self = .null
      return
    }
    func json(_ difference: Cancellation.Difference) -> JSON {
      [
        "greatest_term": JSON(difference.term), "left": JSON(difference.left),
        "leading_bits": JSON(difference.bits),
      ]
    }
    self = [
      "loss": json(cancellation.loss),
      "gradient": json(cancellation.gradient),
      "sums_are_exact": .bool(cancellation.areSumsExact),
      "theta_shift": JSON(cancellation.shift),
      "theta_shift_bound": cancellation.bound.isFinite ? JSON(cancellation.bound) : .null,
      "parameter_error": JSON(error),
      "fraction_bits_needed": fit.fractionBits(of: cancellation, holding: error).map { JSON($0) }
        ?? .null,
    ]
  }

  /// Several runs of samples that keep coming.
  public init(_ runs: StreamRuns) {
    self = .array(
      runs.runs.map {
        [
          "end": JSON($0.end), "samples": JSON($0.samples), "epochs": JSON($0.epochs),
          "stop": .string($0.stop.rawValue), "loss_raw": JSON($0.loss),
          "theta_raw": .array($0.theta.map { JSON($0) }),
        ]
      })
  }

  /// The registers of a design.
  public init(registersOf design: Design) {
    self = [
      "registers": .array(
        design.registers.map {
          [
            "scope": .string($0.scope), "name": .string($0.name), "width": JSON($0.width),
            "fraction_bits": $0.fractionBits.map { JSON($0) } ?? .null,
            "signed": .bool($0.isSigned), "node": $0.node.map { .string($0.name) } ?? .null,
          ]
        }),
      "register_bits": JSON(design.registerBits),
    ]
  }
}

extension Figure {
  fileprivate var json: JSON {
    switch self {
    case .integer(let value): JSON(value)
    case .real(let value): JSON(value)
    case .text(let text): .string(text)
    case .missing: .null
    }
  }
}

extension Settings.Tolerance {
  fileprivate var json: JSON {
    switch self {
    case .none: .null
    case .value(let value): JSON(value)
    }
  }
}

extension NodeStatistics {
  fileprivate func json(_ format: Format, counting: Simulation.Statistics, overflowed: Bool) -> JSON
  {
    func count(_ number: Int) -> JSON { counting == .none ? .null : JSON(number) }
    var json: JSON = [
      "format": .string(format.description),
      "min": JSON(range.map { format.value(ofRaw: $0.lowerBound) }),
      "max": JSON(range.map { format.value(ofRaw: $0.upperBound) }),
      "min_raw": range.map { JSON($0.lowerBound) } ?? .null,
      "max_raw": range.map { JSON($0.upperBound) } ?? .null,
      "casts": JSON(casts),
      "wraps": count(wraps),
      "saturations": count(saturations),
      "inexact": counting == .full ? JSON(inexact) : .null,
      "overflowed": .bool(overflowed),
    ]
    json.append(
      "first_overflow",
      firstOverflow.map {
        [
          "epoch": JSON($0.epoch), "sample": $0.sample.map { JSON($0) } ?? .null,
          "cycle": JSON($0.cycle),
        ]
      } ?? .null)
    return json
  }
}
