import Cases
import Datapath

/// Every figure of a design, in the order of the columns.
extension FigureColumn {
  /// The columns for designs up to a degree.
  public static func all(degree: Int, nodes: [Node] = Node.every) -> [FigureColumn] {
    var columns: [FigureColumn] = []
    func add(_ name: String, _ worst: Worst, _ meaning: String) {
      columns.append(FigureColumn(name: name, meaning: meaning, worst: worst))
    }
    add("stop", .none, "why it ended: converged, stalled, epochs; refused if it cannot be built")
    add("diverged", .greatest, "1 if the parameters move away from the fit")
    add(
      "settles", .none,
      "what it ends in: stalled (one theta), cycle, unsettled (not known), diverged")
    add(
      "cycle_period", .none, "epochs after which theta is the same again; empty where not known")
    add("cycle_from", .none, "the first epoch, from 1, whose theta returns; empty where not known")
    add("epochs_run", .greatest, "epochs to the stop")
    add("cycles", .greatest, "clock cycles to the stop")
    add("loss", .greatest, "Σe² of the last epoch, scaled samples")
    add("double_loss", .none, "the same of the Double reference at that epoch")
    for k in 0...degree { add("coefficient_\(k)", .none, "of x^\(k), in the data's units") }
    for k in 0...degree { add("theta_\(k)", .none, "the word of theta_\(k)") }
    for (prefix, other) in [
      ("double", "Double at the same epoch"), ("ls", "least squares"),
      ("worst_double", "Double at the same epoch, from the last epoch on"),
      ("worst_ls", "least squares, from the last epoch on"),
    ] {
      add("\(prefix)_parameter_error", .greatest, "max |Δcoefficient| from \(other), data's units")
      add("\(prefix)_parameter_relative", .greatest, "max |Δtheta| / max |theta| from \(other)")
      add("\(prefix)_parameter_lsb", .greatest, "max |Δtheta| from \(other) in LSBs of theta")
      add("\(prefix)_parameter_sqnr_db", .least, "10 log10(Σtheta² / ΣΔtheta²), \(other)")
      add("\(prefix)_fit_error", .greatest, "max |Δŷ| at the samples from \(other), data's units")
      add(
        "\(prefix)_fit_percent", .greatest,
        "max |Δŷ| at the samples from \(other), in % of y's span")
      add("\(prefix)_fit_relative", .greatest, "max |Δŷ| / max |ŷ| from \(other), scaled")
      add("\(prefix)_fit_lsb", .greatest, "max |Δŷ| from \(other) in LSBs of estimate")
      add("\(prefix)_fit_sqnr_db", .least, "10 log10(Σŷ² / ΣΔŷ²), \(other)")
    }
    for node in nodes {
      add("overflow_\(node.name)", .greatest, "overflows at the node, wraps and saturations")
    }
    add("register_bits", .greatest, "all registers, as simulate --registers lists them")
    add("multipliers", .none, "their sizes in bits, signed")
    add("multiplier_bits", .greatest, "sum of the products of their sizes")
    add("dsp_18x18", .greatest, "signed 18 × 18 blocks that the multipliers fill")
    add("dsp_27x18", .greatest, "signed 27 × 18 blocks that they fill")
    add("adder_bits", .greatest, "result bits of all adders")
    add("logic_cells", .greatest, "multiplier_bits + adder_bits: full adders without blocks")
    return columns
  }

  /// A run's figures, in the order of ``all(degree:nodes:)``.
  ///
  /// - Parameters:
  ///   - degree: of the columns; what the run's own degree has not is missing.
  ///   - nodes: of the columns; what the run's own architecture has not is missing.
  public static func figures(
    _ compared: some ComparedRun, degree: Int, nodes: [Node]
  ) -> [Figure] {
    let run = compared.run
    var figures: [Figure] = []
    figures.reserveCapacity(96)
    func pad(_ count: Int) {
      for _ in count..<degree + 1 { figures.append(.missing) }
    }
    figures.append(.text(compared.stop.rawValue))
    figures.append(Figure(compared.hasDiverged ? 1 : 0))
    let settled = compared.settled
    figures.append(.text(settled.end.rawValue))
    figures.append(settled.cycle.map { Figure($0.period) } ?? .missing)
    figures.append(settled.cycle.map { Figure($0.firstEpoch) } ?? .missing)
    figures.append(Figure(run.epochs))
    figures.append(Figure(run.cycles))
    figures.append(.real(compared.loss))
    figures.append(compared.referenceLoss.map { .real($0) } ?? .missing)
    for coefficient in compared.coefficients { figures.append(.real(coefficient)) }
    pad(compared.coefficients.count)
    for theta in run.theta { figures.append(Figure(theta)) }
    pad(run.theta.count)
    for errors in [
      compared.errorsAgainstReference, compared.errorsAgainstLeastSquares,
      settled.againstReference, settled.againstLeastSquares,
    ] {
      figures += errors.all.map { .real($0) }
    }
    let own = compared.plan.design.nodes
    for node in nodes {
      figures.append(own.contains(node) ? Figure(compared.overflows(at: node)) : .missing)
    }
    let cost = Cost(compared.plan.design)
    figures.append(Figure(cost.registerBits))
    figures.append(.text(cost.multiplierSizes))
    figures.append(Figure(cost.multiplierBits))
    figures.append(Figure(cost.blocks18))
    figures.append(Figure(cost.blocks27))
    figures.append(Figure(cost.adderBits))
    figures.append(Figure(cost.logicCells))
    return figures
  }
}
