import Cases
import Exploration

/// The part of a sweep's page that answers: the target, the winner and its residuals, and the front's designs with their commands.
extension SweepReport {
  /// The residuals of the one design that is shown, a picture a case.
  var residuals: [SweepPicture] {
    findings.shown.enumerated().map { index, shown in
      let plot = FitPlot(residualsOf: shown.fit, name: shown.name)
      let number = findings.shown.count == 1 ? "" : "-\(index + 1)"
      return SweepPicture(
        name: "residuals\(number)", title: "Residuals: \(shown.name)",
        caption:
          "What y has beyond the fit of the design that is shown, at each sample; the line is where least squares lies beside it."
      ) { canvas in
        var plot = plot
        if !canvas.isFile { plot.title = "" }
        return plot.svg(
          width: canvas.width, height: canvas.height, id: canvas.id, attributes: canvas.attributes)
      }
    }
  }

  /// The target and the winner, or nothing.
  var answer: String {
    guard let question = findings.question else { return luck }
    let lines = findings.verdict.enumerated().map { index, line in
      "<p\(index == 0 ? " class=\"verdict\"" : "")>\(escaped(line))</p>\n"
    }.joined()
    return """
      <h2>Target</h2>
      <p>\(escaped(question))</p>
      \(lines)\(findings.answer?.winner.map { commands(of: $0[0]) } ?? "")\(luck)
      """
  }

  private var luck: String {
    findings.luck.isEmpty ? "" : "<p>\(escaped(findings.luck.joined(separator: ";")))</p>\n"
  }

  private func commands(of design: String) -> String {
    (findings.commands[design] ?? []).map { command in
      "<pre class=\"command\"><code>\(escaped(command))</code></pre>\n"
    }.joined()
  }

  /// A row for each design of the fronts, and below it the command.
  var frontTable: String {
    let (frame, columns) = (statistics.frame, statistics.columns)
    let knobs = frame.dimensions.flatMap(\.knobs)
    var names: [String] = []
    for name in [frame.error, frame.cost, SweepFrame.bits] + Self.endings + ["pareto"]
    where !names.contains(name) && columns.index(name) != nil
      // A column without a word, such as that of periods where variations are judged, is left out.
      && statistics.frontRows.contains(where: { !findings.shown(name, $0).isEmpty })
    { names.append(name) }
    let heads = (["design"] + knobs.map(\.name) + names).map { "<th>\(escaped($0))</th>" }
    let cost = columns.index(frame.cost)!
    let ordered = statistics.frontRows.enumerated().sorted {
      (Double($0.element[cost]) ?? 0, $0.offset) < (Double($1.element[cost]) ?? 0, $1.offset)
    }
    let rows = ordered.map { _, row in
      let cells =
        [row[0] == winner ? "\(row[0]) wins" : row[0]] + knobs.indices.map { row[2 + $0] }
        + names.map { findings.shown($0, row) }
      return """
        <tr\(row[0] == winner ? " class=\"winner\"" : "")>\(cells.map { "<td>\(escaped($0))</td>" }.joined())</tr>
        <tr class="of-design"><td colspan="\(cells.count)"><details><summary>command of design \(row[0])</summary>
        \(commands(of: row[0]))</details></td></tr>

        """
    }
    return """
      <h3>The designs of the fronts</h3>
      <div class="wide-table"><table id="front-designs"><thead><tr>\(heads.joined())</tr></thead><tbody>
      \(rows.joined())</tbody></table></div>
      <p>A click on a command selects all of it.</p>
      """
  }

  /// The columns that say what a run ends in.
  private static let endings = ["settles", "cycle_period"]
}

extension FitPlot {
  /// y less the fit of a run at each sample, in the data's units, and least squares beside it.
  init(residualsOf fit: Fit, name: String) {
    let (plan, theta) = (fit.plan, fit.theta)
    let (x, y) = (plan.scales.x, plan.scales.y)
    let residuals = zip(plan.scaled.x, plan.scaled.y).map { z, w in
      y.unit * (w - theta.reversed().reduce(0) { $0 * z + $1 })
    }
    self.init(
      title: "\(name): residuals, \(plan.columns.yName) less the fit", x: plan.columns.x,
      y: residuals,
      curves: [
        .init(
          "least squares", zip(plan.scaledLeastSquares, theta).map { $0 - $1 },
          x: (x.offset, x.unit), y: (0, y.unit))
      ], xTitle: plan.columns.xName, yTitle: "residual")
  }
}
