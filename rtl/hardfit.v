// hardfit: streaming gradient descent on ŷ = Σ theta_k x^k in fixed point.
//
// Samples (x, y) stream in, one a cycle, epoch after epoch; after each epoch one beat {loss, theta} goes out. No
// storage depends on the number of samples. README.md beside this file is the specification.
//
// Latency: an epoch of N samples takes N + L cycles, L = (D + 1) (W + 11) + 3, D = DEGREE, W = STEP_WIDTH; a run of n
// epochs, from `start` to `done`, (D + 3) + n (N + L).
//
// The pipeline, a stage a line; stage s loads with enable[s], the cycle after stage s - 1 was valid. To the right the
// register that README.md names, and where it is found below this module.
//
//   stage               register           here
//   s ≤ 4D              x_s, y_s           sample.stage[s].word, {y, x}
//   s = 4D + 1, 4D + 2  x_s, carried       x.stage[s-4D-1].word
//   4h - 3  h = 1 … D   lower_h, upper_h   steps[h].step.lower, steps[h].step.upper
//   4h - 2              horner_h           steps[h].step.horner
//   4h - 1              sum_h              steps[h].step.adder.stage.sum
//   4h                  estimate_h         steps[h].step.estimate
//   p - 1   k = 2 … D   raise_k            powers[k].power.exact                  p = 2D + 2 + 2k
//   p                   power_k            powers[k].power.word
//   p + i               power_k, carried   powers[k].carry.delay.stage[i-1].word   to 4D + 2
//   4D + 1              difference         subtractor.stage.sum
//   4D + 2 + i  i < 2   error              error.stage[i].word
//   4D + 3  k = 1 … D   partial_k          products[k].product.exact
//                       squared            square.exact
//   4D + 4              product_0, square  product_0.stage[0].word, square.word
//           k = 1 … D   product_k          products[k].product.word
//   after   k = 0 … D   gradient_k, loss   gradients[k].accumulator.total, loss.total
//   update              step, factor, scaled, rounded, moved, viewed   update.<name>
//                       update, sum        update.movement, update.adder.stage.sum
//                       theta_k, weight_k  update.parameters[k].theta, update.parameters[k].weight
//   controller          valid_s, last_s    controller.valid[s], controller.last[s]
//                       state, index, bits_left, epochs_left, tolerance, decrease, loss_previous, has_previous, changed,
//                       done, converged, stalled   controller.<name>
//                       overflow[n]        nodes[n].casts.sticky
//
// Parameters
//   DEGREE                1, 2 or 3
//   <NODE>_WIDTH          bits of the word
//   <NODE>_FRACTION       fraction bits, also negative or more than the width
//   <NODE>_SIGNED         1 two's complement, 0 natural binary
//   <NODE>_QUANTIZATION   0 TRN  1 TRN_ZERO  2 RND  3 RND_MIN_INF  4 RND_ZERO  5 RND_INF  6 RND_CONV
//   <NODE>_OVERFLOW       0 SAT  1 SAT_ZERO  2 SAT_SYM  3 WRAP  4 WRAP_SM
//   <NODE>_N_BITS         saturated bits of WRAP and WRAP_SM
// X, Y and STEP are cast by the host and have no modes here. The defaults suit samples within ±8 and up to 2^20 of them.
`resetall
`default_nettype none

module hardfit #(
    parameter integer DEGREE = 1,

    parameter integer X_WIDTH = 16, X_FRACTION = 12, X_SIGNED = 1,
    parameter integer Y_WIDTH = 16, Y_FRACTION = 12, Y_SIGNED = 1,
    parameter integer THETA_WIDTH = 32, THETA_FRACTION = 24, THETA_SIGNED = 1,
    parameter integer THETA_QUANTIZATION = 0, THETA_OVERFLOW = 0, THETA_N_BITS = 0,
    parameter integer WEIGHT_WIDTH = 18, WEIGHT_FRACTION = 10, WEIGHT_SIGNED = 1,
    parameter integer WEIGHT_QUANTIZATION = 0, WEIGHT_OVERFLOW = 0, WEIGHT_N_BITS = 0,
    parameter integer POWER_WIDTH = 18, POWER_FRACTION = 8, POWER_SIGNED = 1,
    parameter integer POWER_QUANTIZATION = 2, POWER_OVERFLOW = 0, POWER_N_BITS = 0,
    parameter integer ESTIMATE_WIDTH = 18, ESTIMATE_FRACTION = 12, ESTIMATE_SIGNED = 1,
    parameter integer ESTIMATE_QUANTIZATION = 2, ESTIMATE_OVERFLOW = 0, ESTIMATE_N_BITS = 0,
    parameter integer ERROR_WIDTH = 18, ERROR_FRACTION = 12, ERROR_SIGNED = 1,
    parameter integer ERROR_QUANTIZATION = 0, ERROR_OVERFLOW = 0, ERROR_N_BITS = 0,
    parameter integer PRODUCT_WIDTH = 40, PRODUCT_FRACTION = 24, PRODUCT_SIGNED = 1,
    parameter integer PRODUCT_QUANTIZATION = 0, PRODUCT_OVERFLOW = 0, PRODUCT_N_BITS = 0,
    parameter integer GRADIENT_WIDTH = 60, GRADIENT_FRACTION = 24, GRADIENT_SIGNED = 1,
    parameter integer GRADIENT_QUANTIZATION = 0, GRADIENT_OVERFLOW = 0, GRADIENT_N_BITS = 0,
    parameter integer SQUARE_WIDTH = 35, SQUARE_FRACTION = 24, SQUARE_SIGNED = 0,
    parameter integer SQUARE_QUANTIZATION = 0, SQUARE_OVERFLOW = 0, SQUARE_N_BITS = 0,
    parameter integer LOSS_WIDTH = 55, LOSS_FRACTION = 24, LOSS_SIGNED = 0,
    parameter integer LOSS_QUANTIZATION = 0, LOSS_OVERFLOW = 0, LOSS_N_BITS = 0,
    parameter integer STEP_WIDTH = 16, STEP_FRACTION = 30, STEP_SIGNED = 0,
    parameter integer UPDATE_WIDTH = 32, UPDATE_FRACTION = 24, UPDATE_SIGNED = 1,
    parameter integer UPDATE_QUANTIZATION = 2, UPDATE_OVERFLOW = 0, UPDATE_N_BITS = 0,

    // Derived, not to be set: the fields of tdata in whole bytes
    parameter integer X_FIELD = (X_WIDTH + 7) / 8 * 8,
    parameter integer Y_FIELD = (Y_WIDTH + 7) / 8 * 8,
    parameter integer THETA_FIELD = (THETA_WIDTH + 7) / 8 * 8,
    parameter integer LOSS_FIELD = (LOSS_WIDTH + 7) / 8 * 8
) (
    input wire clk,
    input wire rst,

    // Samples: {y, x}, tlast on an epoch's last
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    input  wire [Y_FIELD+X_FIELD-1:0]   s_axis_tdata,

    // Run control, taken with `start` while no run is under way
    input  wire                              start,
    input  wire [STEP_WIDTH-1:0]             cfg_step,
    input  wire [(DEGREE+1)*THETA_WIDTH-1:0] cfg_theta_init,
    input  wire [LOSS_WIDTH:0]               cfg_tolerance,
    input  wire [31:0]                       cfg_max_epochs,

    // Results: {loss, theta_D … theta_0}, one beat an epoch
    output wire                                         m_axis_tvalid,
    input  wire                                         m_axis_tready,
    output wire [LOSS_FIELD+(DEGREE+1)*THETA_FIELD-1:0] m_axis_tdata,

    // Status, held until the next start
    output wire        done,
    output wire        converged,
    output wire        stalled,
    output wire [12:0] overflow
);
  generate
    if (DEGREE < 1 || DEGREE > 3) begin : check_degree
      HARDFIT_ERROR_DEGREE_must_be_1_to_3 refused ();
    end
    if (X_WIDTH < 1 || Y_WIDTH < 1 || STEP_WIDTH < 1) begin : check_width
      HARDFIT_ERROR_X_WIDTH_Y_WIDTH_STEP_WIDTH_must_be_positive refused ();
    end
    if (X_SIGNED < 0 || X_SIGNED > 1 || Y_SIGNED < 0 || Y_SIGNED > 1 || STEP_SIGNED < 0 || STEP_SIGNED > 1)
    begin : check_signed
      HARDFIT_ERROR_X_SIGNED_Y_SIGNED_STEP_SIGNED_must_be_0_or_1 refused ();
    end
  endgenerate

  localparam integer ERROR_STAGE = 4 * DEGREE + 2, PRODUCT_STAGE = 4 * DEGREE + 4;

  wire [PRODUCT_STAGE+1:0] enable;
  wire [5:0] index;
  wire load, scale, multiply, round, limit, add, settle, move, weigh, finish, moves;
  wire [(DEGREE+1)*THETA_WIDTH-1:0] theta;
  wire [(DEGREE+1)*WEIGHT_WIDTH-1:0] weight;
  wire [LOSS_WIDTH-1:0] loss_total, loss_previous;

  // Overflow of the casts in this cycle: one bit for each k, then one for each node
  wire [DEGREE:1] estimate_overflows, power_overflows;
  wire [DEGREE:0] product_overflows, gradient_overflows;
  wire theta_overflow, weight_overflow, error_overflow, square_overflow, loss_overflow, update_overflow;

  hardfit_controller #(
      .DEGREE(DEGREE), .STEP_WIDTH(STEP_WIDTH), .LOSS_WIDTH(LOSS_WIDTH), .LOSS_SIGNED(LOSS_SIGNED)
  ) controller (
      .clk(clk), .rst(rst), .start(start), .cfg_tolerance(cfg_tolerance), .cfg_max_epochs(cfg_max_epochs),
      .done(done), .converged(converged), .stalled(stalled),
      .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast),
      .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready),
      .enable(enable), .moves(moves), .index(index),
      .load(load), .scale(scale), .multiply(multiply), .round(round), .limit(limit), .add(add), .settle(settle),
      .move(move), .weigh(weigh), .loss(loss_total), .finish(finish), .loss_previous(loss_previous)
  );

  // Stages 0 to 4D + 2: the sample, taken and carried along
  localparam integer SAMPLE_WIDTH = Y_WIDTH + X_WIDTH;
  wire [(ERROR_STAGE-1)*SAMPLE_WIDTH-1:0] sample_taps;
  wire [2*X_WIDTH-1:0] x_taps;
  wire [Y_FIELD+X_FIELD-1:0] unused_data = s_axis_tdata;   // padding, and stages that nobody taps
  wire [(ERROR_STAGE-1)*SAMPLE_WIDTH-1:0] unused_sample = sample_taps;
  wire [2*X_WIDTH-1:0] unused_x = x_taps;

  hardfit_delay #(.WIDTH(SAMPLE_WIDTH), .STAGES(ERROR_STAGE - 1)) sample (
      .clk(clk), .rst(rst), .enable(enable[ERROR_STAGE-2:0]),
      .in({s_axis_tdata[X_FIELD+:Y_WIDTH], s_axis_tdata[X_WIDTH-1:0]}), .taps(sample_taps)
  );

  hardfit_delay #(.WIDTH(X_WIDTH), .STAGES(2)) x (
      .clk(clk), .rst(rst), .enable(enable[ERROR_STAGE-:2]),
      .in(sample_taps[(ERROR_STAGE-2)*SAMPLE_WIDTH+:X_WIDTH]), .taps(x_taps)
  );

  // Stages 1 to 4D: the estimate by Horner's rule, from the highest weight down
  wire [DEGREE*ESTIMATE_WIDTH-1:0] estimates;   // {estimate_D … estimate_1}
  genvar h, k, n;
  generate
    for (h = 1; h <= DEGREE; h = h + 1) begin : steps
      localparam integer FACTOR_WIDTH = h == 1 ? WEIGHT_WIDTH : ESTIMATE_WIDTH;
      localparam integer FACTOR_FRACTION = h == 1 ? WEIGHT_FRACTION : ESTIMATE_FRACTION;
      localparam integer FACTOR_SIGNED = h == 1 ? WEIGHT_SIGNED : ESTIMATE_SIGNED;
      wire [FACTOR_WIDTH-1:0] factor;
      if (h == 1) begin : from_weight
        assign factor = weight[DEGREE*WEIGHT_WIDTH+:WEIGHT_WIDTH];
      end else begin : from_estimate
        assign factor = estimates[(h-2)*ESTIMATE_WIDTH+:ESTIMATE_WIDTH];
      end

      hardfit_horner #(
          .FACTOR_WIDTH(FACTOR_WIDTH), .FACTOR_FRACTION(FACTOR_FRACTION), .FACTOR_SIGNED(FACTOR_SIGNED),
          .X_WIDTH(X_WIDTH), .X_FRACTION(X_FRACTION), .X_SIGNED(X_SIGNED),
          .ADDEND_WIDTH(WEIGHT_WIDTH), .ADDEND_FRACTION(WEIGHT_FRACTION), .ADDEND_SIGNED(WEIGHT_SIGNED),
          .WIDTH(ESTIMATE_WIDTH), .FRACTION(ESTIMATE_FRACTION), .SIGNED(ESTIMATE_SIGNED),
          .QUANTIZATION(ESTIMATE_QUANTIZATION), .OVERFLOW(ESTIMATE_OVERFLOW), .N_BITS(ESTIMATE_N_BITS)
      ) step (
          .clk(clk), .rst(rst), .enable(enable[4*h-3+:4]),
          .factor(factor), .x(sample_taps[(4*h-4)*SAMPLE_WIDTH+:X_WIDTH]), .addend(weight[(DEGREE-h)*WEIGHT_WIDTH+:WEIGHT_WIDTH]),
          .estimate(estimates[(h-1)*ESTIMATE_WIDTH+:ESTIMATE_WIDTH]), .overflow(estimate_overflows[h])
      );
    end

  // Stages up to 4D + 2: the powers of x, each from the one before, carried along until the error is there
    for (k = 2; k <= DEGREE; k = k + 1) begin : powers
      localparam integer STAGE = ERROR_STAGE - 2 * (DEGREE - k);
      localparam integer BASE_WIDTH = k == 2 ? X_WIDTH : POWER_WIDTH;
      localparam integer BASE_FRACTION = k == 2 ? X_FRACTION : POWER_FRACTION;
      localparam integer BASE_SIGNED = k == 2 ? X_SIGNED : POWER_SIGNED;
      wire [BASE_WIDTH-1:0] base;
      wire [POWER_WIDTH-1:0] first;    // at STAGE
      wire [POWER_WIDTH-1:0] carried;  // at stage 4D + 2
      if (k == 2) begin : from_x
        assign base = sample_taps[(STAGE-2)*SAMPLE_WIDTH+:X_WIDTH];
      end else begin : from_power
        assign base = powers[k-1].first;
      end

      hardfit_term #(
          .A_WIDTH(BASE_WIDTH), .A_FRACTION(BASE_FRACTION), .A_SIGNED(BASE_SIGNED),
          .B_WIDTH(X_WIDTH), .B_FRACTION(X_FRACTION), .B_SIGNED(X_SIGNED), .SQUARE(k == 2 ? 1 : 0),
          .WIDTH(POWER_WIDTH), .FRACTION(POWER_FRACTION), .SIGNED(POWER_SIGNED),
          .QUANTIZATION(POWER_QUANTIZATION), .OVERFLOW(POWER_OVERFLOW), .N_BITS(POWER_N_BITS)
      ) power (
          .clk(clk), .rst(rst), .enable(enable[STAGE-1+:2]),
          .a(base), .b(sample_taps[(STAGE-2)*SAMPLE_WIDTH+:X_WIDTH]), .word(first), .overflow(power_overflows[k])
      );

      if (k < DEGREE) begin : carry
        wire [2*(DEGREE-k)*POWER_WIDTH-1:0] taps;
        hardfit_delay #(.WIDTH(POWER_WIDTH), .STAGES(2 * (DEGREE - k))) delay (
            .clk(clk), .rst(rst), .enable(enable[STAGE+1+:2*(DEGREE-k)]), .in(first), .taps(taps)
        );
        wire [2*(DEGREE-k)*POWER_WIDTH-1:0] unused_taps = taps;
        assign carried = taps[(2*(DEGREE-k)-1)*POWER_WIDTH+:POWER_WIDTH];
      end else begin : fresh
        assign carried = first;
      end
    end
  endgenerate
  assign power_overflows[1] = 1'b0;

  // Stages 4D + 1 to 4D + 3: the error, exact, cast and carried along
  wire [ERROR_WIDTH-1:0] difference;
  wire [2*ERROR_WIDTH-1:0] error_taps;
  wire [ERROR_WIDTH-1:0] fresh_error = error_taps[0+:ERROR_WIDTH];
  wire difference_overflow;

  hardfit_adder #(
      .A_WIDTH(Y_WIDTH), .A_FRACTION(Y_FRACTION), .A_SIGNED(Y_SIGNED),
      .B_WIDTH(ESTIMATE_WIDTH), .B_FRACTION(ESTIMATE_FRACTION), .B_SIGNED(ESTIMATE_SIGNED), .SUBTRACT(1),
      .WIDTH(ERROR_WIDTH), .FRACTION(ERROR_FRACTION), .SIGNED(ERROR_SIGNED),
      .QUANTIZATION(ERROR_QUANTIZATION), .OVERFLOW(ERROR_OVERFLOW), .N_BITS(ERROR_N_BITS), .STAGED(1)
  ) subtractor (
      .clk(clk), .rst(rst), .enable(enable[ERROR_STAGE-1]),
      .a(sample_taps[(ERROR_STAGE-2)*SAMPLE_WIDTH+X_WIDTH+:Y_WIDTH]), .b(estimates[(DEGREE-1)*ESTIMATE_WIDTH+:ESTIMATE_WIDTH]),
      .word(difference), .overflow(difference_overflow)
  );

  hardfit_delay #(.WIDTH(ERROR_WIDTH), .STAGES(2)) error (
      .clk(clk), .rst(rst), .enable(enable[ERROR_STAGE+:2]), .in(difference), .taps(error_taps)
  );
  assign error_overflow = enable[ERROR_STAGE] & difference_overflow;

  // Stages 4D + 3 and 4D + 4: the products error * x^k, k = 0 … D, and the square
  wire [PRODUCT_WIDTH-1:0] product_0_word, error_product;
  wire error_product_overflow;

  hardfit_quantizer #(
      .SOURCE_WIDTH(ERROR_WIDTH), .SOURCE_FRACTION(ERROR_FRACTION), .SOURCE_SIGNED(ERROR_SIGNED),
      .WIDTH(PRODUCT_WIDTH), .FRACTION(PRODUCT_FRACTION), .SIGNED(PRODUCT_SIGNED),
      .QUANTIZATION(PRODUCT_QUANTIZATION), .OVERFLOW(PRODUCT_OVERFLOW), .N_BITS(PRODUCT_N_BITS)
  ) quantizer_0 (
      .source(error_taps[ERROR_WIDTH+:ERROR_WIDTH]), .word(error_product), .overflow(error_product_overflow)
  );

  hardfit_delay #(.WIDTH(PRODUCT_WIDTH), .STAGES(1)) product_0 (
      .clk(clk), .rst(rst), .enable(enable[PRODUCT_STAGE]), .in(error_product), .taps(product_0_word)
  );
  assign product_overflows[0] = enable[PRODUCT_STAGE] & error_product_overflow;

  generate
    for (k = 1; k <= DEGREE; k = k + 1) begin : products
      localparam integer FACTOR_WIDTH = k == 1 ? X_WIDTH : POWER_WIDTH;
      localparam integer FACTOR_FRACTION = k == 1 ? X_FRACTION : POWER_FRACTION;
      localparam integer FACTOR_SIGNED = k == 1 ? X_SIGNED : POWER_SIGNED;
      wire [FACTOR_WIDTH-1:0] factor;
      wire [PRODUCT_WIDTH-1:0] product_word;
      if (k == 1) begin : from_x
        assign factor = x_taps[X_WIDTH+:X_WIDTH];
      end else begin : from_power
        assign factor = powers[k].carried;
      end

      hardfit_term #(
          .A_WIDTH(ERROR_WIDTH), .A_FRACTION(ERROR_FRACTION), .A_SIGNED(ERROR_SIGNED),
          .B_WIDTH(FACTOR_WIDTH), .B_FRACTION(FACTOR_FRACTION), .B_SIGNED(FACTOR_SIGNED),
          .WIDTH(PRODUCT_WIDTH), .FRACTION(PRODUCT_FRACTION), .SIGNED(PRODUCT_SIGNED),
          .QUANTIZATION(PRODUCT_QUANTIZATION), .OVERFLOW(PRODUCT_OVERFLOW), .N_BITS(PRODUCT_N_BITS)
      ) product (
          .clk(clk), .rst(rst), .enable(enable[ERROR_STAGE+1+:2]), .a(fresh_error), .b(factor),
          .word(product_word), .overflow(product_overflows[k])
      );
    end
  endgenerate

  wire [SQUARE_WIDTH-1:0] square_word;

  hardfit_term #(
      .A_WIDTH(ERROR_WIDTH), .A_FRACTION(ERROR_FRACTION), .A_SIGNED(ERROR_SIGNED),
      .B_WIDTH(ERROR_WIDTH), .B_FRACTION(ERROR_FRACTION), .B_SIGNED(ERROR_SIGNED), .SQUARE(1),
      .WIDTH(SQUARE_WIDTH), .FRACTION(SQUARE_FRACTION), .SIGNED(SQUARE_SIGNED),
      .QUANTIZATION(SQUARE_QUANTIZATION), .OVERFLOW(SQUARE_OVERFLOW), .N_BITS(SQUARE_N_BITS)
  ) square (
      .clk(clk), .rst(rst), .enable(enable[ERROR_STAGE+1+:2]), .a(fresh_error), .b(fresh_error),
      .word(square_word), .overflow(square_overflow)
  );

  // The accumulators: a gradient is cleared when the update has read it, the loss when loss_previous has
  localparam integer BITS = DEGREE > 1 ? 2 : 1;   // of k, which is DEGREE at most in `scale`
  generate
    for (k = 0; k <= DEGREE; k = k + 1) begin : gradients
      localparam [1:0] SCALED = k;
      wire [PRODUCT_WIDTH-1:0] value;
      wire [GRADIENT_WIDTH-1:0] total;
      wire [(k+1)*GRADIENT_WIDTH-1:0] upto;   // {gradient_k … gradient_0}
      if (k == 0) begin : constant
        assign value = product_0_word;
        assign upto = total;
      end else begin : power
        assign value = products[k].product_word;
        assign upto = {total, gradients[k-1].upto};
      end
      hardfit_accumulator #(
          .VALUE_WIDTH(PRODUCT_WIDTH), .VALUE_FRACTION(PRODUCT_FRACTION), .VALUE_SIGNED(PRODUCT_SIGNED),
          .WIDTH(GRADIENT_WIDTH), .FRACTION(GRADIENT_FRACTION), .SIGNED(GRADIENT_SIGNED),
          .QUANTIZATION(GRADIENT_QUANTIZATION), .OVERFLOW(GRADIENT_OVERFLOW), .N_BITS(GRADIENT_N_BITS)
      ) accumulator (
          .clk(clk), .rst(rst), .clear(scale && index[BITS-1:0] == SCALED[BITS-1:0]), .begins(1'b0), .enable(enable[PRODUCT_STAGE+1]),
          .value(value), .total(total), .overflow(gradient_overflows[k])
      );
    end
  endgenerate

  hardfit_accumulator #(
      .VALUE_WIDTH(SQUARE_WIDTH), .VALUE_FRACTION(SQUARE_FRACTION), .VALUE_SIGNED(SQUARE_SIGNED),
      .WIDTH(LOSS_WIDTH), .FRACTION(LOSS_FRACTION), .SIGNED(LOSS_SIGNED),
      .QUANTIZATION(LOSS_QUANTIZATION), .OVERFLOW(LOSS_OVERFLOW), .N_BITS(LOSS_N_BITS)
  ) loss (
      .clk(clk), .rst(rst), .clear(finish), .begins(1'b0), .enable(enable[PRODUCT_STAGE+1]),
      .value(square_word), .total(loss_total), .overflow(loss_overflow)
  );

  // The update, once an epoch
  hardfit_update #(
      .DEGREE(DEGREE),
      .GRADIENT_WIDTH(GRADIENT_WIDTH), .GRADIENT_FRACTION(GRADIENT_FRACTION), .GRADIENT_SIGNED(GRADIENT_SIGNED),
      .STEP_WIDTH(STEP_WIDTH), .STEP_FRACTION(STEP_FRACTION), .STEP_SIGNED(STEP_SIGNED),
      .UPDATE_WIDTH(UPDATE_WIDTH), .UPDATE_FRACTION(UPDATE_FRACTION), .UPDATE_SIGNED(UPDATE_SIGNED),
      .UPDATE_QUANTIZATION(UPDATE_QUANTIZATION), .UPDATE_OVERFLOW(UPDATE_OVERFLOW), .UPDATE_N_BITS(UPDATE_N_BITS),
      .THETA_WIDTH(THETA_WIDTH), .THETA_FRACTION(THETA_FRACTION), .THETA_SIGNED(THETA_SIGNED),
      .THETA_QUANTIZATION(THETA_QUANTIZATION), .THETA_OVERFLOW(THETA_OVERFLOW), .THETA_N_BITS(THETA_N_BITS),
      .WEIGHT_WIDTH(WEIGHT_WIDTH), .WEIGHT_FRACTION(WEIGHT_FRACTION), .WEIGHT_SIGNED(WEIGHT_SIGNED),
      .WEIGHT_QUANTIZATION(WEIGHT_QUANTIZATION), .WEIGHT_OVERFLOW(WEIGHT_OVERFLOW), .WEIGHT_N_BITS(WEIGHT_N_BITS)
  ) update (
      .clk(clk), .rst(rst), .load(load), .cfg_step(cfg_step), .cfg_theta_init(cfg_theta_init),
      .index(index), .scale(scale), .multiply(multiply), .round(round), .limit(limit), .add(add), .settle(settle),
      .move(move), .weigh(weigh), .gradient(gradients[DEGREE].upto), .theta_words(theta), .weight_words(weight), .moves(moves),
      .update_overflow(update_overflow), .theta_overflow(theta_overflow), .weight_overflow(weight_overflow)
  );

  // Sticky overflow, a bit a cast. The host casts x, y and step, and a line has no power: they have no register. The carries of
  // wide sums come late, so they enable the two lowest bits rather than join them.
  localparam integer FLAGS = DEGREE > 1 ? 10 : 9;
  reg [FLAGS-1:0] flags;
  wire [9:0] overflows = {
    |power_overflows, update_overflow, square_overflow, |product_overflows, error_overflow, |estimate_overflows,
    weight_overflow, theta_overflow, 2'b00
  };
  wire unused_overflow = overflows[9];

  always @(posedge clk)
    if (rst | load) flags <= {FLAGS {1'b0}};
    else begin
      flags <= flags | overflows[FLAGS-1:0];
      if (|gradient_overflows) flags[0] <= 1'b1;
      if (loss_overflow) flags[1] <= 1'b1;
    end
  assign overflow = {flags[8], 1'b0, flags[1], flags[7], flags[0], flags[6:4], DEGREE > 1 && flags[FLAGS-1], flags[3:2], 2'b00};

  // Results, each field extended to whole bytes, and the flags
  assign m_axis_tdata[(DEGREE+1)*THETA_FIELD+:LOSS_FIELD] =
      {{(LOSS_FIELD - LOSS_WIDTH) {LOSS_SIGNED != 0 && loss_previous[LOSS_WIDTH-1]}}, loss_previous};

  generate
    for (k = 0; k <= DEGREE; k = k + 1) begin : fields
      assign m_axis_tdata[k*THETA_FIELD+:THETA_FIELD] =
          {{(THETA_FIELD - THETA_WIDTH) {THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]}}, theta[k*THETA_WIDTH+:THETA_WIDTH]};
    end
    for (n = 2; n < 13; n = n + 1) begin : nodes
      if (n != 11 && (DEGREE > 1 || n != 4)) begin : casts
        wire sticky = overflow[n];
        wire unused_sticky = sticky;
      end
    end
  endgenerate
endmodule

`resetall
