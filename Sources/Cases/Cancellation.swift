import Columns
import Datapath
import FixedPoint
import Foundation
import Reference

/// What the architecture `moments` loses: leading bits where large sums almost cancel, and the bits that the sums drop.
///
/// With M the matrix of the moments and c the cross sums, descent goes to the θ with Mθ = c. Sums that are off by dM and dc
/// lead it to θ + d with (M + dM) d = dc − dM θ.
public struct Cancellation: Sendable {
  /// A difference whose terms are larger than it.
  public struct Difference: Sendable {
    /// The greatest term, and what is left after the last epoch, in scaled units.
    public let term, left: Double
    /// How many leading bits of the greatest term the others take away.
    public let bits: Int

    init(term: Double, left: Double, lsb: Double) {
      (self.term, self.left) = (term, abs(left))
      bits = term > 0 ? max(0, Int(log2(term / max(abs(left), lsb)))) : 0
    }
  }

  /// Σ e² as what is left of Σ y².
  public let loss: Difference
  /// The gradient Σ e·xᵏ of which least is left, as what is left of Σ y·xᵏ and the θ_j Σ xʲ⁺ᵏ.
  public let gradient: Difference
  /// Whether no sum, that of y² included, drops a bit, whatever the samples are.
  public let areSumsExact: Bool
  /// By how much the bits that the sums have dropped move the parameters that descent goes to, θ₀ first, in scaled units.
  public let shift: [Double]
  /// The most that any rounding of the sums can move one of them on as many samples within the range of these; infinite where
  /// there is no such bound.
  public let bound: Double

  let size: SumErrors

  /// The fewest fraction bits that `power`, `moment` and `cross` may all have if rounding is to move no parameter by more
  /// than an error in scaled units; nil where no number of bits is enough.
  public func fractionBits(holding error: Double) -> Int? {
    (-64...size.exactFractionBits).first { size.bound((power: $0, moment: $0, cross: $0)) <= error }
  }
}

extension Fit {
  /// What the sums of the architecture `moments` lose; nil for another, after an overflow, and where the samples determine
  /// the parameters so badly that nothing can be told in Double.
  public var cancellation: Cancellation? {
    let sums = plan.simulation.sums
    guard !sums.isEmpty, let quantizedLeastSquares,
      ![Node.power, .moment, .cross, .energy].contains(where: hasOverflowed)
    else { return nil }
    return Cancellation(plan, sums, theta: theta, leastSquares: quantizedLeastSquares, loss: loss)
  }
}

extension Cancellation {
  private typealias Sum = DoubleDouble<Double>

  fileprivate init?(
    _ plan: Plan, _ words: [String: Int128], theta: [Double], leastSquares: [Double], loss: Double
  ) {
    let (degree, formats) = (plan.degree, plan.design.formats)
    func word(_ name: String, _ node: Node) -> Sum {
      let raw = words[name]!
      let high = Double(raw)
      let scale = Sum(formats[node].lsb)
      return (Sum(high) + Sum(Double(raw - Int128(high)))) * scale
    }
    let held = (
      moments: (0...2 * degree).map { word("moment_\($0)", .moment) },
      crossed: (0...degree).map { word("cross_\($0)", .cross) }
    )
    func matrix(_ moments: [Sum]) -> [[Double]] {
      (0...degree).map { k in (0...degree).map { moments[k + $0].high } }
    }
    let samples = plan.quantized.samples
    let lsb = (x: samples.xFormat.lsb, y: samples.yFormat.lsb)
    func reach(_ range: ClosedRange<Int64>, _ lsb: Double) -> Double {
      max(abs(Double(range.lowerBound)), abs(Double(range.upperBound))) * lsb
    }
    var size = SumErrors(
      degree: degree, count: Double(samples.count),
      reach: (reach(samples.xRange, lsb.x), reach(samples.yRange, lsb.y)), formats: formats,
      leastSquares: leastSquares)
    let own = (
      power: formats[.power].fractionBits, moment: formats[.moment].fractionBits,
      cross: formats[.cross].fractionBits
    )
    let greatest = size.greatest(own)
    let keepsEnergy = formats[.energy].fractionBits >= 2 * formats[.y].fractionBits
    areSumsExact = keepsEnergy && (greatest.moments + greatest.crossed).allSatisfy { $0 == 0 }

    // Where no bit is dropped the sums are exact as they are held.
    var (moments, crossed) = held
    if !areSumsExact {
      for m in moments.indices { moments[m] = .zero }
      for k in crossed.indices { crossed[k] = .zero }
      for index in 0..<samples.count {
        let (x, y) = (samples.x.value(index, lsb: lsb.x), samples.y.value(index, lsb: lsb.y))
        var power = Sum(1)
        for m in moments.indices {
          moments[m] = moments[m] + power
          if m <= degree { crossed[m] = crossed[m] + power * Sum(y) }
          power = power * Sum(x)
        }
      }
    }
    guard let inverseOfHeld = inverse(of: matrix(held.moments)),
      let inverseOfExact = inverse(of: matrix(moments))
    else { return nil }
    size.inverse = inverseOfExact
    bound = size.bound(own)
    self.size = size
    let off = (0...degree).map { k in
      var off = held.crossed[k] - crossed[k]
      for j in 0...degree {
        off = off - (held.moments[j + k] - moments[j + k]) * Sum(leastSquares[j])
      }
      return off.high
    }
    shift = inverseOfHeld.map { row in
      zip(row, off).reduce(0.0) { $0 + $1.0 * $1.1 }
    }

    let energy = word("energy", .energy).high
    self.loss = Difference(term: energy, left: loss, lsb: formats[.loss].lsb)
    gradient = (0...degree).map { k in
      var (rest, greatest) = (held.crossed[k], abs(held.crossed[k].high))
      for j in 0...degree {
        let term = held.moments[j + k] * Sum(theta[j])
        rest = rest - term
        greatest = max(greatest, abs(term.high))
      }
      return Difference(term: greatest, left: rest.high, lsb: formats[.gradient].lsb)
    }.max { $0.bits < $1.bits }!
  }
}

/// How far the rounding of `power`, `moment` and `cross` can lead the sums and the parameters.
///
/// A cast that drops bits is off by up to half an LSB or, in a mode that truncates, a whole one.
struct SumErrors: Sendable {
  typealias Fractions = (power: Int, moment: Int, cross: Int)

  let degree: Int
  let count: Double
  /// The greatest |x| and |y|.
  let reach: (x: Double, y: Double)
  let formats: NodeMap<Format>
  let leastSquares: [Double]
  /// That of the moments' matrix; ``greatest(_:)`` needs none.
  var inverse: [[Double]] = []

  /// With so many fraction bits nothing is rounded.
  var exactFractionBits: Int {
    let x = formats[.x].fractionBits
    return [0, 2 * degree * x, x, formats[.y].fractionBits + max(0, degree * x)].max()!
  }

  /// How far each sum may be off.
  func greatest(_ fractions: Fractions) -> (moments: [Double], crossed: [Double]) {
    let (x, y) = (formats[.x].fractionBits, formats[.y].fractionBits)
    func error(_ node: Node, _ fractionBits: Int, from exact: Int) -> Double {
      guard exact > fractionBits else { return 0 }
      let truncates = [.trn, .trnZero].contains(formats[node].quantization)
      return scalbn(truncates ? 1 : 0.5, -fractionBits)
    }
    /// The fraction bits of xᵐ as `power` has it.
    func fraction(_ m: Int) -> Int { m < 2 ? m * x : min(m * x, fractions.power) }
    var ofPower = [0.0, 0.0]
    for m in 2...2 * degree {
      ofPower.append(
        ofPower[m - 1] * reach.x + error(.power, fractions.power, from: fraction(m - 1) + x))
    }
    let moments = ofPower.enumerated().map { m, ofTerm in
      count * (ofTerm + error(.moment, fractions.moment, from: fraction(m)))
    }
    let crossed = (0...degree).map { k in
      count * (reach.y * ofPower[k] + error(.cross, fractions.cross, from: y + fraction(k)))
    }
    return (moments, crossed)
  }

  /// The most that a parameter can move.
  ///
  /// From M d = dc − dM θ − dM d: ‖d‖ ≤ ‖ |M⁻¹| (|dc| + |dM| |θ|) ‖ / (1 − ‖ |M⁻¹| |dM| ‖), in the greatest absolute value.
  func bound(_ fractions: Fractions) -> Double {
    let (moments, crossed) = greatest(fractions)
    let errors = (0...degree).map { k in
      (0...degree).reduce(crossed[k]) { $0 + moments[$1 + k] * abs(leastSquares[$1]) }
    }
    let rows = (0...degree).map { k in moments[k...k + degree].reduce(0, +) }
    func norm(_ vector: [Double]) -> Double {
      inverse.map { row in zip(row, vector).reduce(0.0) { $0 + abs($1.0) * $1.1 } }.max()!
    }
    let share = norm(rows)
    return share < 1 ? norm(errors) / (1 - share) : .infinity
  }
}
