/// The whole state of the machine: nothing outlives a cycle but what is declared here.
///
/// The names, and the stages in the names of pipelined registers, are those of the
/// microarchitecture page. Arrays have the size of the highest degree; a lower one leaves their ends
/// at zero, and ``Design/registers`` lists what is in use.
struct Registers<Value: Word>: Sendable {
  // Controller.
  var state = State.idle
  var index: UInt8 = 0
  var epochsLeft: UInt32 = 0
  var hasPrevious = false
  var changed = false
  var done = false
  var converged = false
  var stalled = false
  /// One bit a node, at the node's position.
  var overflow: UInt16 = 0

  // Configuration and parameters.
  var step: Int128 = 0
  var tolerance: Int128 = 0
  var theta: InlineArray<4, Int128> = .init(repeating: 0)
  var weight: InlineArray<4, Value> = .init(repeating: 0)

  // Pipeline: bit s of `valid` and `last` belongs to stage s, as does element s of x and y.
  var valid: UInt16 = 0
  var last: UInt16 = 0
  var x: InlineArray<8, Value> = .init(repeating: 0)
  var y: InlineArray<7, Value> = .init(repeating: 0)
  /// Element h of horner and estimate belongs to Horner step h, 1…D.
  var horner: InlineArray<4, Value> = .init(repeating: 0)
  var estimate: InlineArray<4, Value> = .init(repeating: 0)
  /// Element k belongs to xᵏ.
  var raise: InlineArray<4, Value> = .init(repeating: 0)
  /// x² at stages 5, 6 and 7 and x³ at stage 7, at the element of their stage.
  var power2: InlineArray<8, Value> = .init(repeating: 0)
  var power3: InlineArray<8, Value> = .init(repeating: 0)
  /// At the stages `error` and `multiply`.
  var error: InlineArray<2, Value> = .init(repeating: 0)
  var partial: InlineArray<4, Value> = .init(repeating: 0)
  var squared: Value = 0
  var product: InlineArray<4, Value> = .init(repeating: 0)
  var square: Value = 0

  // Accumulators.
  var gradient: InlineArray<4, Value> = .init(repeating: 0)
  var loss: Value = 0
  var lossPrevious: Value = 0

  // Update.
  var scaled: Int128 = 0
  var update: Int128 = 0

  /// The controller's states, with their codes.
  enum State: UInt8, CaseIterable, Sendable {
    case idle = 0
    case load = 1
    case run = 2
    case drain = 3
    case update = 4
    case result = 5
  }
}

extension Design {
  /// The names of the controller's states, each at its code.
  public static let stateNames = Registers<Int128>.State.allCases.map { "\($0)" }
}
