// hardfit_moments: gradient descent on y = Σ theta_k x^k in fixed point, over samples that pass once.
//
// While samples (x, y) stream in, one a cycle, their moments are taken up: Σ x^m, m = 0 … 2D, Σ y x^k and Σ y². Then each
// epoch iterates on them, and one beat {loss, theta} goes out, or one a run. README.md beside this file is the specification.
//
//   Σ e x^k = Σ y x^k - Σ_j theta_j Σ x^(j+k)         Σ e² = Σ y² - Σ_k theta_k (Σ y x^k + Σ e x^k)
//
// Latency: a run of n epochs over N samples takes, from `start` to `done`,
// (D + 3) + N + (4D - 1) + n ((D + 1) ((D + 2) (V + 2) + W + 8) + 3) cycles, D = DEGREE, V = WEIGHT_WIDTH, W = STEP_WIDTH.
//
// The pipeline, a stage a line; stage s loads with enable[s], the cycle after stage s - 1 was valid. To the right the
// register that README.md names, and where it is found below this module.
//
//   stage                register           here
//   0                    x_s, y_s           x.stage[s].word, y.stage[s].word       carried to 4D - 4 and 2D - 2
//   2k - 3  k = 2 … 2D   raise_k            powers[k].power.exact
//   2k - 2               power_k            powers[k].power.word
//   2k - 1  k = 1 … D    partial_k          crosses[k].partial
//   1                    squared            squared
//   after   k = 2 … 2D   moment_k           powers[k].accumulator.total, moment_0 in count.total, moment_1 in moment_1.total
//           k = 1 … D    cross_k            crosses[k].accumulator.total, cross_0 in cross_0.total
//                        energy             energy.total
//   held      RUNNING    held_moment_k …    held_moments.held.words[k].word, held_crosses …, held_energies …
//   first     RUNNING 2  initial_step, initial_k   first_steps.held.words[0].word, first_thetas.held.words[k].word
//   residual             chosen, pair, loss residual.chosen, residual.pair, residual.loss
//                        term, share        residual.term.product, residual.share.product
//                        residual, remainder  residual.residual.rest, residual.remainder.rest
//                        gradient_k         residual.gradients[k].word
//   update               as in hardfit.v
//   controller           valid_s, last_s    controller.valid[s], controller.last[s]; the others as in hardfit.v
//                        overflow[n]        nodes[n].casts.sticky
//
// Parameters: as in hardfit.v, of the nodes that this architecture has, and
//   RESULTS   0: each epoch's result is offered, 1: that of the epoch after which the run stops
//   RUNNING   0: a run takes one stream, 1: samples keep coming, and the next run begins by itself with theta as it
//             is, 2: with cfg_theta_init as it came with `start`
// The defaults suit samples within ±8 and up to 2^20 of them.
`resetall
`default_nettype none

module hardfit_moments #(
    parameter integer DEGREE = 1,
    parameter integer RESULTS = 0, RUNNING = 0,

    parameter integer X_WIDTH = 16, X_FRACTION = 12, X_SIGNED = 1,
    parameter integer Y_WIDTH = 16, Y_FRACTION = 12, Y_SIGNED = 1,
    parameter integer THETA_WIDTH = 32, THETA_FRACTION = 24, THETA_SIGNED = 1,
    parameter integer THETA_QUANTIZATION = 0, THETA_OVERFLOW = 0, THETA_N_BITS = 0,
    parameter integer WEIGHT_WIDTH = 18, WEIGHT_FRACTION = 10, WEIGHT_SIGNED = 1,
    parameter integer WEIGHT_QUANTIZATION = 0, WEIGHT_OVERFLOW = 0, WEIGHT_N_BITS = 0,
    parameter integer POWER_WIDTH = 36, POWER_FRACTION = 24, POWER_SIGNED = 1,
    parameter integer POWER_QUANTIZATION = 2, POWER_OVERFLOW = 0, POWER_N_BITS = 0,
    parameter integer GRADIENT_WIDTH = 76, GRADIENT_FRACTION = 34, GRADIENT_SIGNED = 1,
    parameter integer GRADIENT_QUANTIZATION = 0, GRADIENT_OVERFLOW = 0, GRADIENT_N_BITS = 0,
    parameter integer LOSS_WIDTH = 53, LOSS_FRACTION = 24, LOSS_SIGNED = 0,
    parameter integer LOSS_QUANTIZATION = 2, LOSS_OVERFLOW = 0, LOSS_N_BITS = 0,
    parameter integer STEP_WIDTH = 16, STEP_FRACTION = 30, STEP_SIGNED = 0,
    parameter integer UPDATE_WIDTH = 32, UPDATE_FRACTION = 24, UPDATE_SIGNED = 1,
    parameter integer UPDATE_QUANTIZATION = 2, UPDATE_OVERFLOW = 0, UPDATE_N_BITS = 0,
    parameter integer MOMENT_WIDTH = 56, MOMENT_FRACTION = 24, MOMENT_SIGNED = 1,
    parameter integer MOMENT_QUANTIZATION = 0, MOMENT_OVERFLOW = 0, MOMENT_N_BITS = 0,
    parameter integer CROSS_WIDTH = 52, CROSS_FRACTION = 24, CROSS_SIGNED = 1,
    parameter integer CROSS_QUANTIZATION = 0, CROSS_OVERFLOW = 0, CROSS_N_BITS = 0,
    parameter integer ENERGY_WIDTH = 51, ENERGY_FRACTION = 24, ENERGY_SIGNED = 0,
    parameter integer ENERGY_QUANTIZATION = 0, ENERGY_OVERFLOW = 0, ENERGY_N_BITS = 0,

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

    // Results: {loss, theta_D … theta_0}, one beat an epoch, or one a run
    output wire                                         m_axis_tvalid,
    input  wire                                         m_axis_tready,
    output wire [LOSS_FIELD+(DEGREE+1)*THETA_FIELD-1:0] m_axis_tdata,

    // Status, held until the next start
    output wire        done,
    output wire        converged,
    output wire        stalled,
    output wire [15:0] overflow
);

  generate
    if (DEGREE < 1 || DEGREE > 3) begin : check_degree HARDFIT_ERROR_DEGREE_must_be_1_to_3 refused (); end
    if (RESULTS < 0 || RESULTS > 1 || RUNNING < 0 || RUNNING > 2) begin : check_mode
      HARDFIT_ERROR_RESULTS_must_be_0_or_1_and_RUNNING_0_to_2 refused (); end
    if (X_WIDTH < 1 || Y_WIDTH < 1 || STEP_WIDTH < 1) begin : check_width
      HARDFIT_ERROR_X_WIDTH_Y_WIDTH_STEP_WIDTH_must_be_positive refused (); end
    if (X_SIGNED < 0 || X_SIGNED > 1 || Y_SIGNED < 0 || Y_SIGNED > 1 || STEP_SIGNED < 0 || STEP_SIGNED > 1) begin : check_signed
      HARDFIT_ERROR_X_SIGNED_Y_SIGNED_STEP_SIGNED_must_be_0_or_1 refused (); end
  endgenerate

  localparam integer LAST_STAGE = 4 * DEGREE - 2;

  wire [LAST_STAGE+1:0] enable;
  wire [8:0] index;
  wire [5:0] bits_left;
  wire residual_load, residual_multiply, residual_subtract, residual_cast;
  wire [LAST_STAGE:0] begins, swap;
  wire clear, reload, load, scale, multiply, round, limit, add, settle, move, weigh, finish, moves;
  wire unused_finish = finish;
  wire unused_index = index[8];
  wire [(DEGREE+1)*THETA_WIDTH-1:0] theta;
  wire [(DEGREE+1)*WEIGHT_WIDTH-1:0] weight;
  wire [LOSS_WIDTH-1:0] loss_total, loss_previous;

  // Overflow of the casts in this cycle: one bit for each k, then one for each node
  wire [2*DEGREE:0] power_overflows, moment_overflows, moment_swaps;
  wire [DEGREE:0] cross_overflows, cross_swaps;
  wire theta_overflow, weight_overflow, gradient_overflow, loss_overflow, update_overflow, energy_overflow;

  hardfit_moments_controller #(
      .DEGREE(DEGREE), .RESULTS(RESULTS), .RUNNING(RUNNING), .STEP_WIDTH(STEP_WIDTH), .WEIGHT_WIDTH(WEIGHT_WIDTH),
      .LOSS_WIDTH(LOSS_WIDTH), .LOSS_SIGNED(LOSS_SIGNED)
  ) controller (
      .clk(clk), .rst(rst), .start(start), .cfg_tolerance(cfg_tolerance), .cfg_max_epochs(cfg_max_epochs),
      .done(done), .converged(converged), .stalled(stalled),
      .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready), .s_axis_tlast(s_axis_tlast),
      .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready),
      .enable(enable), .index(index), .bits_left(bits_left),
      .residual_load(residual_load), .residual_multiply(residual_multiply),
      .residual_subtract(residual_subtract), .residual_cast(residual_cast),
      .begins(begins), .swap(swap), .clear(clear), .reload(reload),
      .moves(moves), .load(load), .scale(scale), .multiply(multiply), .round(round), .limit(limit), .add(add),
      .settle(settle), .move(move), .weigh(weigh),
      .loss(loss_total), .finish(finish), .loss_previous(loss_previous)
  );

  // Stage 0 and on: the sample, taken and carried along
  wire [(4*DEGREE-3)*X_WIDTH-1:0] x_taps;
  wire [(2*DEGREE-1)*Y_WIDTH-1:0] y_taps;
  wire [Y_FIELD+X_FIELD-1:0] unused_data = s_axis_tdata;   // padding, and stages that nobody taps
  wire [(4*DEGREE-3)*X_WIDTH-1:0] unused_x = x_taps;
  wire [(2*DEGREE-1)*Y_WIDTH-1:0] unused_y = y_taps;

  hardfit_delay #(.WIDTH(X_WIDTH), .STAGES(4 * DEGREE - 3)) x (
      .clk(clk), .rst(rst), .enable(enable[4*DEGREE-4:0]), .in(s_axis_tdata[X_WIDTH-1:0]), .taps(x_taps)
  );

  hardfit_delay #(.WIDTH(Y_WIDTH), .STAGES(2 * DEGREE - 1)) y (
      .clk(clk), .rst(rst), .enable(enable[2*DEGREE-2:0]), .in(s_axis_tdata[X_FIELD+:Y_WIDTH]), .taps(y_taps)
  );

  // The powers of x, each from the one before, and the moments, each behind its power
  wire [(2*DEGREE+1)*MOMENT_WIDTH-1:0] moment;

  hardfit_accumulator #(
      .VALUE_WIDTH(1), .VALUE_FRACTION(0), .VALUE_SIGNED(0),
      .WIDTH(MOMENT_WIDTH), .FRACTION(MOMENT_FRACTION), .SIGNED(MOMENT_SIGNED),
      .QUANTIZATION(MOMENT_QUANTIZATION), .OVERFLOW(MOMENT_OVERFLOW), .N_BITS(MOMENT_N_BITS)
  ) count (
      .clk(clk), .rst(rst), .clear(clear), .begins(begins[0]), .enable(enable[1]), .value(1'b1),
      .total(moment[0+:MOMENT_WIDTH]), .overflow(moment_overflows[0])
  );

  hardfit_accumulator #(
      .VALUE_WIDTH(X_WIDTH), .VALUE_FRACTION(X_FRACTION), .VALUE_SIGNED(X_SIGNED),
      .WIDTH(MOMENT_WIDTH), .FRACTION(MOMENT_FRACTION), .SIGNED(MOMENT_SIGNED),
      .QUANTIZATION(MOMENT_QUANTIZATION), .OVERFLOW(MOMENT_OVERFLOW), .N_BITS(MOMENT_N_BITS)
  ) moment_1 (
      .clk(clk), .rst(rst), .clear(clear), .begins(begins[0]), .enable(enable[1]), .value(x_taps[0+:X_WIDTH]),
      .total(moment[MOMENT_WIDTH+:MOMENT_WIDTH]), .overflow(moment_overflows[1])
  );

  assign power_overflows[1:0] = 2'b00;
  assign moment_swaps[1:0] = {2{swap[0]}};

  genvar k, n;
  generate
    for (k = 2; k <= 2 * DEGREE; k = k + 1) begin : powers
      localparam integer STAGE = 2 * k - 2;
      localparam integer BASE_WIDTH = k == 2 ? X_WIDTH : POWER_WIDTH;
      localparam integer BASE_FRACTION = k == 2 ? X_FRACTION : POWER_FRACTION;
      localparam integer BASE_SIGNED = k == 2 ? X_SIGNED : POWER_SIGNED;

      wire [BASE_WIDTH-1:0] base;
      wire [POWER_WIDTH-1:0] word;

      if (k == 2) begin : from_x
        assign base = x_taps[0+:X_WIDTH];
      end else begin : from_power
        assign base = powers[k-1].word;
      end

      hardfit_term #(
          .A_WIDTH(BASE_WIDTH), .A_FRACTION(BASE_FRACTION), .A_SIGNED(BASE_SIGNED),
          .B_WIDTH(X_WIDTH), .B_FRACTION(X_FRACTION), .B_SIGNED(X_SIGNED), .SQUARE(k == 2 ? 1 : 0),
          .WIDTH(POWER_WIDTH), .FRACTION(POWER_FRACTION), .SIGNED(POWER_SIGNED),
          .QUANTIZATION(POWER_QUANTIZATION), .OVERFLOW(POWER_OVERFLOW), .N_BITS(POWER_N_BITS)
      ) power (
          .clk(clk), .rst(rst), .enable(enable[STAGE-1+:2]),
          .a(base), .b(x_taps[(STAGE-2)*X_WIDTH+:X_WIDTH]), .word(word), .overflow(power_overflows[k])
      );

      hardfit_accumulator #(
          .VALUE_WIDTH(POWER_WIDTH), .VALUE_FRACTION(POWER_FRACTION), .VALUE_SIGNED(POWER_SIGNED),
          .WIDTH(MOMENT_WIDTH), .FRACTION(MOMENT_FRACTION), .SIGNED(MOMENT_SIGNED),
          .QUANTIZATION(MOMENT_QUANTIZATION), .OVERFLOW(MOMENT_OVERFLOW), .N_BITS(MOMENT_N_BITS)
      ) accumulator (
          .clk(clk), .rst(rst), .clear(clear), .begins(begins[STAGE]), .enable(enable[STAGE+1]), .value(word),
          .total(moment[k*MOMENT_WIDTH+:MOMENT_WIDTH]), .overflow(moment_overflows[k])
      );
      assign moment_swaps[k] = swap[STAGE];
    end
  endgenerate

  // y x^k and its sums
  wire [(DEGREE+1)*CROSS_WIDTH-1:0] crossed;
  assign cross_swaps[0] = swap[0];

  hardfit_accumulator #(
      .VALUE_WIDTH(Y_WIDTH), .VALUE_FRACTION(Y_FRACTION), .VALUE_SIGNED(Y_SIGNED),
      .WIDTH(CROSS_WIDTH), .FRACTION(CROSS_FRACTION), .SIGNED(CROSS_SIGNED),
      .QUANTIZATION(CROSS_QUANTIZATION), .OVERFLOW(CROSS_OVERFLOW), .N_BITS(CROSS_N_BITS)
  ) cross_0 (
      .clk(clk), .rst(rst), .clear(clear), .begins(begins[0]), .enable(enable[1]), .value(y_taps[0+:Y_WIDTH]),
      .total(crossed[0+:CROSS_WIDTH]), .overflow(cross_overflows[0])
  );

  generate
    for (k = 1; k <= DEGREE; k = k + 1) begin : crosses
      localparam integer STAGE = 2 * k - 1;
      localparam integer FACTOR_WIDTH = k == 1 ? X_WIDTH : POWER_WIDTH;
      localparam integer FACTOR_FRACTION = k == 1 ? X_FRACTION : POWER_FRACTION;
      localparam integer FACTOR_SIGNED = k == 1 ? X_SIGNED : POWER_SIGNED;

      wire [FACTOR_WIDTH-1:0] factor;
      wire [Y_WIDTH+FACTOR_WIDTH-1:0] partial;

      if (k == 1) begin : from_x
        assign factor = x_taps[0+:X_WIDTH];
      end else begin : from_power
        assign factor = powers[k].word;
      end

      hardfit_multiplier #(
          .A_WIDTH(Y_WIDTH), .A_SIGNED(Y_SIGNED), .B_WIDTH(FACTOR_WIDTH), .B_SIGNED(FACTOR_SIGNED),
          .PRODUCT_WIDTH(Y_WIDTH + FACTOR_WIDTH)
      ) multiplier (
          .clk(clk), .rst(rst), .enable(enable[STAGE]), .a(y_taps[(STAGE-1)*Y_WIDTH+:Y_WIDTH]), .b(factor),
          .product(partial)
      );

      hardfit_accumulator #(
          .VALUE_WIDTH(Y_WIDTH + FACTOR_WIDTH), .VALUE_FRACTION(Y_FRACTION + FACTOR_FRACTION),
          .VALUE_SIGNED(Y_SIGNED != 0 || FACTOR_SIGNED != 0 ? 1 : 0),
          .WIDTH(CROSS_WIDTH), .FRACTION(CROSS_FRACTION), .SIGNED(CROSS_SIGNED),
          .QUANTIZATION(CROSS_QUANTIZATION), .OVERFLOW(CROSS_OVERFLOW), .N_BITS(CROSS_N_BITS)
      ) accumulator (
          .clk(clk), .rst(rst), .clear(clear), .begins(begins[STAGE]), .enable(enable[STAGE+1]), .value(partial),
          .total(crossed[k*CROSS_WIDTH+:CROSS_WIDTH]), .overflow(cross_overflows[k])
      );
      assign cross_swaps[k] = swap[STAGE];
    end
  endgenerate

  // y squared and its sum; the square of a signed word is unsigned and one bit narrower
  localparam integer SQUARED_WIDTH = 2 * Y_WIDTH - (Y_SIGNED != 0 ? 1 : 0);

  wire [SQUARED_WIDTH-1:0] squared;
  wire [ENERGY_WIDTH-1:0] energy_total;

  hardfit_multiplier #(
      .A_WIDTH(Y_WIDTH), .A_SIGNED(Y_SIGNED), .B_WIDTH(Y_WIDTH), .B_SIGNED(Y_SIGNED), .PRODUCT_WIDTH(SQUARED_WIDTH)
  ) multiplier (
      .clk(clk), .rst(rst), .enable(enable[1]), .a(y_taps[0+:Y_WIDTH]), .b(y_taps[0+:Y_WIDTH]), .product(squared)
  );

  hardfit_accumulator #(
      .VALUE_WIDTH(SQUARED_WIDTH), .VALUE_FRACTION(2 * Y_FRACTION), .VALUE_SIGNED(0),
      .WIDTH(ENERGY_WIDTH), .FRACTION(ENERGY_FRACTION), .SIGNED(ENERGY_SIGNED),
      .QUANTIZATION(ENERGY_QUANTIZATION), .OVERFLOW(ENERGY_OVERFLOW), .N_BITS(ENERGY_N_BITS)
  ) energy (
      .clk(clk), .rst(rst), .clear(clear), .begins(begins[1]), .enable(enable[2]), .value(squared),
      .total(energy_total), .overflow(energy_overflow)
  );

  // Where samples keep coming: the sums of the last stream taken over, each behind its last sample
  wire [(2*DEGREE+1)*MOMENT_WIDTH-1:0] held_moment;
  wire [(DEGREE+1)*CROSS_WIDTH-1:0] held_crossed;
  wire [ENERGY_WIDTH-1:0] held_energy;
  hardfit_hold #(.WIDTH(MOMENT_WIDTH), .COUNT(2 * DEGREE + 1), .HOLDS(RUNNING)) held_moments (
      .clk(clk), .rst(rst), .enable(moment_swaps), .in(moment), .out(held_moment));
  hardfit_hold #(.WIDTH(CROSS_WIDTH), .COUNT(DEGREE + 1), .HOLDS(RUNNING)) held_crosses (
      .clk(clk), .rst(rst), .enable(cross_swaps), .in(crossed), .out(held_crossed));
  hardfit_hold #(.WIDTH(ENERGY_WIDTH), .HOLDS(RUNNING)) held_energies (
      .clk(clk), .rst(rst), .enable(swap[1]), .in(energy_total), .out(held_energy));

  // The gradients and the loss, once an epoch
  wire [(DEGREE+1)*GRADIENT_WIDTH-1:0] gradient;

  hardfit_residual #(
      .DEGREE(DEGREE),
      .WEIGHT_WIDTH(WEIGHT_WIDTH), .WEIGHT_FRACTION(WEIGHT_FRACTION), .WEIGHT_SIGNED(WEIGHT_SIGNED),
      .MOMENT_WIDTH(MOMENT_WIDTH), .MOMENT_FRACTION(MOMENT_FRACTION), .MOMENT_SIGNED(MOMENT_SIGNED),
      .CROSS_WIDTH(CROSS_WIDTH), .CROSS_FRACTION(CROSS_FRACTION), .CROSS_SIGNED(CROSS_SIGNED),
      .ENERGY_WIDTH(ENERGY_WIDTH), .ENERGY_FRACTION(ENERGY_FRACTION), .ENERGY_SIGNED(ENERGY_SIGNED),
      .GRADIENT_WIDTH(GRADIENT_WIDTH), .GRADIENT_FRACTION(GRADIENT_FRACTION), .GRADIENT_SIGNED(GRADIENT_SIGNED),
      .GRADIENT_QUANTIZATION(GRADIENT_QUANTIZATION), .GRADIENT_OVERFLOW(GRADIENT_OVERFLOW), .GRADIENT_N_BITS(GRADIENT_N_BITS),
      .LOSS_WIDTH(LOSS_WIDTH), .LOSS_FRACTION(LOSS_FRACTION), .LOSS_SIGNED(LOSS_SIGNED),
      .LOSS_QUANTIZATION(LOSS_QUANTIZATION), .LOSS_OVERFLOW(LOSS_OVERFLOW), .LOSS_N_BITS(LOSS_N_BITS)
  ) residual (
      .clk(clk), .rst(rst), .index(index[7:0]), .bits_left(bits_left), .load(residual_load),
      .multiply(residual_multiply), .subtract(residual_subtract), .cast(residual_cast),
      .moment(held_moment), .crossed(held_crossed), .energy(held_energy), .weight(weight),
      .gradient(gradient), .loss(loss_total), .gradient_overflow(gradient_overflow), .loss_overflow(loss_overflow)
  );

  // What runs begin with: of the ports, or as it came with `start`
  wire [STEP_WIDTH-1:0] first_step;
  wire [(DEGREE+1)*THETA_WIDTH-1:0] first_theta;
  hardfit_hold #(.WIDTH(STEP_WIDTH), .HOLDS(RUNNING / 2)) first_steps (
      .clk(clk), .rst(rst), .enable(load), .in(cfg_step), .out(first_step));
  hardfit_hold #(.WIDTH(THETA_WIDTH), .COUNT(DEGREE + 1), .HOLDS(RUNNING / 2)) first_thetas (
      .clk(clk), .rst(rst), .enable({(DEGREE + 1) {load}}), .in(cfg_theta_init), .out(first_theta));

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
      .clk(clk), .rst(rst), .load(reload), .cfg_step(first_step), .cfg_theta_init(first_theta),
      .index(index[5:0]), .scale(scale), .multiply(multiply), .round(round), .limit(limit), .add(add), .settle(settle),
      .move(move), .weigh(weigh),
      .gradient(gradient), .theta_words(theta), .weight_words(weight), .moves(moves),
      .update_overflow(update_overflow), .theta_overflow(theta_overflow), .weight_overflow(weight_overflow)
  );

  // Sticky overflow, a bit a node as in hardfit, where x, y, theta, … update have the lower 13, and above them moment, cross
  // and energy. What the host casts, and what this architecture does not have, has no register.
  reg [8:0] flags;
  wire [8:0] overflows = {
    energy_overflow, |cross_overflows, |moment_overflows, update_overflow, loss_overflow, gradient_overflow,
    |power_overflows, weight_overflow, theta_overflow
  };

  always @(posedge clk)
    if (rst | load) flags <= 9'd0;
    else flags <= flags | overflows;

  assign overflow = {flags[8:5], 1'b0, flags[4], 1'b0, flags[3], 3'b000, flags[2:0], 2'b00};

  // Results, each field extended to whole bytes, and the flags
  assign m_axis_tdata[(DEGREE+1)*THETA_FIELD+:LOSS_FIELD] =
      {{(LOSS_FIELD - LOSS_WIDTH) {LOSS_SIGNED != 0 && loss_previous[LOSS_WIDTH-1]}}, loss_previous};

  generate
    for (k = 0; k <= DEGREE; k = k + 1) begin : fields
      assign m_axis_tdata[k*THETA_FIELD+:THETA_FIELD] =
          {{(THETA_FIELD - THETA_WIDTH) {THETA_SIGNED != 0 && theta[(k+1)*THETA_WIDTH-1]}}, theta[k*THETA_WIDTH+:THETA_WIDTH]};
    end

    for (n = 2; n < 16; n = n + 1) begin : nodes
      if (n < 5 || n == 8 || n == 10 || n > 11) begin : casts
        wire sticky = overflow[n];
        wire unused_sticky = sticky;
      end
    end
  endgenerate

endmodule

`resetall
