import FixedPoint

/// A register of a design: where it is, what it is called, how wide it is.
public struct Register: Hashable, Sendable {
  /// The part of the machine: `controller`, `parameters`, a stage of the pipeline, …
  public let scope: String
  /// The name within the scope.
  public let name: String
  /// Bits, as many flip-flops.
  public let width: Int
  /// Where the binary point stands; nil for what is no number.
  public let fractionBits: Int?
  public let isSigned: Bool
  /// The node whose format the register has, if it is not an exact intermediate value.
  public let node: Node?
}

extension Design {
  /// Every register, in the order of the microarchitecture page.
  ///
  /// This is the whole state of the machine; a machine that is given the values of these registers
  /// goes on exactly as the one that they were taken from.
  public var registers: [Register] {
    var list: [Register] = []
    visitRegisters { scope, name, width, number, node in
      list.append(
        Register(
          scope: scope.name, name: name.stem + (name.index.map { "_\($0)" } ?? ""), width: width,
          fractionBits: number?.fractionBits,
          isSigned: number?.isSigned ?? false, node: node))
    }
    return list
  }

  /// The bits of all registers: the storage of the datapath, whatever N and the epochs.
  public var registerBits: Int {
    var bits = 0
    visitRegisters { _, _, width, _, _ in bits += width }
    return bits
  }

  /// The part of the machine that a register is in.
  private enum Scope {
    case controller, parameters
    case stage(Int)
    case accumulators, update

    var name: String {
      switch self {
      case .controller: "controller"
      case .parameters: "parameters"
      case .stage(let stage): "stage_\(stage)"
      case .accumulators: "accumulators"
      case .update: "update"
      }
    }
  }

  private static let overflowNames = NodeMap { "overflow_\($0.name)" }

  /// Visits every register. Whoever wants no names spends no time on making them.
  ///
  /// - Parameter visit: gets the stem of the name and its index, the shape of what is a number, and the node that has it.
  private func visitRegisters(
    _ visit: (
      _ scope: Scope, _ name: (stem: String, index: Int?), _ width: Int, _ number: Exact?,
      _ node: Node?
    ) -> Void
  ) {
    var scope = Scope.controller
    let path = Path(self)
    func bits(_ name: String, _ width: Int) { visit(scope, (name, nil), width, nil, nil) }
    func word(_ name: String, at index: Int? = nil, _ node: Node) {
      visit(scope, (name, index), formats[node].width, self[node], node)
    }
    func exact(_ name: String, at index: Int? = nil, _ shape: Exact) {
      visit(scope, (name, index), shape.width, shape, nil)
    }

    bits("state", 3)
    bits("index", 3)
    bits("epochs_left", 32)
    for flag in ["has_previous", "changed", "done", "converged", "stalled"] { bits(flag, 1) }
    for node in Node.allCases where node.isCastInHardware(degree: degree) {
      bits(Self.overflowNames[node], 1)
    }
    scope = .parameters
    word("step", .step)
    exact(
      "tolerance",
      Exact(
        width: formats[.loss].width + 1, fractionBits: formats[.loss].fractionBits,
        isSigned: true))
    for k in 0...degree { word("theta", at: k, .theta) }
    for k in 0...degree { word("weight", at: k, .weight) }

    for stage in 0...(2 * degree + 3) {
      scope = .stage(stage)
      bits("valid", 1)
      bits("last", 1)
      let h = (stage + 1) / 2
      if stage <= 2 * degree + 1 { word("x", .x) }
      if stage <= 2 * degree { word("y", .y) }
      if (1...(2 * degree)).contains(stage) {
        if stage % 2 == 1 { exact("horner", at: h, path.horner(h)) }
        if stage % 2 == 0 { word("estimate", at: h, .estimate) }
      }
      for k in 2..<(degree + 1 > 2 ? degree + 1 : 2) {
        if stage == 2 * k { exact("raise", at: k, path.raise(k)) }
        if (2 * k + 1...max(2 * k + 1, 2 * degree + 1)).contains(stage) {
          word("power", at: k, .power)
        }
      }
      switch stage - 2 * degree {
      case 1: word("error", .error)
      case 2:
        word("error", .error)
        for k in 1...degree { exact("partial", at: k, path.partial(k)) }
        exact("squared", path.squared)
      case 3:
        for k in 0...degree { word("product", at: k, .product) }
        word("square", .square)
      default: break
      }
    }
    scope = .accumulators
    for k in 0...degree { word("gradient", at: k, .gradient) }
    word("loss", .loss)
    word("loss_previous", .loss)
    scope = .update
    exact("scaled", path.scaled)
    word("update", .update)
  }
}

extension Registers {
  /// The registers' values, in the order of ``Design/registers``.
  func values(of design: Design) -> [Int128] {
    var copy = self
    var values: [Int128] = []
    copy.visit(design) { value in values.append(value) }
    return values
  }

  /// Puts values into the registers, in the order of ``Design/registers``.
  mutating func restore(_ values: [Int128], of design: Design) {
    var position = 0
    visit(design) { value in
      value = values[position]
      position += 1
    }
    precondition(position == values.count)
  }

  /// Visits each register in the order of ``Design/registers``, to read or to write.
  private mutating func visit(_ design: Design, _ body: (inout Int128) -> Void) {
    let degree = design.degree
    func number<Stored: FixedWidthInteger>(_ register: inout Stored) {
      var value = Int128(register)
      body(&value)
      register = Stored(value)
    }
    func flag(_ register: inout Bool) {
      var value: Int128 = register ? 1 : 0
      body(&value)
      register = value != 0
    }
    func bit(_ register: inout UInt16, _ index: Int) {
      var value = Int128((register >> UInt16(index)) & 1)
      body(&value)
      register = register & ~(1 << UInt16(index)) | UInt16(value) << UInt16(index)
    }
    var code = state.rawValue
    number(&code)
    state = State(rawValue: code)!
    number(&index)
    number(&epochsLeft)
    flag(&hasPrevious)
    flag(&changed)
    flag(&done)
    flag(&converged)
    flag(&stalled)
    for node in Node.allCases where node.isCastInHardware(degree: degree) {
      bit(&overflow, node.rawValue)
    }
    number(&step)
    number(&tolerance)
    for k in 0...degree { number(&theta[k]) }
    for k in 0...degree { number(&weight[k]) }
    for stage in 0...(2 * degree + 3) {
      bit(&valid, stage)
      bit(&last, stage)
      if stage <= 2 * degree + 1 { number(&x[stage]) }
      if stage <= 2 * degree { number(&y[stage]) }
      if (1...(2 * degree)).contains(stage) {
        if stage % 2 == 1 { number(&horner[(stage + 1) / 2]) }
        if stage % 2 == 0 { number(&estimate[stage / 2]) }
      }
      if degree >= 2 {
        if stage == 4 { number(&raise[2]) }
        if stage >= 5, stage <= 2 * degree + 1 { number(&power2[stage]) }
      }
      if degree >= 3 {
        if stage == 6 { number(&raise[3]) }
        if stage == 7 { number(&power3[stage]) }
      }
      switch stage - 2 * degree {
      case 1: number(&error[0])
      case 2:
        number(&error[1])
        for k in 1...degree { number(&partial[k]) }
        number(&squared)
      case 3:
        for k in 0...degree { number(&product[k]) }
        number(&square)
      default: break
      }
    }
    for k in 0...degree { number(&gradient[k]) }
    number(&loss)
    number(&lossPrevious)
    number(&scaled)
    number(&update)
  }
}
