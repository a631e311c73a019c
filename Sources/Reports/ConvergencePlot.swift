import Foundation

/// How the loss falls over the epochs: the curve of the fixed point and, beside it, of `Double`.
public struct ConvergencePlot: Hashable, Sendable {
  /// A curve: a loss an epoch.
  public struct Series: Hashable, Sendable {
    public var name: String
    public var losses: [Double]

    public init(_ name: String, _ losses: [Double]) {
      self.name = name
      self.losses = losses
    }
  }

  /// How the epochs are spread.
  public enum EpochScale: Hashable, Sendable {
    case linear
    case logarithmic
    /// Logarithmic if most of the fall happens in the first tenth of the epochs.
    case automatic
  }

  public var title = ""
  /// The first is drawn as a line, the second as marks on it.
  public var series: [Series]
  public var lossTitle = "loss"
  public var epochScale = EpochScale.automatic
}

extension ConvergencePlot {
  /// What both renderings share.
  func plane(horizontalTicks: Int, verticalTicks: Int) -> Plane {
    var least = Double.infinity
    var greatest = -Double.infinity
    var leastPositive = Double.infinity
    var notFinite = 0
    for loss in series.lazy.flatMap(\.losses) {
      guard loss.isFinite else {
        notFinite += 1
        continue
      }
      least = min(least, loss)
      greatest = max(greatest, loss)
      if loss > 0 { leastPositive = min(leastPositive, loss) }
    }
    let epochs = series.map(\.losses.count).max() ?? 0
    let vertical: Axis
    var hasZero = false
    if greatest > 0, greatest / leastPositive >= 3 || (least <= 0 && leastPositive.isFinite) {
      hasZero = least <= 0
      let floor = hasZero ? max(leastPositive / 10, .leastNonzeroMagnitude) : leastPositive
      vertical = .logarithmic(
        floor...greatest, ticks: verticalTicks, roundsOut: greatest / floor > 30)
    } else if least <= greatest {
      vertical = .linear(least...greatest, margin: 0.05, ticks: verticalTicks)
    } else {
      vertical = .linear(0...1, ticks: verticalTicks)
    }
    let horizontal: Axis
    if epochs <= 1 {
      horizontal = .linear(0.5...1.5, ticks: 3, integers: true)
    } else if usesLogarithmicEpochs(epochs) {
      horizontal = .logarithmic(1...Double(epochs), ticks: horizontalTicks, roundsOut: false)
    } else {
      horizontal = .linear(1...Double(epochs), ticks: horizontalTicks, integers: true)
    }
    var notes: [String] = []
    if epochs == 0 { notes.append("no epoch to show") }
    if notFinite > 0 { notes.append("\(notFinite) loss\(notFinite == 1 ? "" : "es") not finite") }
    return Plane(horizontal: horizontal, vertical: vertical, hasZero: hasZero, notes: notes)
  }

  /// Where the losses of a curve lie, an epoch each.
  func places(of series: Series, _ plane: Plane) -> [Canvas.Place?] {
    series.losses.enumerated().map { plane.place(Double($0 + 1), $1) }
  }

  /// Those that lie about evenly along the axis, the first and the last included.
  func spacedPlaces(of series: Series, _ plane: Plane, marks: Int) -> [Canvas.Place] {
    var epochs: [Int] = []
    for mark in 0...marks where !series.losses.isEmpty {
      let value = plane.horizontal.value(at: Double(mark) / Double(marks)).rounded()
      let epoch = Int(min(max(value, 1), Double(series.losses.count)))
      if epochs.last != epoch { epochs.append(epoch) }
    }
    return epochs.compactMap { plane.place(Double($0), series.losses[$0 - 1]) }
  }

  private func usesLogarithmicEpochs(_ epochs: Int) -> Bool {
    switch epochScale {
    case .linear: return false
    case .logarithmic: return true
    case .automatic:
      guard epochs >= 30, let losses = series.first?.losses.filter({ $0 > 0 && $0.isFinite }),
        let first = losses.first, let last = losses.last, first > last
      else { return false }
      // The fall in the logarithm is what the picture shows.
      let early = losses[min(epochs / 10, losses.count - 1)]
      let ninetenths = first * pow(last / first, 0.9)
      return early <= ninetenths
    }
  }
}
