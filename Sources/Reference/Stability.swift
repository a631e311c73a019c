import Foundation

/// How large a step gradient descent bears, and how fast it can be.
///
/// Around the minimum Eq. 3 is linear: the distance d to it becomes (I − μH) d in an epoch, with
/// Hⱼₖ = Σ xᵢ^(j+k). Along an eigenvector of H with eigenvalue λ it shrinks by 1 − μλ, so that the
/// descent is stable if and only if 0 < μ λ_max < 2, fastest at μ = 2 / (λ_min + λ_max). Source: B. T.
/// Polyak, Introduction to Optimization (1987), section 1.4; S. Boyd, L. Vandenberghe, Convex
/// Optimization (2004), section 9.3.
public struct Stability: Hashable, Sendable {
  /// Σ xᵢ^k for k = 0 … 2D.
  public let moments: [Double]
  /// The eigenvalues of H, ascending; those below the rounding of their sum are 0.
  public let eigenvalues: [Double]

  /// Sums the moments of the scaled x in one pass.
  ///
  /// - Precondition: degree ≥ 0.
  public init(x: some Collection<Double>, degree: Int) {
    precondition(degree >= 0, "a polynomial has a degree of 0 or more")
    self.init(
      moments: x.withContiguousStorageIfAvailable { powerSums(of: $0, upTo: 2 * degree) }
        ?? Array(x).withUnsafeBufferPointer { powerSums(of: $0, upTo: 2 * degree) })
  }

  /// Takes Σ xᵢ^k for k = 0 … 2D.
  package init(moments: [Double]) {
    self.moments = moments
    let degree = (moments.count - 1) / 2
    let matrix = (0...degree).map { row in (0...degree).map { moments[row + $0] } }
    let found = eigenvaluesOfSymmetric(matrix)
    let floor = (found.last ?? 0) * 0x1p-50
    eigenvalues = found.map { $0 <= floor ? 0 : $0 }  // NaN stays
  }

  /// The number of samples.
  public var samples: Int { Int(moments[0]) }

  /// λ_min: 0 where the samples leave a direction of θ open.
  public var leastEigenvalue: Double { eigenvalues[0] }

  /// λ_max; NaN or infinite where the moments leave the range of `Double`.
  public var greatestEigenvalue: Double { eigenvalues[eigenvalues.count - 1] }

  /// λ_max / λ_min; about as many epochs as the descent needs, however good the step.
  public var conditionNumber: Double { greatestEigenvalue / leastEigenvalue }

  /// The least μ that is no longer stable, 2 / λ_max.
  public var stepLimit: Double { 2 / greatestEigenvalue }

  /// The least η that is no longer stable: 1 / λ_max for the sum, N / λ_max for the mean.
  public func learningRateLimit(_ objective: Objective) -> Double {
    objective.learningRate(step: stepLimit, samples: samples)
  }

  /// Whether Eq. 3 converges with this μ from every start.
  public func isStable(step: Double) -> Bool { step > 0 && step < stepLimit }

  /// The μ with the smallest slowest factor, 2 / (λ_min + λ_max).
  public var bestStep: Double { 2 / (leastEigenvalue + greatestEigenvalue) }

  /// ρ(μ) = max |1 − μ λᵢ|: what the slowest direction is multiplied by in an epoch.
  public func contraction(step: Double) -> Double {
    eigenvalues.map { abs(1 - step * $0) }.reduce(0) { $1 <= $0 ? $0 : $1 }  // NaN stays
  }

  /// How many epochs the slowest direction needs to shrink by 2^−bits; nil if it never does, or
  /// takes more than 2^53.
  public func epochs(toShrinkByBits bits: Int, step: Double) -> Int? {
    let factor = contraction(step: step)
    guard bits > 0 else { return 0 }
    guard factor < 1 else { return nil }
    guard factor > 0 else { return 1 }
    let count = (Double(bits) / -log2(factor)).rounded(.up)
    return count <= 0x1p53 ? max(1, Int(count)) : nil
  }
}

/// Σ x^k for k = 0 … the highest.
private func powerSums(of x: UnsafeBufferPointer<Double>, upTo highest: Int) -> [Double] {
  typealias Lanes = SIMD8<Double>
  var sums = Array(repeating: Lanes.zero, count: highest + 1)
  sums.withUnsafeMutableBufferPointer { sums in
    var row = 0
    while row < x.count {
      var values = Lanes.zero
      var powers = Lanes.zero
      for lane in 0..<min(8, x.count - row) {
        values[lane] = x[row + lane]
        powers[lane] = 1
      }
      for k in 0...highest {
        sums[k] += powers
        powers *= values
      }
      row += 8
    }
  }
  return sums.map { $0.sum() }
}
