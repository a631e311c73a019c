/// What the configuration ports carry at `start`: raw words in the formats of a design.
public struct Configuration: Sendable, Equatable {
  /// μ in the format of `step`.
  public var step: Int128
  /// The first parameters θ₀ … θ_D in the format of `theta`.
  public var initialTheta: [Int128]
  /// The least decrease of the loss that is worth another epoch, in LSBs of `loss`.
  ///
  /// ``Design/neverConverges`` for a run that the loss does not stop.
  public var tolerance: Int128
  /// The most epochs; 0 stands for 2³².
  public var maximumEpochs: UInt32

  public init(
    step: Int128, initialTheta: [Int128], tolerance: Int128, maximumEpochs: UInt32
  ) {
    self.step = step
    self.initialTheta = initialTheta
    self.tolerance = tolerance
    self.maximumEpochs = maximumEpochs
  }
}

extension Design {
  /// The tolerance below every difference of two losses: the loss stops nothing.
  public var neverConverges: Int128 {
    let width = formats[.loss].width
    return width == 127 ? .min : -(1 << Int128(width))
  }

  /// The tolerances that the register holds: `W(loss) + 1` bits, signed.
  public var tolerances: ClosedRange<Int128> { neverConverges...(-1 - neverConverges) }

  /// Whether every word of a configuration fits its register.
  public func accepts(_ configuration: Configuration) -> Bool {
    let theta = formats[.theta]
    return (0...formats[.step].greatestRaw).contains(configuration.step)
      && configuration.initialTheta.count == degree + 1
      && configuration.initialTheta.allSatisfy {
        (theta.leastRaw...theta.greatestRaw).contains($0)
      }
      && tolerances.contains(configuration.tolerance)
  }
}
