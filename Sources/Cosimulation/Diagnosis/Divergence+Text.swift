import FixedPoint

extension Divergence {
  /// The report, line by line.
  package var lines: [String] {
    var lines = Self.lines(of: port, titled: "port")
    if let register {
      lines.append("")
      lines += Self.lines(of: register, titled: "first register to differ")
      if !others.isEmpty {
        let shown = others.prefix(4).joined(separator: ", ")
        lines.append(
          "  in the same cycle  \(shown)\(others.count > 4 ? " and \(others.count - 4) others" : "")"
        )
      }
    }
    if let formula {
      lines.append("")
      lines.append("loaded with \(formula)")
      lines += operands.map { operand in
        let value = operand.value.map { " = \(Self.text($0))" } ?? ""
        return "  \(operand.name)  \(operand.hex)\(value)"
      }
    }
    lines.append("")
    if hypotheses.isEmpty {
      lines.append("no change of the model that was tried makes it equal to the RTL")
    }
    for hypothesis in hypotheses {
      lines.append("matches if \(hypothesis.change)")
      lines.append("  tried on \(hypothesis.evidence)")
    }
    lines += notes.map { "note: \($0)" }
    return lines
  }

  /// "in cycle 15 at stage_3.error (epoch 1, sample 3)": the least that tells where.
  package var place: String {
    let first = register ?? port
    return "in cycle \(first.cycle) at \(first.name)\(Self.moment(first).map { " (\($0))" } ?? "")"
  }

  private static func lines(of difference: Difference, titled title: String) -> [String] {
    var lines = [
      "\(title)  \(difference.name)\(difference.path == difference.name ? "" : "  (\(difference.path))")"
    ]
    let moment = moment(difference).map { ", \($0)" } ?? ""
    lines.append("  cycle \(difference.cycle)\(moment), \(difference.stage)")
    for (name, word) in [("expected", difference.expected), ("actual  ", difference.actual)] {
      let value = difference.value(of: word).map { "  \(text($0))" } ?? ""
      lines.append(
        "  \(name)  \(word.hex(width: difference.width))  \(word.binary(width: difference.width))\(value)"
      )
    }
    if let distance = difference.distance {
      lines.append("  difference  \(distance > 0 ? "+" : "")\(distance) LSB")
    }
    return lines
  }

  private static func moment(_ difference: Difference) -> String? {
    difference.epoch.map { epoch in
      "epoch \(epoch)" + (difference.sample.map { ", sample \($0)" } ?? "")
    }
  }

  private static func text(_ value: Double) -> String { "\(value)" }
}
