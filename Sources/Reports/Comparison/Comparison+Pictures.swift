import Cases
import FixedPoint
import Foundation
import Reference

/// The three pictures of a comparison.
extension ComparisonReport {
  /// Every picture, in the order of the report.
  var plots: [AlgorithmsPlot] { [lossPlot, errorPlot, storagePlot] }

  /// How the loss fell.
  var lossPlot: AlgorithmsPlot {
    let first =
      comparison.results.compactMap { $0.run?.curve.points.first?.loss }
      .filter(\.isFinite).max() ?? 1
    var plot = AlgorithmsPlot(
      name: "loss", title: "loss against epochs",
      caption:
        "Σe² of the scaled samples at the parameters that enter an epoch. Curves that agree within a line's width are one.",
      horizontalTitle: "epoch", verticalTitle: "loss Σe²", isHorizontalLogarithmic: true,
      ceiling: 10 * first)
    addCurves(to: &plot) { $0.loss }
    return plot
  }

  /// How near each algorithm came.
  var errorPlot: AlgorithmsPlot {
    var plot = AlgorithmsPlot(
      name: "error", title: "distance from least squares against epochs",
      caption:
        "The greatest difference of a parameter over the greatest parameter, in scaled units, after an epoch: an algorithm stops coming nearer where its word, its difference quotient or its rounding allows no more.",
      horizontalTitle: "epoch", verticalTitle: "max |Δθ| / max |θ|",
      isHorizontalLogarithmic: true, ceiling: 10)
    addCurves(to: &plot) { $0.error }
    return plot
  }

  private func addCurves(to plot: inout AlgorithmsPlot, _ value: (CurvePoint) -> Double) {
    for result in comparison.results {
      guard let run = result.run else { continue }
      if result.algorithm == .closedForm {
        // No epochs: the level that all strive for, drawn along the axis.
        guard plot.name == "loss", let last = run.curve.last else { continue }
        let end = comparison.results.compactMap { $0.run?.curve.epochs }.max() ?? 1
        plot.add(result.algorithm, [(1, last.loss), (Double(max(2, end)), last.loss)])
      } else {
        plot.add(result.algorithm, run.curve.points.map { (Double($0.epoch), value($0)) })
      }
    }
  }

  /// What each algorithm holds, for any number of samples.
  var storagePlot: AlgorithmsPlot {
    let plan = comparison.plan
    let epochs = plan.epochs
    let here = plan.sampleCount
    var plot = AlgorithmsPlot(
      name: "storage", title: "storage against samples",
      caption:
        "Bits held at the worst moment of a run of \(counted(epochs, "epoch", shown: NumberText.grouped(epochs))). The marks stand at this case's \(NumberText.grouped(here)) samples.",
      horizontalTitle: "samples N", verticalTitle: "bits", isHorizontalLogarithmic: true)
    let exponents = stride(from: 0, through: 8, by: 0.125)
    for result in comparison.results {
      let points = exponents.map { exponent in
        let samples = pow(10, exponent)
        return (
          samples,
          Double(result.storage.aSample) * samples + Double(result.storage.anEpoch * epochs)
            + Double(result.storage.fixed)
        )
      }
      plot.add(
        result.algorithm, points,
        landmark: (Double(here), Double(result.storage.bits(samples: here, epochs: epochs))))
    }
    return plot
  }

  /// The pictures as files and in the page.
  public var pictures: [SweepPicture] { plots.map(\.picture) }
}
