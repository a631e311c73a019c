import Cases
import Datapath

extension VectorPlan {
  /// The text of `README.md`: what the files are and how to run them.
  func guide(_ summary: VectorSummary) -> String {
    var text = """
      # Vectors of \(caseName)

      Written by

          \(command)

      Every `.hex` file has one hexadecimal word a line: columns in whole digits with `_` between, the first column
      the highest, numbers in two's complement. `$readmemh`, `%h` of `$fscanf` and `int(line, 16)` read a line as it is.
      `manifest.json` has the columns with offset, bits, sign and fraction bits, and each file's lines and SHA-256.

      | file | lines | columns |
      |---|---|---|

      """
    for file in summary.files {
      guard let line = file.line else { continue }
      let columns = line.columns.map { column in
        column.fields.count == 1 && column.fields[0].name == column.name
          ? column.name : "\(column.name) {\(column.fields.map(\.name).joined(separator: ", "))}"
      }
      text +=
        "| `\(file.name)`: \(file.meaning) | \(file.lineCount ?? 0) | \(columns.joined(separator: " ")) |\n"
    }
    if let formulas { text += "\n\(scaling(formulas))\n" }
    text += "\n\(use)\n"
    return text
  }

  /// The scaling, as the host computes it.
  private func scaling(_ formulas: ScalingFormulas) -> String {
    """
    ## From readings to words and back

    Scale `\(formulas.scales.scaling.rawValue)`, in IEEE 754 binary64; \(ScalingFormulas.legend).

    \(formulas.lines.map { "    \($0.name) = \($0.text)" }.joined(separator: "\n"))
    """
  }

  private var use: String {
    var parts: [String] = []
    if drives {
      parts.append(
        """
        ## Every port in every cycle

        Give the design one clock edge with `rst`, then a line of `stimulus.hex` a cycle; before the edge that ends
        the cycle the outputs are the word in the same line of `expected.hex`. What the rules of the ports let nobody
        look at (samples without `tvalid`, the configuration without `start`) is random. `\(BenchText.name)`
        does all that and ends with a line `PASS` or `FAIL`. In this folder, with `RTL` the folder of the Verilog:

            iverilog -g2005 -I . -s hardfit_bench -o bench.vvp \(BenchText.name) $RTL/*.v && vvp -n bench.vvp

            verilator --binary --timing -Wno-fatal -I. --top-module hardfit_bench \(BenchText.name) $RTL/*.v && obj_dir/Vhardfit_bench

        `+vcd=FILE` after either writes a waveform.
        """)
    } else if levels.contains(.port) {
      parts.append(
        """
        ## A window

        The vectors of the ports begin in cycle \(cycles.lowerBound), where no reset leads: they are for reading, and there is
        no bench. Write them from cycle 0 on to drive a design.
        """)
    }
    if isRun, !levels.isDisjoint(with: [.epoch, .node]) {
      parts.append(
        """
        ## An implementation with another latency

        Give `start` with the words of `configuration` in the manifest, then the \(samples.count) samples of `samples.hex` \(design.architecture == .stream || design.isRunning ? "again\nand again" : "once"), `tlast` on the last, and compare \(compared).

        \(computed)
        """)
    }
    parts.append(
      """
      ## A module of your own

      `\(Design.instanceName)` is an instance of `\(design.architecture.module)` with every parameter of this design, to be included in a module that has
      signals of the ports' names; their widths stand at its head. `\(Design.stubName)` is an empty module with these ports, to begin
      with. `hardfit verify` with `--rtl DIR --top MODULE` takes any module with these
      ports and widths. It sets those of the parameters in `design.vh` that the module declares, so there may be all, some or none,
      and says which. `rst` is
      synchronous and active high: after one clock edge with it the design is idle, whatever was before, and every output is 0. The
      configuration is taken at the edge at which an idle design sees `start`.
      """)
    if drives || !levels.isDisjoint(with: [.epoch, .node]) {
      parts.append(
        """
        ## In VHDL and cocotb

        `rtl/bench/examples` of the repository has benches to copy that read these files: a VHDL-2008 package, with a test of the
        accumulators from the products in `nodes.hex`, and a cocotb module that compares every port in every cycle, or every result.
        """)
    }
    return parts.joined(separator: "\n\n")
  }

  /// What there is to compare an implementation with.
  private var compared: String {
    let nodes =
      "the nodes in the order of `nodes.hex` and `updates.hex`, which names the first node and sample that differ"
    guard levels.contains(.epoch) else { return nodes }
    return "the result of each epoch with `epochs.hex`"
      + (levels.contains(.node) ? ", and where that differs, \(nodes)" : "")
  }

  /// How the words follow from each other, for whoever has this folder alone.
  private var computed: String {
    "\(design.architecture == .stream ? streamed : iterated)\n\n\(results)"
  }

  /// What of the samples on their moments.
  private var iterated: String {
    let degree = design.degree
    return """
      While samples pass, every sum and power with a cast into its node's format in `design.vh` (quantise first, overflow second, as
      IEEE 1666 has them): `power_2` = x · x, each further one the one before · x, up to power_\(2 * degree); moment_m takes up xᵐ, m = 0 … \(2 * degree), of
      which x⁰ is 1; cross_k takes up y · xᵏ, k = 0 … \(degree), exact; `energy` takes up y · y, exact. In an epoch gradient_k = cross_k −
      Σ_j weight_j · moment_(j+k), and `loss` = energy − Σ_k weight_k · (cross_k + gradient_k), each an exact sum with one cast; then
      `update` = step · gradient_k, theta_k ← theta_k + update and weight_k ← theta_k, each cast.
      """
  }

  private var streamed: String {
    let degree = design.degree
    let estimate =
      "`estimate` = weight_\(degree) · x + weight_\(degree - 1)"
      + (degree == 1 ? "" : ", then estimate · x + weight_\(degree - 2)")
      + (degree == 3 ? " and estimate · x + weight_0" : "")
    let power = ["", "; `power_2` = x · x", "; `power_2` = x · x, `power_3` = power_2 · x"][
      degree - 1]
    let products = ["error", "error · x", "error · power_2", "error · power_3"].prefix(degree + 1)
      .enumerated().map { "`product_\($0)` = \($1)" }.joined(separator: ", ")
    return """
      Of each sample, every one a cast into its node's format in `design.vh` (quantise first, overflow second, as IEEE 1666 has
      them): \(estimate)\(power); `error` = y − estimate; \(products);
      `square` = error · error. Each gradient_k takes up product_k, and `loss` the square, with a cast after every addition. At the
      end of an epoch `update` = step · gradient_k, theta_k ← theta_k + update and weight_k ← theta_k, each cast; gradients and loss
      are cleared.
      """
  }

  /// What comes after a run, where samples keep coming.
  private var following: String {
    guard design.isRunning else { return "" }
    let first = design.mode.running == .kept ? "theta as it is" : "the theta of `start`"
    return
      "\nSamples are accepted in every cycle after `start`. The next run begins by itself with \(first), when a stream is complete."
  }

  private var results: String {
    let degree = design.degree
    let nodes =
      design.architecture == .stream
      ? "a bit for each of \(design.nodes.map(\.name).joined(separator: ", ")),\nthe first the lowest,"
      : "a bit for each node: \(design.nodes.map { "\($0.name) \($0.rawValue)" }.joined(separator: ", ")),\n0 the lowest,"
    return """
      A result is the epoch's loss, of the parameters that entered it, and theta after the update; `converged`, `stalled` and
      `overflow` are those that stand while it is offered. `overflow` has \(nodes) and a bit stays until the next `start`. The cast of theta_\(degree) into weight_\(degree) comes after the
      result and shows with the next one. A run ends with an epoch after which the loss has fallen by no more than `cfg_tolerance`
      or theta is as it was, or with epoch `cfg_max_epochs`.\(design.mode.results == .every ? "" : " Only that epoch's result is offered.")\(following)
      """
  }
}
