import Cases
import Datapath
import Foundation
import Reference

/// The tables of a comparison, which the terminal and the page share.
struct ReportTable {
  let title: String
  let columns: [TextTable.Column]
  var rows: [[String]]
  var notes: [String] = []

  func text(_ charset: Charset) -> TextTable {
    var table = TextTable(
      columns.map { .init(charset.spelled($0.title), $0.alignment) }, charset: charset)
    for row in rows { table.addRow(row.map(charset.spelled)) }
    return table
  }
}

extension ComparisonReport {
  /// Where each algorithm ended.
  var parameterTable: ReportTable {
    let form = plan.writtenForm(
      of: comparison.results.compactMap { $0.run?.theta } + [plan.scaledLeastSquares],
      digits: plan.degree == 3 ? 7 : 9)
    let variable = form.variable
    let names =
      variable != nil
      ? ["1", "t", "t²", "t³"] : plan.degree == 1 ? ["b", "a"] : ["1", "x", "x²", "x³"]
    let solved =
      variable.map { plan.leastSquares(inPowersOf: $0) } ?? plan.leastSquares.coefficients
    // Fewer digits of a value that has run away.
    func cells(_ coefficients: [Double]) -> [String] {
      zip(coefficients, solved).map { value, solved in
        let digits = variable == nil ? form.digits : form.centredDigits
        return NumberText.significant(
          value, digits: abs(value) < 1e9 * max(1, abs(solved)) ? digits : 3)
      }
    }
    var rows = comparison.results.map { result -> [String] in
      guard let run = result.run else {
        return [result.algorithm.name] + Array(repeating: "-", count: plan.degree + 2) + [
          "", "not run",
        ]
      }
      let isSolved = result.algorithm == .closedForm
      return [result.algorithm.name]
        + cells(
          variable.map { plan.scales.coefficients(inPowersOf: $0, run.theta) } ?? run.coefficients)
        + [
          NumberText.significant(run.error, digits: 3),
          isSolved ? "-" : run.curve.reached.map { NumberText.grouped($0) } ?? "never",
          isSolved ? "solved" : "\(NumberText.grouped(run.curve.epochs)) \(run.stop)",
        ]
    }
    rows.append(
      ["least squares"]
        + cells(solved)
        + ["", "", ""])
    let rSquared = comparison.rSquared.map {
      "closed form: R² \(NumberText.significant($0, digits: 9))"
    }
    return ReportTable(
      title:
        "in the data's units, \(plan.columns.yName) as a polynomial of \(variable.map { "t = \($0.description)" } ?? plan.columns.xName), and the distance from least squares",
      columns: [.init("algorithm")] + (0...plan.degree).map { .init(names[$0], .point) } + [
        .init("off", .point), .init("reached", .right), .init("epochs, end", .right),
      ], rows: rows,
      notes: [
        "off: max |Δθ| / max |θ| in scaled units; reached: the epoch from which on it is \(NumberText.shortest(comparison.reach)) or less"
      ]
        + comparison.results.compactMap { result in
          result.fit.map { "\(result.algorithm.name) \($0.settling)" }
        }
        + [
          rSquared,
          NumberText.note(on: rows.flatMap { $0 }),
        ].compactMap { $0 })
  }

  /// What each algorithm holds.
  var storageTable: ReportTable {
    ReportTable(
      title:
        "storage in bits: counted here, as a formula in N samples and T epochs, and for a million samples",
      columns: [
        .init("algorithm"), .init("here", .right), .init("formula"), .init("N = 10⁶", .right),
        .init("grows with"),
      ],
      rows: comparison.results.map { result in
        let growth = [
          result.storage.growsWithSamples ? "N" : nil, result.storage.growsWithEpochs ? "T" : nil,
        ].compactMap { $0 }
        return [
          result.algorithm.name, result.run.map { NumberText.grouped($0.bits) } ?? "not run",
          result.storage.growsWithSamples || result.storage.growsWithEpochs
            ? result.storage.description : "constant",
          NumberText.grouped(result.storage.bits(samples: 1_000_000, epochs: plan.epochs)),
          growth.isEmpty ? "nothing" : growth.joined(separator: ", "),
        ]
      },
      notes: [
        "counted in the objects of each run, at their maximum; a datapath's are its registers; samples that only pass are not held"
      ] + epochNotes)
  }

  /// Which T the figures have, where an algorithm ended before the epochs were used up: it holds less here than it might.
  private var epochNotes: [String] {
    let ended = comparison.results.compactMap { result -> String? in
      guard result.storage.growsWithEpochs, let epochs = result.run?.curve.epochs,
        epochs < plan.epochs
      else { return nil }
      return "\(NumberText.grouped(epochs)) for \(result.algorithm.name)"
    }
    guard !ended.isEmpty else { return [] }
    return [
      "T: here the epochs that were run, \(ended.joined(separator: ", ")); for N = 10⁶ the \(NumberText.grouped(plan.epochs)) that may be"
    ]
  }

  /// What each algorithm computes.
  var operationTable: ReportTable {
    ReportTable(
      title: "operations an epoch, as a formula and counted here, and how often the samples pass",
      columns: [
        .init("algorithm"), .init("passes", .right), .init("multiplications"),
        .init("here", .right),
        .init("additions"), .init("here", .right), .init("divisions", .right),
      ],
      rows: comparison.results.map { result in
        let here =
          result.run?.operations ?? result.operations.count(samples: plan.sampleCount)
        return [
          result.algorithm.name, result.algorithm == .moments ? "once" : "\(result.passes)",
          result.operations.multiplications,
          NumberText.grouped(here.multiplications), result.operations.additions,
          NumberText.grouped(here.additions), "\(here.divisions)",
        ]
      },
      notes: [
        "the datapaths' are words of \(wordLengths) bits, each other algorithm's 64-bit floating point; the closed form's are its total"
      ])
  }

  /// The least and the greatest word of the datapaths' nodes.
  private var wordLengths: String {
    let designs = comparison.results.compactMap { $0.fit?.plan.design }
    let widths = designs.flatMap { design in design.nodes.map { design.formats[$0].width } }
    return "\(widths.min() ?? 0) to \(widths.max() ?? 0)"
  }

  /// What the tape keeps.
  var tapeTable: ReportTable {
    ReportTable(
      title: "where the tape has x and y: its records between the two passes",
      columns: [
        .init("record", .right), .init("operation"), .init("bits", .right), .init("keeps"),
      ],
      rows: comparison.tape.enumerated().map { index, record in
        ["\(index)", record.operation, NumberText.grouped(record.bits), record.keeps]
      },
      notes: [
        "x is kept once, however many records refer to it; \(NumberText.grouped(comparison.tape.reduce(0) { $0 + $1.bits })) bits in all"
      ])
  }

  /// What a history says about a gradient.
  var historyTable: ReportTable {
    let rows = comparison.conditioning
    let parameters = plan.degree + 1
    return ReportTable(
      title:
        "why Eq. 2′ fails where all parameters move: ΔE/Δθ and the derivative, during the run of Eq. 3",
      columns: [.init("loop", .right)]
        + (0..<parameters).flatMap { k -> [TextTable.Column] in
          [.init("ΔE/Δθ\(k)", .point), .init("∂E/∂θ\(k)", .point)]
        } + [.init("condition", .right)],
      rows: rows.map { row in
        ["\(row.loop)"]
          + (0..<parameters).flatMap { k in
            [
              row.quotients[k].map { NumberText.significant($0 == 0 ? 0 : $0, digits: 3) } ?? "0/0",
              NumberText.significant(row.derivatives[k], digits: 3),
            ]
          }
          + [
            row.condition.map {
              $0.isFinite ? NumberText.significant($0, digits: 2) : "singular"
            } ?? "-"
          ]
      },
      notes: [
        "∂E/∂θ is taken halfway between the loops, where a central difference is exact for a quadratic E",
        "condition: of the \(parameters) equations ΔE = Σ g Δθ of the last loops, in directions alone; a loop adds one equation for \(parameters) unknowns, and its step is nearly the last one's",
      ])
  }
}
