import Cases
import Exploration
import FixedPoint

/// A sweep as one HTML page that needs nothing else, and its pictures as SVG.
public struct SweepReport {
  public let statistics: SweepStatistics
  public let findings: SweepFindings
  private var frame: SweepFrame { statistics.frame }
  private var summary: SweepSummary { statistics.summary }

  public init(_ statistics: SweepStatistics, _ findings: SweepFindings) {
    self.statistics = statistics
    self.findings = findings
  }

  private var target: Double? { findings.answer?.target.limit }

  var winner: String? { findings.answer?.winner?[0] }

  // MARK: The pictures

  var fronts: [SweepPicture] {
    let pictures = [
      SweepPicture.front(
        "cost", frame.cost, summary.costFront, statistics, target, winner: winner),
      SweepPicture.front(
        "bits", SweepFrame.bits, summary.bitsFront, statistics, target, winner: winner),
    ]
    return frame.cost == SweepFrame.bits ? Array(pictures.prefix(1)) : pictures
  }

  var curves: [SweepPicture] {
    frame.dimensions.indices.filter { !statistics.curves[$0].isEmpty }.map {
      .curve($0, statistics, target)
    }
  }

  var maps: [SweepPicture] { statistics.maps.map { .map($0, statistics) } }

  /// Every picture.
  public var pictures: [SweepPicture] { residuals + fronts + curves + maps }

  // MARK: The page

  /// The page.
  public var html: String {
    let title = "Sweep of \(frame.caseNames.joined(separator: ", "))"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title))</title>
      <style>
      \(String(decoding: PackageResources.sweep_css, as: UTF8.self))</style>
      </head>
      <body>
      <h1>\(escaped(title))</h1>
      \(introduction)
      \(answer)
      \(residuals.map { figure($0) }.joined())
      <h2>Pareto fronts</h2>
      <p>Point at a design, tap it, or move from one to the next with Tab.</p>
      \(fronts.map { figure($0, detail: true) }.joined())
      \(frontTable)
      \(synthesized)
      <h2>Where bits stop helping</h2>
      \(knees)
      <h2>Error against each field</h2>
      \(curves.map { figure($0) }.joined())
      \(mapSection)
      \(mentions)
      \(columnList)
      \(data)
      <script>
      \(String(decoding: PackageResources.sweep_js, as: UTF8.self))</script>
      </body>
      </html>

      """
  }

  private var introduction: String {
    let varied = frame.dimensions.map { variation in
      let values = variation.values
      let shown =
        values.count <= 8
        ? values.joined(separator: ", ")
        : "\(values[0]), \(values[1]), … \(values[values.count - 1]) (\(values.count) values)"
      return
        "<tr><th scope=\"row\">\(escaped(variation.name))</th><td>\(escaped(shown))</td></tr>\n"
    }
    let meaning = statistics.columns.figureColumns.first { $0.name == frame.error }?.meaning ?? ""
    let of = findings.judged.map { " Figures are \($0)." } ?? ""
    return """
      <p>\(counted(summary.designs, "design", shown: NumberText.grouped(summary.designs))): \(NumberText.grouped(summary.refused)) cannot be built, \
      \(NumberText.grouped(summary.stalled)) stalled, \(NumberText.grouped(summary.cycles)) in a cycle, \
      \(NumberText.grouped(summary.unsettled)) unsettled, \(NumberText.grouped(summary.diverged)) diverged, \
      \(NumberText.grouped(summary.overflowed)) overflowed.\(of)</p>
      <p>Error is <code>\(escaped(frame.error))</code>: \(escaped(meaning)). Cost is <code>\(escaped(frame.cost))</code>. \
      Architecture: \(statistics.columns.architectures.map(\.rawValue).joined(separator: " and ")). \
      \(frame.allowsUnsettled ? "Unsettled and diverged designs may be on the fronts too; their marks are hollow and crossed." : "Designs that are unsettled or diverged are on no front and in no curve.")</p>
      <table class="plain"><caption>Varied</caption>
      \(varied.joined())</table>
      """
  }

  /// The front on a device's figures, as the terminal has it.
  private var synthesized: String {
    findings.synthesized.map {
      "<h2>On a device</h2>\n<pre>\(escaped($0.lines(frame, width: 120).joined(separator: "\n")))</pre>"
    } ?? ""
  }

  private func figure(_ picture: SweepPicture, detail: Bool = false) -> String {
    """
    <figure id="\(escapedAttribute(picture.name))">
    <h3>\(escaped(picture.title))</h3>
    \(picture.html())\(detail ? "<div class=\"detail\" aria-live=\"polite\"></div>\n" : "")\
    <figcaption>\(escaped(picture.caption))</figcaption>
    </figure>

    """
  }

  /// A line for each field that has an order.
  private var knees: String {
    var rows = ""
    for (index, variation) in frame.dimensions.enumerated() {
      let spreads = statistics.curves[index]
      guard variation.countsBits, spreads.count > 1, let knee = Knee(spreads) else { continue }
      var enough = knee.position
      var sentence = knee.sentence(variation, spreads, frame.error)
      // With a target the question is what is enough for that.
      if let target, let first = spreads.firstIndex(where: { $0.least <= target }) {
        enough = first
        sentence = "Enough for the target. \(sentence)"
      }
      rows +=
        "<tr><th scope=\"row\">\(escaped(variation.name))</th><td>\(escaped(variation.values[enough]))</td><td>\(escaped(sentence))</td></tr>\n"
    }
    guard !rows.isEmpty else { return "<p>No field that was varied counts bits.</p>" }
    return """
      <table><thead><tr><th>field</th><th>enough</th><th></th></tr></thead><tbody>
      \(rows)</tbody></table>
      """
  }

  private var mapSection: String {
    let maps = self.maps
    guard !maps.isEmpty else { return "" }
    let options = maps.map {
      "<option value=\"\(escapedAttribute($0.name))\">\(escaped($0.title))</option>"
    }
    return """
      <h2>Two fields at a time</h2>
      <p class="choice"><label>Fields <select id="choose-map">\(options.joined())</select></label></p>
      <div id="maps">
      \(maps.map { figure($0) }.joined())</div>
      """
  }

  private var mentions: String {
    [
      ("Stalled", statistics.stalled, "An epoch changed no bit of theta."),
      ("Unsettled", statistics.unsettled, "No theta returned: more epochs may have larger errors."),
      ("Diverged", statistics.diverged, "The parameters moved away from the fit."),
      ("Overflowed", statistics.overflowed, "A node left its range; counted once for each cast."),
      (
        "Cannot be built", statistics.refused,
        "The formats contradict each other or exceed a limit."
      ),
    ].map { title, mentions, meaning in
      let count = "\(title): \(NumberText.grouped(mentions.count))"
      guard mentions.count > 0 else { return "<p>\(count)</p>\n" }
      let heads = (["design"] + frame.dimensions.map(\.name) + [""]).map {
        "<th>\(escaped($0))</th>"
      }
      let rows = mentions.first.map { mention in
        "<tr>"
          + ([mention.design] + mention.values + [mention.remark]).map {
            "<td>\(escaped($0))</td>"
          }.joined() + "</tr>\n"
      }
      let rest = mentions.count - mentions.first.count
      return """
        <details><summary>\(count)</summary>
        <p>\(meaning)\(rest > 0 ? " The first \(mentions.first.count); the table of results has all." : "")</p>
        <div class="wide-table"><table><thead><tr>\(heads.joined())</tr></thead><tbody>
        \(rows.joined())</tbody></table></div></details>

        """
    }.reduce("<h2>Designs that failed</h2>\n", +)
  }

  /// What the columns of the table mean.
  private var columnList: String {
    let rows = statistics.columns.figureColumns.map {
      "<tr><th scope=\"row\">\($0.name)</th><td>\(escaped($0.meaning))</td></tr>\n"
    }
    return """
      <h2>The columns of the table</h2>
      <details><summary>\(rows.count) figures of a design</summary>
      <table><tbody>
      \(rows.joined())</tbody></table>
      <p>A signed multiplier of a × b bits fills ⌈(a−1)/(A−1)⌉ · ⌈(b−1)/(B−1)⌉ blocks of A × B bits, the better way
      round: each word is cut into one signed limb at the top and unsigned ones below, which do without the block's
      sign bit. An unsigned word counts a bit more. Every pair of limbs is a block, however small.</p></details>
      """
  }

  /// The designs of the fronts for the script: what is shown of each, in order.
  private var data: String {
    let knobs = frame.dimensions.flatMap(\.knobs)
    let shown = [
      frame.error, frame.error.replacing(/^worst_/, with: ""), frame.cost, SweepFrame.bits,
      "dsp_18x18", "dsp_27x18", "epochs_run", "cycles",
      "stop", "settles", "cycle_period", "cycle_from",
    ]
    let rows = statistics.frontRows.map { row in
      var fields: [JSON] = [["design", .string(row[0])]]
      fields += zip(knobs, row[2...]).map { [.string($0.name), .string($1)] }
      for (index, name) in shown.enumerated() where shown.firstIndex(of: name) == index {
        fields.append([.string(name), .string(row[statistics.columns.index(name)!])])
      }
      let commands = findings.commands[row[0]] ?? []
      fields.append(["simulate with", .string(commands.joined(separator: "\n"))])
      return JSON.array(fields)
    }
    let text = JSON.array(rows).compactText.replacing("</", with: "<\\/")
    return "<script type=\"application/json\" id=\"designs\">\(text)</script>"
  }
}
