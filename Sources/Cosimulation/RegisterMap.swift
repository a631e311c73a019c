import Datapath

/// Some bits of a signal of the RTL, by its path below the top module.
struct RTLSignal: Hashable, Sendable {
  /// `controller.valid`.
  let path: String
  var lowBit = 0
  let width: Int

  /// `controller.valid[3]` or `sample.stage[0].word[31:16]` where it is not the whole signal.
  var text: String {
    guard isPart else { return path }
    return width == 1 ? "\(path)[\(lowBit)]" : "\(path)[\(lowBit + width - 1):\(lowBit)]"
  }
  var isPart = false
  /// Whether the signal must have just this width.
  var isWhole = false
}

extension Design {
  /// Where in `rtl/` each of ``registers`` is found: the table at the head of `rtl/hardfit.v`, in the same order.
  var rtlRegisters: [RTLSignal] {
    // How many stages a value was carried since it was made.
    var ages: [Int: Int] = [:]
    for rule in rules {
      if case .valid = rule.event, rule.operation == .copy,
        case .register(let source) = rule.sources[0]
      {
        ages[rule.target] = ages[source, default: 0] + 1
      }
    }
    return registers.enumerated().map { position, register in
      if let stage = register.stage, register.fractionBits == nil {
        return RTLSignal(
          path: "controller.\(register.name)", lowBit: stage, width: 1, isPart: true)
      }
      if register.name.hasPrefix("begins_") {
        return RTLSignal(
          path: "controller.begins", lowBit: Self.split(register.name).k, width: 1, isPart: true)
      }
      let age = ages[position] ?? 0
      if architecture == .stream, ["x", "y"].contains(register.name), age <= 4 * degree {
        return RTLSignal(
          path: "sample.stage[\(age)].word", lowBit: register.name == "y" ? formats[.x].width : 0,
          width: register.width, isPart: true)
      }
      return RTLSignal(
        path: path(of: register.name, carried: age), width: register.width, isWhole: true)
    }
  }

  /// - Parameter age: the stages since the value was made.
  private func path(of name: String, carried age: Int) -> String {
    if name.hasPrefix("overflow_"), let node = Node(name: name.dropFirst(9)) {
      return "nodes[\(node.rawValue)].casts.sticky"
    }
    let (kind, k) = Self.split(name)
    if architecture == .moments, let path = pathOfMoments(kind, k) { return path }
    switch name == "loss_previous" ? name : kind {
    case "x" where architecture == .stream: return "x.stage[\(age - 4 * degree - 1)].word"
    case "x", "y", "error": return "\(kind).stage[\(age)].word"
    case "lower", "upper", "horner", "estimate": return "steps[\(k)].step.\(kind)"
    case "sum" where k > 0: return "steps[\(k)].step.adder.stage.sum"
    case "difference": return "subtractor.stage.sum"
    case "raise": return "powers[\(k)].power.exact"
    case "power" where age == 0: return "powers[\(k)].power.word"
    case "power": return "powers[\(k)].carry.delay.stage[\(age - 1)].word"
    case "partial": return "products[\(k)].product.exact"
    case "squared": return "square.exact"
    case "product" where k == 0: return "product_0.stage[0].word"
    case "product": return "products[\(k)].product.word"
    case "square": return "square.word"
    case "theta", "weight": return "update.parameters[\(k)].\(kind)"
    case "gradient": return "gradients[\(k)].accumulator.total"
    case "loss": return architecture == .moments ? "residual.loss" : "loss.total"
    case "rounded": return "update.rounded"
    case "sum": return "update.adder.stage.sum"
    case "update": return "update.movement"
    case "step", "scaled", "moved", "viewed", "factor": return "update.\(kind)"
    default: return "controller.\(name)"
    }
  }

  /// What `rtl/hardfit_moments.v` has elsewhere, or alone.
  private func pathOfMoments(_ kind: String, _ k: Int) -> String? {
    switch kind {
    case "partial": "crosses[\(k)].partial"
    case "squared": "squared"
    case "moment":
      ["count", "moment_1"].dropFirst(k).first.map { "\($0).total" }
        ?? "powers[\(k)].accumulator.total"
    case "cross": k == 0 ? "cross_0.total" : "crosses[\(k)].accumulator.total"
    case "energy": "energy.total"
    case "held_moment": "held_moments.held.words[\(k)].word"
    case "held_cross": "held_crosses.held.words[\(k)].word"
    case "held_energy": "held_energies.held.words[0].word"
    case "initial": "first_thetas.held.words[\(k)].word"
    case "initial_step": "first_steps.held.words[0].word"
    case "chosen", "pair": "residual.\(kind)"
    case "term", "share": "residual.\(kind).product"
    case "residual", "remainder": "residual.\(kind).rest"
    case "gradient": "residual.gradients[\(k)].word"
    default: nil
    }
  }

  /// `theta_2` is number 2 of `theta`.
  static func split(_ name: String) -> (kind: String, k: Int) {
    guard let mark = name.lastIndex(of: "_"), let k = Int(name[name.index(after: mark)...]) else {
      return (name, 0)
    }
    return (String(name[..<mark]), k)
  }
}
