import Cases
import Exploration
import FixedPoint

/// The front of a sweep on the figures of a device: what was synthesised, what is on the front, and how well the cost
/// model ranked it.
public struct SynthesizedFront: Sendable {
  /// A design on the front.
  public struct Row: Sendable {
    /// As the table of the sweep has it.
    public let fields: [String]
    public let luts, flipFlops, blocks: Int
    /// MHz: least, median and greatest over the seeds.
    public let clock: [Double]

    public init(fields: [String], luts: Int, flipFlops: Int, blocks: Int, clock: [Double]) {
      (self.fields, self.luts, self.flipFlops) = (fields, luts, flipFlops)
      (self.blocks, self.clock) = (blocks, clock)
    }
  }

  /// How a column of the cost model ranks a figure of the device.
  public struct Ranking: Sendable {
    public let column, figure: String
    /// Spearman's coefficient; nil where there is nothing to rank.
    public let correlation: Double?

    public init(column: String, figure: String, correlation: Double?) {
      (self.column, self.figure, self.correlation) = (column, figure, correlation)
    }
  }

  public let device: String
  public let tools: [String]
  public let seeds: Int
  /// How many designs were synthesised, of how many that may be on a front, and how many of them do not fit.
  public let measured, designs, tooLarge: Int
  public let rows: [Row]
  public let rankings: [Ranking]

  public init(
    device: String, tools: [String], seeds: Int, measured: Int, designs: Int, tooLarge: Int,
    rows: [Row], rankings: [Ranking]
  ) {
    (self.device, self.tools, self.seeds) = (device, tools, seeds)
    (self.measured, self.designs, self.tooLarge) = (measured, designs, tooLarge)
    (self.rows, self.rankings) = (rows, rankings)
  }

  /// A heading, the table, and two sentences.
  public func lines(_ frame: SweepFrame, width: Int) -> [String] {
    let knobs = frame.dimensions.flatMap(\.knobs)
    let columns = frame.columns
    let models = rankings.map(\.column)
    var table = TextTable(
      [.init("design", .right)]
        + knobs.map { .init($0.name, $0.isNumeric ? .right : .left) }
        + [.init("error", .point)]
        + ["LUTs", "DSP", "flip-flops", "MHz", "range"].map { .init($0, .right) }
        + models.map { .init($0, .right) })
    for row in rows {
      func megahertz(_ index: Int) -> String { NumberText.fixed(row.clock[index], decimals: 1) }
      let error = Double(row.fields[columns.index(frame.error)!]) ?? .nan
      table.addRow(
        [row.fields[0]] + knobs.indices.map { row.fields[2 + $0] }
          + [NumberText.significant(error, digits: 4)]
          + [
            "\(row.luts)", "\(row.blocks)", "\(row.flipFlops)", megahertz(1),
            "\(megahertz(0))–\(megahertz(2))",
          ] + models.map { row.fields[columns.index($0)!] })
    }
    let misfits = tooLarge > 0 ? "; \(tooLarge) of them do not fit" : ""
    return [
      "Pareto front on \(device): \(frame.error) against LUTs and DSP blocks (\(tools.joined(separator: ", ")); \(counted(seeds, "seed")))"
    ] + table.lines(width: width) + [
      "\(measured) of \(counted(designs, "design")) synthesized\(misfits); by the cost model no other can be on the front",
      "rank correlation of the cost model (Spearman): "
        + rankings.map { ranking in
          let number = ranking.correlation.map { NumberText.fixed($0, decimals: 2) } ?? "not known"
          return "\(ranking.column) with \(ranking.figure) \(number)"
        }.joined(separator: ", "),
    ]
  }

  /// For programs.
  ///
  /// - Parameter object: a row as an object.
  func json(object: ([String]) -> JSON) -> JSON {
    [
      "target": .string(device), "tools": .array(tools.map { .string($0) }), "seeds": JSON(seeds),
      "synthesized": JSON(measured), "candidates": JSON(designs), "do_not_fit": JSON(tooLarge),
      "front": .array(
        rows.map { row in
          var json = object(row.fields)
          json.append("lut_sites", JSON(row.luts))
          json.append("flip_flops", JSON(row.flipFlops))
          json.append("dsp_blocks", JSON(row.blocks))
          json.append(
            "clock_mhz",
            [
              "least": JSON(row.clock[0]), "median": JSON(row.clock[1]),
              "greatest": JSON(row.clock[2]),
            ])
          return json
        }),
      "rank_correlation": .array(
        rankings.map {
          [
            "column": .string($0.column), "figure": .string($0.figure),
            "spearman": JSON($0.correlation),
          ]
        }),
    ]
  }
}
