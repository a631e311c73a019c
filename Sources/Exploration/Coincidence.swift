import Cases
import Datapath
import Foundation

/// Least-squares parameters that a coarse word happens to represent: what a design owes to luck.
///
/// Standardised samples near a line have θ = (0, ±1), which is a word of every format, so that the error of a coarse
/// one is small on them and on nothing else. With q the LSB of what the multipliers see of theta, dₖ = |θₖ/q − round(θₖ/q)|
/// is the distance of a parameter from the nearest word, evenly spread over 0…½ if it falls by chance. So the
/// greatest of D + 1 distances is at most d with the probability
///
///     P = (2·d)^(D+1)
///
/// A parameter anywhere can be up to q/2 from its word, and the fit then off by up to B = u·q/2·Σₖ max |xₖ|ᵏ, where u
/// is the unit of y. The answer hangs on a coincidence where P is below 1/100, shared by all the LSBs that were looked at, and B
/// is above the error that the design is taken for.
public struct Coincidence: Hashable, Sendable {
  /// θ of least squares, in scaled units.
  public let parameters: [Double]
  /// q.
  public let lsb: Double
  /// The greatest dₖ, in LSBs.
  public let distance: Double
  /// P.
  public let probability: Double
  /// B, in the data's units of y.
  public let bound: Double
  /// The same in per cent of y's span.
  public let boundPercent: Double

  public static let threshold = 0.01

  /// - Parameters:
  ///   - error: that the design is taken for, in the data's units of y.
  ///   - lattices: the different LSBs that were looked at.
  public init?(_ plan: Plan, error: Double, among lattices: Int) {
    let lsb = Self.lsb(plan)
    self.lsb = lsb
    parameters = plan.scaledLeastSquares
    distance = parameters.map { abs($0 / lsb - ($0 / lsb).rounded()) }.max() ?? 0.5
    probability = pow(2 * distance, Double(parameters.count))
    let greatest = plan.scaled.x.reduce(0) { max($0, abs($1)) }
    let powers = parameters.indices.reduce(0.0) { $0 + pow(greatest, Double($1)) }
    bound = plan.scales.y.unit * lsb / 2 * powers
    boundPercent = 100 * bound / plan.problem.samples.ySpan
    guard probability * Double(lattices) < Self.threshold, bound > error else { return nil }
  }

  /// The LSB of what the multipliers see of theta.
  public static func lsb(_ plan: Plan) -> Double {
    max(plan.design.formats[.theta].lsb, plan.design.formats[.weight].lsb)
  }
}
