/// Eq. 2 from a history of losses alone, by secants: what can be made of Eq. 2′.
///
/// One loop tells how E changes along one direction. Broyden's update (C. G. Broyden, Math. Comp. 19 (1965)), the least
/// change of g that agrees with ΔE = g·Δθ, changes g along Δθ alone; where Δθ is a step along g, g never turns. So the
/// moves have to differ: the first (D + 2)(D + 3)/2 loops move one parameter, or two, by ±1 in scaled units, and their
/// losses, recorded, hold every first and second difference:
///
///     gₖ = (E(+k) − E(−k)) / 2,  hₖₖ = E(+k) − 2 E + E(−k),  hⱼₖ = E(+j+k) − E(+j) − E(+k) + E
///
/// For a loss that is quadratic in θ, as Eq. 1 is, they are no approximation but the gradient and its change, so that from
/// then on g(θ) = g + h (θ − θ₀) is Eq. 2's own, but for rounding. The history need not grow any more. What has been
/// recorded by this detour is the sums Σ xᵏ and Σ xᵏ y. For any other loss it would be a model that is good near θ₀.
public struct SecantDescent: Algorithm {
  private var words: DescentWords<Double>
  /// θ₀, where the probes begin.
  private let start: [Double]
  /// E of each probe: at θ₀; +0, −0, +1, −1, …; +0+1, +0+2, +1+2, ….
  private var losses: [Double]
  /// How many of them there are by now.
  private var loop = 0
  /// g at θ₀.
  private var gradient: [Double]
  /// h, the lower triangle by rows.
  private var curvature: [Double]
  /// θ − θ₀.
  private var offset: [Double]
  private var pass = LossPass()

  public var theta: [Double] { words.theta }
  /// The probes raise E as often as not.
  public var stopsByTolerance: Bool { false }

  /// How many losses determine a quadratic of D + 1 parameters.
  public static func probes(degree: Int) -> Int { (degree + 2) * (degree + 3) / 2 }

  /// - Parameters:
  ///   - theta: the first parameters, low to high.
  ///   - rate: what the derivative of Σ e² is multiplied by: η for the sum, η/N for the mean.
  public init(theta: [Double], rate: Double) {
    words = DescentWords(theta: theta, rate: rate)
    start = theta.map { $0 }
    losses = Array(repeating: 0, count: Self.probes(degree: theta.count - 1))
    gradient = Array(repeating: 0, count: theta.count)
    curvature = Array(repeating: 0, count: theta.count * (theta.count + 1) / 2)
    offset = Array(repeating: 0, count: theta.count)
  }

  public mutating func epoch(
    _ samples: SampleStream<Double>, _ arithmetic: inout Arithmetic<Double>,
    _ storage: inout StorageMeter
  ) -> Double {
    let loss = pass.loss(of: samples, at: words.theta, &arithmetic)
    words.take(loss: loss)
    if loop < losses.count {
      losses[loop] = loss
      loop += 1
      if loop < losses.count { probe(&arithmetic) } else { solve(&arithmetic) }
    } else {
      descend(&arithmetic)
    }
    storage.observe([self])
    return loss
  }

  /// Moves to the next probe.
  private mutating func probe(_ arithmetic: inout Arithmetic<Double>) {
    let parameters = start.count
    for k in 0..<parameters { words.theta[k] = start[k] }
    if loop <= 2 * parameters {
      let k = (loop - 1) / 2
      words.theta[k] =
        loop % 2 == 1 ? arithmetic.add(start[k], 1) : arithmetic.subtract(start[k], 1)
      return
    }
    for k in 1..<parameters {
      for j in 0..<k where place(ofPair: j, k) == loop {
        words.theta[j] = arithmetic.add(start[j], 1)
        words.theta[k] = arithmetic.add(start[k], 1)
      }
    }
  }

  /// Where the loss of the probe +j+k is, j < k.
  private func place(ofPair j: Int, _ k: Int) -> Int { 2 * start.count + 1 + k * (k - 1) / 2 + j }

  /// Forms the differences, and takes the first step from θ₀.
  private mutating func solve(_ arithmetic: inout Arithmetic<Double>) {
    for k in start.indices {
      let (above, below) = (losses[2 * k + 1], losses[2 * k + 2])
      gradient[k] = arithmetic.multiply(0.5, arithmetic.subtract(above, below))
      curvature[k * (k + 1) / 2 + k] = arithmetic.subtract(
        arithmetic.add(above, below), arithmetic.multiply(2, losses[0]))
      for j in 0..<k {
        let mixed = arithmetic.subtract(losses[place(ofPair: j, k)], losses[2 * j + 1])
        curvature[k * (k + 1) / 2 + j] = arithmetic.add(
          arithmetic.subtract(mixed, above), losses[0])
      }
      words.theta[k] = start[k]
    }
    for k in start.indices { words.descend(k, gradient[k], &arithmetic) }
  }

  private mutating func descend(_ arithmetic: inout Arithmetic<Double>) {
    for k in start.indices { offset[k] = arithmetic.subtract(words.theta[k], start[k]) }
    for k in start.indices {
      var derivative = gradient[k]
      for j in start.indices {
        let (row, column) = (max(j, k), min(j, k))
        derivative = arithmetic.add(
          derivative, arithmetic.multiply(curvature[row * (row + 1) / 2 + column], offset[j]))
      }
      words.descend(k, derivative, &arithmetic)
    }
  }
}

extension SecantDescent {
  /// θ, θ₀, g and θ − θ₀; the triangle of h; the recorded losses and their number; the rate, E, E_prev; x, y, e and their sum.
  public static func storage(degree: Int) -> BitFormula {
    let order = degree + 1
    return BitFormula(
      words: 4 * order + order * (order + 1) / 2 + probes(degree: degree) + 1 + 3 + 4)
  }

  /// The most of an epoch: multiplications once the probes are made, additions in the loop that forms the differences.
  public static func operations(degree: Int) -> OperationFormula {
    let order = degree + 1
    return OperationFormula(
      aSample: OperationCount(multiplications: degree + 1, additions: degree + 2),
      anEpoch: OperationCount(
        multiplications: order * order + order,
        additions: 4 * order + 3 * order * (order - 1) / 2))
  }
}
