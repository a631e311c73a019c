import Datapath
import FixedPoint

extension Design {
  var equationLayout: RegisterEquation.Layout {
    RegisterEquation.Layout(
      state: registers.firstIndex { $0.name == "state" }!,
      index: registers.firstIndex { $0.name == "index" }!)
  }

  /// The equations of every register that holds a number, as the description has them.
  ///
  /// What `start` alone loads, the step and the tolerance, is the rules' to say.
  var equations: [RegisterEquation] {
    let registers = registers
    return description.transfers.compactMap { transfer in
      let target = registers[transfer.target]
      guard target.fractionBits != nil, let when = RegisterEquation.Condition(transfer.event),
        let form = RegisterEquation.Form(transfer.operation, formats)
      else { return nil }
      let operands = transfer.operands.compactMap { operand(of: $0, registers) }
      guard operands.count == transfer.operands.count else { return nil }
      return RegisterEquation(
        target: transfer.target, width: target.width, isSigned: target.isSigned,
        operands: operands, form: form, when: when)
    }
  }

  private func operand(
    of operand: Transfer.Operand, _ registers: [Register]
  ) -> RegisterEquation.Operand? {
    func port(_ source: RegisterEquation.Operand.Source, _ name: String, _ node: Node)
      -> RegisterEquation.Operand
    {
      let format = formats[node]
      return RegisterEquation.Operand(
        source: source, name: name, width: format.width, fractionBits: format.fractionBits,
        isSigned: format.isSigned)
    }
    switch operand {
    case .register(let position):
      let register = registers[position]
      return RegisterEquation.Operand(
        source: .register(position), name: "\(register.scope).\(register.name)",
        width: register.width, fractionBits: register.fractionBits!, isSigned: register.isSigned)
    case .port(.x): return port(.x, "s_axis_tdata.x", .x)
    case .port(.y): return port(.y, "s_axis_tdata.y", .y)
    case .port(.initialTheta(let k)):
      return port(.theta(k), "cfg_theta_init.theta_\(k)", .theta)
    case .port: return nil
    }
  }
}

extension RegisterEquation.Condition {
  fileprivate init?(_ event: Transfer.Event) {
    switch event {
    case .accept: self = .accept
    case .valid(let register): self = .valid(register)
    case .start: self = .start
    case .state(let state, let index): self = .state(state.rawValue, index: index)
    case .taken: self = .taken
    case .always, .acceptLast, .drained: return nil
    }
  }
}

extension RegisterEquation.Form {
  fileprivate init?(_ operation: Transfer.Operation, _ formats: NodeMap<Format>) {
    switch operation {
    case .copy: self = .copy
    case .product: self = .product
    case .cast(let node), .sum(let node): self = .cast(formats[node], subtracts: false)
    case .difference(let node): self = .cast(formats[node], subtracts: true)
    case .constant(0): self = .clear
    default: return nil
    }
  }
}
