import Datapath

/// Some bits of a signal of the RTL, by its path below the top module.
struct RTLSignal: Hashable, Sendable {
  /// `controller.valid`.
  let path: String
  var lowBit = 0
  let width: Int

  /// `controller.valid[3]` where it is not the whole signal.
  var text: String { isPart ? "\(path)[\(lowBit)]" : path }
  var isPart = false
  /// Whether the signal must have just this width.
  var isWhole = false
}

extension Design {
  /// Where in `rtl/` each of ``registers`` is found: the table at the head of `rtl/hardfit.v`, in the same order.
  var rtlRegisters: [RTLSignal] {
    registers.map { register in
      let stage = register.scope.hasPrefix("stage_") ? Int(register.scope.dropFirst(6)) : nil
      let name = register.name
      switch (stage, name) {
      case (let stage?, "valid"), (let stage?, "last"):
        return RTLSignal(path: "controller.\(name)", lowBit: stage, width: 1, isPart: true)
      case (let stage?, _):
        return RTLSignal(
          path: path(of: name, at: stage), width: register.width, isWhole: true)
      case (nil, _):
        return RTLSignal(path: path(of: name), width: register.width, isWhole: true)
      }
    }
  }

  /// A register of the pipeline.
  private func path(of name: String, at stage: Int) -> String {
    let (kind, k) = Self.split(name)
    return switch kind {
    case "x", "y": "\(kind).stage[\(stage)].word"
    case "horner", "estimate": "steps[\(k)].step.\(kind)"
    case "raise": "powers[\(k)].power.exact"
    case "power":
      stage == 2 * k + 1
        ? "powers[\(k)].power.word"
        : "powers[\(k)].carry.delay.stage[\(stage - 2 * k - 2)].word"
    case "error": "error.stage[\(stage - 2 * degree - 1)].word"
    case "partial": "products[\(k)].product.exact"
    case "squared": "square.exact"
    case "product": k == 0 ? "product_0.stage[0].word" : "products[\(k)].product.word"
    default: "square.word"
    }
  }

  /// A register outside of it.
  private func path(of name: String) -> String {
    if name.hasPrefix("overflow_"), let node = Node(name: name.dropFirst(9)) {
      return "nodes[\(node.rawValue)].casts.sticky"
    }
    let (kind, k) = Self.split(name)
    return switch kind {
    case "theta", "weight": "update.parameters[\(k)].\(kind)"
    case "gradient": "gradients[\(k)].accumulator.total"
    case "loss" where name == "loss": "loss.total"
    case "step": "update.step"
    case "scaled": "update.scaled.exact"
    case "update": "update.scaled.word"
    default: "controller.\(name)"
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
