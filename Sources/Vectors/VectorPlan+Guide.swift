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
    text += "\n\(use)\n"
    return text
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
    if scenario == nil, !levels.isDisjoint(with: [.epoch, .node]) {
      parts.append(
        """
        ## An implementation with another latency

        Give `start` with the words of `configuration` in the manifest, then the \(samples.count) samples of `samples.hex` again
        and again, `tlast` on the last, and compare: the result of each epoch with `epochs.hex`\(levels.contains(.node) ? ", and where that differs, the nodes in the order of `nodes.hex` and `updates.hex`, which names the first node and sample" : "").
        """)
    }
    parts.append(
      """
      ## In VHDL and cocotb

      `rtl/bench/examples` of the repository has benches to copy that read these files: a VHDL-2008 package, with a test of the
      accumulators from the products in `nodes.hex`, and a cocotb module that compares every port in every cycle, or every result.
      """)
    return parts.joined(separator: "\n\n")
  }
}
