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

extension Register {
  /// The shape of what it holds; nil for what is no number.
  var shape: Exact? {
    fractionBits.map { Exact(width: width, fractionBits: $0, isSigned: isSigned) }
  }
}

extension Design {
  private static let built = Variant.table { $0.description() }
  private static let values = Variant.table { $0.description(isAsBuilt: false) }
  private static let clocks = Variant.table { variant in
    let built = variant.description()
    // The cycle in which the last sample is in the last stage is one of the pipeline's.
    let (pipeline, end) = (built.pipelineValids.count - 1, built.cycles(from: built.drained))
    let isOnce = variant.architecture == .moments
    // A stream is complete a cycle after its last sample was accepted.
    let complete = variant.running == .off ? 0 : 1
    return (
      start: built.cycles(from: .start).count, pass: isOnce ? pipeline + 1 + complete : 0,
      epoch: (isOnce ? 0 : pipeline + 1) + end.count(where: { $0.repeats == nil }),
      repeated: end.compactMap(\.repeats)
    )
  }

  /// What the design is built of, whatever its formats.
  package var description: Description { entry(Self.built) }

  /// The same values and cycles without the registers inside operations.
  package var valueDescription: Description { entry(Self.values) }

  /// The cycles that follow from the description.
  ///
  /// `pass` is the drain of samples that pass but once.
  var latency: (start: Int, pass: Int, overhead: Int) {
    let clock = entry(Self.clocks)
    let repeated = clock.repeated.reduce(0) { $0 + formats[$1].width }
    return (clock.start, clock.pass, clock.epoch + repeated)
  }

  /// Every register, in the order of the microarchitecture page.
  ///
  /// This is the whole state of the machine; a machine that is given the values of these registers
  /// goes on exactly as the one that they were taken from.
  public var registers: [Register] {
    description.registers.map { register in
      let shape = shape(of: register.content)
      let isNumber = if case .bits = register.content { false } else { true }
      var node: Node? { if case .word(let node) = register.content { node } else { nil } }
      return Register(
        scope: register.scope, name: register.name, width: shape.width,
        fractionBits: isNumber ? shape.fractionBits : nil, isSigned: shape.isSigned, node: node)
    }
  }

  /// The bits of all registers: the storage of the datapath, whatever N and the epochs.
  public var registerBits: Int {
    description.registers.reduce(0) { $0 + shape(of: $1.content).width }
  }

  /// The shape of what a register of a description holds; of the one that it is built by, if none is given.
  func shape(of content: Description.Content, in description: Description? = nil) -> Exact {
    func operand(_ position: Int) -> Exact {
      let description = description ?? self.description
      return shape(of: description.registers[position].content, in: description)
    }
    switch content {
    case .bits(let count): return Exact(width: count, fractionBits: 0, isSigned: false)
    case .word(let node): return self[node]
    case .product(let left, let right):
      return left == right ? operand(left).squared : operand(left) * operand(right)
    case .partialProduct(let left, let right, let isUpper):
      return operand(left).part(isUpper: isUpper) * operand(right)
    case .sum(let left, let right, let isDifference):
      return Exact(summing: operand(left), operand(right), isDifference: isDifference)
    case .total(let first, let term, let count):
      return Exact(remainderOf: operand(first), minus: operand(term), count: count)
    case .rounded(let source, let node): return operand(source).rounded(as: formats[node])
    case .difference(let node):
      return Exact(
        width: self[node].width + 1, fractionBits: self[node].fractionBits, isSigned: true)
    }
  }
}
