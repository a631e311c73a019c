/// A datapath as a value: its registers, and the transfers by which they load.
///
/// An architecture is a function that builds one from the degree (``stream(degree:)``). Formats are none of its business: a
/// register says which node's it has, or of which registers it holds the exact product. What a design is made of follows
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
    case state(State, index: Int)
    /// The result is taken.
    case taken
  }

  package enum Operation: Hashable, Sendable {
    /// The operand as it is.
    case copy
    /// The exact product of both operands.
    case product
    /// The operand, cast into the node's format.
    case cast(Node)
    /// The exact sum of both operands, cast.
    case sum(Node)
    /// The exact difference of both operands, cast.
    case difference(Node)

    // What the controller does.
    case constant(Int)
    case add(Int)
    /// Whether operand 0 is 1, or the sum of operands 1 and 2, cast, differs from operand 1.
    case hasMoved(Node)
    /// The opposite of ``hasMoved(_:)``.
    case hasStalled(Node)
    /// Operand 0 is 1, and operand 1 − operand 2 ≤ operand 3.
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
