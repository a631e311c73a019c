import Columns

/// The samples and the polynomial through them, in the data's units.
public struct FitPlot: Hashable, Sendable {
  /// A polynomial, coefficients low to high, of (x − offset) / unit, and its values likewise of y.
  ///
  /// In the units of the scaled samples it keeps its digits where, multiplied out for x far from 0, large
  /// terms would take each other away.
  public struct Curve: Hashable, Sendable {
    public var name: String
    public var coefficients: [Double]
    private let xOffset: Double
    private let xUnit: Double
    private let yOffset: Double
    private let yUnit: Double

    public init(
      _ name: String, _ coefficients: [Double], x: (offset: Double, unit: Double) = (0, 1),
      y: (offset: Double, unit: Double) = (0, 1)
    ) {
      self.name = name
      self.coefficients = coefficients
      (xOffset, xUnit) = x
      (yOffset, yUnit) = y
    }

    /// The polynomial at x, by Horner's rule.
    func value(at x: Double) -> Double {
      let z = (x - xOffset) / xUnit
      return yOffset + yUnit * coefficients.reversed().reduce(0) { $0 * z + $1 }
    }
  }

  public var title: String
  public var x: LongColumn<Double>
  public var y: LongColumn<Double>
  /// The first is drawn as a line; the second as marks, or a dashed line.
  public var curves: [Curve]
  public var xTitle: String
  public var yTitle: String

  public init(
    title: String = "", x: some Collection<Double>, y: some Collection<Double>, curves: [Curve],
    xTitle: String = "x", yTitle: String = "y"
  ) {
    self.title = title
    self.x = LongColumn(x)
    self.y = LongColumn(y)
    self.curves = curves
    self.xTitle = xTitle
    self.yTitle = yTitle
  }
}

extension FitPlot {
  /// The axes span the samples; a curve that leaves them is cut off, and noted if none of it shows.
  func plane(horizontalTicks: Int, verticalTicks: Int) -> Plane {
    let xs = finiteRange(x)
    let ys = finiteRange(y)
    let horizontal = Axis.linear(xs ?? -1...1, margin: 0.03, ticks: horizontalTicks)
    let fallback = curves.first.flatMap { curve in
      finiteRange((0...100).map { curve.value(at: horizontal.value(at: Double($0) / 100)) })
    }
    let vertical = Axis.linear(ys ?? fallback ?? -1...1, margin: 0.05, ticks: verticalTicks)
    var plane = Plane(horizontal: horizontal, vertical: vertical)
    let pairs = min(x.count, y.count)
    if pairs == 0 { plane.notes.append("no sample to show") }
    for curve in curves {
      let shows = plane.places(of: curve, count: 200).joined().contains { (0...1).contains($0.up) }
      if !shows { plane.notes.append("\(curve.name.printable) lies outside of the picture") }
    }
    return plane
  }
}

extension Plane {
  /// A curve at even distances from end to end, cut into runs where it has no value.
  func places(of curve: FitPlot.Curve, count: Int) -> [[Canvas.Place]] {
    (0..<count).map { index in
      let x = horizontal.value(at: Double(index) / Double(max(1, count - 1)))
      return place(x, curve.value(at: x))
    }.runs
  }
}

/// The least and the greatest of the finite values; nil where there are none.
private func finiteRange(_ values: some Sequence<Double>) -> ClosedRange<Double>? {
  var least = Double.infinity
  var greatest = -Double.infinity
  for value in values where value.isFinite {
    least = min(least, value)
    greatest = max(greatest, value)
  }
  return least <= greatest ? least...greatest : nil
}
