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
    var scope = ""
    let path = Path(self)
    func bits(_ name: String, _ width: Int) {
      list.append(
        Register(
          scope: scope, name: name, width: width, fractionBits: nil, isSigned: false, node: nil))
    }
    func word(_ name: String, _ node: Node) {
      let format = formats[node]
      list.append(
        Register(
          scope: scope, name: name, width: format.width, fractionBits: format.fractionBits,
          isSigned: format.isSigned, node: node))
    }
    func exact(_ name: String, _ shape: Exact) {
      list.append(
        Register(
          scope: scope, name: name, width: shape.width, fractionBits: shape.fractionBits,
          isSigned: shape.isSigned, node: nil))
    }

    scope = "controller"
    bits("state", 3)
    bits("index", 3)
    bits("epochs_left", 32)
    for flag in ["has_previous", "changed", "done", "converged", "stalled"] { bits(flag, 1) }
    for node in Node.allCases where node.isCastInHardware(degree: degree) {
      bits("overflow_\(node.name)", 1)
    }
    scope = "parameters"
    word("step", .step)
    exact(
      "tolerance",
      Exact(
        width: formats[.loss].width + 1, fractionBits: formats[.loss].fractionBits,
        isSigned: true))
    for k in 0...degree { word("theta_\(k)", .theta) }
    for k in 0...degree { word("weight_\(k)", .weight) }

    for stage in 0...(2 * degree + 3) {
      scope = "stage_\(stage)"
      bits("valid", 1)
      bits("last", 1)
      let h = (stage + 1) / 2
      if stage <= 2 * degree + 1 { word("x", .x) }
      if stage <= 2 * degree { word("y", .y) }
      if (1...(2 * degree)).contains(stage) {
        if stage % 2 == 1 { exact("horner_\(h)", path.horner(h)) }
        if stage % 2 == 0 { word("estimate_\(h)", .estimate) }
      }
      for k in 2..<(degree + 1 > 2 ? degree + 1 : 2) {
        if stage == 2 * k { exact("raise_\(k)", path.raise(k)) }
        if (2 * k + 1...max(2 * k + 1, 2 * degree + 1)).contains(stage) {
          word("power_\(k)", .power)
        }
      }
      switch stage - 2 * degree {
      case 1: word("error", .error)
      case 2:
        word("error", .error)
        for k in 1...degree { exact("partial_\(k)", path.partial(k)) }
        exact("squared", path.squared)
      case 3:
        for k in 0...degree { word("product_\(k)", .product) }
        word("square", .square)
      default: break
      }
    }
    scope = "accumulators"
    for k in 0...degree { word("gradient_\(k)", .gradient) }
    word("loss", .loss)
    word("loss_previous", .loss)
    scope = "update"
    exact("scaled", path.scaled)
    word("update", .update)
    return list
  }

  /// The bits of all registers: the storage of the datapath, whatever N and the epochs.
  public var registerBits: Int { registers.reduce(0) { $0 + $1.width } }
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
