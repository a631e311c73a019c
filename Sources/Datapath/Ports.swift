/// The values of the input ports in a cycle.
public struct Inputs<Value: Sendable>: Sendable {
  public var reset = false
  public var start = false
  public var sampleValid = false
  public var sampleLast = false
  public var x: Value
  public var y: Value
  public var resultReady = false

  public init(
    reset: Bool = false, start: Bool = false, sampleValid: Bool = false, sampleLast: Bool = false,
    x: Value, y: Value, resultReady: Bool = false
  ) {
    self.reset = reset
    self.start = start
    self.sampleValid = sampleValid
    self.sampleLast = sampleLast
    self.x = x
    self.y = y
    self.resultReady = resultReady
  }
}

/// The values of the output ports in a cycle; they are decoded from registers alone.
public struct Outputs: Sendable {
  public var sampleReady: Bool
  public var resultValid: Bool
  /// The loss of the result beat, in LSBs of `loss`.
  public var loss: Int128
  /// The parameters of the result beat, θ₀ first; those above the degree are 0.
  public var theta: InlineArray<4, Int128>
  public var done: Bool
  public var converged: Bool
  public var stalled: Bool
  /// One sticky bit a node, at the node's position.
  public var overflow: UInt16
}
