import FixedPoint

/// The place of a cast that is not done.
private let bit = try! Format(width: 1, integerBits: 1)

/// A register transfer compiled for a design: flat, with its cast prepared for words of one size.
struct Operation<Value: Word>: BitwiseCopyable, Sendable {
  enum Kind: BitwiseCopyable, Sendable {
    case copy, constant, product, cast, sum, difference
    case lowerProduct, upperProduct, exactSum, exactDifference
    case shiftAdd, digit, round, add, leave, differs, isZero, converges, choose
  }

  let kind: Kind
  private(set) var target: Int
  /// The positions of its operands among the registers, after which come the ports of the configuration; the last one
  /// fills what is left, −1 where there is none.
  var operands: InlineArray<4, Int>
  private let leftShift: Value
  private let rightShift: Value
  /// How the result is cast, if it is.
  let caster: Caster<Value>
  /// The words that a constant, an addition or a choice knows.
  private let constants: (Int, Int)

  /// Compiles a transfer of a description of the design.
  init(_ transfer: Description.Located, in description: Description, _ design: Design) {
    target = transfer.target
    operands = transfer.operands
    func shape(_ index: Int) -> Exact {
      design.shape(of: transfer.contents[index], in: description)
    }
    var caster = Caster<Value>(.x, from: Exact(bit), to: bit)
    var shifts: (left: Value, right: Value) = (0, 0)
    var constants = (0, 0)
    func prepareSum(_ node: Node) {
      let sum = SumCaster<Value>(node, shape(0), shape(1), to: design.formats[node])
      (caster, shifts) = (sum.caster, sum.shifts)
    }
    switch transfer.operation {
    case .copy: kind = .copy
    case .product: kind = .product
    case .partialProduct(let isUpper):
      kind = isUpper ? .upperProduct : .lowerProduct
      shifts.right = Value(shape(0).split)
    case .cast(let node):
      kind = .cast
      caster = Caster(node, from: shape(0), to: design.formats[node])
    case .round(let node):
      kind = .round
      caster = Caster(node, from: shape(0), to: design.formats[node])
    case .exactSum, .exactDifference:
      kind = transfer.operation == .exactSum ? .exactSum : .exactDifference
      let finest = (shape(0) + shape(1)).fractionBits
      shifts = (
        Value(finest - shape(0).fractionBits), Value(finest - shape(1).fractionBits)
      )
    case .shiftAdd:
      kind = .shiftAdd
      constants.0 = shape(0).width - shape(1).width - 1
    case .digit(let node):
      kind = .digit
      constants.0 = design.formats[node].isSigned ? design.formats[node].width - 1 : -1
    case .highestBit(let node):
      kind = .constant
      constants.0 = design.formats[node].width - 1
    case .leave(let next, let otherwise, _):
      kind = .leave
      constants = (next, otherwise)
    case .differs: kind = .differs
    case .isZero: kind = .isZero
    case .waits: preconditionFailure("a bit of the pipeline, which the machine moves itself")
    case .sum(let node):
      kind = .sum
      prepareSum(node)
    case .difference(let node):
      kind = .difference
      prepareSum(node)
    case .constant(let word):
      kind = .constant
      constants.0 = word
    case .add(let count):
      kind = .add
      // The word wraps.
      let width = design.shape(of: transfer.targetContent, in: description).width
      constants = (count, Int.max >> (63 - width))
    case .converges: kind = .converges
    case .choose(let ifOver, let otherwise):
      kind = .choose
      // No word that is chosen is negative.
      constants = (ifOver, otherwise ?? -1)
    }
    self.caster = caster
    (leftShift, rightShift) = shifts
    self.constants = constants
  }

  /// Takes other places for the words of its target and its operands.
  mutating func place(at target: Int, _ operand: (Int) -> Int) {
    self.target = target
    for slot in operands.indices { operands[slot] = operand(operands[slot]) }
  }

  /// Whether the result is cast.
  @inline(__always)
  var isCast: Bool { kind == .cast || kind == .sum || kind == .difference }

  /// The word that a constant gives; nil for another operation.
  var constant: Int? { kind == .constant ? constants.0 : nil }

  /// The exact value ahead of the cast, or the value itself.
  @inline(__always)
  func exact(_ left: Value, _ right: Value) -> Value {
    switch kind {
    case .product: left &* right
    case .lowerProduct: (left & (1 &<< rightShift &- 1)) &* right
    case .upperProduct: (left &>> rightShift) &* right
    case .difference, .exactDifference: (left &<< leftShift) &- (right &<< rightShift)
    case .cast, .copy: left
    default: (left &<< leftShift) &+ (right &<< rightShift)
    }
  }

  /// Where the bit is that says that a sum begins; nil where none does.
  @inline(__always)
  var begins: Int? { operands[2] != operands[1] ? operands[2] : nil }

  /// The exact sum, and whether it left the word: then its sign is the opposite of what it looks.
  @inline(__always)
  func sumReportingCarry(_ left: Value, _ right: Value) -> (partialValue: Value, overflow: Bool) {
    (left &<< leftShift).addingReportingOverflow(right &<< rightShift)
  }

  /// What the target loads, or where it is cast (``isCast``), the exact value that is to be cast.
  ///
  /// - Parameter word: the word at a position, ahead of the clock edge.
  @inline(__always)
  func value(_ word: (Int) -> Int128) -> Int128 {
    func operand(_ index: Int) -> Int128 { word(operands[index]) }
    func short(_ index: Int) -> Value { Value(truncatingIfNeeded: operand(index)) }
    switch kind {
    case .copy: return operand(0)
    case .constant: return Int128(constants.0)
    case .product, .cast, .sum, .difference, .lowerProduct, .upperProduct:
      return Int128(exact(short(0), short(1)))
    // Of the loss, of which 64 bits may be too few where all that is cast fits.
    case .exactSum: return operand(0) &<< Int128(leftShift) &+ operand(1) &<< Int128(rightShift)
    case .exactDifference:
      return operand(0) &<< Int128(leftShift) &- operand(1) &<< Int128(rightShift)
    case .round: return caster.dropsBits ? Int128(caster.quantize(short(0))) : operand(0)
    case .shiftAdd:
      return operand(0) &>> 1 &+ (operand(0) & 1 == 0 ? 0 : operand(1) &<< Int128(constants.0))
    case .digit:
      let twice = operand(0) &<< 1
      guard operand(2) &>> operand(3) & 1 != 0 else { return twice }
      return operand(3) == Int128(constants.0) ? twice &- operand(1) : twice &+ operand(1)
    case .add: return (operand(0) &+ Int128(constants.0)) & Int128(constants.1)
    case .leave: return Int128(operand(0) == 0 ? constants.0 : constants.1)
    case .differs: return operand(0) != 0 || operand(1) != operand(2) ? 1 : 0
    case .isZero: return operand(0) == 0 ? 1 : 0
    case .converges: return operand(0) != 0 && operand(1) <= operand(2) ? 1 : 0
    case .choose:
      let isOver = operand(0) != 0 || operand(1) != 0 || operand(2) == 0
      return isOver || constants.1 >= 0 ? Int128(isOver ? constants.0 : constants.1) : operand(3)
    }
  }
}

extension Description {
  /// Transfers of one clock edge, by their positions, in an order in which each reads what it needs before another writes it.
  func readingBeforeWriting(_ positions: [Int]) -> [Int] {
    var (left, ordered) = (positions, [Int]())
    while !left.isEmpty {
      let next = left.firstIndex { writer in
        let target = transfers[writer].target
        return left.allSatisfy {
          transfers[$0].target == target || !transfers[$0].operands.contains(.register(target))
        }
      }
      guard let next else { preconditionFailure("registers exchange their words in one cycle") }
      ordered.append(left.remove(at: next))
    }
    return ordered
  }

  /// What comes from the configuration ports, in the order in which it stands behind the registers' words.
  fileprivate var configurationPorts: [Transfer.Port] {
    [.step, .tolerance, .maximumEpochs] + (0..<4).map { .initialTheta($0) }
  }
}

extension Description {
  /// A transfer with what its operands are: found once for all designs.
  struct Located: Sendable {
    let target: Int
    let targetContent: Content
    let operation: Transfer.Operation
    /// The positions among the registers, behind which the configuration's ports stand; the last one fills what is left, −1
    /// where there is none.
    let operands: InlineArray<4, Int>
    /// What they hold; a port, or one that is not there, has the place of the target's.
    let contents: InlineArray<4, Content>
  }

  /// The transfer at a position.
  func located(_ position: Int) -> Located {
    let transfer = transfers[position]
    let positions = transfer.operands.map { operand in
      switch operand {
      case .register(let position): position
      case .port(let port): registers.count + (configurationPorts.firstIndex(of: port) ?? -1)
      }
    }
    let content = registers[transfer.target].content
    return Located(
      target: transfer.target, targetContent: content, operation: transfer.operation,
      operands: .init { positions.isEmpty ? -1 : positions[min($0, positions.count - 1)] },
      contents: .init {
        $0 < positions.count && positions[$0] < registers.count
          ? registers[positions[$0]].content : content
      })
  }
}

extension Design {
  /// The words of the configuration's ports, in the order in which they stand behind those of the registers.
  func words(of configuration: Configuration) -> [Int128] {
    [configuration.step, configuration.tolerance, Int128(configuration.maximumEpochs)]
      + configuration.initialTheta
  }
}
