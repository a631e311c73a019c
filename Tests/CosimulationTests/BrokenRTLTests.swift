import Datapath
import Foundation
import Testing

@testable import Cosimulation

/// The RTL with one line changed: what is found out about it.
@Suite struct BrokenRTLTests {
  /// A slip of the hand, a run that shows it, and what has to be said of it.
  struct Slip: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let original: String
    let slip: String
    let seed: UInt64
    /// The register that has to be named, or the port where all registers are right.
    let signal: String
    let hypothesis: String

    var testDescription: String { name }
  }

  static let slips = [
    Slip(
      name: "rounding mode", file: "hardfit_quantizer.v",
      original: "guard & (floor[0] | sticky)", slip: "guard & sticky", seed: 3,
      signal: "stage_2.estimate_1",
      hypothesis: "the quantisation of estimate were RND_MIN_INF instead of RND_CONV"),
    Slip(
      name: "a rounding mode left out", file: "hardfit_quantizer.v",
      original: "QUANTIZATION == RND         ? guard",
      slip: "QUANTIZATION == RND         ? 1'b0", seed: 7,
      signal: "controller.overflow_estimate", hypothesis: "every RND were TRN"),
    Slip(
      name: "overflow modes exchanged", file: "hardfit_quantizer.v",
      original: "SAT_ZERO = 1, SAT_SYM = 2", slip: "SAT_ZERO = 2, SAT_SYM = 1", seed: 2,
      signal: "stage_5.power_2", hypothesis: "SAT_ZERO and SAT_SYM were exchanged"),
    Slip(
      name: "overflow mode of one node", file: "hardfit.v",
      original: ".OVERFLOW(ERROR_OVERFLOW)", slip: ".OVERFLOW(3)", seed: 2,
      signal: "stage_5.error", hypothesis: "the overflow mode of error were WRAP instead of SAT"),
    Slip(
      name: "sign extension in an adder", file: "hardfit_adder.v",
      original: "wire b_sign = B_SIGNED != 0 && b[B_WIDTH-1];", slip: "wire b_sign = 1'b0;",
      seed: 2, signal: "accumulators.gradient_1",
      hypothesis: "the sign extension of stage_7.product_1 were missing"),
    Slip(
      name: "sign extension of a field", file: "hardfit.v",
      original: "THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]", slip: "1'b0", seed: 2,
      signal: "m_axis_tdata.theta_1",
      hypothesis: "the sign extension of theta_1 to whole bytes were missing"),
    Slip(
      name: "fields of the sample swapped", file: "hardfit.v",
      original: ".in(s_axis_tdata[X_FIELD+:Y_WIDTH])", slip: ".in(s_axis_tdata[Y_WIDTH-1:0])",
      seed: 1, signal: "stage_0.y",
      hypothesis:
        "it took the low bits of s_axis_tdata, as if its fields were swapped, instead of s_axis_tdata.y"
    ),
    Slip(
      name: "fields of the result swapped", file: "hardfit.v",
      original: "assign m_axis_tdata[k*THETA_FIELD+:THETA_FIELD]",
      slip: "assign m_axis_tdata[(DEGREE-k)*THETA_FIELD+:THETA_FIELD]", seed: 5,
      signal: "m_axis_tdata.theta_2", hypothesis: "it carried theta_0 instead of theta_2"),
    Slip(
      name: "missed clear", file: "hardfit.v", original: ".clear(scale && index == SCALED)",
      slip: ".clear(1'b0)", seed: 2, signal: "accumulators.gradient_0",
      hypothesis: "it were not cleared in state update, index 0"),
    Slip(
      name: "flags not cleared", file: "hardfit.v",
      original: "if (rst | load) sticky <= 1'b0;", slip: "if (rst) sticky <= 1'b0;", seed: 2,
      signal: "controller.overflow_power", hypothesis: "it were not cleared at start"),
    Slip(
      name: "one cycle late", file: "hardfit_controller.v",
      original: "assign m_axis_tvalid = state == RESULT;",
      slip:
        "reg late; always @(posedge clk) late <= state == RESULT; assign m_axis_tvalid = late;",
      seed: 1, signal: "m_axis_tvalid", hypothesis: "m_axis_tvalid were 1 cycle late"),
    Slip(
      name: "a parameter one cycle late", file: "hardfit_update.v",
      original: "else if (apply && index == APPLIED) theta",
      slip: "else if (apply && index == APPLIED + 3'd1) theta", seed: 1,
      signal: "parameters.theta_0", hypothesis: "it were 1 cycle late"),
    Slip(
      name: "x of another stage", file: "hardfit.v",
      original: ".x(x_taps[(2*h-2)*X_WIDTH+:X_WIDTH])",
      slip: ".x(x_taps[(2*h-1)*X_WIDTH+:X_WIDTH])", seed: 3, signal: "stage_1.horner_1",
      hypothesis: "it took stage_1.x instead of stage_0.x"),
    Slip(
      name: "sum for difference", file: "hardfit.v", original: ".SUBTRACT(1)",
      slip: ".SUBTRACT(0)", seed: 1, signal: "stage_5.error",
      hypothesis: "the operands were added"),
    Slip(
      name: "sign extension of a factor", file: "hardfit_multiplier.v",
      original: "B_ZEROS = B_SIGNED != 0 ? 0 : 1", slip: "B_ZEROS = 1", seed: 2,
      signal: "stage_4.raise_2", hypothesis: "the sign extension of stage_3.x were missing"),
    Slip(
      name: "an index one off", file: "hardfit_update.v",
      original: "if (index == i[2:0]) scaled_gradient",
      slip: "if (index == i[2:0] + 3'd1) scaled_gradient", seed: 1, signal: "update.scaled",
      hypothesis: "it took accumulators.gradient_(k−1) instead of accumulators.gradient_k"),
    Slip(
      name: "the first epoch judged", file: "hardfit_controller.v",
      original: "has_previous && $signed", slip: "$signed", seed: 3,
      signal: "controller.converged", hypothesis: "the first epoch were compared too"),
    Slip(
      name: "a parameter that does not count", file: "hardfit_controller.v",
      original: "stalled       <= ~(changed | moves);", slip: "stalled       <= ~changed;",
      seed: 3, signal: "controller.stalled", hypothesis: "the last parameter were left out"),
    Slip(
      name: "a reason to stop left out", file: "hardfit_controller.v",
      original: "if (converged | stalled |", slip: "if (converged |", seed: 2,
      signal: "controller.state",
      hypothesis: "at controller.done, stalled ended no run"),
  ]

  @Test(arguments: slips)
  func `a slip is found with its register and a change that explains it`(_ slip: Slip) throws {
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let stimulus = Stimulus(seed: slip.seed)
    guard case .diverged(let divergence) = try stimulus.verify(Simulator.icarus.find(), rtl) else {
      Issue.record("not found")
      return
    }
    #expect((divergence.register ?? divergence.port).name == slip.signal)
    let changes = divergence.hypotheses.map(\.change)
    #expect(changes.contains(slip.hypothesis), "\(changes)")
    #expect(divergence.lines.contains("matches if \(slip.hypothesis)"))
    // What differs, differs; and nothing did before.
    let first = divergence.register ?? divergence.port
    #expect(first.expected != first.actual)
    #expect(first.cycle <= divergence.port.cycle)
  }

  @Test func `Verilator's waves lead to the same register`() throws {
    let slip = Self.slips[0]
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try Stimulus(seed: slip.seed).verify(Simulator.verilator.find(), rtl)
    guard case .diverged(let divergence) = outcome else {
      Issue.record("not found")
      return
    }
    #expect(divergence.register?.name == slip.signal)
    #expect(divergence.hypotheses.map(\.change).contains(slip.hypothesis))
  }

  @Test func `a defect that no hypothesis fits gets none`() throws {
    let slip = Slip(
      name: "", file: "hardfit.v", original: ".in(difference)",
      slip: ".in(difference ^ {{(ERROR_WIDTH-1){1'b0}}, difference[ERROR_WIDTH-1] & x_taps[0]})",
      seed: 3, signal: "", hypothesis: "")
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try Stimulus(seed: slip.seed).verify(Simulator.icarus.find(), rtl)
    guard case .diverged(let divergence) = outcome else {
      Issue.record("not found")
      return
    }
    #expect(divergence.register?.name == "stage_3.error")
    #expect(divergence.hypotheses.isEmpty, "\(divergence.hypotheses)")
    #expect(
      divergence.lines.contains("no change of the model that was tried makes it equal to the RTL"))
  }

  @Test func `registers of other names are left out, and the ports judge the hypotheses`() throws {
    let slip = Self.slips[0]
    let (folder, rtl) = try Self.broken(slip)
    for name in ["hardfit_accumulator.v", "hardfit.v"] {
      let text = try String(contentsOfFile: folder.path(name), encoding: .utf8)
      try folder.write(
        text.replacingOccurrences(of: "total", with: "sum_so_far").replacingOccurrences(
          of: "module hardfit #(", with: "module mine #("), to: name)
    }
    let mine = try RTLSource(folder: rtl.folder, top: "mine")
    let outcome = try Stimulus(seed: slip.seed).verify(Simulator.icarus.find(), mine)
    guard case .diverged(let divergence) = outcome else {
      Issue.record("not found")
      return
    }
    #expect(divergence.register == nil)
    #expect(
      divergence.notes.contains {
        $0.hasPrefix("registers were not compared: the RTL has no signal gradients[0]")
      }, "\(divergence.notes)")
    #expect(divergence.hypotheses.map(\.change).contains(slip.hypothesis))
  }

  /// A copy of the RTL with the slip in it.
  static func broken(_ slip: Slip) throws -> (WorkingFolder, RTLSource) {
    let folder = try WorkingFolder()
    for file in try RTLSource(folder: repositoryPath("rtl")).files {
      let name = URL(filePath: file).lastPathComponent
      var text = try String(contentsOfFile: file, encoding: .utf8)
      if name == slip.file {
        #expect(text.contains(slip.original), "\(name) has no \(slip.original)")
        text = text.replacingOccurrences(of: slip.original, with: slip.slip)
      }
      try folder.write(text, to: name)
    }
    return (folder, try RTLSource(folder: folder.path))
  }
}
