import Reference

/// The learning rate η of a run, and why it is that.
///
/// Eq. 3 with the step μ is stable as long as μ·λ < 2 for the greatest eigenvalue λ of the moment matrix
/// H = Σ xʲ⁺ᵏ of the scaled samples, and its slowest mode shrinks by ρ = max |1 − μλᵢ| an epoch.
public struct LearningRate: Sendable {
  /// η, and μ = 2η for the sum, 2η / N for the mean.
  public let eta: Double
  public let step: Double
  public let objective: Objective
  /// The greatest η with which the loss cannot grow, exclusive.
  public let greatestStable: Double
  /// ρ, the share of the slowest mode that is left after an epoch.
  public let contraction: Double
  /// The epochs until the slowest mode is below the LSB of theta; nil if it never is.
  public let epochsNeeded: Int?
  public let origin: Origin

  public enum Origin: Sendable, Equatable {
    /// The user said so.
    case given
    /// 0.01, the rate of the text that Eq. 3 comes from.
    case usual
    /// 2 / (λ_min + λ_max), the fastest there is, because 0.01 would be unstable or too slow.
    case derived(usualIsUnstable: Bool)
  }

  public var isStable: Bool { eta < greatestStable }

  static let usual = 0.01

  /// Chooses a rate.
  ///
  /// - Parameters:
  ///   - epochs: within which the run should converge.
  ///   - bits: what converged means: the slowest mode is below 2^(−bits) of its beginning.
  init(
    given: Double?, objective: Objective, stability: Stability, epochs: Int, bits: Int
  ) {
    self.objective = objective
    let samples = stability.samples
    greatestStable = stability.learningRateLimit(objective)
    let usualStep = objective.step(learningRate: Self.usual, samples: samples)
    if let given {
      (eta, origin) = (given, .given)
    } else if stability.isStable(step: usualStep),
      let needed = stability.epochs(toShrinkByBits: bits, step: usualStep), needed <= epochs
    {
      (eta, origin) = (Self.usual, .usual)
    } else {
      let best = objective.learningRate(step: stability.bestStep, samples: samples)
      (eta, origin) = (
        Self.roundedDown(best),
        .derived(usualIsUnstable: !stability.isStable(step: usualStep))
      )
    }
    step = objective.step(learningRate: eta, samples: samples)
    contraction = stability.contraction(step: step)
    epochsNeeded = stability.epochs(toShrinkByBits: bits, step: step)
  }

  /// Three significant digits, so that the rate can be typed in again.
  static func roundedDown(_ value: Double) -> Double {
    // At 300 powers of ten either way the loops end, and what is smaller is no rate of any word.
    guard value > 1e-300, value.isFinite else { return value }
    var (digits, power) = (value, 1.0)
    while digits >= 1000 { (digits, power) = (digits / 10, power * 10) }
    var below = 1.0
    while digits < 100 { (digits, below) = (digits * 10, below * 10) }
    return digits.rounded(.down) * power / below
  }
}
