import FixedPoint
import Reference
import Samples

extension Plan.Note {
  /// A warning where a column's values lie so far from 0 that Doubles divide their span into fewer than 2¹⁶ steps.
  init?(
    coarse axis: String, _ scale: AxisScale, _ scaled: ClosedRange<Double>
  ) {
    let ends = (
      scale.offset + scale.unit * scaled.lowerBound, scale.offset + scale.unit * scaled.upperBound
    )
    let step = max(abs(ends.0), abs(ends.1)).ulp
    let span = ends.1 - ends.0
    if span == 0, step > 1 {
      self.init(
        .warning,
        "\(axis) has one value in Double, \(briefly(ends.0, digits: 3)), where Doubles are \(briefly(step, digits: 3)) apart; if the data have several, subtract an offset from them"
      )
      return
    }
    guard span > 0, step > span * 0x1p-16 else { return nil }
    self.init(
      .warning,
      "\(axis) spans \(briefly(span, digits: 3)) around \(briefly(ends.0, digits: 3)), where Doubles are \(briefly(step, digits: 3)) apart: least squares and the scaled samples can be no better; subtract an offset from the data"
    )
  }
}

extension Plan.Note {
  /// More samples than the accumulators are sized for, and a capacity that sizes nothing.
  static func capacity(_ settings: Settings, samples: Int) -> [Self] {
    let asked = settings.capacity ?? Plan.defaultCapacity
    let capacity = settings.resolution?.capacity ?? asked
    var notes: [Self] = []
    if capacity != asked {
      notes.append(
        Self(
          .information,
          "capacity \(asked) changes nothing: the formats of this case are resolved; give gradient and loss others with --format"
        ))
    }
    if samples > capacity {
      let fix =
        settings.resolution == nil
        ? "--capacity \(samples)" : "give gradient and loss more integer bits"
      notes.append(
        Self(
          .warning,
          "\(samples) samples are more than the \(capacity) that the accumulators are sized for; they may overflow, which would be counted (\(fix))"
        ))
    }
    return notes
  }
}

extension LearningRate {
  /// What there is to say about the rate.
  func notes(epochs: Int, isGiven: Bool, scaling: Scaling) -> [Plan.Note] {
    var notes: [Plan.Note] = []
    switch origin {
    case .given:
      if !isStable {
        notes.append(
          Plan.Note(
            .warning,
            "learning rate \(shortest(eta)) is unstable on these samples: the loss grows; the largest stable value is \(Self.shown(greatestStable))"
          ))
      }
    case .usual: break
    case .derived(let usualIsUnstable):
      notes.append(
        Plan.Note(
          .information,
          "learning rate \(shortest(eta)), from the extreme eigenvalues of the scaled problem (2/(λmin + λmax)), because \(Self.usual) \(usualIsUnstable ? "is unstable here (the largest stable value is \(Self.shown(greatestStable)))" : "would take too many epochs")"
        ))
    }
    if isStable, epochsNeeded ?? .max > epochs {
      let count =
        epochsNeeded.map { "about \($0 < 10_000_000 ? "\($0)" : briefly(Double($0), digits: 2))" }
        ?? "no number of"
      let fixes = [
        epochsNeeded.flatMap { $0 < 10_000_000 ? "--epochs \($0)" : nil },
        scaling == .standardize ? nil : "--scale standardize",
      ].compactMap { $0 }.joined(separator: " or ")
      let fix = fixes.isEmpty ? "" : "; give \(fixes)"
      notes.append(
        Plan.Note(
          isGiven ? .information : .warning,
          "\(counted(epochs, "epoch")) \(epochs == 1 ? "is" : "are") too few for theta's LSB; \(count) epochs would bring the slowest part of theta's error below it\(fix)",
          wantsEpochs: true))
    } else if !isGiven, epochs > Plan.defaultEpochs {
      notes.append(
        Plan.Note(
          .information,
          "\(counted(epochs, "epoch")), because the slowest part of theta's error keeps \(Self.shown(contraction)) of itself an epoch"
        ))
    }
    return notes
  }

  /// Three significant digits, rounded down so that a limit stays one.
  private static func shown(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value >= 1000, value < 1e15 { return "\(Int(value))" }
    return shortest(roundedDown(value))
  }
}
