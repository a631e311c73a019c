import Foundation
import Testing

/// The examples in `rtl/bench/examples`, run as their heads and the README beside them say.
@Suite struct ExampleBenchTests {
  private static let root = Repository.root.path
  private static let examples = "\(root)/rtl/bench/examples"
  /// The Python that `Tests/run` puts cocotb into.
  private static let python = "\(root)/.build/python/bin/python3"

  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// A folder with a copy of a committed case in it.
  private func scene(_ name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "vectors/\(name)"), to: folder.url.appending(path: "case")
    )
    return folder
  }

  /// Changes the last digit of a column in a line, counted from 0.
  private func corrupt(_ file: String, line: Int, column: Int, in folder: TemporaryFolder) throws {
    var lines = try #require(folder[file]).split(separator: "\n").map(String.init)
    var words = lines[line].split(separator: "_").map(String.init)
    let last = words[column].removeLast()
    words[column] += String(last.hexDigitValue! ^ 1, radix: 16)
    lines[line] = words.joined(separator: "_")
    folder[file] = lines.joined(separator: "\n") + "\n"
  }

  // MARK: VHDL

  private func vhdl(_ folder: TemporaryFolder) throws -> Executable {
    guard try Executable.shell("command -v ghdl").code == 0 else {
      throw Missing(description: "ghdl is missing: apt-get install ghdl")
    }
    return try Executable.shell(
      """
      ghdl -a --std=08 \(Self.examples)/hardfit_vectors.vhd \(Self.examples)/accumulator.vhd \(Self.examples)/accumulator_tb.vhd &&
      ghdl -e --std=08 accumulator_tb &&
      ghdl -r --std=08 accumulator_tb -gVECTORS=case 2>&1
      """, in: folder.url)
  }

  @Test(arguments: [
    ("norris", "6 epochs of 36 samples"), ("noisy-quadratic", "2 epochs of 200 samples"),
    ("corners/one-epoch-run", "1 epochs of 6 samples"),
  ])
  func `the accumulators in VHDL give the gradients and the loss of the vectors`(
    name: String, passed: String
  ) throws {
    let run = try vhdl(scene(name))
    #expect(run.code == 0 && run.output.contains("PASS \(passed)"), "\(run.output)\(run.error)")
  }

  @Test func `the bench in VHDL names a gradient, a loss and a result that differ`() throws {
    // The columns of degree 1: x y estimate_1 error product_0 product_1 square gradient_0 gradient_1 loss.
    let damages = [
      ("case/nodes.hex", 40, 8, "epoch 2 sample 5 gradient_1 expected"),
      ("case/nodes.hex", 40, 9, "epoch 2 sample 5 loss expected"),
      ("case/nodes.hex", 40, 4, "epoch 2 sample 5 gradient_0 expected"),
      ("case/epochs.hex", 2, 0, "epoch 3 sample 36 loss of the result expected"),
    ]
    for (file, line, column, text) in damages {
      let folder = try scene("norris")
      try corrupt(file, line: line, column: column, in: folder)
      let run = try vhdl(folder)
      #expect(run.code != 0 && run.output.contains(text), "\(run.output)\(run.error)")
    }
  }

  // MARK: cocotb

  private func cocotb(_ folder: TemporaryFolder) throws -> Executable {
    guard FileManager.default.isExecutableFile(atPath: Self.python) else {
      throw Missing(
        description:
          "cocotb is missing: python3 -m venv .build/python && .build/python/bin/pip install cocotb"
      )
    }
    return try Executable.shell(
      "\(Self.python) \(Self.examples)/hardfit_cocotb.py case \(Self.root)/rtl 2>&1",
      in: folder.url, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
  }

  @Test(arguments: [
    ("norris", "587 cycles, every output port equal", "6 epochs, every result equal"),
    ("corners/stalled", "306 cycles, every output port equal", "7 epochs, every result equal"),
    ("corners/wide", "700 cycles, every output port equal", "SKIP=1"),
  ])
  func `the RTL passes in cocotb`(name: String, ports: String, results: String) throws {
    let run = try cocotb(scene(name))
    #expect(run.code == 0, "\(run.output)")
    #expect(run.output.contains(ports) && run.output.contains(results), "\(run.output)")
  }

  @Test func `cocotb names a port and a result that differ`() throws {
    let folder = try scene("norris")
    try corrupt("case/expected.hex", line: 77, column: 2, in: folder)
    try corrupt("case/epochs.hex", line: 1, column: 1, in: folder)
    let run = try cocotb(folder)
    #expect(run.code == 1)
    #expect(run.output.contains("cycle 77 m_axis_tdata expected"), "\(run.output)")
    #expect(run.output.contains("epoch 2 theta_1 expected"), "\(run.output)")
    #expect(run.output.contains("FAIL=2"))
  }
}
