import Datapath
import FixedPoint

extension Design {
  var equationLayout: RegisterEquation.Layout {
    RegisterEquation.Layout(
      state: registers.firstIndex { $0.name == "state" }!,
      index: registers.firstIndex { $0.name == "index" }!)
  }

  /// The equations of every register that holds a number, in the order of the data.
  var equations: [RegisterEquation] {
    EquationList(self).equations
  }
}

/// Collects the equations of a design.
private struct EquationList {
  private typealias Operand = RegisterEquation.Operand

  private let design: Design
  private let registers: [Register]
  private let positions: [String: Int]
  private(set) var equations: [RegisterEquation] = []

  init(_ design: Design) {
    self.design = design
    registers = design.registers
    positions = Dictionary(
      uniqueKeysWithValues: registers.enumerated().map { ("\($1.scope).\($1.name)", $0) })
    addSamplePath()
    addAccumulators()
    addUpdate()
  }

  // MARK: Sample by sample

  private mutating func addSamplePath() {
    let degree = design.degree
    for stage in 0...(2 * degree + 1) {
      if stage == 0 {
        add("stage_0.x", .copy, [port(.x)], .accept)
        add("stage_0.y", .copy, [port(.y)], .accept)
        continue
      }
      let (here, before) = ("stage_\(stage)", "stage_\(stage - 1)")
      addAtStage(stage, "\(here).x", .copy, ["\(before).x"])
      if stage <= 2 * degree { addAtStage(stage, "\(here).y", .copy, ["\(before).y"]) }
    }
    for h in 1...degree {
      let (multiply, add) = (2 * h - 1, 2 * h)
      let factor = h == 1 ? "parameters.weight_\(degree)" : "stage_\(2 * h - 2).estimate_\(h - 1)"
      addAtStage(
        multiply, "stage_\(multiply).horner_\(h)", .product, [factor, "stage_\(multiply - 1).x"])
      addAtStage(
        add, "stage_\(add).estimate_\(h)", cast(.estimate),
        ["stage_\(multiply).horner_\(h)", "parameters.weight_\(degree - h)"])
    }
    for k in 2..<max(2, degree + 1) {
      let x = "stage_\(2 * k - 1).x"
      addAtStage(
        2 * k, "stage_\(2 * k).raise_\(k)", .product,
        [k == 2 ? x : "stage_\(2 * k - 1).power_\(k - 1)", x])
      addAtStage(
        2 * k + 1, "stage_\(2 * k + 1).power_\(k)", cast(.power), ["stage_\(2 * k).raise_\(k)"])
      for stage in (2 * k + 2)..<max(2 * k + 2, 2 * degree + 2) {
        addAtStage(stage, "stage_\(stage).power_\(k)", .copy, ["stage_\(stage - 1).power_\(k)"])
      }
    }
    let (subtract, multiply, last) = (2 * degree + 1, 2 * degree + 2, 2 * degree + 3)
    addAtStage(
      subtract, "stage_\(subtract).error", cast(.error, subtracts: true),
      ["stage_\(2 * degree).y", "stage_\(2 * degree).estimate_\(degree)"])
    let error = "stage_\(subtract).error"
    addAtStage(multiply, "stage_\(multiply).error", .copy, [error])
    for k in 1...degree {
      addAtStage(
        multiply, "stage_\(multiply).partial_\(k)", .product,
        [error, k == 1 ? "stage_\(subtract).x" : "stage_\(subtract).power_\(k)"])
    }
    addAtStage(multiply, "stage_\(multiply).squared", .product, [error, error])
    addAtStage(last, "stage_\(last).product_0", cast(.product), ["stage_\(multiply).error"])
    for k in 1...degree {
      addAtStage(
        last, "stage_\(last).product_\(k)", cast(.product), ["stage_\(multiply).partial_\(k)"])
    }
    addAtStage(last, "stage_\(last).square", cast(.square), ["stage_\(multiply).squared"])
  }

  // MARK: Epoch by epoch

  private mutating func addAccumulators() {
    let last = 2 * design.degree + 3
    let state = RegisterEquation.Layout.update
    for k in 0...design.degree {
      let gradient = "accumulators.gradient_\(k)"
      addAtStage(last + 1, gradient, cast(.gradient), [gradient, "stage_\(last).product_\(k)"])
      add(gradient, .clear, [], .state(state, index: k))
    }
    let loss = "accumulators.loss"
    addAtStage(last + 1, loss, cast(.loss), [loss, "stage_\(last).square"])
    add(loss, .clear, [], .state(state, index: design.degree + 2))
    add(
      "accumulators.loss_previous", .copy, [operand(loss)],
      .state(state, index: design.degree + 2))
  }

  private mutating func addUpdate() {
    let degree = design.degree
    let (load, state) = (RegisterEquation.Layout.load, RegisterEquation.Layout.update)
    for k in 0...degree {
      let (theta, weight) = (operand("parameters.theta_\(k)"), "parameters.weight_\(k)")
      let gradient = operand("accumulators.gradient_\(k)")
      add(
        "update.scaled", .product, [operand("parameters.step"), gradient], .state(state, index: k))
      add("update.update", cast(.update), [operand("update.scaled")], .state(state, index: k + 1))
      add(
        theta.name, cast(.theta), [theta, operand("update.update")], .state(state, index: k + 2))
      add(
        theta.name, .copy,
        [
          Operand(
            source: .theta(k), name: "cfg_theta_init.theta_\(k)", width: theta.width,
            fractionBits: theta.fractionBits, isSigned: theta.isSigned)
        ], .start)
      add(weight, cast(.weight), [theta], .state(load, index: k + 3))
      add(
        weight, cast(.weight), [theta], k < degree ? .state(state, index: k + 3) : .taken)
    }
  }

  // MARK: Building

  private func cast(_ node: Node, subtracts: Bool = false) -> RegisterEquation.Form {
    .cast(design.formats[node], subtracts: subtracts)
  }

  private func port(_ node: Node) -> Operand {
    let format = design.formats[node]
    return Operand(
      source: node == .x ? .x : .y, name: "s_axis_tdata.\(node.name)", width: format.width,
      fractionBits: format.fractionBits, isSigned: format.isSigned)
  }

  private func operand(_ name: String) -> Operand {
    let register = registers[positions[name]!]
    return Operand(
      source: .register(positions[name]!), name: name, width: register.width,
      fractionBits: register.fractionBits!, isSigned: register.isSigned)
  }

  private mutating func addAtStage(
    _ stage: Int, _ target: String, _ form: RegisterEquation.Form, _ operands: [String]
  ) {
    add(target, form, operands.map(operand), .valid(positions["stage_\(stage - 1).valid"]!))
  }

  private mutating func add(
    _ target: String, _ form: RegisterEquation.Form, _ operands: [Operand],
    _ when: RegisterEquation.Condition
  ) {
    let position = positions[target]!
    equations.append(
      RegisterEquation(
        target: position, width: registers[position].width,
        isSigned: registers[position].isSigned, operands: operands, form: form, when: when))
  }
}
