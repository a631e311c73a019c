import Datapath
import Testing

@testable import Cosimulation

/// Slips in the RTL of the architecture `moments`.
@Suite(.serialized) struct MomentsRTLTests {
  /// Each a slip of one rule that few designs depend on.
  @Test(arguments: [
    ("hardfit_digits.v", "{turned, is_sign}", "{addend, 1'b0}"),
    ("hardfit_remainder.v", "FIRST_SIGNED != 0 && first[FIRST_WIDTH-1]", "first[FIRST_WIDTH-1]"),
    (
      "hardfit_residual.v", "CROSS_SIGNED != 0 && selected_cross[CROSS_WIDTH-1]",
      "selected_cross[CROSS_WIDTH-1]"
    ),
    (
      "hardfit_moments.v", ".VALUE_WIDTH(1), .VALUE_FRACTION(0), .VALUE_SIGNED(0)",
      ".VALUE_WIDTH(1), .VALUE_FRACTION(0), .VALUE_SIGNED(1)"
    ),
    (
      "hardfit_moments_controller.v", "bits_left <= HIGHEST_WEIGHT_BIT[5:0];",
      "bits_left <= HIGHEST_BIT[5:0];"
    ),
    ("hardfit_moments_controller.v", "(RESULTS == 0 || over)", "(RESULTS == 0 || done)"),
    ("hardfit_moments_controller.v", "m_axis_tready | ~m_axis_tvalid", "m_axis_tready"),
    (
      "hardfit_moments_controller.v", "if (accept) waits <= s_axis_tlast;",
      "if (accept & s_axis_tlast) waits <= 1'b1;"
    ),
    ("hardfit_moments_controller.v", "(valid & last) | (~valid & begins_s)", "valid & last"),
    (
      "hardfit_moments_controller.v", "RUNNING == 1 ? RUN : LOAD;", "RUN;"
    ),
    (
      "hardfit_moments.v", "assign moment_swaps[k] = swap[STAGE];",
      "assign moment_swaps[k] = swap[0];"
    ),
    ("hardfit_moments.v", ".enable(load), .in(cfg_step)", ".enable(1'b1), .in(cfg_step)"),
  ])
  func `random designs find a sign, a width and a cycle that is not right`(
    file: String, original: String, slip: String
  ) throws {
    let (folder, broken) = try BrokenRTLTests.broken(
      BrokenRTLTests.Slip(
        name: "", file: file, original: original, slip: slip, seed: 0, signal: "", hypothesis: ""))
    defer { withExtendedLifetime(folder) {} }
    let rtl = try RTLSource(folder: broken.folder, top: Architecture.moments.module)
    try RandomDesignTests.expectTwoFailures(rtl, of: Array(1..<41), architecture: .moments)
  }
}
