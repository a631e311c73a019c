import Cases
import Datapath
import FixedPoint
import Reference

/// A fit for other programs: all that the report tells, and all digits.
extension JSON {
  public init(_ fit: Fit, name: String) {
    let plan = fit.plan
    let formats = plan.design.formats
    self = [
      "case": .string(name),
      "degree": .integer(plan.degree),
      "scale": .string(plan.scaling.rawValue),
      "loss_kind": .string(plan.rate.objective.rawValue),
      "learning_rate": .number(plan.rate.eta),
      "largest_stable_learning_rate": .number(plan.rate.greatestStable),
      "step": [
        "raw": .integer(plan.configuration.step),
        "value": .number(formats[.step].value(ofRaw: plan.configuration.step)),
        "exact": .number(plan.rate.step),
      ],
      "tolerance": plan.tolerance.json,
      "samples": .integer(plan.sampleCount),
      "epochs": .integer(fit.run.epochs),
      "maximum_epochs": .integer(plan.epochs),
      "cycles": .integer(fit.run.cycles),
      "cycles_per_sample": .number(fit.cyclesPerSample),
      "input_stall_cycles": .integer(fit.run.inputStallCycles),
      "output_stall_cycles": .integer(fit.run.outputStallCycles),
      "stop": .string(fit.stop.rawValue),
      "converged": .bool(fit.run.converged),
      "stalled": .bool(fit.run.stalled),
      "diverged": .bool(fit.hasDiverged),
      "theta": .array(
        fit.run.theta.map { raw in
          [
            "raw": .integer(raw),
            "hex": .string(NumberText.hex(formats[.theta].bits(ofRaw: raw), width: formats[.theta].width)),
            "value": .number(formats[.theta].value(ofRaw: raw)),
          ]
        }),
      "coefficients": .numbers(fit.coefficients),
      "loss": .number(fit.loss),
      "loss_raw": .integer(fit.run.loss),
      "reference": [
        "coefficients": .numbers(fit.referenceCoefficients),
        "theta": .numbers(fit.referenceTheta),
        "loss": .number(fit.reference.losses.last),
        "greatest_difference": .number(fit.greatestError),
      ],
      "least_squares": [
        "coefficients": .numbers(plan.leastSquares.coefficients),
        "theta": .numbers(plan.scaledLeastSquares),
        "residual_sum_of_squares": .number(plan.leastSquares.residualSumOfSquares),
        "r_squared": .number(plan.leastSquares.rSquared),
        "distance_in_lsb_of_theta": .number(fit.distanceInPlaces),
      ],
      "scaling": [
        "x": ["offset": .number(plan.scales.x.offset), "unit": .number(plan.scales.x.unit)],
        "y": ["offset": .number(plan.scales.y.offset), "unit": .number(plan.scales.y.unit)],
      ],
      "nodes": .object(
        Node.allCases.map { JSON.Member($0.name, fit.statistics[$0].json(formats[$0])) }),
      "register_bits": .integer(plan.design.registerBits),
      "notes": .array(
        plan.notes.map { ["severity": .string($0.severity.rawValue), "text": .string($0.text)] }),
      "diagnosis": .array(fit.diagnosis.map { .string($0) }),
    ]
  }

  /// The registers of a design.
  public init(registersOf design: Design) {
    self = [
      "registers": .array(
        design.registers.map {
          [
            "scope": .string($0.scope), "name": .string($0.name), "width": .integer($0.width),
            "fraction_bits": $0.fractionBits.map { .integer($0) } ?? .null,
            "signed": .bool($0.isSigned), "node": $0.node.map { .string($0.name) } ?? .null,
          ]
        }),
      "register_bits": .integer(design.registerBits),
    ]
  }
}

extension Settings.Tolerance {
  fileprivate var json: JSON {
    switch self {
    case .none: .null
    case .value(let value): .number(value)
    }
  }
}

extension NodeStatistics {
  fileprivate func json(_ format: Format) -> JSON {
    var json: JSON = [
      "format": .string(format.description),
      "min": .number(range.map { format.value(ofRaw: $0.lowerBound) }),
      "max": .number(range.map { format.value(ofRaw: $0.upperBound) }),
      "min_raw": range.map { .integer($0.lowerBound) } ?? .null,
      "max_raw": range.map { .integer($0.upperBound) } ?? .null,
      "casts": .integer(casts),
      "wraps": .integer(wraps),
      "saturations": .integer(saturations),
      "inexact": .integer(inexact),
    ]
    json.append(
      "first_overflow",
      firstOverflow.map {
        [
          "epoch": .integer($0.epoch), "sample": $0.sample.map { .integer($0) } ?? .null,
          "cycle": .integer($0.cycle),
        ]
      } ?? .null)
    return json
  }
}
