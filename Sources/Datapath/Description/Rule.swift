import FixedPoint

/// A transfer with the formats of a design: what a register loads for given words of its operands.
///
/// It computes in plain numbers, one load at a time, so that a changed rule can be tried as well as the right one.
package struct Rule: Sendable {
  package let target: Int
  package let event: Transfer.Event
  package let sources: [Transfer.Operand]
  package var operation: Transfer.Operation
  /// The shape in which each operand is read.
  package var operands: [Exact]
  /// The format of the node that it casts into.
  package var format: Format?
  /// The shape of the register.
  package let shape: Exact

  /// The node into whose words a value is quantised here; of a cast that takes two steps, in the first one.
  package let quantizedNode: Node?

  package init(_ transfer: Transfer, of design: Design) {
    self.init(transfer, of: design, in: design.description)
  }

  fileprivate init(_ transfer: Transfer, of design: Design, in description: Description) {
    let registers = description.registers
    let shape = design.shape(of: registers[transfer.target].content, in: description)
    (target, event, sources) = (transfer.target, transfer.event, transfer.operands)
    (operation, self.shape) = (transfer.operation, shape)
    operands = transfer.operands.map { operand in
      switch operand {
      case .register(let position):
        design.shape(of: registers[position].content, in: description)
      // A port is only copied, and has the register's shape.
      case .port: shape
      }
    }
    format = transfer.operation.formatNode.map { design.formats[$0] }
    let isRounded = transfer.operands.contains {
      if case .register(let position) = $0, case .rounded = registers[position].content {
        true
      } else {
        false
      }
    }
    quantizedNode = transfer.operation.roundedNode ?? (isRounded ? nil : transfer.operation.node)
  }

  /// What is loaded; nil if the exact value does not fit 128 bits.
  ///
  /// - Parameter words: those of the operands, of which it reads as many bits as they have.
  package func load(_ words: [Int128]) -> Cast? {
    let numbers = zip(words, operands).map { $1.word(fromBits: $0) }
    func number(_ value: Int128) -> Cast {
      Cast(raw: shape.word(fromBits: value), isInexact: false, isOverflow: false)
    }
    func bit(_ value: Bool) -> Cast { number(value ? 1 : 0) }
    switch operation {
    case .copy: return number(numbers[0])
    case .constant(let word): return number(Int128(word))
    case .add(let count): return number(numbers[0] + Int128(count))
    case .product:
      let (product, overflows) = numbers[0].multipliedReportingOverflow(by: numbers.last!)
      return overflows ? nil : number(product)
    case .partialProduct(let isUpper):
      let places = Int128(operands[0].split)
      let factor = isUpper ? numbers[0] >> places : numbers[0] & (1 << places - 1)
      return number(factor * numbers[1])
    case .cast, .sum, .difference: return exact(words).map(cast)
    case .exactSum, .exactDifference: return exact(words).map(number)
    case .round:
      return exact(words).map { exact in
        // Where nothing is dropped, the number stays in its own LSBs.
        guard finest > format!.fractionBits else { return number(exact) }
        return Cast(
          raw: shape.word(fromBits: format!.rounded(exact, fractionBits: finest)),
          isInexact: cast(exact).isInexact, isOverflow: false)
      }
    case .shiftAdd:
      // The multiplicand comes on top of all bits of the multiplier but the one that leaves.
      let places = Int128(operands[0].width - operands[1].width - 1)
      return number(numbers[0] >> 1 + (numbers[0] & 1 == 0 ? 0 : numbers[1] << places))
    case .digit:
      let isSign = format!.isSigned && numbers[3] == Int128(format!.width - 1)
      guard numbers[2] >> numbers[3] & 1 != 0 else { return number(numbers[0] << 1) }
      return number(numbers[0] << 1 + (isSign ? -numbers[1] : numbers[1]))
    case .highestBit: return number(Int128(format!.width - 1))
    case .leave(let next, let otherwise, _):
      return number(Int128(numbers[0] == 0 ? next : otherwise))
    case .waits:
      return bit(numbers[2] != 0 || numbers[0] != 0 && numbers[1] == 0 && numbers[3] == 0)
    case .differs: return bit(numbers[0] != 0 || numbers[1] != numbers[2])
    case .isZero: return bit(numbers[0] == 0)
    case .converges: return bit(numbers[0] != 0 && numbers[1] <= numbers[2])
    case .choose(let ifOver, let otherwise):
      let isOver = numbers[0] != 0 || numbers[1] != 0 || numbers[2] == 0
      return number(isOver ? Int128(ifOver) : otherwise.map { Int128($0) } ?? numbers[3])
    }
  }

  /// The exact value that is cast, in units of ``finest``; nil if it does not fit 128 bits.
  package func exact(_ words: [Int128]) -> Int128? {
    func aligned(_ index: Int) -> Int128? {
      // A sum that begins.
      if index == 0, terms.count == 2, operands.count > 2, words[2] & 1 == 1 { return 0 }
      let (number, zeros) = (
        operands[index].word(fromBits: words[index]), finest - operands[index].fractionBits
      )
      guard number != 0, zeros > 0 else { return number }
      guard zeros < 127 else { return nil }
      let shifted = number << Int128(zeros)
      return shifted >> Int128(zeros) == number ? shifted : nil
    }
    guard terms.count == 2 else { return aligned(terms.lowerBound) }
    guard let a = aligned(terms.lowerBound), let b = aligned(terms.lowerBound + 1) else {
      return nil
    }
    let (sum, overflows) =
      subtracts ? a.subtractingReportingOverflow(b) : a.addingReportingOverflow(b)
    return overflows ? nil : sum
  }

  /// The word for an exact value in units of ``finest``.
  package func cast(_ exact: Int128) -> Cast { format!.cast(exact, fractionBits: finest) }

  /// The fraction bits of the exact value that is cast.
  package var finest: Int { operands[terms].map(\.fractionBits).max()! }

  /// The operands that are added up before a cast.
  package var terms: Range<Int> {
    switch operation {
    case .sum, .difference, .exactSum, .exactDifference: 0..<2
    default: 0..<1
    }
  }

  package var subtracts: Bool {
    switch operation {
    case .difference, .exactDifference: true
    default: false
    }
  }

  /// The shape of the exact value that is cast: an adder no wider than it has to be, signed only where it must.
  package var exactShape: Exact {
    let terms = operands[terms]
    return terms.count == 2
      ? Exact(summing: terms.first!, terms.last!, isDifference: subtracts) : terms.first!
  }
}

extension Design {
  /// What registers load, in the order of the description.
  package var rules: [Rule] { description.transfers.map { Rule($0, of: self) } }

  /// The same of values alone, each made at once: positions are those of ``valueDescription``.
  package var valueRules: [Rule] {
    valueDescription.transfers.map { Rule($0, of: self, in: valueDescription) }
  }
}

extension Transfer.Operation {
  /// What is loaded, in words: "Q_error(y − estimate_1)".
  package func text(_ operands: [String]) -> String {
    switch self {
    case .copy: return operands[0]
    case .product: return "\(operands[0]) · \(operands[1])"
    case .partialProduct(let isUpper):
      return "\(isUpper ? "upper" : "lower") bits of \(operands[0]) · \(operands[1])"
    case .exactSum: return "\(operands[0]) + \(operands[1])"
    case .exactDifference: return "\(operands[0]) − \(operands[1])"
    case .shiftAdd: return "(\(operands[0]) + \(operands[1]) where its lowest bit is 1) / 2"
    case .digit(let node):
      return
        "2 · \(operands[0]) + \(operands[1]) where bit \(operands[3]) of \(operands[2]) is 1, − where it is a sign of \(node.name)"
    case .round(let node): return "\(operands[0]) rounded as \(node.name)"
    case .highestBit(let node): return "W(\(node.name)) − 1"
    case .leave(let next, let otherwise, _):
      return "\(next) where \(operands[0]) = 0, else \(otherwise)"
    case .waits:
      return "\(operands[2]), or \(operands[0]) but for \(operands[1]) and \(operands[3])"
    case .differs: return "\(operands[0]) or \(operands[1]) ≠ \(operands[2])"
    case .isZero: return "not \(operands[0])"
    case .cast(let node): return "Q_\(node.name)(\(operands[0]))"
    case .sum(let node):
      let begins = operands.count > 2 ? " unless \(operands[2])" : ""
      return "Q_\(node.name)(\(operands[0])\(begins) + \(operands[1]))"
    case .difference(let node): return "Q_\(node.name)(\(operands[0]) − \(operands[1]))"
    case .constant(let word): return "\(word)"
    case .add(let count): return "\(operands[0]) \(count < 0 ? "−" : "+") \(abs(count))"
    case .converges: return "\(operands[0]) and \(operands[1]) ≤ \(operands[2])"
    case .choose(let ifOver, let otherwise):
      let other = otherwise.map { "\($0)" } ?? operands[3]
      return
        "\(ifOver) where \(operands[0]) or \(operands[1]) or \(operands[2]) = 0, else \(other)"
    }
  }
}

/// The words of all registers and ports in a cycle, before the clock edge.
package struct CycleWords: Sendable {
  package let registers: [Int128]
  package var inputs: Inputs<Int128>
  package let configuration: Configuration
  private let controller: Description.Controller

  package init(
    _ registers: [Int128], _ inputs: Inputs<Int128>, _ configuration: Configuration,
    _ controller: Description.Controller
  ) {
    (self.registers, self.inputs) = (registers, inputs)
    (self.configuration, self.controller) = (configuration, controller)
  }

  package var state: State { State(rawValue: Int(registers[controller.state])) ?? .idle }

  /// Whether an event happens; none does under `rst`.
  package func happens(_ event: Transfer.Event) -> Bool {
    guard !inputs.reset else { return false }
    return switch event {
    case .always: true
    case .accept: isReady && inputs.sampleValid
    case .acceptLast: isReady && inputs.sampleValid && inputs.sampleLast
    case .valid(let register): registers[register] == 1
    case .drained(let valid, let last):
      isIn(.drain) && registers[valid] == 1 && registers[last] == 1
    case .start: isIn(.idle) && inputs.start
    case .swap(let waiting): isIn(.run) && registers[waiting] == 1
    case .state(let state, let index): isIn(state) && registers[controller.index] == index
    case .taken: isIn(.result) && (inputs.resultReady || !controller.isOffering(registers))
    }
  }

  /// Whether a sample is accepted: of samples that keep coming, in every state after `start`.
  package var isReady: Bool { controller.waiting == nil ? isIn(.run) : !isIn(.idle) }

  package func isIn(_ state: State) -> Bool { registers[controller.state] == state.rawValue }

  package subscript(_ operand: Transfer.Operand) -> Int128 {
    switch operand {
    case .register(let position): registers[position]
    case .port(.x): inputs.x
    case .port(.y): inputs.y
    case .port(.step): configuration.step
    case .port(.tolerance): configuration.tolerance
    case .port(.maximumEpochs): Int128(configuration.maximumEpochs)
    case .port(.initialTheta(let k)): configuration.initialTheta[k]
    case .port(.accept): happens(.accept) ? 1 : 0
    case .port(.acceptLast): happens(.acceptLast) ? 1 : 0
    case .port(.swap): controller.waiting.map { happens(.swap(waiting: $0)) } == true ? 1 : 0
    }
  }
}

extension Description {
  /// Where the registers are that events are decoded from.
  package struct Controller: Sendable {
    package let state, index: Int
    /// What says that a complete stream waits, where samples keep coming.
    fileprivate let waiting: Int?
    /// What a run stops by, where nothing but its last result is offered.
    fileprivate let stops: (converged: Int, stalled: Int, epochsLeft: Int)?

    /// Whether a result is offered in `result`.
    fileprivate func isOffering(_ registers: [Int128]) -> Bool {
      guard let stops else { return true }
      return registers[stops.converged] == 1 || registers[stops.stalled] == 1
        || registers[stops.epochsLeft] == 0
    }
  }
}

extension Design {
  package var controller: Description.Controller {
    func position(_ name: String) -> Int { description.position(name)! }
    return Description.Controller(
      state: position("state"), index: position("index"),
      waiting: description.position("waiting"),
      stops: mode.results == .every
        ? nil : (position("converged"), position("stalled"), position("epochs_left")))
  }
}

extension Exact {
  /// The low bits as a number.
  package func word(fromBits bits: Int128) -> Int128 {
    guard width < 128 else { return bits }
    let empty = Int128(128 - width)
    return isSigned
      ? (bits << empty) >> empty
      : Int128(
        truncatingIfNeeded: (UInt128(truncatingIfNeeded: bits) << UInt128(empty)) >> UInt128(empty))
  }
}
