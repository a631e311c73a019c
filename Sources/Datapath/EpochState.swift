/// What outlives an epoch's samples in the epoch engine: the controller, the parameters, the accumulators.
///
/// Arrays have the size of the highest degree; a lower one leaves their ends at zero.
struct EpochState<Value: Word>: Sendable {
  // Controller.
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

  // Accumulators.
  var gradient: InlineArray<4, Value> = .init(repeating: 0)
  var loss: Value = 0
  var lossPrevious: Value = 0
}
