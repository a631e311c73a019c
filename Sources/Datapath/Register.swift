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
  private static let streams = degrees.map { Description.stream(degree: $0) }
  private static let values = degrees.map { Description.stream(degree: $0, isAsBuilt: false) }
  private static let latencies = streams.map { stream in
    let end = stream.cycles(from: stream.drained)
    // The cycle in which the last sample is in the last stage is one of the pipeline's.
    return (
      start: stream.cycles(from: .start).count,
      overhead: stream.pipelineValids.count + end.count(where: { !$0.isRepeated }),
      bits: end.count(where: \.isRepeated)
    )
  }

  /// What the design is built of, whatever its formats.
  package var description: Description { Self.streams[degree - 1] }

  /// The same values and cycles without the registers inside operations.
  package var valueDescription: Description { Self.values[degree - 1] }

  /// The cycles that follow from the description.
  var latency: (start: Int, overhead: Int) {
    let (start, overhead, bits) = Self.latencies[degree - 1]
    return (start, overhead + bits * formats[.step].width)
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
    case .rounded(let source, let node): return operand(source).rounded(as: formats[node])
    case .difference(let node):
      return Exact(
        width: self[node].width + 1, fractionBits: self[node].fractionBits, isSigned: true)
    }
  }
}
