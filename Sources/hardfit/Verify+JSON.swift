import Cases
import Cosimulation

extension JSON {
  /// The outcome of a verification.
  ///
  /// - Parameter gaps: what it could not have shown, which is told of a pass.
  init(
    _ outcome: CaseVerification.Outcome, _ simulator: Simulator, _ name: String,
    _ gaps: [Unseen.Gap]? = nil, _ use: ParameterUse? = nil
  ) {
    self = ["case": .string(name), "simulator": .string(simulator.rawValue)]
    if let use { append("parameters", JSON(use)) }
    switch outcome {
    case .passed(let cycles):
      append("passed", true)
      append("cycles", JSON(cycles))
      if let gaps { append("not_shown", JSON(gaps)) }
    case .failed(let line):
      append("passed", false)
      append("problem", .string(line))
    case .diverged(let divergence):
      append("passed", false)
      append("port", JSON(divergence.port))
      append("register", divergence.register.map { JSON($0) } ?? .null)
      append("also", .array(divergence.others.map { .string($0) }))
      append("formula", divergence.formula.map { .string($0) } ?? .null)
      append("operands", .array(divergence.operands.map { JSON($0) }))
      append("hypotheses", JSON(divergence.hypotheses))
      append("notes", .array(divergence.notes.map { .string($0) }))
    }
  }

  private init(_ difference: Divergence.Difference) {
    self = [
      "name": .string(difference.name), "signal": .string(difference.path),
      "stage": .string(difference.stage), "cycle": JSON(difference.cycle),
      "epoch": difference.epoch.map { JSON($0) } ?? .null,
      "sample": difference.sample.map { JSON($0) } ?? .null,
      "bits": JSON(difference.width),
      "expected": JSON(difference, difference.expected),
      "actual": JSON(difference, difference.actual),
      "difference_lsb": difference.distance.map { JSON($0) } ?? .null,
    ]
  }

  private init(_ difference: Divergence.Difference, _ word: LogicWord) {
    self = [
      "hex": .string(word.hex(width: difference.width)),
      "binary": .string(word.binary(width: difference.width)),
      "value": JSON(difference.value(of: word)),
    ]
  }

  private init(_ operand: Divergence.Operand) {
    self = [
      "name": .string(operand.name), "bits": JSON(operand.width), "hex": .string(operand.hex),
      "value": JSON(operand.value),
    ]
  }
}
