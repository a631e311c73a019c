/// Eq. 1, 2 and 3 in `Double`, as a plain loop: what the fixed-point machine is compared with.

/// Gradient descent on a polynomial, epoch by epoch.
///
/// With eᵢ = yᵢ − Σ θₖ xᵢᵏ, an epoch forms Eq. 1, E = Σ eᵢ², and the sums of Eq. 3, and then updates
/// θₖ ← θₖ + μ Σ eᵢ xᵢᵏ, which is Eq. 2 with μ = 2η, or 2η/N for the mean (``Objective``). Data and
/// parameters are in the same, scaled, units as the machine's.
///
/// The order of summation is fixed, so that results are the same on every machine: eight partial
/// sums take the samples in turn (sample i goes to sum i mod 8) and are added as
/// ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)). There is no fused multiply-add.
public struct Descent: Sendable {
  public let samples: Observations
  /// μ of Eq. 3.
  public let step: Double
  /// The parameters low to high, after the last epoch.
  public private(set) var theta: [Double]
  /// How many epochs there were.
  public private(set) var epochs = 0

  /// - Parameters:
  ///   - samples: the scaled samples.
  ///   - step: μ of Eq. 3.
  ///   - theta: the initial parameters, low to high, one more than the degree.
  public init(_ samples: Observations, step: Double, theta: [Double]) {
    self.samples = samples
    self.step = step
    self.theta = theta
  }

  /// Runs one epoch.
  ///
  /// - Returns: the loss at the parameters that entered the epoch.
  @discardableResult
  public mutating func epoch() -> Double {
    let (loss, gradient) = samples.lossAndGradient(at: theta)
    for k in theta.indices { theta[k] += step * gradient[k] }
    epochs += 1
    return loss
  }

  /// Runs until a rule stops it; rules and their order are the machine's.
  ///
  /// - Parameter epochEnd: called after each epoch with the loss that entered it and the parameters
  ///   that left it.
  public mutating func run(
    until rules: StopRules, epochEnd: (_ loss: Double, _ theta: [Double]) -> Void = { _, _ in }
  ) -> StopReason {
    var previous: Double?
    for _ in stride(from: 0, to: rules.maximumEpochs, by: 1) {
      let before = theta
      let loss = epoch()
      epochEnd(loss, theta)
      guard loss.isFinite, theta.allSatisfy(\.isFinite) else { return .diverged }
      if let previous, let tolerance = rules.tolerance, previous - loss <= tolerance {
        return .converged
      }
      if rules.stopsWhenStalled, theta == before { return .stalled }
      previous = loss
    }
    return .maximumEpochs
  }

  /// Runs until a rule stops it and keeps every epoch.
  public mutating func history(until rules: StopRules) -> DescentHistory {
    var history = DescentHistory(parameters: theta.count)
    history.stop = run(until: rules) { history.append(loss: $0, theta: $1) }
    return history
  }
}

/// What is minimised, hence what μ of Eq. 3 is for a learning rate η of Eq. 2.
public enum Objective: String, Hashable, Sendable, CaseIterable {
  /// E = Σ eᵢ²: μ = 2η.
  case sum
  /// E / N: μ = 2η / N.
  case mean

  /// μ for a learning rate η and N samples.
  public func step(learningRate: Double, samples: Int) -> Double {
    switch self {
    case .sum: 2 * learningRate
    case .mean: 2 * learningRate / Double(max(1, samples))
    }
  }

  /// η for a μ and N samples.
  public func learningRate(step: Double, samples: Int) -> Double {
    switch self {
    case .sum: step / 2
    case .mean: step * Double(max(1, samples)) / 2
    }
  }
}

/// When descent stops.
public struct StopRules: Hashable, Sendable {
  /// At most so many epochs; none if 0 or less.
  public var maximumEpochs: Int
  /// Stop when E_prev − E ≤ tolerance, from the second epoch on; nil for never.
  public var tolerance: Double?
  /// Stop when an epoch changed no parameter.
  public var stopsWhenStalled: Bool

  public init(maximumEpochs: Int, tolerance: Double? = nil, stopsWhenStalled: Bool = false) {
    self.maximumEpochs = maximumEpochs
    self.tolerance = tolerance
    self.stopsWhenStalled = stopsWhenStalled
  }
}

/// Why descent stopped; where several hold, the first of this list.
public enum StopReason: String, Hashable, Sendable {
  /// The loss or a parameter left the range of `Double`.
  case diverged
  /// The loss fell by no more than the tolerance.
  case converged
  /// An epoch changed no parameter.
  case stalled
  /// The epochs are used up.
  case maximumEpochs
}

/// Losses and parameters of every epoch, in two flat arrays.
public struct DescentHistory: Hashable, Sendable {
  /// The loss at the parameters that entered each epoch.
  public private(set) var losses: [Double] = []
  /// Why it ended.
  public internal(set) var stop = StopReason.maximumEpochs
  private var thetas: [Double] = []
  private let parameters: Int

  init(parameters: Int) { self.parameters = parameters }

  mutating func append(loss: Double, theta: [Double]) {
    losses.append(loss)
    thetas.append(contentsOf: theta)
  }

  public var epochs: Int { losses.count }

  /// The parameters after an epoch, counted from 0.
  public func theta(afterEpoch epoch: Int) -> ArraySlice<Double> {
    thetas[epoch * parameters..<(epoch + 1) * parameters]
  }
}
