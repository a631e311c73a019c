import Foundation

/// A plot's axis: where a value lies between its ends, and which round numbers are marked.
struct Axis {
  enum Scale {
    case linear
    case logarithmic
  }

  /// A marked value: mantissa · 10^exponent, so that its label is exact.
  struct Tick {
    let mantissa: Int
    let exponent: Int
    /// Along the axis, 0…1.
    let position: Double
  }

  let scale: Scale
  let ticks: [Tick]
  /// The ends: values if linear, their decimal logarithms if logarithmic.
  private let lower: Double
  private let upper: Double

  /// Where a value lies, 0…1 within the ends; nil where it has no place at all.
  func position(of value: Double) -> Double? {
    let onScale = scale == .linear ? value : log10(value)
    let position = (onScale - lower) / (upper - lower)
    return position.isNaN ? nil : position
  }

  /// The value at a place; the inverse of ``position(of:)``.
  func value(at position: Double) -> Double {
    let onScale = lower + position * (upper - lower)
    return scale == .linear ? onScale : pow(10, onScale)
  }

  /// An axis for values of a range, with ticks at multiples of 1, 2 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - margin: how much of the range is added on both sides.
  ///   - most: no more ticks than this, but two if at all possible.
  static func linear(
    _ range: ClosedRange<Double>, margin: Double = 0, ticks most: Int, integers: Bool = false
  ) -> Axis {
    var (lower, upper) = widened(range)
    let extra = margin * (upper - lower)
    lower -= extra
    upper += extra
    var exponent = Int(log10((upper - lower) / Double(max(1, most))).rounded(.down))
    if integers { exponent = max(0, exponent) }
    for factor in [1, 2, 5, 10, 20, 50] {
      let step = decimal(factor, exponent)
      let first = (lower / step * (1 - 1e-12 * (lower < 0 ? -1 : 1))).rounded(.up)
      let last = (upper / step * (1 + 1e-12 * (upper < 0 ? -1 : 1))).rounded(.down)
      guard last - first < Double(max(2, most)) || factor == 50 else { continue }
      let ticks = stride(from: first, through: last, by: 1).prefix(most).map { multiple in
        let mantissa = Int(multiple) * factor
        let position = (decimal(mantissa, exponent) - lower) / (upper - lower)
        return Tick(mantissa: mantissa, exponent: exponent, position: min(max(position, 0), 1))
      }
      return Axis(scale: .linear, ticks: ticks, lower: lower, upper: upper)
    }
    return Axis(scale: .linear, ticks: [], lower: lower, upper: upper)
  }

  /// An axis for positive values, with ticks at powers of ten, and at 2 and 5 times these where the
  /// range has few.
  ///
  /// - Parameter roundsOut: whether the ends move to whole decades.
  static func logarithmic(_ range: ClosedRange<Double>, ticks most: Int, roundsOut: Bool) -> Axis {
    var lower = log10(max(range.lowerBound, .leastNonzeroMagnitude))
    var upper = log10(max(range.upperBound, .leastNonzeroMagnitude))
    if roundsOut {
      lower = (lower + 1e-9).rounded(.down)
      upper = (upper - 1e-9).rounded(.up)
    }
    if upper - lower < 1e-6 {
      lower -= 0.5
      upper += 0.5
    }
    let first = Int((lower - 1e-9).rounded(.up))
    let last = Int((upper + 1e-9).rounded(.down))
    let decades = max(0, last - first + 1)
    var marks: [(mantissa: Int, exponent: Int)] = []
    if 3 * decades <= most && decades < 3 {
      for exponent in (first - 1)...max(last, first - 1) {
        marks += [1, 2, 5].map { ($0, exponent) }
      }
    } else {
      let step = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500].first { decades <= $0 * max(1, most) }
      for exponent in first...max(first, last) where exponent.isMultiple(of: step ?? 1000) {
        marks.append((1, exponent))
      }
    }
    let ticks = marks.compactMap { mark -> Tick? in
      let value = Double(mark.exponent) + log10(Double(mark.mantissa))
      let position = (value - lower) / (upper - lower)
      guard (-1e-9...(1 + 1e-9)).contains(position) else { return nil }
      return Tick(
        mantissa: mark.mantissa, exponent: mark.exponent, position: min(max(position, 0), 1))
    }
    return Axis(scale: .logarithmic, ticks: ticks, lower: lower, upper: upper)
  }

  /// An axis of places side by side, their middles marked: the k-th, from 0, is at the value k.
  ///
  /// - Parameter most: no more ticks than this; then every second, third, … place is marked.
  static func places(_ count: Int, ticks most: Int) -> Axis {
    let step = max(1, (count + max(1, most) - 1) / max(1, most))
    let ticks = stride(from: 0, to: count, by: step).map { place in
      Tick(
        mantissa: place, exponent: 0, position: (Double(place) + 0.5) / Double(max(1, count)))
    }
    return Axis(scale: .linear, ticks: ticks, lower: -0.5, upper: Double(count) - 0.5)
  }

  /// Ends that differ by enough to be told apart, and whose difference is finite.
  private static func widened(_ range: ClosedRange<Double>) -> (Double, Double) {
    let limit = 4e307
    var lower = min(max(range.lowerBound, -limit), limit)
    var upper = min(max(range.upperBound, -limit), limit)
    let least = max(abs(lower), abs(upper)) * 1e-12
    if upper - lower <= least || upper - lower < 1e-300 {
      let room = max(abs(lower) * 0.1, lower == 0 ? 1 : 1e-290)
      lower -= room
      upper += room
    }
    return (lower, upper)
  }
}

/// mantissa · 10^exponent, correctly rounded, as reading the number would give it.
private func decimal(_ mantissa: Int, _ exponent: Int) -> Double {
  Double("\(mantissa)e\(exponent)") ?? 0
}

extension [Axis.Tick] {
  /// The labels, all in one manner: plain while they are short, otherwise as powers of ten.
  ///
  /// - Parameter power: writes "· 10^k" for a mantissa that may be empty.
  func labels(power: (_ mantissa: String, _ exponent: Int) -> String) -> [String] {
    let isPlain = allSatisfy { $0.plainLabel.count <= 7 }
    return map { isPlain ? $0.plainLabel : $0.powerLabel(power) }
  }

  /// For plain text: 1e-3, 2.5e6.
  var textLabels: [String] {
    labels { mantissa, exponent in "\(mantissa.isEmpty ? "1" : mantissa)e\(exponent)" }
  }
}

extension Axis.Tick {
  /// In full: 0.25, -1500.
  fileprivate var plainLabel: String {
    guard mantissa != 0 else { return "0" }
    let digits = String(mantissa.magnitude)
    let sign = mantissa < 0 ? "-" : ""
    if exponent >= 0 {
      return sign + digits + String(repeating: "0", count: Swift.min(exponent, 400))
    }
    let padded = String(repeating: "0", count: Swift.max(0, 1 - exponent - digits.count)) + digits
    var fraction = String(padded.suffix(-exponent))
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return sign + padded.dropLast(-exponent) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// With one digit before the point and a power of ten.
  fileprivate func powerLabel(_ power: (String, Int) -> String) -> String {
    guard mantissa != 0 else { return "0" }
    var digits = String(mantissa.magnitude)
    let shift = exponent + digits.count - 1
    while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
    if digits == "1" && mantissa > 0 { return power("", shift) }
    if digits.count > 1 { digits.insert(".", at: digits.index(after: digits.startIndex)) }
    return power((mantissa < 0 ? "-" : "") + digits, shift)
  }
}
