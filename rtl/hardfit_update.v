// hardfit_update: the parameters theta, their view weight, and Eq. 3, once an epoch, without a multiplier.
//
//   theta_k = theta_k + step * gradient_k,   k = 0 … DEGREE in turn
//
// Latency: STEP_WIDTH + 6 cycles a parameter, then DEGREE + 2 for all weights. It is cut so fine that it never sets the
// clock. The controller counts `index`, {phase, k}:
//
//   strobe     cycles        register
//   scale      1             factor  = gradient_k, scaled = step
//   multiply   STEP_WIDTH    scaled  = step * gradient_k, exact: each cycle takes the lowest bit of the step off
//   round      1             rounded = scaled, quantised
//   limit      1             movement = Q_update(scaled)
//   add        1             sum     = theta_k + movement, exact
//   settle     1             moved   = Q_theta(sum)
//   move       1             theta_k = moved
//   weigh      DEGREE + 2    viewed  = theta_k; weight_(k-1) = Q_weight(viewed)
//
// Parameters
//   DEGREE                             1, 2 or 3
//   GRADIENT_*, STEP_*                 the formats of the factors
//   UPDATE_*, THETA_*, WEIGHT_*        the formats of the casts, as in hardfit_quantizer
`resetall
`default_nettype none

module hardfit_update #(
    parameter integer DEGREE = 1,
    parameter integer GRADIENT_WIDTH = 40, GRADIENT_FRACTION = 24, GRADIENT_SIGNED = 1,
    parameter integer STEP_WIDTH = 16, STEP_FRACTION = 24, STEP_SIGNED = 0,
    parameter integer UPDATE_WIDTH = 32, UPDATE_FRACTION = 24, UPDATE_SIGNED = 1,
    parameter integer UPDATE_QUANTIZATION = 0, UPDATE_OVERFLOW = 3, UPDATE_N_BITS = 0,
    parameter integer THETA_WIDTH = 32, THETA_FRACTION = 24, THETA_SIGNED = 1,
    parameter integer THETA_QUANTIZATION = 0, THETA_OVERFLOW = 3, THETA_N_BITS = 0,
    parameter integer WEIGHT_WIDTH = 16, WEIGHT_FRACTION = 12, WEIGHT_SIGNED = 1,
    parameter integer WEIGHT_QUANTIZATION = 0, WEIGHT_OVERFLOW = 3, WEIGHT_N_BITS = 0
) (
    input  wire clk,
    input  wire rst,

    // What a run starts from, taken with `load`
    input  wire                              load,
    input  wire [STEP_WIDTH-1:0]             cfg_step,
    input  wire [(DEGREE+1)*THETA_WIDTH-1:0] cfg_theta_init,

    // From the controller
    input  wire [5:0] index,
    input  wire       scale,
    input  wire       multiply,
    input  wire       round,
    input  wire       limit,
    input  wire       add,
    input  wire       settle,
    input  wire       move,
    input  wire       weigh,

    input  wire [(DEGREE+1)*GRADIENT_WIDTH-1:0] gradient,
    output wire [(DEGREE+1)*THETA_WIDTH-1:0]    theta_words,
    output wire [(DEGREE+1)*WEIGHT_WIDTH-1:0]   weight_words,
    output wire                                 moves,   // theta_k takes another value at the end of `move`

    // Of the casts that are taken at the end of this cycle
    output wire update_overflow,
    output wire theta_overflow,
    output wire weight_overflow
);

  generate
    if (STEP_SIGNED != 0) begin : check_step
      HARDFIT_ERROR_STEP_SIGNED_must_be_0 refused ();
    end
  endgenerate

  // Parameter k and its gradient: AND-OR selections, since k has few values. Where k is DEGREE + 1 nothing loads what they
  // select, so BITS of it are enough.
  wire [2:0] selected = index[2:0];
  wire [2:0] unused_phase = index[5:3];
  localparam integer BITS = DEGREE > 1 ? 2 : 1;
  reg [THETA_WIDTH-1:0] selected_theta;
  integer i;

  always @* begin
    selected_theta = {THETA_WIDTH {1'b0}};
    for (i = 0; i <= DEGREE; i = i + 1)
      if (selected[BITS-1:0] == i[BITS-1:0]) selected_theta = selected_theta | theta_words[i*THETA_WIDTH+:THETA_WIDTH];
  end

  genvar g;
  generate
    for (g = 0; g <= DEGREE; g = g + 1) begin : gradients
      localparam [1:0] OWN = g;

      wire [GRADIENT_WIDTH-1:0] own =
          selected[BITS-1:0] == OWN[BITS-1:0] ? gradient[g*GRADIENT_WIDTH+:GRADIENT_WIDTH] : {GRADIENT_WIDTH {1'b0}};
      wire [GRADIENT_WIDTH-1:0] upto;

      if (g == 0) begin : first
        assign upto = own;
      end else begin : further
        assign upto = own | gradients[g-1].upto;
      end
    end
  endgenerate

  // step * gradient_k, a bit of the step a cycle: the partial sum stands above the bits of the step that are left.
  localparam integer SCALED_WIDTH = STEP_WIDTH + GRADIENT_WIDTH;

  reg [STEP_WIDTH-1:0] step;
  reg [GRADIENT_WIDTH-1:0] factor, partial;
  reg [STEP_WIDTH-1:0] rest;
  wire [SCALED_WIDTH-1:0] scaled = {partial, rest};

  wire factor_sign = GRADIENT_SIGNED != 0 && factor[GRADIENT_WIDTH-1];
  wire partial_sign = GRADIENT_SIGNED != 0 && partial[GRADIENT_WIDTH-1];
  wire [GRADIENT_WIDTH:0] next_partial =
      {partial_sign, partial} + (rest[0] ? {factor_sign, factor} : {(GRADIENT_WIDTH + 1) {1'b0}});

  // `scale` resets the partial sum, so that no choice stands behind its adder.
  wire clears = rst | scale;

  always @(posedge clk)
    if (clears) partial <= {GRADIENT_WIDTH {1'b0}};
    else if (multiply) partial <= next_partial[GRADIENT_WIDTH:1];

  // Its cast in two cycles: rounded to the update's LSB, with one bit more since that may carry, then brought into range
  localparam integer SCALED_FRACTION = STEP_FRACTION + GRADIENT_FRACTION;
  localparam integer DROPPED = SCALED_FRACTION > UPDATE_FRACTION ? SCALED_FRACTION - UPDATE_FRACTION : 0;
  localparam integer ROUNDED_WIDTH = (DROPPED < SCALED_WIDTH ? SCALED_WIDTH - DROPPED : 1) + (DROPPED > 0 ? 1 : 0);

  wire [ROUNDED_WIDTH-1:0] next_rounded;
  reg [ROUNDED_WIDTH-1:0] rounded;
  wire [UPDATE_WIDTH-1:0] next_movement;
  reg [UPDATE_WIDTH-1:0] movement;
  wire unused_overflow, update_overflowed;

  hardfit_quantizer #(
      .SOURCE_WIDTH(SCALED_WIDTH), .SOURCE_FRACTION(SCALED_FRACTION), .SOURCE_SIGNED(GRADIENT_SIGNED),
      .WIDTH(ROUNDED_WIDTH), .FRACTION(SCALED_FRACTION - DROPPED), .SIGNED(GRADIENT_SIGNED),
      .QUANTIZATION(UPDATE_QUANTIZATION)
  ) rounding (
      .source(scaled), .word(next_rounded), .overflow(unused_overflow)
  );

  hardfit_quantizer #(
      .SOURCE_WIDTH(ROUNDED_WIDTH), .SOURCE_FRACTION(SCALED_FRACTION - DROPPED), .SOURCE_SIGNED(GRADIENT_SIGNED),
      .WIDTH(UPDATE_WIDTH), .FRACTION(UPDATE_FRACTION), .SIGNED(UPDATE_SIGNED),
      .OVERFLOW(UPDATE_OVERFLOW), .N_BITS(UPDATE_N_BITS)
  ) limiting (
      .source(rounded), .word(next_movement), .overflow(update_overflowed)
  );

  assign update_overflow = limit & update_overflowed;

  // theta_k + update
  wire [THETA_WIDTH-1:0] next_moved;
  reg [THETA_WIDTH-1:0] moved;
  wire theta_overflowed;

  hardfit_adder #(
      .A_WIDTH(THETA_WIDTH), .A_FRACTION(THETA_FRACTION), .A_SIGNED(THETA_SIGNED),
      .B_WIDTH(UPDATE_WIDTH), .B_FRACTION(UPDATE_FRACTION), .B_SIGNED(UPDATE_SIGNED),
      .WIDTH(THETA_WIDTH), .FRACTION(THETA_FRACTION), .SIGNED(THETA_SIGNED),
      .QUANTIZATION(THETA_QUANTIZATION), .OVERFLOW(THETA_OVERFLOW), .N_BITS(THETA_N_BITS), .STAGED(1)
  ) adder (
      .clk(clk), .rst(rst), .enable(add), .a(selected_theta), .b(movement),
      .word(next_moved), .overflow(theta_overflowed)
  );

  assign theta_overflow = settle & theta_overflowed;

  // Each theta_k is compared, and then one chosen: a shorter path than a comparison behind the choice.
  reg differs;
  integer m;

  always @* begin
    differs = 1'b0;
    for (m = 0; m <= DEGREE; m = m + 1)
      if (selected[BITS-1:0] == m[BITS-1:0]) differs = moved != theta_words[m*THETA_WIDTH+:THETA_WIDTH];
  end

  assign moves = differs;

  // The view of theta_k that the multipliers see
  reg [THETA_WIDTH-1:0] viewed;
  wire [WEIGHT_WIDTH-1:0] next_weight;
  wire weight_overflowed;

  hardfit_quantizer #(
      .SOURCE_WIDTH(THETA_WIDTH), .SOURCE_FRACTION(THETA_FRACTION), .SOURCE_SIGNED(THETA_SIGNED),
      .WIDTH(WEIGHT_WIDTH), .FRACTION(WEIGHT_FRACTION), .SIGNED(WEIGHT_SIGNED),
      .QUANTIZATION(WEIGHT_QUANTIZATION), .OVERFLOW(WEIGHT_OVERFLOW), .N_BITS(WEIGHT_N_BITS)
  ) view (
      .source(viewed), .word(next_weight), .overflow(weight_overflowed)
  );

  assign weight_overflow = weigh & selected != 3'd0 & weight_overflowed;

  // The registers, in one process, which does next to nothing in a simulator while samples are taken up or a product grows.
  localparam [2:0] LAST = DEGREE[2:0];
  wire works = load | scale | round | limit | settle | move | weigh;

  always @(posedge clk)
    if (rst) begin
      step     <= {STEP_WIDTH {1'b0}};
      factor   <= {GRADIENT_WIDTH {1'b0}};
      rest     <= {STEP_WIDTH {1'b0}};
      rounded  <= {ROUNDED_WIDTH {1'b0}};
      movement <= {UPDATE_WIDTH {1'b0}};
      moved    <= {THETA_WIDTH {1'b0}};
      viewed   <= {THETA_WIDTH {1'b0}};
    end else begin
      if (multiply) begin
        rest               <= rest >> 1;
        rest[STEP_WIDTH-1] <= next_partial[0];
      end
      if (works) begin
        if (load) step <= cfg_step;
        if (scale) factor <= gradients[DEGREE].upto;
        if (scale) rest <= step;
        if (round) rounded <= next_rounded;
        if (limit) movement <= next_movement;
        if (settle) moved <= next_moved;
        if (weigh && selected <= LAST) viewed <= selected_theta;
      end
    end

  genvar k;
  generate
    for (k = 0; k <= DEGREE; k = k + 1) begin : parameters
      localparam [2:0] OWN = k, WEIGHED = k + 1;

      reg [THETA_WIDTH-1:0] theta;
      reg [WEIGHT_WIDTH-1:0] weight;

      always @(posedge clk)
        if (rst) begin
          theta  <= {THETA_WIDTH {1'b0}};
          weight <= {WEIGHT_WIDTH {1'b0}};
        end else if (works) begin
          if (load) theta <= cfg_theta_init[k*THETA_WIDTH+:THETA_WIDTH];
          else if (move && selected == OWN) theta <= moved;
          if (weigh && selected == WEIGHED) weight <= next_weight;
        end

      assign theta_words[k*THETA_WIDTH+:THETA_WIDTH] = theta;
      assign weight_words[k*WEIGHT_WIDTH+:WEIGHT_WIDTH] = weight;
    end
  endgenerate

endmodule

`resetall
