import Datapath
import Foundation
import Testing

@testable import Cosimulation

/// The RTL with one line changed: what is diagnosed.
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
    var architecture = Architecture.stream

    var testDescription: String { name }
  }

  static let slips = [
    Slip(
      name: "rounding mode", file: "hardfit_quantizer.v",
      original: "exact[DROPPED] | |(exact & STICKY)", slip: "|(exact & STICKY)", seed: 3,
      signal: "stage_4.estimate_1",
      hypothesis: "the quantisation of estimate were RND_MIN_INF instead of RND_CONV"),
    Slip(
      name: "a rounding mode left out", file: "hardfit_quantizer.v",
      original: "QUANTIZATION == RND         ? 1'b1",
      slip: "QUANTIZATION == RND         ? 1'b0", seed: 7,
      signal: "controller.overflow_square", hypothesis: "every RND were TRN"),
    Slip(
      name: "half up for half to even", file: "hardfit_quantizer.v",
      original: "exact[DROPPED] | |(exact & STICKY)", slip: "1'b1", seed: 24,
      signal: "stage_14.error",
      hypothesis: "the quantisation of error were RND instead of RND_CONV"),
    Slip(
      name: "an estimate that truncates", file: "hardfit.v",
      original: ".QUANTIZATION(ESTIMATE_QUANTIZATION)", slip: ".QUANTIZATION(0)", seed: 3,
      signal: "stage_4.estimate_1",
      hypothesis: "the quantisation of estimate were TRN instead of RND_CONV"),
    Slip(
      name: "an error that wraps", file: "hardfit.v",
      original: ".OVERFLOW(ERROR_OVERFLOW)", slip: ".OVERFLOW(3)", seed: 4,
      signal: "stage_10.error",
      hypothesis: "the overflow mode of error were WRAP instead of SAT_SYM"),
    Slip(
      name: "a shift one off", file: "hardfit_update.v",
      original: ".source(scaled)", slip: ".source(scaled << 1)", seed: 0,
      signal: "update.rounded",
      hypothesis: "the binary point of update.scaled were 1 place lower"),
    Slip(
      name: "an unsigned word taken for a signed one", file: "hardfit_adder.v",
      original: "B_SIGNED != 0 && b[B_WIDTH-1]", slip: "b[B_WIDTH-1]",
      seed: 9, signal: "accumulators.gradient_1",
      hypothesis: "stage_16.product_1 were taken for a signed word"),
    Slip(
      name: "overflow modes exchanged", file: "hardfit_quantizer.v",
      original: "SAT_ZERO = 1, SAT_SYM = 2", slip: "SAT_ZERO = 2, SAT_SYM = 1", seed: 2,
      signal: "stage_10.power_2", hypothesis: "SAT_ZERO and SAT_SYM were exchanged"),
    Slip(
      name: "overflow mode of one node", file: "hardfit.v",
      original: ".OVERFLOW(ERROR_OVERFLOW)", slip: ".OVERFLOW(3)", seed: 2,
      signal: "stage_10.error", hypothesis: "the overflow mode of error were WRAP instead of SAT"),
    Slip(
      name: "sign extension in an adder", file: "hardfit_adder.v",
      original: "B_SIGNED != 0 && b[B_WIDTH-1]", slip: "1'b0",
      seed: 2, signal: "accumulators.gradient_1",
      hypothesis: "the sign extension of stage_12.product_1 were missing"),
    Slip(
      name: "sign extension of a field", file: "hardfit.v",
      original: "THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]", slip: "1'b0", seed: 2,
      signal: "m_axis_tdata.theta_1",
      hypothesis: "the sign extension of theta_1 to whole bytes were missing"),
    Slip(
      name: "fields of the sample swapped", file: "hardfit.v",
      original: ".in({s_axis_tdata[X_FIELD+:Y_WIDTH],", slip: ".in({s_axis_tdata[Y_WIDTH-1:0],",
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
      name: "missed clear", file: "hardfit.v",
      original: ".clear(scale && index[BITS-1:0] == SCALED[BITS-1:0])",
      slip: ".clear(1'b0)", seed: 2, signal: "accumulators.gradient_0",
      hypothesis: "it were not cleared in state update, index 0"),
    Slip(
      name: "flags not cleared", file: "hardfit.v",
      original: "if (rst | load) flags <=", slip: "if (rst) flags <=", seed: 3,
      signal: "controller.overflow_error", hypothesis: "it were not cleared at start"),
    Slip(
      name: "one cycle late", file: "hardfit_controller.v",
      original: "assign m_axis_tvalid = state == RESULT;",
      slip:
        "reg late; always @(posedge clk) late <= state == RESULT; assign m_axis_tvalid = late;",
      seed: 1, signal: "m_axis_tvalid", hypothesis: "m_axis_tvalid were 1 cycle late"),
    Slip(
      name: "a parameter loaded with the next one", file: "hardfit_update.v",
      original: "else if (move && selected == OWN) theta",
      slip: "else if (move && selected == OWN + 3'd1) theta", seed: 1,
      signal: "parameters.theta_0",
      hypothesis:
        "it were loaded in state update, index 49, as parameters.theta_1 is, instead of in state update, index 48"
    ),
    Slip(
      name: "x of another stage", file: "hardfit.v",
      original: ".x(sample_taps[(4*h-4)*SAMPLE_WIDTH+:X_WIDTH])",
      slip: ".x(sample_taps[(4*h-3)*SAMPLE_WIDTH+:X_WIDTH])", seed: 3, signal: "stage_1.upper_1",
      hypothesis: "it took stage_1.x instead of stage_0.x"),
    Slip(
      name: "sum for difference", file: "hardfit.v", original: ".SUBTRACT(1)",
      slip: ".SUBTRACT(0)", seed: 1, signal: "stage_9.difference",
      hypothesis: "the operands were added"),
    Slip(
      name: "sign extension of a factor", file: "hardfit_multiplier.v",
      original: "B_ZEROS = B_SIGNED != 0 ? 0 : 1", slip: "B_ZEROS = 1", seed: 2,
      signal: "stage_9.raise_2", hypothesis: "the sign extension of stage_8.x were missing"),
    Slip(
      name: "an index one off", file: "hardfit_update.v",
      original: "selected[BITS-1:0] == OWN[BITS-1:0] ?",
      slip: "selected[BITS-1:0] == OWN[BITS-1:0] + 2'd1 ?", seed: 1,
      signal: "update.factor",
      hypothesis: "it took accumulators.gradient_(k−1) instead of accumulators.gradient_k"),
    Slip(
      name: "the first epoch judged", file: "hardfit_controller.v",
      original: "has_previous & ~rest", slip: "~rest", seed: 1,
      signal: "controller.converged", hypothesis: "the first epoch were compared too"),
    Slip(
      name: "a parameter that does not count", file: "hardfit_controller.v",
      original: "changed <= changed | moves;", slip: "changed <= moves;",
      seed: 3, signal: "controller.changed", hypothesis: "only the last parameter counted"),
    Slip(
      name: "a reason to stop left out", file: "hardfit_controller.v",
      original: "if (converged | stalled |", slip: "if (converged |", seed: 2,
      signal: "controller.state",
      hypothesis: "stalled ended no run"),
    Slip(
      name: "done not cleared", file: "hardfit_controller.v",
      original: "          done         <= 1'b0;\n", slip: "", seed: 3, signal: "controller.done",
      hypothesis: "it were not cleared at start"),
    Slip(
      name: "a register that rst leaves alone", file: "hardfit_controller.v",
      original: "      loss_previous <= {LOSS_WIDTH {1'b0}};\n", slip: "", seed: 3,
      signal: "accumulators.loss_previous", hypothesis: "it were not cleared by rst"),
    Slip(
      name: "valid bits that rst leaves alone", file: "hardfit_controller.v",
      original: "      valid         <= {(LAST_STAGE + 1) {1'b0}};\n", slip: "", seed: 23,
      signal: "stage_0.valid", hypothesis: "it were not cleared by rst"),
    Slip(
      name: "a result withdrawn", file: "hardfit_controller.v",
      original: "assign m_axis_tvalid = state == RESULT;",
      slip:
        "reg waited; always @(posedge clk) waited <= state == RESULT && !m_axis_tready; assign m_axis_tvalid = state == RESULT && !waited;",
      seed: 2, signal: "m_axis_tvalid",
      hypothesis: "m_axis_tvalid fell after one cycle, whether the result was taken or not"),
    Slip(
      name: "valid waits for ready", file: "hardfit_controller.v",
      original: "assign m_axis_tvalid = state == RESULT;",
      slip: "assign m_axis_tvalid = state == RESULT && m_axis_tready;", seed: 2,
      signal: "m_axis_tvalid", hypothesis: "m_axis_tvalid waited for m_axis_tready"),
    Slip(
      name: "ready in another state", file: "hardfit_controller.v",
      original: "assign s_axis_tready = state == RUN;",
      slip: "assign s_axis_tready = state == RUN || state == DRAIN;", seed: 1,
      signal: "s_axis_tready", hypothesis: "s_axis_tready were 1 in state drain too"),
    Slip(
      name: "the tolerance of the port", file: "hardfit_controller.v",
      original: "rest = {tolerance[LOSS_WIDTH], tolerance}",
      slip: "rest = {cfg_tolerance[LOSS_WIDTH], cfg_tolerance}", seed: 3,
      signal: "controller.converged",
      hypothesis: "it took cfg_tolerance as it stands instead of parameters.tolerance"),
    Slip(
      name: "the step of the port", file: "hardfit_update.v",
      original: "rest <= step;",
      slip: "rest <= cfg_step;", seed: 1, signal: "update.scaled",
      hypothesis: "it took cfg_step as it stands instead of parameters.step"),
    Slip(
      name: "the first parameters of the port", file: "hardfit_update.v",
      original: "if (weigh && selected <= LAST) viewed <= selected_theta;",
      slip:
        "if (weigh && selected <= LAST) viewed <= selected == 0 ? cfg_theta_init[0+:THETA_WIDTH] : selected_theta;",
      seed: 3, signal: "update.viewed",
      hypothesis: "it took cfg_theta_init.theta_0 as it stands instead of parameters.theta_0"),
    Slip(
      name: "the tolerance taken in every cycle", file: "hardfit_controller.v",
      original: "  always @(posedge clk)\n    if (rst) begin\n      state",
      slip:
        "  always @(posedge clk) if (!rst) tolerance <= cfg_tolerance;\n  always @(posedge clk)\n    if (rst) begin\n      state",
      seed: 1, signal: "parameters.tolerance",
      hypothesis: "it were loaded in every cycle, not only at start"),
    Slip(
      name: "the epochs of the port", file: "hardfit_controller.v",
      original: "| epochs_left == 32'd0", slip: "| cfg_max_epochs == 32'd0", seed: 3,
      signal: "controller.state",
      hypothesis: "it took cfg_max_epochs as it stands instead of controller.epochs_left"),
    Slip(
      name: "changed not cleared", file: "hardfit_controller.v",
      original: "          index   <= {SCALE, 3'd0};\n          changed <= 1'b0;",
      slip: "          index   <= {SCALE, 3'd0};", seed: 10, signal: "controller.changed",
      hypothesis: "it were not cleared at the end of an epoch"),
    Slip(
      name: "an enable a stage early", file: "hardfit.v", original: ".enable(enable[4*h-3+:4])",
      slip: ".enable({enable[4*h-2+:3], enable[4*h-4]})", seed: 1, signal: "stage_1.lower_1",
      hypothesis:
        "it were loaded 1 cycle early, not when stage_0.valid is 1, with the words of that cycle"),
    Slip(
      name: "an enable a stage late", file: "hardfit.v", original: ".enable(enable[4*h-3+:4])",
      slip: ".enable({enable[4*h-2+:3], enable[4*h-2]})", seed: 3, signal: "stage_1.upper_1",
      hypothesis:
        "it were loaded 1 cycle late, not when stage_0.valid is 1, with the words of that cycle"),
    Slip(
      name: "the greatest word one off", file: "hardfit_quantizer.v",
      original: "OVERFLOW == SAT_ZERO ? ~ONES : GREATEST;",
      slip: "OVERFLOW == SAT_ZERO ? ~ONES : GREATEST - {{(WIDTH-1){1'b0}}, 1'b1};", seed: 1,
      signal: "stage_10.power_2",
      hypothesis: "the greatest word of power were one off, toward 0, where it saturates"),
    Slip(
      name: "a start while a run is under way", file: "hardfit_controller.v",
      original: "assign load = state == IDLE && start;", slip: "assign load = start;", seed: 3,
      signal: "parameters.step", hypothesis: "start were taken while a run is under way"),
    Slip(
      name: "few bits of the epochs", file: "hardfit_controller.v",
      original: "epochs_left  <= cfg_max_epochs;",
      slip: "epochs_left  <= {16'd0, cfg_max_epochs[15:0]};", seed: 5,
      signal: "controller.epochs_left",
      hypothesis: "it took only 3 to 26 bits of cfg_max_epochs"),
    Slip(
      name: "a counter of few bits", file: "hardfit_controller.v",
      original: "reg [31:0] epochs_left;", slip: "reg [15:0] epochs_left;", seed: 32,
      signal: "s_axis_tready", hypothesis: "the counter of epochs had only 3 to 17 bits"),
  ]

  @Test(arguments: slips + momentsSlips)
  func `a slip is found with its register and a change that explains it`(_ slip: Slip) throws {
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let stimulus = Stimulus(seed: slip.seed, slip.architecture)
    guard case .diverged(let divergence) = try stimulus.verify(Simulator.icarus.find(), rtl) else {
      Issue.record("not found")
      return
    }
    #expect((divergence.register ?? divergence.port).name == slip.signal)
    let changes = divergence.hypotheses.map(\.change)
    #expect(changes.contains(slip.hypothesis), "\(changes)")
    #expect(divergence.lines.contains("matches if \(slip.hypothesis)"))
    if slip.name == "a result withdrawn" {
      #expect(divergence.notes.contains { $0.contains("fell before tready") })
    }
    // What differs, differs; and nothing did before.
    let first = divergence.register ?? divergence.port
    #expect(first.expected != first.actual)
    #expect(first.cycle <= divergence.port.cycle)
  }

  /// Slips that would once have got an explanation that fits a part of the run alone.
  @Test(arguments: [
    ("done not cleared", ["it were not cleared at start"]),
    ("a register that rst leaves alone", ["it were not cleared by rst"]),
    ("ready in another state", ["s_axis_tready were 1 in state drain too"]),
    ("valid waits for ready", ["m_axis_tvalid waited for m_axis_tready"]),
    (
      "a parameter loaded with the next one",
      [
        "it were loaded in state update, index 49, as parameters.theta_1 is, instead of in state update, index 48"
      ]
    ),
  ])
  func `nothing is said that does not fit everywhere`(name: String, changes: [String]) throws {
    let slip = Self.slips.first { $0.name == name }!
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let stimulus = Stimulus(seed: slip.seed)
    guard case .diverged(let divergence) = try stimulus.verify(Simulator.icarus.find(), rtl) else {
      Issue.record("not found")
      return
    }
    #expect(divergence.hypotheses.map(\.change) == changes)
  }

  @Test func `an explanation of few decisions says that it may fit by chance`() throws {
    let slip = Self.slips.first { $0.name == "the tolerance of the port" }!
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let stimulus = Stimulus(seed: 8)
    guard case .diverged(let divergence) = try stimulus.verify(Simulator.icarus.find(), rtl) else {
      Issue.record("not found")
      return
    }
    #expect(divergence.hypotheses.count > 1)
    #expect(divergence.hypotheses.allSatisfy { $0.evidence.hasSuffix("so few may fit by chance") })
  }

  @Test(arguments: 0..<2)
  func `either Verilator's waves lead to the same register`(_ version: Int) throws {
    let slip = Self.slips[0]
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try Stimulus(seed: slip.seed).verify(SimulatorTools.verilators[version](), rtl)
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
      slip:
        ".in(difference ^ {{(ERROR_WIDTH-1){1'b0}}, difference[ERROR_WIDTH-1] & sample_taps[0]})",
      seed: 3, signal: "", hypothesis: "")
    let (folder, rtl) = try Self.broken(slip)
    defer { withExtendedLifetime(folder) {} }
    let outcome = try Stimulus(seed: slip.seed).verify(Simulator.icarus.find(), rtl)
    guard case .diverged(let divergence) = outcome else {
      Issue.record("not found")
      return
    }
    #expect(divergence.register?.name == "stage_6.error")
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
    return (folder, try RTLSource(folder: folder.path, top: slip.architecture.module))
  }
}
