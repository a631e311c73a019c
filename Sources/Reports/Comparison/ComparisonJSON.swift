import Cases
import Reference

/// A comparison for other programs: every figure of the report, and all digits.
extension JSON {
  public init(_ comparison: Comparison, name: String) {
    let plan = comparison.plan
    self = [
      "case": .string(name),
      "architecture": .string(plan.design.architecture.rawValue),
      "degree": JSON(plan.degree),
      "scale": .string(plan.scaling.rawValue),
      "loss_kind": .string(plan.rate.objective.rawValue),
      "learning_rate": JSON(plan.rate.eta),
      "samples": JSON(plan.sampleCount),
      "reading": plan.columns.reading.map { JSON($0, plan.columns) } ?? .null,
      "maximum_epochs": JSON(plan.epochs),
      "theta_init": JSON(plan.initialTheta),
      "reach": JSON(comparison.reach),
      "least_squares": [
        "coefficients": JSON(plan.leastSquares.coefficients),
        "theta": JSON(plan.scaledLeastSquares),
        "r_squared": JSON(plan.leastSquares.rSquared),
      ],
      "ways": .array(
        comparison.results.map {
          JSON($0, plan, rSquared: comparison.rSquared)
        }),
      "symbolic": [
        "error": .string(comparison.symbolic.error.description),
        "loss": .string(comparison.symbolic.loss.description),
        "derivatives": .array(
          comparison.symbolic.derivatives.map { .string($0.description) }),
        "factors": .array(comparison.symbolic.factors.map { .string($0.description) }),
        "updates": .array(comparison.symbolic.updates.map { .string($0) }),
      ],
      "tape": .array(
        comparison.tape.map {
          [
            "operation": .string($0.operation), "keeps": .string($0.keeps), "bits": JSON($0.bits),
          ]
        }),
      "history": .array(
        comparison.conditioning.map { row in
          [
            "loop": JSON(row.loop),
            "quotients": .array(row.quotients.map { JSON($0) }),
            "derivatives": JSON(row.derivatives),
            "condition": JSON(row.condition),
          ]
        }),
      "notes": .array(
        comparison.fit.notes.map {
          ["severity": .string($0.severity.rawValue), "text": .string($0.text)]
        }),
    ]
  }

  private init(_ result: AlgorithmResult, _ plan: Plan, rSquared: Double?) {
    let million = 1_000_000
    func counts(_ count: OperationCount) -> JSON {
      [
        "multiplications": JSON(count.multiplications), "additions": JSON(count.additions),
        "divisions": JSON(count.divisions),
      ]
    }
    self = [
      "way": .string(result.algorithm.rawValue), "name": .string(result.algorithm.name),
      "passes": JSON(result.passes),
      "passes_each": .string(result.algorithm.passesOnce ? "run" : "epoch"),
      "storage": [
        "formula": .string(result.storage.description),
        "bits": JSON(result.storage.bits(samples: plan.sampleCount, epochs: plan.epochs)),
        "counted_bits": result.run.map { JSON($0.bits) } ?? .null,
        "bits_for_a_million_samples": JSON(
          result.storage.bits(samples: million, epochs: plan.epochs)),
      ],
      "operations_an_epoch": [
        "formulas": [
          "multiplications": .string(result.operations.multiplications),
          "additions": .string(result.operations.additions),
          "divisions": .string(result.operations.divisions),
        ],
        "here": counts(result.operations.count(samples: plan.sampleCount)),
        "counted": result.run.map { counts($0.operations) } ?? .null,
        "for_a_million_samples": counts(result.operations.count(samples: million)),
      ],
    ]
    if result.operations.aSampleOnce != OperationCount() {
      append(
        "operations_once",
        [
          "here": counts(result.operations.onceCount(samples: plan.sampleCount)),
          "counted": result.run.map { counts($0.onceOperations) } ?? .null,
          "for_a_million_samples": counts(result.operations.onceCount(samples: million)),
        ])
    }
    guard let run = result.run else {
      append("needed_bytes", result.neededBytes.map { JSON($0) } ?? .null)
      return
    }
    append("theta", JSON(run.theta))
    append("coefficients", JSON(run.coefficients))
    append("error", JSON(run.error))
    append("epochs", JSON(run.curve.epochs))
    append("epochs_to_reach", run.curve.reached.map { JSON($0) } ?? .null)
    append("stop", .string(run.stop))
    append("loss", JSON(run.curve.last?.loss))
    if let settled = result.fit?.settled {
      append("settles", .string(settled.end.rawValue))
      append("cycle_period", settled.cycle.map { JSON($0.period) } ?? .null)
      append("cycle_from", settled.cycle.map { JSON($0.firstEpoch) } ?? .null)
      append("worst_error", JSON(settled.againstLeastSquares.parameterRelative))
    }
    if result.algorithm == .closedForm { append("r_squared", JSON(rSquared)) }
  }
}
