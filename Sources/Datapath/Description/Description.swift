/// A datapath as a value: its registers, and the transfers by which they load.
///
/// An architecture is a function that builds one from the degree (``stream(degree:)``). Formats are none of its business: a
/// register says which node's it has, or of which registers it holds the exact product or sum. What a design is made of follows
/// from both: registers, the machine that ticks, widths, multipliers and adders.
package struct Description: Sendable {
  /// Every register, in the order of the microarchitecture page.
  package fileprivate(set) var registers: [Register] = []
  /// Every way in which a register loads. A register without an active transfer holds its word.
  package fileprivate(set) var transfers: [Transfer] = []

  package struct Register: Hashable, Sendable {
    /// The part of the machine: `controller`, `parameters`, a stage of the pipeline, …
    package let scope: String
    package let name: String
    package let content: Content
  }

  /// What a register holds.
  package enum Content: Hashable, Sendable {
    /// So many bits that are no number.
    case bits(Int)
    case word(Node)
    /// The exact product of the words of two registers, by their positions; of one with itself, its square.
    case product(Int, Int)
    /// The product of one register's lower bits with another one, or of its upper bits (``Exact/split``).
    case partialProduct(Int, Int, isUpper: Bool)
    /// The exact sum of two registers, or their difference.
    case sum(Int, Int, isDifference: Bool)
    /// What is left of one register when another has been taken off so many times.
    case total(Int, Int, count: Int)
    /// What a register holds, rounded to LSBs of a node; not yet in range.
    case rounded(Int, Node)
    /// A number in LSBs of a node, with one bit more and a sign.
    case difference(Node)
  }
}

/// A register transfer: what a register loads, and in which cycles.
///
/// All operands are words before the clock edge. A transfer that casts sets the sticky bit of its node where the
/// value is out of range.
package struct Transfer: Hashable, Sendable {
  /// Positions in ``Description/registers``.
  package let target: Int
  package let event: Event
  package let operation: Operation
  package let operands: [Operand]

  package init(target: Int, event: Event, operation: Operation, operands: [Operand]) {
    (self.target, self.event) = (target, event)
    (self.operation, self.operands) = (operation, operands)
  }

  package enum Operand: Hashable, Sendable {
    case register(Int)
    case port(Port)
  }

  /// What comes from outside, or is decoded from it and the state.
  package enum Port: Hashable, Sendable {
    case x, y
    case step, tolerance, maximumEpochs
    case initialTheta(Int)
    /// A sample is accepted in this cycle, and whether it is the last of its epoch.
    case accept, acceptLast
    /// The sums of a complete stream are taken over in this cycle.
    case swap
  }

  /// The cycles in which a transfer is active.
  package enum Event: Hashable, Sendable {
    case always
    /// A sample is accepted.
    case accept
    case acceptLast
    /// The register at this position, a stage's `valid`, is 1.
    case valid(Int)
    /// In `drain`: a stage's `valid` and `last` are 1.
    case drained(valid: Int, last: Int)
    /// `start` in `idle`.
    case start
    /// In `run`: the register at this position says that a complete stream waits.
    case swap(waiting: Int)
    case state(State, index: Int)
    /// The result is taken, or passes where it is not offered.
    case taken
  }

  package enum Operation: Hashable, Sendable {
    /// The operand as it is.
    case copy
    /// The exact product of both operands.
    case product
    /// The exact product of operand 0's lower bits, or of its upper ones, with operand 1.
    case partialProduct(isUpper: Bool)
    /// The exact sum, or the exact difference, of both operands.
    case exactSum, exactDifference
    /// A step of a serial multiplication: half of operand 0, and where its lowest bit was 1, operand 1 on top.
    case shiftAdd
    /// A step of a serial multiplication, the highest bit first: twice operand 0, and where the bit of operand 2 with the
    /// number in operand 3 is 1, operand 1 on top; off, where that bit is the sign of a word of the node.
    case digit(Node)
    /// The operand, rounded to LSBs of the node; not yet in range.
    case round(Node)
    /// The operand, cast into the node's format.
    case cast(Node)
    /// The exact sum of both operands, cast; of operand 1 alone where there is an operand 2 that is 1.
    case sum(Node)
    /// The exact difference of both operands, cast.
    case difference(Node)

    // What the controller does.
    case constant(Int)
    case add(Int)
    /// The position of the highest bit of a node's words.
    case highestBit(Node)
    /// One word where the operand is 0, another where not: as long as the operand counts down, cycles repeat themselves,
    /// once a bit of a node's words.
    case leave(to: Int, otherwise: Int, bitsOf: Node)
    /// Whether operand 2 is 1, or operand 0 is and neither 1 nor 3: what is set and taken back.
    case waits
    /// Whether operand 0 is 1, or operand 1 differs from operand 2.
    case differs
    /// Whether the operand is 0.
    case isZero
    /// Operand 0 is 1, and operand 1 ≤ operand 2.
    case converges
    /// One word where operand 0 or 1 is 1 or operand 2 is 0; another, or operand 3, where not.
    case choose(ifOver: Int, otherwise: Int?)
  }
}

/// The controller's states, with their codes.
public enum State: Int, CaseIterable, Sendable {
  case idle, load, run, drain, update, result
}

// MARK: Building

extension Description {
  /// Appends a register.
  ///
  /// - Returns: its position.
  mutating func add(_ scope: String, _ name: String, _ content: Content) -> Int {
    registers.append(Register(scope: scope, name: name, content: content))
    return registers.count - 1
  }

  mutating func transfer(
    _ target: Int, at event: Transfer.Event, _ operation: Transfer.Operation,
    _ operands: [Transfer.Operand]
  ) {
    transfers.append(
      Transfer(target: target, event: event, operation: operation, operands: operands))
  }

  mutating func transfer(
    _ target: Int, at event: Transfer.Event, _ operation: Transfer.Operation, _ operands: [Int]
  ) {
    transfer(target, at: event, operation, operands.map { .register($0) })
  }
}
