import Datapath

extension BrokenRTLTests {
  /// Slips in what the architecture `moments` has of its own.
  static let momentsSlips = [
    Slip(
      name: "a gradient that truncates", file: "hardfit_moments.v",
      original: ".GRADIENT_QUANTIZATION(GRADIENT_QUANTIZATION)",
      slip: ".GRADIENT_QUANTIZATION(0)", seed: 3,
      signal: "residual.gradient_0",
      hypothesis: "the quantisation of gradient were TRN instead of RND_CONV",
      architecture: .moments),
    Slip(
      name: "a moment not cleared", file: "hardfit_moments.v",
      original: ".clear(clear), .begins(begins[STAGE]), .enable(enable[STAGE+1]), .value(word)",
      slip: ".clear(1'b0), .begins(begins[STAGE]), .enable(enable[STAGE+1]), .value(word)", seed: 8,
      signal: "accumulators.moment_2",
      hypothesis: "it were not cleared at start",
      architecture: .moments),
    Slip(
      name: "a power a stage early", file: "hardfit_moments.v",
      original: ".enable(enable[STAGE-1+:2])",
      slip: ".enable(enable[STAGE-2+:2])", seed: 3,
      signal: "stage_1.raise_2",
      hypothesis:
        "it were loaded 1 cycle early, not when stage_0.valid is 1, with the words of that cycle",
      architecture: .moments),
    Slip(
      name: "x of another stage for a power", file: "hardfit_moments.v",
      original: ".b(x_taps[(STAGE-2)*X_WIDTH+:X_WIDTH])",
      slip: ".b(x_taps[(k == 2 ? 0 : STAGE-3)*X_WIDTH+:X_WIDTH])", seed: 5,
      signal: "stage_3.raise_3",
      hypothesis: "it took stage_1.x instead of stage_2.x",
      architecture: .moments),
    Slip(
      name: "an unsigned sum taken for a signed one", file: "hardfit_residual.v",
      original: "CROSS_SIGNED != 0 && selected_cross[CROSS_WIDTH-1]",
      slip: "selected_cross[CROSS_WIDTH-1]", seed: 23,
      signal: "residual.pair",
      hypothesis: "accumulators.cross_0 were taken for a signed word",
      architecture: .moments),
    Slip(
      name: "an unsigned word taken for a signed one", file: "hardfit_remainder.v",
      original: "FIRST_SIGNED != 0 && first[FIRST_WIDTH-1]",
      slip: "first[FIRST_WIDTH-1]", seed: 24,
      signal: "residual.residual",
      hypothesis: "accumulators.cross_0 were taken for a signed word",
      architecture: .moments),
    Slip(
      name: "a bit of the weight skipped", file: "hardfit_residual.v",
      original: "wire digit = digits[0];",
      slip: "wire digit = digits[0] & (bits_left != 6'd0);", seed: 7,
      signal: "residual.term",
      hypothesis: "bit 0 of weight were skipped",
      architecture: .moments),
    Slip(
      name: "a multiplication that begins a bit late", file: "hardfit_moments_controller.v",
      original: "bits_left <= HIGHEST_WEIGHT_BIT[5:0];",
      slip: "bits_left <= HIGHEST_WEIGHT_BIT[5:0] - 6'd1;", seed: 3,
      signal: "controller.bits_left",
      hypothesis: "it counted one bit less",
      architecture: .moments),
    Slip(
      name: "the bits of the step counted", file: "hardfit_moments_controller.v",
      original: "bits_left <= HIGHEST_WEIGHT_BIT[5:0];",
      slip: "bits_left <= HIGHEST_BIT[5:0];", seed: 3,
      signal: "controller.bits_left",
      hypothesis: "it counted the bits of step instead of weight",
      architecture: .moments),
    Slip(
      name: "the sign of a weight added", file: "hardfit_digits.v",
      original: "{turned, is_sign}",
      slip: "{addend, 1'b0}", seed: 3,
      signal: "residual.term",
      hypothesis: "the sign of weight counted like its other bits",
      architecture: .moments),
    Slip(
      name: "the last bit left out", file: "hardfit_moments_controller.v",
      original: "if (bits_left == 6'd0) index <= {1'b1, RESIDUAL_SUBTRACT",
      slip: "if (bits_left == 6'd1) index <= {1'b1, RESIDUAL_SUBTRACT", seed: 2,
      signal: "controller.index",
      hypothesis: "it ended a bit early",
      architecture: .moments),
    Slip(
      name: "the next moment", file: "hardfit_residual.v",
      original: "wire [2:0] m = j + k;",
      slip: "wire [2:0] m = j + k + 3'd1;", seed: 3,
      signal: "residual.chosen",
      hypothesis: "it took accumulators.moment_(k+1) instead of accumulators.moment_k",
      architecture: .moments),
    Slip(
      name: "a term added", file: "hardfit_remainder.v",
      original: "(begins ? whole : rest) - part",
      slip: "(begins ? whole : rest) + part", seed: 3,
      signal: "residual.residual",
      hypothesis: "the operands were added",
      architecture: .moments),
    Slip(
      name: "a loss of the gradients alone", file: "hardfit_residual.v",
      original: "pair <= cross_exact + gradient_exact;",
      slip: "pair <= gradient_exact;", seed: 3,
      signal: "residual.pair",
      hypothesis: "accumulators.cross_0 were left out",
      architecture: .moments),
    Slip(
      name: "energy a cycle early", file: "hardfit_moments.v",
      original: ".begins(begins[1]), .enable(enable[2])",
      slip: ".begins(begins[1]), .enable(enable[1])", seed: 3,
      signal: "accumulators.energy",
      hypothesis:
        "it were loaded 1 cycle early, not when stage_1.valid is 1, with the words of that cycle",
      architecture: .moments),
  ]
}
