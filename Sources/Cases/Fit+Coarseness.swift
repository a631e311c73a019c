import Datapath
import FixedPoint

/// Whether theta's LSB is too large for the data.
extension Fit {
  /// What one LSB of a parameter does to ŷ, where that is more than the data's own scatter and than an LSB of y.
  var coarseness: String? {
    let formats = plan.design.formats
    let node = formats[.weight].lsb > formats[.theta].lsb ? Node.weight : .theta
    let reach = plan.scaled.x.reduce(0) { max($0, abs($1)) }
    let power = reach > 1 ? plan.degree : 0
    let unit = plan.scales.y.unit
    var move = formats[node].lsb * unit
    for _ in 0..<power { move *= reach }
    let scatter =
      (plan.leastSquares.residualSumOfSquares / Double(plan.sampleCount)).squareRoot()
    let least = formats[.y].lsb * unit
    let limit = max(scatter, least)
    guard move > limit, move.isFinite, limit > 0 else { return nil }
    let bits = max(1, Int((move / limit).exponent) + 1)
    let beside =
      scatter >= least
      ? "least squares leaves \(briefly(scatter, digits: 3)) (RMS)"
      : "an LSB of y is \(briefly(least, digits: 3))"
    let name = node == .theta ? "θ\(power)" : "the weight of θ\(power)"
    return
      "\(node.name) is too coarse for these data: one LSB of \(name) moves ŷ by \(briefly(move, digits: 3))\(power > 0 ? " at the end of x" : ""), and \(beside); give \(node.name) \(FixedPoint.counted(bits, "fraction bit")) more (--format \(node.name).fraction=\(formats[node].fractionBits + bits))"
  }
}
