/// What the algorithms to a fit have in common: an epoch at a time, words that they remember, operations that they take.

/// The samples as every algorithm is given them, an epoch after the other; not part of what an algorithm holds until it keeps them.
public struct SampleStream<Number: Ring>: Sendable {
  public let x: [Number]
  public let y: [Number]

  /// - Precondition: as many x as y.
  public init(x: [Number], y: [Number]) {
    precondition(x.count == y.count, "x and y come in pairs")
    self.x = x
    self.y = y
  }

  public var count: Int { x.count }
}

extension SampleStream<Double> {
  /// Copies the columns: a tape holds arrays, several of their length.
  public init(_ samples: Observations) { self.init(x: Array(samples.x), y: Array(samples.y)) }
}

/// A way to the least sum of squares, epoch by epoch.
public protocol Algorithm: Sendable {
  associatedtype Number: Ring
  /// The parameters, low to high, in scaled units.
  var theta: [Number] { get }
  /// Whether a loss that falls no further means that it is there. Not so where a probe raises it on purpose.
  var stopsByTolerance: Bool { get }
  /// Runs an epoch.
  ///
  /// - Returns: E = Σ e² at the parameters that entered it.
  mutating func epoch(
    _ samples: SampleStream<Number>, _ arithmetic: inout Arithmetic<Number>,
    _ storage: inout StorageMeter
  ) -> Number
}

extension Algorithm {
  public var stopsByTolerance: Bool { true }
}

/// What every descent remembers between epochs.
struct DescentWords<Number: Ring> {
  /// Low to high.
  var theta: [Number]
  /// What the derivative of Σ e² is multiplied by: η for the sum, η/N for the mean. The tape's mean has its own 1/N.
  let rate: Number
  var loss = Number(0)
  /// The loss of the epoch before, which the rule that ends the descent needs.
  var previousLoss = Number(0)

  init(theta: [Number], rate: Number) {
    self.theta = theta
    self.rate = rate
  }

  mutating func take(loss new: Number) {
    previousLoss = loss
    loss = new
  }

  /// Eq. 2 for one parameter: θₖ ← θₖ − rate · derivative.
  mutating func descend(_ k: Int, _ derivative: Number, _ arithmetic: inout Arithmetic<Number>) {
    theta[k] = arithmetic.subtract(theta[k], arithmetic.multiply(rate, derivative))
  }
}

/// Eq. 1 as a pass over the samples: the words that it takes, and E.
struct LossPass {
  private var x = 0.0
  private var y = 0.0
  private var error = 0.0
  private var sum = 0.0

  /// E = Σ (yᵢ − Σ θₖ xᵢᵏ)², by Horner's scheme, summed in the order of the samples.
  mutating func loss(
    of samples: SampleStream<Double>, at theta: [Double], _ arithmetic: inout Arithmetic<Double>
  ) -> Double {
    sum = 0
    for row in 0..<samples.count {
      (x, y) = (samples.x[row], samples.y[row])
      error = arithmetic.subtract(y, horner(theta, x, &arithmetic))
      sum = arithmetic.add(sum, arithmetic.multiply(error, error))
    }
    return sum
  }
}

/// Eq. 3 as a pass over the samples: the sums Σ eᵢ xᵢᵏ, and the sample that is passing with its products.
struct GradientPass {
  private(set) var gradient: [Double]
  private var x = 0.0
  private var y = 0.0
  private var error = 0.0
  private var product = 0.0

  init(parameters: Int) { gradient = Array(repeating: 0, count: parameters) }

  /// Forms the sums.
  ///
  /// - Returns: E.
  mutating func loss(
    of samples: SampleStream<Double>, at theta: [Double], _ arithmetic: inout Arithmetic<Double>
  ) -> Double {
    for k in gradient.indices { gradient[k] = 0 }
    var loss = 0.0
    for row in 0..<samples.count {
      (x, y) = (samples.x[row], samples.y[row])
      error = arithmetic.subtract(y, horner(theta, x, &arithmetic))
      loss = arithmetic.add(loss, arithmetic.multiply(error, error))
      product = error
      gradient[0] = arithmetic.add(gradient[0], product)
      for k in 1..<gradient.count {
        product = arithmetic.multiply(product, x)
        gradient[k] = arithmetic.add(gradient[k], product)
      }
    }
    return loss
  }
}

/// Σ θₖ xᵏ.
@inline(__always)
func horner(_ theta: [Double], _ x: Double, _ arithmetic: inout Arithmetic<Double>) -> Double {
  var k = theta.count - 1
  var estimate = theta[k]
  while k > 0 {
    k -= 1
    estimate = arithmetic.add(arithmetic.multiply(estimate, x), theta[k])
  }
  return estimate
}
