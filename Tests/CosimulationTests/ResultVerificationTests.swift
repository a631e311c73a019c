import Datapath
import FixedPoint
import Testing
import Vectors

@testable import Cosimulation

/// Implementations with another latency, by the results of their epochs.
@Suite struct ResultVerificationTests {
  private func outcome(
    _ file: String, _ original: String, _ slip: String, seed: UInt64 = 3, stalls: Bool = false,
    _ simulator: Simulator = .icarus, _ architecture: Architecture = .stream
  ) throws -> ResultVerification.Outcome {
    let change = BrokenRTLTests.Slip(
      name: "", file: file, original: original, slip: slip, seed: seed, signal: "",
      hypothesis: "", architecture: architecture)
    let (folder, rtl) = try BrokenRTLTests.broken(change)
    defer { withExtendedLifetime(folder) {} }
    let run = RandomRun(seed: seed, style: DesignStyle(draw: seed), architecture: architecture)
    var plan = VectorPlan(
      caseName: "random", command: "", design: run.design, configuration: run.configuration,
      samples: run.samples)
    if stalls { plan.stalls = StallPattern(input: 0.8, output: 0.8, seed: seed)! }
    return try ResultVerification(plan, rtl).run(simulator, in: WorkingFolder()).outcome
  }

  private static let ready = "assign s_axis_tready = state == RUN;"
  private static let slow =
    "reg odd; always @(posedge clk) odd <= rst ? 1'b0 : ~odd; assign s_axis_tready = state == RUN && odd;"

  @Test(arguments: [UInt64(1), 3, 4, 6, 7, 10])
  func `an implementation of half the pace gives the same results`(seed: UInt64) throws {
    let run = RandomRun(seed: seed, style: DesignStyle(draw: seed))
    let epochs = Simulation(
      design: run.design, configuration: run.configuration, samples: run.samples
    ).run().epochs
    let outcome = try outcome(
      "hardfit_controller.v", Self.ready, Self.slow, seed: seed, stalls: seed % 2 == 0)
    guard case .passed(epochs) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func `Verilator gives the same`() throws {
    let outcome = try outcome(
      "hardfit_controller.v", Self.ready, Self.slow, stalls: true, .verilator)
    guard case .passed = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test(arguments: [UInt64(1), 3, 4, 6])
  func `so it does where samples pass once`(seed: UInt64) throws {
    let outcome = try outcome(
      "hardfit_moments_controller.v",
      "assign s_axis_tready = RUNNING == 0 ? state == RUN : state != IDLE;", Self.slow, seed: seed,
      stalls: seed % 2 == 0, .icarus, .moments)
    guard case .passed = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  /// Each shows first in another run of the bench.
  @Test(arguments: [
    (
      UInt64(10), "hardfit_moments.v", ".GRADIENT_OVERFLOW(GRADIENT_OVERFLOW)",
      ".GRADIENT_OVERFLOW(1)", ResultVerification.Play.afterReset
    ),
    (
      1, "hardfit_moments.v", ") energy (\n      .clk(clk), .rst(rst), .clear(clear)",
      ") energy (\n      .clk(clk), .rst(rst), .clear(1'b0)", .withPauses
    ),
    (
      1, "hardfit_moments_controller.v", "load = state == IDLE && start", "load = start",
      .withPatientSink
    ),
    (
      2, "hardfit_moments_controller.v",
      "      state         <= IDLE;\n      index",
      "      state         <= state === 3'bxxx ? IDLE : state;\n      index",
      .afterResetInEpoch
    ),
  ])
  func `a slip in moments shows in the run that is made for it`(
    seed: UInt64, file: String, original: String, slip: String, play: ResultVerification.Play
  ) throws {
    let outcome = try outcome(file, original, slip, seed: seed, .icarus, .moments)
    guard case .differed(let difference) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(difference.play == play)
  }

  @Test func `a wrong mode is found in the first result that shows it`() throws {
    // Few designs show it in their results; the first that does.
    var found: ResultVerification.Difference?
    for seed in UInt64(1)...12 where found == nil {
      let outcome = try outcome(
        "hardfit.v", ".OVERFLOW(ERROR_OVERFLOW)", ".OVERFLOW(1)", seed: seed)
      if case .differed(let difference) = outcome { found = difference }
    }
    guard let difference = found else {
      Issue.record("no result shows it")
      return
    }
    #expect(difference.epoch >= 1 && !difference.fields.isEmpty)
    #expect(
      difference.hypotheses.contains {
        $0.change.hasPrefix("the overflow mode of error were SAT_ZERO instead of")
      },
      "\(difference.hypotheses)")
  }

  @Test func `a design that never takes a sample is stuck, one that withdraws a result is told`()
    throws
  {
    let stuck = try outcome(
      "hardfit_controller.v", Self.ready, "assign s_axis_tready = 1'b0;")
    guard
      case .failed(
        "stuck in epoch 1: no handshake in 100000 cycles after sample 0, not done") = stuck
    else {
      Issue.record("\(stuck)")
      return
    }
    let withdrawn = try outcome(
      "hardfit_controller.v", "assign m_axis_tvalid = state == RESULT;",
      "reg odd; always @(posedge clk) odd <= rst ? 1'b0 : ~odd; assign m_axis_tvalid = state == RESULT && (odd || m_axis_tready);",
      stalls: true)
    guard case .failed(let line) = withdrawn else {
      Issue.record("\(withdrawn)")
      return
    }
    #expect(line == "a rule of AXI4-Stream is broken; m_axis: tvalid fell before tready")
  }

  /// What only a second run shows, or a sink of another kind, and in which run it does.
  @Test(arguments: [
    (
      UInt64(3), "hardfit_controller.v", "assign m_axis_tvalid = state == RESULT;",
      "assign m_axis_tvalid = state == RESULT && m_axis_tready;",
      "not done, in the third run"
    ),
    (
      7, "hardfit_controller.v", "RUN: if (accept & s_axis_tlast)", "RUN: if (s_axis_tlast)",
      "in the second run"
    ),
    (
      3, "hardfit_controller.v", "          done         <= 1'b0;", "",
      "done after 0 of 4 epochs, in the second run"
    ),
    (
      3, "hardfit_controller.v", "load = state == IDLE && start", "load = start",
      "in the third run"
    ),
    (7, "hardfit_update.v", "if (load) step <=", "step <=", "in the third run"),
    (
      3, "hardfit_accumulator.v", "  wire cleared = rst | clear;",
      "  initial total = 0;\n  wire cleared = clear;", "in the fourth run"
    ),
  ])
  func `what is wrong in another run than the first is found there`(
    seed: UInt64, file: String, original: String, slip: String, place: String
  ) throws {
    switch try outcome(file, original, slip, seed: seed) {
    case .failed(let line): #expect(line.contains(place), "\(line)")
    case .differed(let difference):
      #expect(difference.play.place.contains(place.suffix(14)), "\(difference)")
    case .passed: Issue.record("not found")
    }
  }

  @Test func `a design that goes on taking samples without a result is stopped`() throws {
    let outcome = try outcome(
      "hardfit_controller.v", "RUN: if (accept & s_axis_tlast)", "RUN: if (1'b0)")
    guard case .failed(let line) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(
      line
        == "100000 samples after tlast of epoch 1 there is no result; s_axis_tready is still 1")
  }

  @Test func `a word of the other sign is one difference, not one of its padding too`() throws {
    let sign = "{THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]}}, theta["
    let outcome = try outcome(
      "hardfit.v", sign, sign.replacing("theta[", with: "~theta["), seed: 4)
    guard case .differed(let difference) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(difference.fields.contains { $0.name == "theta_0" })
    #expect(!difference.fields.contains { $0.name.hasSuffix("_padding") })
  }

  @Test func `a field with zeros above a negative word is told, and no cast is blamed`() throws {
    var found: ResultVerification.Difference?
    for seed in UInt64(1)...20 where found == nil {
      let outcome = try outcome(
        "hardfit.v", "{THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]}", "{1'b0}", seed: seed)
      if case .differed(let difference) = outcome { found = difference }
    }
    let difference = try #require(found)
    #expect(difference.fields.allSatisfy { $0.name.hasSuffix("_padding") && $0.node == nil })
    #expect(
      difference.fields.allSatisfy { $0.width < 8 && $0.expected.bits >> UInt128($0.width) == 0 })
    #expect(difference.hypotheses.isEmpty)
  }
}
