import Datapath
import Foundation
import Testing

@testable import Cosimulation

/// The RTL with one line changed: what is made of it.
@Suite struct BrokenRTLTests {
  /// A slip, and what has to be found out about it.
  struct Slip: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let original: String
    let slip: String
    /// The seed of a run that shows it.
    var seed: UInt64
    /// The register that has to be named, or the port.
    let signal: String
    let hypothesis: String

    var testDescription: String { name }
  }

  static let slips: [Slip] = []

  static func copy(_ slip: Slip) throws -> (WorkingFolder, RTLSource) {
    let folder = try WorkingFolder()
    let rtl = try RTLSource(folder: repositoryPath("rtl"))
    for file in rtl.files {
      let name = URL(filePath: file).lastPathComponent
      var text = try String(contentsOfFile: file, encoding: .utf8)
      if name == slip.file {
        #expect(text.contains(slip.original), "\(name) has no \(slip.original)")
        text = text.replacingOccurrences(of: slip.original, with: slip.slip)
      }
      try folder.write(text, to: name)
    }
    return (folder, try RTLSource(folder: folder.path, benchFolder: rtl.benchFolder))
  }

  @Test func `explore`() throws {
    for (file, a, b) in [
      ("hardfit_quantizer.v", "guard & (floor[0] | sticky)", "guard & sticky"),
      (
        "hardfit_quantizer.v", "QUANTIZATION == RND         ? guard",
        "QUANTIZATION == RND         ? 1'b0"
      ),
      (
        "hardfit_quantizer.v", "localparam integer SAT_ZERO = 1, SAT_SYM = 2, WRAP = 3",
        "localparam integer SAT_ZERO = 2, SAT_SYM = 1, WRAP = 3"
      ),
      ("hardfit_adder.v", "wire b_sign = B_SIGNED != 0 && b[B_WIDTH-1];", "wire b_sign = 1'b0;"),
      ("hardfit.v", ".in(s_axis_tdata[X_FIELD+:Y_WIDTH])", ".in(s_axis_tdata[Y_WIDTH-1:0])"),
      ("hardfit.v", ".clear(scale && index == SCALED)", ".clear(1'b0)"),
      (
        "hardfit_controller.v", "assign m_axis_tvalid = state == RESULT;",
        "reg late; always @(posedge clk) late <= state == RESULT; assign m_axis_tvalid = late;"
      ),
      ("hardfit.v", "THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]", "1'b0"),
      ("hardfit.v", ".x(x_taps[(2*h-2)*X_WIDTH+:X_WIDTH])", ".x(x_taps[(2*h-1)*X_WIDTH+:X_WIDTH])"),
      ("hardfit_delay.v", "else if (enable[s])", "else"),
      ("hardfit.v", ".SUBTRACT(1)", ".SUBTRACT(0)"),
      (
        "hardfit_controller.v", "$signed(decrease) <= $signed(tolerance)",
        "$signed(decrease) < $signed(tolerance)"
      ),
      ("hardfit.v", "if (rst | load) sticky <= 1'b0;", "if (rst) sticky <= 1'b0;"),
      (
        "hardfit_update.v", "else if (apply && index == APPLIED) theta <= next_theta;",
        "else if (apply && index == APPLIED + 3'd1) theta <= next_theta;"
      ),
    ] {
      let slip = Slip(
        name: a, file: file, original: a, slip: b, seed: 0, signal: "", hypothesis: "")
      let (folder, rtl) = try Self.copy(slip)
      defer { _ = folder }
      let tools = try Simulator.icarus.find()
      let result = try RandomVerification(tools, rtl).run(seeds: 1..<25)
      print("=====", file, a, "->", b, "fails:", result.failures.count)
      for failure in result.failures.prefix(2) {
        let work = try WorkingFolder()
        let start = ContinuousClock.now
        var stimulus = Stimulus(seed: failure.seed)
        stimulus.cycles.removeLast(max(0, stimulus.cycles.count - failure.cycle - 200))
        let trace = try Batch.trace(stimulus, tools, rtl, in: work, timeLimit: .seconds(60))
        let t1 = ContinuousClock.now
        let d = Diagnosis(stimulus, trace).divergence()
        print("seed", failure.seed, "cycle", failure.cycle, t1 - start, ContinuousClock.now - t1)
        print("  port", d!.port.name, d!.port.cycle, d!.port.expectedHex, d!.port.actualHex)
        if let r = d!.register {
          print(
            "  reg", r.name, r.path, r.cycle, r.stage, r.epoch as Any, r.sample as Any,
            r.expectedHex, r.actualHex, d!.others, d!.formula as Any)
        }
        for h in d!.hypotheses { print("    if", h.change, "|", h.evidence) }
        for n in d!.notes { print("    note", n) }
      }
    }
  }
}
