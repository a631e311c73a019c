import Cases
import Datapath
import FixedPoint
import Reference

/// A comparison for people: what each algorithm came to, what it costs, why, and pictures.
public struct ComparisonReport: Sendable {
  public let comparison: Comparison
  public let name: String
  /// The columns of the terminal.
  public var width = 80
  /// The columns that a table may take.
  public var tableWidth = 120
  public var charset = Charset.unicode

  public init(_ comparison: Comparison, name: String) {
    self.comparison = comparison
    self.name = name
  }

  var plan: Plan { comparison.plan }
  private var style: TerminalStyle { TerminalStyle(width: min(width, 100), charset: charset) }

  /// The whole report.
  public var lines: [String] { allLines.map(charset.spelled) }

  private var allLines: [String] {
    var lines = title + [""]
    for table in [parameterTable, storageTable, operationTable] {
      lines += [table.title] + table.text(charset).lines(width: tableWidth)
      lines += table.notes + [""]
    }
    for plot in plots { lines += plot.lines(style) + [""] }
    lines += derivation + [""]
    if !comparison.tape.isEmpty {
      lines += [tapeTable.title] + tapeTable.text(charset).lines(width: tableWidth)
      lines += tapeTable.notes + [""]
    }
    if !comparison.conditioning.isEmpty {
      lines +=
        [historyTable.title] + historyTable.text(charset).lines(width: tableWidth)
      lines += historyTable.notes + [""]
    }
    return lines + ending
  }

  /// What was asked, a line each.
  var title: [String] {
    let objective = plan.rate.objective == .sum ? "the sum" : "the mean"
    return [
      "\(name): \(counted(plan.sampleCount, "sample")) of \(plan.columns.xName), \(plan.columns.yName); degree \(plan.degree); scale \(plan.scaling.rawValue)",
      "learning rate \(NumberText.shortest(plan.rate.eta)) for \(objective) of e², at most \(counted(plan.epochs, "epoch", shown: NumberText.grouped(plan.epochs))), the same for every algorithm",
    ] + (plan.columns.reading?.lines ?? [])
      + comparison.fit.notes.map {
        "\($0.severity == .warning ? "warning" : "note"): \($0.text)"
      }
      + refusals.map { "warning: \($0)" }
  }

  /// What there was no memory for, and the architecture that cannot be built.
  public var refusals: [String] {
    let refused =
      comparison.refusal.map { ["\($0.algorithm.name) was not run: \($0.reason)"] } ?? []
    return refused
      + comparison.results.compactMap { result in
        result.neededBytes.map {
          "\(result.algorithm.name) was not run: it would hold \(NumberText.grouped($0)) bytes, more than --memory allows"
        }
      }
  }

  /// Eq. 2 by rule.
  var derivation: [String] {
    ["derivatives by rule, for one sample: the loss as a polynomial, each derivative divided by e"]
      + comparison.symbolic.lines.map { "  " + $0 } + [
        "  which is Eq. 3, with μ = 2η for the sum and 2η/N for the mean"
      ]
  }

  /// The figures that the question is about.
  var ending: [String] {
    let million = 1_000_000
    func bits(_ algorithm: FittingAlgorithm) -> String? {
      (comparison[algorithm]?.storage.bits(samples: million, epochs: plan.epochs)).map {
        NumberText.grouped($0)
      }
    }
    let registers = [bits(.datapath), bits(.moments).map { "\($0) on moments" }].compactMap(\.self)
    return [
      "for a million samples and \(counted(plan.epochs, "epoch", shown: NumberText.grouped(plan.epochs))) the tape holds \(bits(.tape)!) bits; the registers of Eq. 3 are \(registers.joined(separator: ", and ")), as for any number of both"
    ]
  }
}
