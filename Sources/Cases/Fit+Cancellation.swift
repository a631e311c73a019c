import Datapath
import FixedPoint
import Foundation

extension Fit {
  /// What a report tells of ``cancellation``.
  ///
  /// - Parameter error: what the rounding of the sums may move a parameter by, in scaled units; half an LSB of theta where
  ///   nobody says.
  public func cancellationLines(holding error: Double? = nil) -> [String] {
    guard let cancellation else { return [] }
    let lsb = plan.design.formats[.theta].lsb
    let allowed = error ?? lsb / 2
    let name = error == nil ? "half an LSB" : briefly(allowed)
    func lost(_ difference: Cancellation.Difference) -> String {
      "\(briefly(difference.left, digits: 3)) is left of terms up to \(briefly(difference.term, digits: 3)): \(FixedPoint.counted(difference.bits, "leading bit")) \(difference.bits == 1 ? "cancels" : "cancel")"
    }
    var lines = [
      "cancellation in Σ e²: \(lost(cancellation.loss))",
      "cancellation in the gradients: \(lost(cancellation.gradient))",
    ]
    if cancellation.areSumsExact {
      return lines + ["  the sums drop no bit, so nothing is lost by it"]
    }
    let shift = cancellation.shift.map(abs).max()! / lsb
    let bound =
      cancellation.bound.isFinite
      ? "by at most \(briefly(cancellation.bound / lsb, digits: 3)) LSB on any samples as many and as large"
      : "on others without a bound"
    lines.append(
      "  the bits that the sums drop move theta by \(briefly(shift, digits: 3)) LSB here, and \(bound)"
    )
    if cancellation.bound <= allowed {
      lines.append("  so theta is within \(name) of what exact sums give")
    } else if let bits = fractionBits(of: cancellation, holding: allowed) {
      let options = [Node.power, .moment, .cross].map { "--format \($0.name).fraction=\(bits)" }
      lines.append(
        "  to hold theta within \(name), the sums need \(bits) fraction bits: \(options.joined(separator: " "))"
      )
    } else {
      lines.append(
        "  no sums that fit hold theta within \(name)\(plan.scaling == .standardize ? "" : "; try --scale standardize")"
      )
    }
    return lines
  }

  /// The fraction bits that hold an error, if there is such a design.
  public func fractionBits(of cancellation: Cancellation, holding error: Double) -> Int? {
    guard let bits = cancellation.fractionBits(holding: error) else { return nil }
    var settings = plan.settings
    for node in [Node.power, .moment, .cross] {
      var choice = FormatChoice()
      choice.fractionBits = bits
      settings.formats[node] = choice.over(settings.formats[node] ?? FormatChoice())
    }
    let quantized = plan.quantized
    let design = try? Plan(settings, problem: plan.problem, quantize: { _, _ in quantized })
    return design == nil ? nil : bits
  }
}
